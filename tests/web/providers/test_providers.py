"""Providers kept and tried out against a real server; limits; addresses nothing is sent to."""

from __future__ import annotations

import socket

import pytest

from clientela_web.channels.email.server import MailServer
from clientela_web.channels.kinds import ProviderKind, Setting, kinds
from clientela_web.channels.sealing import unseal
from clientela_web.ledger.keys import address_key
from clientela_web.ledger.refusing import suppress
from clientela_web.models import AuditEntry, Campaign, FrequencyCap, Provider, Suppression, SuppressionReason

TYPED = {
    "name": "Ours",
    "setting_host": "127.0.0.1",
    "setting_port": "2525",
    "setting_security": "none",
    "setting_user": "shop",
    "setting_password": " a secret ",
    "connections": "4",
    "per_second": "20",
    "per_domain": "gmail.com 60\n* 600",
}


@pytest.fixture
def client(own_firm, administrator, browse):
    return browse(administrator)


@pytest.fixture
def ours(client) -> Provider:
    assert client.post("/settings/providers/new/smtp/", TYPED).status_code == 302
    return Provider.objects.get()


def test_what_was_typed_is_what_a_sender_uses(ours, administrator):
    server = MailServer.of(ours)
    assert (server.host, server.port, server.security, server.user) == ("127.0.0.1", 2525, "none", "shop")
    assert server.password == " a secret "
    assert (ours.channel, ours.connections, ours.per_second) == ("email", 4, 20.0)
    assert ours.per_domain == {"gmail.com": 60.0, "*": 600.0}
    assert AuditEntry.objects.filter(action="added", kind="provider", what="Ours").exists()


def test_secret_is_never_shown_and_stays_where_it_is_left_empty(ours, client):
    page = client.get(f"/settings/providers/{ours.pk}/").content.decode()
    assert "a secret" not in page
    assert "secret" not in str(ours.settings) + ours.sealed
    client.post(f"/settings/providers/{ours.pk}/", {**TYPED, "setting_password": "", "setting_port": "26"})
    ours.refresh_from_db()
    assert (unseal(ours.sealed), ours.settings["port"]) == ({"password": " a secret "}, 26)


def test_test_message_arrives(ours, client, sink):
    server = sink()
    plain = {**TYPED, "setting_port": str(server.port), "setting_user": "", "setting_password": ""}
    client.post(f"/settings/providers/{ours.pk}/", plain)
    sent = client.post(
        f"/settings/providers/{ours.pk}/try/",
        {"to": "me@shop.example", "sender": "news@shop.example"},
        follow=True,
    )
    assert "It was taken" in sent.content.decode()
    (mail,) = server.messages()
    assert (mail["To"], mail["From"], mail["Subject"]) == (
        "me@shop.example",
        "news@shop.example",
        "It works: Ours",
    )


def test_server_that_is_not_there_is_told(ours, client):
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        client.post(f"/settings/providers/{ours.pk}/", {**TYPED, "setting_port": str(held.getsockname()[1])})
        said = client.post(
            f"/settings/providers/{ours.pk}/try/",
            {"to": "me@shop.example", "sender": "a@b.example"},
            follow=True,
        )
    assert "127.0.0.1" in said.content.decode()
    assert "It was taken" not in said.content.decode()


@pytest.mark.parametrize(
    ("changed", "control"),
    [
        ({"setting_host": ""}, "setting_host"),
        ({"per_domain": "gmail.com many"}, "per_domain"),
        ({"per_domain": "gmail.com -1"}, "per_domain"),
        ({"connections": "0"}, "connections"),
        (
            {
                "setting_dkim_domain": "shop.example",
                "setting_dkim_selector": "a",
                "setting_dkim_key": "no key",
            },
            "__all__",
        ),
    ],
)
def test_mistake_is_told_at_its_control(client, changed, control):
    answer = client.post("/settings/providers/new/smtp/", {**TYPED, **changed})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [control])
    assert not Provider.objects.exists()


def test_provider_of_a_campaign_stays(ours, client):
    Campaign.objects.create(name="x", channel="email", purpose="marketing", salt="x", provider=ours)
    said = client.post(f"/settings/providers/{ours.pk}/remove/", follow=True)
    assert "choose another one" in said.content.decode()
    Campaign.objects.all().delete()
    client.post(f"/settings/providers/{ours.pk}/remove/")
    assert not Provider.objects.exists()


def test_limit_is_set_replaced_and_removed(client):
    for most in ("3", "2"):
        client.post("/settings/providers/", {"channel": "email", "most": most, "days": "7"})
    cap = FrequencyCap.objects.get()
    assert (cap.channel, cap.most, cap.days) == ("email", 2, 7)
    assert "at most 2 messages in 7 days" in " ".join(
        client.get("/settings/providers/").content.decode().split()
    )
    client.post(f"/settings/providers/limits/{cap.pk}/remove/")
    assert not FrequencyCap.objects.exists()


def test_address_is_suppressed_by_hand_found_and_allowed_again(client):
    client.post(
        "/settings/suppressed/", {"channel": "email", "address": " Ann@Bücher.example ", "note": "called"}
    )
    entry = Suppression.objects.get()
    assert entry.address_key == address_key("email", "ann@xn--bcher-kva.example")
    page = client.get("/settings/suppressed/")
    assert "Ann@" not in page.content.decode()
    assert "Entered by hand" in page.content.decode()
    found = client.get("/settings/suppressed/", {"q": "ann@xn--bcher-kva.example"})
    assert [each.note for each in found.context["entries"]] == ["called"]
    assert "not on the list" in client.get("/settings/suppressed/", {"q": "bob@b.example"}).content.decode()
    client.post(f"/settings/suppressed/{entry.pk}/remove/")
    assert not Suppression.objects.exists()
    assert not AuditEntry.objects.filter(what__contains="nn@").exists()


def test_list_of_addresses_ends_with_its_last_page(client):
    for number in range(51):
        suppress("email", f"x{number}@b.example", SuppressionReason.BY_HAND)
    pages = [client.get("/settings/suppressed/", {"page": page}) for page in ("1", "2", "99")]
    assert [len(each.context["entries"]) for each in pages] == [50, 1, 1]
    assert [each.context["pager"] for each in pages[1:]] == 2 * [
        {"previous": "?page=1", "next": "", "text": "Page 2 of 2"}
    ]


def test_address_that_is_none_is_refused(client):
    answer = client.post("/settings/suppressed/", {"channel": "email", "address": "nobody"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["address"])


def test_every_kind_of_provider_has_a_form_that_can_be_filled_in(client):
    assert "smtp" in kinds()
    for key, kind in kinds().items():
        assert isinstance(kind, ProviderKind)
        assert all(isinstance(each, Setting) for each in kind.settings)
        assert client.get(f"/settings/providers/new/{key}/").status_code == 200
    assert client.get("/settings/providers/new/pigeon/").status_code == 404
