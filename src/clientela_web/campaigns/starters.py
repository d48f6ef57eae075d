"""Letters to begin with: whole, in the language of the firm, to be written over."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

STARTERS: Mapping[str, str | Promise] = {
    "letter": gettext_lazy("A letter"),
    "products": gettext_lazy("Products for each"),
    "coupon": gettext_lazy("A coupon"),
}
EXAMPLE = "example.com"
"""Where the links of these letters lead until somebody writes where they shall."""


def starter(name: str, language: str) -> str:
    """The letter of that name as formatted text, in that language; raises KeyError for any other name."""
    middle = {"letter": _letter, "products": _products, "coupon": _coupon}[name]
    with override(language):
        # the name in the form that a greeting has in that language, and a greeting without it
        greeting = _("Hello{% if customer.first_name %} {{ customer.first_name }}{% endif %},")
        say = _("Say here in two or three sentences what there is, and why it is for them.")
        return "\n\n".join((greeting, say, *middle(), f"[{_('Have a look')}](https://{EXAMPLE}/)")) + "\n"


def _letter() -> tuple[str, ...]:
    return ()


def _products() -> tuple[str, ...]:
    price = "{% if each.price %} · {{ each.price | money: each.currency }}{% endif %}"
    because = f"{{% if each.because %}}, {_('goes with')} {{{{ each.because }}}}{{% endif %}}"
    offer = f"- **{{{{ each.name | default: each.item }}}}**{price}{because}"
    return (
        f"## {_('Chosen for you')}",
        f"{{% for each in offers %}}\n{offer}\n{{% endfor %}}",
    )


def _coupon() -> tuple[str, ...]:
    return (
        f"## {_('A present for you')}",
        f"{_('Your code')}: **{{{{ coupon }}}}**",
        _("Say here until when, and for what."),
    )
