"""The HTTP cache in the archive's folder http/: pages only, for conditional requests and for walks that were interrupted.

RFC 2616 as Scrapy has it, with two differences: an answer is never taken to be fresh because of its age (a list must be asked), and
within one walk a page that shares no session is not asked twice. Kept in one SQLite file: no pickles, so that an archive that a
stranger gave you runs nothing.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
import zlib
from pathlib import Path
from typing import Any

from scrapy.extensions.httpcache import RFC2616Policy
from scrapy.http import Request, Response

FOLDER, NAME = "http", "pages.sqlite"
DAY = 86_400.0  # s: an interrupted walk that goes on later than this asks its pages again
_VALIDATORS = (b"ETag", b"Last-Modified")


class Policy(RFC2616Policy):
    """When an answer is kept, and when it may be used."""

    def should_cache_response(self, response: Response, request: Request) -> bool:
        if response.status != 200 or "partial" in response.flags:
            return False
        return b"no-store" not in self._parse_cachecontrol(response) or bool(request.meta.get("walk_began"))

    def is_cached_response_fresh(self, cachedresponse: Response, request: Request) -> bool:
        began = request.meta.get("walk_began", 0.0)
        stored = request.meta.get("cache_timestamp", 0.0)
        if began and not request.meta.get("fresh") and began <= stored and time.time() - stored < DAY:
            return True
        self._set_conditional_validators(request, cachedresponse)
        return False

    def is_cached_response_valid(self, cachedresponse: Response, response: Response, request: Request) -> bool:
        return response.status == 304  # a server's error must not pass for yesterday's page


class Storage:
    """Answers in SQLite, by method, address, body and the headers that an adapter adds."""

    def __init__(self, settings: Any) -> None:
        self._path = Path(settings["HTTPCACHE_DIR"]) / NAME
        self._database: sqlite3.Connection | None = None

    def open_spider(self, spider: object) -> None:
        self._database = open_cache(self._path)

    def close_spider(self, spider: object) -> None:
        if self._database is not None:
            self._database.close()

    def retrieve_response(self, spider: object, request: Request) -> Response | None:
        assert self._database is not None
        query = "SELECT url, status, headers, body, stored FROM answers WHERE key = ?"
        row = self._database.execute(query, (cache_key(request),)).fetchone()
        if row is None:
            return None
        url, status, headers, body, stored = row
        pairs = {name: [value.encode("latin-1") for value in values] for name, values in json.loads(headers).items()}
        request.meta["cache_timestamp"] = stored
        return Response(url=url, status=status, headers=pairs, body=zlib.decompress(body))

    def store_response(self, spider: object, request: Request, response: Response) -> None:
        assert self._database is not None
        headers = {
            name.decode("latin-1"): [value.decode("latin-1") for value in values]
            for name, values in response.headers.items()
            if name.lower() != b"set-cookie"
        }
        validators = int(any(name in response.headers for name in _VALIDATORS))
        values = (cache_key(request), request.url, response.url, response.status, json.dumps(headers), zlib.compress(response.body, 1))
        row = (*values, time.time(), validators)
        self._database.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def can_ask_conditionally(self, url: str) -> bool:
        """Whether an answer of this address is held with an ETag or a date, so that asking again costs the server little."""
        if self._database is None:
            return False
        row = self._database.execute("SELECT max(validators) FROM answers WHERE asked = ?", (Request(url).url,)).fetchone()
        return bool(row and row[0])


def open_cache(path: Path) -> sqlite3.Connection:
    """The cache's database, made anew where it is missing or broken: it holds nothing that cannot be asked again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _open(path)
    except sqlite3.DatabaseError:
        for leftover in path.parent.glob(f"{path.name}*"):
            leftover.unlink()
        return _open(path)


def _open(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, timeout=60)
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute(
        "CREATE TABLE IF NOT EXISTS answers (key BLOB PRIMARY KEY, asked TEXT NOT NULL, url TEXT NOT NULL, status INTEGER NOT NULL,"
        " headers TEXT NOT NULL, body BLOB NOT NULL, stored REAL NOT NULL, validators INTEGER NOT NULL)"
    )
    database.execute("CREATE INDEX IF NOT EXISTS answers_asked ON answers (asked)")
    return database


def cache_key(request: Request) -> bytes:
    """The same for requests that ask the same."""
    told = json.dumps([request.method, request.url, request.meta.get("told_headers", [])]).encode()
    return hashlib.sha256(told + b"\0" + request.body).digest()[:16]
