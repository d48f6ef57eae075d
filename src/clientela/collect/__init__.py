"""The way in: any file is read, its columns understood, its people recognised, its rows landed.

A file goes through the rooms in this order: `files` (bytes to text cells), `mapping` (what a column means),
`cells` (text to values), `identity` (who it is about), `landing` (rows of the store); `importing` leads it
through, and `quality` judges what came out.
"""

from clientela.collect.files.description import describe
from clientela.collect.files.file_format import FileFormat, FormatOverrides
from clientela.collect.files.formats import detect
from clientela.collect.files.reading import read
from clientela.collect.history import PastImport, past_import, past_imports, rejects_of
from clientela.collect.identity.merging import merges, unmerge
from clientela.collect.importing import OnProgress, import_file
from clientela.collect.mapping.definition import KINDS, ColumnMapping, KindRule, Mapping, RowFilter
from clientela.collect.mapping.kinds import propose_kinds
from clientela.collect.mapping.proposing import propose_mapping
from clientela.collect.mapping.remembering import remembered_mapping
from clientela.collect.mapping.storing import load_mapping, save_mapping
from clientela.collect.planning import ImportPlan, plan_import
from clientela.collect.quality import QualityReport, quality
from clientela.collect.report import ImportReport, Problem
from clientela.collect.undoing import UndoPlan, plan_undoing, undo
from clientela.collect.wording import in_language, problem_in

__all__ = [
    "KINDS",
    "ColumnMapping",
    "FileFormat",
    "FormatOverrides",
    "ImportPlan",
    "ImportReport",
    "KindRule",
    "Mapping",
    "OnProgress",
    "PastImport",
    "Problem",
    "QualityReport",
    "RowFilter",
    "UndoPlan",
    "describe",
    "detect",
    "import_file",
    "in_language",
    "load_mapping",
    "merges",
    "past_import",
    "past_imports",
    "plan_import",
    "plan_undoing",
    "problem_in",
    "propose_kinds",
    "propose_mapping",
    "quality",
    "read",
    "rejects_of",
    "remembered_mapping",
    "save_mapping",
    "undo",
    "unmerge",
]
