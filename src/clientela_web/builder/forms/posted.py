"""What a browser posted, as the parts of a rule."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from clientela.catalog.firm import FirmCatalog
from clientela.rules.nodes import Node
from clientela_web.builder.forms.control import form_name
from clientela_web.builder.forms.desk import Typed

_STEP = re.compile(r"[.\[]")


class Posted:
    """Posted fields by the path of the part they are for; what cannot be read is kept in `typed`."""

    def __init__(self, data: Mapping[str, str], catalog: FirmCatalog, today: dt.date) -> None:
        self.catalog, self.today = catalog, today
        self.typed: dict[str, Typed] = {}
        self.opened: Node | None = None
        self._data = {name: text for name, text in data.items() if name == "r" or name.startswith("r.")}
        self._present = {name[: cut.start()] for name in self._data for cut in _STEP.finditer(name)}
        self._present |= set(self._data)

    def text(self, path: str) -> str | None:
        """What was posted for exactly that part."""
        return self._data.get(form_name(path))

    def has(self, path: str) -> bool:
        """Was anything posted for it, or for a part of it?"""
        return form_name(path) in self._present

    def count(self, path: str) -> int:
        """How many items of a list were posted."""
        count = 0
        while self.has(f"{path}[{count}]"):
            count += 1
        return count

    def refuse(self, path: str, text: str, reason: str) -> None:
        """Keep what was typed although the rule cannot hold it."""
        self.typed[path] = Typed(text, reason)
