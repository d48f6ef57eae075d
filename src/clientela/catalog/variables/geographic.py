"""Where the customer lives."""

from __future__ import annotations

from clientela.catalog.definitions import Family
from clientela.catalog.variables.attributes import CONTACT, NUMBER, TEXT, Attribute, attributes_of

ATTRIBUTES = (
    Attribute("country", TEXT, "Country she lives in, as an ISO 3166 code of two letters."),
    Attribute("region", TEXT, "Region she lives in: an ISO 3166-2 code or a name."),
    Attribute("province", TEXT, "Province, county or district."),
    Attribute("city", TEXT, "Town or city she lives in."),
    Attribute("neighbourhood", TEXT, "Part of the town."),
    Attribute("postcode", TEXT, "Postal code.", sensitivity=CONTACT),
    Attribute("address", TEXT, "Street and number.", sensitivity=CONTACT),
    Attribute("latitude", NUMBER, "Latitude of her address.", "degrees", CONTACT),
    Attribute("longitude", NUMBER, "Longitude of her address.", "degrees", CONTACT),
    Attribute("climate", TEXT, "Climate where she lives, as a Köppen class such as Csa."),
    Attribute("settlement", TEXT, "Big city, town, village …"),
    Attribute("time_zone", TEXT, "Her own time zone, as an IANA name such as Europe/Madrid."),
    Attribute("nearest_store", TEXT, "Shop of the firm nearest to her."),
    Attribute("store_distance", NUMBER, "Distance to the nearest shop.", "kilometres"),
    Attribute("sales_territory", TEXT, "Sales territory she belongs to."),
)

DEFINITIONS = tuple(attributes_of("customer", Family.GEOGRAPHIC, ATTRIBUTES))
