"""Mentions of sums of money on a page (CODEBOOK section 2)."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.types import Amount, Evidence
from extract.amount_cells import find_cell_sums, find_line_sums
from extract.amount_text import Candidate, find_bare, find_marked, find_worded, is_dropped
from extract.context import PageContext
from extract.decision import is_decided, years_at
from extract.meaning import read_meaning


def find_amounts(context: PageContext) -> Iterator[Amount]:
    """Every explicit sum of money on the page, in reading order, with what its surroundings say about it."""
    candidates = find_candidates(context)
    for candidate in candidates:
        yield _amount(context, candidate)


def find_candidates(context: PageContext) -> list[Candidate]:
    """The places that spell a sum, in reading order, without overlaps."""
    text = context.text
    found = [candidate for candidate in find_marked(text) if not _dropped(text, candidate)]
    found += _free(found, find_worded(text))
    found += _free(found, find_cell_sums(context, found))
    found += _free(found, find_line_sums(context, found))
    found += _free(found, find_bare(context, found))
    return sorted(found, key=lambda candidate: candidate.start)


def _dropped(text: str, candidate: Candidate) -> bool:
    return is_dropped(text[max(0, candidate.start - 30) : candidate.start], text[candidate.end : candidate.end + 20])


def _free(taken: list[Candidate], more: Iterator[Candidate]) -> list[Candidate]:
    """Those of `more` that overlap none of `taken`."""
    return [new for new in more if not any(old.start < new.end and new.start < old.end for old in taken)]


def _amount(context: PageContext, candidate: Candidate) -> Amount:
    start, end = candidate.start, candidate.end
    years = years_at(context, start, end)
    meaning = read_meaning(context, start, end, years, candidate.value < 0)
    decided, cues = is_decided(context, start, end)
    section = context.section_at(start)
    return Amount(
        evidence=Evidence(
            file_sha256=context.file_sha256,
            page=context.page.number,
            start=start,
            end=end,
            quote=context.text[start:end],
            rule=candidate.rule,
            section=section.kind if section else "",
            box=context.page.box_of(start, end),
        ),
        value=candidate.value,
        direction=meaning.direction,
        recurrence=meaning.recurrence,
        years=years,
        decided=decided,
        range_end=candidate.range_end,
        cues=(*meaning.cues, *cues),
    )
