"""The stage "read": every file that this version of the reader has not read, in worker processes with limits."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence

from corpus.progress import Progress
from corpus.store import Archive, processes
from corpus.workers import run_in_workers
from ingest.readfile import BY_OCR, WITHOUT_OCR, Reading, SourceFile, read_file, recognize_page

SECONDS_PER_COMMIT = 1.0


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
