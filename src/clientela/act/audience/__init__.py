"""Audiences: who of some segments gets a message, what it will say to each, and why the others get none."""

from clientela.act.audience.addresses import ADDRESSES, address_of
from clientela.act.audience.audience import Audience
from clientela.act.audience.fingerprint import Fingerprint
from clientela.act.audience.merging import Merging
from clientela.act.audience.plan import AudiencePlan, PlanError, Variant
from clientela.act.audience.reasons import REASONS, Reason
from clientela.act.audience.summary import Summary

__all__ = [
    "ADDRESSES",
    "REASONS",
    "Audience",
    "AudiencePlan",
    "Fingerprint",
    "Merging",
    "PlanError",
    "Reason",
    "Summary",
    "Variant",
    "address_of",
]
