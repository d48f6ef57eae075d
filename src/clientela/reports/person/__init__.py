"""A person's copy of everything that is kept about her: as data, as a page, and both in one archive."""

from clientela.reports.person.copy import PersonCopy

__all__ = ["PersonCopy"]
