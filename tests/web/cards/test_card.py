"""The card and its edits, against the workspace asked directly."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client

from clientela import Workspace
from clientela.workspace import now
from clientela_web.models import Account, AuditEntry
from tests.cases.shop import IDS

Browse = Callable[[Account], Client]
ANNA, BOGDAN, CARME = (IDS[name] for name in ("anna", "bogdan", "carme"))


def rules_of(firm: Workspace, rule: str) -> list[int]:
    found: list[int] = firm.segment(rule).ids().to_pylist()
    return found


def test_card_shows_who_she_is_and_is_on_record(firm: Workspace, marketer: Account, browse: Browse) -> None:
    card = firm.card(7)
    page = browse(marketer).get("/customers/7/").content.decode()
    assert card.customer.name
    assert card.customer.name in page
    assert str(card.customer.email) in page
    entry = AuditEntry.objects.get(action="saw")
    assert (entry.kind, entry.what, entry.account) == ("customer", "#7", marketer)


def test_timeline_pages_show_every_entry_once(firm: Workspace, marketer: Account, browse: Browse) -> None:
    client, address, shown = browse(marketer), "/customers/7/", 0
    while address:
        page = client.get(address).content.decode()
        shown += len(re.findall(r'<span class="sign"', page))
        older = re.search(r'href="(/customers/7/\?before=[^"#]+)#timeline"', page)
        address = older.group(1).replace("&amp;", "&") if older else ""
    total, beyond = 0, None
    while True:
        found = firm.timeline(7, beyond=beyond, limit=100)
        total += len(found.entries)
        if (beyond := found.further) is None:
            break
    assert shown == total


def test_why_tells_the_core_s_explanation(firm: Workspace, analyst: Account, browse: Browse) -> None:
    saved = firm.segments()[0]
    member = firm.segment(saved.name).ids().to_pylist()[0]
    outsider = next(n for n in range(1, 50) if n not in set(firm.segment(saved.name).ids().to_pylist()))
    for number, said in ((member, "In “"), (outsider, "Not in “")):
        for _ in range(10):
            page = browse(analyst).get(f"/customers/{number}/why/{saved.segment_id}/").content.decode()
            if "spinner" not in page:
                break
        assert said in page
        assert firm.segment(saved.name).sentence("en").split()[0] in page


def test_viewer_sees_a_card_without_the_person(firm: Workspace, viewer: Account, browse: Browse) -> None:
    who = firm.card(7).customer
    page = browse(viewer).get("/customers/7/").content.decode()
    for told in (who.name, who.email, who.phone, who.external_id):
        assert told is None or told not in page
    assert "Customer #7" in page


@pytest.mark.parametrize(
    "address", ["log/call/", "attributes/city/", "consents/", "deals/new/", "merge/", "erase/"]
)
def test_viewer_may_not_edit(firm: Workspace, viewer: Account, browse: Browse, address: str) -> None:
    assert browse(viewer).get(f"/customers/7/{address}").status_code == 403


def test_nobody_has_no_card(firm: Workspace, marketer: Account, browse: Browse) -> None:
    assert browse(marketer).get("/customers/999999/").status_code == 404


def test_day_of_work_on_a_card(own_firm: Workspace, marketer: Account, browse: Browse) -> None:
    """A call, an edit, a consent, a deal won and lost, a merge taken back: each seen by rules at once."""
    client, before = browse(marketer), now()
    _log_a_call(own_firm, client, marketer)
    _edit_the_city(own_firm, client, before)
    _record_a_consent(own_firm, client)
    _lose_a_deal(own_firm, client)
    _merge_and_part(own_firm, client)


def _log_a_call(firm: Workspace, client: Client, marketer: Account) -> None:
    data = {"text": "Wants wider shoes", "outcome": "reached", "duration": "7", "once": "a"}
    for _ in range(2):
        assert client.post(f"/customers/{ANNA}/log/call/", data).status_code == 302
    assert rules_of(firm, "last(call_logged).at after 1 hour ago and count(call_logged) = 1") == [ANNA]
    assert firm.timeline(ANNA, limit=1).entries[0].source == f"by hand: {marketer.pk}"
    page = client.get(f"/customers/{ANNA}/").content.decode()
    assert "Wants wider shoes" in page
    assert "by hand, Marek Marketer" in page
    wrong = client.post(f"/customers/{ANNA}/log/call/", {"text": "later", "at": "2099-01-01T10:00"})
    assert wrong.status_code == 422
    assert "has not come yet" in wrong.content.decode()
    assert "later" in wrong.content.decode()


def _edit_the_city(firm: Workspace, client: Client, before: object) -> None:
    assert client.post(f"/customers/{ANNA}/attributes/city/", {"value": "Łódź"}).status_code == 302
    assert ANNA in rules_of(firm, "city = 'Łódź'")
    assert ANNA in firm.segment("city = 'Barcelona'").ids(before).to_pylist()  # type: ignore[arg-type]
    wrong = client.post(f"/customers/{ANNA}/attributes/email/", {"value": "nobody"})
    assert (wrong.status_code, "is no e-mail address" in wrong.content.decode()) == (422, True)
    assert (
        client.post(f"/customers/{ANNA}/attributes/income/", {"value": "1", "clear": "1"}).status_code == 302
    )
    assert ANNA not in rules_of(firm, "income is set")


def _record_a_consent(firm: Workspace, client: Client) -> None:
    told = {"channel": "sms", "purpose": "marketing", "state": "given"}
    assert client.post(f"/customers/{ANNA}/consents/", told).status_code == 422
    assert client.post(f"/customers/{ANNA}/consents/", {**told, "wording": "Yes."}).status_code == 302
    assert ANNA in rules_of(firm, "consents to sms for marketing")


def _lose_a_deal(firm: Workspace, client: Client) -> None:
    assert client.post(f"/customers/{ANNA}/deals/new/", {"title": "Team", "amount": "900"}).status_code == 302
    (deal,) = [each for each in firm.card(ANNA).deals if each.title == "Team"]
    page = client.get(f"/customers/{ANNA}/deals/{deal.deal_id}/lose/").content.decode()
    assert '<option value="price too high">' in page
    assert client.post(f"/customers/{ANNA}/deals/{deal.deal_id}/lose/", {}).status_code == 422
    lost = {"lost_reason": "price too high"}
    assert client.post(f"/customers/{ANNA}/deals/{deal.deal_id}/lose/", lost).status_code == 302
    assert ANNA in rules_of(firm, "any deal (status = 'lost' and lost_reason = 'price too high')")
    assert client.get(f"/customers/{BOGDAN}/deals/{deal.deal_id}/").status_code == 404


def _merge_and_part(firm: Workspace, client: Client) -> None:
    people = firm.population()
    page = client.get(f"/customers/{ANNA}/merge/", {"other": CARME}).content.decode()
    assert "carme" in page.lower()
    assert client.post(f"/customers/{ANNA}/merge/", {"other": CARME}).status_code == 302
    assert firm.population() == people - 1
    assert client.get(f"/customers/{CARME}/").status_code == 404
    assert client.post(f"/customers/{ANNA}/unmerge/").status_code == 302
    assert firm.population() == people


def test_copy_and_erasure(own_firm: Workspace, administrator: Account, browse: Browse) -> None:
    client = browse(administrator)
    made = client.post(f"/customers/{BOGDAN}/copy/")
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        document = json.loads(archive.read("person.json"))
        assert b"Bucure" in archive.read("person.html")
    count = own_firm.store.engine.rows("SELECT count(*) FROM events WHERE customer_id = ?", [BOGDAN])
    assert len(document["events"]) == count[0][0]
    wrong = client.post(f"/customers/{BOGDAN}/erase/", {"number": "1"})
    assert (wrong.status_code, own_firm.customer_id(f"#{BOGDAN}")) == (422, BOGDAN)
    assert client.post(f"/customers/{BOGDAN}/erase/", {"number": f"#{BOGDAN}"}).status_code == 302
    assert client.get(f"/customers/{BOGDAN}/").status_code == 404
    entry = AuditEntry.objects.get(action="erased")
    assert (entry.what, entry.facts) == (f"#{BOGDAN}", {})


def test_company_shows_its_people(own_firm: Workspace, analyst: Account, browse: Browse) -> None:
    page = browse(analyst).get("/customers/companies/1/").content.decode()
    assert "Alfa Retail" in page
    numbers = {int(number) for number in re.findall(r'href="/customers/(\d+)/"', page)}
    rows = own_firm.store.engine.rows("SELECT customer_id FROM customers WHERE company_id = 1")
    assert {number for (number,) in rows} <= numbers
