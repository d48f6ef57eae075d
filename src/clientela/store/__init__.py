"""WHERE it is kept: the tables, appending to them, their past, backup; see docs/store.md."""

from clientela.store.backups import backup, restore
from clientela.store.cards import EventKey, last_key
from clientela.store.engine import Engine
from clientela.store.entities import Written
from clientela.store.events import Appended
from clientela.store.manifests import Manifest
from clientela.store.store import Store

__all__ = [
    "Appended",
    "Engine",
    "EventKey",
    "Manifest",
    "Store",
    "Written",
    "backup",
    "last_key",
    "restore",
]
