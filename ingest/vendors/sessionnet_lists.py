"""SessionNet: pages that lead to papers: calendar (si0040), agendas (si0057, si0056, to0040), and rows that link papers anywhere.

Agendas come as tables (si0057: `td.tofnum` "Ö 1"/"N 1"), as cards (si0056: `span.badge`, body perhaps only by Ajax from to0058) and, up
to 4.9, as rows `smc_tophn`/`smc_topht` under group rows that alone tell what is public (to0040). A paper is known by its link; what
stands in a non-public part is noted and not asked for. The same link twice in a row (text, icon) is one paper. Customers that show no
pages of papers put the Vorlage itself to the public item: then the document is all there is of the paper.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.vendors.pages import Node, find_class, iso_date
from ingest.vendors.records import RisFile
from ingest.vendors.sessionnet_files import is_outcome, read_files
from ingest.vendors.sessionnet_pages import (
    MEETING_LINK,
    classes_of,
    find_content,
    find_number,
    is_navigation,
    mend,
    paper_key,
    read_plain,
    read_text,
)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting in the calendar: number, ISO date or "", committee, the page it links to ("si0057"), the body it belongs to if told."""

    number: str
    date: str
    committee: str
    page: str
    client: str = ""
    client_number: str = ""


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper linked in a list: its key, number and title as printed there, public or not (None: not told), the words of its row."""

    key: str
    reference: str
    title: str
    public: bool | None
    row: str
    paper_type: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class UnlinkedPaper:
    """A public item that has no link to a paper, but the Vorlage itself among its documents (the one with the role main)."""

    title: str
    files: tuple[RisFile, ...]
    row: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """`readable`: the page is an agenda. `pending`: addresses (as printed) that give the bodies of cards with papers, by Ajax."""

    papers: tuple[ListedPaper, ...]
    readable: bool
    date: str = ""
    committee: str = ""
    pending: tuple[str, ...] = ()
    unlinked: tuple[UnlinkedPaper, ...] = ()


# ------------------------------------------------------------------------------------------------------- calendar


def read_calendar(tree: Node, year: int, month: int) -> list[Meeting]:
    """The meetings of a month, each once, with the agenda page linked (si0057 before to0040 where both are)."""
    meetings: dict[str, Meeting] = {}
    day = 0
    for node in tree.iter("td", "th", "span", "div", "a"):
        if node.tag != "a":
            day = _read_day(node) or day
            continue
        meeting = _read_meeting(node, f"{year:04d}-{month:02d}-{day:02d}" if day else "")
        if meeting is None:
            continue
        known = meetings.get(meeting.number)
        if known is None or (known.page == "to0040" and meeting.page != "to0040") or (not known.date and meeting.date):
            meetings[meeting.number] = meeting
    return list(meetings.values())


def _read_day(node: Node) -> int:
    """The day that a cell of the calendar's first column tells ("17", "17 Mi"); 0 for any other cell."""
    names = classes_of(node)
    marked = any(name in ("weekday", "sitag", "smc_day", "siday") or name.startswith("smc_fct_day") for name in names)
    if not marked and not (node.tag == "td" and node.getprevious() is None):
        return 0
    found = re.match(r"(?:[A-Z][a-z]\W+)?(\d{1,2})\b(?![:./]?\d)", read_text(node)[:12])
    return int(found[1]) if found and 1 <= int(found[1]) <= 31 else 0


def _read_meeting(link: Node, day: str) -> Meeting | None:
    href = link.get("href") or ""
    found = MEETING_LINK.search(href)
    number = find_number(href, "__ksinr")
    if not found or not number:
        return None
    title = mend(link.get("title") or link.get("aria-label") or "")
    date = iso_date(title) or iso_date(read_text(link)) or day
    committee = re.sub(r"\s*\d{1,2}\.\d{1,2}\.\d{2,4}.*$", "", title.partition(":")[2] if ":" in title else "").strip() or read_plain(link)
    client, client_number = "", ""
    row = next(link.iterancestors("tr"), None)
    for cell in row.iter("td") if row is not None else ():
        numbers = [name for name in classes_of(cell) if re.fullmatch(r"pagel\d*", name)]
        if numbers or (cell.get("data-label") or "").lower() == "mandant":
            client, client_number = read_plain(cell), next((name[5:] for name in numbers if name[5:]), "")
    return Meeting(number, date, committee, found[1].lower(), client, client_number)


# --------------------------------------------------------------------------------------------------------- agenda

_ITEM_MARKS = ("tofnum", "smc_tophn", "smc-card-text-title", "smc-panel-text-title", "totrenn", "smc_topht", "smctablesitzung")


_SHOW = r"^(?:Vorlage|Antrag|Anfrage|Details?|Drucksache)\s+(?:anzeigen|öffnen)\s*:?\s*"


def read_agenda(tree: Node, url: str = "") -> Agenda:
    """The papers of an agenda with the part (public or not) that each stands in. `url` makes addresses of documents absolute."""
    content = find_content(tree)
    part: bool | None = None
    readable = False
    places: dict[str, list[tuple[Node, Node, bool | None]]] = {}
    unlinked: list[UnlinkedPaper] = []
    for node in content.iter():
        if not isinstance(node.tag, str):
            continue
        names = classes_of(node)
        readable = readable or any(name in _ITEM_MARKS for name in names) or "contenttable2" in (node.get("id") or "")
        if _is_group(node, names):
            part = tell_part(read_text(node))
        elif node.tag == "a" and (key := paper_key(node.get("href") or "")) and not is_navigation(node):
            places.setdefault(key, []).append((node, find_row(node), part))
        elif paper := _read_unlinked(node, names, part, url):
            unlinked.append(paper)
    papers = tuple(_read_listed(key, found) for key, found in places.items())
    date, committee = _read_meeting_head(tree)
    return Agenda(papers, readable or bool(papers), date, committee, tuple(_find_pending(content)), tuple(unlinked))


def _read_unlinked(node: Node, names: list[str], part: bool | None, url: str) -> UnlinkedPaper | None:
    """The paper of an item's row or card that has documents and no link to a paper; None for all else, and where none is the Vorlage."""
    if not (node.tag == "tr" and node.xpath("./td[contains(@class, 'tofnum') or contains(@class, 'smc_tophn')]")) and "card" not in names:
        return None
    told = _read_number_part(node)
    if not (part if told is None else told) or any(paper_key(link.get("href") or "") for link in node.iter("a")):
        return None
    files = tuple(file for file in read_files(node, url) if file.role != "attachment" or not is_outcome(file.name))
    main = next((file for file in files if file.role == "main"), None)
    title = _read_subject(node)
    if main is None or not title or not re.search(r"vorlage|drucksache|beschlussempfehlung", main.name, re.I):
        return None
    return UnlinkedPaper(title, files, _read_words(node))


def _is_group(node: Node, names: list[str]) -> bool:
    if "totrenn" in names:
        return True
    if node.tag == "tr":
        return any(name in ("smc-table-group", "smcrowh") for name in names)
    if "card-header" in names or "panel-heading" in names:
        return not find_class(node, "badge") and bool(re.search(r"(?:ö|oe)ffentlich", read_text(node), re.I))
    return False


def tell_part(words: str) -> bool | None:
    """Whether a part of an agenda is public by its heading: closed in any words is False, "öffentlich" True, other headings None."""
    if re.search(r"nicht[\s-]*(?:ö|oe)ffentlich|vertraulich|geheim|geschlossen|unter Ausschluss", words, re.I):
        return False
    return True if re.search(r"\b(?:ö|oe)ffentlich", words, re.I) else None


def find_row(link: Node) -> Node:
    """What belongs to a link in a list: its item's row or card, else the nearest row, else its parent."""
    nearest = None
    for node in link.iterancestors():
        names = classes_of(node) if isinstance(node.tag, str) else []
        if node.tag == "tr":
            nearest = node if nearest is None else nearest
            if node.xpath("./td[contains(@class, 'tofnum') or contains(@class, 'smc_tophn') or contains(@class, 'smc_toph')]"):
                return node
        elif nearest is None and ("card" in names or "panel" in names or node.tag == "li"):
            return node
        if node.tag in ("body", "table") and nearest is not None:
            return nearest
    return link.getparent() if nearest is None else nearest


def _read_listed(key: str, places: list[tuple[Node, Node, bool | None]]) -> ListedPaper:
    reference, title, public = "", "", None
    for link, row, part in places:
        text = read_plain(link)
        reference = reference or (text if re.search(r"\d", text) and len(text) <= 40 else "")
        title = title or re.sub(_SHOW, "", mend(link.get("title") or ""))
        told = _read_number_part(row)
        public = told if told is not None else part if public is None else public
    row = places[0][1]
    kind = _read_cell(row, "vovaname|vaname|doart|voart")
    return ListedPaper(key, reference, title or _read_subject(row), public, _read_words(row), kind, _read_date(row))


def read_listed(content: Node) -> tuple[ListedPaper, ...]:
    """All papers that a list links to, each once."""
    places: dict[str, list[tuple[Node, Node, bool | None]]] = {}
    for link in content.iter("a"):
        if (key := paper_key(link.get("href") or "")) and not is_navigation(link):
            places.setdefault(key, []).append((link, find_row(link), None))
    return tuple(_read_listed(key, found) for key, found in places.items())


def _read_number_part(row: Node) -> bool | None:
    """What the number of an item tells: "Ö 3" public, "N 3" not, "3" nothing."""
    for node in row.iter("td", "span"):
        names = classes_of(node)
        if "tofnum" in names or "smc_tophn" in names or names == ["badge"]:
            found = re.match(r"(Ö|Oe|NÖ|N)\s*\.?\s*\d", read_text(node))
            if found:
                return found[1][0] != "N"
    return None


_SUBJECTS = ("smc-card-header-title-simple", "smc-card-header-title", "smc-card-text-title", "tobetr", "smc_topht", "vobetr", "dovorgang")


def _read_subject(row: Node) -> str:
    for name in _SUBJECTS:
        for node in find_class(row, name):
            if text := read_plain(node):
                return re.split(r"\s*\b(?:Beschluss|Abstimmung):", text)[0]
    return ""


def _read_cell(row: Node, names: str) -> str:
    for node in row.iter("td", "div"):
        if any(re.fullmatch(rf"(?:smc_field_)?(?:{names})\d?", name) for name in classes_of(node)):
            return read_plain(node)
    return ""


def _read_date(row: Node) -> str:
    """The date that a row of a list prints in a cell or an entry of its own."""
    for node in row.iter("td", "li"):
        text = read_plain(node)
        if len(text) <= 24 and (date := iso_date(text)):
            return date
    return ""


def _read_words(row: Node) -> str:
    """The words of a row and of the rows of its result below it: as long as they stay, nothing has changed."""
    words = [read_text(row)]
    below = row.getnext() if row.tag == "tr" else None
    while below is not None and isinstance(below.tag, str) and "smc_tophz" in " ".join(classes_of(below)):
        words.append(read_text(below))
        below = below.getnext()
    return " | ".join(words)[:2000]


def _read_meeting_head(tree: Node) -> tuple[str, str]:
    """(ISO date, committee) that the head of an agenda's page tells: its fields, or its heading "Kreistag - 12.03.2024 - 17:00 Uhr"."""
    values = {name: read_text(node) for node in tree.iter("div", "td") for name in classes_of(node) if name in ("sidat", "sigrname")}
    for node in (*tree.iter("h1"), *tree.iter("title")):
        found = re.match(r"(?:.*\|\s*)?(.*?)\s*[-–,]?\s*(?:\w+,\s*)?(?:den\s+)?(\d{1,2}\.\d{1,2}\.\d{4})", read_text(node))
        if found:
            values.setdefault("sidat", found[2])
            values.setdefault("sigrname", found[1])
    return iso_date(values.get("sidat", "")), values.get("sigrname", "")


def _find_pending(content: Node) -> list[str]:
    """The Ajax addresses of public cards that announce a paper or documents and hold no link to the paper yet."""
    pending: list[str] = []
    for head in (*find_class(content, "card-header"), *find_class(content, "panel-heading")):
        found = re.search(r"""(to0058\.(?:asp|php)\?[^'"\s)]+)""", head.get("onclick") or "")
        card = head.getparent()
        if not found or card is None or _read_number_part(head) is False:
            continue
        badges = " ".join(read_text(node) for node in find_class(head, "smc-badge-count"))
        linked = any(paper_key(link.get("href") or "") for link in card.iter("a"))
        if not linked and re.search(r"\b(?:V|VO|BV|SV|DS|Vorlage)\b|Dok", badges):
            pending.append(found[1])
    return pending
