"""Lists of fees whose unit stands apart from its numbers: a line "Euro Euro", and many lines that end in "1.012,00"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from extract.amount_text import Candidate
from extract.numbers import parse_number

_UNITS = re.compile(r"^[ \t]*(?:(?:in\s)?(?:Euro|EUR|€)[ \t]*)+$", re.MULTILINE)
_FEES = re.compile(r"Gebühr|Entgelt|Tarif|Preisliste|Kostenersatz")
_ENDS = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,\d{2}[ \t]*\**[ \t]*$", re.MULTILINE)
_FEE = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})*,\d{2}(?![\d.,]|[ \t]?(?:%|‰|m²|m2|qm|kg|km|ha\b|Std|Stunden|VZÄ|Euro|EUR|€))")
_YEARLY = re.compile(r"\(?(?:pro|je|im) Jahr\)?|jährlich")
_LEAST_LINES = 10


@lru_cache(maxsize=16)
def is_fee_list(text: str) -> bool:
    """Whether the page is such a list."""
    if not _UNITS.search(text) or not _FEES.search(text):
        return False
    return sum(1 for _ in _ENDS.finditer(text)) >= _LEAST_LINES


def find_fees(text: str) -> Iterator[Candidate]:
    """The fees of such a list, in order."""
    if not is_fee_list(text):
        return
    for found in _FEE.finditer(text):
        value = parse_number(found[0])
        if value is not None:
            yield Candidate(found.start(), found.end(), value, "amount.fee")


def is_fee(text: str, start: int) -> bool:
    """Whether a fee of such a list begins at `start`."""
    return is_fee_list(text) and _FEE.match(text, start) is not None


def is_yearly_fee(text: str, start: int) -> bool:
    """Whether the words between the fee and the line's beginning say that it is for a year."""
    words = re.split(r"(?<!\d)\d{1,2}(?:\.\d{1,2})+\.?\s", text[text.rfind("\n", 0, start) + 1 : start])[-1]  # from its own number on
    return _YEARLY.search(words) is not None
