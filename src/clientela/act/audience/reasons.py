"""Why somebody who is in the segments gets nothing."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """The first of these that holds for her, in this order."""

    EXCLUDED = "excluded"  # in a segment that is left out
    NO_CONSENT = "no_consent"  # to this channel and purpose
    NO_ADDRESS = "no_address"
    BAD_ADDRESS = "bad_address"  # nothing can be delivered to what is written there
    UNIVERSAL_HOLDOUT = "universal_holdout"  # gets no campaign at all
    HOLDOUT = "holdout"  # gets everything but this campaign


REASONS: tuple[Reason, ...] = tuple(Reason)
