"""What a request says of the rule: by the address, or by the form."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from clientela.catalog.problems import text_problem_said
from clientela.errors import RuleError, RuleSyntaxError
from clientela.rules import nodes as n
from clientela.segments.library import Saved
from clientela.workspace import now
from clientela_web.access import Asked
from clientela_web.builder.drafts import rule_from
from clientela_web.builder.edits import CHANGES, Bench, edited
from clientela_web.builder.forms.posted import Posted
from clientela_web.builder.paths import path_of
from clientela_web.builder.reading import read_rule
from clientela_web.builder.sketch import Sketch
from clientela_web.ui.refusals import refusal
from clientela_web.workspace import firm

LONGEST_ADDRESS = 6_000
RECENT = 8


@dataclass(frozen=True, slots=True)
class State:
    """The rule and what is open on the page."""

    sketch: Sketch
    saved: Saved | None = None
    focus: str | None = None
    palette: str | None = None
    wanted: str = "add"
    inside: bool = False
    text: str | None = None
    mistake: RuleError | None = None

    def address(self, path: str) -> str | None:
        """The address that leads back to this rule; None where it would be too long."""
        facts = {"rule": self.sketch.text}
        facts |= {"open": self.sketch.opened} if self.sketch.opened else {}
        found = f"{path}?{urlencode(facts)}"
        return found if len(found) <= LONGEST_ADDRESS else None


def from_address(request: Asked, saved: Saved | None) -> State:
    """The rule of the address, else the saved one, else an empty one."""
    text = request.GET.get("rule")
    opened = request.GET.get("open")
    language = request.LANGUAGE_CODE
    if text is None:
        rule = rule_from("") if saved is None else _rooted(saved.rule)
        return State(Sketch(rule, language, opened=opened), saved)
    try:
        return State(Sketch(rule_from(text), language, opened=opened), saved)
    except RuleError as mistake:
        empty = rule_from("") if saved is None else _rooted(saved.rule)
        return State(Sketch(empty, language), saved, text=text, mistake=mistake)


def _rooted(rule: n.Rule) -> n.Rule:
    from clientela_web.builder.drafts import rooted

    return rooted(rule)


def from_form(request: Asked, saved: Saved | None) -> State:
    """The rule of the posted form after the change that a button asked for."""
    data = request.POST
    today = now().astimezone(firm().zone).date()
    posted = Posted({name: data[name] for name in data}, firm().catalog, today)
    rule = read_rule(posted)
    state = State(
        Sketch(rule, request.LANGUAGE_CODE, posted.typed, path_of(rule, posted.opened)),
        saved,
        text=_typed_text(data),
    )
    change, path, more = _asked(data.get("op", ""))
    if change == "text":
        return _of_text(state, data.get("text", ""))
    if change in ("open", "close"):
        opened = path if change == "open" else None
        return replace(state, sketch=replace(state.sketch, opened=opened), focus=path)
    if change == "palette":
        return replace(state, palette=path, wanted=str(more[0]) if more else "add")
    if change in CHANGES:
        return _changed(state, posted.opened, change, path, more)
    return state


def _asked(op: str) -> tuple[str, str, Sequence[Any]]:
    """The change a button asks for: its name, the path, and what else it says."""
    try:
        change, path, *more = json.loads(op)
    except ValueError:
        return "", "", ()
    return str(change), str(path), more


def _changed(state: State, opened: n.Node | None, change: str, path: str, more: Sequence[Any]) -> State:
    today = now().astimezone(firm().zone).date()
    try:
        done = edited(state.sketch.rule, change, path, more, Bench(firm().catalog, today))
    except (LookupError, TypeError) as error:
        raise RuleError(_("This page is out of date. Reload it, please.")) from error
    typed = {} if change not in ("put", "pick") else state.sketch.typed
    place = path_of(done.rule, done.opened or opened)
    if place is None and opened is not None:
        place = state.sketch.opened if change in ("put", "pick", "append", "remove") else None
    place = _leaf_around(done.rule, place)
    return replace(
        state,
        sketch=Sketch(done.rule, state.sketch.language, typed, place),
        focus=done.focus,
        inside=change == "add",
    )


def _leaf_around(rule: n.Rule, path: str | None) -> str | None:
    """The condition of the tree that a part belongs to: it is the one that opens."""
    best = None
    for place, node in n.walk(rule):
        if path is not None and (path == place or path.startswith((f"{place}.", f"{place}["))) and place:
            best = place
            if isinstance(node, n.Condition) and not isinstance(node, n.All | n.AnyOf | n.Not):
                return place
    return best


def _typed_text(data: QueryDict) -> str | None:
    """Text somebody typed and has not used yet."""
    typed, shown = data.get("text"), data.get("text_shown")
    return typed if typed is not None and typed.split() != (shown or "").split() else None


def _of_text(state: State, text: str) -> State:
    try:
        return replace(state, sketch=Sketch(rule_from(text), state.sketch.language), text=None)
    except RuleError as mistake:
        return replace(state, text=text, mistake=mistake)


@dataclass(frozen=True, slots=True)
class MarkedText:
    """Text that does not parse, cut at the mistake."""

    before: str
    wrong: str
    after: str
    reason: str
    line: int = 0
    column: int = 0
    facts: dict[str, Any] = field(default_factory=dict)


def marked(text: str, mistake: RuleError, language: str) -> MarkedText:
    """The text with its mistake in the middle, and the reason in that language."""
    if not isinstance(mistake, RuleSyntaxError):
        return MarkedText(text, "", "", refusal(mistake))
    lines = text.split("\n")
    offset = sum(len(line) + 1 for line in lines[: mistake.line - 1]) + mistake.column - 1
    word = len(text[offset:]) - len(text[offset:].lstrip("'\"")) + _word_length(text[offset:].lstrip("'\""))
    end = offset + max(word, 1)
    reason = text_problem_said(mistake, language)
    return MarkedText(
        text[:offset], text[offset:end] or " ", text[end:], reason, mistake.line, mistake.column
    )


def _word_length(text: str) -> int:
    return next(
        (place for place, letter in enumerate(text) if not (letter.isalnum() or letter == "_")), len(text)
    )
