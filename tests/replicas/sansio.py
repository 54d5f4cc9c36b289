"""Walks an adapter through a site without sockets, as the crawler does: lists before papers, each paper and each address once."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from ingest.vendors.records import Ask, Found, PaperRef, Refusal, Reply, RisPaper, Source, Trouble, Vendor, Window
from tests.replicas.replica import Request, Site

BASE = "https://ris.test"
TODAY = "2026-11-22"


@dataclass
class Walked:
    """What came of a walk. `asked`: the addresses that reached the server, one for each request."""

    papers: list[RisPaper] = field(default_factory=list)
    refs: list[PaperRef] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    @property
    def public(self) -> dict[str, RisPaper]:
        """Reference → paper of those that are neither deleted nor withheld."""
        return {paper.facts.reference: paper for paper in self.papers if not (paper.deleted or paper.withheld)}

    @property
    def codes(self) -> list[str]:
        return [trouble.problem.code for trouble in self.troubles]


def walk(vendor: Vendor, site: Site, window: Window | None = None, source: Source | None = None, most: int = 5000) -> Walked:
    """`source` may leave out its url. More than `most` requests are a failure of the adapter."""
    window, start = window or Window(today=TODAY), site.start(BASE)
    source = Source(vendor.name, start, source.body, source.ags, source.options) if source else Source(vendor.name, start)
    told, cache, seen = Walked(), dict[str, Reply](), set[str]()
    queue: list[Found] = list(vendor.begin(source, window))
    while queue and not told.refusals:
        found = queue.pop(0)
        if isinstance(found, Ask):
            queue[:0] = vendor.follow(source, window, found, _answer(site, found, cache, told, most))
        elif isinstance(found, PaperRef):
            told.refs.append(found)
            if found.ask is not None and found.public is not False and found.key not in seen:
                seen.add(found.key)
                queue.append(found.ask)
        elif isinstance(found, RisPaper):
            told.papers.append(found)
        elif isinstance(found, Trouble):
            told.troubles.append(found)
        else:
            told.refusals.append(found)
    return told


def _answer(site: Site, ask: Ask, cache: dict[str, Reply], told: Walked, most: int) -> Reply:
    if not ask.fresh and ask.form is None and ask.url in cache:
        return cache[ask.url]
    told.asked.append(ask.url)
    assert len(told.asked) <= most, "the adapter asks without end"
    answer = site.answer(request_of(ask))
    reply = Reply(ask.url, answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.body)
    if reply.status == 200:
        cache[ask.url] = reply
    return reply


def request_of(ask: Ask) -> Request:
    parts = urlsplit(ask.url)
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    headers = {name.lower(): value for name, value in ask.headers}
    return Request("GET" if ask.form is None else "POST", parts.path, query, dict(ask.form or ()), headers)
