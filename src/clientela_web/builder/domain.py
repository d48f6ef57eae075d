"""Saving: a new segment, or the next version of one."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from clientela.errors import ClientelaError
from clientela.rules.nodes import Rule
from clientela.segments.library import Saved
from clientela_web.workspace import firm


def save_new(name: str, rule: Rule, *, note: str | None, names: Mapping[str, str]) -> Saved:
    """A segment of a name that is still free; raises ClientelaError where it is not."""
    wanted = name.strip()
    if not wanted:
        raise ClientelaError(_("Give the segment a name."))
    if any(saved.name.casefold() == wanted.casefold() for saved in firm().segments()):
        raise ClientelaError(_("There is a segment of that name already. Choose another name."))
    return firm().save_segment(wanted, rule, note=note, names=dict(names))


def save_next(saved: Saved, rule: Rule, *, note: str | None, names: Mapping[str, str]) -> Saved:
    """The rule as the next version of the segment; a rule that is there already makes none."""
    return firm().save_segment(saved.name, rule, note=note, names=dict(names))
