"""The worker: one import after the other, none twice, none lost by a kill."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from django.utils import timezone

import clientela
from clientela_web.models import ImportRun, State
from clientela_web.workers import imports
from tests.web.imports.conftest import ORDERS, PEOPLE

pytestmark = pytest.mark.django_db

ROWS = 3_000


def _asked(desk, content: bytes, name: str) -> ImportRun:
    tried = desk.attempt(desk.bring(content, name))
    desk.client.post(f"/imports/runs/{tried.pk}/import/")
    return ImportRun.objects.latest("pk")


def test_two_imports_are_done_one_after_the_other(desk, own_firm):
    before = own_firm.population()
    files = ((PEOPLE, "people.csv"), (ORDERS, "orders.csv"))
    tried = [desk.attempt(desk.bring(text.encode(), name)) for text, name in files]
    for each in tried:
        desk.client.post(f"/imports/runs/{each.pk}/import/")
    second, first = ImportRun.objects.filter(dry_run=False)
    waiting = desk.client.get("/imports/")
    assert [run.pk for run in waiting.context["runs"]] == [first.pk, second.pk]
    assert imports.work()
    states = [ImportRun.objects.get(pk=run.pk).state for run in (first, second)]
    assert states == [State.DONE, State.WAITING]
    assert imports.work()
    assert not imports.work()
    assert own_firm.population() == before + 4
    assert [past.file for past in own_firm.imports()] == ["orders.csv", "people.csv"]


def test_asking_twice_makes_one_import(desk):
    run = _asked(desk, PEOPLE.encode(), "people.csv")
    tried = ImportRun.objects.get(dry_run=True)
    desk.client.post(f"/imports/runs/{tried.pk}/import/")
    assert ImportRun.objects.filter(dry_run=False).count() == 1
    assert run.state == State.WAITING


def test_no_run_is_held_by_two_workers(desk):
    _asked(desk, PEOPLE.encode(), "people.csv")
    held = ImportRun.claim()
    assert held is not None
    assert ImportRun.claim() is None
    ImportRun.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    taken = ImportRun.claim()
    assert taken is not None
    assert taken.pk == held.pk
    assert not held.report(1, 2)
    assert taken.report(1, 2)
    held.finish(State.DONE)
    assert ImportRun.objects.get(pk=held.pk).state == State.RUNNING


def test_waiting_import_is_stopped_at_once(desk, own_firm):
    before = own_firm.population()
    run = _asked(desk, PEOPLE.encode(), "people.csv")
    assert desk.client.post(f"/imports/runs/{run.pk}/stop/").status_code == 302
    assert not imports.work()
    assert "Nothing was imported" in desk.client.get(f"/imports/runs/{run.pk}/").text
    assert own_firm.population() == before
    desk.client.post(f"/imports/runs/{run.pk}/on/")
    assert imports.work()
    assert own_firm.population() == before + 3


def test_import_stopped_in_its_middle_goes_on_or_is_undone(desk, own_firm, monkeypatch):
    from clientela.collect.importing import import_file
    from clientela_web.imports import domain

    monkeypatch.setattr("clientela.collect.files.delimited.BATCH_ROWS", 1)
    monkeypatch.setitem(import_file.__kwdefaults__, "chunk_rows", 1)
    monkeypatch.setattr(domain, "REPORT_SECONDS", 0.0)
    before = own_firm.population()
    run = _asked(desk, PEOPLE.encode(), "people.csv")
    told = ImportRun.report

    def report(self, done, total, doing=""):
        if doing == "3":
            ImportRun.objects.filter(pk=self.pk).update(cancel_asked=True)
        return told(self, done, total, doing)

    with monkeypatch.context() as stopping:
        stopping.setattr(ImportRun, "report", report)
        assert imports.work()
    run.refresh_from_db()
    assert (run.state, own_firm.past_import(run.import_id).finished_at) == (State.CANCELLED, None)
    assert before < own_firm.population() < before + 3
    page = desk.client.get(f"/imports/runs/{run.pk}/")
    assert "go on with it, or undo it" in page.text
    desk.client.post(f"/imports/runs/{run.pk}/on/")
    assert imports.work()
    assert own_firm.population() == before + 3
    assert len(own_firm.imports()) == 1


def test_mapping_that_the_store_refuses_is_told_and_can_be_changed(desk, own_firm):
    run = _asked(desk, PEOPLE.encode(), "people.csv")
    (own_firm.folder / run.upload.path).unlink()
    assert imports.work()
    run.refresh_from_db()
    assert run.state == State.FAILED
    assert "is not kept any more" in desk.client.get(f"/imports/runs/{run.pk}/").text


WORKER = """
    import sys, time
    from clientela_web.database import prepare
    prepare()
    from clientela.collect.files import delimited
    from clientela.collect.importing import import_file
    delimited.BATCH_ROWS = 100
    import_file.__kwdefaults__["chunk_rows"] = 100
    from clientela_web.imports import domain
    from clientela_web.imports.queries import read_as
    from clientela_web.models import Account, ImportRun, Upload
    from clientela_web.workers import imports
    from clientela_web.workspace import firm
    domain.REPORT_SECONDS = 0.0
    if sys.argv[1] == "ask":
        place = firm().folder / "uploads" / "1" / "orders.csv"
        upload = Upload.objects.create(file="orders.csv", path="uploads/1/orders.csv", kind="orders")
        domain.ask_for(upload, read_as(upload).mapping, None, dry_run=False)
    else:
        told = ImportRun.report
        def report(self, done, total, doing=""):
            print(doing, flush=True)
            time.sleep(0.05)
            return told(self, done, total, doing)
        ImportRun.report = report
        imports.begin()
        while imports.work():
            pass
        run = ImportRun.objects.get()
        print("end", run.state, run.attempts, flush=True)
    firm().close()
"""


def _worker(folder: Path, what: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "CLIENTELA_WORKSPACE": str(folder), "PYTHONUNBUFFERED": "1"}
    environment.pop("CLIENTELA_DATABASE_URL", None)
    command = [sys.executable, "-c", dedent(WORKER), what]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.mark.own_site
def test_killed_worker_goes_on_where_it_stood(tmp_path):
    folder = tmp_path / "data"
    clientela.create(folder).close()
    place = folder / "uploads" / "1"
    place.mkdir(parents=True)
    lines = "".join(f"O{n},C{n % 97},2025-01-0{n % 9 + 1},{n}\n" for n in range(ROWS))
    (place / "orders.csv").write_text("order_id,customer_id,order_date,total\n" + lines, encoding="utf-8")
    asking = _worker(folder, "ask")
    asking.communicate(timeout=120)
    assert asking.returncode == 0
    first = _worker(folder, "work")
    assert first.stdout is not None
    for line in first.stdout:
        if line.strip().isdigit() and int(line) >= ROWS // 2:
            first.send_signal(signal.SIGKILL)
            break
    first.stdout.close()
    assert first.wait(60) == -signal.SIGKILL
    said, _ = (second := _worker(folder, "work")).communicate(timeout=180)
    assert (second.returncode, said.splitlines()[-1]) == (0, "end done 2")
    with clientela.open(folder) as firm:
        (past,) = firm.imports()
        assert past.finished_at is not None
        assert 0 < past.report.resumed_at < ROWS
        assert (past.report.read, past.report.imported) == (ROWS, ROWS)
        rows = firm.store.engine.rows("SELECT count(*), count(DISTINCT event_id), sum(amount) FROM events")
        assert [int(value) for value in rows[0]] == [ROWS, ROWS, sum(range(ROWS))]
        assert firm.population() == 97
