"""The pieces of Liquid that messages have of their own: merge fields, counted loops, segment blocks."""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO, cast

from liquid import BlockNode, Markup, Node, escape
from liquid.builtin.content import ContentNode
from liquid.builtin.expressions import FilteredExpression, Path, StringLiteral, parse_primitive
from liquid.builtin.output import Output, OutputNode
from liquid.builtin.tags.for_tag import ForNode, ForTag
from liquid.exceptions import BreakLoop, ContinueLoop, LiquidSyntaxError
from liquid.parser import get_parser
from liquid.tag import Tag
from liquid.token import TOKEN_EOF, TOKEN_TAG

from clientela.act.messages.problems import LimitError
from clientela.act.messages.template.limits import MOST_ROUNDS, Merging
from clientela.act.messages.template.names import need_of, segment_need
from clientela.act.messages.template.wording import worded, worded_html

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from liquid import RenderContext, TokenStream
    from liquid.builtin.expressions.filtered import Filter
    from liquid.expression import Expression
    from liquid.token import Token


class MergeNode(OutputNode):
    """`{{ … }}`. Most are one field, maybe with a default: those are looked up without ceremony.

    `name` is what the field is frozen under; `owner` and `leaf` are the two halves of a path such as
    `product.price`; anything else is left to Liquid.
    """

    __slots__ = ("fallback", "leaf", "name", "owner", "reads", "settled")

    def __init__(self, token: Token, expression: Expression) -> None:
        super().__init__(token, expression)
        left: Expression = expression
        filters: list[Filter] = []
        if isinstance(expression, FilteredExpression):
            left, filters = expression.left, expression.filters or []
        defaults = [each.args[0].value for each in filters if each.name == "default" and each.args]
        last = defaults[-1] if defaults else None
        self.fallback = last.value if isinstance(last, StringLiteral) else None
        self.settled = self.fallback is not None
        self.reads = str(left) if isinstance(left, Path) else ""
        alone = not filters or (len(filters) == 1 and self.settled and len(filters[0].args) == 1)
        path = left.path if isinstance(left, Path) and alone else [0]
        self.name = need_of(path)
        self.owner, self.leaf = "", ""
        if (
            self.name is None
            and len(path) == 2
            and not filters
            and all(isinstance(each, str) for each in path)
        ):
            self.owner, self.leaf = str(path[0]), str(path[1])

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        merging = cast("Merging", context)
        value = self._value(merging)
        if type(value) is str:
            text = str(escape(value)) if merging.html and not value.isalnum() else value
        else:
            language = merging.language
            text = worded_html(value, language) if merging.html else worded(value, language)
        if not self.settled and self.reads and (not text or text.isspace()):
            merging.lacks(self.reads, value)
        return buffer.write(text)

    def _value(self, merging: Merging) -> object:
        if self.name is not None and self.name in merging.values:
            value = merging.values[self.name]
            if self.fallback is not None and (value in (None, "", False) or value == []):
                return Markup(self.fallback) if merging.html else self.fallback
            return value
        if self.owner:
            owner = merging.scope.get(self.owner)
            if type(owner) is dict and self.leaf in owner:
                return owner[self.leaf]
        return self.expression.evaluate(merging)


class MergeTag(Output):
    """What stands for `{{ … }}` among the tags."""

    node_class = MergeNode


class CountedFor(ForNode):
    """A loop that tells, before it begins, how much its rounds will cost.

    One in which nobody asks for `forloop` goes round without it.
    """

    __slots__ = ("plain", "steps", "weight")

    def __init__(self, *args: object, **named: object) -> None:
        super().__init__(*args, **named)  # type: ignore[arg-type]
        self.weight = _weight(self.block)
        self.plain = "forloop" not in str(self.block)
        nodes = self.block.nodes
        self.steps = [
            (each.text if type(each) is ContentNode else None, each.render_to_output) for each in nodes
        ]

    def render_to_output(self, context: RenderContext, buffer: TextIO) -> int:
        merging = cast("Merging", context)
        # Liquid walks to an offset and turns a range round before it knows how many rounds there will be.
        over = self.expression.iterable.evaluate(context)
        if isinstance(over, range) and over.stop - over.start > MOST_ROUNDS:
            raise LimitError(f"a loop goes over more than {MOST_ROUNDS:,} numbers; make the range shorter")
        merging.weight = self.weight
        if not self.plain:
            return super().render_to_output(context, buffer)
        things, length = self.expression.evaluate(context)
        if not length:
            return self.default.render(context, buffer) if self.default else 0
        merging.raise_for_loop_limit(length)
        return self._go_round(merging, things, buffer)

    def _go_round(self, merging: Merging, things: Iterator[object], buffer: TextIO) -> int:
        name = str(self.expression.identifier)
        namespace: dict[str, object] = {}
        merging.scope.push(namespace)
        try:
            for thing in things:
                namespace[name] = thing
                try:
                    for text, step in self.steps:
                        if text is None:
                            step(merging, buffer)
                        else:
                            buffer.write(text)
                except ContinueLoop:
                    continue
                except BreakLoop:
                    break
        finally:
            merging.scope.pop()
        return 1


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
