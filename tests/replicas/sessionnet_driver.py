"""Drives an adapter against a replica without sockets: asks, follows redirects, keeps the cookies of a session, gathers what is found."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urljoin, urlsplit

from ingest.vendors.records import Ask, Found, PaperRef, Refusal, Reply, RisPaper, Source, Trouble, Vendor, Window
from tests.replicas.replica import Request, Site

BASE = "http://ris.example"


@dataclass
class Harvest:
    """Papers by key (all forms in which they came, the last one counts), references by key, and what went wrong."""

    papers: dict[str, list[RisPaper]] = field(default_factory=dict)
    refs: dict[str, list[PaperRef]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)
    asked: list[Ask] = field(default_factory=list)

    def public(self) -> dict[str, RisPaper]:
        return {key: forms[-1] for key, forms in self.papers.items() if not forms[-1].withheld}


def fetch(site: Site, ask: Ask, cookies: dict[str, str]) -> Reply:
    """The answer to one request, redirects followed."""
    url, form = ask.url, ask.form
    for _ in range(5):
        parts = urlsplit(url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        method = "GET" if form is None else "POST"
        answer = site.answer(Request(method, parts.path, query, dict(form or ()), dict(ask.headers), dict(cookies)))
        if told := answer.headers.get("Set-Cookie"):
            name, _, value = told.split(";")[0].partition("=")
            cookies[name] = value
        if answer.status not in (301, 302, 303):
            return Reply(url, answer.status, {"content-type": answer.content_type}, answer.body)
        url, form = urljoin(url, answer.headers["Location"]), None
    raise AssertionError(f"{ask.url}: redirects without end")


def harvest(site: Site, vendor: Vendor, window: Window, source: Source | None = None, most: int = 20_000) -> Harvest:
    """All that an adapter finds at a replica, in the order in which it asks; the same request is made once, as the crawler does."""
    found = Harvest()
    start = site.start(BASE)
    source = source or Source(site.vendor, start)
    queue: deque[Ask] = deque()
    seen: set[object] = set()
    jars: dict[str, dict[str, str]] = {}

    def take(entries: Iterable[Found]) -> None:
        for entry in entries:
            ask = entry if isinstance(entry, Ask) else None
            if isinstance(entry, PaperRef):
                ask = entry.ask if entry.key not in found.refs else None
                found.refs.setdefault(entry.key, []).append(entry)
            elif isinstance(entry, RisPaper):
                found.papers.setdefault(entry.key, []).append(entry)
            elif isinstance(entry, Trouble):
                found.troubles.append(entry)
            elif isinstance(entry, Refusal):
                found.refusals.append(entry)
            if ask is not None and (ask.session or ask not in seen):
                seen.add(ask)
                queue.append(ask)

    take(vendor.begin(source, window))
    while queue and not found.refusals:
        assert len(found.asked) < most, "the walk goes on for ever"
        ask = queue.popleft()
        found.asked.append(ask)
        take(vendor.follow(source, window, ask, fetch(site, ask, jars.setdefault(ask.session, {}) if ask.session else {})))
    return found
