"""From a rule to SQL: an ordered tuple of passes over one tree."""

from clientela.compile.compiling import (
    PASSES,
    Query,
    count_query,
    counts_query,
    deals_query,
    events_query,
    members_query,
    population_query,
    truths_query,
    values_query,
)
from clientela.compile.draft import Context, Question
from clientela.compile.facts import context_of

__all__ = [
    "PASSES",
    "Context",
    "Query",
    "Question",
    "context_of",
    "count_query",
    "counts_query",
    "deals_query",
    "events_query",
    "members_query",
    "population_query",
    "truths_query",
    "values_query",
]
