"""Pages of SD.NET RIM: a paper ("Vorgang"), the list of papers, an agenda, the calendar's export. Bytes → typed values, pure.

Labels and columns are taken by their meaning and class, not by their place: the first row of the details names the kind of paper
with its number ("Vorlage zur Kenntnis: T 02/325/26"), what follows differs from town to town.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.types import Consultation, PaperFacts
from ingest.vendors.pages import Node, absolute, by_id, find_class, iso_date, meta_content, parse_html, public_told, size_in_bytes, text_of
from ingest.vendors.records import RisFile, RisPaper

_LABELS = (  # label → field; the first that fits
    ("title", r"betreff|titel|gegenstand|bezeichnung|thema"),
    ("person", r"(?:sach)?bearbeit|ansprechpart|verfasser(?:in|/-?in)?\b|sachverständig"),
    ("lead_unit", r"federf|fachbereich|fachdienst|dienststelle|(?:fach)?amt\b|abteilung|dezernat|organisationseinheit|zuständig"),
    ("documents", r"dokument|anlage|unterlage|download|datei"),
    ("paper_type", r"(?:vorlagen?-?|vorgangs-?|drucksachen-?)?(?:art|typ)\b"),
    ("date", r"(?:\w*datum|erstellt|angelegt)\b"),
    ("public", r"öffentlich|status|vertraulich"),
    ("reference", r"(?:vorlagen|vorgangs|drucksachen)-?(?:nummer|nr)\b|nummer\b|nr\b"),
    ("other", r"beteiligt|bezug|bezüglich|aktenzeichen|sitzung|termin|ort\b|gremium|antragstell|einreich|initiator|beratung|wahlperiode"),
)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper in a list or on an agenda. `date`: of the meeting it names. `row`: all that the line says."""

    url: str
    reference: str
    paper_type: str
    title: str
    date: str
    row: str


@dataclass(frozen=True, slots=True)
class MeetingLink:
    """A meeting with an agenda, from the calendar's export."""

    url: str
    date: str


def paper_key(reference: str, paper_type: str, page_id: str = "") -> str:
    """The name of a paper for good. Numbers are given anew for each kind of paper in some towns, so the kind belongs to it;
    addresses hold an encrypted token of which nobody promises that it stays."""
    if reference:
        return f"{reference} ({paper_type})" if paper_type else reference
    return f"vorgang={page_id}" if page_id else ""


def parse_paper_page(data: bytes, url: str) -> RisPaper | None:
    """None for a page that is no paper's, or bears no sign of SD.NET."""
    tree = parse_html(data)
    if tree is None or not (find_class(tree, "table-details") or b"SD.NET" in data):
        return None
    content = _content(tree)
    rows = list(_detail_rows(content))
    if not rows:
        return None
    told = _told(rows)
    reference, paper_type = told.get("reference", ""), told.get("paper_type", "")
    heading = _heading(content)
    reference = reference or heading
    if not paper_type and reference:
        paper_type = _described_type(content, reference)
    title = told.get("title", "")
    consultations = tuple(_consultations(content))
    if not title and not consultations:
        return None
    if not (reference or title):
        return None
    facts = PaperFacts(
        body=find_body(tree),
        reference=reference,
        title=title,
        paper_type=paper_type,
        date=iso_date(told.get("date", "")),
        public=public_told(told.get("public", "")),
        lead_unit=told.get("lead_unit", ""),
        consultations=consultations,
    )
    key = paper_key(reference, paper_type, _page_id(content))
    return RisPaper("sdnet", key or title[:120], url, facts, _files(content, url), person=told.get("person", ""))


def _content(tree: Node) -> Node:
    found = by_id(tree, "div-content")
    return tree if found is None else found


def find_body(tree: Node) -> str:
    """ "Vorgang 12/2026 - SD.NET RIM 4 | Stadt Musterau" → "Stadt Musterau"; else the end of the page's description."""
    title = text_of(next(iter(tree.iter("title")), None))
    parts = title.split("|")
    name = parts[-1] if len(parts) > 1 and re.search(r"SD\.?NET", parts[-2], re.I) else ""
    if not name:
        described = meta_content(tree, "description").split("SD.NET RIM")
        name = described[1].strip(" ,-–|") if len(described) == 2 else ""
    system = r"(?:(?:rats?-?\s*und\s+)?\w*(?:informations?(?:system|portal)|infosystem|portal|info)|RIS)"
    name = re.sub(rf"^{system}\s+(?:(?:de[rs]|von|für|-|–)\s+)?", "", name.strip(), flags=re.I)
    return re.sub(r"^(Landkreis|Kreis)es\b", r"\1", name).strip()


def _heading(content: Node) -> str:
    """The number in the heading "Vorgang T 02/325/26"."""
    for heading in content.iter("h1"):
        found = re.fullmatch(r"(?:Vorgang|Vorlage|Drucksache)\s+(\S.*\d.*)", text_of(heading))
        if found:
            return found[1]
    return ""


def _described_type(content: Node, reference: str) -> str:
    """The kind in "Diese Ansicht enthält Informationen zum Vorgang: Beschlussvorlage 12/2026"."""
    for paragraph in find_class(content, "description"):
        found = re.search(r"zum Vorgang:\s*(.+)$", text_of(paragraph))
        if found and found[1].endswith(reference):
            return found[1][: -len(reference)].strip()
    return ""


def _detail_rows(content: Node) -> Iterator[tuple[str, Node]]:
    """(label, value's cell) of the table of details; a table of another class with the same form does as well."""
    tables = find_class(content, "table-details") or [table for table in content.iter("table") if table.xpath(".//th[@scope='row']")]
    for table in tables:
        for row in table.iter("tr"):
            cells = [cell for cell in row if cell.tag in ("th", "td")]
            if len(cells) >= 2:
                yield text_of(cells[0]).rstrip(": ").strip(), cells[1]
    if not tables:
        for term in content.iter("dt"):
            value = term.getnext()
            if value is not None and value.tag == "dd":
                yield text_of(term).rstrip(": ").strip(), value


def _told(rows: list[tuple[str, Node]]) -> dict[str, str]:
    told: dict[str, str] = {}
    for place, (label, cell) in enumerate(rows):
        name = next((name for name, pattern in _LABELS if re.match(pattern, label, re.I)), "")
        if place == 0 and name not in ("title", "documents") and not re.fullmatch(r"(?:\w+-?)?(?:nummer|nr)\.?", label, re.I):
            told["paper_type"], told["reference"] = label, text_of(cell)  # the first row: kind and number
        elif name and name not in ("documents", "other"):
            told.setdefault(name, text_of(cell))
    return told


def _consultations(content: Node) -> Iterator[Consultation]:
    for table in find_class(content, "table-vorgang") or _tables_called(content, "beratungsfolge"):
        names = [_column(cell) for cell in table.xpath(".//thead//th")]
        for row in table.xpath(".//tbody/tr") or table.xpath("./tr[td]"):
            cells: dict[str, Node] = {}
            for place, cell in enumerate(row.iterchildren("td")):
                name = _column(cell) or (names[place] if place < len(names) else "")
                cells.setdefault(name, cell)
            committee = text_of(cells.get("committee"))
            date = iso_date(text_of(cells.get("date")))
            if committee or date:
                results = [_free_text(cells.get(name)) for name in ("decision", "vote")]
                result = "; ".join(dict.fromkeys(text for text in results if text))
                yield Consultation(committee, date, text_of(cells.get("role")), result)


def _tables_called(content: Node, name: str) -> list[Node]:
    return [table for table in content.iter("table") if name in text_of(next(iter(table.iter("caption")), None)).casefold()]


def _column(cell: Node) -> str:
    """What a column holds, by its class ("column-beginn") or, for a head cell, its text."""
    words = f"{cell.get('class') or ''} {text_of(cell) if cell.tag == 'th' else ''}".casefold()
    for name, pattern in (
        ("committee", r"gremium|ausschuss"),
        ("date", r"beginn|termin|datum|sitzung"),
        ("vote", r"ergebnis|abstimmung"),
        ("decision", r"beschlu(?:ss|ß)"),
        ("role", r"rolle|zuständigkeit|beratungsart|column-art\b|\bart\b"),
    ):
        if re.search(pattern, words):
            return name
    return ""


def _free_text(cell: Node | None) -> str:
    """A cell's words without the names of documents linked there."""
    if cell is None:
        return ""
    words = [cell.text or ""]
    for child in cell:
        words.append("" if child.tag == "a" and _is_document(child.get("href") or "") else text_of(child))
        words.append(child.tail or "")
    return " ".join(" ".join(words).split())


def _is_document(href: str) -> bool:
    return "/sdnetrim/" in href or bool(re.search(r"\.(?:pdf|docx?|xlsx?|zip)(?:$|[?#])", href, re.I))


def _files(content: Node, url: str) -> tuple[RisFile, ...]:
    """The documents in the details; those in the Beratungsfolge are the committees' (Beschlusstexte)."""
    found: list[RisFile] = []
    for _, cell in _detail_rows(content):
        for anchor in cell.iter("a"):
            address = absolute(url, anchor.get("href") or "")
            if address and _is_document(address) and all(address != other.url for other in found):
                found.append(_file(anchor, address, found))
    if found and not any(file.role == "main" for file in found):
        from dataclasses import replace

        plain = [place for place, file in enumerate(found) if not re.match(r"anlage", file.name, re.I)]
        if plain and not find_class(content, "vorlage-attachment-link"):
            found[plain[0]] = replace(found[plain[0]], role="main")
    return tuple(found)


def _file(anchor: Node, address: str, others: list[RisFile]) -> RisFile:
    classes = " ".join(node.get("class") or "" for node in anchor.iter())
    spoken = " ".join((anchor.get("aria-label") or anchor.get("title") or "").split())
    label = text_of(anchor) or " ".join((anchor.get("title") or "").split()) or spoken
    exported = re.search(r"\((?:exportiert|aktualisiert|erstellt)[^:)]*:?\s*([\d.]+)\)", label)
    name = re.sub(r"\s*\((?:exportiert|aktualisiert|erstellt)\b.*$", "", label)
    name = re.sub(r"\s*\([\d.,]+\s*[KMG]?i?B(?:ytes?)?\)\s*$|\s+im PDF-Format (?:öffnen|herunterladen)$", "", name, flags=re.I)
    attached = "attachment-link" in classes or ("vorlage-link" not in classes and spoken.startswith("Anlage "))
    file_name = address.split("?")[0].rstrip("/").rsplit("/", 1)[-1]
    same = sum(other.key.split("#")[0] == file_name for other in others)
    return RisFile(
        key=f"{file_name}#{same + 1}" if same else file_name,  # the folder in the address is an encrypted token
        name=name or file_name,
        url=address,
        role="main" if not attached and "vorlage-link" in classes and not any(other.role == "main" for other in others) else "attachment",
        size=size_in_bytes(label),
        media_type="application/pdf" if file_name.lower().endswith(".pdf") else "",
        modified=iso_date(exported[1]) if exported else "",
    )


def _page_id(content: Node) -> str:
    ids = content.xpath(".//@data-vorgang-id")
    return str(ids[0]) if ids else ""


# Lists


def parse_list_page(data: bytes, url: str, page: int = 1) -> tuple[list[PaperRow], str]:
    """(papers, address of the next page) of the `page`-th page of the list of papers."""
    tree = parse_html(data)
    if tree is None:
        return [], ""
    rows = [read for row in tree.iter("tr") if (read := _list_row(row, url)) is not None]
    numbered = ""
    for anchor in tree.iter("a"):
        target = absolute(url, anchor.get("href") or "")
        if not re.search(r"/vorlagen/?(?:\?|$)", target):
            continue
        label = (text_of(anchor) or anchor.get("title") or anchor.get("aria-label") or "").strip()
        if label in (">", "›", "»") or re.search(r"\b(?:nächste|weiter)", label, re.I) or anchor.get("rel") == "next":
            return rows, target
        if label == str(page + 1):
            numbered = target
    return rows, numbered


def _list_row(row: Node, url: str) -> PaperRow | None:
    """ "119/2026 - Verwaltungsvorlage", the subject below it, the meeting beside it."""
    link = next((anchor for anchor in row.iter("a") if "/vorgang" in (anchor.get("href") or "") and text_of(anchor)), None)
    if link is None:
        return None
    cell = link.getparent()
    while cell is not None and cell.tag != "td":
        cell = cell.getparent()
    if cell is None:
        return None
    label = text_of(link).replace(" - Vorgang. Vorgang öffnen", "").removesuffix(" - Vorgang").strip()
    after = " ".join((link.tail or "").split()).lstrip("-–: ").strip()
    number, kind = (label, after) if after else _split_label(label)
    others = [text_of(part) for part in cell.iter("span", "p", "div") if part is not link and link not in part.iterdescendants()]
    title = next((text for text in others if text and text != label), "")
    title = title or text_of(cell).removeprefix(label).removeprefix(f" - {kind}").strip(" -")
    meeting = next((anchor for anchor in row.iter("a") if "/tops" in (anchor.get("href") or "")), None)
    date = iso_date(f"{meeting.get('title') or ''} {text_of(meeting)}") if meeting is not None else ""
    return PaperRow(absolute(url, link.get("href") or ""), number, kind, title, date, text_of(row))


def _split_label(label: str) -> tuple[str, str]:
    """ "Beschlussvorlage T 02/325/26" → (number, kind): the number begins at the first word with a digit, or the short word before it."""
    found = re.fullmatch(r"(.*?[^\W\d_]{4,})\s+((?:[^\W\d_]{1,3}\.?\s+)?\S*\d.*)", label)
    return (found[2], found[1].strip(" -:")) if found else (label, "")


def parse_agenda_page(data: bytes, url: str) -> list[PaperRow] | None:
    """The public items with a paper; None where the page has no agenda. The table of late papers beside it is not read."""
    tree = parse_html(data)
    if tree is None:
        return None
    tables = [table for table in find_class(tree, "table-top") if "tischvorlagen" not in (table.get("class") or "")]
    if not tables:
        return None
    date = next((iso_date(text_of(cell)) for label, cell in _detail_rows(_content(tree)) if label.startswith("Termin")), "")
    found = []
    for row in tables[0].iter("tr"):
        classes = (row.get("class") or "").split()
        if "top-oeff-data" in classes or any(name.startswith("top-oeff") and not name.endswith("head") for name in classes):
            read = _agenda_row(row, url, date)
            if read is not None:
                found.append(read)
    return found


def _agenda_row(row: Node, url: str, date: str) -> PaperRow | None:
    reference = text_of(next(iter(find_class(row, "column-nummer")), None))
    link = next((anchor for anchor in row.iter("a") if re.search(r"/vorgang/?\?", anchor.get("href") or "")), None)
    if not reference or link is None:
        return None
    spoken = " ".join((link.get("title") or link.get("aria-label") or "").split())
    kind = spoken.split(f" {reference}")[0].strip() if f" {reference}" in spoken else ""
    title = text_of(next(iter(find_class(row, "column-bezeichnung")), None))
    return PaperRow(absolute(url, link.get("href") or ""), reference, kind, title, date, text_of(row))


def find_export(data: bytes, url: str) -> str:
    """The address of the calendar's export that its page names, "" where it names none."""
    tree = parse_html(data)
    if tree is None:
        return ""
    named = [*tree.xpath("//@data-export-url"), *tree.xpath("//a/@href[contains(., '/termine/ics')]")]
    return absolute(url, str(named[0])) if named else ""


def parse_calendar(data: bytes) -> list[MeetingLink]:
    """Meetings with an agenda in an iCalendar export; those that are cancelled are left out."""
    text = re.sub(r"\r?\n[ \t]", "", data.decode("utf-8", errors="replace"))
    found = []
    for event in text.split("BEGIN:VEVENT")[1:]:
        start = re.search(r"DTSTART[^:\n]*:(\d{4})(\d{2})(\d{2})", event)
        link = re.search(r"https?://[^\s\\\"<>]+/tops/?\?__=[\w-]+", event)
        if start and link and not re.search(r"entf(?:ä|ae)llt|abgesagt", event, re.I):
            found.append(MeetingLink(link[0], "-".join(start.groups())))
    return found
