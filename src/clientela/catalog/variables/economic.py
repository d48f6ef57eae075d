"""What the customer earns, owns and has agreed with the firm."""

from __future__ import annotations

from clientela.catalog.definitions import Family
from clientela.catalog.variables.attributes import (
    BOOLEAN,
    CONTACT,
    DATE,
    INTEGER,
    MONEY,
    NUMBER,
    TEXT,
    Attribute,
    attributes_of,
)

ATTRIBUTES = (
    Attribute("income", MONEY, "Yearly personal income.", "money"),
    Attribute("income_band", TEXT, "Band of income, where the exact one is not known."),
    Attribute("household_income", MONEY, "Yearly income of the whole household.", "money"),
    Attribute("home_ownership", TEXT, "Whether she owns or rents her home."),
    Attribute("home_type", TEXT, "Flat, house, farm …"),
    Attribute("car_ownership", TEXT, "Whether she has a car, and how many or which."),
    Attribute("price_sensitivity", TEXT, "How much price decides, as the firm judges it."),
    Attribute("currency", TEXT, "Currency she pays in, as an ISO 4217 code."),
    Attribute("payment_terms", TEXT, "Terms of payment agreed with her."),
    Attribute("price_list", TEXT, "Price list that holds for her."),
    Attribute("personal_discount", NUMBER, "Discount agreed with her, in per cent.", "per cent"),
    Attribute("credit_limit", MONEY, "Most she may owe.", "money"),
    Attribute("balance", MONEY, "What she owes now; below 0 the firm owes her.", "money"),
    Attribute("vat_number", TEXT, "Tax number she invoices under.", sensitivity=CONTACT),
    Attribute("loyalty_tier", TEXT, "Tier in the loyalty programme."),
    Attribute("loyalty_points", INTEGER, "Points in the loyalty programme.", "points"),
    Attribute("loyalty_since", DATE, "Day she joined the loyalty programme."),
    Attribute("loyalty_card", BOOLEAN, "Whether she has a loyalty card."),
)

DEFINITIONS = tuple(attributes_of("customer", Family.ECONOMIC, ATTRIBUTES))
