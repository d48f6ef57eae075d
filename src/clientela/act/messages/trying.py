"""A composed message written twice before anybody gets it."""

from __future__ import annotations

from collections.abc import Mapping

from liquid.exceptions import LiquidError

from clientela.act.messages.composed import Composed, WriteError
from clientela.act.messages.markup import LIQUID
from clientela.act.messages.plain import Source
from clientela.act.messages.problems import LimitError, MessageError, MessageProblem
from clientela.act.messages.samples import sample_values
from clientela.act.messages.template.blocks import shortened
from clientela.act.messages.template.misuse import MisuseError
from clientela.act.messages.writing import PAGES


def try_out(made: Composed, sources: Mapping[str, Source]) -> None:
    """Write the message with nothing known, then with all of it, for faults that reading cannot see.

    Raises MessageError.
    """
    for values in ({}, sample_values(made.types, made.lists, made.given, made.links)):
        try:
            made.render(values)
        except WriteError as error:
            raise MessageError([_failed(made, sources, error)]) from error
        except LimitError as error:
            raise MessageError([MessageProblem("message", "fails", facts={"said": str(error)})]) from error


def _failed(made: Composed, sources: Mapping[str, Source], error: WriteError) -> MessageProblem:
    """Where a message cannot be written: the piece of Liquid that fails, as it was written."""
    cause, part = error.__cause__, error.part
    written = part if part in sources else next(each for each in PAGES if each in sources)
    piece, at = "", -1
    if isinstance(cause, LiquidError) and cause.token is not None:
        made_of, index = made.sources[part], cause.token.start_index
        found = next((each for each in LIQUID.finditer(made_of) if each.start() <= index < each.end()), None)
        piece = found.group() if found else ""
        at = sources[written].liquid.find(piece) if piece else -1
    if isinstance(cause, MisuseError):
        return sources[written].problem(cause.code, at, **cause.facts)
    facts = {
        "piece": shortened(piece),
        "said": str(cause.message if isinstance(cause, LiquidError) else error),
    }
    if not piece:
        return MessageProblem("message", "fails", facts={"said": str(error)})
    code = "compared" if "not supported between" in facts["said"] else "fails_here"
    return sources[written].problem(code, at, **facts)
