"""What recipients do with a message: its links counted, and people told from machines."""

from clientela.act.tracking.destinations import Link, LinkError
from clientela.act.tracking.links import find_links, tracked
from clientela.act.tracking.machines import Seen, judge

__all__ = ["Link", "LinkError", "Seen", "find_links", "judge", "tracked"]
