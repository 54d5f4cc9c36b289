"""SessionNet: which pages lead to the papers of a period, and what an answer asks for next.

Without a query the calendar is walked month by month (si0040 → agendas → papers → stations), which needs no state at the server and
gives every paper that was put on an agenda; the search adds those that were on none. With a query the search is asked for the words in
the period (form of vo0040, then one POST); where it refuses, finds nothing or goes on over pages that hang on a session, its period is
halved, and in the end the calendar is walked. Where the calendar is closed, the list of documents (do0040) is read.
Addresses are canonical (the number alone), so that a paper is asked for once, from however many agendas it is linked.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import replace

from corpus.types import PaperFacts, Problem
from ingest.vendors.obstacles import find_failure
from ingest.vendors.pages import Node
from ingest.vendors.records import Ask, Found, PaperRef, Refusal, Reply, RisPaper, Source, Trouble, Window
from ingest.vendors.sessionnet_consultations import read_stations
from ingest.vendors.sessionnet_lists import ListedPaper, Meeting, UnlinkedPaper, read_agenda, read_calendar, read_listed
from ingest.vendors.sessionnet_pages import (
    VENDOR_NAME,
    Place,
    find_clients,
    find_opened_client,
    find_place,
    find_refusal,
    is_closed,
    is_empty,
    is_login,
    is_sessionnet,
    join_address,
    parse_page,
)
from ingest.vendors.sessionnet_paper import find_stations_link, pack_paper, read_heading, read_paper, unpack_paper
from ingest.vendors.sessionnet_search import halve_search, make_search, read_search_answer, read_search_form

AHEAD_MONTHS = 2  # agendas are published some weeks before the sitting
BACK_MONTHS = 8  # results and minutes are entered some months after the sitting: older agendas stay as they were
FIRST_YEAR = 1995  # no Ratsinformationssystem is older
_PAGE_LINK = re.compile(r"(?:^|/)(?:si00[45]\d|vo00[45]\d|to0040|gr0040|do0040|info|infobi|recherche|suchen\d*|kp\d{4})\.(?:asp|php)", re.I)


def begin(source: Source, window: Window) -> Iterator[Found]:
    """The first request: the newest month of the calendar or the search form; the start page where the address tells no extension."""
    place = find_place(source.url)
    ext = dict(source.options).get("ext", "")
    if place is None and ext in ("asp", "php"):
        place = Place(source.url if source.url.endswith("/") else source.url + "/", "info", ext)
    if place is None:
        yield Ask(source.url if source.url.endswith("/") else source.url + "/", "start")
    else:
        yield from _ask_lists(source, window, place)


def follow(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    """What an answer tells, and what to ask next."""
    if failure := find_failure(reply):
        yield failure
        return
    if sign := find_refusal(reply.body):
        yield Refusal(sign, reply.url)
        return
    if reply.status >= 400 and ask.kind in ("paper", "stations"):
        return  # a paper that is gone: the crawler's own business
    tree = None if reply.status >= 400 or is_closed(reply.body, reply.url) else parse_page(reply.body)
    step = {
        "start": _follow_start, "calendar": _follow_calendar, "meeting": _follow_meeting, "item": _follow_item, "paper": _follow_paper,
        "stations": _follow_stations, "form": _follow_form, "search": _follow_search, "documents": _follow_documents,
    }.get(ask.kind)  # fmt: skip
    if step is not None:
        yield from step(source, window, ask, reply, tree)


# ---------------------------------------------------------------------------------------------------------- start


def _follow_start(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None) -> Iterator[Found]:
    """The start page: its final address or its first link to a page of SessionNet tells folder and extension."""
    if is_login(reply.body, reply.url):
        yield Refusal("login page (ylogon): no public part", reply.url)
        return
    place = find_place(reply.url)
    if place is not None and re.fullmatch(r"info|infobi|[a-z]{2}\d{4}", place.page) and tree is not None:
        yield from _ask_lists(source, window, place)
        return
    for node in tree.iter("a", "frame", "iframe", "meta", "form") if tree is not None else ():
        refresh = re.search(r"url\s*=\s*['\"]?([^'\"\s]+)", node.get("content") or "", re.I) if node.tag == "meta" else None
        link = refresh[1] if refresh else node.get("href") or node.get("src") or node.get("action") or ""
        place = find_place(join_address(reply.url, link)) if _PAGE_LINK.search(link.split("?")[0]) else None
        if place is not None:
            yield from _ask_lists(source, window, place)
            return
    if b"<app-root" in reply.body and b"SessionNet" in reply.body:
        message = f'{reply.url}: this is SessionNet 6; enter the source with vendor = "sessionnet6" in ratslese.toml'
        yield Trouble(Problem("other_vendor", message), reply.url)
    elif ext := {"": "asp", "asp": "php"}.get(ask.told("tried")):  # a folder that shows nothing: its calendar may answer all the same
        folder = source.url if source.url.endswith("/") else f"{source.url}/"
        yield Ask(f"{folder}si0040.{ext}", "start", (("tried", ext),))
    else:
        yield _not_understood(reply, "no page of SessionNet; check the address with `ratslese probe`")


def _ask_lists(source: Source, window: Window, place: Place) -> Iterator[Found]:
    if window.query:
        yield Ask(place.address("vo0040"), "form", session="search")
        return
    last = _last_day(window)
    yield _month_ask(source, place, last.year, last.month, first=True)


# ------------------------------------------------------------------------------------------------------- calendar


def _last_day(window: Window) -> datetime.date:
    """The last day to ask the calendar for: `until`, but no later than some weeks ahead of today."""
    today = _date(window.today) or _date(window.until) or datetime.date(2100, 1, 1)
    ahead = _months_later(today, AHEAD_MONTHS)
    until = _date(window.until)
    return min(until, ahead) if until else ahead


def find_beginning(window: Window) -> datetime.date | None:
    """The first day to ask lists for: `since`; in a walk after a complete one only the months in which agendas still change."""
    since, changed = _date(window.since), _date(window.changed_since)
    if changed is None or window.full:
        return since
    recent = _months_later(changed, -BACK_MONTHS)
    return max(since, recent) if since else recent


def _date(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        return None


def _months_later(day: datetime.date, months: int) -> datetime.date:
    place = day.year * 12 + day.month - 1 + months
    return datetime.date(place // 12, place % 12 + 1, 1)


def _month_ask(source: Source, place: Place, year: int, month: int, *, first: bool = False) -> Ask:
    chosen = choose_client(source)
    url = place.address("si0040", **chosen, cjahr=year, cmonat=month, canz=1, cselect=0)
    context = (("year", str(year)), ("month", str(month)), *((("first", "1"),) if first else ()))
    return Ask(url, "calendar", context)


def choose_client(source: Source) -> dict[str, str]:
    """Which body of the server is asked for: by the options of the source ("cpanr", "cmandant"), else by its address; {} for its own."""
    told = dict(re.findall(r"[?&]__(cpanr|cmandant)=(\d+)", source.url)) | dict(source.options)
    return next(({name: told[name]} for name in ("cpanr", "cmandant") if told.get(name, "").isdecimal()), {})


def _follow_calendar(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None) -> Iterator[Found]:
    year, month, place = int(ask.told("year")), int(ask.told("month")), find_place(ask.url)
    assert place is not None
    meetings = read_calendar(tree, year, month) if tree is not None else []
    if tree is None or not (meetings or is_sessionnet(reply.body)):
        yield from _calendar_closed(source, window, ask, reply, place, tree)
        return
    if ask.told("first"):
        yield from _ask_months(source, window, place, year, month)
        yield from _ask_supplement(place)
        yield from _tell_clients(source, tree, reply)
    if meetings and find_beginning(window) is None:  # no beginning is asked for: back as long as one of two years has meetings
        for back in range(24):
            if year - 1 - back // 12 >= FIRST_YEAR:
                yield _month_ask(source, place, year - 1 - back // 12, 12 - back % 12)
    for meeting in meetings:
        if _is_in(window, meeting.date) and _is_ours(source, meeting):
            yield _meeting_ask(place, meeting, meeting_pages(meeting.page))


def _ask_months(source: Source, window: Window, place: Place, year: int, month: int) -> Iterator[Found]:
    """The months before the newest one: to the beginning that is asked for, else those of three years."""
    since = find_beginning(window) or datetime.date(max(year - 2, FIRST_YEAR), 1, 1)
    day = _months_later(datetime.date(year, month, 1), -1)
    while (day.year, day.month) >= (since.year, since.month) and day.year >= FIRST_YEAR:
        yield _month_ask(source, place, day.year, day.month)
        day = _months_later(day, -1)


def _calendar_closed(source: Source, window: Window, ask: Ask, reply: Reply, place: Place, tree: Node | None) -> Iterator[Found]:
    if not ask.told("first"):
        yield _not_understood(reply, "this month of the calendar cannot be read")
        return
    if is_login(reply.body, reply.url):
        yield Refusal("login page (ylogon): no public calendar", reply.url)
        return
    message = f"{reply.url}: the calendar is closed; search and list of documents are read instead, they hold only the newest papers"
    yield Trouble(Problem("calendar_closed", message), reply.url)
    yield from _ask_supplement(place)
    yield Ask(place.address("do0040"), "documents")


def _tell_clients(source: Source, tree: Node, reply: Reply) -> Iterator[Found]:
    """A server of several bodies that opens with another one than the source is told to be: which choices it offers."""
    opened = find_opened_client(tree)
    if not opened or not source.body or choose_client(source) or "mandant" in dict(source.options):
        return
    names = [word for word in re.findall(r"[^\W\d]{4,}", source.body) if word.casefold() not in ("landkreis", "kreis", "stadt", "gemeinde")]
    if not any(name.casefold() in opened.casefold() for name in names):
        offered = ", ".join(f"{name} ({choice})" for choice, name in find_clients(tree).items())
        message = f"{reply.url}: this server of several bodies opens with {opened}; choose by an option of the source: {offered}"
        yield Trouble(Problem("several_bodies", message), reply.url)


def _is_in(window: Window, date: str) -> bool:
    return not date or ((not window.since or date >= window.since[:10]) and (not window.until or date <= window.until[:10]))


def _is_ours(source: Source, meeting: Meeting) -> bool:
    """Whether a meeting belongs to the body that the source's options choose; a server may ignore the choice."""
    if (number := choose_client(source).get("cpanr")) and meeting.client_number:
        return meeting.client_number == number
    name = dict(source.options).get("mandant", "")
    return not name or not meeting.client or meeting.client.casefold() == name.casefold()


# -------------------------------------------------------------------------------------------------------- agendas


def meeting_pages(linked: str) -> tuple[str, ...]:
    """The pages to try for an agenda, the linked one first: tables (si0057, to0040), cards (si0056; "+": with their Ajax bodies)."""
    return {"to0040": ("to0040", "si0057", "si0056+"), "si0056": ("si0056", "si0057", "si0056+", "to0040")}.get(
        linked, ("si0057", "si0056+", "to0040")
    )


def _meeting_ask(place: Place, meeting: Meeting, pages: tuple[str, ...]) -> Ask:
    context = (("number", meeting.number), ("date", meeting.date), ("committee", meeting.committee), ("pages", " ".join(pages)))
    return Ask(place.address(pages[0].rstrip("+"), ksinr=meeting.number), "meeting", context)


def _follow_meeting(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None) -> Iterator[Found]:
    """An agenda: its papers, or the next page that may hold it. One that is not released yet is empty, not an error."""
    place, (page, *others) = find_place(ask.url), ask.told("pages").split() or [""]
    assert place is not None
    agenda = read_agenda(tree, reply.url) if tree is not None else None
    date = (agenda.date if agenda else "") or ask.told("date")
    meeting = Meeting(ask.told("number"), date, (agenda.committee if agenda else "") or ask.told("committee"), page)
    if agenda is not None and agenda.readable and not (agenda.pending and not page.endswith("+") and others):
        for paper in agenda.papers:
            yield _paper_ref(place, paper, meeting)
        for unlinked in agenda.unlinked:
            yield from _tell_unlinked(ask.url, unlinked, meeting)
        if page.endswith("+"):
            for link in agenda.pending:
                yield Ask(join_address(reply.url, link), "item", (("date", date), ("committee", meeting.committee)))
        return
    if tree is not None and (is_empty(tree) or (agenda is not None and agenda.date and page in ("si0057", "to0040"))):
        return
    if others:
        yield _meeting_ask(place, meeting, tuple(others))
    elif tree is not None:
        yield _not_understood(reply, "no agenda was recognised on this page")


def _tell_unlinked(url: str, paper: UnlinkedPaper, meeting: Meeting) -> Iterator[Found]:
    """A paper that is only a document at an item. It is named by the document, which committee and council share; so it has no stations:
    each agenda tells one of them only, and the paper would change with every agenda."""
    main = next(file for file in paper.files if file.role == "main")
    kind = main.name if re.fullmatch(r"(?:öffentliche\s+)?[\w-]*(?:vorlage|drucksache)", main.name, re.I) else ""
    number = re.search(r"(?<![\w/])(?:[A-Z]{1,4}[-/ ]?)?\d{1,4}/(?:19|20)?\d{2}(?:/\d{1,3})?(?![\w/])", main.name)
    key, reference = f"doc={main.key}", number[0] if number else ""
    yield PaperRef(key, url, reference, paper.title, kind, meeting.date, True, f"{meeting.date} | {paper.row}")
    facts = PaperFacts(reference=reference, title=paper.title, paper_type=kind, public=True)
    yield RisPaper(VENDOR_NAME, key, url, facts, paper.files)


def _follow_item(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None) -> Iterator[Found]:
    """The body of one card of an agenda, sent by Ajax."""
    place = find_place(ask.url)
    if tree is None or place is None:
        return
    meeting = Meeting("", ask.told("date"), ask.told("committee"), "")
    for paper in read_listed(tree):
        yield _paper_ref(place, replace(paper, public=True), meeting)


def _paper_ref(place: Place, paper: ListedPaper, meeting: Meeting | None = None) -> PaperRef:
    name, number = paper.key.split("=", 1)
    url = place.address("vo0050" if name == "kvonr" else "ag0050", **{name: number})
    date = meeting.date if meeting else paper.date
    row = " | ".join((meeting.date, meeting.committee, paper.row)) if meeting else paper.row
    ask = None if paper.public is False else Ask(url, "paper", (("key", paper.key),))
    return PaperRef(paper.key, url, paper.reference, paper.title, paper.paper_type, date, paper.public, row, ask)


# --------------------------------------------------------------------------------------------------------- papers


def _follow_paper(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None) -> Iterator[Found]:
    """A paper's page, then the page of its stations. The error page in its place means that the paper is not public."""
    key = ask.told("key")
    if tree is None and is_closed(reply.body, reply.url):
        yield RisPaper(VENDOR_NAME, key, ask.url, withheld=True)
        return
    paper = read_paper(tree, reply.url if find_place(reply.url) else ask.url) if tree is not None else None
    if tree is None or paper is None:
        if tree is not None and is_empty(tree) and (heading := read_heading(tree)):
            yield RisPaper(VENDOR_NAME, key, ask.url, PaperFacts(title=heading))  # not released yet: no more than its title
        else:
            yield _not_understood(reply, "no paper was recognised on this page")
        return
    if paper.facts.public is False:
        yield RisPaper(VENDOR_NAME, key, ask.url, withheld=True)
        return
    paper = replace(paper, key=key, url=ask.url)
    yield paper
    link = find_stations_link(tree, ask.url)
    if link:
        yield Ask(link, "stations", (("key", key), ("paper", pack_paper(paper))))


def _follow_stations(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None) -> Iterator[Found]:
    """The stations: the paper once more, now with them. Where the page is closed the paper stays as its own page told it."""
    paper = unpack_paper(ask.told("paper"))
    stations = read_stations(tree) if tree is not None else None
    if paper is None or stations is None or not stations.consultations:
        return
    known = {(station.committee, station.date) for station in stations.consultations}
    own = tuple(station for station in paper.facts.consultations if (station.committee, station.date) not in known)
    public = stations.public if paper.facts.public is None else paper.facts.public
    yield replace(paper, facts=replace(paper.facts, consultations=(*own, *stations.consultations), public=public))


# --------------------------------------------------------------------------------------------------------- search


def _ask_supplement(place: Place) -> Iterator[Found]:
    """Papers of the period that no agenda holds (yet): a search without words. The calendar does not depend on it."""
    yield Ask(place.address("vo0040"), "form", (("supplement", "1"),), session="search")


def _follow_form(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None) -> Iterator[Found]:
    """The form of the search: one search for each choice of words, in the whole period."""
    form = read_search_form(tree) if tree is not None else None
    if form is None:
        yield from _search_failed(source, window, ask)
        return
    since, until = find_beginning(window) or datetime.date(FIRST_YEAR, 1, 1), _last_day(window)
    for words in re.split(r"\s+OR\s+", window.query):
        yield make_search(form, reply.url, re.sub(r'[*"]', "", words).strip(), since, until, ask.told("supplement"))


def _follow_search(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None) -> Iterator[Found]:
    """The hits. An answer that does not hold all of them is asked for in halves; in the end the calendar is walked."""
    place = find_place(ask.url)
    answer = read_search_answer(tree) if tree is not None else None
    if answer is None or place is None or not answer.papers:
        if answer is None or not (answer.none and ask.told("half")):
            yield from _search_failed(source, window, ask)
        return
    for paper in answer.papers:
        yield _paper_ref(place, paper)
    if answer.cut:
        halves = halve_search(ask)
        yield from halves
        if not halves:
            yield from _search_failed(source, window, ask)


def _search_failed(source: Source, window: Window, ask: Ask) -> Iterator[Found]:
    """The search gives nothing, or not all: the calendar of its period is walked, where that is not done anyway."""
    place, since, until = find_place(ask.url), _date(ask.told("since")), _date(ask.told("until"))
    if ask.told("supplement") or place is None:
        return
    if since is None or until is None or not ask.told("half"):
        last = _last_day(window)
        yield _month_ask(source, place, last.year, last.month, first=True)
        return
    day = datetime.date(since.year, since.month, 1)
    while day <= until:
        yield _month_ask(source, place, day.year, day.month)
        day = _months_later(day, 1)


def _follow_documents(source: Source, window: Window, ask: Ask, reply: Reply, tree: Node | None) -> Iterator[Found]:
    """The list of documents (do0040): the newest papers, where there is no calendar."""
    place = find_place(ask.url)
    papers = read_listed(tree) if tree is not None else ()
    if not papers or place is None:
        yield _not_understood(reply, "neither calendar nor list of documents can be read; import saved papers by hand")
        return
    for paper in papers:
        yield _paper_ref(place, paper)


def _not_understood(reply: Reply, message: str) -> Trouble:
    return Trouble(Problem("page_not_understood", f"{reply.url}: {message}"), reply.url)
