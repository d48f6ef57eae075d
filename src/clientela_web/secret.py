"""The key that signs sessions and links: made once, kept beside the data, readable by its owner only."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE = "secret.key"


def secret_key(folder: Path) -> str:
    """The key of the workspace in `folder`, made now if there is none; without a folder, one for this run."""
    if not folder.is_dir():
        return secrets.token_urlsafe(50)
    file = folder / FILE
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as stream:
        key = secrets.token_urlsafe(50)
        stream.write(key)
    return key
