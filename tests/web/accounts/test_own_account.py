"""One's own account: its settings, second factor and sessions."""

from __future__ import annotations

import re

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from clientela_web.accounts.domain.people import require_second_factor
from clientela_web.models import Account, AccountSession
from tests.web.conftest import PASSWORD


def logged_in(
    account, agent="Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", password=PASSWORD
):
    client = Client(headers={"User-Agent": agent})
    answer = client.post("/log-in/", {"email": account.email, "password": password})
    assert answer.status_code == 302, answer.content.decode()
    return client


def key_of(client):
    return client.cookies["clientela_session"].value


def is_in(client):
    return client.get("/account/").status_code == 200


def test_language_and_theme_are_the_accounts(house, viewer):
    client = logged_in(viewer)
    client.post("/account/", {"name": "Wiera", "language": "pl", "theme": "dark"})
    page = client.get("/account/").content.decode()
    assert '<html lang="pl" data-theme="dark">' in page
    assert Account.objects.get().name == "Wiera"


def test_who_has_chosen_no_language_is_offered_the_one_she_reads(house, viewer):
    viewer.language = ""
    viewer.save()
    page = logged_in(viewer).get("/account/", headers={"Accept-Language": "ru"}).content.decode()
    assert re.findall(r'<option value="(\w+)" selected', page) == ["ru"]


def test_role_cannot_be_slipped_in(house, viewer):
    client = logged_in(viewer)
    client.post(
        "/account/",
        {"name": "V", "language": "en", "theme": "dark", "role": "administrator", "email": "x@y.z"},
    )
    assert (Account.objects.get().role, Account.objects.get().email) == ("viewer", "viewer@example.com")


def test_new_password_ends_the_other_sessions_and_keeps_this_one(house, viewer):
    here, there = logged_in(viewer), logged_in(viewer)
    answer = here.post("/account/password/", {"old": PASSWORD, "password": "quite another pass phrase"})
    assert answer.status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)
    assert Account.objects.get().check_password("quite another pass phrase")


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"old": "wrong", "password": "quite another pass phrase"}, "not the password you have now"),
        ({"old": PASSWORD, "password": "short"}, "at least 10 characters"),
    ],
)
def test_password_is_not_changed_when_something_is_wrong(house, viewer, given, said):
    here, there = logged_in(viewer), logged_in(viewer)
    answer = here.post("/account/password/", given)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert is_in(there)
    assert Account.objects.get().check_password(PASSWORD)


# sessions


def test_sessions_are_listed_with_device_and_address_and_without_their_keys(house, viewer):
    here = logged_in(viewer)
    there = logged_in(
        viewer, agent="Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) AppleWebKit/605 Version/19 Mobile Safari/604"
    )
    page = here.get("/account/").content.decode()
    assert "Firefox · Linux" in page
    assert "Safari · iPhone" in page
    assert "127.0.0.1" in page
    assert key_of(here) not in page
    assert key_of(there) not in page


def test_ending_a_session_logs_that_browser_out(house, viewer):
    here, there = logged_in(viewer), logged_in(viewer)
    name = AccountSession.objects.get(session_key=key_of(there)).name
    assert here.post(f"/account/sessions/{name}/end/").status_code == 302
    assert (is_in(here), is_in(there)) == (True, False)


def test_ending_all_others(house, viewer):
    here, *others = (logged_in(viewer) for _ in range(3))
    here.post("/account/sessions/end-others/")
    assert [is_in(each) for each in (here, *others)] == [True, False, False]


def test_nobody_ends_the_session_of_another(house, viewer, marketer):
    here, theirs = logged_in(viewer), logged_in(marketer)
    name = AccountSession.objects.get(session_key=key_of(theirs)).name
    assert here.post(f"/account/sessions/{name}/end/").status_code == 404
    assert is_in(theirs)


def test_session_is_seen_at_most_once_a_minute(house, viewer):
    client = logged_in(viewer)
    before = AccountSession.objects.get(session_key=key_of(client)).seen_at
    client.get("/account/")
    assert AccountSession.objects.get(session_key=key_of(client)).seen_at == before
    AccountSession.objects.update(seen_at=before - timezone.timedelta(minutes=2))
    client.get("/account/")
    assert AccountSession.objects.get(session_key=key_of(client)).seen_at >= before


# the second factor


def set_up(client):
    page = client.get("/account/second-factor/").content.decode()
    secret = re.search(r'<p class="mono secret">([A-Z2-7 ]+)</p>', page).group(1).replace(" ", "")
    answer = client.post("/account/second-factor/", {"code": pyotp.TOTP(secret).now()})
    return secret, re.findall(r"\b[a-z2-9]{4}(?:-[a-z2-9]{4}){3}\b", answer.content.decode())


def test_second_factor_is_switched_on_by_a_code_and_shows_recovery_codes_once(house, viewer):
    client = logged_in(viewer)
    secret, codes = set_up(client)
    account = Account.objects.get()
    assert account.totp_secret == secret
    assert len(set(codes)) == 10
    assert not any(code in str(account.recovery_codes) for code in codes)
    later = client.get("/account/second-factor/").content.decode()
    assert not any(code in later for code in codes)
    assert secret not in later


def test_second_factor_is_not_switched_on_by_a_wrong_code(house, viewer):
    client = logged_in(viewer)
    client.get("/account/second-factor/")
    answer = client.post("/account/second-factor/", {"code": "000000"})
    assert answer.status_code == 422
    assert Account.objects.get().totp_secret == ""


def test_picture_is_drawn_for_the_app_to_read(house, viewer):
    page = logged_in(viewer).get("/account/second-factor/").content.decode()
    picture = re.search(r'<svg[^>]*class="qr".*?</svg>', page, re.DOTALL).group(0)
    assert "style=" not in picture
    assert 'stroke="#000"' in picture


def test_code_that_switched_it_on_does_not_log_in(house, viewer):
    client = logged_in(viewer)
    secret, _ = set_up(client)
    other = Client()
    other.post("/log-in/", {"email": viewer.email, "password": PASSWORD})
    step_of_set_up = Account.objects.get().totp_used_at * 30
    answer = other.post("/log-in/code/", {"code": pyotp.TOTP(secret).at(step_of_set_up)})
    assert answer.status_code == 422


def test_each_recovery_code_opens_once(house, viewer):
    _, codes = set_up(logged_in(viewer))
    typed = codes[0].upper().replace("-", " ")
    for expected in (302, 422):
        other = Client()
        other.post("/log-in/", {"email": viewer.email, "password": PASSWORD})
        assert other.post("/log-in/code/", {"code": typed}).status_code == expected
    assert len(Account.objects.get().recovery_codes) == 9


def test_switching_off_wants_the_password(house, viewer):
    client = logged_in(viewer)
    set_up(client)
    assert client.post("/account/second-factor/", {"password": "wrong", "wish": "off"}).status_code == 422
    assert Account.objects.get().totp_secret
    assert client.post("/account/second-factor/", {"password": PASSWORD, "wish": "off"}).status_code == 302
    assert (Account.objects.get().totp_secret, Account.objects.get().recovery_codes) == ("", [])


def test_new_recovery_codes_replace_the_old_ones(house, viewer):
    client = logged_in(viewer)
    set_up(client)
    before = Account.objects.get().recovery_codes
    client.post("/account/second-factor/", {"password": PASSWORD, "wish": "codes"})
    assert not set(before) & set(Account.objects.get().recovery_codes)


def test_everybody_sets_one_up_where_it_is_required(house, viewer):
    client = logged_in(viewer)
    require_second_factor(required=True)
    for address in ("/", "/account/", "/account/password/"):
        assert client.get(address)["Location"] == "/account/second-factor/"
    set_up(client)
    assert client.get("/account/").status_code == 200
    client.post("/account/second-factor/", {"password": PASSWORD, "wish": "off"})
    assert Account.objects.get().totp_secret
