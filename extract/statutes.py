"""Haushaltssatzungen, and other resolutions that fix sums by paragraphs: whether a page is one, and the year of its head."""

from __future__ import annotations

import re

from extract.context import PageContext, remembered
from extract.year_grammar import YEAR

# The first paragraph of a Haushaltssatzung, where a page shows it without its head.
_FIRST_PARAGRAPH = re.compile(
    r"Der (?:Nachtragshaushaltsplan|Haushaltsplan)\s(?:für\s(?:das|die)\s(?:Haushaltsjahre?|Jahre?)\s)?"
    rf"(?P<years>{YEAR}(?:\s?(?:/|und)\s?{YEAR})?)\s"
    r"(?:wird|werden)\s(?:\(?[1a][.)]\s)?(?:im|mit|in)\b"
)
_BUDGET_STATUTE = re.compile(
    r"(?:Haushaltssatzung|Nachtragshaushaltssatzung|Nachtragssatzung|HAUSHALTSSATZUNG|H A U S H A L T S ?S A T Z U N G)\b[^§]{0,160}?"
    rf"\b(?:(?:Haushalts|Rechnungs|Wirtschafts)jahre?|Jahre?)\s+(?P<years>{YEAR}(?:\s?(?:/|und)\s?{YEAR})?)"
)
# Without a year in its head, as Bavarian models have it; "Die Nachtragssatzung 2010 wird wie folgt beschlossen:".
_BARE_STATUTE = re.compile(
    r"folgende[nr]?\s+(?:\d\.\s?)?(?:Haushaltssatzung|Nachtragshaushaltssatzung|Nachtragssatzung)\b[^§\w]{0,20}(?:erlassen|beschlossen)?:?\s*§\s?1\b"
    rf"|(?:Haushaltssatzung|Nachtragshaushaltssatzung|Nachtragssatzung)\s(?:für\s)?(?P<years>{YEAR})\s(?:\w+\s){{0,3}}wie\sfolgt\b"
)
# A Feststellungsbeschluss, which fixes sums as a by-law does.
_ACCOUNTS = re.compile(rf"[Jj]ahresabschluss\b[^§;]{{0,90}}?(?P<years>{YEAR})[^§;]{{0,60}}\bmit\s(?:den\s)?folgenden\sWerten\sfest")
_IN_FORCE = re.compile(
    rf"\btritt\s(?:\w+\s){{0,3}}(?:zum|am|ab|mit\sdem|mit\sWirkung\svom)\s0?1\.\s?(?:Januar\s|0?1\.)(?P<years>{YEAR})\sin\sKraft"
)
_HEADS = (_BUDGET_STATUTE, _FIRST_PARAGRAPH, _BARE_STATUTE)
_FIXES = re.compile(r"(?i)\bfestgesetzt\b|\bfestgestellt\b")
_HEAD_OF_STATUTE = 1_500  # characters
_PARAGRAPH = re.compile(r"^[ \t]*§[ \t]?\d", re.MULTILINE)


@remembered
def is_statute(context: PageContext, _: int) -> bool:
    """Whether the page is a Haushaltssatzung, or a resolution that words one."""
    accounts = _head(context, _ACCOUNTS) is not None
    return accounts or (any(_head(context, head) for head in _HEADS) and _FIXES.search(context.text) is not None)


def _head(context: PageContext, head: re.Pattern[str]) -> re.Match[str] | None:
    return _heads(context, 0)[head]


@remembered
def _heads(context: PageContext, _: int) -> dict[re.Pattern[str], re.Match[str] | None]:
    """What the page begins with, once for all its sums."""
    return {head: head.search(context.text, 0, _HEAD_OF_STATUTE) for head in (*_HEADS, _ACCOUNTS)}


@remembered
def of_statute(context: PageContext, start: int) -> str:
    """The year of a Haushaltssatzung, for what its paragraphs fix."""
    first, titled = _head(context, _FIRST_PARAGRAPH), _head(context, _BUDGET_STATUTE)
    if first is not None and first.end() <= start:
        return ";".join(re.findall(YEAR, first["years"]))
    if titled is not None:
        in_paragraphs = titled.end() <= start and _PARAGRAPH.search(context.text, titled.end(), start) is not None
        return ";".join(re.findall(YEAR, titled["years"])) if in_paragraphs else ""
    return _year_in_force(context, start) if is_statute(context, 0) else ""


def _year_in_force(context: PageContext, start: int) -> str:
    """The year of a head that need not tell one: then that from which it is in force."""
    head = _head(context, _BARE_STATUTE) or _head(context, _ACCOUNTS)
    if head is None or head.end() > start:
        return ""
    told = head if head["years"] else _IN_FORCE.search(context.text, head.end())
    return told["years"] if told else ""
