"""Which sums are the cost of which posts: only where one sentence, two that follow each other, or one row of a table ties them.

A sentence is looked at with ■ for posts and ◆ for sums, so that a rule reads as the sentence does; see `rules/costs.toml`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.types import Amount, Figure, Position
from extract.context import PageContext
from extract.grid import CellContext, is_number_cell
from extract.rules import Rule, load_rules

Contexts = Mapping[tuple[str, int], PageContext]
POST, SUM, BORDER = "■", "◆", "‖"
FARTHEST = 40  # characters between two sentences that follow each other
MOST = 12  # posts or sums; a passage with more of them is a table that was not read as one


@dataclass(frozen=True, slots=True)
class Cost:
    """`amounts[amount]` is the cost of these posts together, or of each of them (`per_post`)."""

    amount: int
    posts: tuple[int, ...]
    per_post: bool
    rule: str


@dataclass(frozen=True, slots=True)
class _Spot:
    """A mention in reading order; `index` counts in its own kind, `end` is behind the upper end of a range."""

    start: int
    end: int
    index: int
    is_post: bool


@dataclass(frozen=True, slots=True)
class _Passage:
    """A sentence, or two, with marks for the mentions; `marks` gives the mention at an offset of a mark."""

    text: str
    marks: Mapping[int, _Spot]


def find_costs(amounts: Sequence[Amount], positions: Sequence[Position], contexts: Contexts) -> tuple[Cost, ...]:
    """All ties of a paper, one at most for every mention of a sum, in the order of the sums."""
    found: dict[int, Cost] = {}
    for key, spots in _spots_by_page(amounts, positions).items():
        if len({spot.is_post for spot in spots}) < 2:
            continue
        for cost in (*_row_costs(contexts[key], spots, positions), *_text_costs(contexts[key], spots)):
            if _can_cost(amounts[cost.amount], [positions[post] for post in cost.posts], cost.per_post):
                found.setdefault(cost.amount, cost)
    return tuple(found[index] for index in sorted(found))


def _can_cost(amount: Amount, posts: Sequence[Position], per_post: bool) -> bool:
    """Whether a sum can be what posts cost: money that comes in, or a minus, is none; nor is a rate, but for one post or each of them."""
    rate = amount.recurrence == "per_unit" and not per_post and sum(post.value for post in posts) != 1
    return amount.direction != "income" and amount.value > 0 and not rate


def _spots_by_page(amounts: Sequence[Amount], positions: Sequence[Position]) -> dict[tuple[str, int], list[_Spot]]:
    """The mentions of each page in order of reading, both ends of a range as one."""
    spots: dict[tuple[str, int], list[_Spot]] = defaultdict(list)
    kinds: tuple[Sequence[Amount | Position], ...] = (amounts, positions)
    for mentions in kinds:
        for index, mention in enumerate(mentions):
            evidence = mention.evidence
            page = spots[evidence.file_sha256, evidence.page]
            if mention.range_end and page and page[-1].is_post == isinstance(mention, Position):
                page[-1] = replace(page[-1], end=evidence.end)
            else:
                page.append(_Spot(evidence.start, evidence.end, index, isinstance(mention, Position)))
    return {key: sorted(page, key=lambda spot: (spot.start, spot.end)) for key, page in spots.items()}


# -- sentences ---------------------------------------------------------------------------------------------------------


@cache
def _rules(attribute: str, value: str = "") -> tuple[tuple[Rule, re.Pattern[str]], ...]:
    rules = ((rule, rule.regex) for rule in load_rules("costs") if attribute in rule.sets and (not value or rule.sets[attribute] == value))
    return tuple((rule, regex) for rule, regex in rules if regex is not None)


def _says(name: str, text: str) -> bool:
    return any(regex.search(text) for _, regex in _rules("is", name))


def _text_costs(context: PageContext, spots: Sequence[_Spot]) -> Iterator[Cost]:
    """Ties by the words of a sentence with posts and those of the next one."""
    starts = [spot.start for spot in spots]
    seen: set[tuple[int, int]] = set()
    for spot in spots:
        sentence = context.sentence_at(spot.start)
        if not spot.is_post or sentence in seen:
            continue
        seen.add(sentence)
        following = _next_sentence(context, sentence)
        last = following[1] if following else sentence[1]
        inside = spots[bisect_left(starts, sentence[0]) : bisect_left(starts, last)]
        if 1 < len(inside) <= MOST and not all(each.is_post for each in inside):
            yield from _passage_costs(_mask(context.text, sentence, following, inside))


def _next_sentence(context: PageContext, sentence: tuple[int, int]) -> tuple[int, int] | None:
    """The sentence right behind one, of the same section; None before a table."""
    at = sentence[1]
    while at < len(context.text) and context.text[at].isspace():
        at += 1
    if at == len(context.text) or at - sentence[1] > FARTHEST or context.grid_at(at) is not context.grid_at(sentence[0]):
        return None
    return context.sentence_at(at) if context.section_at(at) == context.section_at(sentence[0]) else None


def _mask(text: str, first: tuple[int, int], second: tuple[int, int] | None, spots: Sequence[_Spot]) -> _Passage:
    parts: list[str] = []
    marks: dict[int, _Spot] = {}
    length = 0
    for low, high in (first, second) if second else (first,):
        at = low
        pieces = [BORDER] if parts else []
        for spot in spots:
            if not at <= spot.start < high:
                continue
            pieces += [_one_line(text[at : spot.start]), POST if spot.is_post else SUM]
            marks[length + sum(map(len, pieces)) - 1] = spot
            at = spot.end
        pieces.append(_one_line(text[at:high]))
        parts.append("".join(pieces))
        length += len(parts[-1])
    return _Passage("".join(parts), marks)


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _passage_costs(passage: _Passage) -> Iterator[Cost]:
    """The ties of a passage; what other words tie already at less distance is not tied again."""
    matches = [(match, rule) for rule, regex in _rules("basis") for match in regex.finditer(passage.text)]
    taken: set[_Spot] = set()
    for match, rule in sorted(matches, key=lambda found: found[0].end() - found[0].start()):
        inside = [spot for at, spot in sorted(passage.marks.items()) if match.start() <= at < match.end()]
        if taken.isdisjoint(inside) and not _is_untied(passage.text, match.start(), match.end()):
            taken.update(inside)
            posts = tuple(spot.index for spot in inside if spot.is_post)
            for spot in inside:
                if not spot.is_post:
                    yield Cost(spot.index, posts, rule.sets["basis"] == "per_post", rule.name)


def _is_untied(text: str, start: int, end: int) -> bool:
    """Whether other words of the sentence, or other posts beside those of a match, leave open what the sum is for."""
    before = text.rfind(BORDER, 0, start) + 1
    after = text.find(BORDER, end) if BORDER in text[end:] else len(text)
    if _says("stop", text[before:after]) or _says("change", text[start:end]) or _says("mixed", text[end:after]):
        return True
    marks = f"{POST}{SUM}"
    earlier = [character for character in text[before:start] if character in marks]
    later = [character for character in text[end:after] if character in marks]
    own = [character for character in text[start:end] if character in marks]
    return (own[0] == POST and earlier[-1:] == [POST]) or (own[-1] == POST and later[:1] == [POST])


# -- tables ------------------------------------------------------------------------------------------------------------


def _row_costs(context: PageContext, spots: Sequence[_Spot], positions: Sequence[Position]) -> Iterator[Cost]:
    """Ties by the row of a table: its one number of posts with the sums under headings of cost."""
    rows: dict[tuple[int, int], list[tuple[_Spot, CellContext]]] = defaultdict(list)
    for spot in spots:
        cell = context.cell_at(spot.start)
        if cell is not None:
            rows[cell.table.start, cell.cell.row].append((spot, cell))
    for entries in rows.values():
        posts = [(spot, cell) for spot, cell in entries if spot.is_post]
        if len(posts) != 1:
            continue
        post, own = posts[0]
        staff = bool(positions[post.index].grade) or _says("staff", own.row_header) or not is_number_cell(own.text)
        for spot, cell in entries:
            if spot.is_post or cell.cell.column == own.cell.column:
                continue
            if is_number_cell(cell.text):
                yield from _cell_cost(spot, cell, post, own, staff)
            elif _says("grade_cell", f"{context.text[cell.cell.start : spot.start]}{SUM}{context.text[spot.end : cell.cell.end]}"):
                yield Cost(spot.index, (post.index,), False, "cost.table.grade")


def _cell_cost(spot: _Spot, cell: CellContext, post: _Spot, own: CellContext, staff: bool) -> Iterator[Cost]:
    header, label = cell.column_header, f"{own.row_header} {'' if is_number_cell(own.text) else own.text}"
    if _says("other", f"{header} {label}") or _says("stop", f"{header} {label}"):
        return
    if _says("personnel", header) or (not is_number_cell(own.text) and _says("personnel", label)):
        rule = "cost.table.personnel"
    elif staff and _says("cost", header):
        rule = "cost.table.cost"
    else:
        return
    yield Cost(spot.index, (post.index,), _says("each", header), rule)


# -- figures -----------------------------------------------------------------------------------------------------------


def link_costs(figures: Sequence[Figure], costs: Sequence[Cost]) -> tuple[Figure, ...]:
    """The figures with `cost_of` and `cost_basis`: none where two places of a sum tie it to different posts."""
    owners = {(figure.kind, index): figure for figure in figures for index in figure.mentions}
    found: dict[str, list[tuple[tuple[str, ...], bool]]] = defaultdict(list)
    for cost in costs:
        amount = owners.get(("amount", cost.amount))
        posts = tuple(dict.fromkeys(owners["position", index].figure_id for index in cost.posts if ("position", index) in owners))
        if amount is not None and posts:
            found[amount.figure_id].append((posts, cost.per_post))
    return tuple(_tied(figure, found[figure.figure_id]) if figure.figure_id in found else figure for figure in figures)


def _tied(figure: Figure, told: Sequence[tuple[tuple[str, ...], bool]]) -> Figure:
    posts, per_post = told[0]
    return figure if len(set(told)) > 1 else replace(figure, cost_of=posts, cost_basis="per_post" if per_post else "total")
