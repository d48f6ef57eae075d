"""The control database brought up to date."""

from __future__ import annotations

import os

import django
from django.core.management import call_command


def prepare() -> None:
    """Set Django up, and make or change the control tables as the models want them."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela_web.settings")
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
