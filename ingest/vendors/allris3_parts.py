"""What the pages of ALLRIS 3 and ALLRIS 4 share: the Beratungsfolge, and attachments that side box and table both list.

Source: shared/RIS.md, sections 1 and 2, and the pages stored with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.types import Consultation
from ingest.vendors.pages import Node, by_id, find_class, iso_date, text_of
from ingest.vendors.records import RisFile


def page_program(tree: Node) -> str:
    """The program that made the page ("vo020", "to010") as its container's class tells it, "" where it does not."""
    for name in ("allriscontainer", "allris"):
        entry = by_id(tree, name)
        for word in (entry.get("class") or "").split() if entry is not None else ():
            if re.fullmatch(r"[a-z]{2}\d{3}(?:_\w)?", word):
                return word.split("_")[0]
    return ""


def read_consultations(tree: Node) -> tuple[Consultation, ...]:
    """The Beratungsfolge: a row for a body (with its role), then a row for each of its meetings (date, result), or none.

    Striping and colours are no guide: a row is a meeting's when it has a date or a link to an agenda. "(offen)" is no result.
    """
    table = find_consultation_table(tree)
    if table is None:
        return ()
    columns = read_columns(table)
    found: list[Consultation] = []
    waiting: Consultation | None = None
    last = Consultation("")
    for row in table.xpath("./tr | ./tbody/tr"):
        cells = [cell for cell in row.xpath("./td") if not _status_cell(cell)]
        date = _meeting_date(cells)
        if date or row.xpath(".//a[contains(@href, 'to010')] | .//form[contains(@action, 'to010')]"):
            waiting = None
            committee = last.committee or _meeting_body(row, columns)
            if committee:
                found.append(replace(last, committee=committee, date=date, result=_result(row, columns)))
            continue
        texts = _body_texts(row, cells, columns)
        if texts:
            found += [waiting] if waiting else []
            last = waiting = Consultation(texts[0], role=texts[1])
    return tuple(found + ([waiting] if waiting else []))


def find_consultation_table(tree: Node) -> Node | None:
    """The table of the Beratungsfolge: `bfTable`, or the table in the row after the label."""
    for entry in find_class(tree, "bfTable", "table"):
        return entry
    for entry in tree.xpath("//*[@id='bfTable']//table"):
        return entry
    for cell in tree.xpath("//td[not(.//table)] | //th"):
        if text_of(cell).casefold().startswith("beratungsfolge") and len(text_of(cell)) < 40:
            row = cell.getparent()
            for holder in (cell, *row.itersiblings(tag="tr")):
                tables = holder.xpath(".//table")
                if tables:
                    return tables[0]
    return None


def read_columns(table: Node) -> dict[str, int]:
    """Head of a table's column, folded → its place."""
    heads = table.xpath("(./thead/tr | ./tr | ./tbody/tr)[th][1]/th")
    return {text_of(head).casefold(): index for index, head in enumerate(heads)}


def _status_cell(cell: Node) -> bool:
    """The coloured cell Geplant · Erledigt · Gestoppt: never a committee."""
    return "colorCol" in (cell.get("class") or "") or bool(cell.xpath(".//*[contains(@class, 'wfcolorDesc')]"))


def _meeting_date(cells: Iterable[Node]) -> str:
    for cell in cells:
        text = text_of(cell)
        if 0 < len(text) <= 24 and (date := iso_date(text)):
            return date
    return ""


def _meeting_body(row: Node, columns: dict[str, int]) -> str:
    """The body of a meeting that no row of its body stands above."""
    names = [text_of(link) for link in row.xpath(".//a[contains(@href, 'to010')]")]
    name = column_text(row, columns, "gremium") or next((name for name in names if name), "")
    return re.sub(r"^(?:\d+\.\s*)?Sitzung de[rs]\s+", "", name)


def column_text(row: Node, columns: dict[str, int], prefix: str) -> str | None:
    """The cell of a row under a head that begins so; None where there is none."""
    for name, index in columns.items():
        cells = row.xpath("./td")
        if name.startswith(prefix) and index < len(cells):
            return text_of(cells[index])
    return None


def _result(row: Node, columns: dict[str, int]) -> str:
    result = column_text(row, columns, "beschluss")
    if result is None:
        result = column_text(row, columns, "ergebnis")
    if result is None:
        result = " ".join(filter(None, (text_of(cell) for cell in find_class(row, "text3", "td"))))
    return "" if result.strip("() ").casefold() in ("offen", "-", "") else result


def _body_texts(row: Node, cells: Sequence[Node], columns: dict[str, int]) -> tuple[str, str] | None:
    """(committee, role) of a body's row; None for a row of spacers."""
    committee = column_text(row, columns, "gremium")
    if committee is not None:
        return (committee, column_text(row, columns, "beschluss") or "") if committee else None
    texts = [text for text in (text_of(cell) for cell in cells) if text]
    return (texts[0], texts[1] if len(texts) > 1 else "") if texts else None


# --- files ------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Attached:
    """An attachment as one place of the page lists it; `number` is its place in the list, 0 where not told."""

    name: str
    url: str
    number: int = 0
    size: int | None = None
    modified: str = ""
    session_bound: bool = True
    media_type: str = ""


def strip_size(name: str) -> str:
    """A name without the size that some lists append: "Planurkunde (2617 KB)" → "Planurkunde"."""
    return re.sub(r"\s*\([\d.,]+\s*(?:[kKMG]i?B|Bytes?)\)$", "", " ".join(name.split()))


def merge_attachments(listed: Iterable[Attached]) -> list[RisFile]:
    """Each attachment once, though side box and table both list it: the same name with no other number is the same one."""
    merged: list[Attached] = []
    for entry in listed:
        for index, known in enumerate(merged):
            if known.name == entry.name and (not known.number or not entry.number or known.number == entry.number):
                size = known.size if known.size is not None else entry.size
                merged[index] = replace(known, number=known.number or entry.number, size=size, modified=known.modified or entry.modified)
                break
        else:
            merged.append(entry)
    merged.sort(key=lambda entry: entry.number or 10**6)
    return list(_as_files(merged))


def _as_files(entries: Iterable[Attached]) -> Iterator[RisFile]:
    seen: dict[str, int] = {}
    for entry in entries:
        seen[entry.name] = count = seen.get(entry.name, 0) + 1
        key = f"anlage={entry.name}" + (f" ({count})" if count > 1 else "")
        kind = entry.media_type or ("application/pdf" if re.search(r"\.pdf(?:$|[?#])", entry.url, re.I) else "")
        file = RisFile(key, entry.name, entry.url, size=entry.size, media_type=kind)
        yield replace(file, modified=entry.modified, session_bound=entry.session_bound)


def clean_files(files: Iterable[RisFile]) -> tuple[RisFile, ...]:
    """Documents once each, the first that is no Sammeldokument as the main file."""
    seen: set[str] = set()
    found: list[RisFile] = []
    for file in files:
        if file.key in seen:
            continue
        seen.add(file.key)
        if file.role == "main" and any(known.role == "main" for known in found):
            file = replace(file, role="attachment")
        found.append(file)
    return tuple(found)
