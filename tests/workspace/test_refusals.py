"""What the core refuses, in six languages: whatever a page can show has its sentence in each of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import clientela
from clientela.catalog.firm import FirmCatalog
from clientela.catalog.labels import LANGUAGES
from clientela.catalog.withholding import WHY_WITHHELD
from clientela.collect.wording import BOOK as OF_IMPORTS
from clientela.errors import ClientelaError, RuleCheckError, RuleSyntaxError, TooThinError, UnknownNameError
from clientela.rules.check import check
from clientela.rules.text import parse_rule
from clientela.segments.distributions import named_variable
from clientela.workspace.refusals import BOOK, refusal_said, retold

ROOT = Path(clientela.__file__).parent
CATALOG = FirmCatalog()
VALUE = "\0"
REFUSALS = {"ClientelaError", "ImportFileError", "RuleError", "NotConvergedError", "WorkspaceBusyError"}
OF_NO_PAGE = {
    "cli": "commands speak English",
    "sample": "made by a command",
    "charts": "a picture is written to a file by a command",
    "reports": "a copy is written to a file by a command",
    "store": "files of backups, folders and programs",
    "workspace/opening.py": "folders named in a command",
    "segments/exports.py": "a file named in a command",
    "rules/codec.py": "JSON that no page makes",
    "act/strategy.py": "JSON given to a command",
    "act/audience": "has no page yet",
    "act/messages": "has no page yet",
    "measure": "has no page yet",
    "discover/rfm/versions.py": "a file given to a command",
    "discover/quality": "weights given in Python",
    "discover/patterns/asking.py": "an instant given in Python",
    "discover/patterns/outcome.py": "days given in Python",
    "discover/lifetime": "the page offers horizons that can be had",
    "discover/voice/language.py": "languages given in Python",
    "discover/purchases/survival.py": "subscriptions have no page",
    "segments/distributions.py": "a level given in Python",
    "collect/mapping/storing.py": "a mapping given to a command",
    "catalog/cut_points.py": "the form refuses what is no number",
}
SAID_IN_PARTS = {
    f"{VALUE}; {VALUE}",  # reason and cure of a cell
    f"{VALUE} {VALUE}",  # why a variable is withheld
    f"row {VALUE}: {VALUE}; {VALUE}",
    f"{VALUE} is {VALUE}; {VALUE}",  # what a file is instead of a table
    f"{VALUE}.{VALUE}: {VALUE}",  # a literal that no page lets through
    f"the mapping names a column {VALUE} that the file has not{VALUE}",
    f"{VALUE} is a folder; name the file in it",
    f"{VALUE} may not be read; ask its owner for permission",
    f"{VALUE} is no variable: {VALUE}",
    f"{VALUE} is not in {VALUE}: byte {VALUE} of line {VALUE} (0x{VALUE}) means nothing in it; "
    f"by its letters it is {VALUE}",
    f"the mapping is for {VALUE}, not for {VALUE}; choose the one or the other",
}


def _shape(node: ast.expr) -> str | None:
    """The sentence with a mark for every value; None where it is made elsewhere."""
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(str(each.value) if isinstance(each, ast.Constant) else VALUE for each in parts)
        case ast.BinOp(left=left, op=ast.Add()):
            return f"{_shape(left)}{VALUE}"
    return None


def _refusals() -> Iterator[tuple[str, str]]:
    for file in sorted(ROOT.rglob("*.py")):
        place = file.relative_to(ROOT).as_posix()
        if any(place == none or place.startswith(f"{none}/") for none in OF_NO_PAGE):
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
                shape = _shape(node.exc.args[0])
                if getattr(node.exc.func, "id", "") in REFUSALS and shape is not None:
                    yield place, shape


def _known_shapes() -> set[str]:
    rows = [*BOOK.rows.values(), *OF_IMPORTS.rows.values()]
    return {re.sub(r"\{\w+\}", VALUE, row["en"][0]) for row in rows} | SAID_IN_PARTS


def test_every_refusal_a_page_can_show_has_its_sentence() -> None:
    known = _known_shapes()
    missing = [(place, shape.replace(VALUE, "…")) for place, shape in _refusals() if shape not in known]
    assert not missing, "\n".join(map(str, missing))


def test_what_has_no_page_is_still_there() -> None:
    assert [place for place in OF_NO_PAGE if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("key", [key for key in BOOK.rows if key not in {"at_place"}])
def test_every_sentence_is_known_again(key: str) -> None:
    values = {"said": "number", "said2": "date"}
    text = re.sub(r"\{(\w+)\}", lambda place: values.get(place[1], f"'{place[1]}'"), BOOK.rows[key]["en"][0])
    told = {language: retold(text, language).rstrip(".").lower() for language in LANGUAGES}
    assert told["en"] == text.lower()
    for language in LANGUAGES:
        places = {name: BOOK.rows[word][language][0] for name, word in values.items()}
        form = BOOK.rows[key][language][0].rstrip(".")
        wanted = form.format_map({each: f"'{each}'" for each in "abcdef"} | places)
        assert told[language] == wanted.lower()


@pytest.mark.parametrize("why", sorted(set(WHY_WITHHELD.values())))
def test_why_a_variable_is_withheld_is_said(why: str) -> None:
    said = {retold(f"income {why}", language) for language in LANGUAGES}
    assert len(said) == len(LANGUAGES)


def _said(error: ClientelaError, language: str) -> str:
    return refusal_said(error, language, CATALOG.labels)


def test_a_refusal_is_said_with_its_values_as_they_stand() -> None:
    error = ClientelaError("there is a segment 'A; b' already; choose another name")
    assert _said(error, "es") == "Ya hay un segmento 'A; b'; elija otro nombre."
    assert _said(error, "en") == "There is a segment 'A; b' already; choose another name."


def test_a_name_that_is_not_there_is_said_with_the_nearest() -> None:
    error = UnknownNameError("event kind", "order_complete", ["order_completed"])
    assert _said(error, "ro") == ("Nu s-a găsit: fel de eveniment 'order_complete'; poate 'order_completed'?")
    assert _said(UnknownNameError("customer", "x"), "pl") == "Nie znaleziono: klient 'x'."


def test_rules_are_said_by_their_problems_and_mistakes() -> None:
    problems = check(parse_rule("agee = 3"), CATALOG)
    assert _said(RuleCheckError(problems), "ro").startswith("Nu există variabila 'agee'")
    with pytest.raises(RuleSyntaxError) as caught:
        parse_rule("age = ")
    assert _said(caught.value, "ru") == "Строка 1, столбец 6: нужно значение после '='."
    with pytest.raises(ClientelaError) as wrapped:
        named_variable("age +")
    assert _said(wrapped.value, "es").startswith("'age +' no es una variable: se esperaba")


def test_too_little_is_said_by_its_facts() -> None:
    error = TooThinError("too few", "few_customers", there=3, needed=50)
    assert _said(error, "ru") == "Клиентов: 3; чтобы найти сегменты, нужно не меньше 50."


def test_a_value_typed_by_hand_is_said_with_reason_and_cure() -> None:
    error = ClientelaError("'x' is not a number; write it in figures, for example 1234.56")
    assert _said(error, "pl").startswith("'x' nie jest liczbą; ")


def test_what_was_written_down_of_many_segments_is_told_line_by_line() -> None:
    text = "VIP: segment 'VIP' would need itself; take 'in segment' 'VIP' out\nOther: the disk is full"
    first, second = retold(text, "es").splitlines()
    assert first == "VIP: el segmento 'VIP' se necesitaría a sí mismo; quite 'in segment' 'VIP'"
    assert second == "Other: the disk is full"
