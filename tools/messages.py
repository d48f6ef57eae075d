"""The site's texts in six languages: extract, check, compile. `python tools/messages.py [FEATURE …]`.

Every feature keeps its catalogues in its own `locale` folder. Extraction is GNU gettext's, through Django's
makemessages; plural headers are CLDR's for the whole numbers that pages count, and compiling is Babel's.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from shutil import copytree

from babel.messages import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

SITE = Path(__file__).resolve().parents[1] / "src" / "clientela_web"
LANGUAGES = ("ca", "es", "pl", "ro", "ru")  # the sixth, English, is what the sources say
EXTRACTION = ("-e", "html,py,txt", "--no-location")
NOT_READ = {"locale", "static", "__pycache__", "migrations"}
DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
PLURALS = {
    "en": "nplurals=2; plural=(n != 1);",
    "ca": "nplurals=2; plural=(n != 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "pl": "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "ro": "nplurals=3; plural=(n==1 ? 0 : n==0 || (n%100>0 && n%100<20) ? 1 : 2);",
    "ru": (
        "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0"
        " : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);"
    ),
}


def features() -> list[str]:
    """The folders that say something to a person; what stands beside them belongs to `ui`."""
    return sorted(folder.parent.name for folder in SITE.glob("*/locale"))


def sources(feature: str) -> list[Path]:
    """The folders and files whose texts are in that feature's catalogue."""
    if feature != "ui":
        return [SITE / feature]
    others = {SITE / name for name in features() if name != "ui"}
    return [path for path in sorted(SITE.iterdir()) if path not in others and path.name != "__pycache__"]


def extracted(feature: str) -> Catalog:
    """Every text of the feature, as the sources have them now."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch) / "texts"
        (place / "locale").mkdir(parents=True)
        for source in sources(feature):
            _copy(source, place / source.name)
        environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
        environment.pop("DJANGO_SETTINGS_MODULE", None)
        command = [sys.executable, "-m", "django", "makemessages", "-l", "xx", *EXTRACTION]
        done = subprocess.run(
            command, cwd=place, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        found = (place / "locale" / "xx" / "LC_MESSAGES" / "django.po").read_text(encoding="utf-8")
        # gettext leaves a blank form to be filled in where there are plurals
        header = found.replace("nplurals=INTEGER; plural=EXPRESSION;", PLURALS["en"])
        return read_po(StringIO(header), ignore_obsolete=True)


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        copytree(source, target, ignore=lambda _, names: NOT_READ & set(names))
    else:
        target.write_bytes(source.read_bytes())


def catalogue_file(feature: str, language: str) -> Path:
    """Where the translations lie."""
    return SITE / feature / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(feature: str, language: str) -> Catalog:
    """The translations as they are; empty where there are none yet."""
    file = catalogue_file(feature, language)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as stream:
        return read_po(stream, locale=language, ignore_obsolete=True)


def merged(template: Catalog, known: Catalog, language: str) -> Catalog:
    """What the sources say now, with the translations that are known for exactly that."""
    result = _empty(language)
    forms = int(PLURALS[language][9])
    for message in sorted(template, key=_order):
        if not message.id:
            continue
        before = known.get(_key(message), message.context)
        is_known = before and _is_same_kind(before, message, forms)
        empty = ("",) * forms if message.pluralizable else ""
        string = before.string if is_known else empty
        result.add(message.id, string, context=message.context, flags=message.flags - {"fuzzy"})
    return result


def _empty(language: str) -> Catalog:
    """A catalogue whose header says the same on every day: the plural forms, and who made it."""
    catalogue = Catalog(
        locale=language,
        fuzzy=False,
        header_comment="# Clientela",
        project="Clientela",
        version="1",
        creation_date=DAY,
        revision_date=DAY,
        last_translator="The Clientela authors",
        language_team=language,
        msgid_bugs_address="-",
    )
    catalogue.mime_headers = [("Language", language), ("Plural-Forms", PLURALS[language])]
    return catalogue


def _order(message: Message) -> tuple[str, str]:
    return str(_key(message)).casefold(), message.context or ""


def _key(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def _is_same_kind(before: Message, message: Message, forms: int) -> bool:
    if message.pluralizable:
        return isinstance(before.string, tuple | list) and len(before.string) == forms
    return isinstance(before.string, str)


def faults(catalogue: Catalog) -> Iterator[str]:
    """What is missing or would break: empty texts and forms, placeholders that differ."""
    for message in catalogue:
        if not message.id:
            continue
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if not all(strings):
            yield f"not translated: {_key(message)!r}"
        wanted = _placeholders(message)
        for string in filter(None, strings):
            if not set(_found(string)) <= wanted:
                yield f"unknown placeholder in {string!r}"
        if strings[-1] and not set(_found(strings[-1])) >= set(_found(_last(message))):
            yield f"placeholder lost in {strings[-1]!r}"


def _last(message: Message) -> str:
    return str(message.id[-1] if isinstance(message.id, tuple | list) else message.id)


def _placeholders(message: Message) -> set[str]:
    ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
    return {found for each in ids for found in _found(str(each))}


def _found(text: str) -> list[str]:
    return PLACEHOLDER.findall(text)


def update(feature: str) -> list[str]:
    """Bring the feature's catalogues up to date and compile them; returns what is wrong with them."""
    template, found = extracted(feature), []
    for language in LANGUAGES:
        catalogue = merged(template, read_catalogue(feature, language), language)
        file = catalogue_file(feature, language)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as stream:
            write_po(stream, catalogue, width=110, omit_header=False)
        with file.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue)
        found += [f"{feature} {language}: {fault}" for fault in faults(catalogue)]
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Update the named features, or all; the exit code says whether something is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("features", nargs="*", help="by default all")
    chosen = parser.parse_args(arguments).features or features()
    found = [fault for feature in chosen for fault in update(feature)]
    print("\n".join(found) or "complete")
    return bool(found)


if __name__ == "__main__":
    raise SystemExit(main())
