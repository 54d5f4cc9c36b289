"""Dates of a page with their role (CODEBOOK section 4): the grammar of `date_grammar` and the cues of `rules/dates.toml`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from corpus.doubts import doubt_of
from corpus.types import DateMention, Role
from extract.context import PageContext, remembered
from extract.cues import Cues, surroundings_of, weigh
from extract.date_cells import find_cell_dates
from extract.date_grammar import FoundDate, find_calendar_dates
from extract.rules import load_rules

_RECEIPT = re.compile(r"\s*[Ee]ingegangen\b")  # below the day of a motion on which the answer stands
_ABOVE_RECEIPT = 5.0
_OWN_DATE = 2.1  # weight of being the paper's date, and of being the date of one of its sittings
_OWN_SITTING = 2.0
_LEAST_TIMES, _LONGEST_HEAD = 3, 140
# What stands before such a date: a title or a place, no other day and no "am", "zum", "ab".
_HEAD = re.compile(r"\s*(?!.*\d\.\d)(?!.*(?i:\b(?:am|zum|im|ab|seit|bis|nach|wurde|wird|ist|hat)\b)).*(?:[^\W\d_]{2,}\W+){2}")


def find_dates(context: PageContext) -> Iterator[DateMention]:
    """Every calendar date of a page with at least a month, quarter or half-year, in order."""
    roles: dict[tuple[int, int], tuple[Role, tuple[str, ...]]] = {}
    for found in _all_dates(context):
        span = (found.start, found.end) if found.partner == "range" else found.group
        if span not in roles:
            roles[span] = _role(context, found, span)
        role, cues = roles[span]
        yield DateMention(context.evidence(found.start, found.end, found.rule), found.value, role, cues)


def _all_dates(context: PageContext) -> list[FoundDate]:
    found = list(find_calendar_dates(context.text))
    taken = {offset for date in found for offset in range(date.start, date.end)}
    cells = [cell for cell in find_cell_dates(context) if taken.isdisjoint(range(cell.start, cell.end))]
    return sorted((*found, *cells), key=lambda date: (date.start, -date.end))


def _role(context: PageContext, found: FoundDate, span: tuple[int, int]) -> tuple[Role, tuple[str, ...]]:
    around = surroundings_of(context, *span)
    value, cues = weigh(_cues(_may_be_own(context, found)), around, _known(context, found))
    return (value or "other"), cues or (doubt_of("role"),)  # type: ignore[return-value]


def _may_be_own(context: PageContext, found: FoundDate) -> bool:
    """A date that is not the paper's, where the paper's is known, is no `document` date but that of a printed answer."""
    return not context.paper.date or found.value == context.paper.date


def _known(context: PageContext, found: FoundDate) -> Iterator[tuple[str, float, str]]:
    """What the paper's metadata tell of a day."""
    if found.value == context.paper.date:
        yield "document", _OWN_DATE, "date.role.paper"
    elif not context.paper.date and _heads_pages(context, found):
        yield "document", _OWN_DATE, "date.role.page_head"
    elif _RECEIPT.match(context.text, found.end):
        yield "other", _ABOVE_RECEIPT, "date.role.motion"
    if any(found.value == station.date for station in context.paper.consultations):
        yield "meeting", _OWN_SITTING, "date.role.consultation"


def _heads_pages(context: PageContext, found: FoundDate) -> bool:
    """Whether a date ends a line that comes again and again, as heads and feet of pages do where a text has no page breaks."""
    number = context.line_number(found.start)
    line = context.bare_lines[number]
    if len(line) > _LONGEST_HEAD or found.value.endswith("-12-31"):
        return False
    low, high = context.line_span(number)
    behind = context.text[found.end : high].strip(" |_-–\\")
    return not behind and _times(context, 0)[line] >= _LEAST_TIMES and _HEAD.fullmatch(context.text[low : found.start]) is not None


@remembered
def _times(context: PageContext, _: int) -> Counter[str]:
    return Counter(context.bare_lines)


@cache
def _cues(own: bool) -> Cues:
    """The cues of a role; where the date is not the paper's `own`, a `document` date can only be a printed answer's."""
    rules = (rule for rule in load_rules("dates") if own or rule.sets.get("role") != "document" or rule.sets.get("of") == "answer")
    return Cues(rules, "role")
