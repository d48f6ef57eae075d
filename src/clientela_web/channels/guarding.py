"""Where requests may go: to addresses of the public internet, and to hosts that were named."""

from __future__ import annotations

import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from clientela_web.channels.lines import ProviderError

_NAT64 = IPv6Network("64:ff9b::/96")
_LAST_32_BITS = (1 << 32) - 1


class NotAllowedError(ProviderError):
    """An address that requests must not go to: it is inside a network, or of the machine itself."""


def resolved(host: str, port: int, allowed: Collection[str] = ()) -> list[str]:
    """The numeric addresses of a host, asked for once; a connection is made to one of these, by number.

    Raises ProviderError for a host nobody knows, and NotAllowedError where any of its addresses is private,
    loopback, link-local (of cloud metadata, too) or otherwise not public, unless the host is `allowed` by
    its name.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise ProviderError(f"{host} is not known: {error}") from error
    addresses = list(dict.fromkeys(str(address[0]) for *_, address in found))
    if host.lower() in {each.lower() for each in allowed}:
        return addresses
    for address in addresses:
        if not is_public(address):
            told = f"{host} is at {address}, which is inside a network"
            raise NotAllowedError(f"{told}; name the host in CLIENTELA_INSIDE_HOSTS if it may get messages")
    return addresses


def is_public(address: str) -> bool:
    """Whether a numeric address is of the public internet, also where it is wrapped in one of IPv6."""
    found = ip_address(address)
    if isinstance(found, IPv6Address):
        if (inner := _wrapped(found)) is not None:
            return is_public(str(inner))
        if found.sixtofour is not None or found.teredo is not None:
            return False  # tunnels nobody uses any more, but for getting somewhere
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for: mapped, or by NAT64."""
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    return IPv4Address(int(address) & _LAST_32_BITS) if address in _NAT64 else None
