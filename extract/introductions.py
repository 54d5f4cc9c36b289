"""The words that introduce a list: "Im Stellenplan sind folgende Stellen vorgesehen:" says what its items leave unsaid."""

from __future__ import annotations

import re

from extract.context import PageContext, remembered

_ITEM = re.compile(r"\s*(?:[•■●▪◦–*Øo-]\s|\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-z]|[IVX]{1,4})[.)]?\s|[\d,.]+\s)")
_SHORT = 110  # characters of a line that may be an item without a bullet
_LONGEST_ITEM = 260
_LEAST_WORDS = 2  # a shorter line with a colon is a heading or a label
_REACH = 40  # lines
_OVER = 300  # characters of running text above a list


@remembered
def introduction_of(context: PageContext, start: int) -> str:
    """The sentence with a colon that introduces the list in which the line at `start` is an item; "" where there is none."""
    if context.grid_at(start) is not None:
        return ""
    number = context.line_number(start)
    if not _is_item(context.lines[number]):
        return ""
    for above in range(number - 1, max(-1, number - _REACH), -1):
        line = context.lines[above].strip()
        if line.endswith(":"):
            low = context.sentence_at(context.line_span(above)[1] - 1)[0]
            words = " ".join(context.text[low : context.line_span(above)[1]].split())
            return words if words.count(" ") + 1 >= _LEAST_WORDS else ""
        if line and not _is_item(line):
            return ""
    return ""


@remembered
def words_over(context: PageContext, start: int) -> str:
    """The running text right above the list in which the line at `start` is an item, or "": what its items leave unsaid may stand there."""
    number = context.line_number(start)
    if context.grid_at(start) is not None or not _is_item(context.lines[number]):
        return ""
    for above in range(number - 1, max(-1, number - _REACH), -1):
        line = context.lines[above].strip()
        if line and (line.endswith(":") or not _is_item(line)):
            end = context.line_span(above)[1]
            return context.text[max(0, end - _OVER) : end]
    return ""


def _is_item(line: str) -> bool:
    """Whether a line may be an item of a list or a piece of one: with a bullet or number, or short and no sentence's end."""
    line = line.strip()
    if _ITEM.match(line):
        return len(line) <= _LONGEST_ITEM
    return len(line) <= _SHORT and not line.endswith((".", "!", "?"))
