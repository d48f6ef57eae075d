"""The list of customers: what is asked for in its address, and the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from clientela.rules.nodes import All, InSegment, Rule
from clientela.rules.text import parse_rule, write_rule
from clientela.rules.types import NUMERIC
from clientela.segments.listing import BY_NAME, BY_NUMBER, Listed, Order, Wanted
from clientela_web.answers import asked
from clientela_web.cards.queries import saying
from clientela_web.models import Account
from clientela_web.privacy import check_may_ask, is_personal, may_search, sees_persons, shown, shown_name
from clientela_web.ui import writing
from clientela_web.workspace import firm, saved_segment

PAGE = 50
DEEPEST = 200_000  # pages beyond are reached by searching, not by leafing
USUAL = ("city", "orders_total", "revenue_365d", "last_order")
REMEMBERED = "customer_columns"


@dataclass(frozen=True, slots=True)
class State:
    """A list as its address says it; it can be shared."""

    words: str = ""
    segment: int | None = None
    rule: str = ""
    columns: tuple[str, ...] = ()
    order: Order = field(default_factory=Order)
    offset: int = 0

    def query(self, **changed: object) -> str:
        """The query string of this list, or of one that differs."""
        state = replace(self, **changed)  # type: ignore[arg-type]
        said: list[tuple[str, object]] = [
            ("q", state.words),
            ("segment", state.segment or ""),
            ("rule", state.rule),
        ]
        said += [("col", name) for name in state.columns]
        sort = ("-" if state.order.descending else "") + state.order.by
        said += [("sort", "" if state.order == Order() else sort), ("from", state.offset or "")]
        return urlencode([(name, value) for name, value in said if value != ""])

    def address(self, **changed: object) -> str:
        """The address of this list, or of one that differs."""
        query = self.query(**changed)
        return reverse("cards:list") + (f"?{query}" if query else "")


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: what it is called, where sorting by it leads, and how it is sorted now."""

    name: str
    label: str
    address: str
    sorted: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A customer of the list as the account may see her."""

    customer_id: int
    name: str
    initials: str
    about: str
    cells: tuple[tuple[str, bool], ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """A page of the list, how many there are in all."""

    customers: tuple[Listed, ...]
    total: int


def state_of(data: QueryDict, account: Account) -> State:
    """The list that an address asks for; columns not said are those the account chose last."""
    columns = tuple(dict.fromkeys(name for name in data.getlist("col") if _is_column(name)))
    sort = data.get("sort", "")
    return State(
        words=data.get("q", "").strip()[:200],
        segment=_number(data.get("segment", "")),
        rule=data.get("rule", "").strip(),
        columns=columns or chosen_columns(account),
        order=_order(sort.removeprefix("-"), sort.startswith("-"), account),
        offset=min(_number(data.get("from", "")) or 0, DEEPEST),
    )


def chosen_columns(account: Account) -> tuple[str, ...]:
    """The columns the account chose, else the usual ones."""
    kept = account.preferences.get(REMEMBERED)
    known = tuple(name for name in kept if _is_column(name)) if isinstance(kept, list) else ()
    return known or tuple(name for name in USUAL if _is_column(name))


def rule_of(state: State) -> Rule | None:
    """The filter as one rule; raises RuleError for text that is none, Http404 for a segment that is gone."""
    parts: list[Rule] = []
    if state.segment is not None:
        parts.append(InSegment(saved_segment(state.segment).name))
    if state.rule:
        parts.append(parse_rule(state.rule))
    if not parts:
        return None
    return parts[0] if len(parts) == 1 else All(tuple(parts))


def conditions_of(rule: Rule) -> tuple[Rule, ...]:
    """What a rule asks for at once: its conditions, or itself."""
    return rule.conditions if isinstance(rule, All) else (rule,)


def chips_of(state: State) -> list[tuple[str, str]]:
    """Each condition of the rule as a sentence, with the address of the list without it."""
    if not state.rule:
        return []
    conditions = conditions_of(parse_rule(state.rule))
    language = writing.language()
    return [
        (
            firm().segment(each).sentence(language).rstrip("."),
            state.address(rule=_without(conditions, place), offset=0),
        )
        for place, each in enumerate(conditions)
    ]


def answer(state: State, account: Account) -> Answered | None:
    """The page and the total, or None while they are worked out.

    Raises NotForViewersError for a rule or words that would tell a viewer who somebody is.
    """
    rule = rule_of(state)
    if rule is not None:
        check_may_ask(account, rule)
    if state.words and not sees_persons(account):
        return _by_number(state)
    wanted = Wanted(state.words, rule)
    key = ("cards.list", wanted.words, state.rule, state.segment, state.columns, state.order, state.offset)
    found = asked(key, lambda: _answered(state, wanted), wait=2.5)
    return found.value if found else None


def may_find(state: State, account: Account) -> bool:
    """Whether the account may look for these words."""
    return not state.words or may_search(account, state.words)


def rows_of(answered: Answered, state: State, account: Account) -> list[Row]:
    """The rows as the account may see them."""
    return [_row(each, state, account) for each in answered.customers]


def headings_of(state: State) -> list[Heading]:
    """The columns of the list, the customer first."""
    first = [Heading(BY_NAME, _("Customer"), *_sorting(state, BY_NAME), is_number=False)]
    return first + [
        Heading(name, saying.label(name), *_sorting(state, name), _is_number(name)) for name in state.columns
    ]


def _answered(state: State, wanted: Wanted) -> Answered:
    workspace = firm()
    rows = workspace.list_customers(wanted, state.columns, order=state.order, limit=PAGE, offset=state.offset)
    return Answered(tuple(rows), workspace.count_customers(wanted))


def _by_number(state: State) -> Answered:
    """The one of that number of ours; nobody for anything else."""
    from clientela.segments.customers import found_customers
    from clientela.segments.listing import values_of
    from clientela.workspace import now

    number = _number(state.words.strip().removeprefix("#")) or 0
    base = firm().base
    found = found_customers(base.engine, [number])
    listed = [Listed(one, values_of(base, one.customer_id, now(), state.columns)) for one in found.values()]
    return Answered(tuple(listed), len(listed))


def _row(listed: Listed, state: State, account: Account) -> Row:
    one = listed.customer
    name = shown_name(account, one.customer_id, one.name or one.email or one.external_id)
    parts: Iterable[tuple[str, str | None]] = (("email", one.email), ("company", one.company))
    about = [str(shown(account, what, value)) for what, value in parts if value and sees_persons(account)]
    cells = tuple(
        (saying.said(account, name, listed.values.get(name)), _is_number(name)) for name in state.columns
    )
    return Row(one.customer_id, name, initials(name), " · ".join(about), cells)


def initials(name: str) -> str:
    """Two letters for the round picture."""
    words = [word for word in name.replace("#", " ").split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words[:1])).upper()


def _sorting(state: State, name: str) -> tuple[str, str]:
    """Where a click on the heading leads, and what `aria-sort` says now."""
    now_sorted = state.order.by == name
    descending = not state.order.descending if now_sorted else _is_number(name)
    address = state.address(order=Order(name, descending), offset=0)
    return address, ("descending" if state.order.descending else "ascending") if now_sorted else ""


def _order(by: str, descending: bool, account: Account) -> Order:  # noqa: FBT001
    """The order asked for; a viewer's list is never in the order of what it hides."""
    known = by in {BY_NAME, BY_NUMBER} or (by and _is_column(by))
    if known and (sees_persons(account) or not is_personal(by)):
        return Order(by, descending)
    return Order() if sees_persons(account) else Order(BY_NUMBER)


def _without(conditions: tuple[Rule, ...], place: int) -> str:
    left = tuple(each for index, each in enumerate(conditions) if index != place)
    if not left:
        return ""
    return write_rule(left[0] if len(left) == 1 else All(left))


def _is_column(name: str) -> bool:
    return firm().catalog.variable(name) is not None


def _is_number(name: str) -> bool:
    definition = saying.definition_of(name)
    return definition is not None and definition.type in NUMERIC


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def segment_options() -> Mapping[int, str]:
    """The saved segments to choose from, in the reader's language."""
    language = writing.language()
    return {saved.segment_id: saved.name_in(language) for saved in firm().segments()}


def or_404(state: State) -> None:
    """Raise Http404 for a segment that is gone."""
    if state.segment is not None and state.segment not in segment_options():
        raise Http404
