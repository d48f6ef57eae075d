"""What is known of a product. Rules do not ask about products yet."""

from __future__ import annotations

from clientela.catalog.definitions import Family
from clientela.catalog.variables.attributes import (
    BOOLEAN,
    CREATED,
    DATE,
    DECIMAL,
    LIST,
    MONEY,
    TEXT,
    Attribute,
    attributes_of,
)

ATTRIBUTES = (
    Attribute("name", TEXT, "Name of the product."),
    Attribute("category", TEXT, "Category it belongs to."),
    Attribute("subcategory", TEXT, "Narrower category."),
    Attribute("brand", TEXT, "Brand it is sold under."),
    Attribute("price", MONEY, "Price in the list.", "money"),
    Attribute("cost", MONEY, "What it costs the firm.", "money"),
    Attribute("currency", TEXT, "Currency of price and cost, as an ISO 4217 code."),
    Attribute("season", TEXT, "Season or collection."),
    Attribute("colour", TEXT, "Colour."),
    Attribute("size", TEXT, "Size."),
    Attribute("material", TEXT, "What it is made of."),
    Attribute("supplier", TEXT, "Who supplies it."),
    Attribute("barcode", TEXT, "GTIN or another bar code."),
    Attribute("stock", DECIMAL, "Pieces in stock.", "pieces"),
    Attribute("launched_on", DATE, "Day it came on sale."),
    Attribute("active", BOOLEAN, "Whether it is on sale."),
    Attribute("tags", LIST, "Marks the firm has put on it."),
    CREATED,
)

DEFINITIONS = tuple(attributes_of("product", Family.PRODUCT, ATTRIBUTES))
