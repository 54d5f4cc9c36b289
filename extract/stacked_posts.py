"""Tables of posts whose text gives every cell a line of its own, as copied pages of council systems do.

A line that is nothing but a number beside a line that is nothing but a pay grade counts posts, where a heading of posts stands above.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extract.context import PageContext
from extract.numbers import parse_number
from extract.position_grammar import FoundPosts, Window, round_posts, rules_that

_NUMBER = re.compile(r"\s*(?P<number>[-–−+]?\s?\d{1,3}(?:,\d{1,4})?)\s*")
_AFTER_GRADE = re.compile(r"\s*(?:TVöD\w*|TV-L|BesG|BAT|\([^()]*\))?\s*")
_TOTAL = re.compile(r"(?i)\s*(?:gesamt|summe|insgesamt|zusammen|gesamtsumme)\s*:?\s*")
_LONGEST_CELL = 40  # characters of a line that may be a cell with a grade or a heading
_LEAST = 2  # posts with a grade that make a table
_HEAD_REACH = 120  # lines between the heading of the column and its last number
_INTRODUCED_BY = 14  # lines above the heading in which the table's title stands


def find_stacked_posts(context: PageContext, windows: Iterable[Window]) -> Iterator[FoundPosts]:
    """The numbers of posts of such tables; each is told by the title above the heading of its column."""
    if not any(kinds >= {"grade"} for _, _, kinds in windows):
        return
    lines = [number for number, line in enumerate(context.bare_lines) if line]
    short = [(at, context.bare_lines[number]) for at, number in enumerate(lines) if len(context.bare_lines[number]) <= _LONGEST_CELL]
    graded = {at: printed for at, line in short if (printed := grade_of_line(line))}
    heads = [at for at, line in short if _is_head(line)] if len(graded) >= _LEAST else []
    if not heads:
        return
    found: list[FoundPosts] = []
    for at, number in enumerate(lines):
        head = max((head for head in heads if head < at <= head + _HEAD_REACH), default=-1)
        if head < 0 or (match := _NUMBER.fullmatch(context.lines[number])) is None or context.grid_at(context.line_span(number)[0]):
            continue
        grade = graded.get(at + 1, "") or graded.get(at - 1, "")
        if grade or (found and _TOTAL.fullmatch(context.lines[lines[at - 1]])):
            value = parse_number(match["number"])
            start = context.line_span(number)[0]
            if value:
                title = _title_over(context, lines, head)
                span = start + match.start("number"), start + match.end("number")
                found.append(FoundPosts(*span, round_posts(value), "position.stacked", grade=grade, label=title))
    if sum(bool(posts.grade) for posts in found) >= _LEAST:
        yield from found


def grade_of_line(line: str) -> str:
    """The pay grade that a line is, apart from the tariff or a sum in brackets behind it."""
    cell = line.strip()
    if not 0 < len(cell) <= _LONGEST_CELL:
        return ""
    (rule,) = rules_that("grade")
    assert rule.regex is not None
    found = rule.regex.match(cell)
    return found["grade"] if found and _AFTER_GRADE.fullmatch(cell, found.end()) else ""


def _is_head(line: str) -> bool:
    """Whether a line is the heading of a column of posts ("Stellenumfang", "VZÄ", "Stellen-umfang")."""
    cell = line.strip()
    if not 0 < len(cell) <= _LONGEST_CELL or any(sign.isdigit() for sign in cell):
        return False
    word = cell.replace("-", "") if cell.count("-") == 1 else cell
    return any(rule.regex is not None and rule.regex.fullmatch(word) is not None for rule in rules_that("header"))


def _title_over(context: PageContext, lines: list[int], head: int) -> str:
    """The lines above the headings of the table that tell what it lists, up to the sentence or title that introduces it."""
    for at in range(head - 1, max(-1, head - _INTRODUCED_BY), -1):
        line = context.lines[lines[at]].strip()
        if len(line) > _LONGEST_CELL or re.match(r"\d{1,2}\.\s", line):
            above = context.lines[lines[at - 1]].strip() if at > 0 else ""
            return f"{above} {line}"[-300:] if len(above) < 2 * _LONGEST_CELL else line[-300:]
    return ""
