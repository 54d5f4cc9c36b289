"""What a sum is: direction and recurrence, by cues in the words, row, column and heading around it (rules/meaning.toml)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import cast

from corpus.types import Direction, Recurrence
from extract.amount_cells import is_money_head
from extract.background import table_title
from extract.blocks import direction_of_block, recurrence_of_block
from extract.columns import column_cell_at
from extract.context import PageContext, remembered
from extract.cues import Surroundings, Weighed, doubts, flat, load_cues, weigh_up
from extract.entries import entry_span, is_entry, opening_of_list
from extract.fees import is_fee, is_yearly_fee
from extract.forms import column_noun, form_label
from extract.genre import is_accounts, is_rate_place, is_table_place, is_tariff_row
from extract.grid import CellContext
from extract.ledgers import ledger_label
from extract.lines import is_number_line, numbers_before
from extract.plans import (
    is_applicants_plan,
    is_elsewhere,
    is_gift,
    is_grant_of_kreis,
    is_levy_received,
    is_recipients_cost,
    is_share_of_town,
    lines_around,
)
from extract.stacked import stacked_label
from extract.statutes import is_statute

_WRITTEN_OUT = {"ca": "rund", "rd": "rund", "inkl": "inklusive", "max": "maximal", "mind": "mindestens"}
_ABBREVIATED = re.compile(rf"\b({'|'.join(_WRITTEN_OUT)})\.(?= )")
_IN_HEIGHT = re.compile(r"\bi\. ?H\. ?v\.")  # written out, as `_ABBREVIATED` is, so that their points end no cue's reach
_SPOKEN = re.compile(r"(?i)rede|antwort|anfrage|stellungnahme|bericht|protokoll|niederschrift|information")
_SHARE_ROW = re.compile(r"(?i)\W*(?:davon|darunter|hiervon)\b")
_TICKED = re.compile(r"☒\s?(einmalig|laufend|jährlich|wiederkehrend|dauerhaft)", re.IGNORECASE)
_OF_A_WHOLE = ("recurrence.once.row", "recurrence.once.total.before", "recurrence.once.award", "recurrence.once.extra_cost")
_BOUNDS = (  # nobody pays them
    "direction.other.eligible", "direction.other.threshold", "direction.other.bound.before", "direction.other.authority",
    "direction.other.band",
)  # fmt: skip
_YEAR_LABEL = re.compile(r"\s*(?:(?:Jahr|HJ|Haushaltsjahr)?\s*20\d\d\s*:|(?:Plan|VE|(?:Haushalts)?[Aa]nsatz)\s+20\d\d\b)")
_ROW_NUMBER = re.compile(r"^\W*\d{1,2}(?:\.\d{1,2})*[.)]?[^\S\n]+(?=[^\W\d])")  # "2.4. Gesamtbetrag der Einzahlungen"
_DAVON = re.compile(r"\W*(?:Davon|Hiervon|Darunter)\b")
_DAVON_FALL = re.compile(r"\W*(?:Davon|Hiervon) (?:entfallen|entfällt)\b")
_MARKED = re.compile(r"(?<![\d.,])\d[\d.]*(?:,\d+)?\s?(?:€|EUR|Euro)")
_YEARLY_SUM = re.compile(r"(?i)\b(jährlich\w*|monatlich\w*|pro (?:jahr|monat)|je (?:jahr|monat)|im monat|p\.\s?a\.)[^.;]{0,60}")
_EACH_OF_LIST = re.compile(r"\b(?:monatliche|jährliche)[rsn]?\b(?=[^.;]{0,80}:\s*$)")
_SAVINGS_TITLE = re.compile(
    r"(?i)haushaltssicherung|haushaltskonsolidierung|einsparvorschl|einsparliste|konsolidierungs(?:maßnahm|vorschl|liste)"
)
_RECEIVES = re.compile(
    r"\W*(?:Der|Die|Das) (?:Landkreis|Kreis|Stadt|Gemeinde|Samtgemeinde|Amt|[A-ZÄÖÜ]\w+kreis)(?: [A-ZÄÖÜ][\w-]+){0,2}"
    r" (?:erhält|erhielt|bekommt|bekam)\b"
)
_SALE_TITLE = re.compile(
    r"(?i)^(?!.{0,40}\b(?:ankauf|erwerb|rückkauf|vorkauf)).{0,60}\b(?:\w*(?:verkauf|veräußerung)(?:s|es)?\b"
    r"|(?:bestellung|vergabe|einräumung) (?:eines|von) (?:\w+ )?(?:erbbaurecht|bauplätz|baugrundstück))"
)
_PRICE = re.compile(
    r"(?i)kaufpreis|verkaufspreis|verkehrswert|erbbauzins|veräußerungserlös|verkaufserlös|bodenwert|zum preis von"
    r"|\d\s?(?:m²|qm)\s(?:x|à|zu)\s"
)
_LONGEST_INTRODUCTION = 3000  # characters: a list or table that is longer is not introduced as a whole
_GIFTS_TITLE = re.compile(r"(?i)\bannahme (?:\w+ ){0,4}(?:zuwendungen|spenden|schenkungen|sponsoringleistungen)")
_ACCEPTS = re.compile(
    r"\bAnnahme (?:der|dieser|folgender|von|aller) (?:[\w-]+ ){0,4}Spenden?\b"
    r"|\bSpenden?\b(?:[^.;]|\.(?=[-\d])|\. (?=Klasse)){0,240}\b(?:wird|werden) (?:\w+ ){0,2}angenommen"
)
_WINDOW = 200  # characters of a sentence that are looked at on either side


@dataclass(frozen=True, slots=True)
class Meaning:
    """Direction, recurrence and the names of the cues that led to them."""

    direction: Direction = "other"
    recurrence: Recurrence = ""
    cues: tuple[str, ...] = ()


def read_meaning(context: PageContext, start: int, end: int, years: str = "", negative: bool = False) -> Meaning:
    """What the surroundings of text[start:end] say about the sum; `years` as `years_at` found them."""
    around = sum_surroundings(context, start, end)
    directions = load_cues("meaning", "direction")
    if whole := _whole_of_share(context, start):
        around = sum_surroundings(context, *whole)
    direction, why, lead = weigh_up(directions, around, _given(context, start, end, negative))
    if not direction:
        direction, why, lead = weigh_up(directions, _introduction(context, start, around))
        if all(name.startswith("direction.other.balance") for name in why) and _is_inner(context, start):
            direction, why, lead = Weighed()  # a balance or own share that the sentence before tells is its own sum, not this one
    bound = direction == "budget" or any(name.startswith(_BOUNDS) for name in why)
    of_year = _is_year_cell(context, start) or is_statute(context, 0)
    without = _OF_A_WHOLE if of_year else ("recurrence.once.award",) if bound else ()
    around = sum_surroundings(context, start, end) if whole else around
    given = _given_recurrence(context, start, years, direction)
    recurrence, how_often, ahead = weigh_up(load_cues("meaning", "recurrence"), around, given, without)
    doubtful = (*doubts("direction", lead), *(doubts("recurrence", ahead) if recurrence else ()))
    direction = direction or _default(context, start)
    return Meaning(cast(Direction, direction), cast(Recurrence, recurrence), (*why, *how_often, *doubtful))


def _given_recurrence(context: PageContext, start: int, years: str, direction: str) -> Iterator[tuple[str, float, str]]:
    """An open end of the years, and a tick at "einmalig" or "laufend" above."""
    if years.endswith("-"):
        yield "yearly", 1.8, "recurrence.given.open_end"
    if _DAVON.match(context.text, context.sentence_at(start)[0]) and (how_often := _whole_before(context, start)):
        yield how_often, 2.4, "recurrence.given.share"
    if is_fee(context.text, start):
        yield ("yearly" if is_yearly_fee(context.text, start) else "per_unit"), 6.0, "recurrence.given.fee"
    elif direction == "other" and is_rate_place(context, start):
        yield "per_unit", 1.6, "recurrence.given.rate"
    if is_entry(context, start) and (each := _EACH_OF_LIST.search(opening_of_list(context, start))):
        yield ("monthly" if each[0].startswith("monatl") else "yearly"), 2.4, "recurrence.given.list"
    if not _is_labelled(context, start) and (how_often := recurrence_of_block(context, start)):
        yield how_often, 2.4, "recurrence.given.block"
    ticked = _TICKED.findall(context.text[max(0, start - 260) : start])
    if len(ticked) == 1 and direction != "budget":
        yield ("once" if ticked[0].casefold() == "einmalig" else "yearly"), 1.5, "recurrence.given.tick"


def _whole_of_share(context: PageContext, start: int) -> tuple[int, int] | None:
    """The last sum of the sentence before, where the sum's own sentence begins "Davon entfallen …" in the same paragraph."""
    low, _ = context.sentence_at(start)
    block, _ = context.block_at(start)
    if low <= block or context.cell_at(start) is not None or not _DAVON_FALL.match(context.text, low):
        return None
    sums = list(_MARKED.finditer(context.text, max(block, low - 300), low))
    return (sums[-1].start(), sums[-1].end()) if sums else None


def _whole_before(context: PageContext, start: int) -> str:
    """How often the total returns that the sentence before "Davon …" names."""
    block, _ = context.block_at(start)
    low, _ = context.sentence_at(start)
    sums = _YEARLY_SUM.findall(context.text, max(block, low - 260), low)
    if not sums:
        return ""
    return "monthly" if re.match(r"(?i)monatlich|(?:im|pro|je) monat", sums[-1]) else "yearly"


def _is_year_cell(context: PageContext, start: int) -> bool:
    """Whether the sum is one year's share: under a year, in a row of numbers, or behind "Jahr 2018:"."""
    cell = context.cell_at(start)
    if cell is not None:
        return re.search(r"(?<!\d)20\d\d(?!\d)", cell.column_header) is not None
    if form_label(context, start):
        return False
    low, high = context.line_at(start)
    line = context.text[low : min(high, low + _WINDOW * 2)]
    bare = context.is_row(start) and (numbers_before(line, len(line)) > 1 or not re.match(r"\s*[^\W\d]", line))
    return bare or _YEAR_LABEL.match(line) is not None


def _default(context: PageContext, start: int) -> str:
    """A sum that nothing explains: what a Vorlage names is mostly spent, what an answer or a speech names is mostly not the body's."""
    if column_cell_at(context.text, start) or is_accounts(context, start) or is_tariff_row(context, start):
        return "other"
    asks = context.section_kind(start) in {"proposal", "finances", "staffing"}
    return "other" if _SPOKEN.search(context.paper.paper_type) and not asks else "expense"


def _given(context: PageContext, start: int, end: int, negative: bool) -> Iterator[tuple[str, float, str]]:
    """Cues that are no words at the sum: a cut in a list of changes, and the finance plan of someone who asks for a grant."""
    number = context.line_number(start)
    if negative:
        above = lines_around(context, number - 6, number)
        if re.search(r"(?i)reduzierung|änderung|einspar|kürzung|konsolidier", above):
            yield "other", 8.0, "direction.given.cut"
    if _is_speech(context.paper.paper_type):
        yield "other", 3.0, "direction.given.speech"
    if _has_savings_title(context, 0) and is_table_place(context, start):
        yield "other", 3.4, "direction.given.savings_title"
    if is_fee(context.text, start):
        yield "other", 9.0, "direction.given.fee"
    elif is_rate_place(context, start):
        yield "other", 6.0, "direction.given.rate"
    if is_accounts(context, start):
        yield "other", 30.0 if context.is_row(start) or context.cell_at(start) else 6.0, "direction.given.accounts"
    applicants = is_applicants_plan(context, start)
    if applicants:
        yield "other", 8.0, "direction.given.applicants_plan"
    elif is_recipients_cost(context, start):
        yield "other", 8.0, "direction.given.recipients_cost"
    if is_elsewhere(context, start) or is_share_of_town(context, start, end):
        yield "other", 8.0, "direction.given.elsewhere"
    if _is_sale_title(context.paper.title) and _PRICE.search(context.text, max(context.block_at(start)[0], start - 160), start + 60):
        yield "income", 6.0, "direction.given.sale"
    if _RECEIVES.match(context.text, context.sentence_at(start)[0], start):
        yield "income", 5.0, "direction.given.body_receives"
    if is_grant_of_kreis(context, start):
        yield "income", 6.0, "direction.given.grant_of_kreis"
    if is_levy_received(context, start):
        yield "income", 5.5, "direction.given.levy"
    if is_gift(context, start) or _names_gifts(context.paper.title) or _accepts_gifts(context, 0):
        yield "income", 7.0, "direction.given.gift"
    direction = "" if applicants or _is_labelled(context, start) else direction_of_block(context, start)
    if direction:
        yield direction, 7.0, "direction.given.block"


@lru_cache(maxsize=256)
def _is_speech(paper_type: str) -> bool:
    return re.search(r"(?i)rede$", paper_type) is not None


@lru_cache(maxsize=256)
def _names_gifts(title: str) -> bool:
    return _GIFTS_TITLE.search(title) is not None


@lru_cache(maxsize=256)
def _is_sale_title(title: str) -> bool:
    """Whether the body sells land or lets it for long: what is paid for it comes in."""
    return _SALE_TITLE.search(title) is not None


@remembered
def _accepts_gifts(context: PageContext, _: int) -> bool:
    """Whether what the page proposes is to accept gifts."""
    if "Spende" not in context.text:
        return False
    proposals = (section for section in context.sections if section.kind == "proposal")
    return any(_ACCEPTS.search(context.text, section.start, min(section.end, section.start + 600)) for section in proposals)


@remembered
def _has_savings_title(context: PageContext, _: int) -> bool:
    """Whether the paper's title or the top of the page names savings."""
    return _SAVINGS_TITLE.search(f"{context.paper.title} {context.text[:400]}") is not None


@remembered
def _is_labelled(context: PageContext, start: int) -> bool:
    """Whether a label of its own, or a column head, speaks for the sum, so that no block heading does."""
    return bool(form_label(context, start) or stacked_label(context, start) or column_noun(context, start))


def _is_inner(context: PageContext, start: int) -> bool:
    """Whether sentences stand before the sum's own in its paragraph."""
    if context.cell_at(start) is not None or context.is_row(start):
        return False
    return context.block_at(start)[0] < context.sentence_at(start)[0]


def _introduction(context: PageContext, start: int, around: Surroundings) -> Surroundings:
    """For a list item that says nothing itself: the paragraph before it stands in for its words."""
    grid = context.grid_at(start)
    if grid is None and is_entry(context, start) and (opening := opening_of_list(context, start)):
        return around._replace(before=_flat(opening[-_WINDOW:]))
    low = grid.table.start if grid else context.block_at(start)[0]
    row = context.text[context.line_at(start)[0] : start] if grid else ""
    high = low if grid else start  # the rows above a row say nothing of it
    own = start if grid or context.is_row(start) else context.sentence_at(start)[0]
    if low < own < start:  # in running text the sentence before speaks for the next, no farther one
        low = context.sentence_at(own - 2)[0]
        return around._replace(before=_flat(context.text[max(low, start - _WINDOW) : start]))
    return around._replace(before=_flat(f"{context.text[max(0, low - _WINDOW, start - _LONGEST_INTRODUCTION) : high]} {row}"))


def sum_surroundings(context: PageContext, start: int, end: int) -> Surroundings:
    """The texts around a sum: its sentence, its row and column, and the heading it stands under."""
    text = context.text
    low, high = context.sentence_at(start)
    if context.is_row(start):
        low, high = context.line_at(start)
    elif is_statute(context, 0) or is_entry(context, start):
        low, high = entry_span(context, start, low, high)
    before = _flat(text[max(low, start - _WINDOW) : start])
    after = _flat(text[end : max(end, min(high, end + _WINDOW))])
    row, column = _row_and_column(context, start)
    if label := form_label(context, start):
        return Surroundings("", text[start:end], "", _flat(label), "", "")
    if label := ledger_label(text, start):
        return Surroundings("", text[start:end], "", _flat(label), "", "")
    if table_cell := column_cell_at(text, start):
        return Surroundings("", text[start:end], "", _flat(table_cell.label), "", "")
    section = context.section_at(start)
    title = section.heading if section and not _is_row_of_another_table(context, section.start, start) else ""
    heading = f"{section.kind} {title} {_list_head(context, start)}" if section else ""
    return Surroundings(before, text[start:end], after, row, column, heading)


def _is_row_of_another_table(context: PageContext, heading: int, start: int) -> bool:
    """Whether a section's heading is a row of one table ("Folgekosten | 96.000 €") and the sum stands in a later one."""
    grid = context.grid_at(start)
    above = context.grid_at(heading) if grid is not None and heading < grid.table.start else None
    return above is not None and above is not grid


def _flat(text: str) -> str:
    """As all cues read a text, and abbreviations written out."""
    told = flat(text)
    if "H." in told:
        told = _IN_HEIGHT.sub("in Höhe von", told)
    return _ABBREVIATED.sub(lambda found: _WRITTEN_OUT[found[1]], told) if "." in told else told


@remembered
def _row_and_column(context: PageContext, start: int) -> tuple[str, str]:
    cell = context.cell_at(start)
    if cell is not None:
        heads = " | ".join((cell.column_header, *_twin_headers(context, cell)))
        return _flat(" | ".join((*cell.sections, _row_label(context, cell)))), _flat(f"{heads} | {cell.unit}")
    label = stacked_label(context, start)
    if label:
        return _flat(label), ""
    if context.is_row(start):
        return _flat(_label_above(context, start)), column_noun(context, start)
    return "", ""


def _list_head(context: PageContext, start: int) -> str:
    """The line that heads a list of "label: sum" lines ("Kosten pro Jahr:", "Jährlicher Budgetbedarf:"), and the title of a table."""
    if (cell := context.cell_at(start)) is not None:
        return table_title(context, cell.table.start)[0].replace("\n", " ")
    return _line_over(context, context.line_number(start)) if context.is_row(start) else ""


@remembered
def _line_over(context: PageContext, number: int) -> str:
    """The nearest line above line `number` that is neither a row of numbers nor a year, if it is short."""
    for above in range(number - 1, max(-1, number - 12), -1):
        line = context.bare_lines[above]
        if line and not is_number_line(line) and not re.fullmatch(r"\D{0,12}(?:19|20)\d\d\s*:?", line):
            return line if len(line) < 80 else ""
    return ""


def _row_label(context: PageContext, cell: CellContext) -> str:
    """The row's label; a "davon …" row takes the label of the row that it is part of in front."""
    grid = context.grid_at(cell.cell.start)
    if grid is None or not _SHARE_ROW.match(cell.row_header):
        return cell.row_header
    for row in range(cell.cell.row - 1, -1, -1):
        labels = [grid.text_of(other) for other in grid.rows.get(row, ()) if other.column < cell.cell.column and grid.text_of(other)]
        if labels and not _SHARE_ROW.match(labels[0]):
            return f"{labels[0]} | {cell.row_header}"
    return cell.row_header


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
    own = re.split(r"\d", _ROW_NUMBER.sub("", context.text[low:start]), maxsplit=1)[0].strip()
    return own if re.search(r"[^\W\d]{3}", own) else _label_over(context, number)


@remembered
def _label_over(context: PageContext, number: int) -> str:
    """The nearest lines above line `number` that are no rows of numbers."""
    label: list[str] = []
    for above in range(number - 1, max(-1, number - 26), -1):
        line = context.bare_lines[above]
        if not label and is_number_line(line) and is_money_head(line):
            return line
        if (is_number_line(line) if label else not line or is_number_line(line)) or (label and not line):
            if label:
                break
            continue
        label.insert(0, line)
        if len(label) == 5 or is_money_head(line):
            break
    return " ".join(label)
