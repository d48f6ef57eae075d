"""An address of the firm's own as a kind of provider."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from clientela_web.channels.kinds import ProviderKind, Setting
from clientela_web.channels.webhook.way import check, try_out

KINDS = (
    ProviderKind(
        key="webhook",
        channel="webhook",
        label=_("Address of your own (webhook)"),
        settings=(
            Setting("url", _("Address"), help="https://…"),
            Setting(
                "signing_secret",
                _("Signing key"),
                "secret",
                help=_("Begins with whsec_; each request is signed with it as Standard Webhooks say."),
            ),
        ),
        check=check,
        try_out=try_out,
    ),
)
