"""An explanation told: a tree for the terminal, or plain data."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec

from clientela.rules.sentences import clause, noun_phrase, sentence
from clientela.segments.explaining.facts import Plain
from clientela.segments.explaining.model import EvidenceEvent, ExplainedCondition, Origin, Seen
from clientela.segments.explaining.speaking import Speaker

if TYPE_CHECKING:
    from clientela.segments.explaining.model import Explanation

DRAWN = 5  # events drawn for a condition; the data has more
SIGNS = {True: "✓", False: "✗", None: "?"}


@dataclass(frozen=True, slots=True)
class ToldCondition:
    """A condition as a reader meets it: its truth, its words, what it saw and rests on, and what is below."""

    truth: bool | None
    said: str
    details: tuple[str, ...]
    children: tuple[ToldCondition, ...]


class Told:
    """One explanation in one language."""

    def __init__(self, explanation: Explanation, language: str) -> None:
        self.explanation, self.language = explanation, language
        self.speaker = Speaker(language, explanation.labels, explanation.zone, explanation.as_of)
        self.words = self.speaker.words

    def text(self) -> str:
        """Lines: the verdict, the tree, the change."""
        told = self.explanation
        lines = [self.verdict()]
        if told.exists:
            lines += ["", *self._lines(told.tree, "", "")]
            lines += ["", self.flip()]
        return "\n".join(lines)

    def tree(self) -> ToldCondition:
        """The conditions, for a page to lay out."""
        return self._condition(self.explanation.tree)

    def _condition(self, node: ExplainedCondition) -> ToldCondition:
        children = tuple(self._condition(child) for child in node.children)
        return ToldCondition(node.truth, self._said(node), tuple(self._details(node)), children)

    def data(self) -> dict[str, Any]:
        """The same as numbers, texts, lists and dictionaries."""
        told = self.explanation
        return {
            "customer": told.customer,
            "name": told.name,
            "as_of": told.as_of.isoformat(),
            "truth": told.truth,
            "exists": told.exists,
            "sentence": sentence(told.tree.condition, self.language, told.labels),
            "tree": self._node(told.tree),
            "change": None if told.change is None else self._changes(),
            "reason": told.reason,
            "language": self.language,
        }

    def verdict(self) -> str:
        """Whether she is a member, in a sentence."""
        told = self.explanation
        key = {True: "member", False: "no_member", None: "unknown"}[told.truth] if told.exists else "absent"
        return self.words.say(key, name=told.name, at=self.speaker.instant(told.as_of))

    def flip(self) -> str:
        """The smallest change that would make it otherwise, or why there is none."""
        told = self.explanation
        if told.change is None:
            return self.words.say(f"reason.{told.reason or 'not_found'}")
        key = "flip.out" if told.truth else "flip.in"
        said = self.words.say(key, changes=self.speaker.changes(told.change.changes))
        return said[:-1] if said.endswith("..") else said  # a Russian year ends in a full stop of its own

    def _lines(self, node: ExplainedCondition, first: str, rest: str) -> Iterator[str]:
        """The node and everything below it; `first` and `rest` stand before its lines."""
        yield f"{first}{SIGNS[node.truth]} {self._said(node)}"
        below = rest + ("│    " if node.children else "     ")
        for line in self._details(node):
            yield f"{below}{line}"
        for place, child in enumerate(node.children, start=1):
            last = place == len(node.children)
            yield from self._lines(
                child, f"{rest}{'└─' if last else '├─'} ", f"{rest}{'   ' if last else '│  '}"
            )

    def _said(self, node: ExplainedCondition) -> str:
        return clause(node.condition, self.language, self.explanation.labels)

    def _details(self, node: ExplainedCondition) -> Iterator[str]:
        if node.seen:
            yield "; ".join(self._seen(seen) for seen in node.seen)
        events = node.evidence.events
        is_chain = bool(events) and events[0].step is not None
        shown = events if is_chain else events[:DRAWN]
        for event in shown:
            yield f"· {self._event(event)}"
        more = node.evidence.total - len(shown)
        if shown and more > 0 and not is_chain:
            yield f"· {self.words.say('more', number=more)}"
        for origin in node.evidence.origins:
            yield f"· {self._origin(origin)}"

    def _seen(self, seen: Seen) -> str:
        if seen.of is None:
            what, named = self.words.say(f"seen.{seen.key}"), None
        else:
            what = noun_phrase(seen.of, self.language, self.explanation.labels)
            named = getattr(seen.of, "name", None) or getattr(seen.of, "field", None)
        if seen.key == "state":
            said = self.words.say(f"state.{seen.value}" if seen.value else "none_such")
        else:
            said = self.speaker.value(seen.value, named)
        return self.words.say("seen", what=what, value=said)

    def _event(self, event: EvidenceEvent) -> str:
        labels = self.speaker.teller.labels
        noun = labels.event_kind(event.kind, self.language, self.words.category(1))
        told = [
            f"{labels.field(name, self.language)}: {self.speaker.value(value, name)}"
            for name, value in event.fields.items()
        ]
        said = ", ".join([f"{self.speaker.instant(event.at)} {noun}", *told])
        if event.step is None:
            return said
        return f"{self.words.say('step', step=str(event.step + 1))}: {said}"

    def _origin(self, origin: Origin) -> str:
        labels = self.speaker.teller.labels
        what = labels.variable(origin.attribute, self.language, origin.entity)
        if "/" in origin.attribute:
            what = origin.attribute
        source = self.words.quoted(origin.source) if origin.source else self.words.say("no_source")
        if origin.since is None:
            return self.words.say("origin.always", what=what, source=source)
        return self.words.say("origin.since", what=what, source=source, at=self.speaker.day(origin.since))

    def _node(self, node: ExplainedCondition) -> dict[str, Any]:
        return {
            "path": node.path,
            "text": node.text,
            "sentence": self._said(node),
            "truth": node.truth,
            "as_of": node.as_of.isoformat(),
            "seen": [
                {"what": seen.key, "said": self._seen(seen), "value": plain(seen.value)} for seen in node.seen
            ],
            "evidence": plain(node.evidence),
            "children": [self._node(child) for child in node.children],
        }

    def _changes(self) -> dict[str, Any]:
        flip = self.explanation.change
        changes = flip.changes if flip else ()
        return {
            "sentence": self.speaker.changes(changes),
            "changes": [
                {"change": type(change).__name__, "sentence": self.speaker.change(change)} | plain(change)
                for change in changes
            ],
        }


def plain(value: Plain) -> Plain:
    """As JSON can hold it."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Decimal():
            return float(value)
        case dt.date():
            return value.isoformat()
        case msgspec.Struct():
            return msgspec.to_builtins(value)
        case dict():
            return {str(key): plain(item) for key, item in value.items() if item is not None}
        case list() | tuple():
            return [plain(item) for item in value]
    if is_dataclass(value):
        return {each.name: plain(getattr(value, each.name)) for each in fields(value)}
    return str(value)
