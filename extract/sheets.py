"""Tables and runs of number lines as rows of numbers, each with the value that extraction gave it: what an auditor can add up."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from corpus.types import Amount, Cell, Position
from extract.context import PageContext
from extract.grid import Grid, is_number_cell
from extract.numbers import parse_number

Mention = Amount | Position
LONGEST_LABEL = 60  # characters; a longer line without a number is running text and ends a run of rows
MOST_BETWEEN = 4  # short lines without a number that may stand between two rows
_NUMBER = re.compile(r"(?:(?:\./\.|[-–−])\s?)?\d[\d.]*(?:[ \u00a0\u2009\u202f]\d{3})*(?:,\d+)?")
_MONEY_SHAPED = re.compile(r"\d\.\d{3}(?!\d)|\d,\d\d(?!\d)")
_NOTHING = re.compile(r"[\s\-–−./]*")
_BETWEEN = re.compile(r"(?:\s|[|;=+]|€|EUR\b|Euro\b|T€|TEUR\b|,-+|VZÄ|VK\b|\*)*")

# A label that is the beginning of a sentence, goes on from one, or ends in a number that extraction took for no sum.
_PROSE = re.compile(
    r"\b(?:werden|wird|wurden?|sind|ist|waren?|beträgt|betragen|betrug|beläuft|belaufen|kostet|sollen?|kann|hat|haben|sich|dass|es)\b"
    r"|^(?!davon|darunter|gesamt|insgesamt|zusammen|summe|abzüglich|zuzüglich|abzgl|zzgl|[a-z]\))[a-zäöü]|\d\s*$"
    r"|(?:,|\b(?:in|von|um|mit|auf|rund|ca\.|bei|zu|und|oder|bis|über|je|pro|maximal))$"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number at `start` of its page: `value` in euro or VZÄ as extraction has it, `step` the value of one in its last digit."""

    value: Decimal
    step: Decimal
    quote: str
    start: int
    is_posts: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its label and its numbers by column. None is an empty cell; a column in `unclear` holds what is no plain number."""

    label: str
    numbers: Mapping[int, Number]
    unclear: frozenset[int] = frozenset()


_UNCLEAR_ROW = Row("", {}, frozenset(range(64)))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows that stand under each other on one page; a row without numbers is a heading among them."""

    file_sha256: str
    page: int
    headers: Mapping[int, str]
    rows: tuple[Row, ...]
    by_place: bool = True  # whether columns are known; in number lines they are counted, and hold only where all rows have as many

    def columns(self) -> list[int]:
        return sorted({column for row in self.rows for column in row.numbers})


def find_sheets(context: PageContext, mentions: Sequence[Mention]) -> Iterator[Sheet]:
    """The page's tables and runs of number lines that hold at least three of its mentions (in order of reading)."""
    starts = [mention.evidence.start for mention in mentions]
    for grid in context.grids:
        low, high = bisect_left(starts, grid.table.start), bisect_left(starts, grid.table.end)
        if high - low > 2:
            yield _grid_sheet(context, grid, mentions[low:high])
    outside = [mention for mention in mentions if context.grid_at(mention.evidence.start) is None]
    if len(outside) > 2:
        yield from _line_sheets(context, outside)


def read_number(mention: Mention) -> Number | None:
    """A mention as a number with its precision; None where its digits cannot be told ("eine halbe Million")."""
    found = _NUMBER.search(mention.evidence.quote)
    raw = parse_number(found[0]) if found else None
    if found is None or raw is None or mention.range_end:
        return None
    decimals = len(found[0].partition(",")[2])
    scale = abs(mention.value / raw) if raw else Decimal(0)  # a printed 0 is 0 in every unit
    return Number(mention.value, scale.scaleb(-decimals), found[0].strip(), mention.evidence.start, isinstance(mention, Position))


def _grid_sheet(context: PageContext, grid: Grid, mentions: Sequence[Mention]) -> Sheet:
    starts = [mention.evidence.start for mention in mentions]
    rows: list[Row] = []
    headers: dict[int, str] = {}
    for cells in grid.rows.values():
        numbers: dict[int, Number] = {}
        unclear: set[int] = set()
        label: list[str] = []
        for cell in cells:
            text = grid.text_of(cell)
            inside = mentions[bisect_left(starts, cell.start) : bisect_left(starts, cell.end)]
            number = _cell_number(text, cell, inside)
            if number is not None:
                numbers[cell.column] = number
                if cell.column not in headers:
                    headers[cell.column] = " ".join(grid.column_headers(cell))
            elif text and not inside and cell.column not in headers and not numbers and not is_number_cell(text):
                label.append(text)
            elif not _NOTHING.fullmatch(text):
                unclear.update(range(cell.column, cell.column + cell.column_span))
        rows.append(Row(" ".join(label), numbers, frozenset(unclear)))
    return Sheet(context.file_sha256, context.page.number, headers, tuple(rows))


def _cell_number(text: str, cell: Cell, inside: Sequence[Mention]) -> Number | None:
    """The cell's one number; None for an empty cell, a text or several numbers."""
    plain = cell.row_span == cell.column_span == 1 and is_number_cell(text)
    return read_number(inside[0]) if plain and len(inside) == 1 else None


def _line_sheets(context: PageContext, mentions: Sequence[Mention]) -> Iterator[Sheet]:
    """Runs of lines outside tables that are a label with numbers; short lines without any number are headings or wrapped labels."""
    by_line: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_line.setdefault(context.line_number(mention.evidence.start), []).append(mention)
    run: list[Row] = []
    last = -1
    for number in sorted(by_line):
        if last >= 0:
            between = _rows_between(context, last + 1, number)
            if between is None:
                yield from _line_sheet(context, run)
                run = [] if _is_prose_between(context, last + 1, number) else [_UNCLEAR_ROW]
            else:
                run += between
        row = _line_row(context, number, by_line[number])
        if row is None:
            yield from _line_sheet(context, run)
            run = [_UNCLEAR_ROW] if _ends_in_numbers(context, by_line[number][-1]) else []
        else:
            if not row.label and run and run[-1].label and not run[-1].numbers and not run[-1].unclear:
                row = replace(row, label=run.pop().label)  # the number stands below its label
            run += [row] if run or not _is_cut_off(context, number) else [_UNCLEAR_ROW, row]
        last = number
    yield from _line_sheet(context, run)


def _is_cut_off(context: PageContext, number: int) -> bool:
    """Whether the short lines right above a first row hold numbers that extraction did not take: then the table begins higher up."""
    seen = 0
    for above in range(number - 1, max(-1, number - 12), -1):
        line = context.text[slice(*context.line_span(above))].strip()
        if len(line) > LONGEST_LABEL or seen == MOST_BETWEEN:
            return False
        if _MONEY_SHAPED.search(line):
            return True
        seen += bool(line)
    return False


def _is_prose_between(context: PageContext, first: int, stop: int) -> bool:
    """Whether running text parts two rows, so that the second begins a table of its own."""
    return any(len(context.text[slice(*context.line_span(number))].strip()) > LONGEST_LABEL for number in range(first, stop))


def _ends_in_numbers(context: PageContext, last: Mention) -> bool:
    """Whether a line that is no plain row may be one all the same: the rows below it are then not all there are."""
    return _BETWEEN.fullmatch(context.text, last.evidence.end, context.line_at(last.evidence.start)[1]) is not None


def _line_sheet(context: PageContext, run: Sequence[Row]) -> Iterator[Sheet]:
    if len(run) > 2:
        yield Sheet(context.file_sha256, context.page.number, {}, tuple(run), by_place=False)


def _rows_between(context: PageContext, first: int, stop: int) -> list[Row] | None:
    """The lines between two rows as rows without numbers; None where they are no part of a table."""
    rows: list[Row] = []
    for number in range(first, stop):
        line = context.text[slice(*context.line_span(number))].strip()
        if len(line) > LONGEST_LABEL or "\t" in line or line.endswith((".", ";")) or len(rows) > MOST_BETWEEN:
            return None
        if line:
            rows.append(Row(line, {}, _UNCLEAR_ROW.unclear if re.search(r"\d", line) else frozenset()))
    return rows


def _line_row(context: PageContext, number: int, mentions: Sequence[Mention]) -> Row | None:
    """A line as a label with numbers and nothing else; None for running text."""
    start, end = context.line_span(number)
    mentions = [mention for mention in mentions if context.text[mention.evidence.end : mention.evidence.end + 1] not in ("/", ")")]
    if not mentions:
        return None
    first = mentions[0].evidence.start
    label = context.text[start:first].strip()
    if len(label) > LONGEST_LABEL or _PROSE.search(label):
        return None
    numbers: dict[int, Number] = {}
    at = first
    for column, mention in enumerate(mentions):
        found = read_number(mention)
        if found is None or not _BETWEEN.fullmatch(context.text, at, mention.evidence.start):
            return None
        numbers[column] = found
        at = mention.evidence.end
    return Row(label, numbers) if _BETWEEN.fullmatch(context.text, at, end) else None
