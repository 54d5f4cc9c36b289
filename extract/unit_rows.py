"""Rows of plain text whose labels have digits of their own, under heads that name the unit: "4 Talheim 120.500 9.880" under "€"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from extract.amount_cells import WORD_REACH, is_money_head
from extract.amount_text import Candidate, counts_before
from extract.context import PageContext, remembered
from extract.lines import is_number_line, numbers_of
from extract.numbers import currency_places, parse_number

_UNIT = re.compile(r"(?P<before>(?:^|[\s(/])(?:in\s+|gesamt\s+)?|^)(?P<unit>€|EUR|Euro)\)?(?P<percent>\s+(?:in\s+)?(?:%|Prozent))?\s*$")
_OF_SUM = re.compile(r"(?:\d|Mio\.?|Mrd\.?|Tsd\.?|[Mm]illionen|[Mm]illiarden|[Tt]ausend)[,\s–-]*$")  # what a currency belongs to
_THINGS = re.compile(
    r"(?i)einwohner|fläche|m²|\bm2\b|\bqm\b|\bha\b|\bkm\b|kwh|mwh|besuch|schüler|kinder|plätze|anzahl|\bzahl\b|menge|tonnen|stück|personen"
    r"|fälle|stunden|punkte|gewicht|stimmen|%|prozent|quote|teilnehm|mitglied|tage\b|faktor"
)
_SUM = re.compile(r"(?:(?<![\w.,])[-–−]\s?)?(?<![\w.,])(?:\d{1,3}(?:\.\d{3})+(?:,\d{2})?|\d+,\d{2})(?![\w.,%²³]|\s?(?:€|EUR|Euro|%))")
_CENTS = re.compile(r"\d,\d\d$")
_GROUPED = re.compile(r"[-–−]?\d{1,3}\.\d{3}")
_CHANGE = r"(?:Erhöhung|Reduzierung|Kürzung|Aufstockung|Absenkung|Minderung|Änderung)\s+um[ \t]+(?=[-–−\d])"
_GLUED_ROW = re.compile(
    rf"[ \t]*(?:{_CHANGE}|(?P<label>[^\W\d][^\n\d]{{3,60}}[a-zäöü])(?=\d)|(?=[\d. \t]*\d\.\d{{4,6}}\.\d))"
    r"(?P<numbers>(?:[-–−]?\d{1,3}\.\d{3}[ \t]*){1,6})"
)
_YEARS = re.compile(r"(?<![\d.])20\d\d(?![\d.,])")
_TWO_YEARS = re.compile(rf"{_YEARS.pattern}[^\n]*{_YEARS.pattern}")  # in one line
_TO_FIRST, _BETWEEN = 8, 4  # lines without numbers that may stand under the heads, and between two rows
_LONGEST = 110
_LEAST_OF_SHARE = 100  # under a head of percentages no smaller number is a sum


def find_unit_rows(context: PageContext) -> Iterator[Candidate]:
    """The sums of such rows, where two of them or more stand under one head, or one directly under the unit."""
    done = -1
    for number, percent in _unit_lines(context):
        if number <= done:
            continue
        rows = _rows_under(context, number)
        if not rows or (len(rows) < 2 and not (rows[0] == number + 1 and len(context.bare_lines[number]) < 8)):
            continue
        done = rows[-1]
        heads = " ".join(context.bare_lines[max(0, number - 5) : rows[0]])
        yield from _sums(context, rows, _THINGS.search(heads) is not None, percent or "%" in heads)


def find_glued_rows(context: PageContext) -> Iterator[Candidate]:
    """The sums of a form's rows under a line of years, also where the text layer glued them: "Sachkosten50.00060.000"."""
    for start, end, _ in _glued_sums(context, 0):
        value = parse_number(context.text[start:end])
        if value is not None:
            yield Candidate(start, end, value, "amount.row")


def year_of_glued(context: PageContext, start: int) -> str | None:
    """The year over a sum of such a row, "" where the row has not one for each year; None for any other sum."""
    return next((year for at, _, year in _glued_sums(context, 0) if at == start), None)


@remembered
def _glued_sums(context: PageContext, _: int) -> list[tuple[int, int, str]]:
    """Start, end and year of the sums of such rows on the page."""
    found: list[tuple[int, int, str]] = []
    if _TWO_YEARS.search(context.text) is None:
        return found
    last = -1
    for grouped in _GROUPED.finditer(context.text):
        number = context.line_number(grouped.start())
        row = _GLUED_ROW.fullmatch(context.text, *context.line_span(number)) if number > last else None
        last = number
        if row is None:
            continue
        label = (row["label"] or "").strip()
        years = _years_above(context, number)
        sums = list(_GROUPED.finditer(context.text, row.start("numbers"), row.end("numbers")))
        if len(sums) <= len(years) and (not label or is_money_head(label)):
            told = years if len(sums) == len(years) else [""] * len(sums)
            found += [(hit.start(), hit.end(), year) for hit, year in zip(sums, told, strict=True)]
    return found


def _years_above(context: PageContext, number: int) -> list[str]:
    """The years of the nearest line of several years above line `number`."""
    for above in range(number - 1, max(-1, number - WORD_REACH), -1):
        years = _YEARS.findall(context.lines[above])
        if len(years) > 1 and len(context.lines[above]) < _LONGEST:
            return years
    return []


def _unit_lines(context: PageContext) -> Iterator[tuple[int, bool]]:
    """Lines that end in a currency that belongs to no sum, and whether percentages follow."""
    text, last = context.text, -1
    for place in currency_places(text):
        number = context.line_number(place)
        start, end = context.line_span(number)
        if number == last or end - start > _LONGEST:
            continue
        found = _UNIT.search(text, max(start, place - 9), end)
        if found is None or found.start("unit") < start or _OF_SUM.search(text[max(0, start - 20) : found.start("unit")]):
            continue
        last = number
        yield number, found["percent"] is not None


def _rows_under(context: PageContext, number: int) -> list[int]:
    """The rows of numbers below a line of heads, until other lines part them from what follows."""
    rows: list[int] = []
    waited, most = 0, _TO_FIRST
    for below in range(number + 1, context.line_count()):
        line = context.bare_lines[below]
        if not line:
            continue
        if _SUM.search(line) and is_number_line(line):
            rows.append(below)
            waited, most = 0, _BETWEEN
            continue
        waited += 1
        if waited > most or len(line) > _LONGEST or line.endswith((".", ";", ":")) or (rows and _THINGS.search(line)):
            break
    return rows


def _sums(context: PageContext, rows: list[int], of_things: bool, percent: bool) -> Iterator[Candidate]:
    """What in the rows is shaped like a sum; beside a column of people or areas only what has cents."""
    for row in rows:
        start, end = context.line_span(row)
        for found in _SUM.finditer(context.text, start + numbers_of(context.text[start:end]), end):
            value = parse_number(found[0])
            if value is None or context.grid_at(found.start()) is not None or counts_before(context.text, found.start()):
                continue
            if (of_things and not _CENTS.search(found[0])) or (percent and abs(value) < _LEAST_OF_SHARE):
                continue
            yield Candidate(found.start(), found.end(), Decimal(value), "amount.row")
