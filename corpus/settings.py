"""The study's settings, `ratslese.toml` in the archive's folder: limits, taxonomies, processes, fetching, sources of your own."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from corpus.errors import ArchiveError
from corpus.lookup import SETTINGS

TEMPLATE = """\
# A ratslese archive: one folder, one study. Change what you like; every value here is the default.

[archive]
name = {name}

[limits]
megabytes_per_file = 200        # larger files are not copied and become an issue
pages_per_file = 2000
seconds_per_file = 300          # a file that takes longer is given up and becomes an issue
megabytes_of_memory = 4000      # per reading process
files_per_zip = 20000
megabytes_per_zip = 4000        # of all files in it together, unpacked

[run]
processes = 0                   # 0 = one for each core

[taxonomies]
files = []                      # your own Handlungsfelder: TOML files, paths from this folder on

[search]
engine = "whoosh"               # or "tantivy": faster from some thousand papers on; install it with: pip install tantivy

names = false                   # true: names and numbers of staff (Bearbeiter/-in, Telefon) are indexed and exported too

[search.saved]                  # queries by name: sprache = "Sprachmittler OR Dolmetscher"; ask with: ratslese search @sprache

[fetch]
contact = ""                    # who asks: an e-mail address or a web page. Sent with every request; without it nothing is fetched
seconds_between_requests = 1    # of one server, however many Kreise share it; slow servers are asked less often by themselves
seconds_per_answer = 120
megabytes_per_answer = 100      # longer answers are cut off and left out
redirects = 5
retries = 3                     # after an error of the server or the line, each time after a longer pause
seconds_before_retry = 5
sources_at_once = 8             # Kreise fetched side by side, each from its own server
days_until_settled = 120        # a paper older than this, unchanged in the source's list, is not asked again
days_between_full_walks = 30    # how often all papers are asked again, whatever the lists say, and vanished ones are noticed
allow_loopback = false          # true for tests: allows addresses of this machine

# A source that ratslese does not know, or knows otherwise.
# Vendors: oparl, allris3, allris4, sessionnet, sessionnet6, sdnet, morerubin, provox
# [[source]]
# body = "Landkreis Lörrach"    # or its key: "08336"
# vendor = "sessionnet"
# url = "https://session.example.de/bi/"
# options = {{ hosts = "files.example.org" }}    # where its files lie, if on another domain; more options as vendors name them
"""


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """Values of [fetch]; times in seconds or days as named, sizes in megabytes (10**6 bytes)."""

    contact: str = ""
    seconds_between_requests: float = 1.0
    seconds_per_answer: float = 120.0
    megabytes_per_answer: float = 100.0
    redirects: int = 5
    retries: int = 3
    seconds_before_retry: float = 5.0
    sources_at_once: int = 8
    days_until_settled: int = 120
    days_between_full_walks: int = 30
    allow_loopback: bool = False


@dataclass(frozen=True, slots=True)
class OwnSource:
    """A [[source]] of the settings. `body` as the user wrote it: a key or a name; `options` the vendor's own."""

    body: str
    vendor: str
    url: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Values of ratslese.toml; sizes in megabytes (10**6 bytes), times in seconds."""

    name: str = ""
    megabytes_per_file: int = 200
    pages_per_file: int = 2000
    seconds_per_file: int = 300
    megabytes_of_memory: int = 4000
    files_per_zip: int = 20000
    megabytes_per_zip: int = 4000
    processes: int = 0
    taxonomy_files: tuple[Path, ...] = ()
    fetch: FetchSettings = field(default_factory=FetchSettings)
    sources: tuple[OwnSource, ...] = ()
    engine: str = "whoosh"
    names: bool = False
    saved: tuple[tuple[str, str], ...] = ()


def load_settings(archive: Path) -> Settings:
    """Read ratslese.toml, once as long as it stays the same. Raises ArchiveError naming the file and the key that is wrong."""
    path = archive / SETTINGS
    try:
        told = path.stat()
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    return _load(archive, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=8)
def _load(archive: Path, changed: int, size: int) -> Settings:
    path = archive / SETTINGS
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path}: not valid TOML: {error}") from error
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    own = _parse_sources(path, data.pop("source", []))
    for section in data:
        if section not in ("archive", "limits", "run", "taxonomies", "fetch", "search", "study") or not isinstance(data[section], dict):
            sections = "[archive], [limits], [run], [taxonomies], [fetch], [search], [study.NAME], [[source]]"
            raise ArchiveError(f"{path}: {section!r} is no section of the settings; there are {sections}")
    numbers = {**data.get("limits", {}), **data.get("run", {})}
    known = {entry.name for entry in fields(Settings) if entry.type == "int"}
    for key, value in numbers.items():
        if key not in known:
            raise ArchiveError(f"{path}: unknown setting {key!r}")
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ArchiveError(f"{path}: {key} must be a whole number, not {value!r}")
    files = data.get("taxonomies", {}).get("files", [])
    if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
        raise ArchiveError(f'{path}: files in [taxonomies] must be a list of paths, as in files = ["felder.toml"]')
    extra = tuple(archive / name for name in files)
    name = str(data.get("archive", {}).get("name", ""))
    engine, names, saved = _parse_search(path, data.get("search", {}))
    fetch = _parse_fetch(path, data.get("fetch", {}))
    return Settings(name=name, taxonomy_files=extra, fetch=fetch, sources=own, engine=engine, names=names, saved=saved, **numbers)


def _parse_search(path: Path, values: Mapping[str, Any]) -> tuple[str, bool, tuple[tuple[str, str], ...]]:
    """The engine's name, whether names of staff stay, and the saved queries by name."""
    engine, names, saved = values.get("engine", "whoosh"), values.get("names", False), values.get("saved", {})
    for key in values:
        if key not in ("engine", "names", "saved"):
            raise ArchiveError(f"{path}: unknown setting {key!r} in [search]")
    if engine not in ("whoosh", "tantivy"):
        raise ArchiveError(f'{path}: engine in [search] must be "whoosh" or "tantivy", not {engine!r}')
    if not isinstance(names, bool):
        raise ArchiveError(f"{path}: names in [search] must be true or false, not {names!r}")
    if not isinstance(saved, dict) or not all(isinstance(query, str) for query in saved.values()):
        raise ArchiveError(f'{path}: [search.saved] holds queries in quotes, as in sprache = "Sprachmittler OR Dolmetscher"')
    return engine, names, tuple(saved.items())


def _parse_fetch(path: Path, values: Mapping[str, Any]) -> FetchSettings:
    kinds = {entry.name: str(entry.type) for entry in fields(FetchSettings)}
    wanted = {"str": "a text in quotes", "bool": "true or false", "int": "a whole number", "float": "a number"}
    for key, value in values.items():
        if key not in kinds:
            raise ArchiveError(f"{path}: unknown setting {key!r} in [fetch]")
        kind = kinds[key]
        if isinstance(value, (bool, str)):
            right = kind == type(value).__name__
        else:
            right = isinstance(value, (int, float) if kind == "float" else int) and kind in ("int", "float") and 0 <= value < 10**9
        if not right:
            raise ArchiveError(f"{path}: {key} in [fetch] must be {wanted[kind]}, not {value!r}")
    return FetchSettings(**values)


def _parse_sources(path: Path, entries: Any) -> tuple[OwnSource, ...]:
    example = '[[source]] needs body = "…", vendor = "…" and url = "https://…"'
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise ArchiveError(f"{path}: sources are written with two brackets: {example}")
    found = []
    for entry in entries:
        options = entry.get("options", {})
        texts = all(isinstance(entry.get(name), str) and entry[name].strip() for name in ("body", "vendor", "url"))
        if not texts or not isinstance(options, dict) or set(entry) - {"body", "vendor", "url", "options"}:
            raise ArchiveError(f"{path}: {example}, may have options = {{ name = \"value\" }} and nothing else")
        if not entry["url"].startswith(("http://", "https://")):
            raise ArchiveError(f"{path}: url of a [[source]] must begin with https:// or http://, not {entry['url']!r}")
        pairs = tuple((str(name), str(value)) for name, value in options.items())
        found.append(OwnSource(entry["body"].strip(), entry["vendor"].strip(), entry["url"].strip(), pairs))
    return tuple(found)
