"""Whether a message that came back says that the address is gone, or only that it did not work today.

Enhanced status codes are those of RFC 3463: the first figure says whether it is for good, the second what it
is about.
"""

from __future__ import annotations

import re

CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_FULL = ("2", "2")  # a mailbox without room
_SAYS_NOTHING_OF_THE_ADDRESS = ("3", "6", "7")  # the system, the content, the policy


def is_hard(said: str, otherwise: bool = True) -> bool:  # noqa: FBT001, FBT002
    """Whether the address gets nothing any more; `otherwise` where no code is in what was said."""
    found = CODE.search(said)
    if found is None:
        return otherwise
    kind, subject, detail = found.groups()
    return kind == "5" and (subject, detail) != _FULL and subject not in _SAYS_NOTHING_OF_THE_ADDRESS
