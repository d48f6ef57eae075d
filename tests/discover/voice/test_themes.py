"""Themes: the words they are known by, in any form; what is refused; and the rule a theme becomes."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from clientela.discover.voice.matching import Matcher
from clientela.discover.voice.themes import built_in_themes, read_themes
from clientela.errors import ClientelaError, UnknownNameError
from clientela.rules.folding import fold_text
from clientela.rules.text import parse_rule, write_rule
from clientela.sample.phrases import LANGUAGES, OPENINGS, SENTENCES, THEMES
from tests.discover.voice.firm import AS_OF, DAY, make_firm, said

SHORT: dict[str, list[str]] = yaml.safe_load(
    (Path(__file__).parent / "sentences.yaml").read_text(encoding="utf-8")
)
# what the twelve sentences, which say the same in every language, are about
ABOUT = (
    {"delivery"}, set(), {"size"}, {"support"}, {"price"}, {"quality"}, {"delivery"}, set(), {"returns"},
    {"app"}, {"delivery", "price"}, set(),
)  # fmt: skip
PLANTED = {"service": "support"}  # else the sample's name of a theme is ours


def found(matcher: Matcher, text: str, *languages: str) -> set[str]:
    bits = matcher.themes_of(text, languages)
    return {theme.key for place, theme in enumerate(matcher.themes.themes) if bits >> place & 1}


@pytest.fixture(scope="module")
def matcher() -> Matcher:
    return Matcher(built_in_themes())


def test_themes_of_sentences_that_say_the_same_in_six_languages(matcher: Matcher):
    hits = wrong = wanted = 0
    for language, sentences in SHORT.items():
        for sentence, about in zip(sentences, ABOUT, strict=True):
            told = found(matcher, sentence, language)
            # "good value for money" speaks of quality in five of the languages
            wrong += len(told - about - ({"quality"} if about == {"price"} else set()))
            hits, wanted = hits + len(told & about), wanted + len(about)
    assert wanted == 60
    assert hits >= 58
    assert wrong <= 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_planted_themes_are_found(matcher: Matcher, language: str):
    """Recall and precision of the sample's theme, where a sentence may truly speak of a second one."""
    hits = told = planted = 0
    for theme in THEMES:
        for sentence in (text for tone in SENTENCES[language][theme] for text in tone):
            themes = found(matcher, sentence, language)
            hits += PLANTED.get(theme, theme) in themes
            told, planted = told + len(themes), planted + 1
    told += sum(len(found(matcher, text, language)) for tone in OPENINGS[language] for text in tone)
    assert hits / planted >= 0.95
    assert hits / told >= 0.85


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("en", "The deliveries; delivering; PARCELS"),
        ("ca", "Enviaments; ens ho van lliurar; els paquets"),
        ("es", "los envíos; entregado; los paquetes"),
        ("pl", "dostawą; przesyłek; kurierzy; przesylka"),
        ("ru", "доставкой; посылку; курьеры"),
        ("ro", "coletele; livrării; curierului; intarziere"),
    ],
)
def test_any_form_is_found_with_and_without_accents(matcher: Matcher, language: str, forms: str):
    for form in forms.split(";"):
        assert "delivery" in found(matcher, form, language), form


def test_prefixes_phrases_and_doubted_languages():
    matcher = Matcher(
        read_themes("wool:\n  en: wool*, dry clean only\n  ca: llana\nlamb:\n  es: lana\n  ca: xai\n")
    )
    assert found(matcher, "Woolly!", "en") == {"wool"}
    assert found(matcher, "It says DRY cleaned only.", "en") == {"wool"}
    assert found(matcher, "dry, and only then clean", "en") == set()
    assert found(matcher, "llana o lana", "ca", "es") == {"wool", "lamb"}
    assert found(matcher, "wool", "de") == set()


def test_set_survives_being_edited_as_yaml():
    themes = built_in_themes()
    assert read_themes(themes.as_yaml()) == themes == read_themes(themes.as_json())
    assert themes.languages == ("en", "ca", "es", "pl", "ru", "ro")
    assert all(set(theme.names) == set(themes.languages) for theme in themes.themes)
    assert themes["delivery"].name("pl") == "Dostawa"
    with pytest.raises(UnknownNameError, match="did you mean 'delivery'"):
        themes["delivry"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("- a\n- b", "must be a mapping"),
        ("a: [", "not YAML"),
        ("Big Theme:\n  en: x", "no name of a theme"),
        ("a:\n  name: A", "theme 'a' has no words"),
        ("a:\n  english: late", "'english' is no language"),
        ("a:\n  en: 7", "must be a text with commas"),
        ("a:\n  en: la*te", "'la\\*te' is no word"),
        ("a:\n  en: late arr*", "'late arr\\*' is no word"),
        ("a:\n  en: late, diabetes", "'diabetes' would reveal health"),
        ("religion:\n  en: candle", "'religion' would reveal religion"),
        ("a:\n  name: {ca: Salut}\n  ca: pastilla", "'Salut' would reveal health"),
        ("\n".join(f"t{number}: {{en: word}}" for number in range(61)), "61 themes are too many"),
    ],
)
def test_mistakes_and_special_categories_are_refused(text: str, message: str):
    with pytest.raises(ClientelaError, match=message):
        read_themes(text)


def test_rule_of_a_theme_finds_exactly_whose_text_contains_its_words(tmp_path: Path):
    themes = read_themes("late:\n  en: late, delay\n  ca: tard, retard\n")
    texts = [
        "It came LATE", "a chocolate cake", "delayed", "ens fa tard", "Rétard", "lately fine", "on time",
        None, "dela y",
    ]  # fmt: skip
    events = [said(number, text) for number, text in enumerate(texts, 1)]
    events += [
        said(20, "late", kind="note_added"),
        said(21, "late", kind="ticket_opened"),
        said(22, "late", at=AS_OF + DAY),
        said(23, "arrived too late", kind="survey_answered", survey="nps", score=3),
    ]
    with make_firm(tmp_path / "firm", events) as firm:
        for language, words in (
            ("en", ["late", "delay"]),
            ("ca", ["tard", "retard"]),
            (None, ["late", "delay", "tard"]),
        ):
            rule = themes["late"].rule(language)
            wanted = [
                event["customer_id"]
                for event in events
                if event["kind"] != "note_added"
                and event["at"] <= AS_OF
                and any(word in fold_text(event["text"] or "") for word in words)
            ]
            assert firm.segment(rule).ids(AS_OF).to_pylist() == wanted
            assert firm.segment(rule).check() == []
            assert parse_rule(write_rule(rule)) == rule
        # the theme joins forms that begin otherwise and knows no parts of words: chocolate is not late
        assert "late" in found(Matcher(themes), "delayed again", "en")
        assert found(Matcher(themes), "a chocolate cake", "en") == set()
    with pytest.raises(UnknownNameError):
        themes["late"].rule("pl")
