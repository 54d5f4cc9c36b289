"""Tables that plain text writes as lines of numbers: which lines are such, and which column a number stands in."""

from __future__ import annotations

import re
from functools import cache, lru_cache

ENDS_IN_SUM = re.compile(r"\d\s?(?:€|EUR|Euro)\s*$")
_AMOUNT = r"[-–−+=]?\s?(?:\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:,\d{1,2})?)(?:,-{1,2})?\s?(?:€|EUR|Euro|T€|TEUR|%)?"


# Words of a sentence: a line whose words before its only number have one of these is running text.
_SENTENCE = re.compile(
    r"\b(?:werden|wird|wurden?|sind|ist|waren?|beträgt|betragen|betrug|beläuft|belaufen|kostet|sollen?"
    r"|kann|können|müssen|hat|haben|sich|dass|es|[Dd]anach)\b|, davon\b"
)
_DIGIT = re.compile(r"\d")
_LAST_OF_ROW = "-€Ro%"  # what `_AMOUNT` can end in beside a digit: ",-", "EUR", "Euro"
_LEADS_ON = re.compile(
    r"(?:,|\b(?:in|von|um|mit|auf|rund|circa|ca\.|bei|dafür|insgesamt|jährlich|ab|noch|etwa|zu|und"
    r"|oder|bis|über|zwischen|davon|Jahr|maximal|pro|je))$"
)


@cache
def _number_line() -> re.Pattern[str]:
    label = r"(?P<label>\s*(?:[^\n]{0,70}?[^\W\d][^\n\d]{0,60}?)??)"
    # A label may touch its first number, and one sum the next.
    opens = r"(?:^|(?<=[\s€%])|(?<=[a-zäöüß])(?=\d[\d.,]*\s?(?:€|Euro|EUR)))"
    return re.compile(rf"{label}(?P<numbers>(?:{opens}{_AMOUNT}(?:\s+|$|(?<=[€%])(?=\d)))+)")


@cache
def _leading_numbers() -> re.Pattern[str]:
    """A row whose numbers come first and whose remark comes last: "127.983 180.029    Keine, da Verzicht"."""
    return re.compile(r"(?P<label>\s*)(?P<numbers>(?:\d{1,3}(?:\.\d{3})+(?:,\d\d)?(?:\s+|$)){2,})\S.*")


@lru_cache(maxsize=8192)
def _row(line: str) -> re.Match[str] | None:
    """The row that a line is. The patterns are slow to fail on text, so that a look at the line's ends comes first."""
    bare = line.strip()
    if bare[-1:] in _LAST_OF_ROW or bare[-1:].isdigit():
        found = _number_line().fullmatch(line) if _DIGIT.search(bare) else None
        if found is not None:
            return found
    return _leading_numbers().fullmatch(line) if bare[:1].isdigit() else None


@lru_cache(maxsize=8192)
def is_number_line(line: str) -> bool:
    """Whether a line is a row of a table in plain text: an optional short label and then only numbers."""
    found = _row(line)
    if not found or not found["numbers"].strip():
        return False
    label = found["label"].strip()
    if not label:
        return True
    numbers = len(re.findall(r"\d[\d.,]*", found["numbers"]))
    if len(label.split()) > 8 or label.endswith((".", ";")) or _SENTENCE.search(label):
        return False
    return numbers > 1 or not _LEADS_ON.search(label)


@lru_cache(maxsize=8192)
def numbers_before(line: str, offset: int) -> int:
    """How many numbers of a row stand before `offset`; those of its label and percentages do not count."""
    found = _row(line)
    start = found.start("numbers") if found else 0
    return len(re.findall(r"(?<![\d.,])\d[\d.,]*(?!\d|\s?%|[.,]\d)", line[start:offset]))


@lru_cache(maxsize=8192)
def numbers_of(line: str) -> int:
    """Where the numbers of a row begin, behind its label."""
    found = _row(line)
    return found.start("numbers") if found else len(line)
