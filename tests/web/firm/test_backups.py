"""Backups asked for in the browser, made by the worker, restored by the core."""

from __future__ import annotations

import pytest

import clientela
from clientela_web.firm.domain import ask_for_backup
from clientela_web.models import BackupRun, State
from clientela_web.workers import backups

pytestmark = pytest.mark.django_db


def test_backup_is_made_downloaded_and_restored(own_firm, administrator, browse, tmp_path):
    client = browse(administrator)
    assert "No backup yet" in client.get("/settings/backups/").text
    assert client.post("/settings/backups/new/").status_code == 302
    waiting = client.get("/settings/backups/").text
    assert "Waiting" in waiting
    assert 'hx-trigger="load delay:1s"' in waiting
    assert backups.work()
    assert not backups.work()
    run = BackupRun.objects.get()
    assert (run.state, run.error) == (State.DONE, "")
    response = client.get(f"/settings/backups/{run.pk}/file/")
    packed = tmp_path / "downloaded.zip"
    packed.write_bytes(b"".join(response.streaming_content))
    assert packed.stat().st_size == run.size_bytes
    clientela.restore_workspace(packed, tmp_path / "restored")
    with clientela.open(tmp_path / "restored") as again:
        assert again.population() == own_firm.population()
        assert [each.name for each in again.segments()] == [each.name for each in own_firm.segments()]


def test_asking_twice_makes_one(own_firm, administrator):
    assert ask_for_backup(administrator).pk == ask_for_backup(administrator).pk


def test_backup_that_a_killed_process_left_is_taken_up(own_firm, administrator):
    run = ask_for_backup(administrator)
    assert BackupRun.claim().pk == run.pk
    left = own_firm.folder / "backups" / f"clientela-2026-01-01-000000-{run.pk}.part"
    (left / "files").mkdir(parents=True)
    assert not backups.work()  # somebody holds it
    backups.begin()
    assert backups.work()
    run.refresh_from_db()
    assert (run.state, run.attempts) == (State.DONE, 2)
    assert [each.suffix for each in (own_firm.folder / "backups").iterdir()] == [".zip"]


def test_stopped_backup_leaves_nothing(own_firm, administrator, browse):
    run = ask_for_backup(administrator)
    BackupRun.objects.update(cancel_asked=True)
    assert backups.work()
    run.refresh_from_db()
    assert run.state == State.CANCELLED
    assert list((own_firm.folder / "backups").iterdir()) == []


def test_failed_backup_says_why(own_firm, administrator, browse):
    (own_firm.folder / "backups").write_text("in the way", encoding="utf-8")
    ask_for_backup(administrator)
    assert backups.work()
    shown = browse(administrator).get("/settings/backups/")
    assert BackupRun.objects.get().state == State.FAILED
    assert "File exists" in shown.text


def test_removed_backup_is_gone_with_its_file(own_firm, administrator, browse):
    client = browse(administrator)
    ask_for_backup(administrator)
    backups.work()
    run = BackupRun.objects.get()
    assert client.post(f"/settings/backups/{run.pk}/remove/").status_code == 302
    assert not BackupRun.objects.exists()
    assert list((own_firm.folder / "backups").iterdir()) == []
    assert client.get(f"/settings/backups/{run.pk}/file/").status_code == 404


def test_backup_that_is_not_made_yet_cannot_be_downloaded(own_firm, administrator, browse):
    waiting = ask_for_backup(administrator)
    assert browse(administrator).get(f"/settings/backups/{waiting.pk}/file/").status_code == 404
