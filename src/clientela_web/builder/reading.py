"""Conditions as posted: an open one by its controls, a closed one as the JSON it was drawn with."""

from __future__ import annotations

from typing import cast

from django.utils.translation import gettext as _

from clientela.errors import RuleFormatError
from clientela.rules import nodes as n
from clientela.rules.codec import decode_rule
from clientela_web.builder.forms.desk import Place
from clientela_web.builder.forms.form import form_of, read_node
from clientela_web.builder.forms.posted import Posted


def read_rule(posted: Posted) -> n.Rule:
    """The whole rule as posted; raises RuleFormatError where the page did not make it."""
    return read_condition(Place(), posted)


def read_condition(place: Place, posted: Posted) -> n.Condition:
    """One condition and everything in it."""
    closed = posted.text(place.below("json").path)
    if closed is not None:
        return decode_rule(closed)
    form = form_of(posted.text(place.below("node").path) or "")
    if form is None or not issubclass(form.node, n.Condition):
        raise RuleFormatError(_("This page is out of date. Reload it, please."))
    found = cast("n.Condition", read_node(form, place, posted))
    if not isinstance(found, n.All | n.AnyOf | n.Not):
        posted.opened = found
    return found
