"""placeholder"""

from lark import Lark
from lark.exceptions import UnexpectedInput

from clientela.errors import RuleSyntaxError


def explain(grammar: Lark, text: str, start: str, error: UnexpectedInput) -> RuleSyntaxError:
    return RuleSyntaxError(str(error), line=error.line, column=error.column, text=text)
