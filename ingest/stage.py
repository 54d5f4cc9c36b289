"""The stage "read": every file that this version of the reader has not read, in worker processes with limits."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import ArchiveError
from corpus.layout import encode_layout
from corpus.progress import Progress
from corpus.raw import read_raw, write_atomically
from corpus.settings import Settings
from corpus.store import Archive, PageRow, processes
from corpus.types import Problem, ReadResult
from corpus.workers import run_in_workers
from ingest.sources import MEGABYTE

if TYPE_CHECKING:
    from ingest.reading import Ocr

SECONDS_PER_COMMIT = 1.0
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


def read_stale(archive: Archive) -> Iterator[Progress]:
    """Read all unread files; yields a Progress for each. Interrupted anywhere, the next call goes on with the rest.

    Files with pages that need OCR wait: their pages are recognized side by side in the worker processes and kept in the
    archive's folder ocr/, then they are read once more with what is kept there. A file that could not be read for want of
    Tesseract is unread again as soon as it is installed, and only then.
    """
    from ingest.reading import reader_version

    version = reader_version()
    files = archive.unread_files(*_current_keys(archive, version))
    waiting: dict[SourceFile, tuple[int, ...]] = {}
    writer = _Writer(archive, version)
    done = 0
    for file, reading in _read(archive, files, {}, later=True):
        if reading.wanted:
            waiting[file] = reading.wanted
            continue
        writer.add(file, reading)
        done += 1
        yield Progress("read", done, len(files), file[1], bool(reading.problems))
    writer.flush()
    failed: dict[SourceFile, dict[int, str]] = {}
    for file, number, told in _recognize(archive, waiting):
        if told:
            failed.setdefault(file, {})[number] = told
        yield Progress("read", done, len(files), f"{file[1]}, page {number}")
    for file, reading in _read(archive, list(waiting), failed, later=False):
        writer.add(file, reading)
        done += 1
        yield Progress("read", done, len(files), file[1], bool(reading.problems))
    writer.flush()


def _current_keys(archive: Archive, version: str) -> list[str]:
    """The keys of files that need not be read. Tesseract is looked for only where files wait for it."""
    keys = [version, version + BY_OCR]
    if archive.unread_files(*keys):
        from ingest.reading import can_ocr

        if not can_ocr():
            keys.append(version + WITHOUT_OCR)
    return keys


class _Writer:
    """Writes readings in batches, a transaction each second."""

    def __init__(self, archive: Archive, version: str) -> None:
        self._archive, self._version = archive, version
        self._batch: list[tuple[str, Reading]] = []
        self._since = time.monotonic()

    def add(self, file: SourceFile, reading: Reading) -> None:
        self._batch.append((file[0], reading))
        if time.monotonic() - self._since > SECONDS_PER_COMMIT:
            self.flush()

    def flush(self) -> None:
        if self._batch:
            with self._archive.begin() as connection:
                for sha256, reading in self._batch:
                    key = self._version + reading.suffix
                    self._archive.save_reading(connection, sha256, reading.media_type, reading.pages, reading.problems, key, reading.failed)
        self._batch, self._since = [], time.monotonic()


def _read(
    archive: Archive, files: Sequence[SourceFile], failed: Mapping[SourceFile, dict[int, str]], later: bool
) -> Iterator[tuple[SourceFile, Reading]]:
    """Files read in worker processes."""
    outcomes = run_in_workers(
        read_file,
        files,
        lambda file: (archive.folder, file, archive.settings, failed.get(file, {}), later),
        lambda file: file[1],
        archive.settings,
        processes(archive.settings),
    )
    for outcome in outcomes:
        yield outcome.item, outcome.result or Reading("", (), (outcome.problem,) if outcome.problem else (), failed=True)


def _recognize(archive: Archive, waiting: Mapping[SourceFile, tuple[int, ...]]) -> Iterator[tuple[SourceFile, int, str]]:
    """Pages recognized in worker processes, each for itself; yields file, page, and why it failed or ""."""
    outcomes = run_in_workers(
        recognize_page,
        [(file, number) for file, numbers in waiting.items() for number in numbers],
        lambda item: (archive.folder, *item),
        lambda item: f"{item[0][1]}, page {item[1]}",
        archive.settings,
        processes(archive.settings),
    )
    for outcome in outcomes:
        file, number = outcome.item
        yield file, number, outcome.problem.message if outcome.problem else outcome.result or ""


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
        max_bytes=settings.megabytes_per_file * MEGABYTE,
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
