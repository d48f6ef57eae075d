"""What the room says, in six languages."""

from __future__ import annotations

from clientela.catalog.phrasebook import Phrasebook

PHRASES = Phrasebook("clientela.act")
"""Words of strategies: their objectives, channels, states and problems, and how evidence is told."""

PLAYS = Phrasebook("clientela.act", "phrases_plays.yaml")
"""What each play of the playbook is called, what it says and what it offers."""
