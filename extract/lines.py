"""Tables that plain text writes as lines of numbers: which lines are such, and which column a number stands in."""

from __future__ import annotations

import re
from functools import cache

_AMOUNT = r"[-–−+=]?\s?(?:\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:,\d{1,2})?)(?:,-{1,2})?\s?(?:€|EUR|Euro|T€|TEUR|%)?"


@cache
def _number_line() -> re.Pattern[str]:
    return re.compile(rf"(?P<label>\s*(?:[^\n]{{0,70}}?[^\W\d][^\n\d]{{0,30}}?)??)(?P<numbers>(?:(?:^|(?<=\s)){_AMOUNT}(?:\s+|$))+)")


def is_number_line(line: str) -> bool:
    """Whether a line is a row of a table in plain text: an optional short label and then only numbers."""
    found = _number_line().fullmatch(line)
    if not found or not found["numbers"].strip():
        return False
    label = found["label"].strip()
    numbers = len(re.findall(r"\d[\d.,]*", found["numbers"]))
    return not label or (len(label.split()) <= 8 and (numbers > 1 or not label.endswith((",", " in", " von"))) and not re.search(r"[.;]$", label))


def numbers_before(line: str, offset: int) -> int:
    """How many numbers of a row stand before `offset`; those of its label and percentages do not count."""
    found = _number_line().fullmatch(line)
    start = found.start("numbers") if found else 0
    return len(re.findall(r"(?<![\d.,])\d[\d.,]*(?!\d|\s?%|[.,]\d)", line[start:offset]))
