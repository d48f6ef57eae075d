"""The control tables are what the models say, by migrations alone."""

from __future__ import annotations

import io

from django.core.management import call_command


def test_models_and_migrations_agree(db):
    told = io.StringIO()
    call_command("makemigrations", "control", dry_run=True, check_changes=True, stdout=told)
    assert "No changes detected" in told.getvalue()
