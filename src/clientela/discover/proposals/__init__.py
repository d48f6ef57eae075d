"""From clusters to rules that people can read, each with what is known of it."""

from clientela.discover.proposals.accepting import NewSegment, new_segments
from clientela.discover.proposals.agreement import Agreement
from clientela.discover.proposals.discovering import discover
from clientela.discover.proposals.discovery import Assignment, Discovery
from clientela.discover.proposals.drafting import RouteFigures
from clientela.discover.proposals.proposal import Proposal, Shared
from clientela.discover.proposals.routes import Costs

__all__ = [
    "Agreement",
    "Assignment",
    "Costs",
    "Discovery",
    "NewSegment",
    "Proposal",
    "RouteFigures",
    "Shared",
    "discover",
    "new_segments",
]
