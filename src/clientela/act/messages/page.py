"""A body as written made into a page that mail programs show alike: once a campaign, Liquid still in it."""

from __future__ import annotations

import re

from clientela.act.messages.masks import in_order
from clientela.act.messages.problems import MessageError, MessageProblem
from clientela.errors import MissingExtraError

_HEAD = (
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    '<meta name="supported-color-schemes" content="light dark">',
)
_HIDDEN = (
    "display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;"
    "font-size:1px;line-height:1px;color:transparent;mso-hide:all"
)
# Mail programs fill a short preview with the body's first words; these letters show nothing and fill it.
_FILLING = "&#847;&zwnj;&nbsp;" * 40
_CHARSET = re.compile(r"<meta\b[^>]*\bcharset\b[^>]*>", re.IGNORECASE)
_AT = re.compile(r"position (\d+)")


class Moved(Exception):
    """A mask is no longer where it was."""

    def __init__(self, mask: str) -> None:
        self.mask = mask
        super().__init__(mask)


def html_of_mjml(mjml: str, language: str) -> str:
    """MJML with Liquid behind masks as HTML; raises MessageError with the place, MissingExtraError."""
    try:
        from mjml import mjml2html
    except ImportError as error:
        raise MissingExtraError("MJML", "mail") from error
    try:
        # No fonts: they would be asked of another firm each time somebody reads the message.
        html: str = mjml2html(mjml, fonts={}, include_loader=None)
    except ValueError as error:
        place = _AT.search(str(error))
        before = mjml[: int(place.group(1))] if place else ""
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise MessageError([MessageProblem("mjml", "mjml", line, column, {"said": str(error)})]) from error
    return html.replace('lang="und"', f'lang="{language}"')  # "und" where the writer said nothing


def finished(html: str, *, part: str, language: str, title: str, preheader: str | None) -> str:
    """The page of a body with Liquid behind masks: whole, with its preheader, its styles in its elements.

    Title and preheader are markup, too. Raises MessageError for styles that cannot be read, and Moved.
    """
    page = (
        _in_language(html, language)
        if re.search(r"<html\b", html, re.IGNORECASE)
        else _wrapped(html, language)
    )
    page = _with_head(page, title)
    if preheader:
        page = _after(page, r"<body\b[^>]*>", f'<div style="{_HIDDEN}">{preheader}{_FILLING}</div>')
    return _inlined(page, part)


def _wrapped(html: str, language: str) -> str:
    return f'<!doctype html><html lang="{language}"><head></head><body>{html}</body></html>'


def _in_language(page: str, language: str) -> str:
    """A page that says its language, for whoever has it read aloud."""
    said = re.search(r"<html\b[^>]*\slang\s*=", page, re.IGNORECASE)
    return page if said else _after(page, r"<html\b", f' lang="{language}"')


def _with_head(page: str, title: str) -> str:
    """What is missing of the head: the letters it is written in, sizes, both colour schemes, a title."""
    # mail goes out in UTF-8, whatever the program said that the page was made with
    page = _CHARSET.sub("", page)
    lowered = page.lower()
    missing = ['<meta charset="utf-8">']
    missing += [tag for tag in _HEAD if f'name="{tag.split(chr(34))[1]}"' not in lowered]
    if "<title" not in lowered:
        missing.append(f"<title>{title}</title>")
    if not re.search(r"<head\b", lowered):
        return _after(page, r"<html\b[^>]*>", f"<head>{''.join(missing)}</head>")
    return _after(page, r"<head\b[^>]*>", "".join(missing))


def _after(page: str, pattern: str, added: str) -> str:
    found = re.search(pattern, page, re.IGNORECASE)
    return page if found is None else page[: found.end()] + added + page[found.end() :]


def _inlined(page: str, part: str) -> str:
    try:
        from css_inline import CSSInliner, InlineError
    except ImportError as error:
        raise MissingExtraError("a message in HTML", "mail") from error
    inliner = CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)
    try:
        inlined = str(inliner.inline(page))
    except InlineError as error:
        raise MessageError([MessageProblem(part, "style", facts={"said": str(error)})]) from error
    # HTML throws out of a table what is in none of its cells, and with it half of a loop.
    for before, after in zip(in_order(page), in_order(inlined), strict=True):
        if before != after:
            raise Moved(after)
    return inlined
