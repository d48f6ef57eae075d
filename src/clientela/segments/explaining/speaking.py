"""Values, dates and changes in one of the six languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date

from clientela.rules import nodes as n
from clientela.rules.sentences import Labels, language_of, noun_phrase
from clientela.rules.sentences.comparisons import test_said
from clientela.rules.sentences.conditions import condition_said
from clientela.rules.sentences.labels import TypographicLabels
from clientela.rules.sentences.language import Language
from clientela.rules.sentences.teller import Teller
from clientela.rules.sentences.things import Things, limited, nouns_said
from clientela.segments.explaining.changes import (
    AddDeal,
    AddEvents,
    AddMembership,
    Change,
    ForgetChanges,
    Move,
    RemoveDeal,
    RemoveEvents,
    RemoveMemberships,
    SetAttribute,
    SetConsent,
    SetDealField,
)
from clientela.segments.explaining.facts import Plain
from clientela.segments.explaining.phrases import explaining_language

DATES_SHOWN = 5


class Speaker:
    """Says values and changes; instants in the workspace's zone."""

    def __init__(self, language: str, labels: Labels, zone: ZoneInfo, as_of: dt.datetime) -> None:
        self.words = explaining_language(language)
        self.labels, self.zone, self.as_of = labels, zone, as_of
        self.teller = Teller(language_of(language), TypographicLabels(labels), condition_said)
        known = Language(
            language, self.words.grammar, {**language_of(language).phrases, "or_missing": "{test}"}
        )
        self._tester = replace(self.teller, language=known)

    def instant(self, at: dt.datetime) -> str:
        """Day and time."""
        local = at.astimezone(self.zone)
        day = format_date(local.date(), format="medium", locale=self.words.locale)
        return f"{day}, {local:%H:%M}"

    def day(self, day: dt.date) -> str:
        """A calendar day, or the day of an instant."""
        plain = day.astimezone(self.zone).date() if isinstance(day, dt.datetime) else day
        return str(format_date(plain, format="long", locale=self.words.locale))

    def value(self, value: Plain, named: str | None = None) -> str:
        """A value; `named` is the variable or field whose options have labels."""
        match value:
            case None:
                return self.words.say("not_known")
            case bool():
                return self.words.say("yes" if value else "no")
            case int() | float() | Decimal():
                return self._number(value)
            case dt.datetime():
                return self.instant(value)
            case dt.date():
                return self.day(value)
            case list() | tuple():
                return ", ".join(self.teller.scalar(item, named) for item in value)
            case _:
                return self.teller.scalar(str(value), named)

    def _number(self, value: float | Decimal) -> str:
        if isinstance(value, float):
            return self.words.number(float(f"{value:.6g}") if abs(value) < 1e6 else round(value, 2))
        if isinstance(value, Decimal) and value == value.to_integral_value():
            value = value.to_integral_value()
        return self.words.number(value.normalize() if isinstance(value, Decimal) and value else value)  # type: ignore[arg-type]

    def changes(self, changes: Sequence[Change]) -> str:
        """All of them in one phrase."""
        return self.words.joined("and", [self.change(change) for change in changes])

    def change(self, change: Change) -> str:
        """One change as a phrase that follows a colon."""
        match change:
            case SetAttribute():
                return self._attribute(change)
            case AddEvents():
                return self._added(change)
            case RemoveEvents(events=events):
                return self._removed(events)
            case SetDealField() | AddDeal() | RemoveDeal():
                return self._deal(change)
            case ForgetChanges(attribute=attribute, instants=instants, entity=entity):
                what = self.teller.labels.variable(attribute, self.words.code, entity)
                return self.words.say("forget", what=what, at=self._days(instants))
            case SetConsent(channel=channel, purpose=purpose, state=state):
                quoted = self.words.quoted
                return self.words.say(f"consent.{state}", channel=quoted(channel), purpose=quoted(purpose))
            case AddMembership(segment=segment, change=kind, at=at):
                said = self.words.quoted(segment)
                return self.words.say(f"membership.{kind}", segment=said, at=self.day(at))
            case RemoveMemberships(segment=segment, instants=instants):
                said = self.words.quoted(segment)
                return self.words.say("membership.not", segment=said, at=self._days(instants))
            case Move():
                return self._move(change)

    def _attribute(self, change: SetAttribute) -> str:
        what = noun_phrase(n.Variable(change.attribute, change.entity), self.words.code, self.labels)
        return self._valued(what, change, change.attribute)

    def _valued(self, what: str, change: SetAttribute | SetDealField, named: str) -> str:
        before = self.value(change.before, named)
        if change.value is None:
            return self.words.say("to_missing", what=what, before=before)
        test = self._test(change, named)
        if change.before is None:
            said = self.words.say("so_far_unknown", what=what, test=test)
        else:
            said = self.words.say("instead", what=what, test=test, before=before)
        if change.at < self.as_of:
            return self.words.say("since_when", change=said, at=self.day(change.at))
        return said

    def _test(self, change: SetAttribute | SetDealField, named: str) -> str:
        if change.test is None:
            return self.value(change.value, named)
        return test_said(change.test, self._tester)

    def _added(self, change: AddEvents) -> str:
        counted = change.counted
        number = len(change.rows)
        said = self.words.say("add", number=number, noun=nouns_said(counted.kinds, number, self.teller))
        said = limited(said, Things(counted.kinds, counted.where, counted.window), self.teller)
        if change.told:
            fields = ", ".join(self._field(name, value) for name, value in change.told)
            said = self.words.say("add.with", add=said, fields=fields)
        if any(at < self.as_of - dt.timedelta(minutes=1) for at in change.instants):
            said = self.words.say("add.at", add=said, at=self._days(change.instants))
        return said

    def _field(self, name: str, value: Plain) -> str:
        return f"{self.teller.labels.field(name, self.words.code)}: {self.value(value, name)}"

    def _removed(self, events: Sequence[tuple[str, str, dt.datetime]]) -> str:
        kinds = tuple(dict.fromkeys(kind for _, kind, _ in events))
        noun = nouns_said(kinds, len(events), self.teller)
        instants = tuple(at for _, _, at in events)
        if len(events) == 1:
            return self.words.say("remove", noun=noun, at=self.instant(instants[0]))
        return self.words.say("remove.many", number=len(events), noun=noun, at=self._days(instants))

    def _days(self, instants: Sequence[dt.datetime]) -> str:
        days = list(dict.fromkeys(self.day(at) for at in sorted(instants)))
        shown = ", ".join(days[:DATES_SHOWN])
        return f"{shown} …" if len(days) > DATES_SHOWN else shown

    def _deal(self, change: SetDealField | AddDeal | RemoveDeal) -> str:
        match change:
            case RemoveDeal(deal_id=deal_id, title=title):
                return self.words.say("deal.remove", deal=self.words.quoted(title) if title else str(deal_id))
            case AddDeal(fields=fields):
                told = [self._field(name, value) for name, value in fields if value is not None]
                return self.words.say("deal.add.with" if told else "deal.add", fields=", ".join(told))
            case SetDealField(field=name, deal_id=deal_id, title=title):
                label = self.teller.labels.field(name, self.words.code)
                deal = self.words.quoted(title) if title else str(deal_id)
                return self._valued(self.words.say("of_deal", what=label, deal=deal), change, name)

    def _move(self, change: Move) -> str:
        number = self.words.number
        point = f"({number(round(change.latitude, 4))}, {number(round(change.longitude, 4))})"
        if change.km is None:
            return self.words.say("move", point=point)
        return self.words.say("move.km", point=point, km=number(round(change.km, 1)))
