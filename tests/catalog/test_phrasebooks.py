"""Every phrasebook is complete: six languages, plural forms as CLDR has them, the same places for values."""

from pathlib import Path
from string import Formatter

import pytest

import clientela
from clientela.catalog.labels import LANGUAGES
from clientela.catalog.phrasebook import FORMS, Phrasebook
from clientela.errors import UnknownNameError

ROOT = Path(clientela.__file__).parent
BOOKS = [
    Phrasebook(".".join(("clientela", *file.parent.relative_to(ROOT).parts)), file.name)
    for file in sorted(ROOT.rglob("phrases*.yaml"))
]


@pytest.mark.parametrize("book", BOOKS, ids=repr)
def test_every_phrase_is_complete(book):
    for key, row in book.rows.items():
        assert tuple(row) == LANGUAGES, key
        plural = any(len(forms) > 1 for forms in row.values())
        for language, forms in row.items():
            assert all(forms), (key, language)
            assert len(forms) == (len(FORMS[language]) if plural else 1), (key, language)
        places = {language: {_places(form) for form in forms} for language, forms in row.items()}
        (english,) = places.pop("en")
        # What is translated from the English text may leave out what is English in it.
        partly = book.package == "clientela.collect" or book.file == "phrases_refusals.yaml"
        for language, found in places.items():
            assert all(each <= english if partly else each == english for each in found), (key, language)


def _places(form: str) -> frozenset[str]:
    """The places of values in a phrase; a number may be written out in one form and not in another."""
    return frozenset(name for _, name, _, _ in Formatter().parse(form) if name is not None) - {"n"}


def _book(tmp_path, monkeypatch, name, text):
    package = tmp_path / name
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "phrases.yaml").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return Phrasebook(name)


def test_say_chooses_the_plural_form_and_writes_numbers_as_the_language_does(tmp_path, monkeypatch):
    text = """
customers:
  en: "{n} customer ~ {n} customers"
  ca: "{n} client ~ {n} clients"
  es: "{n} cliente ~ {n} clientes"
  pl: "{n} klient ~ {n} klientów (kilku) ~ {n} klientów"
  ru: "{n} клиент ~ {n} клиента ~ {n} клиентов"
  ro: "{n} client ~ {n} clienți ~ {n} de clienți"
found: found {name} | trobat {name} | hallado {name} | znaleziono {name} | найдено {name} | găsit {name}
"""
    book = _book(tmp_path, monkeypatch, "speech", text)
    assert book.say("customers", "en", 1) == "1 customer"
    assert book.say("customers", "ru", 21) == "21 клиент"
    assert book.say("customers", "ro", 20) == "20 de clienți"
    assert book.say("customers", "pl", 12_345) == "12\xa0345 klientów"
    assert book.say("found", "ca", name="Anna") == "trobat Anna"
    with pytest.raises(UnknownNameError, match="did you mean 'found'"):
        book.say("fond", "en")


def test_a_phrase_without_a_language_is_refused(tmp_path, monkeypatch):
    with pytest.raises(ValueError, match="'short' is not in"):
        _ = _book(tmp_path, monkeypatch, "silence", "short: one | two").rows
