"""more!rubin (more! software): the calendar year by year, each meeting with its agenda, the papers on it. Pure.

Newer installations answer api.php with JSON. Older ones answer it with 404: their calendar comes from the mobile web service (or the
calendar page), their agendas are embedded in meeting.php, a paper's Beratungsfolge in vorlagen_details.php. Its OParl interface is read
by ingest.vendors.oparl. A paper that several meetings dealt with is completed from each of them (their answers are in the cache by then):
its PaperRef's Ask carries what is known from meeting to meeting. All *.gremien.info share one server: the crawler has one budget for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlsplit

from ingest.vendors.morerubin_data import (
    body_ids,
    build_paper,
    embedded_props,
    is_yes,
    load_meeting,
    merge,
    missing_meetings,
    papers_of,
)
from ingest.vendors.oparl_bodies import name_bodies, pick_body
from ingest.vendors.oparl_json import JsonObject, date_in, find_refusal, listed, load_json, text_in
from ingest.vendors.oparl_paper import pack_paper, unpack_paper
from ingest.vendors.pages import meta_content, parse_html, text_of
from ingest.vendors.records import Ask, Evidence, Found, PaperRef, Reply, RisPaper, Source, Vendor, Window, trouble

API = "api.php?"
MOBILE = "webservice-mobile/webservice.php?json=true&system=ris&platform=ris&"
FIRST_YEAR = 2000  # before which no calendar is asked for where the period is open
REVISIT = 180  # days before the last walk whose meetings still change
MOST_MEETINGS = 12  # that one paper is completed from


def recognise(data: bytes, url: str) -> Iterator[Evidence]:
    """Sure: the author in the page's head, or a meeting of api.php. The vendor's hosting alone proves nothing (any name resolves)."""
    host = (urlsplit(url).hostname or "") if url else ""
    if re.search(r"(?:^|\.)(?:gremien\.info|more-rubin\d*\.de)$", host) and host not in ("gremien.info", "www.gremien.info"):
        yield Evidence("morerubin", f"host {host}", weight=0.5)
    if data.lstrip()[:1] == b"{":
        if b"agenda_items" in data and b"vorlagennummer" in data and load_meeting(data):
            yield Evidence("morerubin", "JSON of a meeting with agenda_items", "api.php")
        return
    if b"more! software" not in data and b"window.components" not in data and b"/components/index-" not in data:
        return
    tree = parse_html(data)
    if tree is None:
        return
    if meta_content(tree, "author").casefold() == "more! software":
        yield Evidence("morerubin", "meta author: more! software")
    if next(embedded_props(data), None) is not None:
        yield Evidence("morerubin", 'data in window.components["…"]', weight=0.7)
    title = text_of(next(iter(tree.iter("title")), None))
    if title == "Ratsinfosystem" and re.search(rb"/components/index-[\w-]+\.js", data):
        yield Evidence("morerubin", "empty page with /components/index-….js", "api.php", 0.6)


def parse_paper(data: bytes, url: str) -> RisPaper | None:
    """A saved answer that holds one public paper: a paper's page, or a meeting with a single one."""
    told = _details_in(data)
    found = [told] if told else parse_meeting(data)
    if len({entry["id"] for entry in found}) != 1:
        return None
    return build_paper(found[0], url, find_body(data))


def parse_meeting(data: bytes) -> list[JsonObject]:
    """What a meeting's answer or page tells of its public papers."""
    meeting = load_meeting(data)
    return list(papers_of(meeting)) if meeting else []


def find_body(data: bytes) -> str:
    """ "Rats- und Bürgerinfosystem Stadt Musterau" in an older page's title → "Stadt Musterau"."""
    if data.lstrip()[:1] != b"<":
        return ""
    tree = parse_html(data)
    title = text_of(next(iter(tree.iter("title")), None)) if tree is not None else ""
    found = re.match(r"(?:Rats- und )?(?:\w+-\s*und\s+)?\w*(?:info(?:rmations)?(?:system|portal)?|RIS)\s+(?:de[rs]\s+)?(\S.*)", title, re.I)
    return re.sub(r"^(Landkreis|Kreis)es\b", r"\1", found[1]) if found else ""


def begin(source: Source, window: Window) -> Iterator[Found]:
    yield Ask(find_base(source.url) + API + "id=organizations&action=bodies", "bodies", (("way", API),), fresh=True, priority=5)


def find_base(url: str) -> str:
    """The installation's folder: "https://ris.example/meeting.php?id=…" → "https://ris.example/"."""
    parts = urlsplit(url)
    path = re.sub(r"/(?:[\w-]+\.php|meeting|calendar|committee|submission|oparl(?:/.*)?)/?$", "/", parts.path or "/")
    return f"{parts.scheme}://{parts.netloc}{path if path.endswith('/') else path + '/'}"


def follow(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    refusal = find_refusal(reply)
    if refusal and not (reply.status == 200 and b"more! software" in reply.body):
        yield refusal
        return
    value = load_json(reply.body) if reply.status == 200 else None
    if ask.kind == "bodies":
        yield from _follow_bodies(source, window, ask, value)
    elif ask.kind == "calendar":
        yield from _follow_calendar(source, window, ask, reply, value)
    elif ask.kind == "page":
        yield from _follow_calendar_page(source, window, ask, reply)
    elif ask.kind == "meeting":
        yield from _follow_meeting(source, window, ask, reply)
    elif ask.kind in ("paper", "details"):
        yield from _follow_paper(source, window, ask, reply)


def _follow_bodies(source: Source, window: Window, ask: Ask, value: Any) -> Iterator[Found]:
    rows = [row for row in listed(value) if isinstance(row, dict) and text_in(row.get("id")) and text_in(row.get("name"))]
    way = ask.told("way")
    if not rows and way == API:
        url = find_base(source.url) + MOBILE + "id=organizations&action=bodies"
        yield Ask(url, "bodies", (("way", MOBILE),), fresh=True, priority=5)
        return
    context = {"way": way if rows else "", "name": source.body}
    if rows:
        picked = pick_body(rows, source)
        if picked is None:
            which = f"which body is meant is not told; bodies there: {name_bodies(rows)}"
            yield trouble("rubin_body", f"{source.url}: {which}. Set the source's option body to one of them", ask)
            return
        context["name"] = text_in(picked.get("name"))
        context["body"] = text_in(picked.get("id")) if len(rows) > 1 else ""
    yield from _ask_calendars(source, window, {name: text for name, text in context.items() if text})


def _ask_calendars(source: Source, window: Window, context: dict[str, str]) -> Iterator[Found]:
    """A year at a time, newest first. Where the bodies' list told no way, the newer one is tried and its 404 leads on."""
    way = context.setdefault("way", API)
    first, last = _period(window)
    for year in range(int(last[:4]), int(first[:4]) - 1, -1):
        start, end = max(first, f"{year}-01"), min(last, f"{year}-12")
        body = f"&body_id={quote(context['body'])}" if context.get("body") else ""
        url = f"{find_base(source.url)}{way}id=calendar&action=get&from={start}&to={end}&view=list{body}"
        yield Ask(url, "calendar", _context(context), fresh=True, priority=4)


def _period(window: Window) -> tuple[str, str]:
    """First and last month that are asked for, "2018-01"; to the end of next year where the period is open."""
    import datetime

    first = window.since[:7] or f"{FIRST_YEAR}-01"
    if not window.full and date_in(window.changed_since) > "0001-12":
        day = datetime.date.fromisoformat(date_in(window.changed_since)) - datetime.timedelta(days=REVISIT)
        first = max(first, day.isoformat()[:7])
    year = int(window.today[:4]) if re.match(r"\d{4}", window.today) else FIRST_YEAR + 50
    last = min(window.until[:7] or "9999-12", f"{year + 1}-12")
    return first, last


def _follow_calendar(source: Source, window: Window, ask: Ask, reply: Reply, value: Any) -> Iterator[Found]:
    rows = value.get("meetings") if isinstance(value, dict) else value
    if not isinstance(rows, list):
        if reply.status >= 500:
            yield trouble("rubin_calendar", f"{ask.url}: the calendar cannot be read (HTTP {reply.status})", ask, retry=True)
        elif ask.told("way") == API:
            context = tuple((name, MOBILE if name == "way" else told) for name, told in ask.context)
            yield Ask(ask.url.replace(API, MOBILE, 1), "calendar", context, fresh=True, priority=4)
        else:
            yield Ask(find_base(source.url) + "sitzungskalender.php", "page", ask.context, fresh=True, priority=4)
        return
    yield from _ask_meetings(source, window, ask, rows)


def _follow_calendar_page(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    """The calendar page of an older installation: meetings in its props, or its links to meetings."""
    rows = [row for props in embedded_props(reply.body) for row in _rows_with_number(props, 0)] if reply.status == 200 else []
    tree = parse_html(reply.body) if reply.status == 200 and not rows else None
    for href in tree.xpath("//a/@href") if tree is not None else ():
        found = re.search(r"meeting(?:\.php)?\?(?:id|sid)=([^&#]+)", str(href))
        if found:
            rows.append({"nummer": found[1]})
    if rows:
        yield from _ask_meetings(source, window, ask, rows)
    else:
        yield trouble("rubin_calendar", f"{ask.url}: no calendar of meetings can be read (HTTP {reply.status})", ask)


def _rows_with_number(value: Any, depth: int) -> Iterator[JsonObject]:
    if isinstance(value, dict) and text_in(value.get("nummer")) and date_in(value.get("datum")):
        yield value
    elif isinstance(value, dict | list) and depth < 5:
        for entry in value.values() if isinstance(value, dict) else value:
            yield from _rows_with_number(entry, depth + 1)


def _ask_meetings(source: Source, window: Window, ask: Ask, rows: list[Any]) -> Iterator[Found]:
    for row in rows:
        if not isinstance(row, dict) or not text_in(row.get("nummer")):
            continue
        day = date_in(row.get("datum"))
        if day and ((window.since and day < window.since) or (window.until and day > window.until)):
            continue
        called_off = re.match(r"(?:abgesagt|entf(?:ä|ae)llt)", text_in(row.get("titel")), re.I)
        if called_off or is_yes(row.get("is_draft")) or is_yes(row.get("fraktionssitzung")):
            continue
        if text_in(row.get("event_type_id")) not in ("", "1"):
            continue
        context = tuple(pair for pair in ask.context if pair[0] in ("way", "name", "body"))
        yield Ask(_meeting_url(source, text_in(row.get("nummer")), ask.told("way")), "meeting", context, fresh=True, priority=3)


def _meeting_url(source: Source, number: str, way: str) -> str:
    base = find_base(source.url)
    if way == API:
        return f"{base}{API}id=meetings&action=get&meeting_id={quote(number)}&with_agenda_item_documents=1"
    return f"{base}meeting.php?id={quote(number)}"


def _follow_meeting(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    meeting = load_meeting(reply.body) if reply.status == 200 else None
    if meeting is None:
        # a meeting to come has no agenda yet; one that is gone answers 404
        if reply.status >= 500:
            yield trouble("rubin_meeting", f"{ask.url}: the meeting cannot be read (HTTP {reply.status})", ask, retry=True)
        return
    if ask.told("body") and ask.told("body") not in body_ids(meeting):
        return  # another body's
    name = ask.told("name") or find_body(reply.body) or source.body
    for told in papers_of(meeting):
        yield from _see(source, window, ask, told, name)


def _see(source: Source, window: Window, ask: Ask, told: JsonObject, name: str) -> Iterator[Found]:
    """The paper where one meeting tells all of it, else the request for what else tells of it."""
    paper = build_paper(told, _page_url(source, told, ask), name)
    context = [("name", name), ("way", ask.told("way")), ("paper", pack_paper(told))]
    if ask.told("way") != API and not told["submission"].get("consultations"):
        request = Ask(_page_url(source, told, ask), "details", _context(dict(context)), priority=1)
    else:
        missing = missing_meetings(told)
        if not missing:
            yield paper
            return
        context.append(("left", json.dumps(missing[1 : MOST_MEETINGS + 1])))
        request = Ask(_meeting_url(source, missing[0], ask.told("way")), "paper", _context(dict(context)), priority=1)
    facts = paper.facts
    dates = [station.date for station in facts.consultations]
    row = json.dumps([facts.reference, facts.title, [(file.key, file.modified, file.size) for file in paper.files], dates])
    date = facts.date or max(dates, default="")
    yield PaperRef(paper.key, paper.url, facts.reference, facts.title, facts.paper_type, date, True, row, request)


def _page_url(source: Source, told: JsonObject, ask: Ask) -> str:
    """Where a reader finds the paper: its own page in older installations, the meeting in newer ones."""
    base = find_base(source.url)
    if ask.told("way") != API:
        return f"{base}vorlagen_details.php?vid={quote(told['id'])}"
    number = next(iter(told["stations"]), "")
    return f"{base}meeting?id={quote(number)}"


def _follow_paper(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    """A further meeting of a paper, or its own page: what they add. One that cannot be read is left out."""
    told = unpack_paper(ask.told("paper"))
    if told is None:
        yield trouble("rubin_paper", f"{ask.url}: what was known of its paper is damaged; fetch with a full walk", ask)
        return
    good = reply.status == 200
    if ask.kind == "details":
        more = _details_in(reply.body) if good else None
        if more and more["id"] == told["id"]:
            told["submission"] = {**told["submission"], **more["submission"]}
    else:
        for other in parse_meeting(reply.body) if good else ():
            if other["id"] == told["id"]:
                told = merge(told, other)
    left: list[str] = missing_meetings(told)[:MOST_MEETINGS] if ask.kind == "details" else json.loads(ask.told("left") or "[]")
    if left:
        context = {"name": ask.told("name"), "way": ask.told("way"), "paper": pack_paper(told), "left": json.dumps(left[1:])}
        yield Ask(_meeting_url(source, left[0], ask.told("way")), "paper", _context(context), priority=1)
    else:
        yield build_paper(told, _page_url(source, told, ask), ask.told("name"))


def _details_in(data: bytes) -> JsonObject | None:
    """The paper that an older page of one paper embeds."""
    for props in embedded_props(data):
        for value in props.values():
            number = text_in(value.get("id")) or text_in(value.get("vorlagennummer")) if isinstance(value, dict) else ""
            if number and "agenda_items" not in value and (text_in(value.get("alias")) or value.get("consultations")):
                title = text_in(value.get("title")) or text_in(value.get("name"))
                return {"id": number, "submission": value, "title": title, "stations": {}}
    return None


def _context(told: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in sorted(told.items()) if value)


VENDOR = Vendor("morerubin", "more!rubin", recognise, parse_paper, begin, follow)
