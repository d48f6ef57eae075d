"""A picture in a page: drawn once as SVG, described, with its specification beside it to bring it to life."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files

from clientela.catalog.phrasebook import Phrasebook
from clientela.charts.theme import Spec
from clientela.charts.writing import drawable, svg
from clientela.errors import MissingExtraError
from clientela.reports.markup import escaped, table_markup
from clientela.reports.section import Picture

_PHRASES = Phrasebook("clientela.reports")
_NAMES = re.compile(r'\bid="((?:clip|gradient_|pattern_|linear|radial)[\w-]*)"')
_TAGS = re.compile("<[a-z][^>]*>")
# the picture is one image with a title: what Vega says of each mark would only make the page heavy
_SAID_EACH = re.compile(' (?:role|aria-[a-z]+)="[^"]*"')
# what would end a script or begin a comment in the middle of one
_ENDS = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def figure_markup(picture: Picture, name: str, language: str) -> str:
    """The picture with its figures in a table that unfolds; `name` is unique in the page."""
    summary = escaped(_PHRASES.say("figures", language))
    title = said_title(picture.spec)
    return "\n".join(
        (
            f'<figure id="{name}" data-title="{escaped(title)}">',
            f'<div class="picture scroll" role="group" tabindex="0" aria-label="{escaped(title)}">',
            _drawn(picture, name, title, language),
            "</div>",
            f'<script type="application/json">{_json(drawable(picture.spec))}</script>',
            f"<details><summary>{summary}</summary>",
            table_markup(picture.table, title),
            "</details>",
            "</figure>",
        )
    )


def said_title(spec: Spec) -> str:
    """The title of a specification in one line."""
    title = spec.get("description") or spec.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else title
    return text if isinstance(text, str) else " ".join(text)


@cache
def vega_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that sets `vegaEmbed`, and `clientelaTip` beside it.

    Raises MissingExtraError where the drawing library is missing.
    """
    try:
        import vl_convert
    except ImportError as error:
        raise MissingExtraError("a page with pictures", "charts") from error
    bundle: str = vl_convert.javascript_bundle("window.vegaEmbed=vegaEmbed;")
    script = (
        f"(()=>{{{bundle}}})();\n{files('clientela.reports').joinpath('tip.js').read_text(encoding='utf-8')}"
    )
    return re.sub(r"<(?=/script|!--|script)", r"\\x3c", script, flags=re.IGNORECASE)


def _drawn(picture: Picture, name: str, title: str, language: str) -> str:
    """The SVG with a title and a description; its inner names do not depend on what was drawn before."""
    drawn = _TAGS.sub(lambda tag: _SAID_EACH.sub("", tag[0]), svg(picture.spec))
    for number, inner in enumerate(dict.fromkeys(_NAMES.findall(drawn)), 1):
        fresh = f"{name}-d{number}"
        drawn = drawn.replace(f'id="{inner}"', f'id="{fresh}"').replace(f"url(#{inner})", f"url(#{fresh})")
    said = f"{picture.table.caption} {_PHRASES.say('described', language)}".strip()
    heading = f'<title id="{name}-t">{escaped(title)}</title><desc id="{name}-e">{escaped(said)}</desc>'
    start, _, rest = drawn.partition(">")
    return f'{start} role="img" aria-labelledby="{name}-t {name}-e">{heading}{rest}'


def _json(spec: Spec) -> str:
    text = json.dumps(spec, ensure_ascii=False, separators=(",", ":"), sort_keys=False)
    return "".join(_ENDS.get(letter, letter) for letter in text)
