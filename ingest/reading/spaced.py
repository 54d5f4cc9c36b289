"""Tables that text pulled with its layout writes with spaces: their gaps become tabs, one for every column.

Only blocks that can be nothing else are changed: several lines under each other, at least three columns, numbers in
several rows, and no line with two pieces in one column. All others stay as they are.
"""

from __future__ import annotations

import re

from ingest.reading.offsets import Edit, MappedText

_PIECE = re.compile(r"\S+(?: \S+)*")
_GAP = re.compile(r"\S {2,}\S")
_NUMBER = re.compile(r"[-–−+]? ?\d[\d.]*(?:,\d+)?(?: ?(?:€|EUR|Euro|T€|TEUR|VZÄ|VK|AK|VbE|%))?")
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.(?:\d{4})?")
_LEAST_ROWS, _MOST_ROWS = 3, 80
_LEAST_COLUMNS, _MOST_COLUMNS = 3, 14
_LEAST_NUMBER_ROWS = 2
_Piece = tuple[int, int]


def tab_aligned(mapped: MappedText) -> MappedText:
    """The text with tabs between the cells of tables that it aligns with spaces."""
    text = mapped.text
    if "   " not in text:
        return mapped
    edits: list[Edit] = []
    block: list[tuple[int, str]] = []
    start = 0
    for line in (*text.split("\n"), ""):
        if "\t" not in line and _GAP.search(line):
            block.append((start, line))
        else:
            # A heading right above the table may have a gap too, and a note below it.
            cuts = (block, block[1:], block[:-1], block[2:], block[1:-1])
            edits += next((found for cut in cuts if (found := _edits_of(cut))), [])
            block = []
        start += len(line) + 1
    return mapped.edit(edits) if edits else mapped


def _edits_of(block: list[tuple[int, str]]) -> list[Edit]:
    """The gaps of a block as tabs; nothing where it is no table of numbers."""
    if not _LEAST_ROWS <= len(block) <= _MOST_ROWS:
        return []
    rows = [[(piece.start(), piece.end()) for piece in _PIECE.finditer(line)] for _, line in block]
    if sum(_counts(line, row) for (_, line), row in zip(block, rows, strict=True)) < _LEAST_NUMBER_ROWS:
        return []
    columns = _columns(rows)
    if not _LEAST_COLUMNS <= len(columns) <= _MOST_COLUMNS:
        return []
    places = [[_column_of(columns, piece) for piece in row] for row in rows]
    if any(len(set(row)) < len(row) for row in places):
        return []
    edits: list[Edit] = []
    for (start, _), row, place in zip(block, rows, places, strict=True):
        end, last = 0, 0
        for (left, right), column in zip(row, place, strict=True):
            if left > end or column > last:
                edits.append((start + end, start + left, "\t" * (column - last)))
            end, last = right, column
    return edits


def _counts(line: str, row: list[_Piece]) -> bool:
    """Whether a line has two numbers or more in pieces of their own, or one with a comma behind two others; days are none."""
    pieces = [line[left:right] for left, right in row]
    numbers = [piece for piece in pieces if _NUMBER.fullmatch(piece) and not _DAY.fullmatch(piece)]
    return len(numbers) > 1 or (len(pieces) > 2 and any("," in number for number in numbers))


def _columns(rows: list[list[_Piece]]) -> list[_Piece]:
    """The stretches of the width that pieces of any line cover, from left to right."""
    columns: list[_Piece] = []
    for left, right in sorted(piece for row in rows for piece in row):
        if columns and left < columns[-1][1]:
            columns[-1] = columns[-1][0], max(columns[-1][1], right)
        else:
            columns.append((left, right))
    return columns


def _column_of(columns: list[_Piece], piece: _Piece) -> int:
    return next(number for number, (left, right) in enumerate(columns) if left <= piece[0] < right)
