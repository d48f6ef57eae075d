"""A profile's rows called as another language calls them."""

from __future__ import annotations

from dataclasses import replace

from clientela.catalog import FirmCatalog
from clientela.catalog.labels import known_language
from clientela.errors import ClientelaError
from clientela.segments.profile import Profile, ProfileRow
from clientela.segments.profile_variables import named_variables
from clientela.segments.profile_wording import label_of, level_label


def profile_in(profile: Profile, catalog: FirmCatalog, language: str) -> Profile:
    """The same profile with its labels in this language; what the catalogue no longer has keeps its label."""
    known_language(language)
    if profile.language == language:
        return profile
    rows = tuple(replace(row, label=row_label(row, catalog, language)) for row in profile.rows)
    return replace(profile, language=language, rows=rows)


def row_label(row: ProfileRow, catalog: FirmCatalog, language: str) -> str:
    """What the row is about: its variable, and the level where it is of one."""
    if row.level is None and row.statistic != "other":
        return variable_said(row.variable, catalog, language) or row.label
    try:
        (profiled,) = named_variables(catalog, [row.variable])
    except ClientelaError:
        return row.label
    return level_label(profiled, row.level, catalog.labels, language)


def variable_said(name: str, catalog: FirmCatalog, language: str) -> str:
    """The label of a variable spelled as in a rule; empty where the catalogue does not show such a one."""
    try:
        (profiled,) = named_variables(catalog, [name])
    except ClientelaError:
        return ""
    return label_of(profiled, catalog.labels, language)
