"""What people change about saved segments; each change is kept with who made it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from clientela.segments.library import Saved
from clientela_web.models.account import Account
from clientela_web.models.segment_change import SegmentChange
from clientela_web.workspace import firm

RENAMED, DUPLICATED, RESTORED, DELETED = "renamed", "duplicated", "restored", "deleted"


def rename(saved: Saved, account: Account, *, name: str, names: Mapping[str, str]) -> Saved:
    """Call it otherwise, in rules too, and in each language; an empty name takes its language's away.

    Raises ClientelaError where another segment has the name.
    """
    renamed = firm().rename_segment(
        saved.name, name, names={language: said.strip() or None for language, said in names.items()}
    )
    keep(renamed, account, RENAMED)
    return renamed


def duplicate(saved: Saved, account: Account, language: str) -> Saved:
    """Save the same rule under a name of its own."""
    name = _free_name(_("%(name)s (copy)") % {"name": saved.name_in(language)})
    copied = firm().save_segment(name, saved.rule, note=saved.note)
    keep(copied, account, DUPLICATED, copied.version)
    return copied


def restore(saved: Saved, account: Account, *, version: int) -> Saved:
    """Save an older version as the newest; raises ClientelaError where there is no such version."""
    note = _("Version %(version)s again") % {"version": version}
    restored = firm().restore_segment(saved.name, version, note=note)
    keep(restored, account, RESTORED, restored.version)
    return restored


def delete(saved: Saved, account: Account) -> None:
    """Take it out of use; raises ClientelaError while other segments need it."""
    firm().delete_segment(saved.name)
    keep(saved, account, DELETED)


def keep(saved: Saved, account: Account, action: str, version: int | None = None) -> SegmentChange:
    """Keep who changed it; `version` is the one that was saved by it, if one was."""
    return SegmentChange.objects.create(
        segment_id=saved.segment_id, version=version, action=action, account=account
    )


def _free_name(wanted: str) -> str:
    taken = {saved.name for saved in firm().segments()}
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted} {number}", number + 1
    return name
