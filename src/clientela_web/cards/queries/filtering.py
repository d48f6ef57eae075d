"""One more condition on the list, from three fields of a form."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clientela.catalog import VariableDefinition
from clientela.catalog.phrasebook import capital
from clientela.errors import ClientelaError, RuleCheckError
from clientela.rules.nodes import All, Rule
from clientela.rules.text import parse_rule, write_rule
from clientela.rules.types import NUMERIC, TEMPORAL, ValueType
from clientela_web.cards.queries import saying
from clientela_web.cards.queries.listing import conditions_of
from clientela_web.ui import writing
from clientela_web.workspace import firm

# as the form says it → as rule text says it
OPERATORS: dict[str, Promise] = {
    "is": gettext_lazy("is"),
    "is not": gettext_lazy("is not"),
    "contains": gettext_lazy("contains"),
    "at least": gettext_lazy("at least"),
    "at most": gettext_lazy("at most"),
    "is set": gettext_lazy("is known"),
    "is not set": gettext_lazy("is not known"),
}
_LISTS = {"is": "includes any", "contains": "includes any", "is not": "includes none"}
_DATES = {"at least": ">=", "at most": "<="}


@dataclass(frozen=True, slots=True)
class Row:
    """What somebody filled in."""

    variable: str = ""
    operator: str = "is"
    value: str = ""


def variable_options() -> list[tuple[str, str]]:
    """Every variable that takes no arguments, by what it is called in the reader's language."""
    language = writing.language()
    known = set(firm().catalog.variable_names())
    found = [
        (each.name, capital(each.label(language)))
        for each in firm().catalog.definitions()
        if each.entity == "customer" and each.name in known
    ]
    return sorted(found, key=lambda option: option[1].casefold())


def narrowed(rule: str, row: Row) -> str:
    """The rule with one more condition; raises ClientelaError, with the cure, for one that is none."""
    definition = _meant(row.variable)
    condition = parse_rule(_text(definition, row))
    parts: tuple[Rule, ...] = (*(conditions_of(parse_rule(rule)) if rule else ()), condition)
    whole = parts[0] if len(parts) == 1 else All(parts)
    problems = firm().segment(condition).check()
    if problems:
        raise RuleCheckError(problems[:1])
    return write_rule(whole)


def _meant(said: str) -> VariableDefinition:
    """The variable that somebody picked or typed: its label, its name, or the best find."""
    wanted = said.strip()
    if not wanted:
        raise ClientelaError(_("Choose what to filter by."))
    for name, label in variable_options():
        if wanted.casefold() in {name, label.casefold()}:
            return firm().catalog.resolve(name)
    known = set(firm().catalog.variable_names())
    found = [
        each
        for each in firm().catalog.search(wanted, writing.language())
        if each.entity == "customer" and each.name in known
    ]
    if not found:
        raise ClientelaError(
            _("There is nothing called “%(name)s”; pick it from the list.") % {"name": wanted}
        )
    return found[0]


def _text(definition: VariableDefinition, row: Row) -> str:
    name, kind = definition.name, definition.type
    if row.operator in {"is set", "is not set"}:
        return f"{name} {row.operator}"
    if not row.value.strip():
        raise ClientelaError(
            _("Say the value that “%(name)s” is compared with.") % {"name": saying.label(name)}
        )
    value = _literal(definition, row.value.strip())
    if kind is ValueType.LIST:
        return f"{name} {_LISTS.get(row.operator, 'includes any')} ({value})"
    if row.operator == "contains":
        return f"{name} contains {value}" if kind is ValueType.TEXT else f"{name} = {value}"
    if kind in TEMPORAL and row.operator == "is not":
        return f"not ({name} = {value})"
    return f"{name} { {'is': '=', 'is not': '!=', **_DATES}[row.operator] } {value}"


def _literal(definition: VariableDefinition, text: str) -> str:
    """The value as rule text writes it; what the reader calls an option is the option."""
    kind = definition.type
    if kind in NUMERIC:
        return text.replace("\u00a0", "").replace(" ", "").replace(",", ".")
    if kind is ValueType.BOOLEAN:
        return "true" if text.casefold() in {"true", "yes", "1", _("yes").casefold()} else "false"
    if kind in TEMPORAL:
        return text
    language, labels = writing.language(), firm().catalog.labels
    for option in definition.options:
        if (labels.option(definition.name, option, language) or option).casefold() == text.casefold():
            text = option
    return "'" + text.replace("'", "''") + "'"
