"""What a paper claims to add up: a row "Summe" over rows, a column "Gesamt" over columns, a balance, a sum in a sentence.

A claim that fits tells shares from their total; one that does not is for the auditor. Rounding is allowed for: half a unit of the last
printed digit for every number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from corpus.types import Amount, Position
from extract.context import PageContext
from extract.patterns import find_first
from extract.rules import load_rules
from extract.sheets import Mention, Number, Row, Sheet, find_sheets
from extract.text_claims import find_text_claims
from extract.wordfilter import AnyPattern

Contexts = Mapping[tuple[str, int], PageContext]


@dataclass(frozen=True, slots=True)
class Claim:
    """`total` is printed as the sum of `parts`; `signs` are their signs in it, none for all plus.

    `place` names row or column for a message; `group` is the same for the columns of one row.
    """

    place: str
    parts: tuple[Number, ...]
    total: Number
    signs: tuple[int, ...] = ()
    file_sha256: str = ""
    page: int = 0
    sheet: int = -1
    group: int = -1

    @property
    def is_of_one_kind(self) -> bool:
        """Whether all its numbers are money or all are posts."""
        return all(part.is_posts == self.total.is_posts for part in self.parts)

    @property
    def sum(self) -> Decimal:
        signs = self.signs or (1,) * len(self.parts)
        return sum((sign * part.value for sign, part in zip(signs, self.parts, strict=True)), Decimal(0))

    @property
    def difference(self) -> Decimal:
        return self.total.value - self.sum

    @property
    def slack(self) -> Decimal:
        """What rounding can make of it, in euro or VZÄ."""
        return sum((number.step for number in (*self.parts, self.total)), Decimal(0)) / 2

    @property
    def fits(self) -> bool:
        """Whether the sum is the total up to rounding; cents are never rounded."""
        cents = all(number.step <= Decimal("0.01") for number in (*self.parts, self.total))
        return self.difference == 0 if cents else abs(self.difference) <= self.slack


def find_claims(amounts: Sequence[Amount], positions: Sequence[Position], contexts: Contexts) -> tuple[Claim, ...]:
    """All claims of a paper, page by page, tables before sentences."""
    by_page: dict[tuple[str, int], list[Mention]] = {}
    mentions: Sequence[Mention] = (*amounts, *positions)
    for mention in mentions:
        by_page.setdefault((mention.evidence.file_sha256, mention.evidence.page), []).append(mention)
    claims: list[Claim] = []
    for key, context in contexts.items():
        here = sorted(by_page.get(key, ()), key=lambda mention: mention.evidence.start)
        if len(here) > 2:
            claims += (replace(claim, file_sha256=key[0], page=key[1]) for claim in _page_claims(context, here))
    return tuple(claims)


def _page_claims(context: PageContext, mentions: Sequence[Mention]) -> Iterator[Claim]:
    if find_first(_totals_on_page(), context.text) is not None:
        for number, sheet in enumerate(find_sheets(context, mentions)):
            groups = (*_total_rows(sheet), _total_columns(sheet), _balances(sheet), _excess_parts(sheet))
            for group, claims in enumerate(groups):
                yield from (replace(claim, sheet=number, group=group) for claim in claims if claim.is_of_one_kind)
    for place, parts, total in find_text_claims(context, mentions):
        yield Claim(place, parts, total)


@cache
def _totals_on_page() -> re.Pattern[str]:
    return re.compile(r"(?i)summe|gesamt|zusammen|total|saldo|bedarf|fehlbetrag|überschuss|defizit|netto|unterdeckung|davon|darunter")


@cache
def _words(name: str) -> AnyPattern:
    return AnyPattern([rule.regex for rule in load_rules("audit") if rule.sets["is"] == name and rule.regex])


def _total_rows(sheet: Sheet) -> Iterator[list[Claim]]:
    """For every row that is called a sum: its claims, one a column, each in the reading that fits or else the plainest."""
    for at, row in enumerate(sheet.rows):
        if row.numbers and _words("total").is_in(row.label):
            claims = []
            for column in row.numbers:
                claim = _row_claim(sheet, at, column)
                if claim is not None:
                    claims.append(claim)
            if claims:
                yield claims


def _row_claim(sheet: Sheet, at: int, column: int) -> Claim | None:
    total = sheet.rows[at].numbers[column]
    header = sheet.headers.get(column, "")
    place = f'row "{sheet.rows[at].label}"' + (f', column "{header}"' if header else "")
    first = _block_start(sheet, at)
    block = [row for row in sheet.rows[first:at] if column in row.numbers]
    if not sheet.by_place and any(row.numbers and len(row.numbers) != len(sheet.rows[at].numbers) for row in sheet.rows[first:at]):
        return None
    for rows, signs in _readings(sheet, at, first, column):
        claim = Claim(place, tuple(row.numbers[column] for row in rows), total, signs)
        if len(rows) > 1 and claim.fits:
            return claim
    plain = [row for row in block if not _words("part").is_in(row.label)]
    if any(column in row.unclear for row in sheet.rows[first:at]):
        return None
    mixed = {_words("income").is_in(row.label) for row in plain}
    if len(plain) < 2 or (first > 0 and _words("total").is_in(sheet.rows[first - 1].label)) or len(mixed) > 1:
        return None  # rows below a sum: whether that sum counts in is not told
    return Claim(place, tuple(row.numbers[column] for row in plain), total)


def _block_start(sheet: Sheet, at: int) -> int:
    """The first row after the sum before row `at`."""
    for above in range(at - 1, -1, -1):
        row = sheet.rows[above]
        if row.numbers and (_words("total").is_in(row.label) or _words("balance").is_in(row.label)):
            return above + 1
    return 0


def _readings(sheet: Sheet, at: int, first: int, column: int) -> Iterator[tuple[list[Row], tuple[int, ...]]]:
    """The sets of rows that a sum row may add up: those above it in all ways that tables do it, and those below it."""
    above = [row for row in sheet.rows[:at] if column in row.numbers]
    block = [row for row in sheet.rows[first:at] if column in row.numbers]
    for rows in (block, above):
        yield rows, ()
        yield [row for row in rows if not _words("part").is_in(row.label)], ()
        yield [row for row in rows if _words("part").is_in(row.label)], ()
        yield rows, tuple(1 if _words("income").is_in(row.label) else -1 for row in rows)
        yield rows, tuple(-1 if _words("income").is_in(row.label) else 1 for row in rows)
    sums = [row for row in above if _words("total").is_in(row.label)]
    yield sums, ()
    yield [*sums, *block], ()
    yield [*sums[-1:], *block], ()
    yield [row for row in above if row not in sums], ()
    below = [row for row in _rows_below(sheet, at) if column in row.numbers]
    for rows in (above[::-1], below, [row for row in below if not _words("part").is_in(row.label)]):
        run: list[Row] = []
        value = Decimal(0)
        for row in rows:
            run.append(row)
            value += row.numbers[column].value
            if len(run) > 1 and abs(value - sheet.rows[at].numbers[column].value) <= sheet.rows[at].numbers[column].step * len(run):
                yield run, ()


def _rows_below(sheet: Sheet, at: int) -> Iterator[Row]:
    """The rows below a sum on top of its parts, up to the next sum or difference."""
    for row in sheet.rows[at + 1 :]:
        if any(_words(name).is_in(row.label) for name in ("total", "balance", "difference")):
            return
        yield row


def _total_columns(sheet: Sheet) -> list[Claim]:
    """Every row under one column headed as the sum of the columns before it; none where its columns are not all of a kind."""
    totals = [column for column, header in sheet.headers.items() if _words("total_column").is_in(header)]
    if len(totals) != 1:
        return []
    others = [column for column in sheet.columns() if column < totals[0]]
    if len(others) < 2 or totals[0] != max(sheet.columns()) or any(_words("total").is_in(sheet.headers.get(c, "")) for c in others):
        return []
    claims = []
    for row in sheet.rows:
        parts = tuple(row.numbers[column] for column in others if column in row.numbers)
        if totals[0] in row.numbers and len(parts) > 1 and not row.unclear:
            claims.append(Claim(f'row "{row.label}", column "{sheet.headers[totals[0]]}"', parts, row.numbers[totals[0]]))
    good = sum(claim.fits for claim in claims)
    return claims if good and good >= len(claims) - good else []


def _balances(sheet: Sheet) -> list[Claim]:
    """Rows "Saldo" or "Zuschussbedarf" under rows that are all income or expense, by column."""
    claims = []
    for at, row in enumerate(sheet.rows):
        if row.numbers and _words("balance").is_in(row.label):
            first = next((i + 1 for i in range(at - 1, -1, -1) if _words("balance").is_in(sheet.rows[i].label)), 0)
            for column, total in row.numbers.items():
                sides = _sides(sheet.rows[first:at], column)
                if sides is not None and (sheet.by_place or len(row.numbers) == 1):
                    header = sheet.headers.get(column, "")
                    claims.append(_balance(f'row "{row.label}"' + (f', column "{header}"' if header else ""), sides, total))
    return claims


def _balance(place: str, sides: Mapping[str, Sequence[Number]], total: Number) -> Claim:
    """The larger side less the smaller one; which sign the paper gives the balance is its own affair."""
    plus, minus = sorted(sides.values(), key=lambda numbers: -sum(abs(number.value) for number in numbers))
    parts = tuple(replace(number, value=abs(number.value), quote=number.quote.lstrip("-–− ")) for number in (*plus, *minus))
    return Claim(place, parts, replace(total, value=abs(total.value)), (1,) * len(plus) + (-1,) * len(minus))


def _sides(rows: Sequence[Row], column: int) -> dict[str, list[Number]] | None:
    """The numbers of income and expense in a column, a side's sum instead of its rows; rows of no name below one side's sum are
    the other side. None where a row is neither, or no number."""
    sides: dict[str, list[Number]] = {"income": [], "expense": []}
    untold: list[Number] = []
    summed = ""
    for row in rows:
        kinds = [kind for kind in sides if _words(kind).is_in(row.label)]
        if column in row.unclear and (kinds or untold or any(sides.values())):
            return None
        if column not in row.numbers or _words("part").is_in(row.label):
            continue
        number = row.numbers[column]
        if len(kinds) != 1:
            untold.append(number)
        elif _words("total").is_in(row.label):
            sides[kinds[0]], untold, summed = [number], [], kinds[0]
        else:
            sides[kinds[0]].append(number)
    if untold and summed and sum(map(bool, sides.values())) == 1:
        sides["income" if summed == "expense" else "expense"], untold = untold, []
    return sides if all(sides.values()) and not untold else None


def _excess_parts(sheet: Sheet) -> list[Claim]:
    """Rows "davon …" right under a row, where they are a little more than it: fewer is no error, for "davon" need not name all."""
    claims = []
    for at, row in enumerate(sheet.rows):
        parts = _part_rows(sheet, at + 1)
        if len(parts) < 2 or _words("part").is_in(row.label):
            continue
        for column, total in row.numbers.items():
            numbers = tuple(part.numbers[column] for part in parts if column in part.numbers)
            claim = Claim(f'row "{row.label}"', numbers, total)
            if len(numbers) == len(parts) and sheet.by_place and claim.sum > total.value > 0:
                claims.append(claim)
    return claims


def _part_rows(sheet: Sheet, first: int) -> list[Row]:
    rows = []
    for row in sheet.rows[first:]:
        if not (row.numbers and _words("part").is_in(row.label)):
            break
        rows.append(row)
    return rows
