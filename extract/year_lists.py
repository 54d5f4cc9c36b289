"""Budget years of the points of a list: those of what introduces it."""

from __future__ import annotations

import re

from extract.context import PageContext
from extract.year_grammar import YEAR, years_in

_LINE_POINT = re.compile(r"\s*(?:\d{1,2}[a-z]?|[a-z])[.)]\s")  # of a list in the lines of one paragraph
_FOR_YEAR = re.compile(rf"(?i)\b(?:für|\w*haushalt(?:s|es)?|\w*jahr(?:es)?|\w*plan(?:es)?|ansätze) {YEAR}")
_LABELLED_SUM = re.compile(r"\s*[^\W\d][^:\n€]{2,80}:\s*[-–−]?\s?\d[\d.]*(?:,\d+)?\s?(?:€|EUR|Euro|T€|Mio)")
_LIST_REACH = 40  # lines between a point of a list and the sentence that introduces it
_MOST_LOOSE = 2  # lines in a row that go on with a point
_POINT = re.compile(r"\s*(?:(?P<bullet>[•■●▪◦–-])|(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}\.?)|\(?[a-z]\))\s")  # of a list
_INTRODUCES = re.compile(r":\s*$|\b(?:folgende[nrs]?|wie folgt|nachstehende[nr]?|nachfolgende[nr]?)\b|\b(?:werden|wird|sollen|soll)\s*$")
_LONGEST_LIST = 120  # lines
_SHORT = 30  # characters


def of_list(context: PageContext, start: int) -> str:
    """The years of what introduces the list in whose point `start` stands; "" outside lists, and where several years are told."""
    return _of_paragraph(context, start) or _of_line(context, start) or _of_labelled(context, start)


def _of_labelled(context: PageContext, start: int) -> str:
    """For a line "Label: sum …" below other such lines: the years, if told once, of the sentence above them that ends in a colon."""
    number = context.line_number(start)
    if not _LABELLED_SUM.match(context.lines[number]):
        return ""
    for above in range(number - 1, max(-1, number - _LIST_REACH), -1):
        line = context.bare_lines[above]
        if line and not _LABELLED_SUM.match(line):
            if not line.endswith(":"):
                return ""
            end = context.line_span(above)[1]
            low = context.sentence_at(end - 2)[0]
            return _sole_years(context, low, end)[0] if _FOR_YEAR.search(context.text, low, end) else ""
    return ""


def _of_paragraph(context: PageContext, start: int) -> str:
    """For a point that is a paragraph: of a bulleted one the last years before it, of a numbered one those of its introduction."""
    low, _ = context.block_at(start)
    point = _POINT.match(context.text, low, low + 40)
    if point is None:
        return ""
    if point["bullet"]:
        spans = years_in(context.text[max(0, low - 700) : low].replace("\n", " "))
        return spans[-1].years if spans else ""
    return _of_introduction(context, low, point["number"] or "")


def _of_introduction(context: PageContext, low: int, number: str) -> str:
    """The years, if told once, of what introduces a list of numbered points: for "1.2" the point "1", else the paragraph before."""
    for above in range(context.line_number(low) - 1, max(-1, context.line_number(low) - _LONGEST_LIST), -1):
        if not context.bare_lines[above]:
            continue
        begin, end = context.block_at(context.line_span(above)[0])
        point = _POINT.match(context.text, begin, begin + 40)
        short = point is None and end - begin < _SHORT and not context.text[begin:end].rstrip().endswith(":")
        if begin < context.line_span(above)[0] or short:
            continue  # a line inside a paragraph, or a word like "davon" between two points
        upper = "" if point is None else point["number"] or ""
        if point is None and "." in number.rstrip("."):
            continue  # a remark between two points
        if point is None or _is_parent(upper, number):
            years, told = _sole_years(context, begin, end)
            if point is None or told:
                return years if _INTRODUCES.search(context.text, begin, end) else ""
            number = upper
    return ""


def _sole_years(context: PageContext, begin: int, end: int) -> tuple[str, bool]:
    """The years that text[begin:end] tells, "" if several, and whether it tells any."""
    named = {span.years for span in years_in(context.text[begin:end].replace("\n", " "))}
    return (named.pop(), True) if len(named) == 1 else ("", bool(named))


def _is_parent(upper: str, number: str) -> bool:
    """Whether point "1" or "1." holds point "1.2"."""
    return bool(upper) and number.rstrip(".").startswith(f"{upper.rstrip('.')}.")


def _of_line(context: PageContext, start: int) -> str:
    """For a point "1. …" or "a) …" in the lines of one paragraph: the years, if told once, of the sentence that ends in a colon above."""
    number, loose = context.line_number(start), 0
    if not _LINE_POINT.match(context.lines[number]):
        return ""
    for above in range(number - 1, max(-1, number - _LIST_REACH), -1):
        line = context.bare_lines[above]
        if line.endswith(":"):
            end = context.line_span(above)[1]
            return _sole_years(context, context.sentence_at(end - 2)[0], end)[0]
        loose = 0 if _LINE_POINT.match(line) else loose + bool(line)
        if loose > _MOST_LOOSE:
            return ""
    return ""
