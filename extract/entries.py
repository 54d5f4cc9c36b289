"""Lists whose lines end in a sum: each line speaks for its own sum only, and the sentence above the list for all of them."""

from __future__ import annotations

import re

from extract.context import PageContext, remembered
from extract.lines import ENDS_IN_SUM

_LABELLED = re.compile(r".*?[^\W\d]{3}")  # a line with words of its own
_MARKS = ("€", "EUR", "Euro")
_LONGEST_ENTRY, _LONGEST_LIST = 130, 24  # characters of a line, lines
_LONGEST_LABEL = 60  # characters
_BULLETS = frozenset("•■●▪◦–-*·")
_GOES_ON = frozenset("abcdefghijklmnopqrstuvwxyzäöü(€")  # what a line begins with that goes on with the one above


@remembered
def is_entry(context: PageContext, start: int) -> bool:
    """Whether the sum ends a short line, and so does one in the line above or below."""
    number = context.line_number(start)
    below = context.lines[number + 1] if number + 1 < context.line_count() else ""
    if not _is_entry_line(context.lines[number]) or below.lstrip()[:1] in _GOES_ON:
        return False
    near = (other for other in (number - 1, number + 1) if 0 <= other < context.line_count())
    return any(_is_entry_line(context.lines[other]) for other in near)


def _is_entry_line(line: str) -> bool:
    if len(line) >= _LONGEST_ENTRY or not line.rstrip().endswith(_MARKS) or line.lstrip()[:1] in _GOES_ON:
        return False
    return ENDS_IN_SUM.search(line) is not None and _LABELLED.match(line) is not None


def opening_of_list(context: PageContext, start: int) -> str:
    """The sentence above the list, where it ends in a colon; "" where none does."""
    number, loose = context.line_number(start), 0
    for above in range(number - 1, max(-1, number - _LONGEST_LIST), -1):
        line = context.bare_lines[above]
        if line.endswith(":"):
            end = context.line_span(above)[1]
            return context.text[context.sentence_at(max(0, end - 2))[0] : end]
        if not line or _is_entry_line(line) or line[:1] in _BULLETS or line[:1].isdigit():
            continue
        loose += 1  # a label over the entries of one kind
        if loose > 1 or len(line) > _LONGEST_LABEL or line.endswith((".", ";", ",")):
            return ""
    return ""


def entry_span(context: PageContext, start: int, low: int, high: int) -> tuple[int, int]:
    """Of the sentence low..high the lines of one entry, where its sum ends a line ("Gesamtbetrag der Erträge auf 5 EUR")."""
    number = context.line_number(start)
    begin, end = context.line_span(number)
    if not ENDS_IN_SUM.search(context.lines[number]) or end > high:
        return low, high
    while begin > low and not ENDS_IN_SUM.search(context.lines[number - 1]):
        number -= 1
        begin = context.line_span(number)[0]
    return max(low, begin), end
