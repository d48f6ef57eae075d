"""A profile on a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from clientela.cli.output import say, show_table

if TYPE_CHECKING:
    from clientela.segments.profile import Profile


def show_profile(profile: Profile, limit: int) -> None:
    """Print the rows that differ most, and how many more there are."""
    headings, *rows = profile.table(limit)
    show_table((headings[0], *(f">{heading}" for heading in headings[1:])), rows)
    if len(profile.rows) > limit:
        say(f"\nThe first {limit:,} of {len(profile.rows):,} rows; --limit shows more.")
