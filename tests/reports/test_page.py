"""Pages hold everything they show, escape whatever they are given, ask no address and are the same again."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import sys
from html.parser import HTMLParser

import pytest

from clientela.catalog.labels import LANGUAGES
from clientela.charts.theme import framed
from clientela.errors import MissingExtraError, UnknownNameError
from clientela.reports.page import report_markup, write_report
from clientela.reports.section import Picture, Section, Table

VOID = {"meta", "br", "img", "link", "input", "hr"}
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "\"' onmouseover=alert(1) x='",
    "<!-- </title></svg>",
    "&lt;b&gt; \u2028 ]]> \x00 {{constructor}}",
)


class Page(HTMLParser):
    """Elements with attributes, in order, and the text of each; every element must be closed."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, list[str]]] = []
        self.found: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        texts: list[str] = []
        self.found.append((tag, dict(attrs), texts))
        if tag not in VOID:
            self.open.append((tag, texts))

    def handle_startendtag(self, tag, attrs):
        self.found.append((tag, dict(attrs), []))

    def handle_endtag(self, tag):
        assert self.open.pop()[0] == tag

    def handle_data(self, data):
        for _, texts in self.open:
            texts.append(data)

    def texts(self, tag: str) -> list[str]:
        return ["".join(texts) for name, _, texts in self.found if name == tag]

    def attributes(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs, _ in self.found if name in attrs]

    def parts(self, tag: str, **wanted: str) -> list[str]:
        return [
            "".join(texts)
            for name, attrs, texts in self.found
            if name == tag and wanted.items() <= attrs.items()
        ]


def chart(title: str, names=("VIP", "New"), language: str = "en"):
    values = [{"name": name, "count": place + 1} for place, name in enumerate(names)]
    encoding = {
        "y": {"field": "name", "type": "nominal", "title": title},
        "x": {"field": "count", "type": "quantitative"},
        "color": {"field": "count", "type": "quantitative"},
    }
    body = {"data": {"values": values}, "mark": {"type": "bar", "clip": True}, "encoding": encoding}
    return framed(body, title, language)


def table(*rows: tuple[str, str], caption: str = "") -> Table:
    return Table(("Name", ">Members"), rows, caption)


INNER = Section("Inside", ("Deep down.",), tables=(table(("a", "1"), caption="Small"),))
SECTIONS = (
    Section("Summary", ("First.", "Second.")),
    Section(
        "Sizes",
        ("How many.",),
        (
            Picture(chart("Sizes"), table(("VIP", "12"), ("New", "3"))),
            Picture(chart("Again"), table(("Old", "7"))),
        ),
        (table(("VIP", "40"), caption="Shares"),),
        (INNER,),
    ),
    Section("Limits", ("What is not known.",)),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_heading_text_table_and_picture_is_there_in_order(language):
    page = Page(report_markup("Our customers", SECTIONS, language, subtitle=("1 October",)))
    assert page.parts("html", lang=language) != []
    headings = [(tag, "".join(texts)) for tag, _, texts in page.found if re.fullmatch("h[1-6]", tag)]
    assert headings == [
        ("h1", "Our customers"),
        ("h2", "Summary"),
        ("h2", "Sizes"),
        ("h3", "Inside"),
        ("h2", "Limits"),
    ]
    paragraphs = ["1 October", "First.", "Second.", "How many.", "Deep down.", "What is not known."]
    assert [text for text in page.texts("p") if text in paragraphs] == paragraphs
    assert page.texts("td") == ["12", "3", "7", "40", "1"]
    assert page.parts("th", scope="row") == ["VIP", "New", "Old", "VIP", "a"]
    assert page.parts("th", scope="col") == ["Name", "Members"] * 4
    assert page.texts("caption") == ["Shares", "Small"]
    assert [len(page.texts(tag)) for tag in ("figure", "svg", "details", "nav")] == [2, 2, 2, 1]


def test_contents_point_at_the_headings():
    page = Page(report_markup("Our customers", SECTIONS, "en"))
    assert page.texts("a") == ["Summary", "Sizes", "Inside", "Limits"]
    ids = page.attributes("id")
    assert len(ids) == len(set(ids))
    assert {link.removeprefix("#") for link in page.attributes("href")} <= set(ids)
    for names in page.attributes("aria-labelledby"):
        assert set(names.split()) <= set(ids)


def test_pictures_are_described_and_carry_their_specification():
    page = Page(report_markup("Our customers", SECTIONS, "en"))
    drawn = [attrs for tag, attrs, _ in page.found if tag == "svg"]
    assert [attrs["role"] for attrs in drawn] == ["img", "img"]
    assert page.texts("title") == ["Our customers", "Sizes", "Again"]
    assert page.texts("desc") == ["The same figures stand in the table below the picture."] * 2
    carried = [json.loads(text) for text in page.parts("script", type="application/json")]
    assert carried == [picture.spec for picture in SECTIONS[1].pictures]


def test_the_policy_lets_run_only_what_the_page_holds():
    page = Page(report_markup("Our customers", SECTIONS, "en"))
    policy = next(
        attrs["content"] for _, attrs, _ in page.found if attrs.get("http-equiv") == "Content-Security-Policy"
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    scripts = ["".join(texts) for tag, attrs, texts in page.found if tag == "script" and not attrs]
    assert rules["default-src"] == "'none'"
    assert rules["script-src"].split() == [digest(script) for script in scripts]
    assert rules["style-src"] == digest(page.texts("style")[0])
    assert "unsafe" not in policy


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_nothing_in_the_page_is_fetched():
    page = Page(report_markup("Our customers", SECTIONS, "en"))
    asking = {"link", "img", "iframe", "object", "embed", "base", "form"}
    assert asking.isdisjoint(tag for tag, _, _ in page.found)
    assert page.attributes("src") == []
    assert all(link.startswith("#") for link in page.attributes("href"))
    assert not re.search(r"url\((?!#)|@import", report_markup("", SECTIONS, "en").split("<script", 1)[0])


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_are_text(hostile):
    innocent, attacked = (
        Page(
            report_markup(
                name,
                [
                    Section(
                        name,
                        (name,),
                        (Picture(chart(name, (name,)), table((name, name), caption=name)),),
                        (Table((name, f">{name}"), [(name, name)], name),),
                        tuple(Section(name) for _ in range(3)),
                    )
                ],
                "en",
                subtitle=(name,),
            )
        )
        for name in ("plain", hostile)
    )
    assert tags(attacked) == tags(innocent)
    shown = hostile.replace("\x00", "\ufffd")
    assert attacked.texts("h1") == [shown]
    assert attacked.texts("td") == [shown, shown]
    spec = json.loads(attacked.parts("script", type="application/json")[0])
    assert spec["description"] == shown.replace("\u2028", "\ufffd")


def tags(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    """Elements and the names of their attributes; how many lines a picture's text takes depends on it."""
    return [(tag, tuple(attrs)) for tag, attrs, _ in page.found if tag not in ("text", "tspan", "g", "path")]


def test_the_same_content_gives_the_same_bytes(tmp_path):
    first = write_report(tmp_path / "a.html", "Our customers", SECTIONS, "ru")
    report_markup("Something between", SECTIONS, "en")
    second = write_report(tmp_path / "deep" / "b.html", "Our customers", SECTIONS, "ru")
    assert first.read_bytes() == second.read_bytes()
    assert b"\r" not in first.read_bytes().split(b"<script", 1)[0]


def test_a_page_without_pictures_carries_no_scripts(monkeypatch):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    page = Page(report_markup("Short", (Section("Only", ("Text.",)),), "ca"))
    assert page.texts("script") == page.texts("nav") == []


def test_pictures_without_the_drawing_library_name_the_extra(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    with pytest.raises(MissingExtraError, match=r"clientela\[charts\]"):
        write_report(tmp_path / "page.html", "Our customers", SECTIONS, "en")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_language_is_refused():
    with pytest.raises(UnknownNameError, match="language"):
        report_markup("Our customers", SECTIONS, "xx")
