"""Files on their way from the browser: streamed to the workspace's folder, never held whole in memory."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from clientela.errors import ImportFileError
from clientela_web.workspace import firm

LIMIT_BYTES = 1 << 30
ENVELOPE = 100_000  # bytes of a request beside the file itself


def folder() -> Path:
    """Where uploaded files lie."""
    place = firm().folder / "uploads"
    place.mkdir(parents=True, exist_ok=True)
    return place


def too_large() -> str:
    """What somebody is told whose file is larger than is taken."""
    return _(
        "The file is larger than %(limit)s. Split it, or pack it with gzip: a packed file is read as it is."
    ) % {"limit": filesizeformat(LIMIT_BYTES)}


def refuse_large(request: HttpRequest) -> None:
    """Raise before a byte is read where the request says itself that it is too large."""
    told = request.META.get("CONTENT_LENGTH") or "0"
    if told.isdecimal() and int(told) > LIMIT_BYTES + ENVELOPE:
        raise ImportFileError(too_large())


class Streamed(FileUploadHandler):
    """Writes the file to the folder of uploads as it comes, and stops where it grows too large."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.stream: IO[bytes] | None = None
        self.size = 0
        self.is_too_large = False

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().new_file(*args, **kwargs)
        self.stream = NamedTemporaryFile(dir=folder(), suffix=".part", delete=False)  # noqa: SIM115

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        self.size += len(raw_data)
        if self.size > LIMIT_BYTES:
            self.is_too_large = True
            self.upload_interrupted()
            raise StopUpload(connection_reset=True)
        if self.stream:
            self.stream.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes] | None:
        if self.stream is None:
            return None
        self.stream.close()
        return Received(Path(self.stream.name), self.file_name or "", file_size)

    def upload_interrupted(self) -> None:
        """Leave nothing behind of a file that did not come whole."""
        if self.stream:
            self.stream.close()
            Path(self.stream.name).unlink(missing_ok=True)
            self.stream = None


class Received(UploadedFile):  # type: ignore[type-arg]  # not generic when it runs
    """A file that lies in the folder of uploads already."""

    def __init__(self, place: Path, name: str, size: int) -> None:
        super().__init__(file=None, name=name, size=size)
        self.place = place

    def close(self) -> None:
        """Remove what nobody took."""
        self.place.unlink(missing_ok=True)
