"""Headings of blocks in tables and lists: "Erlöse", "Jährliche Kosten:" speak for the rows below them, down to the next such line."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from operator import itemgetter

from extract.context import PageContext, remembered
from extract.lines import is_number_line

_REACH = 45  # lines over which a block heading speaks
_LONGEST = 60
_MOST_WORDS = 4  # lines of words in a row: more are text, not the labels of a row
_BARE_ROW = re.compile(r"[\s\d.,€%=–−-]*(?:(?:Euro|EUR)[\s\d.,=–−-]*)*")
_ADJECTIVE = (
    r"(?:jährliche|laufende|einmalige|wiederkehrende|gesamte|sonstige|ordentliche|geplante|voraussichtliche|investive|konsumtive)[rsn]?"
)
_EXPENSE = r"\w*(?:kosten|ausgaben|auszahlungen|aufwand|aufwendungen|aufwände)|Investitionen"
_INCOME = r"\w*(?:erlöse|einnahmen|erträge|einzahlungen)"
_SAVING = r"\w*(?:einsparungen|einsparung|einsparvorschläge|einsparmaßnahmen|konsolidierungsmaßnahmen|konsolidierung|haushaltssicherung\w*)"
# What a row says of itself beats what its block says.
_OWN = re.compile(
    r"(?i)kosten|aufw[aä]nd|aufwendung|ausgabe|auszahl|ertrag|ertr[aä]ge|einnahme|erlös(?!e?\s+pro)|einzahl|zuschuss|zuschüsse|ansatz|budget"
    r"|mittel\b|einspar|defizit|überschuss|ergebnis|fehlbetrag|saldo|eigenanteil|eigenmittel|kredit|darlehen|kapital|abzüglich|abzgl|gebühr|entgelt|erstattung"
    r"|ausgleich|bedarf|finanzierung|förder|spende|steuer|davon"
)


@lru_cache(maxsize=8192)
def _heading(line: str) -> tuple[str, str] | None:
    """Direction and recurrence that a line gives to its block, if it is nothing but such a heading."""
    if len(line) > _LONGEST or not line:
        return None
    found = re.fullmatch(
        rf"(?i)\W*(?:[a-z0-9]{{1,2}}[.)]\s*)*(?P<adjective>(?:{_ADJECTIVE}\s+)*)(?:(?P<income>{_INCOME})|(?P<saving>{_SAVING})"
        rf"|(?P<expense>{_EXPENSE}))(?P<each>\s+(?:pro|je|im)\s+Jahr)?\s*(?:\(jährlich\))?\s*:?\s*", line)
    if found is None:
        return None
    direction = "income" if found["income"] else "other" if found["saving"] else "expense"
    words = f"{found['adjective']} {found['each'] or ''} {line}".casefold()
    if re.search(r"jährlich|laufend|wiederkehrend|(?:pro|je|im) jahr|folgekosten|jahres", words):
        return direction, "yearly"
    return direction, "once" if re.search(r"einmalig|investitions|baukosten|anschaffungs", words) else ""


@remembered
def _headings(context: PageContext, start: int) -> list[tuple[int, tuple[str, str]]]:
    """Rows of the table that begins at `start` that are such headings, with what they say."""
    grid = context.grid_at(start)
    labels = grid.labels_alone() if grid else ()
    return [(row, found) for row, label in labels if (found := _heading(label))]


@remembered
def _block(context: PageContext, start: int) -> tuple[str, str] | None:
    """What the nearest block heading above the row at `start` says."""
    grid, cell = context.grid_at(start), context.cell_at(start)
    if grid is not None and cell is not None:
        headings = _headings(context, grid.table.start)
        at = bisect_left(headings, cell.cell.row, key=itemgetter(0))
        return headings[at - 1][1] if at else None
    return _block_over(context, context.line_number(start)) if context.is_row(start) else None


@remembered
def _block_over(context: PageContext, number: int) -> tuple[str, str] | None:
    """The same for the row of plain text that is line `number`: all its sums ask."""
    below, words = context.bare_lines[number], 0
    for above in range(number - 1, max(-1, number - _REACH), -1):
        line = context.bare_lines[above]
        if not line:
            continue
        if (found := _heading(line)) and not _BARE_ROW.fullmatch(below):
            # Labels under each other belong to values that stand under each other.
            return None if above and _heading(context.bare_lines[above - 1]) else found
        words = 0 if is_number_line(line) else words + 1
        if len(line) > 90 or words > _MOST_WORDS:
            return None
        below = line
    return None


def _own_label(context: PageContext, start: int) -> str:
    cell = context.cell_at(start)
    return f"{cell.row_header} {cell.column_header}" if cell is not None else _label_of_row(context, context.line_number(start))


@remembered
def _label_of_row(context: PageContext, number: int) -> str:
    """The words of a row of plain text, else of the nearest line above that has any."""
    for line in range(number, max(-1, number - _REACH), -1):
        words = context.lines[line]
        if is_number_line(words):
            words = re.split(r"\d", words, maxsplit=1)[0]
        if re.search(r"[^\W\d]{3}", words.replace("Euro", "").replace("EUR", "")):
            return words
    return ""


def direction_of_block(context: PageContext, start: int) -> str:
    """The direction that the block heading gives to a row without a noun of its own; "" where there is none."""
    found = _block(context, start)
    return found[0] if found and not _OWN.search(_own_label(context, start)) else ""


def recurrence_of_block(context: PageContext, start: int) -> str:
    """How often the sums of the block return, "" where its heading does not tell."""
    found = _block(context, start)
    return found[1] if found else ""
