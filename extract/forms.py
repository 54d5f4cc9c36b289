"""Finance forms whose cells a text layer has flattened to lines: the label that belongs to each sum, and column heads of plain rows."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.context import PageContext, remembered
from extract.lines import is_number_line, numbers_before

_LABEL = re.compile(
    r"Gesamt(?:kosten|auszahlung|einzahlung)|Einzahlung(?:en)?\b|Finanzierung durch\b|Folgekosten\b"
    r"|Zuschüsse Dritter|Objektbezogene Einnahmen"
    r"|Jährliche(?:r|/r)?\s(?:laufende|Folge|Budget|Belastung|Ertrag)|Laufende (?:Belastung|Kosten)|Einmalige (?:Kosten|Aufw|Ausz)"
)
_SUM = re.compile(r"(?<![\w.,])\d[\d.]*(?:,\d{1,2}|,-{1,2})?\s?(?:T€|€|EUR|Euro)(?!\w)")
_HEAD = re.compile(
    r"\b(?:Kosten|Aufwand|Aufwendungen|Ausgaben|Auszahlungen|Erlöse|Erträge|Ertrag|Einnahmen|Einzahlungen|Saldo|Ergebnis|Defizit|Differenz)\b"
)
_MOST_LABELS = 4  # lines that one label may take
_LONGEST = 400  # characters of a line of a form; longer ones are running text
_REACH = 10  # lines over which a line of column heads speaks


@remembered
def form_label(context: PageContext, start: int) -> str:
    """The form's label of the sum at `start`: before it in its line, on the lines above it, or over its place in a row of sums."""
    if context.cell_at(start) is not None:
        return ""
    low, high = context.line_at(start)
    line = context.text[low:high]
    if high - low > _LONGEST or not _SUM.match(line, start - low):
        return ""
    before = [found.end() for found in _SUM.finditer(line, 0, start - low)]
    own = line[before[-1] if before else 0 : start - low].strip(" \t:|;–-")
    if own:
        return own if _LABEL.match(own) else ""
    count = sum(1 for _ in _SUM.finditer(line))
    return _over(context, context.line_number(start), len(before), count) if count > 1 else _above(context, context.line_number(start))


def _above(context: PageContext, number: int) -> str:
    """The label on the lines directly above a line of one sum; "" where several labels or several sums stand there."""
    label: list[str] = []
    if number + 1 < context.line_count() and _SUM.match(context.bare_lines[number + 1]):
        return ""  # the first of a column of sums
    for above in range(number - 1, max(-1, number - 1 - _MOST_LABELS), -1):
        line = context.bare_lines[above]
        if not line or _SUM.search(line):
            break
        label.insert(0, line)
        if _LABEL.match(line):
            further = context.bare_lines[above - 1] if above else ""
            return "" if _is_label(further) else " ".join(label)
    return ""


def _is_label(line: str) -> bool:
    return _LABEL.match(line) is not None or line.startswith("(")


def _over(context: PageContext, number: int, index: int, count: int) -> str:
    """The label at place `index` of the nearest line above that holds as many labels as the row has sums."""
    for above in range(number - 1, max(-1, number - _MOST_LABELS), -1):
        line = context.lines[above]
        starts = [found.start() for found in _LABEL.finditer(line)]
        if len(starts) == count:
            return line[starts[index] : starts[index + 1] if index + 1 < count else len(line)].strip()
        if _SUM.search(line):
            break
    return ""


@remembered
def column_noun(context: PageContext, start: int) -> str:
    """The noun over the number at `start` in a row of plain text, from a line of as many such nouns ("Kosten Erlöse Saldo")."""
    if not context.is_row(start):
        return ""
    number = context.line_number(start)
    low, high = context.line_span(number)
    line = context.text[low:high]
    count = numbers_before(line, len(line))
    if count < 2:
        return ""
    for above in range(number - 1, max(-1, number - _REACH), -1):
        upper = context.lines[above]
        nouns = _nouns(upper)
        if len(nouns) == count:
            return nouns[min(numbers_before(line, start - low), count - 1)]
        if not is_number_line(upper):
            break
    return ""


@lru_cache(maxsize=4096)
def _nouns(line: str) -> tuple[str, ...]:
    """The nouns of a line that is nothing but column heads, with at most a head for the labels before them."""
    nouns = tuple(_HEAD.findall(line))
    return nouns if len(nouns) > 1 and len(line.split()) <= len(nouns) + 1 else ()
