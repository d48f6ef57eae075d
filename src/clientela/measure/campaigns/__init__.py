"""A campaign's ledger and what customers did, brought together: figures, lift, credit."""

from clientela.measure.campaigns.measuring import measure_campaign
from clientela.measure.campaigns.results import CampaignResults, Group
from clientela.measure.campaigns.sent import LEDGER, TOUCHES, Declared, Reading, Sent

__all__ = ["LEDGER", "TOUCHES", "CampaignResults", "Declared", "Group", "Reading", "Sent", "measure_campaign"]
