"""Fetches from a replica in a process of its own (Twisted's reactor cannot be started twice): python -m tests.ingest.crawl.driver JSON.

The argument: {"archive", "vendor", "url", "body", "wish": {…}}. Prints the outcomes as JSON.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from corpus.sources import make_source
from corpus.store import Archive
from ingest.crawl.run import Wish, fetch_sources
from ingest.vendors import load_vendor
from ingest.vendors.records import Vendor


def find_vendor(name: str) -> Vendor:
    if name == "tiny":
        from tests.replicas import tiny

        return tiny.VENDOR
    return load_vendor(name)


def main() -> None:
    told = json.loads(sys.argv[1])
    wish = told.get("wish", {})
    wish["kinds"] = tuple(wish.get("kinds", ()))
    sources = [make_source(told["vendor"], url, told.get("body", "Landkreis Lörrach")) for url in told["urls"]]
    with Archive.open(Path(told["archive"])) as archive:
        outcomes = fetch_sources(archive, sources, Wish(**wish), vendors=find_vendor)
    shown = [
        {"id": entry.source.source_id, "state": entry.state, "detail": entry.detail, "fetched": entry.fetched, "gone": entry.gone,
         "found": [ref.reference for ref in entry.found]}
        for entry in outcomes
    ]  # fmt: skip
    print(json.dumps(shown))


if __name__ == "__main__":
    main()
