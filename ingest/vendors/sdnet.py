"""SD.NET RIM (Sternberg), the HTML pages: the list of papers newest first, each paper's page. Where the list is switched off: the
calendar's export, the agendas, and the papers on them. Its OParl interface is read by ingest.vendors.oparl. Pure.

Addresses hold an encrypted token ("?__=UGhV…") that may change: papers are known by number and kind, files by their names.
The list is in the order of the numbers, not of the meetings: it is read until two pages in a row name only meetings before the period.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from ingest.vendors.oparl_json import find_refusal
from ingest.vendors.pages import meta_content, parse_html, text_of
from ingest.vendors.records import Ask, Evidence, Found, PaperRef, Reply, RisPaper, Source, Vendor, Window, trouble
from ingest.vendors.sdnet_pages import (
    PaperRow,
    find_export,
    paper_key,
    parse_agenda_page,
    parse_calendar,
    parse_list_page,
    parse_paper_page,
)

MOST_PAGES = 4000  # of the list of papers
STALE_PAGES = 2  # pages in a row without a meeting in the period that end the list
REVISIT = 180  # days before the last walk of which papers still change (results are entered late)
_NOT_PUBLIC = re.compile(
    r"keine (?:ausreichende )?berechtigung|nicht[\s-]?öffentlich|bitte melden sie sich an|nicht berechtigt"
    r"|zugriff verweigert|kein zugriff",
    re.I,
)
_PAGES = r"(?:vorlagen|termine|tops|vorgang|gremien|startseite|recherche|personen|fraktionen|info|index\.php|rss|webservice/.*)"


def recognise(data: bytes, url: str) -> Iterator[Evidence]:
    head = data[:60000]
    if b"SD.NET" not in head and b"sdnetrim" not in data and b"SDNETRIM" not in data:
        return
    tree = parse_html(data)
    if tree is None:
        return
    title = text_of(next(iter(tree.iter("title")), None))
    found = re.search(r"SD\.NET RIM(?:\s+([\d.]+))?", title)
    generator = meta_content(tree, "generator")
    if "SD.NET" in generator:
        yield Evidence("sdnet", f"meta generator: {generator}", (found[1] or "") if found else "")
    if found:
        yield Evidence("sdnet", f"title: {title}", found[1] or "")
    if "SD.NET RIM" in meta_content(tree, "description"):
        yield Evidence("sdnet", f"meta description: {meta_content(tree, 'description')}")
    if tree.xpath("//a[contains(@href, '/sdnetrim/')]"):
        yield Evidence("sdnet", "links to /sdnetrim/…", weight=0.6)


def parse_paper(data: bytes, url: str) -> RisPaper | None:
    """A saved page of one paper."""
    return parse_paper_page(data, url)


def begin(source: Source, window: Window) -> Iterator[Found]:
    yield Ask(find_base(source.url) + "vorlagen", "list", fresh=True, priority=5)


def find_base(url: str) -> str:
    """The application's address: "https://rim.example/name/vorlagen?…" → "https://rim.example/name/"."""
    parts = urlsplit(url)
    path = re.sub(rf"/{_PAGES}/?$", "/", parts.path or "/", flags=re.I)
    return f"{parts.scheme}://{parts.netloc}{path if path.endswith('/') else path + '/'}"


def follow(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    refusal = find_refusal(reply)
    if refusal and not (reply.status == 200 and any(recognise(reply.body, reply.url))):  # a paper's own page may deny access to it alone
        yield refusal
    elif ask.kind == "list":
        yield from _follow_list(source, window, ask, reply)
    elif ask.kind == "calendar":
        export = find_export(reply.body, reply.url) if reply.status == 200 else ""
        yield Ask(export or find_base(source.url) + "termine/ics/SD.NET_RIM.ics", "export", fresh=True, priority=4)
    elif ask.kind == "export":
        yield from _follow_export(window, ask, reply)
    elif ask.kind == "agenda":
        yield from _follow_agenda(ask, reply)
    elif ask.kind == "paper":
        yield from _follow_paper(ask, reply)


def _follow_list(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    seen = [mark for mark in ask.told("seen").split(",") if mark]
    rows, following = parse_list_page(reply.body, reply.url, len(seen) + 1) if reply.status == 200 else ([], "")
    if not rows and not seen:
        yield Ask(find_base(source.url) + "termine", "calendar", fresh=True, priority=4)
        return
    if not rows:
        message = f"{ask.url}: page {len(seen) + 1} of the list of papers cannot be read (HTTP {reply.status})"
        yield trouble("sdnet_list", message, ask, retry=True)
        return
    mark = hashlib.blake2b("|".join(row.reference + row.title for row in rows).encode("utf-8", "replace"), digest_size=5).hexdigest()
    if mark in seen:
        message = f"{ask.url}: the list of papers repeats itself after {len(seen)} pages; the rest is not to be had"
        yield trouble("sdnet_loop", message, ask)
        return
    for row in rows:
        yield from _see(row)
    dates = [row.date for row in rows if row.date]
    begin_of = _first_day(window)
    stale = int(ask.told("stale") or 0) + 1 if dates and max(dates) < begin_of else 0
    if following and stale < STALE_PAGES and len(seen) < MOST_PAGES:
        context = (("seen", ",".join([*seen, mark])), ("stale", str(stale)))
        yield Ask(following, "list", context, fresh=True, priority=5)


def _first_day(window: Window) -> str:
    """Meetings before this day are not looked for: the period's begin, or what may have changed since the last walk."""
    import datetime

    if window.full or not re.match(r"\d{4}-\d\d-\d\d", window.changed_since):
        return window.since
    try:
        day = datetime.date.fromisoformat(window.changed_since[:10]) - datetime.timedelta(days=REVISIT)
    except (ValueError, OverflowError):
        return window.since
    return max(window.since, day.isoformat())


def _see(row: PaperRow) -> Iterator[Found]:
    key = paper_key(row.reference, row.paper_type)
    if key and row.url:
        context = tuple((name, value) for name, value in (("key", key), ("reference", row.reference), ("type", row.paper_type)) if value)
        ask = Ask(row.url, "paper", context)
        yield PaperRef(key, row.url, row.reference, row.title, row.paper_type, row.date, row=row.row, ask=ask)


def _follow_export(window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    meetings = parse_calendar(reply.body) if reply.status == 200 else []
    if not meetings:
        what = f"neither the list of papers nor the calendar's export can be read (HTTP {reply.status})"
        yield trouble("sdnet_lists", f"{ask.url}: {what}; use the OParl interface if there is one", ask, retry=reply.status >= 500)
    for meeting in meetings:
        if not (window.since and meeting.date < window.since) and not (window.until and meeting.date > window.until):
            yield Ask(meeting.url, "agenda", (("date", meeting.date),), fresh=True, priority=3)


def _follow_agenda(ask: Ask, reply: Reply) -> Iterator[Found]:
    rows = parse_agenda_page(reply.body, reply.url) if reply.status == 200 else None
    for row in rows or ():
        yield from _see(replace(row, date=row.date or ask.told("date")))
    if rows is None and reply.status != 200:
        message = f"{ask.url}: agenda of {ask.told('date')} cannot be read (HTTP {reply.status})"
        yield trouble("sdnet_agenda", message, ask, retry=reply.status >= 500)


def _follow_paper(ask: Ask, reply: Reply) -> Iterator[Found]:
    paper = parse_paper_page(reply.body, reply.url) if reply.status == 200 else None
    if paper is not None:
        facts = paper.facts
        if ask.told("reference") and not facts.reference:
            facts = replace(facts, reference=ask.told("reference"), paper_type=facts.paper_type or ask.told("type"))
        yield replace(paper, key=ask.told("key") or paper.key, facts=facts)
        return
    said = text_of(parse_html(reply.body)) if reply.status == 200 else ""
    if _NOT_PUBLIC.search(said):
        yield RisPaper("sdnet", ask.told("key"), ask.url, withheld=True)
    else:
        message = f"{ask.told('reference') or ask.url}: its page holds no paper (HTTP {reply.status})"
        yield trouble("sdnet_paper", message, ask, retry=reply.status >= 500)


VENDOR = Vendor("sdnet", "SD.NET RIM", recognise, parse_paper, begin, follow)
