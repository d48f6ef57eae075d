"""One Django app owns every control table."""

from __future__ import annotations

from django.apps import AppConfig


class ClientelaWeb(AppConfig):
    """The app named `control`."""

    name = "clientela_web"
    label = "control"
    default_auto_field = "django.db.models.BigAutoField"
