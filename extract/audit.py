"""The arithmetic auditor: do the numbers of a paper add up? Totals against rows, columns and years, balances, sums in a sentence.

A false alarm costs more trust than a miss: a mismatch is told only where no other reading of the table adds up either, and where
it is small beside the total or another column of the same rows adds up.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from corpus.types import Amount, Position, Problem
from extract.claims import Claim, Contexts, find_claims

NEAR = Decimal("0.1")  # a difference beyond this share of the total is most often another structure, not an error
MOST = 2  # more mismatches than this in one table, and it is read wrong
SHOWN = 8  # parts that a message names
PAIRS = 40  # parts up to which pairs of them are tried as an explanation


def audit(
    amounts: Sequence[Amount],
    positions: Sequence[Position],
    contexts: Contexts,
    names: Mapping[str, str] | None = None,
    claims: Sequence[Claim] | None = None,
) -> tuple[Problem, ...]:
    """A problem "sum_mismatch" for every printed sum that does not add up, in order of pages.

    `names` gives the files' names by hash; they are told where a paper has more than one. `claims` are the paper's, if they are known.
    """
    found = find_claims(amounts, positions, contexts) if claims is None else claims
    problems = []
    for (file_sha256, page, sheet), group in groupby(found, key=lambda claim: (claim.file_sha256, claim.page, claim.sheet)):
        name = f"{names.get(file_sha256, file_sha256)}, " if names and len(names) > 1 else ""
        problems += [_problem(claim, f"{name}page {page}") for claim in _wrong(list(group), sheet >= 0)]
    return tuple(dict.fromkeys(problems))


def _wrong(claims: Sequence[Claim], in_table: bool) -> Iterator[Claim]:
    """The mismatches of one table, or of a page's sentences; none of a table that has more of them than sums that fit."""
    good = {claim.group for claim in claims if claim.fits and claim.total.value}
    fitting = sum(claim.fits and claim.total.value != 0 for claim in claims)
    wrong = [claim for claim in claims if not claim.fits and not _is_explained(claim)]
    wrong = [claim for claim in wrong if (in_table and claim.group in good) or _is_near(claim)]
    if not in_table or len(wrong) <= max(MOST, fitting):
        yield from wrong


def _is_near(claim: Claim) -> bool:
    return abs(claim.difference) <= NEAR * abs(claim.total.value)


def _is_explained(claim: Claim) -> bool:
    """Whether the sum fits if one or two parts are left out or have the other sign: then the table is read wrong, not printed wrong."""
    values = [part.value for part in claim.parts]
    off = [-value for value in values] + [-2 * value for value in values]
    if len(values) <= PAIRS:
        off += [-(one + two) for at, one in enumerate(values) for two in values[at + 1 :]]
    return any(abs(claim.difference - change) <= claim.slack for change in off if change)


def _problem(claim: Claim, where: str) -> Problem:
    signs = claim.signs or (1,) * len(claim.parts)
    steps = min((number.step for number in (*claim.parts, claim.total) if number.step), default=Decimal(1))
    scale = claim.total.step / _last_digit(claim.total.quote) or Decimal(1)
    terms = [f"{'-' if sign < 0 else '+'} {part.quote}" for sign, part in zip(signs, claim.parts, strict=True)]
    if len(terms) > SHOWN:
        terms = [*terms[: SHOWN - 1], f"+ … ({len(terms)} numbers)"]
    shown = _german(claim.sum / scale, min(steps / scale, Decimal(1)))
    message = f"{where}, {claim.place}: {' '.join(terms).removeprefix('+ ')} = {shown}, the paper says {claim.total.quote}"
    return Problem("sum_mismatch", message)


def _last_digit(quote: str) -> Decimal:
    return Decimal(1).scaleb(-len(quote.partition(",")[2]))


def _german(value: Decimal, step: Decimal) -> str:
    """A number as German print has it: "154.400", "154,4"."""
    places = max(0, -int(step.normalize().as_tuple().exponent))
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))
