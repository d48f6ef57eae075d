"""What is known of a company; a customer's rules reach it as `company.industry`."""

from __future__ import annotations

from clientela.catalog.definitions import Family
from clientela.catalog.variables.attributes import (
    CONTACT,
    CREATED,
    DATE,
    INTEGER,
    LIST,
    MONEY,
    NUMBER,
    TEXT,
    Attribute,
    attributes_of,
)

ATTRIBUTES = (
    Attribute("name", TEXT, "Name of the company."),
    Attribute("legal_form", TEXT, "Legal form: S.L., sp. z o.o., SRL, ООО …"),
    Attribute("industry", TEXT, "Industry it works in."),
    Attribute("sector", TEXT, "Sector of the economy, or a NACE code."),
    Attribute("employees", INTEGER, "People it employs.", "people"),
    Attribute("size_band", TEXT, "Micro, small, medium, large."),
    Attribute("annual_revenue", MONEY, "Its turnover in a year.", "money"),
    Attribute("profit", MONEY, "Its profit in a year.", "money"),
    Attribute("budget", MONEY, "What it can spend in a year on what the firm sells.", "money"),
    Attribute("growth", NUMBER, "Growth of its turnover in a year, in per cent.", "per cent"),
    Attribute("credit_rating", TEXT, "How an agency or the firm rates its credit."),
    Attribute("credit_limit", MONEY, "Most it may owe.", "money"),
    Attribute("payment_terms", TEXT, "Terms of payment agreed with it."),
    Attribute("price_list", TEXT, "Price list that holds for it."),
    Attribute("currency", TEXT, "Currency it pays in, as an ISO 4217 code."),
    Attribute("founded_year", INTEGER, "Year it was founded.", "year"),
    Attribute("country", TEXT, "Country it has its seat in, as an ISO 3166 code of two letters."),
    Attribute("region", TEXT, "Region it has its seat in: an ISO 3166-2 code or a name."),
    Attribute("city", TEXT, "Town or city it has its seat in."),
    Attribute("postcode", TEXT, "Postal code of its seat."),
    Attribute("address", TEXT, "Street and number of its seat."),
    Attribute("website", TEXT, "Its web address."),
    Attribute("email", TEXT, "E-mail address of the company itself.", sensitivity=CONTACT),
    Attribute("phone", TEXT, "Telephone number of the company itself, in E.164 form.", sensitivity=CONTACT),
    Attribute("vat_number", TEXT, "Tax number it invoices under."),
    Attribute("registration_number", TEXT, "Number in the register of companies."),
    Attribute("parent_company", TEXT, "Company it belongs to."),
    Attribute("locations", INTEGER, "Branches it has.", "branches"),
    Attribute("markets", LIST, "Countries it sells to."),
    Attribute("technologies", LIST, "Technologies it uses."),
    Attribute("processes", LIST, "Processes it runs: production, retail, field service …"),
    Attribute("certificates", LIST, "Certificates and standards it holds."),
    Attribute("current_supplier", TEXT, "Whom it buys from now."),
    Attribute("buying_process", TEXT, "How it decides on purchases: tender, owner, committee …"),
    Attribute("account_manager", TEXT, "Who at the firm looks after it."),
    Attribute("customer_since", DATE, "Day it became a customer."),
    Attribute("status", TEXT, "Prospect, customer, partner, former customer …"),
    Attribute("tags", LIST, "Marks the firm has put on it."),
    Attribute("notes", TEXT, "Free remarks of the firm."),
    CREATED,
)

DEFINITIONS = tuple(attributes_of("company", Family.FIRMOGRAPHIC, ATTRIBUTES))
