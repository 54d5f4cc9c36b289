"""The years that a passage names: single ones, lists, ranges, open terms; not those of names, references and events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

YEAR = r"(?:199\d|20[0-4]\d)"
_LEAD = (
    r"(?:(?:dem|den|das|der|im|in|zum|Anfang|Mitte|Ende|Beginn|(?:Haushalts|Kalender|Planungs|Förder)?[Jj]ahr(?:e"
    r"|es|en)?|Haushalt(?:splan)?|\d\d?\.\s?\w+|[A-Z]\w+)\s+|\d\d?\.\s?\d\d?\.\s?)"
)
# The day and month of a full date: its year is no budget year, unless the date begins or ends a term.
_DAY = re.compile(r"\d{1,2}\.\s?(?:\d{1,2}\.|(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember))\s?$")
_OF_A_TERM = re.compile(r"(?i)\b(?:ab(?: dem)?|zum|bis|spätestens|beginnend(?: am)?)\s+\d{1,2}\.\s?(?:\d{1,2}\.|\w+)\s?$")


@dataclass(frozen=True, slots=True)
class YearSpan:
    """Years named in text[start:end], written as in the export: "2018", "2018;2019", "2020-"."""

    start: int
    end: int
    years: str


@cache
def _pattern() -> re.Pattern[str]:
    guard = r"(?<![\d/,§A-GI-ZÄÖÜ-])(?<![\d]\.)(?<![-–]\d{4}-)"
    after = r"(?![\d]|[/.,-]\d|\s?(?:€|EUR|Euro|T€|TEUR|Uhr|m²|qm|kWh|Einwohner|Personen|Stück|%))"
    return re.compile(
        rf"(?P<open>\b(?i:ab|beginnend)\s+(?:{_LEAD}){{0,3}}?(?P<open_year>{YEAR})(?!\d)(?!\s*(?:bis|[-–/])\s*(?:Ende )?\d))"
        rf"|{guard}(?P<ff>{YEAR})(?:\s?ff\.?(?!\w)|\s(?:und|sowie|als auch)\s"
        rf"(?:(?:in |für )?(?:den|die)\s)?(?:folgenden?|Folge)\s?[Jj]ahren?)"
        rf"|\d\d?\.\d\d?\.(?P<from_date>{YEAR})\s*(?:[-–]|bis(?: zum)?)\s*\d\d?\.\d\d?\.(?P<to_date>{YEAR})"
        rf"|\bzwischen\s+(?P<low>{YEAR})\s+und\s+(?P<high>{YEAR})(?!\d)"
        rf"|{guard}(?P<first>{YEAR})\s*(?:[-–]|bis(?: einschließlich| zum Jahr| Ende)?)\s*(?P<last>{YEAR}|\d\d)(?![\d/]|\.\d)"
        rf"|{guard}(?P<list>{YEAR}(?:\s*(?:,|/|und|sowie|bzw\.|&|\+|u\.)\s*(?:im Jahr |in )?(?:{YEAR}|\d\d(?!\d)))+){after}"
        rf"|{guard}(?P<single>{YEAR}){after}"
    )


@cache
def _foreign() -> re.Pattern[str]:
    """Words whose year is a name, a reference or the time of an event, not a budget year."""
    return re.compile(
        r"(?:Agenda|Masterplan|Vision|[Kk]onzept(?:e?s)? (?:[A-ZÄÖÜ]\w+ )?|ISEK|Strategie|Leitbild"
        r"|Stand:?|Beschluss (?:aus|von)|Vorlage|Drucksache|Nr\.:?|-|BGBl\.?(?: I)?|GBl\.|Fassung"
        r"|THH|Kostenstelle|Sachkonto|Profitcenter|Produktgruppe"
        r"|Frühjahr|Herbst|Sommer|Schuljahr|Baujahr|Jahrgang"
        r"|\b[Ss]eit(?: \S+){0,2}"
        r"|\b(?:[Ii]m|[Aa]us dem|[Vv]om) (?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember))\s*\(?$"
    )


def find_years(text: str) -> Iterator[YearSpan]:
    """The year expressions of a passage, in order."""
    if "20" not in text and "199" not in text:
        return
    for found in _pattern().finditer(text):
        years = _years_of(found)
        before = text[max(0, found.start() - 40) : found.start()]
        if years and not _foreign().search(before) and not (_DAY.search(before) and not _OF_A_TERM.search(before)):
            yield YearSpan(found.start(), found.end(), years)


@lru_cache(maxsize=256)
def years_in(text: str) -> tuple[YearSpan, ...]:
    """The same, remembered: each sum of a sentence or paragraph asks for its years."""
    return tuple(find_years(text))


def _years_of(found: re.Match[str]) -> str:
    if found["open"] or found["ff"]:
        return f"{found['open_year'] or found['ff']}-"
    if found["from_date"]:
        return _spread(found["from_date"], found["to_date"])
    if found["low"]:
        return _spread(found["low"], found["high"])
    if found["first"]:
        return _spread(found["first"], found["last"])
    if found["list"]:
        parts = re.findall(r"\d+", found["list"])
        return ";".join(dict.fromkeys(part if len(part) == 4 else parts[0][:2] + part for part in parts))
    return found["single"] or ""


def _spread(first: str, last: str) -> str:
    """All years from first to last; "" where that makes no sense."""
    low, high = int(first), int(last if len(last) == 4 else first[:2] + last)
    if low > high or high - low > 12:
        return ""
    return ";".join(str(year) for year in range(low, high + 1))
