"""Fetches from a replica in a process of its own (Twisted's reactor cannot be started twice): python -m tests.ingest.crawl.driver JSON.

The argument: {"archive", "vendor", "urls", "body", "wish": {…}}. Prints the outcomes as JSON. With --serve the arguments come line by line
on stdin and each is done in a fork that has all modules loaded already: that saves a second for each fetch.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

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


def run(told: dict[str, Any]) -> str:
    os.environ.update(told.get("environment", {}))
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
    return json.dumps(shown)


def serve() -> None:
    import scrapy.crawler  # noqa: F401

    from tests.replicas import tiny  # noqa: F401

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = 1
            try:
                print(run(json.loads(line)), flush=True)
                status = 0
            finally:
                os._exit(status)
        if os.waitpid(child, 0)[1]:
            print("failed", flush=True)


def main() -> None:
    if sys.argv[1] == "--serve":
        serve()
    else:
        print(run(json.loads(sys.argv[1])))


if __name__ == "__main__":
    main()
