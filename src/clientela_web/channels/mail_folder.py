"""Mail that the built-in mailbox took: a file each in the workspace's folder, the newest kept."""

from __future__ import annotations

import time
from pathlib import Path

from django.conf import settings

NAME = "mailbox"
_LENGTH = 20


def mail_folder() -> Path:
    """Where the files are; the folder is there as long as the mailbox is in use."""
    return Path(settings.WORKSPACE) / NAME


def is_in_use() -> bool:
    """Whether a mailbox runs, or has left mail behind."""
    return mail_folder().is_dir()


def keep(sender: str, recipient: str, message: bytes, most: int) -> int:
    """Write a message down as it came, under what its envelope said; its number.

    The oldest beyond `most` go.
    """
    folder = mail_folder()
    folder.mkdir(parents=True, exist_ok=True)
    envelope = f"Return-Path: <{sender}>\r\nDelivered-To: <{recipient}>\r\n".encode()
    number = time.time_ns()
    while (file := _file(number)).exists():
        number += 1
    half = file.with_suffix(".part")
    half.write_bytes(envelope + message)
    half.replace(file)
    for old in numbers()[most:]:
        _file(old).unlink(missing_ok=True)
    return number


def numbers() -> list[int]:
    """The messages, the newest first."""
    return sorted((int(each.stem) for each in mail_folder().glob("*.eml")), reverse=True)


def content(number: int) -> bytes | None:
    """A message as it came; None where it is gone."""
    try:
        return _file(number).read_bytes()
    except FileNotFoundError:
        return None


def empty() -> int:
    """Remove every message; how many there were."""
    gone = numbers()
    for number in gone:
        _file(number).unlink(missing_ok=True)
    return len(gone)


def leave() -> None:
    """A mailbox that has nothing ends: its folder goes, and with it the page."""
    folder = mail_folder()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _file(number: int) -> Path:
    return mail_folder() / f"{number:0{_LENGTH}d}.eml"
