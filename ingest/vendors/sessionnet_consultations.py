"""SessionNet: the stations (Beratungen) of a paper, in every form that its versions give them.

5.x, `vo0053`: cards (`#smcaccordion div.card` or `div#smcpanelN`), each headed "TT.MM.JJJJ Gremium TOP n öffentlich - x"; x is the
*planned* role with some customers ("Vorberatung") and the result with others ("einstimmig beschlossen"); planned stations have no
date. 5.0 and 4.9 (`vo0053`, `vo0051`): tables with cells `grname`, `txname` (role), `bfost` (public or not), with or without
`smc_field_` before them. Up to 4.8: a table on the paper's own page. Rows and cells that say nothing of a station are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from corpus.types import Consultation
from ingest.vendors.pages import Node, find_class, iso_date, public_told
from ingest.vendors.sessionnet_pages import MEETING_LINK, classes_of, find_content, find_number, is_navigation, read_plain, read_text

_RESULT = (
    r"beschlossen|zugestimmt|stimmt zu|abgelehnt|angenommen|vertagt|zurückgestellt|zurückgezogen|verwiesen|überwiesen|abgesetzt|genommen"
    r"|empfohlen|einstimmig|mehrheitlich|mit Mehrheit|erledigt|geändert|genehmigt|entf[aä]ll|ohne (?:Beschluss|Votum|Abstimmung|Empfehlung)"
    r"|keine? (?:Beschluss|Abstimmung|Empfehlung)|nicht (?:behandelt|beraten|befasst)|\bbehandelt|bestätigt|gewählt|beauftragt"
    r"|\b(?:vor)?beraten\b|gegeben|festgestellt|weitergeleitet|gegenstandslos|widersprochen|entlastet|beantwortet|eingebracht|\bJa[: ]+\d"
)
_PUBLIC = re.compile(r"(?<!\w)(?:nicht[\s-]?|nicht-)?(?:ö|oe)ffentlich(?:e[rs]?)?(?!\w)", re.I)
_DATE = re.compile(r"(?<!\d)\d{1,2}\.\s?\d{1,2}\.\s?(?:\d{4}|\d{2})(?!\d)")
_TIME = re.compile(r"(?:\bum\s+)?\b\d{1,2}[:.]\d{2}(?:\s*(?:-|–|bis)\s*\d{1,2}[:.]\d{2})?(?:\s*Uhr\b)|\b\d{1,2}:\d{2}\b", re.I)
_WEEKDAY = re.compile(r"^\W*(?:Mo|Di|Mi|Do|Fr|Sa|So)(?:[a-z]*tag|ttwoch|nnabend)?\b[.,]*", re.I)
_LABEL = re.compile(r"^\s*(?:Beschlussart|Beschluss|Beratungsergebnis|Abstimmungsergebnis|Ergebnis|Entscheidung)\s*:\s*", re.I)


@dataclass(frozen=True, slots=True)
class Stations:
    """The stations in the order of the page, whether any of them is public (None: not told), and the nodes they were read from."""

    consultations: tuple[Consultation, ...] = ()
    public: bool | None = None
    nodes: tuple[Node, ...] = ()


def read_stations(tree: Node) -> Stations:
    """All stations on a page, from cards and from tables; the same station printed twice is one."""
    content = find_content(tree)
    found: dict[Consultation, bool | None] = {}
    nodes: list[Node] = []
    for node, stations in (*_read_cards(content), *_read_tables(content), *_read_div_tables(content)):
        nodes.append(node)
        for station, public in stations:
            found.setdefault(station, public)
    told = {public for public in found.values() if public is not None}
    return Stations(tuple(found), max(told) if told else None, tuple(nodes))


# ---------------------------------------------------------------------------------------------------------- cards


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a card tells: ISO date or "", committee, public or not (None: not told), and what follows the dash."""

    date: str
    committee: str
    public: bool | None
    tail: str


def parse_header(text: str) -> Header | None:
    """"17.09.2020 Kreisausschuss TOP 4 öffentlich - Vorberatung" in its parts; None where it is no station's head."""
    text = " ".join(text.split())
    marks = [found for found in _PUBLIC.finditer(text) if re.match(r"\s*(?:$|[-–—:,()|])", text[found.end() :])]
    public: bool | None = None
    if marks:
        head, tail, public = text[: marks[-1].start()], text[marks[-1].end() :], public_told(marks[-1][0])
    else:
        head, _, tail = text.rpartition(" - ") if _DATE.search(text.rpartition(" - ")[0]) else (text, "", "")
        if tail and _DATE.search(tail):
            head, tail = text, ""
        if numbered := re.search(r"\bTOP\s*:?\s*(Ö|NÖ|N)\s*\d", head):
            public = numbered[1] == "Ö"
    date = iso_date(head)
    if not marks and not (date and _DATE.search(_WEEKDAY.sub("", head).strip(" ,")[:11])):
        return None
    committee = _name_committee(head)
    if not marks and (":" in committee or not re.search(r"[^\W\d]{2}", committee)):
        return None
    if not date and re.match(r"(?:\w*Vorlagen?|\d*\s*Dokumente?|Anlagen?|Status|Informationen|Beratung(?:en|sfolge))$", committee, re.I):
        return None
    return Header(date, committee, public, tail.strip(" -–—:,|()")) if committee else None


def _name_committee(head: str) -> str:
    """The Gremium: without date, time, number of the item and number of the sitting."""
    head = re.sub(r"\bTOP\b.*$", "", head) if re.search(r"\bTOP\b", head) else head
    head = _WEEKDAY.sub("", _TIME.sub(" ", _DATE.sub(" ", head)).strip(" ,;-–—:|()"))
    return strip_sitting(" ".join(head.split()).strip(" ,;-–—:|"))


def strip_sitting(name: str) -> str:
    """A Gremium without the sitting before it: "15. Sitzung des Ausschusses für Bau" → "Ausschuss für Bau"."""
    found = re.match(r"(?:\d{1,3}\.\s*)?(?:\(?(?:nicht)?öffentliche\)?\s+|[\w-]+\s+)?Sitzung\s+(des|der)\s+(\S.*)$", name, re.I)
    if not found:
        return name
    return re.sub(r"(?<=tag|rat)e?s\b|(?<=ausschuss)es\b", "", found[2], count=1, flags=re.I) if found[1].lower() == "des" else found[2]


def tell_role(words: str) -> tuple[str, str]:
    """(role, result): which of both the words after the dash are. Participles of a vote are a result, all else a planned role."""
    return ("", words) if re.search(_RESULT, words, re.I) else (words, "")


def _read_cards(content: Node) -> Iterator[tuple[Node, list[tuple[Consultation, bool | None]]]]:
    for node in content.iter():
        if not isinstance(node.tag, str) or not any(name in ("card-header", "panel-heading") for name in classes_of(node)):
            continue
        header = parse_header(_read_head(node))
        card = node.getparent()
        if header is None or card is None or is_navigation(node) or _is_agenda_item(node):
            continue
        role, result = tell_role(header.tail)
        station = Consultation(header.committee, header.date, role, _find_result(card) or result)
        yield card, [(station, header.public)]


def _is_agenda_item(head: Node) -> bool:
    return any(re.match(r"(?:Ö|NÖ|N)\s*\d", read_text(badge)) for badge in find_class(head, "badge"))  # a card of si0056


def _read_head(node: Node) -> str:
    for path in (".//button", ".//h2", ".//h3", ".//h4", ".//a"):
        for inner in node.xpath(path):
            if text := read_plain(inner):
                return text
    return read_plain(node)


def _find_result(card: Node) -> str:
    """The result that the body of a card tells: the field `btname`, or the words after "Beschluss:"; votes are none."""
    for path in (
        ".//*[contains(@class, 'smc_field_btname') or contains(concat(' ', @class, ' '), ' btname ')]",
        ".//*[contains(@class, 'box2_beschluss')]",
        ".//p[starts-with(normalize-space(.), 'Beschluss:') or starts-with(normalize-space(.), 'Ergebnis:')]",
    ):
        for node in card.xpath(path):
            if text := _LABEL.sub("", read_text(node)).strip():
                return text
    return ""


# --------------------------------------------------------------------------------------------------------- tables

_CELLS = {
    "sidat": "date", "sidatum": "date", "sitermin": "date", "silink": "date", "grname": "committee", "sigrname": "committee",
    "gremium": "committee", "txname": "role", "bfart": "role", "bfost": "public", "toost": "public", "btname": "result",
    "beschluss": "result", "toname": "number", "tofnum": "number", "tonr": "number",
}  # fmt: skip
_HEADINGS = (
    ("public", r"öffentlich|status\b"),
    ("result", r"ergebnis|beschluss$|beschlussart|beschlussergebnis|entscheidung\b|abstimmung"),
    ("role", r"art\b|rolle|zuständigkeit|beratungsart|beratungsform|aktion|aufgabe|funktion|bearbeitung"),
    ("committee", r"gremium|gremien|ausschuss|beratungsgremium"),
    ("number", r"top\b|nr\b|tagesordnung"),
    ("date", r"datum|termin|sitzung|beratung|wann"),
)


def _read_tables(content: Node) -> Iterator[tuple[Node, list[tuple[Consultation, bool | None]]]]:
    for table in content.iter("table"):
        columns = _read_columns(table)
        if columns is None or is_navigation(table):
            continue
        stations: list[tuple[Consultation, bool | None]] = []
        for row in _own_rows(table):
            _read_row(row, columns, stations)
        if stations:
            yield table, stations


def _read_div_tables(content: Node) -> Iterator[tuple[Node, list[tuple[Consultation, bool | None]]]]:
    """Tables of divs that name the fields of a meeting: a station in each row, or one in the whole table."""
    for table in find_class(content, "smc-table", "div"):
        rows = [_read_named_cells(row) for row in find_class(table, "smc-table-row", "div")]
        whole: dict[str, str] = {}
        for row in rows:
            whole |= {name: text for name, text in row.items() if name not in whole}
        entries = [row for row in rows if "committee" in row and len(row) > 1] or [whole]
        stations: list[tuple[Consultation, bool | None]] = []
        for entry in entries:
            _add_station(entry, iso_date(entry.get("date", "")), stations)
        if stations and not is_navigation(table):
            yield table, stations


def _read_named_cells(row: Node) -> dict[str, str]:
    values: dict[str, str] = {}
    for cell in find_class(row, "smc-table-cell", "div"):
        if "smc-cell-head" not in classes_of(cell) and (name := _name_cell(cell)) and (text := read_plain(cell)):
            values.setdefault(name, text)
    return values


def _add_station(
    values: dict[str, str], date: str, stations: list[tuple[Consultation, bool | None]], words: str = "", meeting: str = ""
) -> None:
    """A station from the values of a row, where they are enough for one: a committee, and a date, a meeting or a field of a station."""
    committee = _name_committee(values.get("committee", ""))
    if not committee or not (date or meeting or values.keys() & {"role", "public", "result"}):
        return
    role, result = tell_role(values.get("role", ""))
    station = Consultation(committee, date, role, _LABEL.sub("", values.get("result", "")) or result)
    stations.append((station, public_told(values.get("public", "") or words)))


def _own_rows(table: Node) -> list[Node]:
    return [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]


def _read_columns(table: Node) -> list[str] | None:
    """What each column holds; [] where only the cells' classes tell; None where the table is no list of stations."""
    cells = {name.removeprefix("smc_field_").rstrip("0123456789") for cell in table.iter("td") for name in classes_of(cell)}
    marked = "grname" in cells and bool(cells & {"txname", "bfost", "btname", "sidat", "silink"})
    told = bool(re.search(r"beratung(?:en|sfolge)", table.get("summary") or "", re.I))
    for row in table.iter("tr"):
        heads = [cell for cell in row if cell.tag == "th"]
        if len(heads) > 1 and len(heads) == len([cell for cell in row if cell.tag in ("td", "th")]):
            columns: list[str] = []
            for head in heads:
                columns += [_name_heading(read_text(head))] * _span(head)
            if "committee" in columns and ("date" in columns or "role" in columns or "result" in columns):
                return columns
    return [] if marked or told else None


def _span(cell: Node) -> int:
    text = cell.get("colspan") or "1"
    return min(int(text), 20) if re.fullmatch(r"[1-9]\d?", text) else 1


def _name_heading(text: str) -> str:
    return next((name for name, pattern in _HEADINGS if re.search(pattern, text, re.I)), "")


def _read_row(row: Node, columns: list[str], stations: list[tuple[Consultation, bool | None]]) -> None:
    """Adds a row's station to the list, or its result to the last one ("Beschluss: ungeändert beschlossen" below it)."""
    values: dict[str, str] = {}
    place = 0
    for cell in (cell for cell in row if cell.tag == "td"):
        text = "" if _holds_documents(cell) else read_plain(cell)
        name = _name_cell(cell) or (columns[place] if place < len(columns) else "" if columns else _guess_cell(cell, text, values))
        place += _span(cell)
        if text and name and not values.get(name):
            values[name] = text
    text = read_plain(row)
    if stations and (label := _LABEL.search(text)) and "date" not in values:
        station, public = stations[-1]
        stations[-1] = (replace(station, result=station.result or text[label.end() :].strip()), public)
        return
    date = iso_date(values.get("date", "")) or iso_date(values.get("committee", "")) or _find_date(row)
    _add_station(values, date, stations, text, find_meeting(row))


def _holds_documents(cell: Node) -> bool:
    return any(re.search(r"(?:getfile|ydocstart)\.", node.get("href") or node.get("action") or "") for node in cell.iter("a", "form"))


def _find_date(row: Node) -> str:
    """A date that stands in a cell without a name of its own, or in the title of the link to the meeting."""
    texts = [read_plain(cell) for cell in row.iter("td")] + [link.get("title") or "" for link in row.iter("a")]
    return next((iso_date(text) for text in texts if len(text) < 200 and _DATE.search(text)), "")


def _name_cell(cell: Node) -> str:
    for name in classes_of(cell):
        if known := _CELLS.get(name.removeprefix("smc_field_").rstrip("0123456789")):
            return known
    return _name_heading(cell.get("data-label") or "") if cell.get("data-label") else ""


def _guess_cell(cell: Node, text: str, values: dict[str, str]) -> str:
    """A cell without class or heading (up to 4.8: date, Gremium, TOP, role, result) by what it holds and what came before it."""
    if not text:
        return ""
    if "date" not in values and _DATE.search(text):
        return "date" if "committee" in values or not _name_committee(text) else "committee"
    if _PUBLIC.fullmatch(text.strip(" .:")):
        return "public"
    if re.fullmatch(r"(?:TOP\s*)?[ÖN]?\s*[\d.]+\s*[a-z]?", text):
        return "number"
    if "committee" not in values:
        return "committee"
    return "result" if re.search(_RESULT, text, re.I) or "role" in values else "role"


def find_meeting(node: Node) -> str:
    """The number of the meeting that a node links to; "" where it links to none."""
    for link in node.iter("a"):
        href = link.get("href") or ""
        if MEETING_LINK.search(href) and (number := find_number(href, "__ksinr")):
            return number
    return ""
