"""Logging in, and being slowed down."""

from __future__ import annotations

import datetime as dt
import statistics
import time

import pyotp
import pytest
from django.test import Client
from django.utils import timezone

from clientela_web.accounts.domain.throttle import (
    FREE_FOR_ACCOUNT,
    FREE_FOR_ADDRESS,
    TooManyTriesError,
    begin_attempt,
    forgive,
    pause_after,
)
from clientela_web.models import Account, AccountSession, AuditEntry, LoginAttempt
from tests.web.conftest import PASSWORD

NOON = dt.datetime(2026, 11, 22, 12, tzinfo=dt.UTC)


def log_in(client, email, password=PASSWORD, **more):
    return client.post("/log-in/", {"email": email, "password": password, **more})


def later(**passed):
    """Let time pass for what was tried."""
    for attempt in LoginAttempt.objects.all():
        LoginAttempt.objects.filter(pk=attempt.pk).update(at=attempt.at - dt.timedelta(**passed))


def test_log_in_and_out(stranger, viewer):
    assert stranger.get("/account/")["Location"] == "/log-in/?next=/account/"
    assert log_in(stranger, "VIEWER@example.com ")["Location"] == "/"
    assert stranger.get("/account/").status_code == 200
    assert stranger.post("/log-out/")["Location"] == "/log-in/"
    assert stranger.get("/account/").status_code == 302
    done = AuditEntry.objects.values_list("actor", "action").order_by("pk")
    assert list(done) == [("viewer@example.com", "logged_in"), ("viewer@example.com", "logged_out")]


def test_log_in_gives_the_session_another_key(stranger, viewer):
    stranger.get("/log-in/")
    session = stranger.session
    session["planted"] = 1
    session.save()
    planted = session.session_key
    stranger.cookies["clientela_session"] = planted
    log_in(stranger, viewer.email)
    assert stranger.cookies["clientela_session"].value != planted
    assert not AccountSession.objects.filter(session_key=planted).exists()


def test_log_out_is_no_link(stranger, viewer):
    log_in(stranger, viewer.email)
    assert stranger.get("/log-out/").status_code == 405
    assert stranger.get("/account/").status_code == 200


@pytest.mark.parametrize(
    "wish", ["//evil.example/x", "https://evil.example/", "javascript:alert(1)", "/\\evil"]
)
def test_next_leads_to_no_other_site(stranger, viewer, wish):
    assert log_in(stranger, viewer.email, next=wish)["Location"] == "/"


def test_next_leads_to_the_page_asked_for(stranger, viewer):
    assert log_in(stranger, viewer.email, next="/account/?a=1")["Location"] == "/account/?a=1"


def test_who_is_unknown_and_who_mistypes_are_told_the_same(stranger, viewer):
    wrong, unknown = log_in(stranger, viewer.email, "x"), log_in(stranger, "nobody@example.com", "x")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    said = [
        answer.content.decode().replace(email, "E").split('<div class="notice', 1)[1]
        for answer, email in ((wrong, viewer.email), (unknown, "nobody@example.com"))
    ]
    assert said[0] == said[1]


def test_unknown_e_mail_costs_as_much_time_as_a_wrong_password(stranger, viewer):
    def cost(email):
        LoginAttempt.objects.all().delete()
        start = time.perf_counter()
        log_in(stranger, email, "wrong pass phrase")
        return time.perf_counter() - start

    known = statistics.median(cost(viewer.email) for _ in range(5))
    unknown = statistics.median(cost("nobody@example.com") for _ in range(5))
    assert 0.5 < known / unknown < 2


def test_shut_account_does_not_log_in(stranger, viewer):
    Account.objects.filter(pk=viewer.pk).update(is_active=False)
    assert log_in(stranger, viewer.email).status_code == 422


def test_pauses_grow_to_a_quarter_of_an_hour():
    pauses = [int(pause_after(failures, 5).total_seconds()) for failures in range(4, 14)]
    assert pauses == [0, 15, 30, 60, 120, 240, 480, 900, 900, 900]


@pytest.mark.django_db
def test_account_is_paused_after_five_failures_from_anywhere():
    for number in range(FREE_FOR_ACCOUNT):
        begin_attempt("a@example.com", f"10.0.0.{number}", at=NOON + dt.timedelta(seconds=number))
    with pytest.raises(TooManyTriesError) as refused:
        begin_attempt("A@example.com", "10.9.9.9", at=NOON + dt.timedelta(seconds=10))
    assert refused.value.until == NOON + dt.timedelta(seconds=4 + 15)
    begin_attempt("b@example.com", "10.9.9.9", at=NOON + dt.timedelta(seconds=10))
    begin_attempt("a@example.com", "10.9.9.9", at=NOON + dt.timedelta(seconds=20))
    with pytest.raises(TooManyTriesError) as refused:
        begin_attempt("a@example.com", "10.9.9.9", at=NOON + dt.timedelta(seconds=49))
    assert refused.value.until == NOON + dt.timedelta(seconds=20 + 30)


@pytest.mark.django_db
def test_address_is_paused_after_twenty_failures_of_anybody():
    for number in range(FREE_FOR_ADDRESS):
        begin_attempt(f"{number}@example.com", "10.0.0.1", at=NOON)
    with pytest.raises(TooManyTriesError):
        begin_attempt("fresh@example.com", "10.0.0.1", at=NOON + dt.timedelta(seconds=14))
    begin_attempt("fresh@example.com", "10.0.0.2", at=NOON)
    begin_attempt("fresh@example.com", "10.0.0.1", at=NOON + dt.timedelta(seconds=16))


@pytest.mark.django_db
def test_refused_tries_do_not_make_the_pause_longer():
    for _ in range(FREE_FOR_ACCOUNT):
        begin_attempt("a@example.com", "10.0.0.1", at=NOON)
    for second in range(1, 15):
        with pytest.raises(TooManyTriesError):
            begin_attempt("a@example.com", "10.0.0.1", at=NOON + dt.timedelta(seconds=second))
    begin_attempt("a@example.com", "10.0.0.1", at=NOON + dt.timedelta(seconds=15))


@pytest.mark.django_db
def test_a_day_later_failures_are_forgotten_and_so_they_are_by_coming_in():
    for _ in range(FREE_FOR_ACCOUNT + 3):
        LoginAttempt.objects.create(
            at=NOON, who=begin_attempt("b@example.com", "x", at=NOON).who, address="x"
        )
        forgive("b@example.com")
    assert not LoginAttempt.objects.exists()
    for _ in range(FREE_FOR_ACCOUNT):
        begin_attempt("a@example.com", "10.0.0.1", at=NOON)
    begin_attempt("a@example.com", "10.0.0.1", at=NOON + dt.timedelta(hours=24, seconds=1))


def test_page_tells_how_long_to_wait_and_then_lets_in(stranger, viewer):
    for _ in range(FREE_FOR_ACCOUNT):
        log_in(stranger, viewer.email, "wrong")
    paused = log_in(stranger, viewer.email)
    assert paused.status_code == 422
    assert "There were too many tries. Wait 15 seconds" in paused.content.decode()
    later(seconds=16)
    assert log_in(stranger, viewer.email).status_code == 302
    assert not LoginAttempt.objects.exists()


def test_what_was_typed_as_an_e_mail_is_not_kept(stranger, viewer):
    log_in(stranger, "my secret pass phrase@example.com", "x")
    log_in(stranger, "secret@example.com", "x")
    kept = [
        *LoginAttempt.objects.values_list("who", flat=True),
        *AuditEntry.objects.values_list("what", flat=True),
    ]
    assert not any("secret" in each for each in kept)


# the second factor


@pytest.fixture
def secret(viewer):
    viewer.totp_secret = pyotp.random_base32()
    viewer.save()
    return viewer.totp_secret


def code_of(secret, *, seconds=0):
    return pyotp.TOTP(secret).at(timezone.now() + dt.timedelta(seconds=seconds))


def test_password_alone_opens_nothing_where_there_is_a_second_factor(stranger, viewer, secret):
    assert log_in(stranger, viewer.email, next="/account/")["Location"] == "/log-in/code/?next=%2Faccount%2F"
    assert stranger.get("/account/").status_code == 302
    wrong = stranger.post("/log-in/code/", {"code": "000000"})
    assert wrong.status_code == 422
    right = stranger.post("/log-in/code/", {"code": code_of(secret), "next": "/account/"})
    assert right["Location"] == "/account/"
    assert stranger.get("/account/").status_code == 200


def test_code_is_taken_once(stranger, viewer, secret):
    code = code_of(secret)
    log_in(stranger, viewer.email)
    assert stranger.post("/log-in/code/", {"code": code}).status_code == 302
    thief = Client()
    log_in(thief, viewer.email)
    again = thief.post("/log-in/code/", {"code": code})
    assert again.status_code == 422
    assert "was used already" in again.content.decode()
    assert thief.get("/account/").status_code == 302


def test_code_before_the_last_one_is_not_taken(stranger, viewer, secret):
    log_in(stranger, viewer.email)
    stranger.post("/log-in/code/", {"code": code_of(secret)})
    thief = Client()
    log_in(thief, viewer.email)
    assert thief.post("/log-in/code/", {"code": code_of(secret, seconds=-30)}).status_code == 422


@pytest.mark.parametrize(("seconds", "status"), [(-90, 422), (-30, 302), (30, 302), (90, 422)])
def test_clock_of_the_telephone_may_be_half_a_minute_wrong(stranger, viewer, secret, seconds, status):
    log_in(stranger, viewer.email)
    assert stranger.post("/log-in/code/", {"code": code_of(secret, seconds=seconds)}).status_code == status


def test_first_step_is_void_after_five_minutes_and_after_a_new_password(stranger, viewer, secret):
    log_in(stranger, viewer.email)
    session = stranger.session
    held = session["half_in"]
    session["half_in"] = {**held, "at": (timezone.now() - dt.timedelta(minutes=6)).isoformat()}
    session.save()
    assert stranger.post("/log-in/code/", {"code": code_of(secret)})["Location"] == "/log-in/"
    log_in(stranger, viewer.email)
    viewer.set_password("quite another pass phrase")
    viewer.save()
    assert stranger.post("/log-in/code/", {"code": code_of(secret)})["Location"] == "/log-in/"


def test_codes_are_throttled_like_passwords(stranger, viewer, secret):
    log_in(stranger, viewer.email)
    for _ in range(FREE_FOR_ACCOUNT):
        answer = stranger.post("/log-in/code/", {"code": "000000"})
    assert "too many tries" in answer.content.decode()
    assert stranger.post("/log-in/code/", {"code": code_of(secret)}).status_code == 422
