"""What the customer likes, values and does in her free time, as she or the firm stated it."""

from __future__ import annotations

from clientela.catalog.definitions import Family
from clientela.catalog.variables.attributes import LIST, SPECIAL, TEXT, Attribute, attributes_of

ATTRIBUTES = (
    Attribute("interests", LIST, "Subjects she is interested in."),
    Attribute("lifestyle", LIST, "Words for the way she lives: urban, outdoor, family …"),
    Attribute("values", LIST, "What matters to her: quality, price, ecology, local origin …"),
    Attribute("personality", TEXT, "Personality type, where one was asked for."),
    Attribute("style", TEXT, "Taste in clothes, furniture or whatever the firm sells."),
    Attribute("hobbies", LIST, "How she spends her free time."),
    Attribute("sports", LIST, "Sports she plays or follows."),
    Attribute("music", LIST, "Music she listens to."),
    Attribute("media", LIST, "Media she reads, hears and watches."),
    Attribute("social_networks", LIST, "Social networks she uses."),
    Attribute("favourite_brands", LIST, "Brands she named as her favourites."),
    Attribute("pets", LIST, "Animals she keeps."),
    Attribute("travel", LIST, "Ways and places she likes to travel."),
    Attribute("adoption", TEXT, "How early she takes up what is new: innovator, early, late …"),
    Attribute("shopping_motive", TEXT, "Why she buys: need, pleasure, gift, status …"),
    Attribute("persona", TEXT, "Persona the firm has put her under."),
    Attribute("political_opinion", TEXT, "Political opinion or ideology.", sensitivity=SPECIAL),
    Attribute("religion", TEXT, "Religious or philosophical belief.", sensitivity=SPECIAL),
)

DEFINITIONS = tuple(attributes_of("customer", Family.PSYCHOGRAPHIC, ATTRIBUTES))
