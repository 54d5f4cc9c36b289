"""The walk without a network: what becomes of a list that cannot be had."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.sources import make_source
from corpus.store import Archive
from corpus.types import PaperFacts, Problem
from ingest.crawl.keep import Keeper
from ingest.crawl.walk import Walk
from ingest.vendors.records import Ask, Found, Reply, RisPaper, Source, Trouble, Vendor, Window

BASE = "https://ris.kreis-beispiel.de/"


def begin(source: Source, window: Window) -> Iterator[Found]:
    yield Ask(f"{BASE}gremien", "first")


def follow(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    if ask.kind == "first":
        if reply.status != 200:
            yield Trouble(Problem("list", "no list"))
        yield Ask(f"{BASE}vorlagen", "second")
    elif reply.status == 200:
        yield RisPaper("tiny", "k1", f"{BASE}vorlagen#1", PaperFacts(reference="1/2024", title="Radweg"))


def test_a_list_that_cannot_be_had_does_not_hide_those_behind_it(archive: Archive) -> None:
    vendor = Vendor("tiny", "Tiny", lambda data, url: (), lambda data, url: None, begin, follow)
    keeper = Keeper(archive, make_source("sessionnet", BASE, "Landkreis Lörrach"))
    with archive.begin() as connection:
        keeper.harvest.save_source(connection, vendor="tiny", url=BASE)
    walk = Walk(vendor, Source("tiny", BASE), Window(today="2024-05-01"), keeper)
    walk.begin()
    first = walk.next_job()
    assert first is not None
    walk.fail(first, Problem("http", "no answer"))
    second = walk.next_job()
    assert second is not None
    assert second.ask.kind == "second"
    walk.answer(second, Reply(second.ask.url, 200, {}, b"[]"))
    assert walk.next_job() is None
    assert not walk.complete  # something was not seen: nothing is taken for vanished
    assert walk.failed_lists == 1
