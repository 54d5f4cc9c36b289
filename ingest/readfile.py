"""What a reading process does: a raw file of the archive into rows, or a page of it recognized. It loads no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ArchiveError
from corpus.layout import PageRow, encode_layout
from corpus.raw import read_raw, write_atomically
from corpus.settings import Settings
from corpus.types import Problem, ReadResult

if TYPE_CHECKING:
    from ingest.reading import Ocr

SHARE_OF_TIME = 0.9  # of a file's seconds is the reader's: it stops by itself and keeps what it has before the pool ends its process


# What is added to the reader's version in the key of a file: pages came from OCR, or wait for an OCR that is not installed.
# Or the file's bytes are gone: it stays unread until they are imported again.
BY_OCR, WITHOUT_OCR, WITHOUT_BYTES = "+ocr", "+no-ocr", "+no-bytes"

SourceFile = tuple[str, str]  # sha256, name for messages


@dataclass(frozen=True, slots=True)
class Reading:
    """What a worker sends back: rows ready to be written, what its key ends with, and the pages that are left for OCR.

    `failed`: the file could not be read as a whole (a crash, a hang, its bytes are gone); what was read of it before stays.
    """

    media_type: str
    pages: tuple[PageRow, ...]
    problems: tuple[Problem, ...]
    suffix: str = ""
    wanted: tuple[int, ...] = ()
    failed: bool = False


def recognize_page(folder: Path, file: SourceFile, number: int) -> str:
    """OCR of one page into the cache; runs in a worker process. Returns why it failed, else ""."""
    from ingest.reading import recognize_page as recognize

    ocr = _ocr(folder, file)
    try:
        data = read_raw(folder, file[0])
    except ArchiveError as error:
        return str(error)
    recognize(data, number, file[1], ocr)
    return ocr.failed.get(number, "")


def _ocr(folder: Path, file: SourceFile, failed: Mapping[int, str] | None = None, later: bool = False) -> Ocr:
    """How scans of a file are read: recognized pages lie in the archive's folder ocr/, by hash, page and settings."""
    from ingest.reading import Ocr

    def path(key: str) -> Path:
        return folder / "ocr" / file[0][:2] / f"{file[0]}-{key}.json"

    def load(key: str) -> bytes | None:
        return path(key).read_bytes() if path(key).is_file() else None

    def save(key: str, data: bytes) -> None:
        path(key).parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path(key), data)

    return Ocr(load, save, later, failed=dict(failed or {}))


def read_file(folder: Path, file: SourceFile, settings: Settings, failed: Mapping[int, str], later: bool) -> Reading:
    """Read one raw file of the archive in `folder` into rows; runs in a worker process."""
    from ingest.reading import ReadLimits, read_bytes

    limits = ReadLimits(
        max_bytes=settings.megabytes_per_file * 10**6,
        max_pages=settings.pages_per_file,
        max_seconds=SHARE_OF_TIME * settings.seconds_per_file,
    )
    try:
        data = read_raw(folder, file[0])
    except ArchiveError as error:
        return Reading("", (), (Problem("no_bytes", f"{file[1]}: {error}"),), WITHOUT_BYTES, failed=True)
    ocr = _ocr(folder, file, failed, later)
    result = read_bytes(data, file[1], limits, ocr)
    suffix = WITHOUT_OCR if ocr.missing else BY_OCR if ocr.used else ""
    return Reading(result.media_type, tuple(page_rows(result)), result.problems, suffix, tuple(ocr.wanted))


def page_rows(result: ReadResult) -> Iterator[PageRow]:
    """The pages as the database keeps them."""
    for page in result.pages:
        yield PageRow(page.number, page.text, page.source, page.width, page.height, encode_layout(page))
