"""What can be merged into a message of one firm, and how people name it between braces."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from importlib.resources import files

import yaml

from clientela.act.messages.template.names import ENTITIES, ROOTS
from clientela.catalog import FirmCatalog
from clientela.catalog.definitions import VariableDefinition
from clientela.catalog.labels import LANGUAGES
from clientela.errors import ClientelaError
from clientela.rules.folding import fold_text
from clientela.rules.types import ValueType

_SMALL = frozenset(
    fold_text("a al ale de del la el els les los las l d of the i y și si do и к na w").split()
)
_COMPANY = frozenset(
    fold_text(
        "company organisation organization business empresa companie compania companiei companii firmă firma"
        " firmei firmy firmie przedsiębiorstwo przedsiębiorstwa компания компании фирма фирмы организация"
        " организации предприятие предприятия organizație organizației"
    ).split()
)
NEAREST = 3


class MergeFields:
    """The fields of a catalogue, and its segments, as messages ask for them."""

    def __init__(self, catalog: FirmCatalog) -> None:
        self.catalog = catalog

    def type_of(self, entity: str, name: str) -> ValueType:
        """The type of a field; raises ClientelaError, which says why there is none."""
        return self.catalog.resolve(name, entity).type

    def knows(self, path: str) -> bool:
        """Whether `customer.city`, `company.name` or `coupon` can be merged."""
        entity, _, name = path.partition(".")
        if not name:
            return entity in ROOTS and entity not in ENTITIES
        return entity in ENTITIES and self.catalog.variable(name, entity) is not None

    def segments(self) -> list[str]:
        """The saved segments."""
        return list(self.catalog.segment_names())

    def find(self, words: str, language: str) -> list[str]:
        """The paths that words in any language name, those of the given language before all others."""
        if self.knows(words.strip()):
            return [words.strip()]
        key = _key(words)
        for names in (self._close, self._all):
            for wanted in (language, None):
                if found := _unique(path for path, lang in names.get(key, ()) if wanted in (lang, None)):
                    return found
        return []

    def nearest(self, words: str, language: str) -> list[str]:
        """What comes nearest to words that name nothing, as people of the language would write it."""
        shown = {_key(label): label for label in self._labels(language)}
        close = difflib.get_close_matches(_key(words), shown, n=NEAREST, cutoff=0.5)
        return [shown[key] for key in close]

    def written(self, path: str, language: str) -> str:
        """A field as people of the language write it between braces; else as Liquid does."""
        rows = (words for found, words, lang in _aliases() if (found, lang) == (path, language))
        words = next(rows, "")
        return f"{{{words}}}" if words else f"{{{{ {path} }}}}"

    @cached_property
    def _definitions(self) -> list[VariableDefinition]:
        return [
            each
            for each in self.catalog.definitions()
            if each.entity in ENTITIES and not each.parameters and self._resolves(each)
        ]

    def _resolves(self, definition: VariableDefinition) -> bool:
        try:
            self.catalog.resolve(definition.name, definition.entity)
        except ClientelaError:
            return False
        return True

    @cached_property
    def _close(self) -> dict[str, list[tuple[str, str]]]:
        """What people write most: the aliases, and what is stored of customers and companies."""
        rows = [(path, label, language) for path, label, language in _aliases() if self.knows(path)]
        rows += self._named(each for each in self._definitions if each.definition is None)
        return _index(rows)

    @cached_property
    def _all(self) -> dict[str, list[tuple[str, str]]]:
        return _index(self._named(self._definitions))

    def _named(self, definitions: Iterable[VariableDefinition]) -> list[tuple[str, str, str]]:
        """Path, words and language of everything; what is said of a company needs its word beside it."""
        rows = []
        for each in definitions:
            path, added = f"{each.entity}.{each.name}", " company" if each.entity == "company" else ""
            rows.append((path, each.name.replace("_", " ") + added, ""))
            rows += [(path, each.label(language) + added, language) for language in LANGUAGES]
            if added and each.name != "name" and not self.catalog.variable(each.name):
                rows += [(path, each.label(language), language) for language in LANGUAGES]
        return rows

    def _labels(self, language: str) -> Iterator[str]:
        yield from (label for path, label, lang in _aliases() if lang == language and self.knows(path))
        yield from (each.label(language) for each in self._definitions if each.entity == "customer")


def _index(rows: Iterable[tuple[str, str, str]]) -> dict[str, list[tuple[str, str]]]:
    index: dict[str, list[tuple[str, str]]] = {}
    for path, words, language in rows:
        index.setdefault(_key(words), []).append((path, language))
    return index


def _unique(paths: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(paths))


def _key(words: str) -> str:
    """Words without case, accents and small words, every word for a company the same and last."""
    tokens = [each for each in re.split(r"[\W_]+", fold_text(words)) if each and each not in _SMALL]
    company = [each for each in tokens if each in _COMPANY]
    return " ".join([*(each for each in tokens if each not in _COMPANY), *(["company"] if company else [])])


@cache
def _aliases() -> list[tuple[str, str, str]]:
    """Path, words and language of every alias."""
    text = files("clientela.act.messages").joinpath("aliases.yaml").read_text(encoding="utf-8")
    rows: dict[str, str] = yaml.safe_load(text)
    return [
        (path, words.strip(), language)
        for path, row in rows.items()
        for language, cell in zip(LANGUAGES, row.split("|"), strict=True)
        for words in cell.split(",")
    ]
