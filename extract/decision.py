"""Whether a mention is part of what the paper asks for (CODEBOOK: `decided`). Shared by amounts and positions.

The section speaks first (proposal, finances, staffing), then the kind of document, then verbs of decision, need,
past and refusal in the sentence (rules/decision.toml), and whether the same number stands in the proposal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from corpus.types import PaperFacts
from extract.background import is_background_table, is_before_plan_year, is_refused_after
from extract.context import PageContext, remembered
from extract.cues import Surroundings, doubts, load_cues, squeeze, weigh_up
from extract.demands import (
    is_adopted_by_vote,
    is_before_reasons,
    is_column_of_proposals,
    is_demanded,
    is_only_noted,
    is_refused,
    is_resolved,
    is_without_result,
)
from extract.genre import announces, is_accounts, is_annex, is_budget_title, is_debate, is_record, is_reported, is_speech, is_table_place
from extract.plans import is_applicants_plan, is_elsewhere, is_recipients_cost, is_share_of_town, lines_around
from extract.statutes import is_statute
from extract.votes import vote_on
from extract.years import years_at

__all__ = ["is_decided", "years_at"]

_SECTIONS = {"proposal": 3.2, "finances": 2.4, "staffing": 2.4}
_SPOKEN = re.compile(r"(?i)rede|antwort|anfrage|stellungnahme|bericht|protokoll|niederschrift|information|mitteilung|bekanntgabe|kenntnis")
_MINUTES = re.compile(r"(?i)protokoll|niederschrift|auszug")
_RESOLVED = re.compile(r"(?:Gefasster )?Beschlu(?:ss|ß)(?:antrag)?(?: Nr\..*)?|Beschlüsse|Beschlussfassung|Beschlusstext")
_ASKS = re.compile(r"(?i)vorlage|antrag")
_REPORT_TITLE = re.compile(
    r"(?i)\b(?:beteiligungs|tätigkeits|jahres|geschäfts|monitoring|rechenschafts|controlling|quartals|halbjahres|trimester)bericht|\w*umfrage\b|\bbestandsaufnahme\b|\bjahresabschl[uü]ss"
)
_QUESTION_TITLE = re.compile(r"(?i)^anfrage\b|\banfrage(?:n)?\b(?:,? (?:der|des|von|st[rd]\S*|stadtr\S*|kreisr\S*)\b.*)?$")
_PLAN_TITLE = re.compile(  # a concept proposes the measures that it sets out
    r"(?i)(?<!sachstand )\b\w*(?:konzept|aktionsplan|maßnahmenplan|handlungsplan|teilhabeplan|integrationsplan"
    r"|(?:handlungs|aktions|maßnahmen)programm)s?\b"
)
_TELLS = re.compile(r"(?i)(?:information|mitteilung|kenntnis|kenntnisnahme|bericht)s?-?vorlage")  # a Vorlage that asks for nothing
_REJECTED = re.compile(r"(?i)abgelehnt|ablehnung|zurückgezogen|zurückgestellt|vertagt|abgesetzt|nicht (?:beschlossen|befasst|behandelt)")
_RESULT = re.compile(
    r"\W*Beschlu(?:ss|ß):\s{0,3}(?:einstimmig|mehrheitlich|ungeändert|geändert|abweichend\w*|mit Änderungen?|zur Kenntnis|zurückgestellt"
    r"|vertagt|verwiesen|angenommen|empfohlen|beschlossen|abgelehnt|zugestimmt)\b[^\n]{0,40}$",
    re.MULTILINE,
)
_CUT_TITLE = re.compile(
    r"(?i)\b\w*(?:streichung|kürzung|einsparung|reduzierung|absenkung|wegfall|einstellung de[rs] (?:\w*zuschuss|\w*förderung|betrieb))"
)
_SAVES = re.compile(r"(?i)einspar|ersparnis|konsolidierungs(?:betrag|potential|potenzial)|minderaufw|mehrertr|entlastung")
_NUMBER = re.compile(r"\d[\d.,]*\d")
_DIGITS = re.compile(r"(?<![\d.,])\d[\d.,]*")
_WINDOW = 200
_REACH = 6_000  # characters for which a section's heading speaks; in texts without page breaks annexes follow a proposal
_ESTIMATES = ("decided.false.estimated", "decided.false.estimate")  # what a resolution names is what it agrees to
_PROPOSED = frozenset({"decided.column_of_proposals", "decided.demanded", "decided.before_reasons"})


def is_decided(context: PageContext, start: int, end: int, direction: str = "") -> tuple[bool | None, tuple[str, ...]]:
    """True, False or None (not told) for text[start:end], with the rules that led to it; a sum's `direction` speaks too."""
    kind = _asking_section(context, start)
    given = list(_given(context, start, end, kind))
    proposed = any(name in _PROPOSED for _, _, name in given)
    asked = proposed or kind in _SECTIONS or is_budget_title(context.paper.title) or is_statute(context, 0)
    if direction == "other" and not asked and not _is_proposed_cut(context, start):
        given.append(("false", 2.6, "decided.other_money"))
    without = _ESTIMATES if kind == "proposal" else ()
    value, cues, lead = weigh_up(load_cues("decision", "decided"), _surroundings(context, start, end), given, without)
    return {"true": True, "false": False}.get(value), (*cues, *doubts("decided", lead))


def _is_proposed_cut(context: PageContext, start: int) -> bool:
    """Whether the paper asks for a cut, and a row of sums with its heading says what it saves."""
    if not _told_by_cut(context.paper.title) or not is_table_place(context, start):
        return False
    number = context.line_number(start)
    return _SAVES.search(lines_around(context, number - 3, number)) is not None


@lru_cache(maxsize=1024)
def _told_by_cut(title: str) -> bool:
    return _CUT_TITLE.search(title) is not None


def _surroundings(context: PageContext, start: int, end: int) -> Surroundings:
    text = context.text
    low, high = context.sentence_at(start)
    before = squeeze(text[max(low, start - _WINDOW) : start])
    after = squeeze(text[end : max(end, min(high, end + _WINDOW))])
    return Surroundings(before, text[start:end], after, "", "", "")


def _given(context: PageContext, start: int, end: int, kind: str) -> Iterator[tuple[str, float, str]]:
    """What section (of this kind, if it speaks for the place), document and neighbourhood say, apart from the words of the sentence."""
    spoken, asks = document_kind(context)
    if kind in _SECTIONS:
        told = spoken and not _is_resolution(context, start)
        share = 0.3 if told else 0.6 if _heads_minutes(context, start) else 1.0 if asks or spoken else 0.5
        yield "true", _SECTIONS[kind] * share, f"decided.section.{kind}"
    if spoken:
        yield "false", 2.4, "decided.document.spoken"
    elif not asks:
        yield "false", 1.4, "decided.document.no_proposal"
    elif kind not in _SECTIONS:
        yield ("false", 1.6, "decided.annex") if is_annex(context, start) else ("true", 1.0, "decided.document.paper")
    yield from _told_by_page(context, 0)
    if is_refused(context):
        yield "false", 6.0, "decided.refusal_recommended"
    elif not spoken and (kind not in _SECTIONS or not asks) and is_demanded(context, start):
        yield "true", 3.2, "decided.demanded"
    if is_column_of_proposals(context, start):
        yield "true", 6.0, "decided.column_of_proposals"
    if spoken and is_adopted_by_vote(context, start):
        yield "true", 4.0, "decided.adopted_by_vote"
    yield from _told_by_vote(context, start)
    if kind not in _SECTIONS:
        yield from _told_by_minutes(context, start)
        if not spoken and is_only_noted(context, 0):
            yield "false", 3.0, "decided.only_noted"
    if context.section_kind(start) not in _SECTIONS and _in_proposal(context, context.text[start:end]):
        yield "true", 2.5, "decided.same_number_proposed"
    if _is_past(context, start, end):
        yield "false", 2.6, "decided.past_year"
    if kind not in _SECTIONS and is_accounts(context, start):
        yield "false", 4.0, "decided.accounts"
    if not spoken and (context.section_kind(start) == "proposal" or _RESULT.match(context.text)) and is_reported(context, start):
        yield "false", 2.4, "decided.reported"
    if is_speech(context, start) and not is_adopted_by_vote(context, start):
        yield "false", 8.0, "decided.speech"
    elif is_debate(context, start) and not is_adopted_by_vote(context, start):
        yield "false", 5.0, "decided.debate"
    if kind not in _SECTIONS and not asks and is_statute(context, 0):
        yield "true", 2.4, "decided.statute"
    if not asks and not spoken and is_before_reasons(context, start):
        yield "true", 4.0, "decided.before_reasons"
    yield from _told_by_place(context, start, end)


@remembered
def _told_by_page(context: PageContext, _: int) -> tuple[tuple[str, float, str], ...]:
    """What the paper's last result and the end of its minutes say, for all that stands on the page."""
    told = []
    if is_rejected(context.paper):
        told.append(("false", 9.0, "decided.document.rejected"))
    if is_without_result(context, 0):
        told.append(("false", 6.0, "decided.without_result"))
    return tuple(told)


def _heads_minutes(context: PageContext, start: int) -> bool:
    """Whether the section begins with the result of a vote ("Beschluss: einstimmig beschlossen"), behind which minutes may follow."""
    section = context.section_at(start)
    return section is not None and section.page == context.page.number and _RESULT.match(context.text, section.start) is not None


def _told_by_vote(context: PageContext, start: int) -> Iterator[tuple[str, float, str]]:
    """What the vote says that is printed below the paragraph."""
    carried = vote_on(context, start)
    if carried and not is_reported(context, start):
        yield "true", 4.0, "decided.carried"
    elif carried is False:
        yield "false", 7.0, "decided.voted_down"


def _told_by_minutes(context: PageContext, start: int) -> Iterator[tuple[str, float, str]]:
    """What minutes record is resolved where a sentence says so, and else only said."""
    if is_resolved(context, start):
        yield "true", 3.4, "decided.resolved"
    elif is_record(context.text):
        yield "false", 2.4, "decided.record"


def _is_resolution(context: PageContext, start: int) -> bool:
    """Whether the place stands under "Beschluss:" in minutes."""
    section = context.section_at(start)
    minutes = section is not None and _MINUTES.search(context.paper.paper_type) is not None
    return minutes and section is not None and _RESOLVED.fullmatch(section.heading) is not None


def _asking_section(context: PageContext, start: int) -> str:
    """The kind of the section at `start`, "" where its heading is too far above to speak for it, an annex heads its own money so, or
    minutes go on behind it with the debate."""
    section = context.section_at(start)
    if section is None or start - section.start >= _REACH or (section.kind == "proposal" and is_reported(context, start)):
        return ""
    return "" if section.kind in ("finances", "staffing") and is_annex(context, section.start) else section.kind


def _told_by_place(context: PageContext, start: int, end: int) -> Iterator[tuple[str, float, str]]:
    """What the table, the sentence after and the heading say: background, refused, someone else's."""
    if is_background_table(context, start):
        yield "false", 4.4, "decided.background_table"
    elif is_before_plan_year(context, start):
        yield "false", 3.4, "decided.before_plan_year"
    if is_refused_after(context, start):
        yield "false", 7.0, "decided.refused_after"
    if is_applicants_plan(context, start):
        yield "false", 4.0, "decided.applicants_plan"
    elif is_recipients_cost(context, start):
        yield "false", 5.0, "decided.recipients_cost"
    if is_elsewhere(context, start) or is_share_of_town(context, start, end):
        yield "false", 5.0, "decided.elsewhere"


def document_kind(context: PageContext) -> tuple[bool, bool]:
    """Whether the document answers, reports or records, and whether it asks the council for something."""
    return _document_kind(context, 0)


@remembered
def _document_kind(context: PageContext, _: int) -> tuple[bool, bool]:
    paper = context.paper
    spoken, asks = _told_by_type(paper.paper_type)
    questions, tells, plans = _told_by_title(paper.title)
    spoken = spoken or questions or (not asks and announces(context))
    asked = asks or (plans and not paper.paper_type) or paper.reference or paper.consultations or context.asks
    return spoken, not spoken and not tells and bool(asked)


@lru_cache(maxsize=256)
def _told_by_title(title: str) -> tuple[bool, bool, bool]:
    """Whether the title is one of a question, of a report, of a plan."""
    return _QUESTION_TITLE.search(title) is not None, _REPORT_TITLE.search(title) is not None, _PLAN_TITLE.search(title) is not None


@lru_cache(maxsize=256)
def _told_by_type(paper_type: str) -> tuple[bool, bool]:
    """Whether the type is one of answers and reports, and whether it is one that asks."""
    bare = re.sub(r"(?i)zu[m]?\s+Antrag", "", paper_type)
    asks = _ASKS.search(_TELLS.sub("Bericht", bare)) is not None
    return not asks and _SPOKEN.search(bare) is not None, asks


def is_rejected(paper: PaperFacts) -> bool:
    """Whether the last printed result of the Beratungsfolge says that nothing was decided."""
    results = [station.result for station in paper.consultations if station.result]
    return bool(results) and _REJECTED.search(results[-1]) is not None


def _in_proposal(context: PageContext, quote: str) -> bool:
    """Whether the same number stands in a section of this page that asks for it."""
    number = _NUMBER.search(quote)
    return number is not None and len(number[0]) >= 4 and number[0].removesuffix(",00") in _proposed_numbers(context)


def _proposed_numbers(context: PageContext) -> frozenset[str]:
    """The numbers in the page's sections that ask for something, with and without what follows a comma."""
    known = context.numbers.get("proposed")
    if known is None:
        asking = (section for section in context.sections if section.kind in _SECTIONS)
        found = {run[0] for section in asking for run in _DIGITS.finditer(context.text, section.start, section.end)}
        pieces = (run.rstrip(".,").split(",") for run in found)
        known = frozenset(",".join(parts[:count]) for parts in pieces for count in range(1, len(parts) + 1))
        context.numbers["proposed"] = known
    return known


def _is_past(context: PageContext, start: int, end: int) -> bool:
    """Whether all years of the mention lie before the paper's own year."""
    years = years_at(context, start, end)
    own = own_year(context.paper.date, context.paper.reference)
    return bool(own and years and not years.endswith("-") and years.split(";")[-1] < own)


@lru_cache(maxsize=256)
def own_year(date: str, reference: str) -> str:
    """The year of a paper, from its date or its number; "" where neither tells."""
    found = re.match(r"\d{4}", date) or re.search(r"(?<!\d)20[0-4]\d(?!\d)", reference)
    return found[0] if found else ""
