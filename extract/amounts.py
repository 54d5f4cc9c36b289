"""Mentions of sums of money on a page (CODEBOOK section 2)."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from corpus.types import Amount
from extract.amount_cells import find_cell_sums, find_line_sums
from extract.amount_text import Candidate, find_bare, find_dashed, find_marked, find_scaled, find_worded, is_dropped
from extract.columns import caption_at, column_cells, scaled
from extract.context import PageContext
from extract.decision import is_decided, years_at
from extract.fees import find_fees
from extract.grid import is_number_cell
from extract.ledgers import find_ledger_sums
from extract.meaning import read_meaning
from extract.numbers import find_scale, has_scale
from extract.unit_rows import find_glued_rows, find_unit_rows

_YEAR_HEAD = re.compile(r"(?:19[89]|20[0-4])\d[^\S\n]*\n\s*(?:EUR|Euro|€)")  # of a column: the year, and below it the unit


def find_amounts(context: PageContext) -> Iterator[Amount]:
    """Every explicit sum of money on the page, in reading order, with what its surroundings say about it."""
    candidates = find_candidates(context)
    for index, candidate in enumerate(candidates):
        upper = candidates[index + 1].end if candidate.rule == "amount.range" and index + 1 < len(candidates) else candidate.end
        yield _amount(context, candidate, upper)


def find_candidates(context: PageContext) -> list[Candidate]:
    """The places that spell a sum, in reading order, without overlaps."""
    text = context.text
    found = [Candidate(cell.start, cell.end, cell.value, "amount.column") for cell in column_cells(text)]
    found += _free(found, (candidate for candidate in _scaled(context, find_marked(text)) if not _dropped(text, candidate)))
    found += _free(found, (candidate for candidate in find_worded(text) if not _dropped(text, candidate)))
    found += _free(found, (candidate for candidate in find_dashed(text) if not _dropped(text, candidate)))
    found += _free(found, find_cell_sums(context, found))
    found += _free(found, find_line_sums(context, found))
    found += _free(found, find_ledger_sums(text))
    found += _free(found, find_scaled(context, found))
    found += _free(found, find_bare(context, found))
    found += _free(found, find_fees(text))
    found += _free(found, find_unit_rows(context))
    found += _free(found, find_glued_rows(context))
    return sorted(found, key=lambda candidate: candidate.start)


def _scaled(context: PageContext, marked: Iterator[Candidate]) -> Iterator[Candidate]:
    """Sums with a mark; in a table under "in Mio. Euro" those without a scale of their own take the caption's."""
    text = context.text
    for candidate in marked:
        caption = caption_at(text, candidate.start)
        own = caption is None or caption.scale == 1 or has_scale(text[candidate.start : candidate.end])
        if caption is None or own or not _is_tabled(context, candidate.start):
            yield candidate
        elif (value := scaled(candidate.value, caption)) is not None:
            yield replace(candidate, value=value)


def _is_tabled(context: PageContext, start: int) -> bool:
    """Whether the sum fills a cell whose column names no unit of its own, or stands in a row of numbers."""
    cell = context.cell_at(start)
    if cell is not None:
        return is_number_cell(cell.text) and find_scale(cell.column_header) is None
    return context.is_row(start)


def _dropped(text: str, candidate: Candidate) -> bool:
    if _YEAR_HEAD.fullmatch(text, candidate.start, candidate.end):
        return True
    return is_dropped(text[max(0, candidate.start - 30) : candidate.start], text[candidate.end : candidate.end + 20])


def _free(taken: list[Candidate], more: Iterator[Candidate]) -> list[Candidate]:
    """Those of `more` that overlap none of `taken`."""
    spans = sorted((old.start, old.end) for old in taken)
    starts = [start for start, _ in spans]
    free = []
    for new in more:
        index = bisect_left(starts, new.end)
        if index == 0 or spans[index - 1][1] <= new.start:
            free.append(new)
    return free


def _amount(context: PageContext, candidate: Candidate, upper: int) -> Amount:
    """The mention with its attributes; the lower end of a range is told by the words behind the upper end, at `upper`."""
    start, end = candidate.start, candidate.end
    years = years_at(context, start, upper)
    meaning = read_meaning(context, start, upper, years, candidate.value < 0)
    saving = "direction.other.sinks_by" in meaning.cues  # what a measure saves belongs to it
    decided, cues = is_decided(context, start, upper, "" if saving else meaning.direction)
    return Amount(
        evidence=context.evidence(start, end, candidate.rule),
        value=candidate.value,
        direction=meaning.direction,
        recurrence=meaning.recurrence,
        years=years,
        decided=decided,
        range_end=candidate.range_end,
        cues=(*meaning.cues, *cues),
    )
