"""Lists to choose from that are long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from django.forms.renderers import BaseRenderer


class LongSelect(forms.Select):
    """A select whose options are written in one go: a template for each of 600 takes a third of a second."""

    def render(
        self,
        name: str,
        value: Any,  # noqa: ANN401
        attrs: dict[str, Any] | None = None,
        renderer: BaseRenderer | None = None,  # noqa: ARG002  (as Django asks for it)
    ) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        options = format_html_join("", "<option{}>{}</option>", _options(widget["optgroups"]))
        return format_html("<select{}>{}</select>", flatatt({"name": name, **widget["attrs"]}), options)


def _options(groups: list[Any]) -> Iterator[tuple[str, str]]:
    for _name, options, _index in groups:
        for option in options:
            yield flatatt({"value": str(option["value"] or ""), **option["attrs"]}), option["label"]
