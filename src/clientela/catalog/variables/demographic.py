"""Who the customer is: names, age, household, work, and the ways to reach her."""

from __future__ import annotations

from clientela.catalog import cut_points
from clientela.catalog.definitions import Family, VariableDefinition
from clientela.catalog.expressions import choose, compare, flag
from clientela.catalog.variables.attributes import (
    CHILD,
    CONTACT,
    DATE,
    INTEGER,
    SPECIAL,
    TEXT,
    Attribute,
    attributes_of,
)
from clientela.rules.nodes import Anniversary, DatePart, Elapsed, NextPeriod, Variable
from clientela.rules.types import ValueType

ATTRIBUTES = (
    Attribute("first_name", TEXT, "Given name.", sensitivity=CONTACT),
    Attribute("last_name", TEXT, "Family name.", sensitivity=CONTACT),
    Attribute("full_name", TEXT, "Whole name as the firm writes it.", sensitivity=CONTACT),
    Attribute("salutation", TEXT, "How letters address her: Ms, Mr, Dr …", sensitivity=CONTACT),
    Attribute("gender", TEXT, "Gender as the customer or the firm gave it."),
    Attribute("birthday", DATE, "Date of birth.", sensitivity=CONTACT),
    Attribute("name_day", DATE, "Next name day, where names have one."),
    Attribute("email", TEXT, "E-mail address, normalised.", sensitivity=CONTACT),
    Attribute("phone", TEXT, "Telephone number in E.164 form.", sensitivity=CONTACT),
    Attribute("mobile", TEXT, "Mobile number in E.164 form.", sensitivity=CONTACT),
    Attribute("language", TEXT, "Language she speaks, as an ISO 639-1 code."),
    Attribute("nationality", TEXT, "Citizenship, as an ISO 3166 code of two letters."),
    Attribute("education", TEXT, "Highest level of education."),
    Attribute("occupation", TEXT, "What she does for a living."),
    Attribute("employment_status", TEXT, "Employed, self-employed, student, retired …"),
    Attribute("job_title", TEXT, "Title of her post."),
    Attribute("department", TEXT, "Department she works in."),
    Attribute("seniority", TEXT, "Level of her post: junior, senior, head, executive …"),
    Attribute("decision_role", TEXT, "Part she plays in a purchase: decides, influences, uses, pays …"),
    Attribute("marital_status", TEXT, "Single, married, partnered, divorced, widowed …"),
    Attribute("family_stage", TEXT, "Stage of family life: young single, young family, empty nest …"),
    Attribute("household_size", INTEGER, "People in her household, herself included.", "people"),
    Attribute("children_count", INTEGER, "Children in her household.", "children"),
    Attribute("youngest_child_birthday", DATE, "Date of birth of her youngest child.", sensitivity=CHILD),
    Attribute(
        "customer_type",
        TEXT,
        "A person who buys for herself, or a contact at a company.",
        options=("person", "contact"),
    ),
    Attribute("company_id", INTEGER, "The company she belongs to: the store's own number."),
    Attribute("tags", ValueType.LIST, "Marks the firm has put on her."),
    Attribute("notes", TEXT, "Free remarks of the firm.", sensitivity=CONTACT),
    Attribute("ethnicity", TEXT, "Racial or ethnic origin.", sensitivity=SPECIAL),
    Attribute("health", TEXT, "Health, illness or disability.", sensitivity=SPECIAL),
    Attribute("sexual_orientation", TEXT, "Sex life or sexual orientation.", sensitivity=SPECIAL),
    Attribute("union_membership", TEXT, "Membership of a trade union.", sensitivity=SPECIAL),
)

AGE_BAND_NAMES = ("under_15", "15_24", "25_34", "35_49", "50_64", "65_and_over")


def _birth_years() -> tuple[tuple[int, int, str], ...]:
    starts = [year for year, _ in cut_points.GENERATIONS]
    ends = [year - 1 for year in starts[1:]] + [9999]
    return tuple(
        (first, last, name) for (first, name), last in zip(cut_points.GENERATIONS, ends, strict=True)
    )


COMPUTED = (
    VariableDefinition(
        "age",
        Family.DEMOGRAPHIC,
        INTEGER,
        "Completed years since her birthday.",
        "years",
        Elapsed(Variable("birthday"), "year"),
    ),
    VariableDefinition(
        "age_band",
        Family.DEMOGRAPHIC,
        TEXT,
        "Band of ages she falls into.",
        "",
        choose(
            *(
                (compare("age", "between", band), name)
                for band, name in zip(cut_points.AGE_BANDS, AGE_BAND_NAMES, strict=True)
            )
        ),
        options=AGE_BAND_NAMES,
    ),
    VariableDefinition(
        "birth_year",
        Family.DEMOGRAPHIC,
        INTEGER,
        "Year of her birthday.",
        "year",
        DatePart("year", Variable("birthday")),
    ),
    VariableDefinition(
        "birth_month",
        Family.DEMOGRAPHIC,
        INTEGER,
        "Month of her birthday, from 1 to 12.",
        "month",
        DatePart("month", Variable("birthday")),
    ),
    VariableDefinition(
        "generation",
        Family.DEMOGRAPHIC,
        TEXT,
        "Generation her year of birth belongs to.",
        "",
        choose(
            *((compare("birth_year", "between", (first, last)), name) for first, last, name in _birth_years())
        ),
        options=tuple(name for _, name in cut_points.GENERATIONS),
    ),
    VariableDefinition(
        "birthday_within_7_days",
        Family.DEMOGRAPHIC,
        ValueType.BOOLEAN,
        "Whether her birthday comes in the next 7 days, today included, in her own time zone.",
        "",
        flag(Anniversary(Variable("birthday"), NextPeriod(7, "day"))),
    ),
    VariableDefinition(
        "birthday_within_30_days",
        Family.DEMOGRAPHIC,
        ValueType.BOOLEAN,
        "Whether her birthday comes in the next 30 days, today included, in her own time zone.",
        "",
        flag(Anniversary(Variable("birthday"), NextPeriod(30, "day"))),
    ),
    VariableDefinition(
        "youngest_child_age",
        Family.DEMOGRAPHIC,
        INTEGER,
        "Completed years of her youngest child.",
        "years",
        Elapsed(Variable("youngest_child_birthday"), "year"),
        sensitivity=CHILD,
    ),
)

DEFINITIONS = (*attributes_of("customer", Family.DEMOGRAPHIC, ATTRIBUTES), *COMPUTED)
