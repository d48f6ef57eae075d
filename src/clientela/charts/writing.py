"""Charts as files: the Vega-Lite specification itself, or a picture drawn from it without any network."""

from __future__ import annotations

import json
from pathlib import Path

from clientela.charts.theme import Spec
from clientela.errors import ClientelaError, MissingExtraError

NO_ADDRESS: list[str] = []  # a chart carries its data; nothing is fetched
SUFFIXES = (".svg", ".png", ".json")
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
    drawn: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=NO_ADDRESS)
    return drawn


def png(spec: Spec) -> bytes:
    """The chart as PNG."""
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("drawing a chart", "charts") from error
    drawn: bytes = vl_convert.vegalite_to_png(spec, scale=_SHARPNESS, allowed_base_urls=NO_ADDRESS)
    return drawn
