"""Tables in plain text and Markdown: tab-separated blocks and pipe tables, as tabs in the text and cells over it."""

from __future__ import annotations

import re

from corpus.types import Cell, Table
from ingest.reading.grid import find_unit, mark_headers
from ingest.reading.hyphens import CONJUNCTIONS, find_join
from ingest.reading.offsets import Edit, MappedText
from ingest.reading.spaced import tab_aligned

_RULE_ROW = re.compile(r"(?m)^[ ]*\|?[ ]*:?-{2,}:?[ ]*(?:[|\t][ ]*:?-{2,}:?[ ]*)*\|?[ ]*(?:\n|\Z)")
_PIPE = re.compile(r"[ ]*(?<!\\)\|[ ]*")
_LIST_MARK = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})*[.)]?|[a-z]\)|[-–•▪➢*o])$")
_INNER = re.compile(r"(?<=[a-zäöüß])-(?=[a-zäöüß]{2})")
_LOOSE = re.compile(r"(?<=[a-zäöüß])-[ ]+(?=[a-zäöüß])")


def flatten_tables(mapped: MappedText) -> MappedText:
    """Pipes become tabs, rule rows go, words broken in narrow cells are joined."""
    if "|" in mapped.text:
        mapped = _flatten_pipes(mapped)
    mapped = tab_aligned(mapped)
    if "\t" not in mapped.text:
        return mapped
    if "--" in mapped.text:
        mapped = _drop_rules(mapped)
    return _join_cells(mapped)


def _lines(text: str) -> list[tuple[int, int]]:
    """Start and end of every line, without its line break."""
    spans: list[tuple[int, int]] = []
    start = 0
    for line in text.split("\n"):
        spans.append((start, start + len(line)))
        start += len(line) + 1
    return spans


def _flatten_pipes(mapped: MappedText) -> MappedText:
    """Rows of pipe tables (a rule row of dashes stands under the first one) as tab-separated lines."""
    text = mapped.text
    spans = _lines(text)
    edits: list[Edit] = []
    at = 0
    while at + 1 < len(spans):
        rule = text[slice(*spans[at + 1])]
        if "|" not in text[slice(*spans[at])] or "-" not in rule or not re.fullmatch(r"[ |:\-]*\|[ |:\-]*", rule):
            at += 1
            continue
        edits += _pipe_row(text, *spans[at])
        edits.append((spans[at + 1][0], min(spans[at + 1][1] + 1, len(text)), ""))
        at += 2
        while at < len(spans) and "|" in text[slice(*spans[at])]:
            edits += _pipe_row(text, *spans[at])
            at += 1
    return mapped.edit(edits) if edits else mapped


def _pipe_row(text: str, start: int, end: int) -> list[Edit]:
    """The outer pipes of one row go, the inner ones become tabs."""
    edits: list[Edit] = []
    for match in _PIPE.finditer(text, start, end):
        outer = match.start() == start or match.end() == end
        edits.append((match.start(), match.end(), "" if outer else "\t"))
    return edits


def _drop_rules(mapped: MappedText) -> MappedText:
    """Rows of nothing but dashes between tab-separated rows."""

    def replace(match: re.Match[str]) -> str | None:
        return "" if "\t" in match.group() else None

    return mapped.sub(_RULE_ROW, replace)


def _join_cells(mapped: MappedText) -> MappedText:
    """Words that a narrow cell had broken: "De-zer-nat", "Investitions- kosten"; compounds with und/oder stay."""
    text = mapped.text
    edits: list[Edit] = []
    for start, end in _lines(text):
        if text.find("\t", start, end) < 0:
            continue
        for cell_start, cell_end in _split_cells(text, start, end):
            edits += _cell_edits(text[cell_start:cell_end], cell_start)
    return mapped.edit(edits) if edits else mapped


def _cell_edits(cell: str, offset: int) -> list[Edit]:
    """Hyphens to delete within one cell."""
    edits: list[Edit] = []
    for pattern in (_INNER, _LOOSE):
        for match in pattern.finditer(cell):
            word = cell[: match.start()].split(" ")[-1]
            rest = re.match(r"\w+", cell[match.end() :])
            tail = rest.group() if rest else ""
            inner = pattern is _INNER
            if tail in CONJUNCTIONS or find_join(word + "-", tail) != "drop" or (inner and not _is_broken(word, tail)):
                continue
            edits.append((offset + match.start(), offset + match.end(), ""))
    return sorted(edits)


def _is_broken(word: str, tail: str) -> bool:
    """Whether a hyphen within a word is a break: nouns go on in lower case, a short tail is no word of its own."""
    return word.lstrip("„(\"'")[:1].isupper() or len(tail) <= 3


def _split_cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The spans between tabs of one line."""
    spans: list[tuple[int, int]] = []
    while (tab := text.find("\t", start, end)) >= 0:
        spans.append((start, tab))
        start = tab + 1
    spans.append((start, end))
    return spans


def find_text_tables(text: str) -> tuple[Table, ...]:
    """Blocks of two or more neighbouring lines with tabs; numbered lists with a tab behind the number are none."""
    if "\t" not in text:
        return ()
    tables: list[Table] = []
    block: list[tuple[int, int]] = []
    for start, end in [*_lines(text), (len(text), len(text))]:
        if "\t" in text[start:end]:
            block.append((start, end))
            continue
        if len(block) > 1 and not _is_list(text, block):
            tables.append(_make_table(text, block))
        block = []
    return tuple(tables)


def _is_list(text: str, block: list[tuple[int, int]]) -> bool:
    """Lines of "1.<tab>text" only."""
    rows = [text[start:end].split("\t") for start, end in block]
    return all(
        len([cell for cell in row if cell.strip()]) <= 2 and (not row[0].strip() or _LIST_MARK.match(row[0].strip())) for row in rows
    )


def _make_table(text: str, block: list[tuple[int, int]]) -> Table:
    """The cells of a block, each stripped of the spaces around it."""
    cells: list[Cell] = []
    for row, (start, end) in enumerate(block):
        for column, (left, right) in enumerate(_split_cells(text, start, end)):
            content = text[left:right]
            begin = left + len(content) - len(content.lstrip())
            cells.append(Cell(row, column, min(begin, right), max(min(begin, right), left + len(content.rstrip()))))
    return Table(block[0][0], block[-1][1], mark_headers(text, cells, frozenset()), find_unit(text, block[0][0], cells))
