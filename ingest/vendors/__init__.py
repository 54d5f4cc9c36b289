"""Adapters of Ratsinformationssysteme: one module a vendor, one line here. Pure; the crawler is `ingest.crawl`."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from ingest.vendors.records import Evidence, RisPaper, Vendor

# vendor → module with its `VENDOR`; loaded when it is asked for. The order is that of recognition.
MODULES: dict[str, str] = {
    "oparl": "ingest.vendors.oparl",
    "allris3": "ingest.vendors.allris3",
    "allris4": "ingest.vendors.allris4",
    "sessionnet": "ingest.vendors.sessionnet",
    "sessionnet6": "ingest.vendors.sessionnet6",
    "sdnet": "ingest.vendors.sdnet",
    "morerubin": "ingest.vendors.morerubin",
    "provox": "ingest.vendors.provox",
}


def load_vendor(name: str) -> Vendor:
    """The adapter of a vendor. KeyError for a name that is none of MODULES."""
    vendor: Vendor = import_module(MODULES[name]).VENDOR
    return vendor


def recognise(data: bytes, url: str = "") -> Iterator[Evidence]:
    """All signs of all vendors on a page, in the order of MODULES."""
    for name in MODULES:
        yield from load_vendor(name).recognise(data, url)


def parse_saved_page(data: bytes, url: str = "") -> RisPaper | None:
    """A saved page of one paper, read by the vendor whose sure signs it bears; None where it is no page of a paper."""
    seen: list[str] = []
    for evidence in recognise(data, url):
        if evidence.weight >= 1 and evidence.vendor not in seen:
            seen.append(evidence.vendor)
    for name in seen:
        paper = load_vendor(name).parse_paper(data, url)
        if paper is not None:
            return paper
    return None
