"""Sums without a currency mark where table, form or list says that numbers are money."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache

from extract.amount_text import Candidate, counts_before, rules_named
from extract.columns import caption_at
from extract.context import PageContext, remembered
from extract.grid import CellContext, Grid, is_number_cell
from extract.lines import is_number_line
from extract.numbers import find_scale, parse_number
from extract.patterns import places_of
from extract.starts import find_from_starts
from extract.wordfilter import AnyPattern

_NUMBER = re.compile(r"(?:(?:\./\.|[-–−])\s?)?(?<![\d.,])\d[\d.]*(?:[ \u00a0\u2009\u202f]\d{3})*(?:,\d+|,-{1,2})?-?(?![\d,])")
_IN_YEAR_ROW = re.compile(r"[-–−]?(?<![\d.,])\d+(?:\.\d{3})*(?:,\d+)?(?![\d.,])(?!\s?(?:€|EUR|Euro))")
_MONEY = re.compile(r"\d(?:\.\d{3}|,\d\d)(?![\w,./²³%])")
_SHAPED = re.compile(r"[-–−]?\s?(?:\d{1,3}(?:\.\d{3})+(?:,\d{2})?|\d+,\d{2}|\d+,-{1,2})")
_UNIT_LINE = re.compile(
    r"(?i)(?:^|[\s(\[-])(?:in|Angaben in|Beträge in|alle)\s+(?:vollen\s+|tausend\s+)?(?:T€|TEUR|TEuro"
    r"|Tsd\.?\s?(?:€|EUR|Euro)|Mio\.?\s?(?:€|EUR|Euro)|€|EUR|Euro)(?!\w)"
)
_UNIT_CELL = re.compile(  # a cell over the labels of a table's rows
    r"\(?(?:(?:Angaben|Beträge|Werte|alle \w+)\s+)?in\s+(?:T€|TEUR|TEuro|(?:Tsd|Mio)\.?\s?(?:€|EUR|Euro)|€|EUR|Euro)\)?:?", re.IGNORECASE
)
_HEAD_ROWS = 4
_OTHER_UNIT = re.compile(
    r"[^\S\n]*(?:m²|m2|m\b|qm|ha\b|km|kWh|MWh|Mg\b|t\b|DM\b|VZÄ|Stellen|Personen|Einwohner|Stück|Std|h\b|Prozent|Minuten)|-[A-Za-z]"
)


@lru_cache(maxsize=8192)
def is_money_head(text: str) -> bool:
    return _heads("amount.head.money").is_in(text)


@lru_cache(maxsize=8192)
def is_other_head(text: str) -> bool:
    return _heads("amount.head.other").is_in(text)


@cache
def _heads(name: str) -> AnyPattern:
    return AnyPattern([rule.regex for rule in rules_named(name) if rule.regex])


def find_cell_sums(context: PageContext, marked: list[Candidate]) -> Iterator[Candidate]:
    """Numbers in money cells of tables and forms."""
    starts = [candidate.start for candidate in sorted(marked, key=lambda candidate: candidate.start)]
    for grid in context.grids:
        caption = _caption_scale(context, grid)
        marked_columns = _marked_columns(grid, starts)
        for cell in grid.table.cells:
            text = grid.text_of(cell)
            at = bisect_left(starts, cell.start)
            if not is_number_cell(text) or "%" in text or (at < len(starts) and starts[at] < cell.end):
                continue
            scale = _cell_scale(grid.context_of(cell), caption, marked_columns)
            value = _cell_value(text)
            scale = _with_caption(context, cell.start, scale)
            if scale and value is not None:
                start = context.text.index(text, cell.start)
                span = _NUMBER.search(text)
                if span:
                    yield Candidate(start + span.start(), start + span.end(), value * scale, "amount.cell")


def _with_caption(context: PageContext, offset: int, scale: Decimal | None) -> Decimal | None:
    """The factor of a bare number that its heads call money, by the caption it stands under; 0 under one in another currency."""
    caption = caption_at(context.text, offset) if scale == 1 else None
    if caption is None:
        return scale
    return caption.scale if caption.euro else Decimal(0)


def _cell_value(text: str) -> Decimal | None:
    if re.fullmatch(r"\([\d.,\s]+\)", text):
        return parse_number(text)
    found = _NUMBER.search(text)
    return parse_number(found[0]) if found else None


def _caption_scale(context: PageContext, grid: Grid) -> Decimal | None:
    """What the table's unit line, a cell over its labels or the three lines above it say: "in T€"."""
    if grid.table.unit and (scale := find_scale(grid.table.unit)) is not None:
        return scale
    corners = (grid.text_of(cell) for row in range(_HEAD_ROWS) for cell in grid.rows.get(row, ()) if cell.column == 0)
    if found := next(filter(None, map(_UNIT_CELL.fullmatch, corners)), None):
        return find_scale(found[0])
    above = context.text[max(0, grid.table.start - 240) : grid.table.start].rstrip().splitlines()[-3:]
    for line in reversed(above):
        found = _UNIT_LINE.search(line)
        if found:
            return find_scale(found[0])
    return None


def _cell_scale(cell: CellContext, caption: Decimal | None, marked_columns: set[int]) -> Decimal | None:
    """The factor of a cell's number, None where nothing says that it is money."""
    column, row = cell.column_header, cell.row_header
    for head in (column, row):
        if (scale := find_scale(head)) is not None and not is_other_head(_without_unit(head)):
            return scale
    if is_other_head(column) or is_other_head(row):
        return None
    if caption is not None:
        return caption
    if cell.cell.column in marked_columns:
        return Decimal(1)
    shaped = bool(_SHAPED.fullmatch(cell.text)) or cell.text in {"0", "0,0", "-0"}
    if shaped and (is_money_head(column) or is_money_head(row) or any(is_money_head(label) for label in cell.sections)):
        return Decimal(1)
    return None


def _without_unit(head: str) -> str:
    return re.sub(r"[€%]|EUR|Euro", "", head)


def _marked_columns(grid: Grid, starts: list[int]) -> set[int]:
    """Columns in which at least half of the numbers carry a currency mark."""
    marked: dict[int, int] = {}
    bare: dict[int, int] = {}
    for cell in grid.table.cells:
        if is_number_cell(grid.text_of(cell)):
            at = bisect_left(starts, cell.start)
            counts = marked if at < len(starts) and starts[at] < cell.end else bare
            counts[cell.column] = counts.get(cell.column, 0) + 1
    return {column for column, count in marked.items() if count >= bare.get(column, 0)}


@cache
def _shaped_in_line() -> re.Pattern[str]:
    """Numbers shaped like money that stand at the start of a line, or after its label or another number."""
    return re.compile(
        r"(?:(?<![\w\d])[-–−]\s?)?(?<![\d.,/])\d{1,3}(?:\.\d{3})+(?:,\d{2})?(?![\d%/]|[.,]\d|\s?(?:€"
        r"|EUR|Euro|%))|(?<![\d.,/])\d+,\d{2}(?![\d%.,/]|\s?(?:€|EUR|Euro|%))"
    )


@cache
def _table_line() -> re.Pattern[str]:
    """A line that begins with a number shaped like money, after a short label or none."""
    return re.compile(
        r"^(?P<label>(?:\d{1,2}[.)][ \t]+(?=[^\n\d:]{3,60}:))?[^\n\d€]{0,70}?)[ \t]*"
        r"(?P<numbers>(?:[-–−=]\s?)?(?<![\w,.])(?:\d{1,3}(?:\.\d{3})+(?:,\d{2})?"
        r"|\d+,\d{2})(?![\w,./²³%])(?P<rest>[^\n]*))$", re.MULTILINE)


@lru_cache(maxsize=8192)
def _is_table_line(line: str) -> bool:
    return _table_line().match(line) is not None


@lru_cache(maxsize=8192)
def _unit_of(line: str) -> Decimal | None:
    """The factor that a unit line gives ("Angaben in T€")."""
    found = _UNIT_LINE.search(line)
    return find_scale(found[0]) if found else None


WORD_REACH = 12  # lines above a number line in which a word like "Kosten" may head it; a unit line reaches as far as LASTS
LASTS = 26  # lines for which a heading in Euro speaks, counted from the last line that it explained


def find_line_sums(context: PageContext, marked: list[Candidate]) -> Iterator[Candidate]:
    """Numbers of tables that plain text writes line by line: lines of numbers under or beside a heading that says money."""
    marked_lines = {context.line_number(candidate.start) for candidate in marked}
    money_until, scale = -1, Decimal(1)
    for found in _table_lines(context):
        number = context.line_number(found.start())
        if context.grid_at(found.start("numbers")) is not None or _is_prose(found):
            continue
        told = Decimal(0) if _counts_things(context, number) else _heading_above(context, number, found["label"].strip(), marked_lines)
        if told is None and number > money_until:
            continue
        if told is not None and not told:
            money_until = -1
            continue
        scale = told or scale
        money_until = number + LASTS
        factor = _with_caption(context, found.start(), scale)
        has_marks = "€" in found["numbers"]  # then a small number without one is something else
        counted = _IN_YEAR_ROW if is_year_row(context, number) else _shaped_in_line()
        for hit in find_from_starts(counted, context.text, found.start("numbers"), found.end()):
            value = parse_number(hit[0])
            if has_marks and "." not in hit[0]:
                continue
            small = hit[0][-3:-2] == "," and len(hit[0]) < 6  # below 100, with two decimals
            if small and not context.text[hit.end() : found.end()].strip() and _ends_in_share(context, number):
                continue
            other = _counts_other(context.text[hit.end() : hit.end() + 24]) or counts_before(context.text, hit.start())
            if factor and value is not None and not other:
                yield Candidate(hit.start(), hit.end(), value * factor, "amount.line")


def _table_lines(context: PageContext) -> Iterator[re.Match[str]]:
    """What `_table_line` finds on the page: only lines with a number shaped like money are searched, and those whose dash may be its."""
    last, last_stop, end = -1, -1, 0
    for hit in _MONEY.finditer(context.text):
        if hit.start() < last_stop:
            continue
        number = context.line_number(hit.start())
        for line in (number - 1, number):
            start, stop = context.line_span(max(line, 0))
            sign = line < number and context.text[start:stop].rstrip()[-1:] not in tuple("-–−=")
            if line <= last or start < end or sign:
                continue
            if found := _table_line().match(context.text, start):
                yield found
                end = found.end()
        last, last_stop = number, context.line_span(number)[1]


def is_year_row(context: PageContext, number: int) -> bool:
    """Whether a line is nothing but numbers, as many as the years in the line of column heads above it or fewer, and no percentages."""
    line = context.lines[number]
    count = len(re.findall(r"\d[\d.,]*", line))
    if count < 2 or "%" in line or not re.fullmatch(r"[\s\d.,€+–−-]*", line):
        return False
    for above in range(number - 1, max(-1, number - WORD_REACH), -1):
        years = re.findall(r"(?<![\d.])20\d\d(?![\d.,])", context.lines[above])
        if len(years) > 1 and len(context.lines[above]) < 90:
            return count <= len(years)
    return False


_SHARE_COLUMN = re.compile(r"(?:€|EUR|Euro)\)?\s+(?:Änderung\s+)?(?:in\s+)?(?:%|Prozent)$")


@remembered
def _ends_in_share(context: PageContext, number: int) -> bool:
    """Whether the nearest line of heads above line `number` that names a unit ends in percentages: "alt Euro neu Euro in %"."""
    heads = (context.bare_lines[above] for above in range(number - 1, max(-1, number - LASTS), -1))
    unit = next((head for head in heads if re.search(r"(?:€|EUR|Euro)\b|€|%$", head) and not is_number_line(head)), "")
    return _SHARE_COLUMN.search(unit) is not None


_THINGS = ("sucherzahl", "schauerzahl", "gastzahl", "wohnerzahl", "Wertpunkt", "Ökopunkt", "Schutzgut", "Leistungszahl", "Leistungsdaten",
           "nachtungen", "Verweildauer", "Biotop", "Arbeitnehmer", "Beschäftigte", "belegschaft", "MWh")  # fmt: skip
_OF_MONEY = re.compile(
    r"€|Euro|EUR|[Kk]osten|[Aa]ufw[aä]nd|[Aa]ufwendung|[Ee]rtr[aä]g|[Ee]rlös|[Ee]innahme|[Aa]usgabe|zahlungen|[Zz]usch[uü]ss|[Aa]nsatz|[Ee]ntgelt|[Gg]ehält|[Bb]ezüge|[Vv]ergütung"
)


def _counts_things(context: PageContext, number: int) -> bool:
    """Whether the nearest heading above a number line that tells what it counts names visitors, points or areas, not money."""
    named = _lines_of_things(context, 0)
    at = bisect_right(named, number) - 1
    if at < 0 or named[at] <= number - LASTS:
        return False
    return not any(_OF_MONEY.search(line) for line in context.lines[named[at] : number + 1])


@remembered
def _lines_of_things(context: PageContext, _: int) -> list[int]:
    """The lines of the page that name things: most pages have none, and each number line asks for those above it."""
    return sorted({context.line_number(place) for place in places_of(context.text, _THINGS)})


def _is_prose(found: re.Match[str]) -> bool:
    """Whether the line is running text that happens to have a number near its start."""
    label, rest = found["label"].strip(), found["rest"]
    words = re.findall(r"[^\W\d]{2,}", rest)
    if len(label.split()) > 7 or re.search(r"\b(?:von|mit|bis|und|in|um|auf|rund|circa|ca\.|etwa|zwischen|über|§|Nr\.?|Abs\.)$", label):
        return True
    return bool(words) and (bool(label) or words[0][0].islower() or len(words) > 7)


def _counts_other(after: str) -> bool:
    return _OTHER_UNIT.match(after) is not None


def _heading_above(context: PageContext, number: int, label: str, marked_lines: set[int]) -> Decimal | None:
    """The factor that label or nearest heading give a number line; 0 if they say something else than money; None if nothing."""
    if label:
        if is_other_head(label):
            return Decimal(0)
        if is_money_head(label):
            return Decimal(1)
    for above in range(number - 1, max(-1, number - LASTS), -1):
        line = context.bare_lines[above]
        if above in marked_lines and is_number_line(line):
            return Decimal(1)
        if not line or len(line) > 90 or _is_table_line(line):
            continue
        if unit := _unit_of(line):
            return unit
        if is_other_head(line) and number - above < 3 and not label:
            return Decimal(0)
        if number - above <= WORD_REACH and is_money_head(line):
            return Decimal(1)
    return None
