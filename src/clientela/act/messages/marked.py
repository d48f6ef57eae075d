"""Text with simple marks (CommonMark) made into a letter: for whoever writes words, and no HTML.

`# heading`, `**bold**`, lists, pictures and links as everywhere; a link alone in its paragraph is a button, a
line ends where it was ended. Liquid stays where it was: a tag alone in its line stands between paragraphs.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from clientela.act.messages.masks import Masks
from clientela.act.messages.problems import PHRASES
from clientela.errors import MissingExtraError

STOP = "unsubscribe_url"
_FRAME = Path(__file__).with_name("letter.mjml")
_MASK = r"q7liquid\d+z"
_ALONE = re.compile(rf"^[ \t]*((?:{_MASK}[ \t]*)+)$", re.MULTILINE)
_PARAGRAPH = re.compile(rf"<p>((?:{_MASK}\s*)+)</p>")
_BUTTON = re.compile(r"<p>(<a href=\"[^\"]*\">[^<]*</a>)</p>")
_LIST = re.compile(rf"({_MASK})\s*<(ul|ol)>((?:(?!</?[uo]l>).)*)</\2>\s*({_MASK})", re.DOTALL)
_RULE = "<hr />"


def footed(marked: str, language: str) -> str:
    """The text, with a last part that lets its reader unsubscribe where it has no such link itself."""
    if STOP in marked:
        return marked
    why, choose, stop = (PHRASES.say(f"footer_{each}", language) for each in ("why", "choose", "stop"))
    links = f"[{choose}]({{{{ preferences_url }}}}) · [{stop}]({{{{ {STOP} }}}})"
    return f"{marked}\n\n***\n\n{why}\n{links}\n"


def mjml_of(marked: str) -> str:
    """The MJML of a text with marks and Liquid in it; what stands behind its last rule is small.

    HTML in it is text. Raises MissingExtraError.
    """
    masks = Masks()
    html = _html(_apart(masks.hide_words(marked), masks))
    html = _PARAGRAPH.sub(lambda found: _bare(found, masks), html)
    html = _LIST.sub(lambda found: _one_list(found, masks), html)
    html = _BUTTON.sub(r'<p class="button">\1</p>', html)
    body, rule, foot = html.rpartition(_RULE)
    frame = _FRAME.read_text(encoding="utf-8")
    filled = frame.replace("[[body]]", body if rule else foot).replace("[[foot]]", foot if rule else "")
    return masks.show(filled)


def _apart(text: str, masks: Masks) -> str:
    """Tags alone in their line do not belong to the paragraphs beside them."""
    return _ALONE.sub(lambda found: f"\n{found[1]}\n" if _are_tags(found[1], masks) else found[0], text)


def _bare(paragraph: re.Match[str], masks: Masks) -> str:
    return paragraph[1] if _are_tags(paragraph[1], masks) else paragraph[0]


def _one_list(found: re.Match[str], masks: Masks) -> str:
    """A loop around a list is one list, not one for each round."""
    begin, kind, items, end = found.groups()
    if masks.show(begin).lstrip("{%- ").startswith("for") and "endfor" in masks.show(end):
        return f"<{kind}>{begin}{items}{end}</{kind}>"
    return found[0]


def _are_tags(words: str, masks: Masks) -> bool:
    return all(masks.show(each).startswith("{%") for each in words.split())


def _html(text: str) -> str:
    return str(_reader().render(text))  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def _reader() -> object:
    try:
        from markdown_it import MarkdownIt
    except ImportError as error:
        raise MissingExtraError("formatted text", "mail") from error
    return MarkdownIt("commonmark", {"html": False, "breaks": True})
