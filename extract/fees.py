"""Lists of fees whose unit stands apart from its numbers: a line "Euro Euro", and many lines that end in "1.012,00"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.amount_text import Candidate
from extract.genre import DEAREST_RATE, count_account_words
from extract.numbers import currency_places, parse_number

_UNITS = re.compile(r"^[ \t]*(?:(?:in\s)?(?:Euro|EUR|€)[ \t]*)+$", re.MULTILINE)
_FEES = re.compile(r"Gebühr|Entgelt|Tarif|Preisliste|Kostenersatz")
_ENDS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,\d{2}[ \t]*\**[ \t]*$", re.MULTILINE)
_FEE = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,\d{2}(?![\d.,]|[ \t]?(?:%|‰|m²|m2|qm|kg|km|ha\b|Std|Stunden|VZÄ|Euro|EUR|€))")
_YEARLY = re.compile(r"\(?(?:pro|je|im) Jahr\)?|jährlich")
_LEAST_LINES = 10
_LONGEST_PAGE = 6_000  # characters; a longer text has no page breaks and is judged piece by piece
_PIECE = 3_500
_LEAST_WORDS = 3  # words of fees in a piece


@lru_cache(maxsize=16)
def _lists(text: str) -> tuple[tuple[int, int, bool], ...]:
    """The page, or the pieces of a text without page breaks, that are such a list: start, end, and whether of fees, not of accounts."""
    if not _has_units(text) or not _FEES.search(text):
        return ()
    if len(text) <= _LONGEST_PAGE:
        return ((0, len(text), True),) if _is_list(text, 0, len(text)) else ()
    found = []
    for low in range(0, len(text), _PIECE):
        high, before = min(len(text), low + _PIECE), max(0, low - _PIECE)
        fees = sum(1 for _ in _FEES.finditer(text, before, high)) >= _LEAST_WORDS and _UNITS.search(text, before, high) is not None
        accounts = not fees and count_account_words(text, before, high) >= _LEAST_WORDS
        if (fees or accounts) and _is_list(text, low, high):
            found.append((low, high, fees))
    return tuple(found)


def _has_units(text: str) -> bool:
    """Whether a line is nothing but currencies: looked for at the lines that begin with one."""
    lines = {text.rfind("\n", 0, place) + 1: place for place in reversed(currency_places(text))}
    return any(text[start:place].strip() in ("", "in") and _UNITS.match(text, start) for start, place in lines.items())


def _is_list(text: str, low: int, high: int) -> bool:
    return sum(1 for _ in _ENDS.finditer(text, low, high)) >= _LEAST_LINES


def find_fees(text: str) -> Iterator[Candidate]:
    """The sums of such lists, in order."""
    for low, high, _ in _lists(text):
        for found in _FEE.finditer(text, low):
            if found.start() >= high:
                break
            value = parse_number(found[0])
            if value is not None:
                yield Candidate(found.start(), found.end(), value, "amount.fee")


def is_fee(text: str, start: int) -> bool:
    """Whether a fee of such a list begins at `start`, and no total that is too large for one."""
    found = _FEE.match(text, start) if any(fees and low <= start < high for low, high, fees in _lists(text)) else None
    return found is not None and (parse_number(found[0]) or 0) < DEAREST_RATE


def is_yearly_fee(text: str, start: int) -> bool:
    """Whether the words between the fee and the line's beginning say that it is for a year."""
    words = re.split(r"(?<!\d)\d{1,2}(?:\.\d{1,2})+\.?\s", text[text.rfind("\n", 0, start) + 1 : start])[-1]  # from its own number on
    return _YEARLY.search(words) is not None
