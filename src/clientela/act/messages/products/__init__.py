"""Products a message speaks of: what a customer bought last, and what others like her buy."""

from clientela.act.messages.products.offers import Suggestions, find_suggestions
from clientela.act.messages.products.recent import recent_products

__all__ = ["Suggestions", "find_suggestions", "recent_products"]
