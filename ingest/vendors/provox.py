"""PROVOX IIP ("Bürger- und Ratsinformationssystem", /ris/<client>/…): recognises it, walks its calendar, reads a paper's page.

Calendar: `meeting/ShowEvents?start=&end=` (JSON, sometimes a JSON text inside JSON) → `meeting/details/ID` → `agendaitem/details/ID` (the
paper) → `file/getfile/ID`. Only blocks headed "Öffentlich" are followed. Source: shared/RIS.md, section 6, and the page stored with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.types import Consultation, PaperFacts
from ingest.vendors.headed import find_headed
from ingest.vendors.labelled import read_fields, read_public, read_units, told_text
from ingest.vendors.months import is_inside, last_month, no_window
from ingest.vendors.obstacles import find_obstacle, unknown_page
from ingest.vendors.pages import Node, absolute, decode_page, find_class, iso_date, parse_html, size_in_bytes, text_of
from ingest.vendors.records import (
    Ask,
    Evidence,
    Found,
    PaperRef,
    Refusal,
    Reply,
    RisFile,
    RisPaper,
    RisText,
    Source,
    Trouble,
    Vendor,
    Window,
)

FIRST_YEAR = 1995
EMPTY_YEARS = 2
_BODY = r"(?:(?:\w+ )?\w*[Ss]tadt|Landkreis|Kreis|\w*[Gg]emeinde|Region|Flecken|Amt)\s+[A-ZÄÖÜ].*"


def recognise(data: bytes, url: str = "") -> Iterator[Evidence]:
    """Signs of PROVOX IIP on a page."""
    text = decode_page(data[:400_000])
    if re.search(r"Provox\s+IIP", text, re.I):
        yield Evidence("provox", "words Provox IIP")
    place = re.search(r"/ris/[\w.-]+/(?:agendaitem|meeting|file|itemtracker)/", text)
    if place and re.search(r"href=[\"']?https?://(?:www\.)?provox\.de\b", text, re.I):
        yield Evidence("provox", f"link to provox.de, addresses {place[0]}…")
    if re.search(r"/ris/[^/?#]+/(?:agendaitem|meeting|file)(?:/|$)", url):
        yield Evidence("provox", "address /ris/<client>/…", weight=0.5)


def parse_paper(data: bytes, url: str = "") -> RisPaper | None:
    """The paper of an agendaitem/details page; None for any other page."""
    return _parse(data, url, "")


def _parse(data: bytes, url: str, content_type: str) -> RisPaper | None:
    tree = parse_html(data, content_type)
    if tree is None or find_class(tree, "meetingitem") or not next(recognise(data, url), None):
        return None
    title = next((text_of(entry) for entry in tree.iter("h3") if text_of(entry)), "")
    table = _consultation_table(tree)
    fields = read_fields(tree)
    unit = next((entry for entry in find_class(tree, "aidepartment", "dd")), None)
    reference = _reference(tree)
    if not title or not (reference or unit is not None or table is not None):
        return None
    found = re.search(r"agendaitem/details/(\d{1,12})", url)
    return RisPaper(
        "provox",
        f"agendaitem={found[1]}" if found else f"reference={reference}",
        url,
        PaperFacts(
            body=_body(tree),
            reference=reference,
            title=title,
            paper_type=told_text(fields, "type"),
            date=iso_date(told_text(fields, "date")),
            public=read_public(told_text(fields, "status")),
            lead_unit=read_units(unit) or told_text(fields, "lead"),
            consultations=tuple(_consultations(table)) if table is not None else (),
        ),
        files=_files(tree, url),
        texts=tuple(_texts(tree)),
        person=told_text(fields, "person"),
    )


def _reference(tree: Node) -> str:
    """The number beside the heading "Vorlagendetails"."""
    for entry in tree.xpath("//*[@id='agendaitemnumber'] | //*[contains(@class, 'heading')]//span | //*[@role='heading']//span"):
        if re.search(r"\d", text_of(entry)) and len(text_of(entry)) < 40:
            return text_of(entry)
    return ""


def _body(tree: Node) -> str:
    """The body that the foot names beside the maker: "© PROVOX … & Stadt Hameln"."""
    for maker in tree.xpath("//a[contains(@href, 'provox.de')]"):
        for link in maker.itersiblings(tag="a"):
            if re.fullmatch(_BODY, text_of(link)):
                return text_of(link)
    return ""


def _consultation_table(tree: Node) -> Node | None:
    for head in tree.xpath("//table//th[starts-with(normalize-space(.), 'Beratungsfolge') or starts-with(normalize-space(.), 'Gremium')]"):
        return next(head.iterancestors("table"))
    return None


def _consultations(table: Node) -> Iterator[Consultation]:
    heads = [text_of(head) for head in table.xpath(".//tr[th][1]/th")]
    for row in table.xpath(".//tr[td]"):
        cells: list[str] = []
        for cell in row.xpath("./td"):
            span = cell.get("colspan") or "1"
            cells += [text_of(cell)] * (int(span) if re.fullmatch(r"[1-9]", span) else 1)
        told = dict(zip(heads, cells, strict=False))
        votes = [(head, told[head]) for head in heads if re.match(r"(?:Ja|Nein|Enth)\b", head) and told.get(head)]
        result = ", ".join(f"{head} {vote}" for head, vote in votes) if all(vote.isdigit() for _, vote in votes) else votes[0][1]
        if cells and cells[0]:
            yield Consultation(cells[0], iso_date(told.get("Datum", "")), result=result)


def _files(tree: Node, base: str) -> tuple[RisFile, ...]:
    """Documents once each; the first that is not called Anlage is the main one."""
    found: dict[str, RisFile] = {}
    for link in tree.xpath("//a[contains(@href, '/getfile/')]"):
        number = re.search(r"/getfile/(\d{1,12})", link.get("href"))
        tips = [link.get("title") or "", *(str(tip) for tip in link.xpath(".//@title"))]
        name = link.get("aria-label") or text_of(link) or next((tip.split(",")[0] for tip in tips if tip), "")
        if not number or number[1] in found:
            continue
        size = next((size_in_bytes(tip) for tip in tips if size_in_bytes(tip) is not None), None)
        kind = "application/pdf" if link.xpath(".//*[contains(@class, 'file-pdf')]") else ""
        name = " ".join(name.split()) or "Dokument"
        file = RisFile(f"file={number[1]}", name, absolute(base, link.get("href")), size=size, media_type=kind)
        first = not re.match(r"anlage", name, re.I) and all(known.role != "main" for known in found.values())
        found[number[1]] = replace(file, role="main") if first else file
    return tuple(found.values())


def _texts(tree: Node) -> Iterator[RisText]:
    """Beschlusstext and other passages: `dt` heading, `dd` text."""
    for head in tree.iter("dt"):
        passage = head.getnext()
        if passage is None or passage.tag != "dd" or "aidepartment" in (passage.get("class") or ""):
            continue
        for text in find_headed(passage, text_of(head), None):
            if text.kind != "other" or len(text.text) > 100:
                yield text


# --- the walk -----------------------------------------------------------------------------------------------------------------------


def begin(source: Source, window: Window) -> Iterator[Found]:
    """Asks the calendar of the newest year, or the start page where the address does not name the client."""
    found = re.match(r"(https?://[^/?#]+/ris/[^/?#]+)(?:[/?#]|$)", source.url)
    if found:
        yield from _year_ask(window, f"{found[1]}/", last_month(window)[0], 0)
    else:
        yield Ask(source.url, "start", fresh=True)


def _year_ask(window: Window, base: str, year: int, empty: int) -> Iterator[Found]:
    if not year:
        yield no_window(base)
        return
    first = int(window.since[:4]) if re.match(r"\d{4}", window.since) else FIRST_YEAR
    if year >= first and (window.since or empty < EMPTY_YEARS):
        url = f"{base}meeting/ShowEvents?start={year}-01-01&end={year + 1}-01-01"
        yield Ask(url, "events", (("base", base), ("year", str(year)), ("empty", str(empty))), session="provox", fresh=True)


def follow(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    """What an answer holds and what to ask next. The walk goes on where a year fails."""
    obstacle = find_obstacle(reply)
    if isinstance(obstacle, Refusal) or (obstacle is not None and ask.kind != "events"):
        yield obstacle
    elif ask.kind == "start":
        links = re.findall(r"(?:https?://[^\"'/\s>]{1,200})?/ris/[\w.-]{1,80}/(?=meeting/|agendaitem/)", decode_page(reply.body))
        if links:
            yield from _year_ask(window, absolute(reply.url, links[0]), last_month(window)[0], 0)
        else:
            yield unknown_page(reply, "PROVOX IIP")
    elif ask.kind == "events":
        yield from _follow_events(window, ask, reply, obstacle)
    elif ask.kind == "meeting":
        yield from _follow_meeting(ask, reply)
    elif ask.kind == "paper":
        yield from _follow_paper(ask, reply)


def _follow_events(window: Window, ask: Ask, reply: Reply, obstacle: Trouble | None) -> Iterator[Found]:
    """A year's meetings; one without an address has no agenda yet. Then the year before it."""
    base, year = ask.told("base"), int(ask.told("year") or 0)
    meetings = _events(reply.body) if obstacle is None else None
    if meetings is None:
        yield replace(obstacle or unknown_page(reply, "PROVOX IIP"), retry=False)
    for number, date in meetings or ():
        if is_inside(window, date):
            yield Ask(f"{base}meeting/details/{number}", "meeting", (("base", base), ("date", date)), session="provox", fresh=True)
    empty = 0 if meetings else int(ask.told("empty") or 0) + 1
    yield from _year_ask(window, base, year - 1, empty)


def _events(body: bytes) -> list[tuple[str, str]] | None:
    """(id, date) of the events that have a page; None where the answer is no list."""
    found: object = decode_page(body)
    try:
        for _ in range(2):
            found = json.loads(found) if isinstance(found, str) else found
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list):
        return None
    events = [entry for entry in found if isinstance(entry, dict) and entry.get("url")]
    pairs = [(str(entry.get("id", "")), iso_date(str(entry.get("start", "")))) for entry in events]
    return [(number, date) for number, date in pairs if re.fullmatch(r"\d{1,12}", number) and date]


def _follow_meeting(ask: Ask, reply: Reply) -> Iterator[Found]:
    """The papers of the public blocks. A block that is headed otherwise is never followed."""
    tree = parse_html(reply.body, reply.headers.get("content-type", ""))
    if tree is None:
        yield unknown_page(reply, "PROVOX IIP")
        return
    topics = find_class(tree, "topic")
    blocks = [(topic, _topic_is_public(topic)) for topic in topics] or [(tree, None)]
    for block, public in blocks:
        for link in block.xpath(".//a[contains(@href, 'agendaitem/details/')]"):
            found = re.search(r"agendaitem/details/(\d{1,12})", link.get("href"))
            if found:
                item = next((above for above in link.iterancestors() if "meetingitem" in (above.get("class") or "").split()), link)
                yield _paper_ref(found[1], item, public, ask)


def _topic_is_public(topic: Node) -> bool | None:
    heads = find_class(topic, "header")
    return read_public((heads[0].text or "") + " ".join(text_of(child) for child in heads[0])) if heads else None


def _paper_ref(number: str, item: Node, public: bool | None, ask: Ask) -> PaperRef:
    url, key, date = f"{ask.told('base')}agendaitem/details/{number}", f"agendaitem={number}", ask.told("date")
    if public is False:
        return PaperRef(key, url, date=date, public=False)
    title = next((text_of(entry) for entry in find_class(item, "TOText")), "")
    reference = next((text_of(entry) for entry in item.xpath(".//*[@id='agendaitemnumber']")), "")
    page = Ask(url, "paper", session="provox", fresh=True)
    return PaperRef(key, url, reference, title, date=date, public=public, row="|".join((ask.url, text_of(item))), ask=page)


def _follow_paper(ask: Ask, reply: Reply) -> Iterator[Found]:
    key, text = f"agendaitem={ask.url.rpartition('/')[2]}", decode_page(reply.body[:100_000])
    paper = _parse(reply.body, ask.url, reply.headers.get("content-type", ""))
    if paper is not None and paper.facts.public is not False:
        yield replace(paper, key=key)
    elif paper is not None or re.search(r"keine berechtigung|anmeldung erforderlich|/account/login", f"{reply.url} {text}".casefold()):
        yield RisPaper("provox", key, ask.url, withheld=True)
    else:
        yield unknown_page(reply, "PROVOX IIP")


VENDOR = Vendor("provox", "PROVOX IIP", recognise, parse_paper, begin, follow)
