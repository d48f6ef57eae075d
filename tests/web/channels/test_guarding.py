from __future__ import annotations

import socket

import pytest

from clientela_web.channels.guarding import NotAllowedError, is_public, resolved
from clientela_web.channels.lines import ProviderError

INSIDE = [
    "127.0.0.1",
    "127.8.9.10",
    "10.0.0.1",
    "172.16.5.4",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104
    "255.255.255.255",
    "224.0.0.1",
    "240.0.0.1",
    "192.0.2.7",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.9",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "fd00:ec2::254",
    "ff02::1",
    "2001:db8::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "2002:7f00:1::",
    "2002:a00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2001:0:4136:e378:8000:63bf:f5ff:fffe",
]
OUTSIDE = ["1.1.1.1", "93.184.216.34", "172.32.0.1", "2606:4700:4700::1111", "64:ff9b::101:101"]


@pytest.mark.parametrize("address", INSIDE)
def test_inside_is_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_outside_is_public(address):
    assert is_public(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "127.1", "[::1]"[1:-1]])
def test_ways_of_writing_this_machine_are_refused(host):
    with pytest.raises((NotAllowedError, ProviderError)):
        resolved(host, 80)


def test_named_host_is_allowed_by_its_name_alone():
    assert "127.0.0.1" in resolved("localhost", 80, ["LOCALHOST"])
    with pytest.raises(NotAllowedError, match="CLIENTELA_INSIDE_HOSTS"):
        resolved("127.0.0.1", 80, ["localhost"])


def test_host_with_one_address_inside_is_refused(monkeypatch):
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 80)) for each in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_told, **_more: found)
    with pytest.raises(NotAllowedError, match=r"10\.0\.0\.1"):
        resolved("shop.example", 80)


def test_name_nobody_knows_is_told():
    with pytest.raises(ProviderError, match="is not known"):
        resolved("nobody.invalid", 80)
