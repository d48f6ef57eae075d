"""Searches of the data asked for in the browser, and what they found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from clientela_web.models.job import Job


class Search(models.TextChoices):
    """What is looked for."""

    CLUSTERS = "clusters"
    LIFETIME = "lifetime"
    PATTERNS = "patterns"


class DiscoveryRun(Job):
    """One search, how it was asked, and what it found in few words; the pages of it are rows of their own.

    `as_of` is the instant it was asked for: a run that is taken up again answers the same question.
    """

    search = models.CharField(max_length=12, choices=Search.choices, default=Search.CLUSTERS, db_index=True)
    parameters = models.JSONField(default=dict)
    as_of = models.DateTimeField(null=True)
    result = models.JSONField(null=True)
    is_too_thin = models.BooleanField(default=False)  # the error says that there is too little data

    def __str__(self) -> str:
        return f"{self.search} {self.pk}"


class DiscoveryPage(models.Model):
    """What a run found, told in one language: the sections of its report, as JSON."""

    run = models.ForeignKey(DiscoveryRun, on_delete=models.CASCADE, related_name="pages")
    language = models.CharField(max_length=5)
    title = models.CharField(max_length=300)
    body = models.TextField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["run", "language"], name="one_page_a_language")
        ]

    def __str__(self) -> str:
        return f"{self.run_id} {self.language}"
