"""Charts as files: the Vega-Lite specification itself, or a picture drawn from it without any network."""

from __future__ import annotations

import json
import re
from pathlib import Path

from clientela.charts.theme import Spec
from clientela.errors import ClientelaError, MissingExtraError

NO_ADDRESS: list[str] = []  # a chart carries its data; nothing is fetched
SUFFIXES = (".svg", ".png", ".json")
_UNDRAWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SHARPNESS = 2  # picture points for one of the specification's


def write_chart(spec: Spec, path: str | Path) -> Path:
    """Write the chart as its suffix says: `.svg`, `.png`, or `.vl.json` (any `.json`) for Vega-Lite.

    Raises ClientelaError for another suffix and MissingExtraError where the drawing library is missing;
    the specification can be written without it.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in SUFFIXES:
        raise ClientelaError(
            f"a chart cannot be written as {target.name!r}; end it in .svg, .png or .vl.json"
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    if suffix == ".json":
        target.write_text(json.dumps(spec, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    elif suffix == ".svg":
        target.write_text(svg(spec), encoding="utf-8")
    else:
        target.write_bytes(png(spec))
    return target


def svg(spec: Spec) -> str:
    """The chart as SVG."""
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("drawing a chart", "charts") from error
    drawn: str = vl_convert.vegalite_to_svg(drawable(spec), allowed_base_urls=NO_ADDRESS)
    return drawn


def png(spec: Spec) -> bytes:
    """The chart as PNG."""
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("drawing a chart", "charts") from error
    drawn: bytes = vl_convert.vegalite_to_png(drawable(spec), scale=_SHARPNESS, allowed_base_urls=NO_ADDRESS)
    return drawn


def drawable(spec: Spec) -> Spec:
    """The specification without letters that stop the drawing library (a NUL) or Vega (U+2028)."""
    return {key: _drawable(value) for key, value in spec.items()}


def _drawable(value: object) -> object:
    if isinstance(value, str):
        return _UNDRAWABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return drawable(value)
    return [_drawable(each) for each in value] if isinstance(value, list | tuple) else value
