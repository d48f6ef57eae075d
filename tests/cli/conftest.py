"""Two workspaces: six people whose every fact is known, and the sample shop of the demonstration."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest

from clientela.cli.reference import Entry, entries
from tests.cli.running import run

CUSTOMERS = """\
external_id,first_name,last_name,email,phone,city,created_at
C1,Łucja,Nowak,lucja@firma.example,+48 600 700 801,Łódź,2024-01-10
C2,Marc,Puig,marc@casa.example,+34 612 345 678,Barcelona,2024-02-10
C3,Núria,García,nuria@casa.example,,Barcelona,2024-03-10
C4,=1+1,@sum,mail@casa.example,,-Vic,2024-04-10
C5,Анна,Иванова,anna@pochta.example,,Barcelona,2025-11-10
C6,Ion,"Pop, jr.",,,Cluj-Napoca,2024-06-10
"""
ORDERS = """\
order_id,customer,date,total,currency
O1,C1,2025-01-15 10:00,40.00,EUR
O2,C2,2025-02-15 10:00,25.50,EUR
O3,C2,2025-03-15 10:00,30.00,EUR
O4,C3,2025-03-20 10:00,10.00,EUR
O5,C2,2026-01-15 10:00,99.90,EUR
"""


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("firm")
    (folder / "customers.csv").write_text(CUSTOMERS, encoding="utf-8")
    (folder / "orders.csv").write_text(ORDERS, encoding="utf-8")
    place = folder / "data"
    assert run("init", place, "--time-zone", "Europe/Madrid", "--country", "ES").code == 0
    for kind in ("customers", "orders"):
        ran = run("import", folder / f"{kind}.csv", "--as", kind, "--workspace", place)
        assert ran.code == 0, ran.err
    return folder


@pytest.fixture
def firm(_built: Path) -> Path:
    """A workspace of the six people of CUSTOMERS, to be asked and not changed."""
    return _built / "data"


@pytest.fixture
def own_firm(_built: Path, tmp_path: Path) -> Path:
    """The same, for one test alone."""
    shutil.copytree(_built / "data", tmp_path / "firm")
    return tmp_path / "firm"


@pytest.fixture
def files(_built: Path) -> Path:
    """The folder of the files that `firm` was made from."""
    return _built


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the examples of every help can be run: what the demonstration leaves."""
    folder = tmp_path_factory.mktemp("shop")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        (example,) = entry("clientela demo").examples
        ran = run(*shlex.split(example)[1:])
        assert ran.code == 0, ran.err
    shutil.copytree(folder / "trial" / "clientela-data", folder / "clientela-data")
    shutil.copytree(folder / "trial" / "files", folder / "files")
    (folder / "demo.txt").write_text(ran.out, encoding="utf-8")
    return folder


def entry(name: str) -> Entry:
    """The command of that name."""
    return next(each for each in entries() if each.name == name)
