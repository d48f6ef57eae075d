"""A viewer walks through the whole site and meets nobody."""

from __future__ import annotations

import html
import re
import time
from collections import Counter, deque
from urllib.parse import quote, urljoin, urlsplit

import pytest
from django.urls import reverse

from clientela_web.accounts.domain.keys import make_key
from clientela_web.models import Role
from tests.web.accounts.addresses import MAY, pages

PER_SHAPE = 2  # pages of one kind that are looked at
MOST = 200
PATIENCE = 20
COLUMNS = (
    "full_name",
    "first_name",
    "last_name",
    "email",
    "phone",
    "mobile",
    "address",
    "external_id",
    "notes",
)
E_MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")
PHONE = re.compile(r"\+\d[\d ()-]{7,}\d")


@pytest.fixture
def known(firm):
    """What the firm knows of its people, and whom to look at: somebody with everything."""
    columns = ", ".join(COLUMNS)
    rows = firm.store.engine.rows(
        f"SELECT customer_id, {columns} FROM customers ORDER BY notes, phone, customer_id"
    )
    people = {name: {row[place] for row in rows} - {None} for place, name in enumerate(COLUMNS, start=1)}
    texts = firm.store.engine.rows("SELECT DISTINCT text FROM events WHERE length(text) > 25 LIMIT 400")
    names = {f"{row[2]} {row[3]}" for row in rows if row[2] and row[3]} | people["full_name"]
    return {
        "ids": [row[0] for row in rows[:PER_SHAPE]],
        "names": {name for name in names if " " in name},
        "emails": people["email"],
        "phones": people["phone"] | people["mobile"],
        "numbers": {each for each in people["external_id"] if re.fullmatch(r"[A-Z]\D*\d{5,}", each)},
        "texts": {text for (text,) in texts}
        | {each for each in people["address"] | people["notes"] if len(each) > 12},
    }


def told(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    text = html.unescape(body.decode(errors="replace"))
    return (
        text.encode().decode("unicode_escape", errors="ignore")
        if "\\u00" in text and "application/json" in answer.get("Content-Type", "")
        else text
    )


def persons_in(text, known):
    """Whatever of the firm's people stands in a text."""
    found = [each for each in E_MAIL.findall(text) if each.lower() in known["emails"]]
    found += [each for each in PHONE.findall(text) if re.sub(r"[ ()-]", "", each) in known["phones"]]
    for kind in ("names", "texts", "numbers"):
        found += [each for each in known[kind] if each in text]
    return found


def shape(address):
    parts = urlsplit(address)
    names = sorted({each.split("=")[0] for each in parts.query.split("&")})
    return re.sub(r"\d+", "#", parts.path), tuple(names)


def links(page, here):
    """Where the page leads to, by links and by what htmx asks for."""
    for raw in re.findall(r'(?:href|hx-get|src|data-\w+)="(/[^"]*|\?[^"]*)"', page):
        address = urljoin(here, html.unescape(raw)).split("#")[0]
        if not address.startswith(("/static/", "/assets/", "/log-out/", "//")):
            yield address


def first_addresses(known, segments):
    """Every page that a viewer may ask for, about people and segments that there are."""
    customers = known["ids"]
    for name, parameters in pages().items():
        if name not in MAY or Role.VIEWER not in MAY[name]:
            continue
        for customer, segment in zip(customers, segments, strict=False):
            values = {
                "customer_id": customer,
                "segment_id": segment,
                "company_id": 1,
                "number": 1,
                "name": "x",
            }
            # no campaign is there: reports read them in a thread, outside the transaction of a test
            values |= {"run_id": 1, "pk": 1}
            yield reverse(name, kwargs={each: values[each] for each in parameters})
            if not parameters:
                break


def settled(client, address):
    """The page once everything on it has been worked out, or after some patience as it is then."""
    for _ in range(PATIENCE):
        answer = client.get(address)
        text = told(answer)
        if 'class="waiting"' not in text:
            break
        time.sleep(0.2)
    return answer.status_code, text


@pytest.fixture
def walk(firm, viewer, browse, known):
    """Every page within reach of a viewer, with what it says; each kind of page a few times."""
    client = browse(viewer)
    waiting = deque(first_addresses(known, [each.segment_id for each in firm.segments()]))
    columns = "&".join(f"columns={name}" for name in ("email", "phone", "birthday", "postcode", "notes"))
    waiting.extend(
        ["/customers/?q=", f"/customers/?{columns}", "/customers/?columns=email,phone,full_name,notes"]
    )
    waiting.extend(
        f"/explore/variables/{name}/" for name in ("email", "last_name", "birthday", "postcode", "city")
    )
    seen, shapes, walked = set(), Counter(), {}
    while waiting and len(walked) < MOST:
        address = waiting.popleft()
        if address in seen or shapes[shape(address)] >= PER_SHAPE:
            continue
        seen.add(address)
        shapes[shape(address)] += 1
        walked[address] = settled(client, address)
        waiting.extend(links(walked[address][1], address))
    return walked


def test_viewer_meets_nobody_on_any_page(walk, known):
    leaks = {address: persons_in(text, known)[:3] for address, (_, text) in walk.items()}
    assert {address: found for address, found in leaks.items() if found} == {}
    assert {address: code for address, (code, _) in walk.items() if code >= 500} == {}
    reached = {shape(address)[0] for address, (code, _) in walk.items() if code == 200}
    assert {
        "/customers/",
        "/customers/#/",
        "/segments/#/",
        "/segments/#/members/",
        "/explore/voice/",
    } <= reached


def test_walk_finds_persons_where_there_are_some(firm, marketer, browse, known):
    """The eyes of the test above are open: to a marketer the same pages name people."""
    client = browse(marketer)
    for address in ("/customers/", f"/customers/{known['ids'][0]}/"):
        assert persons_in(settled(client, address)[1], known)


def without(text, *words):
    for word in words:
        text = text.replace(word, "").replace(quote(word), "").replace(quote(word, safe=""), "")
    return re.sub(r'"csrf[^"]*" value="[^"]*"|"X-CSRFToken": "[^"]*"', "", text)


@pytest.mark.parametrize(
    "asked",
    [
        "/customers/?q={}",
        "/customers/?rule=email = '{}'",
        "/customers/?rule=not (email != '{}')",
    ],
)
def test_asking_tells_a_viewer_nothing_about_an_e_mail(firm, viewer, browse, known, asked):
    client = browse(viewer)
    somebody, nobody = sorted(known["emails"])[0], "nobody.at.all@example.org"
    pair = [
        without(told(client.get(asked.format(email), headers={"HX-Request": "true"})), email)
        for email in (somebody, nobody)
    ]
    assert pair[0] == pair[1]


# programs with a viewer's key


def test_key_of_a_viewer_gives_programs_nobody(firm, administrator, known, client):
    _, raw = make_key("Report", Role.VIEWER, by=administrator)
    headers = {"Authorization": f"Bearer {raw}"}
    segment = firm.segments()[0].segment_id
    customer = known["ids"][0]
    email = sorted(known["emails"])[0]
    addresses = [
        "/api/v1/segments",
        f"/api/v1/segments/{segment}",
        f"/api/v1/segments/{segment}/members?columns=email&columns=full_name&columns=phone",
        f"/api/v1/segments/{segment}/members/export?columns=email",
        f"/api/v1/segments/{segment}/profile",
        f"/api/v1/segments/{segment}/explain/{customer}",
        f"/api/v1/customers/{customer}",
        f"/api/v1/customers?q={sorted(known['names'])[0].split()[1]}",
        "/api/v1/imports",
        "/api/v1/strategies",
    ]
    answers = {address: client.get(address, headers=headers) for address in addresses}
    leaks = {address: persons_in(told(answer), known)[:3] for address, answer in answers.items()}
    assert {address: found for address, found in leaks.items() if found} == {}
    assert {
        address: answer.status_code for address, answer in answers.items() if answer.status_code >= 500
    } == {}
    rule = {"rule": f"email = '{email}'"}
    asked = client.post("/api/v1/rules/count", rule, content_type="application/json", headers=headers)
    assert asked.status_code in (403, 422)
