"""The pieces of Liquid that messages have of their own: merge fields, counted loops, segment blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO, cast

from liquid import BlockNode, Markup, Node
from liquid.builtin.expressions import FilteredExpression, Path, StringLiteral, parse_primitive
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.for_tag import ForNode, ForTag
from liquid.exceptions import LiquidSyntaxError
from liquid.parser import get_parser
from liquid.tag import Tag
from liquid.token import TOKEN_EOF, TOKEN_TAG

from clientela.act.messages.problems import LimitError
from clientela.act.messages.template.limits import MOST_ROUNDS, Merging
from clientela.act.messages.template.names import need_of, segment_need
from clientela.act.messages.template.wording import worded, worded_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from liquid import RenderContext, TokenStream
    from liquid.expression import Expression
    from liquid.token import Token


class MergeNode(OutputNode):
    """`{{ … }}`. Most are one field, maybe with a default: those are looked up without ceremony."""

    __slots__ = ("fallback", "name", "reads", "settled")

    def __init__(self, token: Token, expression: Expression) -> None:
        super().__init__(token, expression)
        left = expression.left if isinstance(expression, FilteredExpression) else expression
        filters = expression.filters or [] if isinstance(expression, FilteredExpression) else []
        defaults = [each.args[0].value for each in filters if each.name == "default" and each.args]
        last = defaults[-1] if defaults else None
        self.settled = isinstance(last, StringLiteral)
        plain = not filters or (len(filters) == 1 and self.settled and len(filters[0].args) == 1)
        self.name = need_of(left.path) if plain and isinstance(left, Path) else None
        self.fallback = last.value if isinstance(last, StringLiteral) else None
        self.reads = str(left) if isinstance(left, Path) else ""

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        merging = cast("Merging", context)
        value: object
        if self.name is not None and self.name in merging.values:
            value = merging.values[self.name]
            if self.fallback is not None and (value in (None, "", False) or value == []):
                value = Markup(self.fallback) if merging.html else self.fallback
        else:
            value = self.expression.evaluate(context)
        language = merging.language
        text = worded_html(value, language) if merging.html else worded(value, language)
        if self.reads and not self.settled and (not text or text.isspace()):
            merging.lacks(self.reads, value)
        return buffer.write(text)


class MergeTag(Output):
    """What stands for `{{ … }}` among the tags."""

    node_class = MergeNode


class CountedFor(ForNode):
    """A loop that tells, before it begins, how much its rounds will cost."""

    __slots__ = ("weight",)

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.weight = _weight(self.block)

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        merging = cast("Merging", context)
        # Liquid walks to an offset and turns a range round before it knows how many rounds there will be.
        over = self.expression.iterable.evaluate(context)
        if isinstance(over, range) and over.stop - over.start > MOST_ROUNDS:
            raise LimitError(f"a loop goes over more than {MOST_ROUNDS:,} numbers; make the range shorter")
        merging.weight = self.weight
        return super().render_to_output(context, buffer)


class CountedForTag(ForTag):
    """`{% for … %}`."""

    node_class = CountedFor


def _weight(node: Node) -> int:
    inner = node.nodes if isinstance(node, BlockNode) else node.children(None)  # type: ignore[arg-type]
    weights: list[int] = [_weight(each) for each in inner]
    return 1 + sum(weights)


class SegmentNode(Node):
    """The block of the first of some segments that the recipient is in."""

    __slots__ = ("blocks", "default")

    def __init__(self, token: Token, blocks: list[tuple[str, BlockNode]], default: BlockNode | None) -> None:
        super().__init__(token)
        self.blocks = [(name, segment_need(name), block) for name, block in blocks]
        self.default = default
        self.blank = False

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        values = cast("Merging", context).values
        for _, need, block in self.blocks:
            if values.get(need) is True:
                return block.render(context, buffer)
        return self.default.render(context, buffer) if self.default else 0

    def children(
        self,
        static_context: RenderContext,  # noqa: ARG002
        *,
        include_partials: bool = True,  # noqa: ARG002
    ) -> Iterable[Node]:
        """The blocks, the one of everybody else last."""
        yield from (block for _, _, block in self.blocks)
        if self.default:
            yield self.default


_NEXT = ("elsesegment", "else", "endsegment")


class SegmentTag(Tag):
    """`{% segment 'VIP' %}…{% elsesegment 'Young' %}…{% else %}…{% endsegment %}`."""

    name = "segment"
    end = "endsegment"

    def parse(self, stream: TokenStream) -> Node:
        token = stream.eat(TOKEN_TAG)
        parse_block = get_parser(self.env).parse_block
        blocks = [(self._segment(stream, token), parse_block(stream, _NEXT))]
        while stream.current.is_tag("elsesegment"):
            another = next(stream)
            blocks.append((self._segment(stream, another), parse_block(stream, _NEXT)))
        default = None
        if stream.current.is_tag("else"):
            next(stream)
            default = parse_block(stream, ("endsegment",))
        stream.expect(TOKEN_TAG, value="endsegment")
        return SegmentNode(token, blocks, default)

    def _segment(self, stream: TokenStream, token: Token) -> str:
        tokens = stream.into_inner(tag=token)
        found = parse_primitive(self.env, tokens)
        if not isinstance(found, StringLiteral):
            raise LiquidSyntaxError("a segment is named in quotes: {% segment 'VIP' %}", token=token)
        tokens.eat(TOKEN_EOF)
        return str(found.value)
