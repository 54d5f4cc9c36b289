"""ALLRIS 3 (CC e-gov, classic .asp; classic and responsive skin): recognises it, walks its papers, reads a paper's page.

The walk: start page → menu → the list of papers (vo040, newest first, paging bound to the session) or, where that is switched off, the
calendar that is not (si010, si010_e, _j, _r, si018_a), month after month into the past → agendas (to010) → papers (vo020).
Members' folders (`ri/`) are left for their public sibling (`bi/`). Source: shared/RIS.md, section 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from corpus.types import Problem
from ingest.vendors.allris3_lists import (
    AgendaItem,
    ListedPaper,
    program_of,
    read_agenda,
    read_calendar,
    read_paper_list,
    read_programs,
    refused_program,
)
from ingest.vendors.allris3_listwalk import MOST_TRIES, ListWalk
from ingest.vendors.allris3_paper import parse_paper_page
from ingest.vendors.months import add_months, is_inside, is_walk_over, last_month, no_window
from ingest.vendors.obstacles import find_obstacle, unknown_page
from ingest.vendors.pages import Node, absolute, decode_page, parameter, parse_html
from ingest.vendors.records import Ask, Evidence, Found, PaperRef, Refusal, Reply, RisPaper, Source, Trouble, Vendor, Window

CALENDARS = ("si010", "si010_e", "si010_j", "si010_r", "si018_a")
LISTS = ("vo040", "vo040_r")
MOST_PAGES = 4000
Results = Iterator[Found]


def recognise(data: bytes, url: str = "") -> Iterator[Evidence]:
    """Signs of ALLRIS 3 on a page; none on a page of ALLRIS 4, whose meta data name the version."""
    text = decode_page(data[:400_000])
    version = re.search(r"ALLRIS\s+net\s+Version\s+(\d+(?:\.\d+)*(?:\s*\([^)\"<]{1,20}\))?)", text)
    if version and version[1][0] != "3":
        return
    if version:
        yield Evidence("allris3", f"meta description: ALLRIS net Version {version[1]}", version[1])
    asp = re.search(r"\b(?:vo020|to010|to020|si010|do027|vo040|allris\.net)(?:_[a-z])?\.asp", text)
    for pattern, sign in (
        (r"id=[\"']allriscontainer[\"']", "id allriscontainer"),
        (r"scripting/allrisnet\.js", "script allrisnet.js"),
        (r"images/ALLRIS\.ico", "icon images/ALLRIS.ico"),
    ):
        if asp and re.search(pattern, text):
            yield Evidence("allris3", f"{sign}, program {asp[0]}")
    if re.search(r"Zugriff\s+verweigert\s*\(Programm\s+\S+\.asp", text):
        yield Evidence("allris3", "Zugriff verweigert (Programm ….asp)", weight=0.9)
    if asp and re.search(r"<frame\b[^>]*allris\.net\.asp", text, re.I):
        yield Evidence("allris3", "frame allris.net.asp", weight=0.9)
    if program_of(url):
        yield Evidence("allris3", f"address of program {program_of(url)}.asp", weight=0.5)


def parse_paper(data: bytes, url: str = "") -> RisPaper | None:
    """The paper of a saved vo020 page; None for any other page."""
    return parse_paper_page(data, url)


def begin(source: Source, window: Window) -> Iterator[Found]:
    """Asks the start page, whose menu names the programs that this installation has switched on."""
    yield Ask(start_address(source.url), "start", session="list", fresh=True)


def start_address(url: str) -> str:
    """The public start page: `bi/` for the members' `ri/`, the menu program for a folder or the login."""
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    if name and "." not in name:
        folder, name = f"{folder}/{name}", ""
    if not name or name.lower().startswith("logon"):
        name, parts = "allris.net.asp", parts._replace(query="")
    folder = re.sub(r"(^|[/_-])ri$", r"\1bi", folder)
    return urlunsplit(parts._replace(path=f"{folder}/{name}", fragment=""))


def follow(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    """What an answer holds and what to ask next. A walk goes on where one of its pages fails."""
    obstacle = find_obstacle(reply)
    if isinstance(obstacle, Refusal) or (obstacle is not None and ask.kind in ("meeting", "paper")):
        yield obstacle
    elif ask.kind == "paper":
        yield from _follow_paper(ask, reply)
    elif ask.kind in ("start", "list", "calendar", "meeting"):
        tree = None if obstacle or refused_program(reply) else parse_html(reply.body, reply.headers.get("content-type", ""))
        steps = {"start": _follow_start, "list": _follow_list, "calendar": _follow_calendar, "meeting": _follow_meeting}
        yield from steps[ask.kind](source, window, ask, reply, tree, obstacle)


# --- start --------------------------------------------------------------------------------------------------------------------------


def _follow_start(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None, obstacle: Trouble | None) -> Results:
    found = read_programs(tree) if tree is not None else {}
    programs = {name: link for name, link in found.items() if _host(absolute(reply.url, link)) == _host(reply.url)}
    ways = [name for name in (*LISTS, *CALENDARS) if name in programs]
    frame = programs.get("allris.net", "") if program_of(reply.url) != "allris.net" else ""
    if program_of(reply.url) == "logon":
        yield Refusal("login asked for on the start page", reply.url)
    elif ways:
        base = absolute(absolute(reply.url, programs[ways[0]]), ".")
        yield from _next_way(window, base, _chosen(source, ways))
    elif frame and not ask.told("again"):
        yield Ask(absolute(reply.url, frame), "start", (("again", "frame"),), session="list", fresh=True)
    else:
        yield from _start_again(source, window, ask, obstacle or unknown_page(reply, "ALLRIS 3"))


def _host(url: str) -> str:
    return url.split("/")[2].lower() if url.count("/") >= 2 else ""


def _chosen(source: Source, ways: Sequence[str]) -> list[str]:
    """The ways to the papers, the source's own setting ("program", "si010_e") first."""
    own = dict(source.options).get("program", "").removesuffix(".asp")
    return [own, *(way for way in ways if way != own)] if own else list(ways)


def _start_again(source: Source, window: Window, ask: Ask, obstacle: Trouble) -> Iterator[Found]:
    """A start page that says nothing: the folder itself once, then the usual programs."""
    folder = absolute(ask.url, ".")
    if ask.told("again") != "folder" and ask.url != folder:
        yield Ask(folder, "start", (("again", "folder"),), session="list", fresh=True)
    elif obstacle.retry:
        yield obstacle
    else:
        yield from _next_way(window, folder, _chosen(source, ("vo040", "si010_e", "si010_j", "si010", "si010_r")))


def _next_way(window: Window, base: str, ways: Sequence[str]) -> Iterator[Found]:
    """The first request of the next way to the papers, or that there is none left."""
    if not ways:
        message = f"{base} opens neither its list of papers nor a calendar; import the papers by hand or ask the body for access."
        yield Trouble(Problem("no_way_in", message), base)
        return
    context = (("ways", " ".join(ways)), ("base", base))
    if ways[0] in LISTS:
        yield Ask(f"{base}{ways[0]}.asp", "list", ListWalk(base, " ".join(ways)).context(), session="list", fresh=True)
    elif ways[0] == "si018_a":
        yield Ask(f"{base}si018_a.asp?showall=true", "calendar", (*context, ("year", "0"), ("month", "0")), session="list", fresh=True)
    else:
        yield from _month_ask(window, context, *last_month(window), 0)


# --- list of papers -----------------------------------------------------------------------------------------------------------------


def _follow_list(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None, obstacle: Trouble | None) -> Results:
    """A page of vo040: its papers, then the next page, which depends on the session's state at the server."""
    found = read_paper_list(tree) if tree is not None else None
    walk = ListWalk.of(ask)
    if found is None or not found.papers:
        trouble = replace(obstacle or unknown_page(reply, "ALLRIS 3"), retry=False)
        yield from _list_failed(window, ask, walk, trouble, again=bool(obstacle and obstacle.retry))
        return
    for paper in found.papers:
        if is_inside(window, paper.date):
            yield _listed_ref(paper, reply.url)
    walk, repeated = walk.after(found)
    dates = [paper.date for paper in found.papers if paper.date]
    newest_first = bool(dates) and dates == sorted(dates, reverse=True)
    older = bool(window.since) and newest_first and dates[-1] < window.since[:10]
    if found.next and not older and not repeated and not walk.is_complete and walk.page < MOST_PAGES:
        yield Ask(absolute(reply.url, found.next), "list", walk.context(), session=ask.session, fresh=True)
    elif repeated or (walk.missing and walk.tries < MOST_TRIES):
        yield from _list_again(window, walk, reply.url)


def _list_failed(window: Window, ask: Ask, walk: ListWalk, trouble: Trouble, again: bool) -> Iterator[Found]:
    """A page of the list that is none. A first page that is switched off opens the next way; a later one is passed over."""
    if walk.page == 1 and not (again and walk.errors < 3):
        if again:
            yield trouble
        yield from _next_way(window, walk.base, walk.ways.split()[1:])
        return
    yield trouble
    if walk.errors < 4:
        yield replace(ask, context=replace(walk, errors=walk.errors + 1).context())
    else:
        yield from _list_again(window, walk.broken_off(), ask.url)


def _list_again(window: Window, walk: ListWalk, url: str) -> Iterator[Found]:
    """The list once more in a new session for what an error made it pass over; then what a calendar knows."""
    if walk.missing and walk.tries < MOST_TRIES:
        fresh = replace(walk, page=1, last=0, shown="", errors=0, tries=walk.tries + 1)
        name = walk.ways.split()[0]
        yield Ask(f"{walk.base}{name}.asp", "list", fresh.context(), session=f"list{fresh.tries}", fresh=True)
        return
    message = f"The list of papers at {url} does not go on after result {walk.last}; a calendar is read instead."
    yield Trouble(Problem("list_cut", message, walk.missing), url)
    yield from _next_way(window, walk.base, [way for way in walk.ways.split() if way not in LISTS])


def _listed_ref(paper: ListedPaper, page: str) -> PaperRef:
    url = _paper_address(page, paper.link, paper.number)
    ask = Ask(url, "paper", (("listed", paper.date),), session="papers", fresh=True)
    return PaperRef(f"volfdnr={paper.number}", url, paper.reference, paper.title, paper.paper_type, paper.date, True, paper.row, ask)


def _paper_address(page: str, link: str, number: str) -> str:
    """The paper's address for good: its program and number, no state."""
    return f"{absolute(page, link).split('?')[0]}?VOLFDNR={number}"


# --- calendar and agendas -----------------------------------------------------------------------------------------------------------


def _month_ask(window: Window, context: tuple[tuple[str, str], ...], year: int, month: int, empty: int) -> Iterator[Found]:
    told = dict(context)
    if not year:
        yield no_window(told["base"])
    elif not is_walk_over(window, year, month, empty):
        url = f"{told['base']}{told['ways'].split()[0]}.asp?MM={month}&YY={year}"
        context = (("ways", told["ways"]), ("base", told["base"]), ("year", str(year)), ("month", str(month)), ("empty", str(empty)))
        yield Ask(url, "calendar", context, session="list", fresh=True)


def _follow_calendar(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None, obstacle: Trouble | None) -> Results:
    """A month: its public meetings that have an agenda, then the month before it."""
    year, month = int(ask.told("year") or 0), int(ask.told("month") or 0)
    meetings = read_calendar(tree, year, month) if tree is not None else None
    if meetings is None and (not year or (year, month) == last_month(window)) and not (obstacle and obstacle.retry):
        yield from _next_way(window, ask.told("base"), ask.told("ways").split()[1:])
        return
    if meetings is None:
        yield replace(obstacle or unknown_page(reply, "ALLRIS 3"), retry=False)
        if obstacle and obstacle.retry and not ask.told("again"):
            yield replace(ask, context=(*ask.context, ("again", "1")))
            return
    for meeting in meetings or ():
        if meeting.public is not False and is_inside(window, meeting.date):
            url = f"{absolute(reply.url, meeting.link).split('?')[0]}?SILFDNR={meeting.number}"
            yield Ask(url, "meeting", (("date", meeting.date),), session="list", fresh=True)
    if year:
        empty = 0 if meetings else int(ask.told("empty") or 0) + 1
        yield from _month_ask(window, ask.context, *add_months(year, month, -1), empty)


def _follow_meeting(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None, obstacle: Trouble | None) -> Results:
    """The papers on an agenda. A meeting without one is not published yet; items "N …" are never followed."""
    agenda = read_agenda(tree) if tree is not None else None
    for item in agenda.items if agenda else ():
        if item.paper:
            yield _agenda_ref(item, reply.url, (agenda.date if agenda else "") or ask.told("date"))
    if tree is None and not refused_program(reply):
        yield unknown_page(reply, "ALLRIS 3")


def _agenda_ref(item: AgendaItem, page: str, date: str) -> PaperRef:
    """`row` is this agenda's: its number, words and result."""
    url, key = _paper_address(page, item.link, item.paper), f"volfdnr={item.paper}"
    if item.public is False:
        return PaperRef(key, url, date=date, public=False)
    row = "|".join((parameter(page, "SILFDNR"), item.number, item.reference, item.title, item.result))
    ask = Ask(url, "paper", session="papers", fresh=True)
    return PaperRef(key, url, item.reference, item.title, date=date, public=item.public, row=row, ask=ask)


# --- paper --------------------------------------------------------------------------------------------------------------------------


def _follow_paper(ask: Ask, reply: Reply) -> Iterator[Found]:
    """The paper, or that it is withheld: refused, behind the login, or marked as not public."""
    key = f"volfdnr={parameter(ask.url, 'VOLFDNR')}"
    refused = refused_program(reply) or program_of(reply.url) == "logon"
    paper = None if refused else parse_paper_page(reply.body, reply.url, reply.headers.get("content-type", ""))
    if paper is not None and paper.facts.public is not False:
        yield replace(paper, key=key, url=ask.url, created=ask.told("listed"))
    elif paper is not None or refused:
        yield RisPaper("allris3", key, ask.url, withheld=True)
    else:
        yield unknown_page(reply, "ALLRIS 3")


VENDOR = Vendor("allris3", "ALLRIS 3", recognise, parse_paper, begin, follow)
