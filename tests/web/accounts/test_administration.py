"""Users, keys and the audit log."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone

from clientela_web.accounts.domain import key_holder
from clientela_web.accounts.domain.inviting import invite
from clientela_web.accounts.domain.keys import make_key, revoke_key
from clientela_web.accounts.domain.people import LastAdministratorError, change_role, deactivate
from clientela_web.models import Account, ApiKey, AuditEntry, Invitation, Permission
from clientela_web.models.audit_entry import CannotRewriteError
from tests.web.conftest import PASSWORD

NEW = {"name": "Nina New", "password": "nobody guesses this one", "language": "ro"}


# invitations


def link_for(client, email="nina@example.com", role="marketer"):
    page = client.post("/settings/users/invite/", {"email": email, "role": role}).content.decode()
    return re.search(r'value="http://testserver(/invitation/[^"]+)"', page).group(1)


def test_invited_person_makes_an_account_with_the_link(house, administrator, browse):
    link = link_for(browse(administrator))
    guest = Client()
    assert "nina@example.com" in guest.get(link).content.decode()
    assert guest.post(link, NEW)["Location"] == "/"
    made = Account.objects.get(email="nina@example.com")
    assert (made.role, made.name, made.language) == ("marketer", "Nina New", "ro")
    assert guest.get("/account/").status_code == 200


def test_link_is_shown_once_and_kept_as_a_digest(house, administrator, browse):
    client = browse(administrator)
    token = link_for(client).split("/")[2]
    assert token not in client.get("/settings/users/").content.decode()
    assert token not in str(Invitation.objects.values())


def test_link_works_once(house, administrator, browse):
    link = link_for(browse(administrator))
    Client().post(link, NEW)
    second = Client()
    assert second.get(link).status_code == 410
    assert second.post(link, {**NEW, "name": "Eve"}).status_code == 410
    assert Account.objects.filter(email="nina@example.com").count() == 1


def test_link_ends_after_seven_days(house, administrator):
    at = timezone.now() - dt.timedelta(days=7, seconds=1)
    _, token = invite("nina@example.com", "viewer", by=administrator, at=at)
    assert Client().get(f"/invitation/{token}/").status_code == 410
    _, token = invite("nina@example.com", "viewer", by=administrator, at=at + dt.timedelta(minutes=1))
    assert Client().get(f"/invitation/{token}/").status_code == 200


def test_link_that_was_taken_back_opens_nothing(house, administrator, browse):
    client = browse(administrator)
    link = link_for(client)
    client.post(f"/settings/invitations/{Invitation.objects.get().pk}/revoke/")
    assert Client().get(link).status_code == 410
    assert "nina@example.com" not in client.get("/settings/users/").content.decode()


def test_new_link_ends_the_one_before(house, administrator, browse):
    client = browse(administrator)
    first, second = link_for(client), link_for(client)
    assert (Client().get(first).status_code, Client().get(second).status_code) == (410, 200)


def test_nobody_is_invited_twice(house, administrator, viewer, browse):
    answer = browse(administrator).post(
        "/settings/users/invite/", {"email": "Viewer@example.com", "role": "viewer"}
    )
    assert (answer.status_code, "already" in answer.content.decode()) == (422, True)


def test_guessed_link_is_over(house, administrator):
    assert Client().get("/invitation/abc/").status_code == 410


# people


def test_role_is_changed_at_once(house, administrator, viewer, browse):
    theirs = browse(viewer)
    assert theirs.get("/settings/users/").status_code == 403
    browse(administrator).post(f"/settings/users/{viewer.pk}/", {"role": "administrator"})
    assert theirs.get("/settings/users/").status_code == 200
    entry = AuditEntry.objects.get(action="changed", kind="role")
    assert (entry.actor, entry.what, entry.facts) == (
        administrator.email,
        viewer.email,
        {"before": "viewer", "after": "administrator"},
    )


def test_shut_account_is_logged_out_and_stays_out(house, administrator, viewer, browse):
    theirs = browse(viewer)
    admin = browse(administrator)
    admin.post(f"/settings/users/{viewer.pk}/active/")
    assert theirs.get("/account/").status_code == 302
    assert Client().post("/log-in/", {"email": viewer.email, "password": PASSWORD}).status_code == 422
    admin.post(f"/settings/users/{viewer.pk}/active/", {"active": "yes"})
    assert Client().post("/log-in/", {"email": viewer.email, "password": PASSWORD}).status_code == 302


def test_last_administrator_stays_one(house, administrator, viewer, browse):
    client = browse(administrator)
    answer = client.post(f"/settings/users/{administrator.pk}/", {"role": "viewer"})
    assert (answer.status_code, "only administrator" in answer.content.decode()) == (422, True)
    client.post(f"/settings/users/{administrator.pk}/active/")
    assert "only administrator" in client.get(f"/settings/users/{administrator.pk}/").content.decode()
    administrator.refresh_from_db()
    assert (administrator.role, administrator.is_active) == ("administrator", True)


def test_administrator_who_is_shut_does_not_count(house, administrator, viewer):
    change_role(viewer, "administrator")
    deactivate(viewer)
    with pytest.raises(LastAdministratorError):
        change_role(administrator, "marketer")


def test_second_factor_is_taken_away_by_an_administrator(house, administrator, viewer, browse):
    Account.objects.filter(pk=viewer.pk).update(totp_secret="X" * 32, recovery_codes=["x"])
    theirs = browse(viewer)
    browse(administrator).post(f"/settings/users/{viewer.pk}/second-factor/")
    viewer.refresh_from_db()
    assert (viewer.totp_secret, viewer.recovery_codes) == ("", [])
    assert theirs.get("/account/").status_code == 302


# keys


def test_key_is_shown_once_and_kept_as_a_digest(house, administrator, browse):
    client = browse(administrator)
    page = client.post("/settings/keys/new/", {"name": "Report", "role": "analyst"}).content.decode()
    raw = re.search(r'value="(clientela_[^"]+)"', page).group(1)
    kept = ApiKey.objects.values().get()
    assert raw not in str(kept)
    listed = client.get("/settings/keys/").content.decode()
    assert (raw in listed, kept["prefix"] in listed, "Report" in listed) == (False, True, True)
    holder = key_holder(raw)
    assert (holder.name, holder.used_at is not None) == ("Report", True)


@pytest.mark.django_db
def test_key_may_what_its_role_may(administrator):
    key, raw = make_key("Report", "viewer", by=administrator)
    assert (key.may(Permission.LOOK), key.may(Permission.SEE_PERSONS)) == (True, False)
    assert key_holder(raw + "x") is None
    assert key_holder("") is None
    revoke_key(key, at=timezone.now())
    assert key_holder(raw) is None


def test_revoked_key_says_so(house, administrator, browse):
    client = browse(administrator)
    key, raw = make_key("Report", "viewer", by=administrator)
    client.post(f"/settings/keys/{key.pk}/revoke/")
    assert key_holder(raw) is None
    assert "no longer valid" in client.get("/settings/keys/").content.decode()


# the log


def entry(actor, action="saw", at=None, **more):
    made = AuditEntry.objects.create(actor=actor, action=action, kind="customer", what="#12", **more)
    if at:
        models.QuerySet(AuditEntry).filter(pk=made.pk).update(
            at=at
        )  # the plain way round what the log refuses
    return made


@pytest.mark.django_db
def test_log_is_only_added_to():
    made = entry("ada@example.com")
    for rewrite in (
        lambda: AuditEntry.objects.update(actor="eve"),
        lambda: AuditEntry.objects.all().delete(),
        lambda: AuditEntry.objects.bulk_update([made], ["actor"]),
        made.save,
        made.delete,
    ):
        with pytest.raises(CannotRewriteError):
            rewrite()
    assert AuditEntry.objects.get().actor == "ada@example.com"


@pytest.mark.django_db
def test_account_that_did_something_is_not_removed(viewer):
    entry(viewer.email, account=viewer)
    with pytest.raises(models.ProtectedError):
        viewer.delete()


def test_log_is_filtered_by_person_action_and_day_of_the_firm(house, administrator, browse):
    # 23:30 UTC on the 4th is half past midnight of the 5th in Madrid.
    entry("ada@example.com", "exported", dt.datetime(2026, 11, 4, 23, 30, tzinfo=dt.UTC))
    entry("bob@example.com", "exported", dt.datetime(2026, 11, 4, 22, 30, tzinfo=dt.UTC))
    entry("bob@example.com", "erased", dt.datetime(2026, 11, 5, 12, 0, tzinfo=dt.UTC))
    client = browse(administrator)

    def found(query):
        page = client.get(f"/settings/audit/?{query}").content.decode().split("<tbody>")
        return re.findall(r"<td>(\w+)@example.com</td>\s*<td>(\w+)</td>", page[1]) if len(page) > 1 else []

    assert found("person=bob@example.com") == [("bob", "erased"), ("bob", "exported")]
    assert found("action=exported") == [("ada", "exported"), ("bob", "exported")]
    assert found("first=2026-11-05&last=2026-11-05") == [("bob", "erased"), ("ada", "exported")]
    assert found("last=2026-11-04") == [("bob", "exported")]
    assert found("person=bob@example.com&action=erased&first=2026-11-06") == []


def test_log_is_paged(house, administrator, browse):
    for number in range(51):
        entry(f"p{number}@example.com")
    client = browse(administrator)
    first, second = (client.get(f"/settings/audit/?page={page}").content.decode() for page in (1, 2))
    assert ("p50@example.com</td>" in first, "p0@example.com</td>" in first) == (True, False)
    assert ("p0@example.com</td>" in second, "Page 2 of 2" in second) == (True, True)


@pytest.mark.parametrize("rows", [1, 30])
def test_log_asks_the_database_as_often_however_long_it_is(
    house, administrator, browse, rows, django_assert_num_queries
):
    for number in range(rows):
        entry(f"p{number}@example.com")
    client = browse(administrator)
    client.get("/settings/audit/")
    with django_assert_num_queries(8):
        client.get("/settings/audit/")
