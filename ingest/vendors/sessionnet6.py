"""SessionNet 6 (Somacos): an app whose data come as JSON from `<base>api/v1/`. There are no pages of papers.

Asked is what the app itself asks: the meetings of a period (`sitzungen?von=&bis=`, at most about three months), the agenda of a meeting
(`sitzungen/N/tagesordnung`), its documents (`…/tagesordnung/dokumente`), the names of the committees (`gremien`). A meeting is open once
its `freigabeDatum` has come; an item is public where `oSt` is 1. A paper is the `voNr` of items: what it is, its items tell together, so
the agendas of a year (and of the months around it, for a paper goes through several committees) are read one after another, and the
papers first seen in that year are told when all of them are read. Its documents are those of its items. Told by a public program.
"""

from __future__ import annotations

import base64
import datetime
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from corpus.types import Consultation, PaperFacts, Problem
from ingest.vendors.obstacles import find_failure
from ingest.vendors.pages import decode_page
from ingest.vendors.records import Ask, Evidence, Found, PaperRef, Refusal, Reply, RisFile, RisPaper, Source, Trouble, Vendor, Window
from ingest.vendors.sessionnet_consultations import strip_sitting
from ingest.vendors.sessionnet_files import tell_roles
from ingest.vendors.sessionnet_pages import find_refusal, join_address, mend
from ingest.vendors.sessionnet_walk import find_beginning

NAME = "sessionnet6"
BEFORE_MONTHS, AFTER_MONTHS = 4, 4  # a paper's stations lie this close to each other
FIRST_YEAR = 1995
MOST_EMPTY_YEARS = 3
_ROUTE = re.compile(r"/(?:startseite|kalender|gremien(?:/\d+)?|personen(?:/\d+)?|sitzungen(?:/\d+)?|dokumente|suche)/?$", re.I)


def recognise(data: bytes, url: str = "") -> Iterator[Evidence]:
    """Signs of the app's shell: `<app-root>` with the title SessionNet and a `main-*.js`; of its data: the names of their numbers."""
    text = decode_page(data[:200_000])
    title = re.search(r"<title[^>]{0,100}>\s*(SessionNet\b[^<]{0,100})", text, re.I)
    script = re.search(r"""<script\b[^>]{0,200}src\s*=\s*["'][^"']{0,200}\b(main[-.][\w-]{1,40}\.js)""", text, re.I)
    if "<app-root" in text.lower() and title:
        version = re.search(r"""name\s*=\s*["']app-version["'][^>]{0,100}content\s*=\s*["']([\d.]+)""", text, re.I)
        sign = f"title {mend(title[1])} with <app-root>" + (f" and {script[1]}" if script else "")
        yield Evidence(NAME, sign, f"6 (app {version[1]})" if version else "6", 1.0 if script else 0.7)
    elif text.lstrip("\ufeff \r\n\t")[:1] in ("[", "{") and (found := re.search(r'"(?:toNr|siNr)"\s*:\s*\d+', text)):
        certain = re.search(r'"/?[^"]{0,100}api/v1/dokumente/\d+/datei"|"(?:freigabeDatum|abstimmungTyp)"\s*:', text)
        yield Evidence(NAME, f"JSON with {found[0]}", "6", 1.0 if certain else 0.7)
    if re.search(r"/api/v1/(?:sitzungen|gremien|dokumente)\b", url):
        yield Evidence(NAME, "address …/api/v1/…", "6", 0.4)


def parse_paper(data: bytes, url: str = "") -> RisPaper | None:
    """None: SessionNet 6 has no page of a paper, and a list of documents is none."""
    return None


def begin(source: Source, window: Window) -> Iterator[Found]:
    """The names of the committees; with them the walk of the newest year."""
    yield Ask(f"{find_base(source.url)}api/v1/gremien", "committees")


def find_base(url: str) -> str:
    """The app's folder: an address without the route of one of its pages."""
    address = url.split("?", 1)[0].split("#", 1)[0]
    address = re.sub(r"api/v1(?:/.*)?$", "", address)
    address = _ROUTE.sub("/", address)
    if re.search(r"/[^/]+\.[a-z0-9]{2,5}$", address.split("://", 1)[-1], re.I):
        address = address.rsplit("/", 1)[0]
    return address if address.endswith("/") else f"{address}/"


def follow(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    """What an answer tells, and what to ask next. An address outside the interface is answered by the app's page, not by JSON."""
    if failure := find_failure(reply):
        yield failure
        return
    rows = read_rows(reply.body) if reply.status < 400 else None
    if rows is None and (sign := find_refusal(reply.body)):
        yield Refusal(sign, reply.url)
        return
    steps = {"committees": _follow_committees, "meetings": _follow_meetings, "agenda": _follow_agenda, "documents": _follow_documents}
    if ask.kind in steps:
        yield from steps[ask.kind](window, ask, reply, rows)


# ----------------------------------------------------------------------------------------------------------- JSON

Row = dict[str, Any]  # an object of the interface, read here and nowhere else


def read_rows(body: bytes) -> list[Row] | None:
    """The objects of a JSON list; None where the answer is no such list."""
    try:
        value = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return [entry for entry in value if isinstance(entry, dict)] if isinstance(value, list) else None


def read_number(row: Row, *names: str) -> int:
    """A positive number of an object; 0 where it has none."""
    for name in names:
        value = row.get(name)
        if isinstance(value, (int, str)) and not isinstance(value, bool) and re.fullmatch(r"\d{1,12}", str(value)):
            return int(value)
    return 0


def read_words(row: Row, *names: str) -> str:
    """The first of these fields that holds words, in one line and without markup."""
    for name in names:
        if isinstance(value := row.get(name), str) and (text := mend(re.sub(r"<[^>]{0,500}>", " ", value))):
            return text
    return ""


def read_day(row: Row, *names: str) -> str:
    """The ISO date of the first of these fields that begins with one."""
    for name in names:
        if isinstance(value := row.get(name), str) and _day(value[:10]):
            return value[:10]
    return ""


def _day(text: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return None


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


# ---------------------------------------------------------------------------------------------- what is known so far


@dataclass(slots=True)
class _Known:
    """What the walk of a year knows: names of committees, meetings still to be read (number, date, name), items of papers."""

    year: int = 0
    committees: dict[str, str] = field(default_factory=dict)
    periods: list[list[str]] = field(default_factory=list)
    meetings: list[list[str]] = field(default_factory=list)
    items: dict[str, list[list[str]]] = field(default_factory=dict)  # voNr → [siNr, toNr, date, committee, result, title, reference]
    met: int = 0
    empty: int = 0  # years without a meeting before this one, in a walk that goes back to no told beginning

    def pack(self) -> tuple[tuple[str, str], ...]:
        raw = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")).encode()
        return (("known", base64.b85encode(zlib.compress(raw, 6)).decode("ascii")),)


def _unpack(text: str) -> _Known:
    try:
        return _Known(**json.loads(zlib.decompress(base64.b85decode(text))))
    except (ValueError, TypeError, zlib.error):
        return _Known()


# ----------------------------------------------------------------------------------------------------------- walk


def _follow_committees(window: Window, ask: Ask, reply: Reply, rows: list[Row] | None) -> Iterator[Found]:
    if rows is None:
        message = f"{reply.url}: no list of committees, meetings are told by their names; is this SessionNet 6? See `ratslese probe`"
        yield Trouble(Problem("committees_unreadable", message), reply.url)
    committees = {str(read_number(row, "grNr")): read_words(row, "name", "kurzname", "bezeichnung") for row in rows or ()}
    last = _last_day(window)
    since = find_beginning(window)
    for year in range(last.year, (since or last).year - 1, -1):
        yield from _ask_year(find_base(ask.url), window, _Known(year, committees))


def _last_day(window: Window) -> datetime.date:
    today = _day(window.today[:10]) or _day(window.until[:10]) or datetime.date(2100, 1, 1)
    ahead = today + datetime.timedelta(days=75)
    until = _day(window.until[:10])
    return min(until, ahead) if until else ahead


def _ask_year(base: str, window: Window, known: _Known) -> Iterator[Found]:
    """The walk of a year begins: periods of two months, from some months before it to some after."""
    last, year = _last_day(window), known.year
    months = range(1 - BEFORE_MONTHS, 13 + AFTER_MONTHS, 2)
    periods = [(_first_of(year, month), _first_of(year, month + 2) - datetime.timedelta(days=1)) for month in months]
    known.periods = [[first.isoformat(), end.isoformat()] for first, end in periods if first <= last]
    if known.periods and year >= FIRST_YEAR:
        yield _next_ask(base, known)


def _first_of(year: int, month: int) -> datetime.date:
    place = year * 12 + month - 1
    return datetime.date(place // 12, place % 12 + 1, 1)


def _next_ask(base: str, known: _Known) -> Ask:
    """The next period, else the next agenda."""
    if known.periods:
        first, last = known.periods[0]
        return Ask(f"{base}api/v1/sitzungen?von={first}&bis={last}", "meetings", known.pack())
    return Ask(f"{base}api/v1/sitzungen/{known.meetings[0][0]}/tagesordnung", "agenda", known.pack())


def _follow_meetings(window: Window, ask: Ask, reply: Reply, rows: list[Row] | None) -> Iterator[Found]:
    """The meetings of a period that are released: they wait for their agendas."""
    known = _unpack(ask.told("known"))
    if rows is None:
        yield Trouble(Problem("meetings_unreadable", f"{reply.url}: no list of meetings"), reply.url)
    for row in rows or ():
        number, date, released = read_number(row, "siNr"), read_day(row, "dat", "datum"), read_day(row, "freigabeDatum")
        known.met += bool(number and date[:4] == str(known.year))
        if number and date and released and (not window.today or released <= window.today[:10]):
            known.meetings.append([str(number), date, read_words(row, "name", "bezeichnung")])
    known.periods = known.periods[1:]
    once = {entry[0]: entry for entry in known.meetings}
    known.meetings = sorted(once.values(), key=lambda entry: (entry[1], _number(entry[0])))
    yield from _go_on(find_base(ask.url), window, known)


def _go_on(base: str, window: Window, known: _Known) -> Iterator[Found]:
    if known.periods or known.meetings:
        yield _next_ask(base, known)
        return
    for number, items in sorted(known.items.items(), key=lambda entry: _number(entry[0])):
        if items[0][2][:4] == str(known.year):  # a paper that was first seen in another year is told by that year's walk
            yield _paper_ref(base, number, items)
    if find_beginning(window) is None and (known.met or known.empty < MOST_EMPTY_YEARS):
        yield from _ask_year(base, window, _Known(known.year - 1, known.committees, empty=0 if known.met else known.empty + 1))


def _follow_agenda(window: Window, ask: Ask, reply: Reply, rows: list[Row] | None) -> Iterator[Found]:
    """An agenda: its public items with a paper. Where it cannot be read the walk goes on without it."""
    known = _unpack(ask.told("known"))
    if not known.meetings:
        return
    number, date, name = known.meetings.pop(0)
    if rows is None and reply.status not in (404, 410):
        yield Trouble(Problem("agenda_unreadable", f"{reply.url}: no agenda"), reply.url)
    for row in rows or ():
        paper, item = read_number(row, "voNr"), read_number(row, "toNr")
        if not paper or not item:
            continue
        if read_number(row, "oSt") != 1:
            yield PaperRef(f"voNr={paper}", f"{find_base(ask.url)}sitzungen/{number}", date=date, public=False)
            continue
        committee = name_committee(known.committees.get(str(read_number(row, "grNr")), ""), name)
        reference = read_words(row, "voName", "voNummer", "vorlagenNummer", "vorlage", "drucksache")  # none of them was seen so far
        title, result = read_words(row, "textLang", "text"), read_words(row, "beschluss", "ergebnis")
        told = [number, str(item), date, committee, result, title, reference]
        known.items.setdefault(str(paper), []).append(told)
    yield from _go_on(find_base(ask.url), window, known)


def name_committee(named: str, meeting: str) -> str:
    """The Gremium of an item; where the interface gives only its kind ("Gemeindevertretung"), whose it is by the meeting's name."""
    if not named:
        return re.sub(r"^\d+\.\s*", "", strip_sitting(meeting))
    if re.search(r"\s", named):
        return named
    rest = re.search(rf"(?:^|\s){re.escape(named)}(?:e?s)?\s+([^(,;]+)", meeting)
    return f"{named} {rest[1].strip()}" if rest and not re.match(r"(?:am|vom|nr)\b|\d", rest[1], re.I) else named


# --------------------------------------------------------------------------------------------------------- papers


def _paper_ref(base: str, number: str, items: list[list[str]]) -> PaperRef:
    """A paper of the ledger; its documents are asked for meeting by meeting, first the last one."""
    title, reference = _tell_title(items)
    url = f"{base}sitzungen/{items[0][0]}#top-{items[0][1]}"
    row = json.dumps(items, ensure_ascii=False)
    ask = _documents_ask(base, number, items, [], [])
    return PaperRef(f"voNr={number}", url, reference, title, date=items[0][2], public=True, row=row, ask=ask)


def _tell_title(items: list[list[str]]) -> tuple[str, str]:
    """(the last title that is told, the last number)."""
    titles, references = [item[5] for item in items if item[5]], [item[6] for item in items if item[6]]
    return titles[-1] if titles else "", references[-1] if references else ""


def _documents_ask(base: str, number: str, items: list[list[str]], read: list[str], files: list[list[str]]) -> Ask | None:
    meetings = [item[0] for item in reversed(items) if item[0] not in read]
    if not meetings:
        return None
    context = (("number", number), ("items", json.dumps(items)), ("read", json.dumps([*read, meetings[0]])), ("files", json.dumps(files)))
    return Ask(f"{base}api/v1/sitzungen/{meetings[0]}/tagesordnung/dokumente", "documents", context)


def _follow_documents(window: Window, ask: Ask, reply: Reply, rows: list[Row] | None) -> Iterator[Found]:
    """The documents of a meeting: those of the paper's item. When all its meetings are read, the paper."""
    base, number = find_base(ask.url), ask.told("number")
    items, read, files = (json.loads(ask.told(name) or "[]") for name in ("items", "read", "files"))
    if not items:
        return
    if rows is None and reply.status not in (404, 410):
        yield Trouble(Problem("documents_unreadable", f"{reply.url}: no list of documents"), reply.url)
    wanted = {item[1] for item in items}
    for row in sorted(rows or (), key=lambda entry: read_number(entry, "sort")):
        released = read_day(row, "freigabeDatum")
        url = resolve_document(base, read_words(row, "ref"))
        document = read_number(row, "doNr")
        hidden = bool(released and window.today) and released > window.today[:10]
        if str(read_number(row, "toNr")) in wanted and document and url and not hidden:
            files.append([str(document), read_words(row, "name") or f"Dokument {document}", url, released])
    next_ask = _documents_ask(base, number, items, read, files)
    yield next_ask if next_ask is not None else make_paper(base, number, items, files)


def resolve_document(base: str, ref: str) -> str:
    """The address of a document, which the interface gives without its host; "" for one of another host."""
    url = join_address(base, ref)
    return url if url and urlsplit(url).netloc == urlsplit(base).netloc else ""


def make_paper(base: str, number: str, items: list[list[str]], files: list[list[str]]) -> RisPaper:
    """A paper from its items (in the order of their meetings) and documents; decisions printed for an item are none of its documents."""
    title, reference = _tell_title(items)
    stations = tuple(dict.fromkeys(Consultation(item[3], item[2], "", item[4]) for item in items if item[3]))
    unique = list({file[0]: file for file in files}.values())
    roles = tell_roles([(file[1], "", False) for file in unique], reference)
    documents = tuple(
        RisFile(file[0], file[1], file[2], role, media_type="application/pdf", modified=file[3])
        for file, role in zip(unique, roles, strict=True)
    )
    facts = PaperFacts(reference=reference, title=title, public=True, consultations=stations)
    return RisPaper(NAME, f"voNr={number}", f"{base}sitzungen/{items[0][0]}#top-{items[0][1]}", facts, documents)


VENDOR = Vendor(NAME, "SessionNet 6", recognise, parse_paper, begin, follow)
