"""What a path that the user names holds: files, folders, zip archives and JSON Lines dumps, as a stream of incoming files.

Nothing is unpacked to disk and no name from an archive is ever used as a path. What cannot be taken comes as `Refused`.
"""

from __future__ import annotations

import gzip
import json
import lzma
import os
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from corpus.settings import Settings
from corpus.types import PaperFacts, Problem
from ingest.papers_csv import NAME, ToldPaper, parse_papers_csv

READABLE = (".pdf", ".html", ".htm", ".xhtml", ".txt", ".md", ".markdown")
DUMPS = (".jsonl", ".jsonl.gz", ".ndjson", ".ndjson.gz")
MEGABYTE = 10**6
CHUNK = 1 << 20
LINES_WITHOUT_RECORD = 10_000  # one after the other in a dump: a bomb, or no dump at all
BROKEN_ARCHIVE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError)  # what damaged compressed bytes raise


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file to take in: `chunks()` gives its bytes; `origin` is unique and what the user knows it by."""

    origin: str
    name: str
    chunks: Callable[[], Iterator[bytes]]
    told: ToldPaper = ToldPaper()


@dataclass(frozen=True, slots=True)
class Refused:
    """Something that is not taken in, and why (all that is to say of this origin)."""

    origin: str
    problems: tuple[Problem, ...]


def find_incoming(path: Path, settings: Settings, avoid: Path | None = None) -> Iterator[Incoming | Refused]:
    """All files at `path`, in a stable order. `avoid` (the archive itself) is not walked into."""
    if path.is_dir():
        yield from _walk_folder(path, settings, avoid)
        return
    told, refused = _told_beside(path.parent)
    yield from (entry for entry in refused if path.name == NAME)
    if path.name != NAME:
        yield from _find_in_file(path, settings, told)


def _walk_folder(folder: Path, settings: Settings, avoid: Path | None) -> Iterator[Incoming | Refused]:
    failures: list[OSError] = []
    for current, folders, names in os.walk(folder, onerror=failures.append):
        here = Path(current)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and (here / name).resolve() != avoid)
        told, refused = _told_beside(here)
        yield from refused
        composed = {name: unicodedata.normalize("NFC", name) for name in names}  # two spellings of one name are two files
        for missing in (name for name in told if name not in composed.values() and not (here / name).exists()):
            yield Refused(f"{here / NAME}#{missing}", (Problem("papers_csv", f"{here / NAME}: names {missing}, which is not there"),))
        for name in sorted(names, key=lambda key: (told[composed[key]].order if composed[key] in told else 1_000_000, composed[key], key)):
            if not name.startswith(".") and name != NAME:
                yield from _find_in_file(here / name, settings, told)
    for failure in failures:
        yield Refused(str(failure.filename), (Problem("unreadable", f"{failure.filename}: folder cannot be read: {failure.strerror}"),))


def _told_beside(folder: Path) -> tuple[Mapping[str, ToldPaper], list[Refused]]:
    path = folder / NAME
    if not path.is_file():
        return {}, []
    try:
        told, problems = parse_papers_csv(path.read_bytes(), str(path))
    except OSError as error:
        return {}, [Refused(str(path), (Problem("unreadable", f"{path}: cannot be read: {error.strerror}"),))]
    return told, [Refused(str(path), problems)] if problems else []


def _find_in_file(path: Path, settings: Settings, told: Mapping[str, ToldPaper]) -> Iterator[Incoming | Refused]:
    origin, name = sayable(str(path)), unicodedata.normalize("NFC", sayable(path.name))
    lower = name.lower()
    try:
        info = path.stat()
    except OSError as error:
        yield Refused(origin, (Problem("unreadable", f"{origin}: cannot be read: {error.strerror}"),))
        return
    if not stat.S_ISREG(info.st_mode):
        yield Refused(origin, (Problem("not_a_file", f"{origin}: is no ordinary file and was left out"),))
    elif lower.endswith(".zip"):
        yield from _find_in_zip(path, settings)
    elif lower.endswith(DUMPS):
        yield from _find_in_dump(path, settings)
    elif not lower.endswith(READABLE):
        yield Refused(origin, (Problem("unknown_type", f"{origin}: not a PDF, HTML, text or Markdown file; left out"),))
    elif info.st_size > settings.megabytes_per_file * MEGABYTE:
        yield Refused(origin, (_too_big(origin, settings),))
    else:
        yield Incoming(origin, name, lambda: _file_chunks(path), told.get(name, ToldPaper()))


def sayable(name: str) -> str:
    """A file's name as text: bytes that are no UTF-8 (old zips and shares) become question marks."""
    return name.encode("utf-8", errors="replace").decode("utf-8") if not name.isascii() else name


def _too_big(origin: str, settings: Settings) -> Problem:
    message = f"{origin}: larger than {settings.megabytes_per_file} MB; raise megabytes_per_file in ratslese.toml to take it"
    return Problem("too_big", message)


def _file_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while chunk := handle.read(CHUNK):
            yield chunk


# -- zip ---------------------------------------------------------------------------------------------------------------


def _find_in_zip(path: Path, settings: Settings) -> Iterator[Incoming | Refused]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield from _zip_members(path, archive, settings)
    except (*BROKEN_ARCHIVE, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        yield Refused(str(path), (Problem("broken", f"{path}: not a zip archive that can be read: {error}"),))


def _zip_members(path: Path, archive: zipfile.ZipFile, settings: Settings) -> Iterator[Incoming | Refused]:
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > settings.files_per_zip:
        message = f"{path}: holds {len(members)} files, files_per_zip in ratslese.toml allows {settings.files_per_zip}; left out"
        yield Refused(str(path), (Problem("zip_bomb", message),))
        return
    if sum(info.file_size for info in members) > settings.megabytes_per_zip * MEGABYTE:
        message = f"{path}: would unpack to more than the {settings.megabytes_per_zip} MB of megabytes_per_zip in ratslese.toml; left out"
        yield Refused(str(path), (Problem("zip_bomb", message),))
        return
    told: dict[str, ToldPaper] = {}
    for info in members:
        if PurePosixPath(info.filename).name == NAME and info.file_size < MEGABYTE * 10 and not _zip_refusal(path, info, settings):
            listed, problems = parse_papers_csv(archive.read(info), f"{path}!{info.filename}")
            folder = PurePosixPath(info.filename).parent
            told |= {str(folder / name): entry for name, entry in listed.items()}
            if problems:
                yield Refused(f"{path}!{info.filename}", problems)
    for info in sorted(members, key=lambda entry: (told[entry.filename].order if entry.filename in told else 1_000_000, entry.filename)):
        origin, name = sayable(f"{path}!{info.filename}"), unicodedata.normalize("NFC", sayable(PurePosixPath(info.filename).name))
        if name == NAME or name.startswith(".") or "__MACOSX" in info.filename:
            continue
        problem = _zip_refusal(path, info, settings)
        if problem:
            yield Refused(origin, (problem,))
        else:
            yield Incoming(origin, name, lambda info=info: _zip_chunks(archive, info), told.get(info.filename, ToldPaper()))  # type: ignore[misc]


def _zip_refusal(path: Path, info: zipfile.ZipInfo, settings: Settings) -> Problem | None:
    origin, name = f"{path}!{info.filename}", PurePosixPath(info.filename)
    if name.is_absolute() or ".." in name.parts or "\\" in info.filename or info.filename[1:2] == ":":
        return Problem("zip_path", f"{origin}: its name points out of the archive; left out")
    if info.flag_bits & 1:
        return Problem("encrypted", f"{origin}: is locked with a password; unpack it and import the folder")
    if not name.name.lower().endswith((*READABLE, NAME)):
        return Problem("unknown_type", f"{origin}: not a PDF, HTML, text or Markdown file; left out")
    if info.file_size > settings.megabytes_per_file * MEGABYTE:
        return _too_big(origin, settings)
    return None


def _zip_chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    left = info.file_size
    with archive.open(info) as member:
        while chunk := member.read(CHUNK):
            left -= len(chunk)
            if left < 0:
                raise OverflowError(info.filename)  # unpacks to more than it declared: a bomb
            yield chunk


# -- JSON Lines --------------------------------------------------------------------------------------------------------


def _find_in_dump(path: Path, settings: Settings) -> Iterator[Incoming | Refused]:
    """Records with `id` and `text`; metadata under `metadata` or beside them, in OParl's or the export's names."""
    limit = settings.megabytes_per_file * MEGABYTE
    opener = gzip.open if path.name.lower().endswith(".gz") else open
    try:
        with opener(path, "rb") as handle:
            number = useless = 0
            while line := handle.readline(limit + 1):
                number += 1
                useless += 1
                if len(line) > limit:
                    yield Refused(f"{path}#line{number}", (_too_big(f"{path}, line {number}", settings),))
                    return
                if useless > LINES_WITHOUT_RECORD:
                    message = f"{path}: no record in {useless - 1} lines up to line {number}; the rest was left out"
                    yield Refused(f"{path}#rest", (Problem("malformed_json", message),))
                    return
                if line.strip():
                    entry = _parse_record(path, number, line)
                    useless = 0 if isinstance(entry, Incoming) else useless
                    yield entry
    except (*BROKEN_ARCHIVE, OSError, EOFError) as error:
        yield Refused(str(path), (Problem("broken", f"{path}: cannot be read to its end: {error}"),))


def _parse_record(path: Path, number: int, line: bytes) -> Incoming | Refused:
    where = f"{path}, line {number}"
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Refused(f"{path}#line{number}", (Problem("malformed_json", f"{where}: not JSON: {error}"),))
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return Refused(f"{path}#line{number}", (Problem("malformed_json", f"{where}: has no field 'text'; left out"),))
    data = record["text"].encode("utf-8", errors="replace")
    origin = sayable(f"{path}#{record.get('id', f'line{number}')}")
    metadata = record.get("metadata")
    told = _told_record({**record, **(metadata if isinstance(metadata, dict) else {})})
    return Incoming(origin, sayable(f"{record.get('id', number)}.txt"), lambda: iter((data,)), told)


def _told_record(values: Mapping[str, Any]) -> ToldPaper:
    def text(*names: str) -> str:
        found = [value for name in names if isinstance(value := values.get(name), str) and value.strip()]
        return unicodedata.normalize("NFC", sayable(" ".join(found[0].split()))) if found else ""

    public = values.get("public")
    facts = PaperFacts(
        body=text("body"),
        ags=ags if re.fullmatch(r"\d{5}|\d{8}", ags := text("ags")) else "",
        reference=text("reference"),
        title=text("title", "paper", "name"),
        paper_type=text("paper_type", "paperType"),
        date=day if re.fullmatch(r"\d{4}-\d{2}-\d{2}", day := text("date")[:10]) else "",
        public=public if isinstance(public, bool) else None,
        lead_unit=text("lead_unit"),
    )
    return ToldPaper(facts, "", text("source_url", "url"))
