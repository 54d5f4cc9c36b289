"""Units that a caption sets ("in Mio. Euro", "(Angaben in T€)"), and tables under it whose text layer gives each cell a line of its own."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache, lru_cache
from operator import attrgetter

from extract.numbers import currency_places, find_scale, parse_number
from extract.patterns import places_of

_SUMS = r"(?:(?:Angaben|Beträge|Werte|Alle \w+|alle \w+)\s+(?:jeweils\s+)?)?"
_NUMBERS = r"[ \t+–-]*\d[\d.,]*(?:\s+[+–-]?\d[\d.,]*)*[ \t]*$"
_HEADING = re.compile(  # a label whose numbers stand behind it or in one of the next lines is a row's
    r"^\s*(?:[A-Z]\.|\d{1,2}\.(?:\d{1,2}\.?)?|[a-z]\)|Anlage\s\d+)\s+(?=[A-ZÄÖÜ(])"
    rf"(?![^\n]*\d\s{_NUMBERS})[^\n]{{4,}}$(?!(?:\n[^\n\d]{{0,60}}){{0,2}}\n{_NUMBERS})", re.MULTILINE
)
# What every caption has in it, quick to look for.
_UNIT_AT_END = re.compile(r"(?:€|EUR|Euro|DM)(?=\s*(?:[)\]:*(]|$))", re.MULTILINE)
_IN_UNIT = re.compile(r"(?:in|Einheit:?)\s+(?:vollen\s+)?(?:[Tk]|(?:Tausend|Tsd\.?|Mill|Mio|Mrd)\w*\.?\s?)?(?:€|EUR|Euro|DM)(?![\w-])")
_YEAR = re.compile(r"(?:19|20)\d\d")
_VALUE = re.compile(r"(?P<mark>(?:Euro|EUR|€)\s*)?(?P<number>[-–−]?\s?\d[\d.]*(?:,\d{1,3})?)(?P<behind>\s*(?:Euro|EUR|€))?\s*\**")
_MARK_ONLY = re.compile(r"Euro|EUR|€")
_EMPTY = re.compile(r"[-–—]{1,3}|\./\.|/")
_SECTION_NUMBER = re.compile(r"\d{1,2}\.\d{1,2}|12345(?:6(?:7(?:89?)?)?)?")  # "3.12": no German sum is written so; numbers of columns
_NOTE = re.compile(r"\*{1,3}\)?")
_LONGEST_LABEL = 60
_LEAST_EXACT = 10  # numbers of a table from which its way to write them is told
_LEAST_TICKS = 5
_REACH = 12_000  # characters for which a caption speaks at most
_SURE_BELOW = 10_000  # a marked number below it, under "in T€", is in thousands; from _SURE_FROM on it is not
_SURE_FROM = 100_000


@dataclass(frozen=True, slots=True)
class Caption:
    """A unit line: what a number under it counts, in Euro or (`euro` false) in another currency; it speaks for text[end:until]."""

    end: int
    until: int
    scale: Decimal
    euro: bool


@dataclass(frozen=True, slots=True)
class ColumnCell:
    """A sum of such a table, the year of its row or column ("" where neither names one), and what caption, row and column say of it."""

    start: int
    end: int
    value: Decimal
    year: str
    label: str


@dataclass(slots=True)
class _Row:
    label: list[str] = field(default_factory=list)
    cells: list[tuple[int, int, Decimal, bool] | None] = field(default_factory=list)


@cache
def _caption() -> re.Pattern[str]:
    scale = r"Tausend|Tsd\.?|Millionen|Mio\.?|Mill\.?|Milliarden|Mrd\.?"
    return re.compile(
        rf"(?:^|(?<=[\s(\[–-]))(?:{_SUMS}in|{_SUMS}\(?Einheit:?)\s+(?:vollen\s+)?"
        rf"(?P<unit>(?:T|k)(?:€|EUR|Euro)|(?:(?:{scale})\s?)?(?P<currency>€|EUR|Euro|DM))(?![\w-])"
        r"(?=\s*(?:[)\]:*]|$|\())", re.MULTILINE)


_end_of = attrgetter("end")


@lru_cache(maxsize=16)
def captions_of(text: str) -> tuple[Caption, ...]:
    """The unit lines of a page, in order."""
    if not _has_unit_at_end(text) or not _IN_UNIT.search(text):
        return ()
    found = list(_caption().finditer(text))
    captions = []
    for index, hit in enumerate(found):
        end = text.find("\n", hit.end())
        end = len(text) if end < 0 else end
        until = min(found[index + 1].start() if index + 1 < len(found) else len(text), end + _REACH)
        heading = _HEADING.search(text, end + 1, until)
        scale = find_scale(hit["unit"].replace("DM", "Euro")) or Decimal(1)
        captions.append(Caption(end, heading.start() if heading else until, scale, hit["currency"] != "DM"))
    return tuple(captions)


def _has_unit_at_end(text: str) -> bool:
    return any(_UNIT_AT_END.match(text, place) for place in (*currency_places(text), *places_of(text, ("DM",))))


def caption_at(text: str, offset: int) -> Caption | None:
    """The unit line that speaks for `offset`."""
    captions = captions_of(text)
    index = bisect_right(captions, offset, key=_end_of) - 1
    return captions[index] if index >= 0 and offset < captions[index].until else None


def scaled(value: Decimal, caption: Caption) -> Decimal | None:
    """A sum with its own currency mark but no scale, under a caption with a scale; None where it may be either."""
    if caption.scale == 1 or value == 0 or abs(value) >= _SURE_FROM:
        return value
    return value * caption.scale if abs(value) < _SURE_BELOW else None


@lru_cache(maxsize=16)
def column_cells(text: str) -> tuple[ColumnCell, ...]:
    """The sums of all tables under captions that the text gives cell by cell, in order."""
    return tuple(cell for caption in captions_of(text) for cell in _table_under(text, caption))


@lru_cache(maxsize=16)
def _by_start(text: str) -> dict[int, ColumnCell]:
    return {cell.start: cell for cell in column_cells(text)}


def column_cell_at(text: str, start: int) -> ColumnCell | None:
    """The sum of such a table that begins at `start`."""
    return _by_start(text).get(start)


def _table_under(text: str, caption: Caption) -> Iterator[ColumnCell]:
    rows = list(_rows(text, caption))
    counted = [row for row in rows if row.cells]
    if sum(len(row.cells) for row in counted) < 4 or (len(counted) < 2 and caption.scale == 1):
        return
    exact = caption.scale == 1 and _is_exact(text, counted)
    width = len(counted[0].cells)
    title = text[text.rfind("\n", 0, caption.end) + 1 : caption.end].strip()
    heads = next((row.label[at : at + width] for row in rows for at in _year_heads(row.label, width)), [])
    for row in counted:
        if heads and len(row.cells) != width and "%" in heads:
            continue  # which of its numbers is the percentage is not known
        named = [line for line in row.label if _YEAR.fullmatch(line)]
        own = named[0] if len(named) == 1 and named[0] in row.label[-2:] else ""
        ticks = _ticks(row) if len(row.cells) >= _LEAST_TICKS else ()
        for index, cell in enumerate(row.cells):
            head = heads[index] if len(row.cells) == len(heads) else ""
            if cell is None or index in ticks or "%" in head or not (caption.euro or cell[3]) or (exact and _is_count(text, cell)):
                continue
            year = own or (head if _YEAR.fullmatch(head) else "")
            label = " | ".join(dict.fromkeys((title, head, *row.label[-2:])))
            yield ColumnCell(cell[0], cell[1], cell[2] * caption.scale, year, label)


def _ticks(row: _Row) -> set[int]:
    """The numbers of a row that are the ticks of a chart's axis: many in a row with the same step between them."""
    values = [None if cell is None or cell[3] else cell[2] for cell in row.cells]
    ticks: set[int] = set()
    first = 0
    for index in range(1, len(values) + 1):
        if index - first >= 2 and index < len(values) and _step(values, index) == _step(values, first + 1) is not None:
            continue
        if index - first >= _LEAST_TICKS and _step(values, first + 1):
            ticks.update(range(first, index))
        first = index - 1 if index - first >= 2 else first
    return ticks


def _step(values: list[Decimal | None], index: int) -> Decimal | None:
    later, earlier = values[index], values[index - 1]
    return None if later is None or earlier is None else later - earlier


def _is_exact(text: str, rows: list[_Row]) -> bool:
    """Whether the table writes its sums with cents, so that its whole numbers are minutes, cases or the numbers of its columns."""
    written = [text[cell[0] : cell[1]] for row in rows for cell in row.cells if cell]
    return len(written) >= _LEAST_EXACT and 2 * sum("," in number for number in written) > len(written)


def _is_count(text: str, cell: tuple[int, int, Decimal, bool]) -> bool:
    return not cell[3] and cell[2] != 0 and text[cell[0] : cell[1]].strip().isdigit()


def _year_heads(label: list[str], width: int) -> Iterator[int]:
    """Where in a run of label lines the heads begin: at the first of several years, with at least one line left for the row's own label."""
    years = [index for index, line in enumerate(label) if _YEAR.fullmatch(line)]
    if len(years) > 1 and len(label) - years[0] > width >= len(years):
        yield years[0]


def _rows(text: str, caption: Caption) -> Iterator[_Row]:
    """Rows of label lines and the value lines after them, until a line that belongs to no such table."""
    row, marked, offset = _Row(), False, caption.end + 1
    for raw in text[caption.end + 1 : caption.until].split("\n"):
        line, start = raw.strip(), offset + len(raw) - len(raw.lstrip())
        offset += len(raw) + 1
        if not line or _NOTE.fullmatch(line):
            continue
        if len(line) > _LONGEST_LABEL or "\t" in line or line.startswith("*") or re.search(r"\d\s?%", line):
            break
        value = None if _YEAR.fullmatch(line) else _VALUE.fullmatch(line)
        if _MARK_ONLY.fullmatch(line):
            marked = True
        elif value is not None or _EMPTY.fullmatch(line):
            row.cells.append(_cell(value, start, marked))
            marked = False
        else:
            if row.cells:
                yield row
                row = _Row()
            row.label.append(line)
    yield row


def _cell(value: re.Match[str] | None, start: int, marked: bool) -> tuple[int, int, Decimal, bool] | None:
    number = parse_number(value["number"]) if value else None
    if value is None or number is None or (_SECTION_NUMBER.fullmatch(value["number"]) and not value["mark"] and not value["behind"]):
        return None
    end = start + (value.end("behind") if value["behind"] else value.end("number"))
    return start, end, number, marked or bool(value["mark"] or value["behind"])
