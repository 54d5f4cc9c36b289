"""One paper's pages → all its facts. Pure: no file, no clock, no network; the same pages and rules give the same facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from corpus.collector import collector_at_rest
from corpus.taxonomy import Taxonomy
from corpus.types import Amount, Extraction, PaperFacts, Position, Problem, ReadFile, fill_facts
from extract.amounts import find_amounts
from extract.audit import audit
from extract.background import table_title
from extract.claims import find_claims
from extract.consolidate import consolidate
from extract.context import PageContext
from extract.costs import Cost, find_costs, link_costs
from extract.dates import find_dates
from extract.fields import fields_of_text, find_fields, may_differ
from extract.meaning import sum_surroundings
from extract.metadata import find_facts
from extract.positions import find_positions
from extract.sections import Section, find_sections

FigureMention = TypeVar("FigureMention", Amount, Position)


def extract_paper(paper_id: str, files: Sequence[ReadFile], told: PaperFacts, taxonomies: Sequence[Taxonomy]) -> Extraction:
    """All facts of one paper; `files` in order, main file first; what was `told` wins over what the text says."""
    with collector_at_rest():
        return _extract(paper_id, files, told, taxonomies)


def _extract(paper_id: str, files: Sequence[ReadFile], told: PaperFacts, taxonomies: Sequence[Taxonomy]) -> Extraction:
    sections = tuple(section for file in files for section in find_sections(file))
    found = find_facts(files, sections)
    facts = merge_facts(told, found)
    by_page: dict[tuple[str, int], list[Section]] = defaultdict(list)
    for section in sections:
        by_page[section.file_sha256, section.page].append(section)
    contexts = {
        (file.sha256, page.number): PageContext(file.sha256, page, tuple(by_page[file.sha256, page.number]), facts)
        for file in files
        for page in file.pages
    }
    amounts = [amount for context in contexts.values() for amount in find_amounts(context)]
    positions = [position for context in contexts.values() for position in find_positions(context)]
    dates = [date for context in contexts.values() for date in find_dates(context)]
    paper_fields = find_fields(facts, files, sections, taxonomies)
    ids = tuple(entry.field for entry in paper_fields)
    fields_at = _fields_finder(taxonomies, ids)
    located = [_locate(amount, contexts[_key(amount)], fields_at) for amount in amounts]
    placed = [_locate(position, contexts[_key(position)], fields_at) for position in positions]
    claims = find_claims(located, placed, contexts)
    costs = find_costs(located, placed, contexts)
    names = {file.sha256: file.name for file in files}
    return Extraction(
        facts=facts,
        amounts=_name_cost_rules(located, costs),
        positions=tuple(placed),
        dates=tuple(dates),
        fields=paper_fields,
        figures=link_costs(consolidate(paper_id, located, placed, contexts, claims), costs),
        problems=(*_contradictions(told, found), *audit(located, placed, contexts, names, claims)),
    )


def _name_cost_rules(amounts: Sequence[Amount], costs: Sequence[Cost]) -> tuple[Amount, ...]:
    """The amounts with the rule that ties one to posts among the rules that told something of it."""
    rules = {cost.amount: cost.rule for cost in costs}
    return tuple(replace(entry, cues=(*entry.cues, rules[at])) if at in rules else entry for at, entry in enumerate(amounts))


def merge_facts(told: PaperFacts, found: PaperFacts) -> PaperFacts:
    """Each fact as told, else as found. Body and AGS go together: a told body takes no other body's key."""
    merged = fill_facts(told, found)
    return replace(merged, ags=told.ags) if told.body and told.body != found.body else merged


def _contradictions(told: PaperFacts, found: PaperFacts) -> list[Problem]:
    """What was told and the text contradicts is worth a look: the wrong file may stand beside it, or the source is wrong."""
    pairs = [(name, getattr(told, name), getattr(found, name)) for name in ("ags", "reference", "date")]
    if told.consultations:
        # The same sittings may bear other names and stand in another order; a day that only one side knows is a difference.
        ours, text = (", ".join(sorted({entry.date for entry in facts.consultations if entry.date})) for facts in (told, found))
        pairs.append(("consultations", ours, text))
    messages = (
        f"{name}: was told {ours!r}, the text says {text!r}; what was told is used"
        for name, ours, text in pairs
        if ours and text and ours.replace(" ", "") != text.replace(" ", "")
    )
    return [Problem("told_differs_from_text", message) for message in messages]


def _key(mention: Amount | Position) -> tuple[str, int]:
    return mention.evidence.file_sha256, mention.evidence.page


def _locate(figure: FigureMention, context: PageContext, fields_at: Callable[[PageContext, int], tuple[str, ...]]) -> FigureMention:
    """The mention with the Handlungsfelder of its sentence, or of its row with the headings over it."""
    found = fields_at(context, figure.evidence.start)
    return replace(figure, fields=found) if found != figure.fields else figure


def _fields_finder(taxonomies: Sequence[Taxonomy], ids: Sequence[str]) -> Callable[[PageContext, int], tuple[str, ...]]:
    """What finds the fields at a place; words are looked at only where the paper has several fields of one taxonomy to choose from."""
    if not may_differ(taxonomies, ids):
        everywhere = fields_of_text("", taxonomies, ids)
        return lambda context, start: everywhere
    return lambda context, start: fields_of_text(words_around(context, start), taxonomies, ids)


def words_around(context: PageContext, start: int) -> str:
    """The sentence of a mention; of one in a table what its row and column are called, and what the table is."""
    low, high = context.sentence_at(start)
    cell = context.cell_at(start)
    if cell is not None:
        title = table_title(context, cell.table.start)[0]
        return "\n".join((title, *cell.sections, cell.row_header, cell.column_header, context.text[low:high]))
    if not context.is_row(start):
        return context.text[low:high]
    around = sum_surroundings(context, start, start)
    return "\n".join((around.section.partition(" ")[2], around.row, context.text[slice(*context.line_at(start))]))
