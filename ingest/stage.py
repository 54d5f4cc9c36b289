"""The stage "read": every file that this version of the reader has not read, in worker processes with limits."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.layout import encode_layout
from corpus.progress import Progress
from corpus.settings import Settings
from corpus.store import Archive, PageRow, processes
from corpus.types import Problem, ReadResult
from corpus.workers import run_in_workers
from ingest.sources import MEGABYTE

SECONDS_PER_COMMIT = 1.0


@dataclass(frozen=True, slots=True)
class Reading:
    """What a worker sends back: rows ready to be written."""

    media_type: str
    pages: tuple[PageRow, ...]
    problems: tuple[Problem, ...]


def read_stale(archive: Archive) -> Iterator[Progress]:
    """Read all unread files; yields a Progress for each. Interrupted anywhere, the next call goes on with the rest."""
    from ingest.reading import reader_version

    version = reader_version()
    files = archive.unread_files(version)
    batch: list[tuple[str, Reading]] = []
    since = time.monotonic()
    outcomes = run_in_workers(
        read_file,
        files,
        lambda file: (archive.raw_path(file[0]), file[1], archive.settings),
        lambda file: file[1],
        archive.settings,
        processes(archive.settings),
    )
    for done, outcome in enumerate(outcomes, 1):
        sha256, name = outcome.item
        failed = Reading("", (), (outcome.problem,) if outcome.problem else ())
        reading = outcome.result or failed
        batch.append((sha256, reading))
        yield Progress("read", done, len(files), name, bool(reading.problems))
        if time.monotonic() - since > SECONDS_PER_COMMIT:
            _save(archive, batch, version)
            batch, since = [], time.monotonic()
    _save(archive, batch, version)


def _save(archive: Archive, batch: Sequence[tuple[str, Reading]], version: str) -> None:
    if not batch:
        return
    with archive.begin() as connection:
        for sha256, reading in batch:
            archive.save_reading(connection, sha256, reading.media_type, reading.pages, reading.problems, version)


def read_file(path: Path, name: str, settings: Settings) -> Reading:
    """Read one raw file into rows; runs in a worker process."""
    from ingest.reading import ReadLimits, read_bytes

    limits = ReadLimits(
        max_bytes=settings.megabytes_per_file * MEGABYTE,
        max_pages=settings.pages_per_file,
        max_seconds=settings.seconds_per_file,
    )
    result = read_bytes(path.read_bytes(), name, limits)
    return Reading(result.media_type, tuple(page_rows(result)), result.problems)


def page_rows(result: ReadResult) -> Iterator[PageRow]:
    """The pages as the database keeps them."""
    for page in result.pages:
        yield PageRow(page.number, page.text, page.source, page.width, page.height, encode_layout(page))
