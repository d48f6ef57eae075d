"""Conditions on features in the user's own units, and the few of them that describe a group."""

from clientela.discover.conditions.candidate import Candidate
from clientela.discover.conditions.conjunction import Conjunction
from clientela.discover.conditions.proposing import candidates
from clientela.discover.conditions.search import best_conjunctions

__all__ = ["Candidate", "Conjunction", "best_conjunctions", "candidates"]
