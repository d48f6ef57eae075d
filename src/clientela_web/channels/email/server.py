"""The mail server of a provider."""

from __future__ import annotations

import smtplib
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass

from clientela.act.messages.mime import DkimKey
from clientela_web.channels.lines import ProviderError
from clientela_web.channels.sealing import secrets_of
from clientela_web.models import Provider

SECURITIES = ("starttls", "tls", "none")
CONNECT_SECONDS = 30.0


class ServerError(ProviderError):
    """A mail server cannot be reached, or does not let us in."""


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where messages are handed over, and how."""

    host: str
    port: int = 587
    security: str = "starttls"
    user: str = ""
    password: str = ""
    seconds: float = 60.0  # that it may be silent
    hello: str = ""  # what we call ourselves
    keys: tuple[DkimKey, ...] = ()  # that mails are signed with

    @classmethod
    def of(cls, provider: Provider) -> MailServer:
        """The server that a provider's settings name; raises ServerError for what they lack.

        Secrets are `password` and `dkim_key` (PEM), which `settings["dkim"]` names domain and selector of.
        """
        told = dict(provider.settings)
        if not told.get("host"):
            raise ServerError(f"provider {provider.name!r} has no mail server; name its host")
        if told.get("security", "starttls") not in SECURITIES:
            raise ServerError(f"choose one of {', '.join(SECURITIES)} as the security of {provider.name!r}")
        secrets = secrets_of(provider)
        keys = _signing(told.pop("dkim", None) or {}, secrets.get("dkim_key", ""))
        return cls(**told, password=secrets.get("password", ""), keys=keys)

    def connect(self) -> smtplib.SMTP:
        """An open connection that is let in; raises ServerError, which says what failed and what was said."""
        try:
            return self._connect()
        except smtplib.SMTPAuthenticationError as error:
            said = error.smtp_error
            told = said.decode(errors="replace") if isinstance(said, bytes) else said
            raise ServerError(f"{self.host} does not let {self.user} in: {told}") from error
        except (OSError, smtplib.SMTPException) as error:
            raise ServerError(f"{self.host}:{self.port} cannot be used: {error}") from error

    def _connect(self) -> smtplib.SMTP:
        hello, patience = self.hello or None, min(self.seconds, CONNECT_SECONDS)
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, hello, timeout=patience, context=ssl.create_default_context()
            )
        else:
            server = smtplib.SMTP(self.host, self.port, hello, timeout=patience)
        try:
            server.ehlo_or_helo_if_needed()
            if self.security == "starttls":
                server.starttls(context=ssl.create_default_context())
                server.ehlo()
            if self.user:
                server.login(self.user, self.password)
            if server.sock is not None:
                server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except BaseException:
            server.close()
            raise
        return server


def _signing(signing: Mapping[str, str], pem: str) -> tuple[DkimKey, ...]:
    """The key that mails are signed with, if any; raises ServerError where something of it is missing."""
    parts = (signing.get("domain", ""), signing.get("selector", ""), pem)
    if not any(parts):
        return ()
    if not all(parts):
        raise ServerError("mails are signed by a domain, a selector and a key; enter all three, or none")
    return (DkimKey.from_pem(*parts),)
