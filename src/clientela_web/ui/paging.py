"""Lists in pages with numbers: where the page before and the page after are."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from clientela_web.ui.writing import number


def numbered(at: int, pages: int, asked: Mapping[str, str] | None = None) -> dict[str, str]:
    """What `ui/pager.html` shows on that page of so many; `asked` stays in the address with it."""
    kept = {name: value for name, value in (asked or {}).items() if value}

    def address(page: int) -> str:
        return f"?{urlencode({**kept, 'page': page})}"

    return {
        "previous": address(at - 1) if at > 1 else "",
        "next": address(at + 1) if at < pages else "",
        "text": _("Page %(page)s of %(pages)s") % {"page": number(at), "pages": number(pages)},
    }
