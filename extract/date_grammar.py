"""Calendar dates in running text: a pure grammar, text in, spans and values out.

The patterns stand in `rules/dates.toml` (rules that set `reads`); this module knows the calendar, the shared year of
"vom 01.01. bis 31.12.2018" and which of two readings of the same characters wins (the earlier rule of the file).
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from extract.patterns import find_triggers
from extract.rules import Rule, load_rules

_REACH = 48  # characters that one date with its labels and partners can stretch to either side of a trigger
_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
_ENGLISH = {"mar": "mär", "may": "mai", "oct": "okt", "dec": "dez"}
_SPACES = re.compile(r"[^\S\n]{2,}|[^\S\n ]")  # all that is not one plain space
_JOINTS = ("-", "–", "—", "/", ",", "&", "+", "bis", "und", "sowie", "oder", "bzw.", "u.")  # what can stand between two dates of one year
_WORDS_OF_JOINT = 3  # "und" and two words behind it: "und bis zum"
_ORDINALS = {"erst": 1, "zweit": 2, "dritt": 3, "viert": 4, "letzt": 4}
_ROMANS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date at text[start:end]. `group` is the span of all dates that share a year; `partner` tells how it stands to the next.

    `partner` is "range" for both ends of "von … bis", "joined" for days named together, else empty.
    """

    start: int
    end: int
    value: str
    rule: str
    group: tuple[int, int]
    partner: str = ""


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a pattern's groups say; 0 where it says nothing."""

    year: int = 0
    month: int = 0
    day: int = 0
    quarter: int = 0
    half: int = 0

    def value(self) -> str | None:
        """The date as CODEBOOK writes it; None for a day or month that no calendar has."""
        if not 1800 <= self.year <= 2100:
            return None
        if self.quarter:
            return f"{self.year}-Q{self.quarter}" if self.quarter <= 4 else None
        if self.half:
            return f"{self.year}-H{self.half}" if self.half <= 2 else None
        if not 1 <= self.month <= 12:
            return None
        if not self.day:
            return f"{self.year}-{self.month:02d}"
        return f"{self.year}-{self.month:02d}-{self.day:02d}" if self.day <= monthrange(self.year, self.month)[1] else None


def find_calendar_dates(text: str) -> Iterator[FoundDate]:
    """All dates of a text in order of their place; each names at least a month, quarter or half-year and has a year."""
    found: list[FoundDate] = []
    for low, high, kinds in _windows(text):
        claimed: set[int] = set()
        for rule, signs in _rules_on(frozenset(kinds)):
            if not signs or any(text.find(sign, low, high) >= 0 for sign in signs):
                found += _read_window(text, rule, low, high, claimed)
    yield from sorted(found, key=lambda date: (date.start, -date.end))


def may_have_days_alone(text: str) -> bool:
    """Whether a table cell of a text holds only a day and month."""
    return any(rule.regex.search(text) for rule in _rules("day_alone") if rule.regex)


def find_day_alone(cell: str, year: int) -> tuple[int, int, str] | None:
    """Start, end and value of the day that is all a table cell says ("03.05.", "3. Mai"), in a given year; else None."""
    for rule in _rules("day_alone"):
        match = rule.regex.fullmatch(cell) if rule.regex else None
        value = replace(_parts(match), year=year).value() if match else None
        if match and value:
            return match.start("date"), match.end("date"), value
    return None


def _windows(text: str) -> Iterator[tuple[int, int, set[str]]]:
    """Stretches around triggers and the kinds of trigger in them, so that no pattern runs over a whole page or in vain."""
    low = high = -1
    kinds: set[str] = set()
    for start, end, kind in find_triggers(_trigger(), text):
        if start - _REACH > high:
            if high >= 0:
                yield max(0, low), min(len(text), high), kinds
            low, kinds = start - _REACH, set()
        high = end + _REACH
        kinds.add(kind)
    if high >= 0:
        yield max(0, low), min(len(text), high), kinds


def _read_window(text: str, rule: Rule, low: int, high: int, claimed: set[int]) -> Iterator[FoundDate]:
    """The dates that a rule reads in a window; `claimed` are the offsets of those that earlier rules have read."""
    assert rule.regex is not None
    for match in rule.regex.finditer(text, low, high):
        start, end = match.start("date"), match.end("date")
        if not claimed.isdisjoint(range(start, end)):
            continue
        if _is_numbered(text, start, rule.sets.get("sure") != "no"):
            continue
        claimed.update(range(start, end))
        parts = _parts(match)
        value = parts.value()
        if value is None:
            continue
        partners = _partners(text, start, parts, rule.name) if value.count("-") else []
        for partner in partners:
            claimed.update(range(partner.start, partner.end))
        yield from _grouped(partners, FoundDate(start, end, value, rule.name, (start, end)))


def _grouped(partners: list[FoundDate], last: FoundDate) -> Iterator[FoundDate]:
    """Give dates that share a year their common span; of joined dates the first one's characters are the whole expression."""
    if not partners:
        yield last
        return
    first = partners[0]
    group = (first.start, last.end)
    for date in partners:
        whole = date is first and all(partner.partner == "joined" for partner in partners)
        yield replace(date, group=group, end=last.end if whole else date.end)
    yield replace(last, group=group, partner=partners[-1].partner)


def _partners(text: str, start: int, parts: _Parts, rule: str) -> list[FoundDate]:
    """Dates without a year right before a full one: "01.01. bis " before "31.12.2018", nearest last."""
    partners: list[FoundDate] = []
    kind = "quarter" if parts.quarter else "half" if parts.half else "day" if parts.day else "month"
    later, comma_open = parts, False
    while len(partners) < 12:
        found = _partner(text, start, kind)
        if found is None:
            break
        match, name = found
        joint = match["joint"].strip()
        earlier = _share(_parts(match), later, ranged := bool(match["until"]))
        if earlier is None or (value := earlier.value()) is None or (joint.startswith(",") and not comma_open):
            break
        comma_open = True
        start, later = match.start("date"), earlier
        partners.insert(0, FoundDate(start, match.end("date"), value, name, (start, start), "range" if ranged else "joined"))
    return partners


def _partner(text: str, start: int, kind: str) -> tuple[re.Match[str], str] | None:
    before = text[max(0, start - _REACH) : start]
    if not before or not (before[-1].isspace() or before[-1] in "/-–—&+.,"):
        return None
    near = " ".join(before.split()[-_WORDS_OF_JOINT:])
    if not any(map(near.__contains__, _JOINTS)):
        return None
    for rule in _rules(f"{kind}_partner"):
        assert rule.regex is not None
        match = rule.regex.search(text, max(0, start - _REACH), start)
        if match:
            return match, rule.name
    return None


def _share(earlier: _Parts, later: _Parts, ranged: bool) -> _Parts | None:
    """Fill what the earlier date leaves to the later one; None where they cannot belong together."""
    month = earlier.month or (0 if earlier.quarter or earlier.half else later.month)
    shared = replace(earlier, month=month, year=later.year)
    order = [(part.month, part.day, part.quarter, part.half) for part in (shared, later)]
    if order[0] < order[1]:
        return shared
    # "1. September bis 31. August 2019" began the year before; two equal or falling days are no pair.
    crosses_year = ranged and (shared.month, shared.quarter, shared.half) > (later.month, later.quarter, later.half)
    return replace(shared, year=later.year - 1) if crosses_year else None


def _parts(match: re.Match[str]) -> _Parts:
    groups = match.groupdict()
    return _Parts(
        year=_year(groups.get("year") or ""),
        month=_month(groups.get("month") or ""),
        day=int("".join((groups.get("day") or "0").split())),
        quarter=_count(groups.get("quarter") or ""),
        half=_count(groups.get("half") or ""),
    )


def _year(digits: str) -> int:
    """Two digits mean 1950 to 2049; a misprinted year is not mended: nobody printed the year that it would become."""
    if not digits:
        return 0
    year = int(digits)
    if len(digits) == 2:
        return year + (2000 if year < 50 else 1900)
    return year


def _month(text: str) -> int:
    text = text.rstrip(". ")
    if not text or text.isdigit():
        return int(text or 0)
    short = text.lower().replace("mrz", "mär").replace("mae", "mär").replace("jän", "jan")[:3]
    short = _ENGLISH.get(short, short)
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0


def _count(text: str) -> int:
    """A quarter or half as printed: "3", "III", "dritten"."""
    plain = text.lower().strip(". ")
    if not plain or plain.isdigit():
        return int(plain or 0)
    return _ROMANS.get(plain) or next((count for stem, count in _ORDINALS.items() if plain.startswith(stem)), 9)


def _is_numbered(text: str, start: int, plain: bool) -> bool:
    """Whether a label right before says that the digits are a number of something; a `plain` day.month.year only by few labels."""
    before = _SPACES.sub(" ", text[max(0, start - 40) : start])
    rules = _rules("not") if plain else (*_rules("not"), *_rules("not_short"))
    return any(rule.regex.search(before) for rule in rules if rule.regex)


@cache
def _rules(reads: str) -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules("dates") if rule.sets.get("reads") == reads)


@cache
def _rules_on(kinds: frozenset[str]) -> tuple[tuple[Rule, tuple[str, ...]], ...]:
    """The rules that read dates at triggers of these kinds, each with the signs ("/", "’") of which a match has one, if it needs any."""
    return tuple((rule, tuple(rule.sets.get("needs", "").split())) for rule in _rules("date") if rule.sets["on"] in kinds)


@cache
def _trigger() -> re.Pattern[str]:
    (rule,) = _rules("trigger")
    assert rule.regex is not None
    return rule.regex
