from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from clientela_web.models import ImportRun, Upload
from clientela_web.workers import imports

PEOPLE = (
    "Nr klienta;Imię;Nazwisko;E-mail;Miasto;Roczny dochód;Wyznanie;Ulubiony kolor\n"
    "P1;Łucja;Żółć;lucja@poczta.example;Kraków;84800,50;katolicyzm;zielony\n"
    "P2;Świętosława;Dąb;brak adresu;Łódź;1234,00;;żółty\n"
    "P3;Jan;Kowalski;jan@poczta.example;Gdańsk;12,5,0;;\n"
)
ORDERS = (
    "order_id,email,order_date,total\nO1,lucja@poczta.example,2025-01-02,10\nO2,new@x.example,2025-01-03,5\n"
)


class Desk:
    """Somebody at the pages of imports, with the worker at hand."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def send(self, content: bytes, name: str = "klienci.csv"):
        return self.client.post("/imports/upload/", {"file": SimpleUploadedFile(name, content)})

    def bring(self, content: bytes, name: str = "klienci.csv") -> Upload:
        response = self.send(content, name)
        assert response.status_code == 302, response.text
        return Upload.objects.latest("pk")

    def columns(self, upload: Upload, **changes: str) -> dict[str, str]:
        """The form of the mapping as the page has it, some columns sent elsewhere by their names."""
        page = self.client.get(f"/imports/files/{upload.pk}/")
        rows = page.context["columns"]
        sent = {f"target-{row.place}": row.label for row in rows if not row.is_quarantined}
        by_name = {row.column: row.place for row in rows}
        return sent | {f"target-{by_name[column]}": target for column, target in changes.items()}

    def attempt(self, upload: Upload, **changes: str) -> ImportRun:
        """The trial, as the worker makes it."""
        data = self.columns(upload, **changes) | {"try": "1"}
        response = self.client.post(f"/imports/files/{upload.pk}/columns/", data)
        assert response.status_code == 302, response.text
        assert imports.work()
        return ImportRun.objects.latest("pk")

    def import_all(self, upload: Upload, **changes: str) -> ImportRun:
        """Tried and imported."""
        tried = self.attempt(upload, **changes)
        assert self.client.post(f"/imports/runs/{tried.pk}/import/").status_code == 302
        assert imports.work()
        return ImportRun.objects.latest("pk")


@pytest.fixture
def desk(own_firm, marketer, browse) -> Desk:
    return Desk(browse(marketer))


@pytest.fixture
def uploads(own_firm) -> Callable[[], list[Path]]:
    """The files that lie in the folder of uploads."""
    return lambda: [path for path in (own_firm.folder / "uploads").rglob("*") if path.is_file()]
