"""Lists of fees whose unit stands apart from its numbers: a line "Euro Euro", and many lines that end in "1.012,00"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.amount_text import Candidate
from extract.genre import DEAREST_RATE, count_account_words
from extract.numbers import currency_places, parse_number

_UNITS = re.compile(r"^[ \t]*(?:(?:in\s)?(?:Euro|EUR|€)[ \t]*)+$|[a-zäöüß](?:Euro|EUR)[ \t]*$", re.MULTILINE)  # heads may be glued
_FEES = re.compile(r"Gebühr|Entgelt|Tarif|Preisliste|Kostenersatz")
_ENDS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,\d{2}[ \t]*\**[ \t]*$", re.MULTILINE)
# A fee, not a share or a measure; the number of the entry in the next column may touch it ("46,005.2.2Zuschlag").
_FEE = re.compile(
    r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,\d{2}(?:(?=\d{1,2}(?:\.\d{1,2}){0,3}\.?(?:[A-ZÄÖÜ(]|[ \t]*-[ \t]))"
    r"|(?![\d.,]|[ \t]?(?:%|‰|m²|m2|qm|kg|km|ha\b|Std|Stunden|VZÄ|Euro|EUR|€)))"
)
_ENTRY = re.compile(r"(?:(?<![\d.,])|(?<=,\d\d))(\d{1,2})\.\d{1,2}(?:\.\d{1,2})*\.?(?=[\s\-A-Za-zÄÖÜäöü])")
_YEARLY_HEAD = re.compile(r"\((?:pro|je|im) Jahr\)")
_PART = re.compile(r"(?:(?m:^)|(?<=,\d\d)|(?<=[a-zäöü]\s)|(?<=[a-zäöü]{3})(?=\d\.))(\d{1,2})\.?[ \t]?(?=[A-ZÄÖÜ][a-zäöü]{4})(?!Jahre)")
_LONGEST_HEAD = 160
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
    """Whether a line is nothing but currencies, or ends in one that touches the word before: looked for at the currencies."""
    lines = {text.rfind("\n", 0, place) + 1: place for place in reversed(currency_places(text))}
    if any(text[start:place].strip() in ("", "in") and _UNITS.match(text, start) for start, place in lines.items()):
        return True
    return any(text[place - 1 : place].islower() and _UNITS.match(text, place - 1) for place in currency_places(text) if place)


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
    """Whether the words between the fee and the line's beginning, or the head of its part of the list, say that it is for a year."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    words = re.split(r"(?<!\d)\d{1,2}(?:\.\d{1,2})+\.?\s", line)[-1]  # from its own number on
    own = _ENTRY.findall(line)
    return _YEARLY.search(words) is not None or (bool(own) and own[-1] in _yearly_parts(text))


@lru_cache(maxsize=16)
def _yearly_parts(text: str) -> frozenset[str]:
    """The numbers of the parts whose heads say "(pro Jahr)": "2" of "2 Gebühr für ein Wahlgrab (pro Jahr)"."""
    parts = (_PART.findall(text, max(0, found.start() - _LONGEST_HEAD), found.start()) for found in _YEARLY_HEAD.finditer(text))
    return frozenset(numbers[-1] for numbers in parts if numbers)
