"""Words that follow the one spoken to: `vocative`, `gendered`, `plural`."""

from __future__ import annotations

from collections.abc import Callable

from liquid.filter import with_context

from clientela.act.messages.grammar.vocative import STYLES, vocative_of
from clientela.act.messages.template.limits import Merging
from clientela.act.messages.template.misuse import MisuseError
from clientela.act.messages.template.wording import Unknown, as_number
from clientela.catalog.labels import LANGUAGES, plural_category
from clientela.catalog.phrasebook import FORMS


@with_context
def vocative(
    value: object,
    gender: object = None,
    *,
    context: Merging,
    lang: object = None,
    style: object = "polite",
) -> str:
    """A given name as its bearer is called by it: `{{ customer.first_name | vocative: customer.gender }}`."""
    if not value:
        return ""
    if style not in STYLES:
        known = ", ".join(STYLES)
        raise MisuseError(
            "address_style", f"no style {style!r} of address: {known}", name=str(style), known=known
        )
    found = vocative_of(str(value), _language(context, lang), str(gender or ""), str(style))
    return Unknown("unknown_vocative") if found is None else found


def gendered(value: object, *forms: object) -> object:
    """One of the forms, by a declared gender: `{{ customer.gender | gendered: "Drogi", "Droga" }}`.

    The third is for whoever is neither or did not say; without it the form is unknown.
    """
    if len(forms) not in (2, 3):
        raise MisuseError("gendered_forms", "gendered takes two forms, or three")
    if value in ("male", "female"):
        return forms[0 if value == "male" else 1]
    return forms[2] if len(forms) == 3 else Unknown("unknown_gender")


@with_context
def plural(value: object, *forms: object, context: Merging, lang: object = None) -> object:
    """The form a number asks for: `{{ n | plural: "заказ", "заказа", "заказов" }}`, in the order of CLDR."""
    language = _language(context, lang)
    categories = FORMS[language]
    if len(forms) != len(categories):
        raise MisuseError(
            "plural_forms",
            f"plural takes {len(categories)} forms in {language}",
            spoken=language,
            count=len(categories),
            forms=", ".join(categories),
        )
    known = as_number(value)
    if known is None:
        return Unknown("unknown_number")
    whole = known == known.to_integral_value()
    category = plural_category(int(known) if whole else float(known), language)
    return _form(forms, categories, category, whole=whole)


def _form(forms: tuple[object, ...], categories: tuple[str, ...], category: str, *, whole: bool) -> object:
    """A fraction in Polish and Russian takes the genitive singular, which is the form of few in Russian
    and in Polish is none of the three: there it is unknown."""
    if category in categories:
        return forms[categories.index(category)]
    if whole or categories[-1] == "other":
        return forms[-1]
    return Unknown("unknown_number")


def _language(context: Merging, lang: object) -> str:
    language = str(lang) if lang else context.language
    if language not in LANGUAGES:
        raise MisuseError(
            "other_language", f"no language {language!r} here", name=language, known=", ".join(LANGUAGES)
        )
    return language


GRAMMAR_FILTERS: dict[str, Callable[..., object]] = {
    "vocative": vocative,
    "gendered": gendered,
    "plural": plural,
}
