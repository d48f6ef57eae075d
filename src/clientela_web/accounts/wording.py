"""Things of this feature said in words: how long to wait, which device."""

from __future__ import annotations

import datetime as dt
import math

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

# The first that is found counts: nearly every browser says it is also some others.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
    ("python", "Python"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def wait_for(until: dt.datetime) -> str:
    """What is said to somebody who tried too often."""
    seconds = max(1, math.ceil((until - timezone.now()).total_seconds()))
    if seconds < 60:
        return ngettext(
            "There were too many tries. Wait %(count)d second and try again.",
            "There were too many tries. Wait %(count)d seconds and try again.",
            seconds,
        ) % {"count": seconds}
    minutes = math.ceil(seconds / 60)
    return ngettext(
        "There were too many tries. Wait %(count)d minute and try again.",
        "There were too many tries. Wait %(count)d minutes and try again.",
        minutes,
    ) % {"count": minutes}


def device_name(agent: str) -> str:
    """A browser and a system as people call them: "Firefox · Linux"."""
    found = [_first_of(BROWSERS, agent), _first_of(SYSTEMS, agent)]
    return " · ".join(each for each in found if each) or _("Unknown device")


def _first_of(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for sign, name in names if sign.casefold() in agent.casefold()), "")
