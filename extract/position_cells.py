"""Posts that a form's label or a table's heading makes of bare numbers: "Stellenmehrbedarf: 1,0", a column "VZÄ"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from corpus.types import Cell
from extract.context import PageContext
from extract.grid import Grid, is_number_cell
from extract.numbers import parse_number
from extract.position_grammar import FoundPosts, Window, round_posts, rules_that

_MOST_POSTS = 5000  # no Kreis has more; a larger number under such a heading is money
_LONGEST_LABEL = 60
_LABEL_REACH = 160  # characters that the numbers behind a label may go on for
_COUNT_HEAD = re.compile(r"(?i)\W*(?:anzahl|umfang|anteil|zahl|zugang|zugänge|abgang|abgänge|veränderung)\W*(?:20\d\d)?\W*")
_LONGEST_GRADE = 12
_LEAST_GRADES = 2  # cells that are pay grades: such a table counts posts
_DASHES = "-–—"
_YEARS_BACK = 120  # characters before a label in which its row of years may stand
_YEAR = re.compile(r"(?<![\d.,/])20\d\d(?![\d.,/])")
_NUMBER = re.compile(r"(?:[-–−+]\s?)?\d{1,4}(?:\.\d{3})*(?:,\d{1,3})?")
# in a row of text a dash with a space behind it is an empty cell, and "a)" before a number names a list item
_FIGURE = re.compile(r"[-–—](?=\s)|(?<![\w,.])(?:[-–−](?=\d)|\+\s?)?\d{1,4}(?:\.\d{3})*(?:,\d{1,3})?(?!\))")


def find_label_posts(text: str, windows: Iterable[Window]) -> Iterator[FoundPosts]:
    """The numbers behind a form's label, on its line or the next one."""
    for low, high, kinds in windows:
        if kinds & {"unit", "post"}:
            yield from _label_posts(text, low, min(len(text), high + _LABEL_REACH))


def _label_posts(text: str, low: int, high: int) -> Iterator[FoundPosts]:
    for rule in rules_that("label"):
        assert rule.regex is not None
        for match in rule.regex.finditer(text, low, high):
            if match.end() == high < len(text) and text[high - 1] != "\n":
                continue  # the search was cut off within the row
            label = " ".join(text[match.start() : match.start("numbers")].split())
            years = _column_years(text, match)
            for column, number in enumerate(_FIGURE.finditer(match["numbers"])):
                value = parse_number(number[0]) if number[0] not in _DASHES else None
                if value and abs(value) <= _MOST_POSTS:
                    start, end = match.start("numbers") + number.start(), match.start("numbers") + number.end()
                    yield FoundPosts(start, end, round_posts(value), rule.name, label=label, years=years[column] if years else "")


def _column_years(text: str, match: re.Match[str]) -> list[str]:
    """The years of a label's numbers, by the nearest line of years before them; none unless there are as many as cells."""
    cells = len(_FIGURE.findall(match["numbers"]))
    lines = text[max(0, match.start() - _YEARS_BACK) : match.start("numbers")].split("\n")
    for line in reversed(lines):
        years = _YEAR.findall(line)
        if len(years) > 1:
            return years if len(years) == cells else []
    return []


def find_cell_posts(context: PageContext) -> Iterator[FoundPosts]:
    """The number cells of columns and rows whose heading says that they are posts."""
    for grid in context.grids:
        if _names_posts(context.text[grid.table.start : grid.table.end]):
            for cell in grid.table.cells:
                yield from _cell_posts(grid, cell)
        elif _counts_graded(grid):
            for cell in grid.table.cells:
                if _COUNT_HEAD.fullmatch(next(reversed(grid.context_of(cell).column_headers), "")):
                    yield from _cell_posts(grid, cell, "position.column")


def has_graded_counts(context: PageContext) -> bool:
    """Whether a table of the page counts posts by their pay grades, though none of its words names posts."""
    return any(_counts_graded(grid) for grid in context.grids)


def _counts_graded(grid: Grid) -> bool:
    """Whether a table has a column "Anzahl" and pay grades in cells of their own: then it counts posts without naming them."""
    texts = [grid.text_of(cell) for cell in grid.table.cells if cell.end > cell.start]
    if not any(map(_COUNT_HEAD.fullmatch, texts)):
        return False
    grades = [rule.regex for rule in rules_that("grade") if rule.regex]
    return sum(len(text) < _LONGEST_GRADE and any(grade.fullmatch(text) for grade in grades) for text in texts) >= _LEAST_GRADES


def _cell_posts(grid: Grid, cell: Cell, told: str = "") -> Iterator[FoundPosts]:
    text = grid.text_of(cell)
    number = _NUMBER.fullmatch(text) if is_number_cell(text) else None
    if number is None or not (rule := told or _header_rule(grid, cell)):
        return
    value = parse_number(number[0])
    if value and abs(value) <= _MOST_POSTS:
        start = cell.start + grid.text[cell.start : cell.end].index(text)
        yield FoundPosts(start, start + len(text), round_posts(value), rule)


def _header_rule(grid: Grid, cell: Cell) -> str:
    """The rule by which the cell's nearest heading or its row's label names posts; empty if neither does."""
    context = grid.context_of(cell)
    header = context.column_headers[-1] if context.column_headers else ""
    if _names_posts(header) and not _names_other(header):
        return "position.column"
    if _stands_beside(header) and not _names_other(header):
        return "position.column"
    if _is_row_label(context.row_header) and not _names_other(header):
        return "position.row"
    return ""


def _is_row_label(label: str) -> bool:
    """Whether a row's label is a name for posts and no sentence about them: "Stellenmehrbedarf", not "2 Stellen im Amt"."""
    name = re.sub(r"\([^()]*\)", "", label)  # "(z. B. 0,25 VZÄ)" in a form's label is no statement
    return _names_posts(label) and not _names_other(name) and not re.search(r"\d", name) and len(name) <= _LONGEST_LABEL


def _names_posts(text: str) -> bool:
    return any(rule.regex.search(text) for rule in rules_that("header") if rule.regex)


def _stands_beside(header: str) -> bool:
    """Whether a heading counts posts in a table where others name them: "besetzt am 30.06."."""
    return any(rule.regex.search(header) for rule in rules_that("header_beside") if rule.regex)


def _names_other(text: str) -> bool:
    return any(rule.regex.search(text) for rule in rules_that("not_header") if rule.regex)
