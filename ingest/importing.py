"""Taking files into the archive: bytes under their hash, a paper for each, and what the user told of it.

An import that is interrupted is remembered and taken up by the next `ratslese run`: what is there is known by its hash.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import time
import traceback
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from corpus.errors import ArchiveError, InputError, RatsleseError
from corpus.lookup import select_rows
from corpus.progress import Progress
from corpus.raw import store_chunks
from corpus.store import Archive, Transaction
from corpus.types import PaperFacts, Problem
from ingest.papers_csv import find_body
from ingest.saved import keep_page, read_saved_page, told_by_page
from ingest.sources import BROKEN_ARCHIVE, MEGABYTE, Incoming, Refused, find_incoming
from ingest.vendors.records import RisPaper

PENDING = "pending_import:"
SECONDS_PER_COMMIT = 1.0


def import_paths(archive: Archive, paths: Iterable[Path], body: str = "") -> Iterator[Progress]:
    """Take in everything at `paths`; `body` (AGS or name) is told of all of it.

    Yields a Progress for each file. Raises InputError for a path that does not exist, RegistryError for an unknown body,
    both before anything is written.
    """
    found = [_plain_path(path) for path in paths]
    for path in found:
        if not _exists(path):
            raise InputError(f"{path}: does not exist")
    told = find_body(body) if body else PaperFacts()
    key = PENDING + hashlib.sha256(json.dumps([*map(str, found), body]).encode()).hexdigest()[:16]
    with archive.begin() as connection:
        archive.set_note(connection, key, json.dumps({"paths": [str(path) for path in found], "body": body}))
    done = 0
    for path in found:
        for progress in _import_path(archive, path, told):
            done += 1
            yield replace(progress, done=done)
    with archive.begin() as connection:
        archive.set_note(connection, key, None)


def resume_imports(archive: Archive) -> Iterator[Progress]:
    """Go on with imports that were interrupted. A path that is gone since becomes an issue."""
    for key, value in archive.notes(PENDING).items():
        pending = json.loads(value)
        paths = [Path(name) for name in pending["paths"]]
        for path in (path for path in paths if not _exists(path)):
            message = f"{path}: the interrupted import cannot go on, the path is gone; import it again from where it is now"
            with archive.begin() as connection:
                archive.replace_issues(connection, "import", [Problem("gone", message)], subject=str(path))
        try:
            yield from import_paths(archive, [path for path in paths if _exists(path)], pending["body"])
        except RatsleseError:
            raise
        except Exception as error:  # the outermost loop: what breaks one import must not block every later run
            message = f"{paths[0]}: the interrupted import cannot go on: {error}; import it again"
            problem = Problem("import_failed", message, "".join(traceback.format_exception(error)))
            with archive.begin() as connection:
                archive.replace_issues(connection, "import", [problem], subject=str(paths[0]))
        with archive.begin() as connection:
            archive.set_note(connection, key, None)


def _plain_path(path: Path) -> Path:
    """The absolute path without "..": as people know the place. Links stay as they are named; where one leads elsewhere, so does ".."."""
    absolute = path.absolute()
    plain = Path(os.path.normpath(absolute))
    try:
        return plain if plain == absolute or plain.samefile(absolute) else absolute
    except OSError:  # one of them is not there
        return absolute


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no file can have
        return False


def _import_path(archive: Archive, path: Path, told: PaperFacts) -> Iterator[Progress]:
    """Files of one path, committed about once a second: a kill costs that much at most."""
    incoming = find_incoming(path, archive.settings, avoid=archive.folder)
    finished = False
    while not finished:
        started, results = time.monotonic(), []
        with archive.begin() as connection:
            while time.monotonic() - started < SECONDS_PER_COMMIT:
                entry = next(incoming, None)
                if entry is None:
                    finished = True
                    break
                known, problems = _take(archive, connection, entry, told) if isinstance(entry, Incoming) else (False, entry.problems)
                _file_problems(archive, connection, entry, problems)
                results.append(Progress("import", 0, 0, entry.origin, bool(problems), known))
        yield from results


def _file_problems(archive: Archive, connection: Transaction, entry: Incoming | Refused, problems: tuple[Problem, ...]) -> None:
    archive.replace_issues(connection, "import", problems, subject=entry.origin)
    for problem in problems:
        archive.log(connection, entry.origin, "refused", problem.code)


def _take(archive: Archive, connection: Transaction, entry: Incoming, told: PaperFacts) -> tuple[bool, tuple[Problem, ...]]:
    """File the bytes and the paper: whether the bytes were here before, and what is wrong with them."""
    limit = archive.settings.megabytes_per_file * MEGABYTE
    try:
        sha256, size = store_chunks(archive.folder, entry.chunks(), limit)
    except OverflowError:
        return False, (Problem("too_big", f"{entry.origin}: is larger than it says or than {limit // MEGABYTE} MB; left out"),)
    except (OSError, *BROKEN_ARCHIVE, EOFError, RuntimeError, NotImplementedError) as error:
        if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise ArchiveError(f"{archive.folder}: {error.strerror}; make room, then go on with: ratslese run") from error
        return False, (Problem("unreadable", f"{entry.origin}: cannot be read: {error}"),)
    new = archive.add_file(connection, sha256, entry.name, size, entry.origin)
    facts = entry.told.facts
    if told.body:
        facts = replace(facts, body=told.body, ags=told.ags)
    page, problems = _find_page(archive, entry, sha256)
    if page is not None:
        facts = told_by_page(page, facts)
    paper_id = "p" + hashlib.sha256((f"{facts.body}|{entry.told.paper}" if entry.told.paper else sha256).encode()).hexdigest()[:12]
    differing = archive.add_paper(
        connection, paper_id, sha256, facts, entry.told.source_url or (page.url if page else ""), override=bool(told.body or page)
    )
    if page is not None:
        keep_page(archive, connection, page, paper_id, sha256)
    if differing:
        message = f"{entry.origin}: the same bytes came before with other {', '.join(differing)}; what was told first stays"
        problems = (*problems, Problem("told_differs", message))
    return not new, problems


def find_with_issues(archive: Archive, origins: Collection[str]) -> set[str]:
    """Those of these origins that have an issue of import or reading now, however old it is."""
    query = (
        "SELECT i.subject, o.origin FROM issues i LEFT JOIN origins o ON o.file_sha256 = i.file_sha256 AND i.file_sha256 <> ''"
        " WHERE i.stage IN ('import', 'read')"
    )
    return {name for row in select_rows(archive.folder, query) for name in row if name in origins}


def _find_page(archive: Archive, entry: Incoming, sha256: str) -> tuple[RisPaper | None, tuple[Problem, ...]]:
    """The paper whose saved page a file is. A page that breaks its parser is imported as any other file, and an issue says so."""
    try:
        return read_saved_page(archive.folder, sha256, entry.name, entry.told.source_url), ()
    except Exception as error:  # in the outermost loop over files: a hostile page must not end the import
        message = f"{entry.origin}: looks like a page of a Ratsinformationssystem but breaks its parser: {error}; imported as plain HTML"
        return None, (Problem("saved_page", message, "".join(traceback.format_exception(error))),)
