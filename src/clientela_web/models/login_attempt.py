"""Log-ins tried, for slowing down who guesses."""

from __future__ import annotations

from django.db import models


class LoginAttempt(models.Model):
    """One log-in that failed, or is being tried at this moment.

    What was typed as an e-mail is kept as a digest: people type passwords into the wrong box.
    """

    at = models.DateTimeField(db_index=True)
    who = models.CharField(max_length=64, db_index=True)
    address = models.CharField(max_length=45, db_index=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} from {self.address}"
