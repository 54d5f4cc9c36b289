"""What a sum is: direction and recurrence, by cues in the words, row, column and heading around it (rules/meaning.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

from corpus.types import Direction, Recurrence
from extract.context import PageContext
from extract.cues import Surroundings, weigh
from extract.grid import CellContext
from extract.lines import is_number_line
from extract.plans import is_applicants_plan, lines_around
from extract.rules import Rule, load_rules
from extract.stacked import stacked_label

_SPACE = re.compile(r"\s+")
_SPOKEN = re.compile(r"(?i)rede|antwort|anfrage|stellungnahme|bericht|protokoll|niederschrift|information")
_OF_A_WHOLE = ("recurrence.once.row", "recurrence.once.total.before", "recurrence.once.award")
_WINDOW = 260  # characters of a sentence that are looked at on either side


@dataclass(frozen=True, slots=True)
class Meaning:
    """Direction, recurrence and the names of the cues that led to them."""

    direction: Direction = "other"
    recurrence: Recurrence = ""
    cues: tuple[str, ...] = ()


@cache
def _rules(prefix: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules("meaning") if rule.name.startswith(prefix))


def read_meaning(context: PageContext, start: int, end: int, years: str = "", negative: bool = False) -> Meaning:
    """What the surroundings of text[start:end] say about the sum; `years` as `years_at` found them."""
    around = sum_surroundings(context, start, end)
    direction, why = weigh(_rules("direction."), "direction", around, _given(context, start, negative))
    if not direction:
        direction, why = weigh(_rules("direction."), "direction", _introduction(context, start, around))
    rules = _rules("recurrence.")
    if _is_year_cell(context, start):
        rules = tuple(rule for rule in rules if rule.name not in _OF_A_WHOLE)
    open_end = (("yearly", 1.8, "recurrence.given.open_end"),) if years.endswith("-") else ()
    recurrence, how_often = weigh(rules, "recurrence", around, open_end)
    return Meaning(cast(Direction, direction or _default(context)), cast(Recurrence, recurrence), (*why, *how_often))


def _is_year_cell(context: PageContext, start: int) -> bool:
    """Whether the sum is one year's share: under a year, in a row of numbers, or behind "Jahr 2018:"."""
    line_start, line_end = context.line_at(start)
    line = context.text[line_start:line_end]
    cell = context.cell_at(start)
    if cell is not None:
        return re.search(r"(?<!\d)20\d\d(?!\d)", cell.column_header) is not None
    return is_number_line(line) or re.match(r"\s*(?:Jahr|HJ|Haushaltsjahr)?\s*20\d\d\s*:", line) is not None


def _default(context: PageContext) -> str:
    """A sum that nothing explains: what a Vorlage names is mostly spent, what an answer or a speech names is mostly not the body's."""
    return "other" if _SPOKEN.search(context.paper.paper_type) else "expense"


def _given(context: PageContext, start: int, negative: bool) -> Iterator[tuple[str, float, str]]:
    """Cues that are no words at the sum: a cut in a list of changes, and the finance plan of someone who asks for a grant."""
    number = context.line_number(start)
    if negative:
        above = lines_around(context, number - 6, number)
        if re.search(r"(?i)reduzierung|änderung|einspar|kürzung|konsolidier", above):
            yield "other", 5.0, "direction.given.cut"
    if is_applicants_plan(context, start):
        yield "other", 3.5, "direction.given.applicants_plan"


def _introduction(context: PageContext, start: int, around: Surroundings) -> Surroundings:
    """For a list item that says nothing itself: the paragraph before it stands in for its words."""
    low, _ = context.block_at(start)
    return replace(around, before=_flat(context.text[max(0, low - _WINDOW) : start]))


def sum_surroundings(context: PageContext, start: int, end: int) -> Surroundings:
    """The texts around a sum: its sentence, its row and column, and the heading it stands under."""
    text = context.text
    low, high = context.sentence_at(start)
    before = _flat(text[max(low, start - _WINDOW) : start])
    after = _flat(text[end : max(end, min(high, end + _WINDOW))])
    row, column = _row_and_column(context, start)
    section = context.section_at(start)
    heading = f"{section.kind} {section.heading}" if section else ""
    return Surroundings(before, text[start:end], after, row, column, heading)


def _flat(text: str) -> str:
    return _SPACE.sub(" ", text.replace("\t", " | "))


def _row_and_column(context: PageContext, start: int) -> tuple[str, str]:
    cell = context.cell_at(start)
    if cell is not None:
        heads = " | ".join((cell.column_header, *_twin_headers(context, cell)))
        return _flat(" | ".join((*cell.sections, cell.row_header))), _flat(f"{heads} | {cell.unit}")
    label = stacked_label(context, start)
    line = context.text[slice(*context.line_at(start))]
    if is_number_line(line):
        return _flat(f"{label} | {_label_above(context, start)}"), ""
    return _flat(label), ""


def _twin_headers(context: PageContext, cell: CellContext) -> list[str]:
    """Headers of the row's other cells with the same text: forms print a sum under "Aufwand" and again under "einmalig"."""
    grid = context.grid_at(cell.cell.start)
    if grid is None or len(cell.text) < 4:
        return []
    twins = [other for other in grid.rows.get(cell.cell.row, ()) if other.column != cell.cell.column and grid.text_of(other) == cell.text]
    return [" ".join(grid.column_headers(other)) for other in twins]


def _label_above(context: PageContext, start: int) -> str:
    """The label of a row of numbers: the words before them, else the nearest line above that is no row of numbers."""
    number = context.line_number(start)
    low, _ = context.line_span(number)
    own = re.split(r"\d", context.text[low:start], maxsplit=1)[0].strip()
    if re.search(r"[^\W\d]{3}", own):
        return own
    label: list[str] = []
    for above in range(number - 1, max(-1, number - 26), -1):
        line = context.text[slice(*context.line_span(above))].strip()
        if (is_number_line(line) if label else not line or is_number_line(line)) or (label and not line):
            if label:
                break
            continue
        label.insert(0, line)
        if len(label) == 5:
            break
    return " ".join(label)
