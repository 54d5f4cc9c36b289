"""Forms whose text lists all labels first and all values after them, as column-wise text layers do."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from extract.context import PageContext, remembered

_LABEL_WORD = re.compile(
    r"(?i)kosten|einzahlung|erträge|ertrag|finanzierung|belastung|aufwand|aufwendung|budgetbedarf"
    r"|auszahlung|zuschuss|zuschüsse|deckung"
)
_VALUE = re.compile(r"€|Euro|EUR|\./\.|---")
_STARTS = re.compile(
    r"^\s*(?:Gesamt|Jährlich|Einzahlung|Finanzierung|Einmalig|Laufend|Folgekosten|Investition|Ertrag"
    r"|Erträge|Aufw|Deckung|Zuschuss|Zuschüsse|Auszahlung|Eigenanteil|Objektbezogen)"
)
MAX_LINES = 16


def stacked_label(context: PageContext, start: int) -> str:
    """The label in a stacked form that belongs to the value at `start`; "" where there is no such form."""
    return _label_of_line(context, context.line_number(start))


@remembered
def _label_of_line(context: PageContext, number: int) -> str:
    if not _has_value(context.lines[number]) or not _has_labels_above(context, number):
        return ""
    values, top = _values_above(context, number)
    labels = _labels_above(context, top)
    if len(labels) < 2:
        return ""
    if not values and labels[-1].endswith(":") and _is_label_below(context, number):
        return labels[-1]  # labels and values take turns, and those above stand empty
    groups = _groups([*values, *_values_below(context, number)])
    group = next(index for index, size in enumerate(_ends(groups)) if len(values) < size)
    return labels[_label_of(labels, group, len(groups))]


def _has_labels_above(context: PageContext, number: int) -> bool:
    """Whether two lines stand above a line, in reach of its values and their labels, that can begin a label."""
    starts = _label_starts(context, 0)
    return bisect_left(starts, number) - bisect_left(starts, number - 2 * MAX_LINES) > 1


@remembered
def _label_starts(context: PageContext, _: int) -> list[int]:
    """The lines of the page that can begin a label: most pages have none."""
    return [number for number, line in enumerate(context.bare_lines) if _STARTS.match(line)]


def _is_label_below(context: PageContext, number: int) -> bool:
    """Whether the next line that is not empty is again a label that waits for its value."""
    below = next((line for at in range(number + 1, min(context.line_count(), number + 4)) if (line := _line(context, at))), "")
    return below.endswith(":") and _STARTS.match(below) is not None


def _groups(lines: list[str]) -> list[int]:
    """Sizes of the groups of value lines that belong to one label each: a group ends where a "Jahr 2018:" comes again."""
    sizes: list[int] = []
    seen: set[str] = set()
    for line in lines:
        head = re.match(r"\D{0,12}(?:19|20)\d\d\s*:", line)
        key = head[0] if head else ""
        if not key or key in seen or not sizes:
            sizes.append(0)
            seen = set()
        sizes[-1] += 1
        seen.add(key)
    return sizes


def _ends(sizes: list[int]) -> list[int]:
    return [sum(sizes[: index + 1]) for index in range(len(sizes))]


def _label_of(labels: list[str], group: int, groups: int) -> int:
    """Which label a group of values belongs to. One group short, it is income that a measure most often has none of."""
    if groups == len(labels) - 1:
        spent = [index for index, label in enumerate(labels) if not re.search(r"(?i)einzahlung|ertr[aä]g(?!e und folge)", label[:40])]
        if len(spent) == groups:
            return spent[group]
    return min(len(labels) - 1, group * len(labels) // max(groups, len(labels)))


@lru_cache(maxsize=8192)
def _has_value(line: str) -> bool:
    return _VALUE.search(line) is not None


def _line(context: PageContext, number: int) -> str:
    return context.bare_lines[number]


def _values_above(context: PageContext, number: int) -> tuple[list[str], int]:
    """The value lines between the labels and line `number`, and the line that they begin at."""
    values: list[str] = []
    top = number
    for above in range(number - 1, max(-1, number - MAX_LINES), -1):
        line = _line(context, above)
        valued = _has_value(line)
        if line and not valued and _LABEL_WORD.search(line):
            break
        if valued:
            values.append(line)
            top = above
        elif line and len(line) > 40:
            break
    return values, top


def _values_below(context: PageContext, number: int) -> list[str]:
    """The line itself and the value lines after it."""
    values = [_line(context, number)]
    for below in range(number + 1, min(context.line_count(), number + MAX_LINES)):
        line = _line(context, below)
        if not _has_value(line):
            if not line or line[0].islower() or len(line) < 20:
                continue
            break
        values.append(line)
    return values


def _labels_above(context: PageContext, top: int) -> list[str]:
    """The run of label lines that ends above line `top`, continuation lines joined."""
    lines: list[str] = []
    for above in range(top - 1, max(-1, top - MAX_LINES), -1):
        line = _line(context, above)
        if not line:
            if lines:
                break
            continue
        if _has_value(line) or len(line) > 120 or re.search(r"\d{3}|[☒☐]", line):
            break
        lines.append(line)
    labels: list[str] = []
    for line in reversed(lines):
        if _STARTS.match(line):
            labels.append(line)
        elif labels:
            labels[-1] += " " + line
    return labels
