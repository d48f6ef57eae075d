"""The control database brought up to date."""

from __future__ import annotations

import os

import django
from django.core.management import call_command

from clientela.errors import WorkspaceError


def prepare() -> None:
    """Set Django up, and make or change the control tables as the models want them.

    Raises WorkspaceError where they would be in a folder that is not there.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clientela_web.settings")
    django.setup()
    from django.conf import settings

    folder = settings.WORKSPACE
    if not settings.DATABASE_URL and not folder.is_dir():
        raise WorkspaceError(f"no workspace in {folder}; make one with `clientela init {folder}`")
    call_command("migrate", interactive=False, verbosity=0)
