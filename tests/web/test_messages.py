"""Every text of the site in six languages: extracted anew, and held against what is compiled."""

from __future__ import annotations

import gettext
import shutil
from collections import defaultdict

import pytest
from babel.messages import Catalog
from tools import messages

FEATURES = messages.features()
# What a plural must tell apart, by CLDR: counts that take the first, the second … form.
COUNTS = {"ca": (1, 2), "es": (1, 2), "pl": (1, 2, 5), "ro": (1, 2, 20), "ru": (1, 2, 5)}


def _facts(catalogue: Catalog) -> dict[tuple[str, str | None], object]:
    return {(messages._key(each), each.context): each.string for each in catalogue if each.id}


@pytest.mark.parametrize("feature", FEATURES)
def test_every_text_of_the_sources_is_translated(feature):
    if shutil.which("xgettext") is None:
        pytest.skip("GNU gettext is not installed (Debian: apt install gettext): texts cannot be extracted")
    template = messages.extracted(feature)
    for language in messages.LANGUAGES:
        known = messages.read_catalogue(feature, language)
        assert set(_facts(known)) == set(_facts(template)), f"run `make messages`: {feature} {language}"
        assert list(messages.faults(known)) == []


@pytest.mark.parametrize("language", messages.LANGUAGES)
@pytest.mark.parametrize("feature", FEATURES)
def test_compiled_catalogue_says_what_the_written_one_says(feature, language):
    file = messages.catalogue_file(feature, language)
    with file.with_suffix(".mo").open("rb") as stream:
        compiled = gettext.GNUTranslations(stream)
    for message in messages.read_catalogue(feature, language):
        if not message.id:
            continue
        if not message.pluralizable:
            said = (
                compiled.pgettext(message.context, message.id)
                if message.context
                else compiled.gettext(message.id)
            )
            assert said == message.string
            continue
        one, many = message.id
        forms = [compiled.ngettext(one, many, count) for count in COUNTS[language]]
        assert tuple(forms) == tuple(message.string), f"{language}: a count takes the wrong form"


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_one_text_has_one_translation_everywhere(language):
    found = defaultdict(set)
    for feature in FEATURES:
        for key, string in _facts(messages.read_catalogue(feature, language)).items():
            found[key].add(string)
    assert {key: said for key, said in found.items() if len(said) > 1} == {}
