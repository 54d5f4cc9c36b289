"""ALLRIS 4 (CC e-gov, Wicket): recognises it, walks its calendar to the papers, reads a paper's page.

The list of papers (vo040) needs Wicket's state, so the walk goes by the calendar: the page of a month sets the session, names an Ajax
address, and that answers with the table (XML, HTML in CDATA). One session, one month after another, into the past. Agendas (to010) and
papers (vo020) are plain pages (`&refresh=false`); they share a second session, for many requests without one are refused.
Source: shared/RIS.md, section 2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from corpus.types import Problem
from ingest.vendors.allris3_lists import AgendaItem, ListedMeeting, find_refresh, read_agenda, read_calendar
from ingest.vendors.allris4_paper import parse_paper_page, wicket_page
from ingest.vendors.months import add_months, is_inside, is_walk_over, last_month, no_window
from ingest.vendors.obstacles import find_obstacle, unknown_page
from ingest.vendors.pages import Node, absolute, decode_page, parameter, parse_html, parse_html_parts, text_of
from ingest.vendors.records import Ask, Evidence, Found, PaperRef, Refusal, Reply, RisPaper, Source, Trouble, Vendor, Window

Results = Iterator[Found]


def recognise(data: bytes, url: str = "") -> Iterator[Evidence]:
    """Signs of ALLRIS 4 on a page, and where such a system may speak OParl."""
    text = decode_page(data[:400_000])
    version = re.search(r"ALLRIS\s+net\s+Version\s+(4(?:\.\d+)*(?:\s*\([^)\"<]{1,20}\))?)", text)
    if version:
        yield Evidence("allris4", f"meta description: ALLRIS net Version {version[1]}", version[1])
    wicket = re.search(r"Wicket\.Ajax\.baseUrl\s*=\s*\"(?:vo|to|si|gr|kp|pa|tr)\d{3}\b|\./wicket/resource/", text)
    page = re.search(r"id=[\"']allris[\"']|<title>ALLRIS|\b(?:vo020|to010|to020|si010)\?(?:\w+LFDNR|MM)=", text)
    if wicket and page and not re.search(r"ALLRIS\s+net\s+Version\s+[^4\s]", text):
        yield Evidence("allris4", f"Wicket pages of ALLRIS ({page[0]})")
    if not (version or (wicket and page)):
        if re.search(r"/(?:vo020|vo040|to010|to020|si010|gr020)$", _path(url)):
            yield Evidence("allris4", f"address of program {_path(url).rpartition('/')[2]}", weight=0.5)
        return
    link = re.search(r"href=[\"']([^\"']{0,300}/oparl/(?:1\.\d/)?system)\b", text)
    if link:
        yield Evidence("oparl", f"link to {absolute(url, link[1])}", weight=0.7)
    elif url:
        yield Evidence("oparl", f"may answer at {absolute(url, 'oparl/system')}", weight=0.2)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def parse_paper(data: bytes, url: str = "") -> RisPaper | None:
    """The paper of a saved vo020 page; None for any other page."""
    return parse_paper_page(data, url)


def begin(source: Source, window: Window) -> Results:
    """Asks the start page: where it lands after redirects is the folder of the programs."""
    parts = urlsplit(source.url)
    folder, _, name = parts.path.rpartition("/")
    if name and not re.search(r"\d{3}$|\.", name):
        folder = f"{folder}/{name}"
    url = urlunsplit(parts._replace(path=f"{re.sub(r'/oparl$', '', folder)}/", query="", fragment=""))
    yield Ask(url, "start", session="calendar", fresh=True)


def follow(source: Source, window: Window, ask: Ask, reply: Reply) -> Results:
    """What an answer holds and what to ask next. The walk goes on where a month fails."""
    obstacle = find_obstacle(reply)
    if isinstance(obstacle, Refusal) or (obstacle is not None and ask.kind in ("start", "meeting", "paper")):
        yield obstacle
    elif ask.kind == "start":
        yield from _follow_start(window, ask, reply)
    elif ask.kind == "calendar":
        yield from _follow_calendar(window, ask, reply, obstacle)
    elif ask.kind == "month":
        yield from _follow_month(window, ask, reply, obstacle)
    elif ask.kind == "meeting":
        yield from _follow_meeting(ask, reply)
    elif ask.kind == "paper":
        yield from _follow_paper(ask, reply)


# --- calendar -----------------------------------------------------------------------------------------------------------------------


def _follow_start(window: Window, ask: Ask, reply: Reply) -> Results:
    """The folder of the programs: that of the menu's calendar, else that to which the start page leads on, else its own."""
    tree = parse_html(reply.body, reply.headers.get("content-type", ""))
    links = tree.xpath("//a/@href") if tree is not None else []
    calendar = next((link for link in links if re.search(r"(?:^|/)si010(?:\?|$)", link)), "")
    onward = find_refresh(tree) if tree is not None and not calendar and not ask.told("again") else ""
    if onward:
        yield Ask(absolute(reply.url, onward), "start", (("again", "1"),), session=ask.session, fresh=True)
        return
    base = absolute(absolute(reply.url, calendar) if calendar else reply.url, ".")
    year, month = last_month(window)
    if not year:
        yield no_window(base)
    else:
        yield from _month_ask(window, base, year, month, 0)


def _month_ask(window: Window, base: str, year: int, month: int, empty: int, first: bool = True) -> Results:
    if is_walk_over(window, year, month, empty):
        return
    context = (("base", base), ("year", str(year)), ("month", str(month)), ("empty", str(empty)), ("first", "1" if first else ""))
    yield Ask(f"{base}si010?MM={month}&YY={year}", "calendar", context, session="calendar", fresh=True)


def _next_month(window: Window, ask: Ask, empty: int) -> Results:
    year, month = add_months(int(ask.told("year") or 0), int(ask.told("month") or 1), -1)
    yield from _month_ask(window, ask.told("base"), year, month, empty, first=False)


def _follow_calendar(window: Window, ask: Ask, reply: Reply, obstacle: Trouble | None) -> Results:
    """The page of a month: rarely with its table, mostly with the Ajax address that gives it."""
    text = "" if obstacle else decode_page(reply.body, reply.headers.get("content-type", ""))
    tree = parse_html(reply.body, reply.headers.get("content-type", "")) if text else None
    if tree is not None and tree.xpath("//table[contains(@class, 'calenderView')]//tr[td]"):
        yield from _meetings(window, ask, reply, [tree])
        return
    found = re.search(r"[\"'](\.?/?si010\?\d+-\d+\.\d+-(?:&[^\"']{0,300})?)[\"']", text)
    if tree is None or found is None:
        yield from _month_failed(window, ask, reply, obstacle)
        return
    headers = (
        ("Wicket-Ajax", "true"),
        ("Wicket-Ajax-BaseURL", wicket_page(tree)[1] or f"si010?MM={ask.told('month')}&YY={ask.told('year')}"),
        ("X-Requested-With", "XMLHttpRequest"),
        ("Accept", "application/xml, text/xml, */*; q=0.01"),
    )
    address = absolute(reply.url, found[1].replace("&amp;", "&"))
    yield Ask(address, "month", ask.context, headers=headers, session=ask.session, fresh=True)


def _follow_month(window: Window, ask: Ask, reply: Reply, obstacle: Trouble | None) -> Results:
    """The Ajax answer: HTML in the CDATA of XML. A redirect in it means that the session is gone."""
    text = "" if obstacle else decode_page(reply.body, reply.headers.get("content-type", ""))
    parts = [parse_html_parts(part) for part in re.findall(r"<!\[CDATA\[(.*?)\]\]>", text, re.S)]
    trees = [tree for tree in parts if tree is not None]
    if trees and "<component" in text and "<redirect" not in text:  # a month without meetings may show no table
        yield from _meetings(window, ask, reply, trees)
    else:
        yield from _month_failed(window, ask, reply, obstacle)


def _month_failed(window: Window, ask: Ask, reply: Reply, obstacle: Trouble | None) -> Results:
    """A month that cannot be read: once more from its page, then the month before it; nothing where already the first fails."""
    base, year, month = ask.told("base"), ask.told("year"), ask.told("month")
    if not ask.told("again"):
        url = f"{base}si010?MM={month}&YY={year}"
        yield Ask(url, "calendar", (*ask.context, ("again", "1")), session=ask.session, fresh=True)
        return
    yield replace(obstacle or unknown_page(reply, "ALLRIS 4"), retry=False)
    if not ask.told("first"):
        yield from _next_month(window, ask, int(ask.told("empty") or 0) + 1)
    elif obstacle is None or not obstacle.retry:
        message = f"{base} shows no calendar; ask it by OParl ({base}oparl/system), or import the papers by hand."
        yield Trouble(Problem("no_way_in", message), base)
    else:
        yield from _next_month(window, ask, 1)


def _meetings(window: Window, ask: Ask, reply: Reply, trees: list[Node]) -> Results:
    year, month = int(ask.told("year") or 0), int(ask.told("month") or 0)
    meetings: list[ListedMeeting] = []
    for tree in trees:
        meetings += read_calendar(tree, year, month) or []
    for meeting in meetings:
        if meeting.public is not False and is_inside(window, meeting.date):
            url = f"{ask.told('base')}to010?SILFDNR={meeting.number}&refresh=false"
            yield Ask(url, "meeting", (("date", meeting.date), ("base", ask.told("base"))), session="papers", fresh=True)
    yield from _next_month(window, ask, 0 if meetings else int(ask.told("empty") or 0) + 1)


# --- agendas and papers -------------------------------------------------------------------------------------------------------------


def _follow_meeting(ask: Ask, reply: Reply) -> Results:
    """The papers on an agenda; one that is not published yet shows none. Items "N …" are never followed."""
    tree = parse_html(reply.body, reply.headers.get("content-type", ""))
    if tree is None:
        yield unknown_page(reply, "ALLRIS 4")
        return
    agenda = read_agenda(tree)
    for item in agenda.items if agenda else ():
        if item.paper:
            yield _agenda_ref(item, ask, (agenda.date if agenda else "") or ask.told("date"))


def _agenda_ref(item: AgendaItem, ask: Ask, date: str) -> PaperRef:
    """`row` is this agenda's: its number, words and result."""
    url, key = f"{ask.told('base')}vo020?VOLFDNR={item.paper}", f"volfdnr={item.paper}"
    if item.public is False:
        return PaperRef(key, url, date=date, public=False)
    row = "|".join((parameter(ask.url, "SILFDNR"), item.number, item.reference, item.title, item.result))
    page = Ask(f"{url}&refresh=false", "paper", session="papers", fresh=True)
    return PaperRef(key, url, item.reference, item.title, date=date, public=item.public, row=row, ask=page)


def _follow_paper(ask: Ask, reply: Reply) -> Results:
    """The paper, or that it is withheld: no right to see it, or marked as not public."""
    key, url = f"volfdnr={parameter(ask.url, 'VOLFDNR')}", ask.url.removesuffix("&refresh=false")
    paper = parse_paper_page(reply.body, reply.url, reply.headers.get("content-type", ""))
    if paper is not None and paper.facts.public is not False:
        yield replace(paper, key=key, url=url)
    elif paper is not None or "noauth" in reply.url or _is_withheld(reply):
        yield RisPaper("allris4", key, url, withheld=True)
    else:
        yield unknown_page(reply, "ALLRIS 4")


def _is_withheld(reply: Reply) -> bool:
    """An error page that says so: "Keine Berechtigung", "nicht freigegeben"."""
    if len(reply.body) > 100_000:
        return False
    tree = parse_html(reply.body, reply.headers.get("content-type", ""))
    words = r"keine\s+berechtigung|nicht\s+berechtigt|nicht\s+freigegeben|nicht\s*öffentlich|zugriff\s+verweigert|noauth"
    return tree is not None and bool(re.search(words, text_of(tree).casefold()))


VENDOR = Vendor("allris4", "ALLRIS 4", recognise, parse_paper, begin, follow)
