"""Pages of Ratsinformationssysteme that somebody saved by hand: read with their vendor's parser as a fetched page would be.

What the page tells of its paper (number, title, Beratungsfolge, documents) is told of the imported file; it wins over what extraction
reads, as for a fetched paper. The documents are filed by name and address, not fetched.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from corpus.harvest import FileRow, Harvest, PaperRow, moment
from corpus.municipalities import find_municipality
from corpus.raw import raw_path
from corpus.registry import registry
from corpus.store import Archive, Transaction
from corpus.types import PaperFacts, fill_facts
from ingest.crawl.encode import encode_paper, hash_paper
from ingest.vendors import parse_saved_page
from ingest.vendors.records import RisPaper

PAGES = (".html", ".htm", ".xhtml", ".asp", ".php", ".json")
SAVED = "saved:"  # begins the source's id of what was saved by hand; the ledger counts it as imported
_MOST_BYTES = 8_000_000
_SIGN = re.compile(rb"(?i)allris|smc|sessionnet|sd\.?net|more!|gremien\.info|provox|oparl|iip")
_ADDRESS = re.compile(rb"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+)\s*-->")  # what browsers write into saved pages


def read_saved_page(archive: Path, sha256: str, name: str, url: str = "") -> RisPaper | None:
    """The paper whose page a stored file is; None for any other file."""
    path = raw_path(archive, sha256)
    if not name.lower().endswith(PAGES) or path.stat().st_size > _MOST_BYTES:
        return None
    data = path.read_bytes()
    if not _SIGN.search(data):  # most pages are none: do not parse them
        return None
    found = _ADDRESS.search(data[:4096])
    paper = parse_saved_page(data, url or (found[1].decode("ascii", "replace") if found else ""))
    return None if paper is None or paper.withheld or paper.deleted else paper


def told_by_page(paper: RisPaper, told: PaperFacts) -> PaperFacts:
    """What the user told, else what the page tells; the key of its body where that is certain."""
    facts = fill_facts(told, paper.facts)
    if told.body or facts.ags or not facts.body:
        return facts
    body = registry().match(facts.body)
    return replace(facts, ags=body.ags if body else find_municipality(facts.body))


def keep_page(archive: Archive, connection: Transaction, paper: RisPaper, paper_id: str, sha256: str) -> None:
    """File the vendor and the documents that a page names under its paper."""
    harvest = Harvest(archive, f"{SAVED}{paper.vendor}")
    harvest.save_source(connection, vendor=paper.vendor, state="saved by hand")
    at, key = moment(), f"{paper.key or paper.facts.reference}#{sha256[:12]}"
    row = PaperRow(
        key, paper.url, paper.facts.reference, paper.facts.title, paper.facts.paper_type, paper.facts.date, public=paper.facts.public,
        record_hash=hash_paper(paper), paper_id=paper_id, state="fetched", first_seen=at, last_seen=at, fetched_at=at,
    )  # fmt: skip
    harvest.save_papers(connection, [row])
    harvest.save_record(connection, row, encode_paper(paper))
    files = [
        FileRow(file.key, place, file.name, file.url, file.size, file.role, state="left") for place, file in enumerate(paper.files)
    ]  # fmt: skip
    harvest.save_files(connection, key, files)
