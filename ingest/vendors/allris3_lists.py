"""Lists of ALLRIS 3: papers (vo040), calendars (si010 in all its programs, si018_a), agendas (to010), the menu.

Two skins: classic (`table.tl1`, rows `zl11`/`zl12`) and responsive (`_r`: `calenderView`, `toTable`). Rows are read by the links they
hold, not by their classes. ALLRIS 4 prints agendas and calendars in the responsive markup. Source: shared/RIS.md, section 1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlsplit

from ingest.vendors.allris3_parts import column_text, page_program, read_columns
from ingest.vendors.labelled import read_fields, read_public
from ingest.vendors.pages import Node, decode_page, find_class, iso_date, parameter, text_of
from ingest.vendors.records import Reply


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A row of vo040: VOLFDNR, link as printed and what the row tells. `row` is the whole row in one line."""

    number: str
    link: str
    reference: str
    title: str
    date: str
    paper_type: str
    row: str


@dataclass(frozen=True, slots=True)
class PaperList:
    """A page of vo040: results `first` to `last` of `total` (0 where not told); `next` is the link to the next page."""

    papers: tuple[ListedPaper, ...]
    first: int = 0
    last: int = 0
    total: int = 0
    next: str = ""


@dataclass(frozen=True, slots=True)
class ListedMeeting:
    """A meeting of a calendar: SILFDNR, link ("" where no agenda is published), date (ISO or ""), name."""

    number: str
    link: str
    date: str
    name: str
    public: bool | None = None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A row of an agenda. `public` by its number ("Ö 3", "N 1") or the heading above it; `paper` is the VOLFDNR of its Vorlage."""

    number: str
    title: str
    public: bool | None
    paper: str = ""
    reference: str = ""
    link: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class Agenda:
    """A to010 page: the meeting and its items."""

    name: str
    committee: str
    date: str
    items: tuple[AgendaItem, ...]


def read_paper_list(tree: Node) -> PaperList | None:
    """A page of vo040; None for a page that shows neither papers nor the count of results."""
    text = text_of(tree)
    found = re.search(r"Ergebnisse\s+(\d{1,9})\s*[-–]\s*(\d{1,9})\s+von\s+(?:ungefähr\s+|etwa\s+|ca\.\s+)?([\d.]{1,12})", text)
    first, last, total = (int(found[1]), int(found[2]), int(found[3].replace(".", "") or "0")) if found else (0, 0, 0)
    papers = tuple(_listed_papers(tree))
    if not papers and not found:
        return None
    following = [link for link in tree.xpath("//a/@href") if "shownext" in link.lower() and "vo040" in link.lower()]
    return PaperList(papers, first, last, total, following[-1] if following else "")


def _listed_papers(tree: Node) -> Iterator[ListedPaper]:
    """A row with links to one paper. The number is split from the subject by a no-break space, or stands in a cell of its own."""
    for row in tree.xpath("//tr[.//a[contains(@href, 'vo020')]][not(.//tr)]"):
        links = [link for link in row.xpath(".//a[contains(@href, 'vo020')]") if _number(link, "VOLFDNR")]
        if not links or len({_number(link, "VOLFDNR") for link in links}) > 1:
            continue
        reference, title = _split_subject(links)
        cells = [text_of(cell) for cell in row.xpath("./td")]
        date = next((iso_date(cell) for cell in cells if len(cell) <= 24 and iso_date(cell)), "")
        others = [text_of(cell) for cell in row.xpath("./td[not(.//a) and not(.//form)]")]
        kinds = [text for text in others if text and not (len(text) <= 24 and iso_date(text)) and text not in (title, reference)]
        paper_type = kinds[-1] if kinds else ""
        attached = "+" if row.xpath(".//img[contains(@src, 'attmnt')]") else ""
        decided = "!" if row.xpath(".//form[contains(@action, 'vo021')]") else ""
        told = "|".join((reference, title, date, paper_type, attached + decided))
        yield ListedPaper(_number(links[0], "VOLFDNR"), links[0].get("href"), reference, title, date, paper_type, told)


def _number(link: Node, name: str) -> str:
    number = parameter(link.get("href") or "", name)
    return number if re.fullmatch(r"\d{1,12}", number) else ""


def _split_subject(links: list[Node]) -> tuple[str, str]:
    """(number, subject) of a row's links."""
    texts = ["".join(link.itertext()).strip() for link in links]
    texts = [text for index, text in enumerate(texts) if text and text not in texts[:index]]
    if len(texts) > 1:
        numbers = [text for text in texts if re.search(r"\d", text) and len(text.split()) <= 3]
        reference = numbers[0] if numbers else ""
        return " ".join(reference.split()), " ".join(next((text for text in texts if text != reference), "").split())
    number, gap, subject = texts[0].partition("\xa0") if texts else ("", "", "")
    if not gap or not re.search(r"\d", number):
        return ("", " ".join((texts or [""])[0].split()))
    return " ".join(number.split()), " ".join(subject.split())


# --- calendars ----------------------------------------------------------------------------------------------------------------------

_MONTH_NAMES = ("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember")


def read_calendar(tree: Node, year: int, month: int) -> list[ListedMeeting] | None:
    """The meetings of a month's page, or of a list with full dates; None for a page that is no calendar.

    The day stands in the first row of a day only, a holiday may be that row. The page's own month counts, if it tells one.
    """
    tables = find_class(tree, "calenderView", "table") or find_class(tree, "tl1", "table")
    tables = tables or [table for table in tree.xpath("//table[.//a[contains(@href, 'to010')]]") if not table.xpath(".//table")]
    if not tables:
        return [] if page_program(tree).startswith("si") else None
    year, month = _own_month(tree) or (year, month)
    found: dict[str, ListedMeeting] = {}
    for table in tables:
        day = 0
        for row in table.xpath("./tr | ./tbody/tr"):
            cells = row.xpath("./td")
            day = _day(cells[:3]) or day
            date = _full_date(row, cells) or (f"{year:04}-{month:02}-{day:02}" if day and year and month else "")
            for meeting in _row_meetings(row, date):
                found.setdefault(meeting.number, meeting)
    return list(found.values())


def _own_month(tree: Node) -> tuple[int, int] | None:
    for entry in tree.xpath("//h2 | //caption | //*[contains(@class, 'currentMonth')]"):
        found = re.search(rf"\b({'|'.join(_MONTH_NAMES)})\s+(\d{{4}})\b", text_of(entry).casefold())
        if found:
            return int(found[2]), _MONTH_NAMES.index(found[1]) + 1
    return None


def _day(cells: list[Node]) -> int:
    for cell in cells:
        marked = find_class(cell, "dom")
        text = text_of(marked[0] if marked else cell).rstrip(".")
        if re.fullmatch(r"\d{1,2}", text) and 1 <= int(text) <= 31:
            return int(text)
    return 0


def _full_date(row: Node, cells: list[Node]) -> str:
    for tip in row.xpath(".//a[contains(@href, 'to010')]/@data-simpletooltip-text"):
        if iso_date(tip):
            return iso_date(tip)
    for cell in cells[:3]:
        text = text_of(cell)
        if 8 <= len(text) <= 24 and iso_date(text):
            return iso_date(text)
    return ""


def _row_meetings(row: Node, date: str) -> Iterator[ListedMeeting]:
    for link in row.xpath(".//a[contains(@href, 'to010')]"):
        number, name = _number(link, "SILFDNR"), text_of(link)
        if number and name:
            yield ListedMeeting(number, link.get("href"), date, name, read_public(name))
    for form in row.xpath(".//form[contains(@action, 'to010')][not(.//input[@name='selfaction' or @name='selfAction'])]"):
        for number in form.xpath(".//input[@name='SILFDNR']/@value"):
            if re.fullmatch(r"\d{1,12}", number):
                name = max((text_of(cell) for cell in row.xpath("./td")), key=len, default="")
                yield ListedMeeting(number, f"{form.get('action').split('?')[0]}?SILFDNR={number}", date, name, read_public(name))


# --- agendas ------------------------------------------------------------------------------------------------------------------------


def read_agenda(tree: Node) -> Agenda | None:
    """A to010 page, None where it shows no agenda. Items of the non-public part are kept as such, whatever they link."""
    fields = read_fields(tree)
    named = {(field.id or field.label.casefold()): text_of(field.node) for field in reversed(fields)}
    tables = [table for name in ("toTreeTable", "toTable", "tl1") for table in find_class(tree, name, "table")]
    tables += tree.xpath("//*[@id='toTreeTable']//table | //table[@id='toTreeTable']")
    tables = tables or tree.xpath("//table[.//a[contains(@href, 'vo020')]][not(.//table)]")
    if not tables:
        return None
    items: dict[tuple[str, str, str], AgendaItem] = {}
    for table in tables:
        for item in _items(table):
            items.setdefault((item.number, item.title, item.paper), item)
    name = named.get("bezeichnung") or re.sub(r"^Tagesordnung\s*-\s*", "", text_of(next(iter(tree.iter("h1")), None)))
    date = iso_date(named.get("sidatum") or named.get("datum") or name)
    return Agenda(name, named.get("sigremium") or named.get("gremium") or "", date, tuple(items.values()))


def _items(table: Node) -> Iterator[AgendaItem]:
    number, public, columns = "", None, read_columns(table)
    for row in table.xpath("./tr | ./tbody/tr | ./tfoot/tr"):
        cells = row.xpath("./td")
        own = next((found for cell in cells[:3] if (found := _item_number(text_of(cell)))), "")
        text = text_of(row)
        if own:
            number, public = own, _public_number(own, public)
        elif _is_part_heading(text):
            public, number = read_public(text), ""
            continue
        elif any(text_of(cell) for cell in cells[:2]) and row.xpath(".//a[contains(@href, 'vo020')]"):
            public = None  # an item whose number is of no known form
        links = [link for link in row.xpath(".//a[contains(@href, 'vo020')]") if _number(link, "VOLFDNR")]
        papers = {_number(link, "VOLFDNR"): (text_of(link), link.get("href")) for link in links if text_of(link)}
        title = _item_title(row, own)
        result = next((" ".join(tip.split()) for tip in row.xpath(".//input[contains(@class, 'il1_naz')]/@title")), "")
        result = result or column_text(row, columns, "beschluss") or ""
        if own and not papers:
            yield AgendaItem(number, title, public, result=result)
        for paper, (reference, link) in papers.items():
            yield AgendaItem(number, title, public, paper, reference, link, result)


def _is_part_heading(text: str) -> bool:
    """"Öffentlicher Teil", "B. Nichtöffentliche Sitzung": a row that heads a part, not an item about "nichtöffentliche Beschlüsse"."""
    words = r"(?:\w{1,4}[.):]\s*)?(?:nicht[\s-]*)?öffentliche[rn]?\s*(?:teil|sitzung|tagesordnung|tagesordnungspunkte|tops?)\b.{0,20}"
    return bool(re.fullmatch(words, text.casefold()))


def _item_number(text: str) -> str:
    found = re.match(r"(?:TOP\s*)?((?:N\s*/?\s*Ö|Ö|N)?\s*\d{1,4}(?:\.\d{1,4})*\.?[a-z]?)(?=\s|$)", text)
    return found[1] if found and len(text) < 40 else ""


def _public_number(number: str, above: bool | None) -> bool | None:
    """"Ö 3" is public, "N 3" and "NÖ 3" are not; a bare number is what the heading above it says."""
    return {"Ö": True, "N": False}.get(number[:1], above)


def _item_title(row: Node, number: str) -> str:
    for link in row.xpath(".//a[contains(@href, 'to020')] | .//a[starts-with(@id, 'betreff_')]"):
        note = " ".join(text_of(entry) for entry in link.xpath(".//*[@title='Zusatzinfo' or contains(@class, 'zusatzinfo')]"))
        text = text_of(link).removesuffix(note).strip()
        if text:
            return text
    texts = [text_of(cell) for cell in row.xpath("./td[not(.//a[contains(@href, 'vo020')])]")]
    return max((text for text in texts if text != number and not _item_number(text)), key=len, default="")


# --- menu ---------------------------------------------------------------------------------------------------------------------------


def read_programs(tree: Node) -> dict[str, str]:
    """Program ("vo040", "si010_e") → link as printed, of all links and frames of a page; the first link of each counts."""
    found: dict[str, str] = {}
    for link in (*tree.xpath("//a/@href | //frame/@src | //iframe/@src | //form/@action | //area/@href"), find_refresh(tree)):
        name = program_of(link)
        if name:
            found.setdefault(name, link)
    return found


def find_refresh(tree: Node) -> str:
    """Where <meta http-equiv="refresh"> leads, "" where there is none."""
    for entry in tree.iter("meta"):
        found = re.search(r"url\s*=\s*['\"]?([^'\";\s]{1,500})", entry.get("content") or "", re.I)
        if found and (entry.get("http-equiv") or "").strip().lower() == "refresh":
            return found[1]
    return ""


@cache
def _program_pattern() -> re.Pattern[str]:
    return re.compile(r"([a-z]{2}\d{3}(?:_[a-z])?|allris\.net|logon)\.asp$", re.I)


def program_of(url: str) -> str:
    """The ALLRIS 3 program of an address ("si010_e"), "" where it is none."""
    try:
        found = _program_pattern().search(urlsplit(url).path)
    except ValueError:
        return ""
    return found[1].lower() if found else ""


def refused_program(reply: Reply) -> str:
    """The program that this installation has switched off ("si010_r.asp"), as a short page with HTTP 200 says; "" for any other page."""
    if len(reply.body) > 30_000:
        return ""
    text = decode_page(reply.body, reply.headers.get("content-type", ""))
    found = re.search(r"Zugriff\s+verweigert\s*\(Programm\s+([^)\s]{1,200}?)\.?\)", text, re.I)
    if found:
        return found[1].split("/")[-1]
    return "?" if re.search(r"Zugriff\s+verweigert", text, re.I) and len(reply.body) < 5_000 else ""
