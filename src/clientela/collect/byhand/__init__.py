"""What people write themselves: notes, calls and visits, attributes, consents, deals.

Everything has its instant and its author, nothing is overwritten: an edit is one more change, a call one
more event.
"""

from clientela.collect.byhand.attributes import read_value, set_attribute
from clientela.collect.byhand.consents import set_consent
from clientela.collect.byhand.deals import change_deal, deal_values, open_deal
from clientela.collect.byhand.events import LOGGED, log_event
from clientela.collect.byhand.hand import Hand
from clientela.collect.byhand.merging import Both, Comparison, compare, merge_customers

__all__ = [
    "LOGGED",
    "Both",
    "Comparison",
    "Hand",
    "change_deal",
    "compare",
    "deal_values",
    "log_event",
    "merge_customers",
    "open_deal",
    "read_value",
    "set_attribute",
    "set_consent",
]
