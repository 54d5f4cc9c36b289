"""Budget years over a column of sums that a text layer writes line by line."""

from __future__ import annotations

import re

from extract.context import PageContext, remembered
from extract.lines import is_number_line
from extract.starts import find_from_starts
from extract.year_grammar import YEAR

_HEAD_WITH_YEAR = re.compile(rf"[A-ZÄÖÜ][\w.-]*[ ](?:[^\W\d][\w.-]*[ ]){{0,3}}(?P<year>{YEAR})(?:[ ]\(?(?:in )?(?:€|EUR|Euro)\)?)?")
_COLUMN_REACH, _LONGEST_LABEL = 80, 70  # lines, characters
_LONGEST_YEAR_LINE = 40  # characters
_YEAR_LINE = re.compile(rf"\s*(?:Jahr |Haushaltsjahr |HJ |Plan |Ansatz )?{YEAR}\s*")
_TWO_YEAR_LINES = re.compile(rf"(?<!\d){YEAR}[ \t]*\n\s*(?:Jahr |Haushaltsjahr |HJ |Plan |Ansatz )?{YEAR}[ \t]*(?:\n|$)")
_SUM_LINE = re.compile(r"\s*[-–−+]?\s?\d[\d.]*(?:,\d+)?\s?(?:€|EUR|Euro|T€)?\s*")
_LONGEST_TABLE = 200  # lines


@remembered
def of_column(context: PageContext, number: int) -> str:
    """The year of a column that a text layer writes as "label, number, label, number": it stands over the first label."""
    words = 0
    for above in range(number - 1, max(-1, number - _COLUMN_REACH), -1):
        line = context.bare_lines[above]
        if not line:
            continue
        words = 0 if is_number_line(line) and not _HEAD_WITH_YEAR.fullmatch(line) else words + 1
        if words == 2:
            found = _HEAD_WITH_YEAR.fullmatch(line)
            return found["year"] if found else ""
        if len(line) > _LONGEST_LABEL:
            return ""
    return ""


def of_column_of_lines(context: PageContext, start: int) -> str:
    """The year of a sum in a table whose cells stand under each other: years first, then label, sum, sum, label, sum, sum …"""
    heads = _stacked_heads(context, 0)
    number = context.line_number(start)
    if not heads or not _SUM_LINE.fullmatch(context.lines[number]):
        return ""
    at, years = max((head for head in heads if head[0] < number), default=(-1, ()))
    if at < 0 or number - at > _LONGEST_TABLE:
        return ""
    position, size = _place_in_run(context, number)
    return years[position] if size == len(years) else ""


@remembered
def _stacked_heads(context: PageContext, _: int) -> list[tuple[int, tuple[str, ...]]]:
    """Runs of two or more lines that are nothing but a year, by the number of their last line."""
    heads: list[tuple[int, tuple[str, ...]]] = []
    if next(find_from_starts(_TWO_YEAR_LINES, context.text), None) is None:
        return heads
    run: list[str] = []
    last = 0
    for number, line in enumerate(context.lines):
        if not line or line.isspace():
            continue
        if len(line) < _LONGEST_YEAR_LINE and _YEAR_LINE.fullmatch(line):
            run, last = [*run, *re.findall(YEAR, line)], number
            continue
        if len(run) > 1 and len(set(run)) == len(run):
            heads.append((last, tuple(run)))
        run = []
    return heads


def _place_in_run(context: PageContext, number: int) -> tuple[int, int]:
    """Which of the lines of sums between two labels line `number` is, and how many they are."""
    before = _count(context, range(number - 1, max(-1, number - 30), -1))
    return before, before + 1 + _count(context, range(number + 1, min(context.line_count(), number + 30)))


def _count(context: PageContext, numbers: range) -> int:
    count = 0
    for number in numbers:
        line = context.lines[number]
        if line.strip():
            if not _SUM_LINE.fullmatch(line):
                break
            count += 1
    return count
