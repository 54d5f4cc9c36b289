"""Whether a mention is part of what the paper asks for (CODEBOOK: `decided`). Shared by amounts and positions.

The section speaks first (proposal, finances, staffing), then the kind of document, then verbs of decision, need,
past and refusal in the sentence (rules/decision.toml), and whether the same number stands in the proposal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.context import PageContext
from extract.cues import Surroundings
from extract.cueset import cue_set
from extract.plans import is_applicants_plan
from extract.years import years_at

__all__ = ["is_decided", "years_at"]

_SECTIONS = {"proposal": 3.2, "finances": 2.4, "staffing": 2.4}
_SPOKEN = re.compile(r"(?i)rede|antwort|anfrage|stellungnahme|bericht|protokoll|niederschrift|information|mitteilung|bekanntgabe|kenntnis")
_ASKS = re.compile(r"(?i)vorlage|antrag")
_WINDOW = 200


def is_decided(context: PageContext, start: int, end: int) -> tuple[bool | None, tuple[str, ...]]:
    """True, False or None (not told) for text[start:end], with the rules that led to it."""
    value, cues = cue_set("decision", "decided").weigh(_surroundings(context, start, end), _given(context, start, end))
    return {"true": True, "false": False}.get(value), cues


def _surroundings(context: PageContext, start: int, end: int) -> Surroundings:
    text = context.text
    low, high = context.sentence_at(start)
    before = re.sub(r"\s+", " ", text[max(low, start - _WINDOW) : start])
    after = re.sub(r"\s+", " ", text[end : max(end, min(high, end + _WINDOW))])
    return Surroundings(before, text[start:end], after, "", "", "")


def _given(context: PageContext, start: int, end: int) -> Iterator[tuple[str, float, str]]:
    """What section, document and neighbourhood say, apart from the words of the sentence."""
    kind = context.section_kind(start)
    spoken, asks = document_kind(context)
    if kind in _SECTIONS:
        yield "true", _SECTIONS[kind] * (0.3 if spoken else 1.0 if asks else 0.5), f"decided.section.{kind}"
    if spoken:
        yield "false", 2.4, "decided.document.spoken"
    elif not asks:
        yield "false", 1.4, "decided.document.no_proposal"
    elif kind not in _SECTIONS:
        yield "true", 1.0, "decided.document.paper"
    if kind not in _SECTIONS and _in_proposal(context, context.text[start:end]):
        yield "true", 2.5, "decided.same_number_proposed"
    if _is_past(context, start, end):
        yield "false", 1.6, "decided.past_year"
    if is_applicants_plan(context, start):
        yield "false", 4.0, "decided.applicants_plan"


def document_kind(context: PageContext) -> tuple[bool, bool]:
    """Whether the document answers, reports or records, and whether it asks the council for something."""
    paper = context.paper
    paper_type = re.sub(r"(?i)zu[m]?\s+Antrag", "", paper.paper_type)
    spoken = bool(_SPOKEN.search(paper_type)) and not _ASKS.search(paper_type)
    asks = bool(_ASKS.search(paper_type) or paper.reference or paper.consultations or context.asks)
    return spoken, asks and not spoken


def _in_proposal(context: PageContext, quote: str) -> bool:
    """Whether the same number stands in a section of this page that asks for it."""
    number = re.search(r"\d[\d.,]*\d", quote)
    if number is None or len(number[0]) < 4:
        return False
    pattern = rf"(?<![\d.,]){re.escape(number[0].removesuffix(',00'))}(?![\d]|\.\d)"
    return any(re.search(pattern, context.text[section.start : section.end]) for section in context.sections if section.kind in _SECTIONS)


def _is_past(context: PageContext, start: int, end: int) -> bool:
    """Whether all years of the mention lie before the paper's own year."""
    years = years_at(context, start, end)
    own = re.match(r"\d{4}", context.paper.date) or re.search(r"(?<!\d)20[0-4]\d(?!\d)", context.paper.reference)
    return bool(own and years and not years.endswith("-") and years.split(";")[-1] < own[0][:4])
