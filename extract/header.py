"""The head of a paper as lines, cells and labelled values.

Values stand beside their label in a table row, after a colon, below the label, in the row below a row of labels, or – in text
pulled from a PDF column by column – all labels first and then all values in the same order. The last is solved by aligning
labels and values in order so that the kinds of values fit best.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice, takewhile
from typing import NamedTuple

from corpus.types import Page
from extract.labels import Label, Labelled, clean, fit, read_label, split_inner

MAX_LINES = 110
ADJACENT = 0.3
_TOP = 40  # lines
_SIGN = re.compile(r"[\w☒☐]")
_UNFINISHED = re.compile(r"[a-zäöüß] (?:und|oder|sowie|der|des|für|von|im|zur|zum)$")
_BROKEN_OFF = re.compile(r"[a-zäöüß]-[^\S\n]{0,2}\n?$")
# Between the columns of a line; text pulled with its layout parts them by spaces.
_GAP = re.compile(r"\t|(?<=[^\s:]) {3,}(?=\S\S|[xX] (?:nicht)?öffentlich)")
_LIST_NUMBER = re.compile(r"\s*(?:\d{1,2}[.)]|[a-z]\)|[•▪·o-]) +(?=[A-ZÄÖÜ„])")


class Line(NamedTuple):
    """A line that is not blank. `cells` are cleaned and may be empty; `raw` is the line as it stands."""

    number: int
    start: int
    raw: str
    text: str
    cells: tuple[str, ...]
    blank_before: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A value that a label names. `line` and `last` are the lines of the label and of the value."""

    field: str
    value: str
    rank: int
    line: int
    last: int
    written: str = ""
    type: bool = False


@dataclass(slots=True)
class Header:
    """What the head of a paper holds. `roles` says of each line what it is: label, value, table, stray or "" (free)."""

    lines: Sequence[Line]
    entries: list[Entry] = field(default_factory=list)
    strays: list[tuple[str, int]] = field(default_factory=list)
    roles: list[str] = field(default_factory=list)

    def values(self, *names: str) -> list[Entry]:
        """Entries of these fields that have a value, best rank first, then in order."""
        found = [entry for entry in self.entries if entry.field in names and entry.value]
        return sorted(found, key=lambda entry: (entry.rank, entry.line))


def read_lines(page: Page, end: int | None = None, begin: int = 0, most: int = sys.maxsize) -> list[Line]:
    """The lines of a page that are not blank, between the offsets `begin` and `end`; the first ones if there are more than `most`."""
    text, last = page.text, sys.maxsize if end is None else end
    known = [] if begin else list(takewhile(lambda line: line.start + len(line.raw) <= last, _first_lines(text)[:most]))
    behind = known[-1].start + len(known[-1].raw) if known else begin
    return [*known, *islice(_each_line(text, behind, end, len(known)), most - len(known))] if len(known) < most else known


@lru_cache(maxsize=4)
def _first_lines(text: str) -> tuple[Line, ...]:
    """The first lines of a page: readers of the head, of letterheads and of footers look at them in turn."""
    return tuple(islice(_each_line(text), _TOP))


def _each_line(text: str, begin: int = 0, end: int | None = None, number: int = 0) -> Iterator[Line]:
    """The lines of text[begin:end] that are not blank, counted from `number`."""
    start, blank = begin, False
    for raw in text[begin:end].splitlines(keepends=True):
        if is_line(raw):
            yield Line(number, start, raw, _clean_line(raw), read_cells(raw), blank)
            number += 1
            blank = False
        elif not raw.strip(" \t\n\u00a0-–_|"):
            blank = True
        start += len(raw)


def _clean_line(raw: str) -> str:
    """A line as it is read; with its hyphen where its last word goes on in the next one."""
    text = clean(raw)
    return f"{text}-" if "-" in raw[-4:] and _BROKEN_OFF.search(raw) and text[-1:] not in ("", "-") else text


def is_line(raw: str) -> bool:
    """Whether a line is not blank: it has a letter, digit or box, or a sign that is no bullet."""
    bare = raw.lstrip()
    return bare[:1].isalnum() or (bool(bare) and (_SIGN.search(raw) is not None or bool(clean(raw))))


def read_cells(raw: str) -> tuple[str, ...]:
    """The cleaned cells of a line as it stands; one where it has no columns."""
    return tuple(map(clean, _split_cells(raw.rstrip("\n")))) if "\t" in raw or "   " in raw or "|" in raw else (_clean_line(raw),)


def _split_cells(raw: str) -> list[str]:
    """The cells of a line: parted by tabs, wide gaps, or the bars of a table that is drawn with them (two and more, or one at the end)."""
    bare = raw.strip()
    if bare.count("|") > 1 or bare.endswith("|"):
        return bare.removeprefix("|").removesuffix("|").split("|")
    listed = _LIST_NUMBER.match(raw)  # "1.    Mittel in Höhe von …" is no row of a table
    return _GAP.split(raw[listed.end() :] if listed else raw)


def read_header(lines: Sequence[Line], tables: Sequence[range] = ()) -> Header:
    """Labels with their values in these lines; lines in `tables` (Beratungsfolgen) are left out."""
    header = Header(lines, roles=["" for _ in lines])
    for table in tables:
        for number in table:
            header.roles[number] = "table"
    lone: list[tuple[int, Labelled]] = []
    for line in lines:
        if header.roles[line.number]:
            continue
        if sum(bool(cell) for cell in line.cells) > 1:
            _read_row(header, line, lone)
        else:
            _read_single(header, line, lone)
    for block in _blocks(header, lone):
        _align(header, block)
    return header


def _add(header: Header, found: Labelled, line: int, value: str | None = None, last: int | None = None) -> None:
    label: Label = found.label
    text = found.value if value is None else value
    if label.field in ("title", "lead_unit") and text and header.lines[line if last is None else last].text.endswith(f"{text}-"):
        text += "-"  # goes on in the next line
    header.entries.append(Entry(label.field, text, label.rank, line, line if last is None else last, found.written, label.type))
    header.roles[line] = "label"
    if last is not None and last != line:
        header.roles[last] = "value"


def _goes_on(header: Header, line: Line) -> bool:
    """Whether a line goes on from the free line right above it: in "… in Ausschüsse und" / "Gremien: Änderung …" is no label."""
    above = header.lines[line.number - 1] if line.number else None
    return above is not None and not (line.blank_before or header.roles[above.number]) and _UNFINISHED.search(above.text) is not None


def _read_single(header: Header, line: Line, lone: list[tuple[int, Labelled]]) -> None:
    if ":" in line.text and _goes_on(header, line):
        return
    for part in split_inner(line.text):
        found = read_label(part)
        if found is None:
            continue
        above = lone[-1] if lone and lone[-1][0] == line.number - 1 else None
        above = above if above and (above[1].colon or above[1].label.field == "paper_type") else None  # "Art" stands without a colon too
        if above and not found.value and not found.colon and fit(above[1].label.field, part) >= 0.8:
            _add(header, lone.pop()[1], line.number - 1, part, line.number)  # "Vorlageart:", and below it "Sitzungsvorlage"
            continue
        if found.value:
            # Some heads put all in one line: "Einreicher: Fraktion A · öffentlich · 14.05.2018".
            value, *rest = re.split(r"\s+[·•|]\s+", found.value)
            _add(header, found, line.number, value)
            header.strays += [(clean(text), line.number) for text in rest]
        elif found.colon or not found.label.colon:
            header.roles[line.number] = "label"
            lone.append((line.number, found))


def _read_row(header: Header, line: Line, lone: list[tuple[int, Labelled]]) -> None:
    """A table row: labels with values beside them, or a row of labels above a row of values."""
    parts = [part for cell in line.cells for part in (split_inner(cell) if cell else [""])]
    found = [read_label(part) if part else None for part in parts]
    filled = [item for part, item in zip(parts, found, strict=True) if part]
    lone_cells = [item is not None and not item.value for item in filled]
    texts = [part for part in parts if part]
    beside = len(filled) > 1 and filled[0] is not None and filled[1] is not None and _is_value(filled[0], filled[1], texts[1])
    two_heads = len(filled) > 2 and all(lone_cells[:2]) and filled[0] is not None and not filled[0].colon
    heads = len(filled) > 1 and (all(lone_cells) or two_heads)
    if heads and not beside and _read_row_below(header, line, found):
        return
    pending: Labelled | None = None
    for part, item in zip(parts, found, strict=True):
        if item is not None and not (pending is not None and _is_value(pending, item, part)):
            if pending is not None:
                lone.append((line.number, pending))
                header.roles[line.number] = "label"
            pending = None if item.value else item
            if item.value:
                _add(header, item, line.number)
        elif part and pending is not None:
            _add(header, pending, line.number, part)
            pending = None
        elif part:
            header.strays.append((part, line.number))
    if pending is not None:
        _lone_in_row(header, line, pending, lone)


def _is_value(pending: Labelled, item: Labelled, part: str) -> bool:
    """Whether a cell that reads like a label is the value of the label before it ("Federführend | Stabsstelle Integration")."""
    if item.value and pending.label.field == item.label.field == "reference":
        return False  # "Sitzungsvorlage | Vorlage Nr. 2020/0312": the second label has the number
    if item.value and item.label.field == "date" and pending.label.field == "public":
        return False  # "öffentlich ☒ nicht öffentlich ☐ | Datum 12.03.2021"
    return not item.colon and bool(item.value or fit(pending.label.field, part) >= 0.8)


def _lone_in_row(header: Header, line: Line, pending: Labelled, lone: list[tuple[int, Labelled]]) -> None:
    lone.append((line.number, pending))
    header.roles[line.number] = "label"


def _read_row_below(header: Header, line: Line, labels: Sequence[Labelled | None]) -> bool:
    """A row of labels: the values stand in the next row, column by column."""
    below = header.lines[line.number + 1] if line.number + 1 < len(header.lines) else None
    if below is None or header.roles[below.number] or len(line.cells) != len(labels) or len(below.cells) > len(labels):
        return False
    values = below.cells
    if sum(bool(value) for value in values) < 2 and len(labels) > 2:
        return False
    for label, value in zip(labels, values, strict=False):
        if label is not None and value and read_label(value) is None:
            _add(header, label, line.number, value, below.number)
    header.roles[line.number] = "label"
    header.roles[below.number] = "value"
    return True


def _blocks(header: Header, lone: Sequence[tuple[int, Labelled]]) -> list[list[tuple[int, Labelled]]]:
    """Lone labels, cut into blocks where a table or more than a few lines of other text lie between them."""
    blocks: list[list[tuple[int, Labelled]]] = []
    for number, found in lone:
        last = blocks[-1][-1][0] if blocks else None
        if last is not None and number - last <= 8 and "table" not in header.roles[last:number]:
            blocks[-1].append((number, found))
        else:
            blocks.append([(number, found)])
    return blocks


def _align(header: Header, block: Sequence[tuple[int, Labelled]]) -> None:
    """Give the labels of a block their values: in order, each value after its label, the kinds fitting best in all."""
    values = _values_after(header, block[0][0], block[-1][0])
    labels = [item for item in block if item[1].label.field not in ("title", "other")]
    for i, j in _best_pairs([[_gain(header, label, value) for value in values] for label in labels]):
        number, found = labels[i]
        _add(header, found, number, values[j][1], values[j][0])
    for number, found in block:
        if found.label.field == "title":
            header.entries.append(Entry("title", "", found.label.rank, number, number, found.written, found.label.type))


_Pairs = tuple[float, tuple[tuple[int, int], ...]]  # what pairs gain in all, and the pairs


def _best_pairs(gains: Sequence[Sequence[float]]) -> tuple[tuple[int, int], ...]:
    """The pairs (row, column), both rising, that gain most in all; of equals those of earlier columns. A pair without gain is none."""
    below: list[_Pairs] = [(0.0, ())] * (len(gains[0]) + 1 if gains else 1)
    for i in range(len(gains) - 1, -1, -1):
        row: list[_Pairs] = [(0.0, ())] * len(below)
        for j in range(len(below) - 2, -1, -1):
            best = _better(below[j], row[j + 1])
            if gain := gains[i][j]:
                best = _better(best, (below[j + 1][0] + gain, ((i, j), *below[j + 1][1])))
            row[j] = best
        below = row
    return below[0][1]


def _better(one: _Pairs, other: _Pairs) -> _Pairs:
    if one[0] != other[0]:
        return one if one[0] > other[0] else other
    return one if one[1] is other[1] or [-j for _, j in one[1]] >= [-j for _, j in other[1]] else other


def _gain(header: Header, label: tuple[int, Labelled], value: tuple[int, str]) -> float:
    if value[0] <= label[0]:
        return 0.0
    beside = all(header.roles[number] not in ("label", "") for number in range(label[0] + 1, value[0]))
    if not label[1].colon and not beside and header.roles[label[0] + 1] != "label":
        return 0.0
    gain = fit(label[1].label.field, value[1])
    if not gain or (label[1].label.field == "lead_unit" and gain < 0.3) or (not beside and gain < 0.5):
        return 0.0
    return gain + (ADJACENT if beside and value[0] == label[0] + 1 else 0.0)


def _values_after(header: Header, first: int, last: int) -> list[tuple[int, str]]:
    """Free lines between the first label of a block and a few lines after its last, up to a table."""
    values: list[tuple[int, str]] = []
    title = False
    for line in header.lines[first + 1 : last + 12]:
        role = header.roles[line.number]
        if role == "table":
            break
        if role == "label":
            title = any(item is not None and item.label.field == "title" for item in map(read_label, split_inner(line.text)))
        elif not role and not title and line.text:
            values.append((line.number, line.text))
    return values
