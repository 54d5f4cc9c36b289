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
_FIXES = re.compile(r"(?i)\bfestgesetzt\b|\bfestgestellt\b")
_HEAD_OF_STATUTE = 1_500  # characters
_PARAGRAPH = re.compile(r"^[ \t]*§[ \t]?\d", re.MULTILINE)


@remembered
def is_statute(context: PageContext, _: int) -> bool:
    """Whether the page is a Haushaltssatzung, or a resolution that words one."""
    heads = (_BUDGET_STATUTE, _FIRST_PARAGRAPH, _BARE_STATUTE)
    head = any(head.search(context.text, 0, _HEAD_OF_STATUTE) for head in heads)
    return (head and _FIXES.search(context.text) is not None) or _ACCOUNTS.search(context.text, 0, _HEAD_OF_STATUTE) is not None


@remembered
def _heads_of_statute(context: PageContext, _: int) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """The first paragraph of a Haushaltssatzung, and its head, where the page begins with them: each sum asks."""
    return _FIRST_PARAGRAPH.search(context.text, 0, _HEAD_OF_STATUTE), _BUDGET_STATUTE.search(context.text, 0, _HEAD_OF_STATUTE)


@remembered
def of_statute(context: PageContext, start: int) -> str:
    """The year of a Haushaltssatzung, for what its paragraphs fix."""
    head, other = _heads_of_statute(context, 0)
    if head is not None and head.end() <= start:
        return ";".join(re.findall(YEAR, head["years"]))
    head = other
    if head is None and is_statute(context, 0):
        head = _BARE_STATUTE.search(context.text, 0, _HEAD_OF_STATUTE) or _ACCOUNTS.search(context.text, 0, _HEAD_OF_STATUTE)
        told = head and (head if head["years"] else _IN_FORCE.search(context.text, head.end()))
        return told["years"] if head and told and head.end() <= start else ""
    if head is None or head.end() > start or _PARAGRAPH.search(context.text, head.end(), start) is None:
        return ""
    return ";".join(re.findall(YEAR, head["years"]))
