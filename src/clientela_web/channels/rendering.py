"""A message with one recipient's values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clientela.act.audience.merging import Merging
from clientela.act.messages import Composed, Rendered
from clientela.act.messages.template.wording import Lacking
from clientela.errors import ClientelaError
from clientela.rules.types import ValueType
from clientela_web.channels.lines import NotWritableError
from clientela_web.channels.tokens import Links
from clientela_web.ledger.claiming import Claimed
from clientela_web.models import Campaign


class Renderer:
    """Writes the texts of one campaign's messages."""

    def __init__(self, campaign: Campaign, composed: Mapping[str, Composed], links: Links) -> None:
        self._composed, self._links = composed, links
        self._merging = Merging({name: ValueType(kind) for name, kind in campaign.value_types.items()})

    def token(self, row: Claimed) -> str:
        """What the message is recognised by, the same however often it is tried."""
        return self._links.token(row)

    def links(self, row: Claimed) -> dict[str, str]:
        """Where the links of the message lead, by their names; none where the site has no address."""
        return self._links.merged(self.token(row))

    def values(self, row: Claimed, token: str) -> dict[str, object]:
        """What the message says of the recipient, and where its links lead; `token` is that of the row."""
        return {**self._merging.read(row.merge_values), **self._links.merged(token)}

    def rendered(self, row: Claimed) -> Rendered:
        """The message for one row; raises NotWritableError where it would be blank or wrong."""
        try:
            found = self._composed[row.variant].render(self.values(row, self.token(row)))
        except ClientelaError as error:
            raise NotWritableError(str(error)) from error
        check_whole(found.lacking)
        return found


def check_whole(lacking: Sequence[Lacking]) -> None:
    """Raises NotWritableError where a message lacks something."""
    if lacking:
        raise NotWritableError(", ".join(f"{each.code}: {each.what}" for each in lacking))
