"""Quantities of posts in running text: a pure grammar, text in, spans and values out.

The patterns stand in `rules/positions.toml` (rules that set `reads = "posts"`); where two of them read the same
characters, the earlier rule of the file wins. Whether an unsure reading ("eine Stelle") is a post at all is not told here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache

from extract.numbers import parse_number, parse_number_words
from extract.patterns import find_triggers
from extract.rules import Rule, load_rules
from extract.starts import find_from_starts
from extract.wordfilter import WordFilter

_REACH_BACK, _REACH_ON = 130, 90  # characters before and after a trigger that one quantity can stretch over
MOST_POSTS = 60_000  # no city has more; a larger number beside such words is money
_HUNDREDTH = Decimal("0.01")
# shares of a full post that words and characters name
_PARTS = {
    "dreiviertel": "0.75", "viertel": "0.25", "drittel": "0.3333", "zweidrittel": "0.6667", "fünftel": "0.2", "hälfte": "0.5",
    "halbtag": "0.5", "halbzeit": "0.5", "ganztag": "1",
}
_VULGAR = {"½": "1/2", "¼": "1/4", "¾": "3/4", "⅓": "1/3", "⅔": "2/3"}

Window = tuple[int, int, set[str]]


@dataclass(frozen=True, slots=True)
class FoundPosts:
    """Posts at text[start:end]; `sure` is False where the words alone do not tell that they are posts.

    `label` is what names numbers that stand apart from their words, `years` the year of the number's own column.
    """

    start: int
    end: int
    value: Decimal
    rule: str
    sure: bool = True
    grade: str = ""
    range_end: bool = False
    label: str = ""
    years: str = ""


def find_posts(text: str, windows: Iterable[Window] | None = None) -> Iterator[FoundPosts]:
    """All quantities of posts that running text spells, in order of their place; `windows` are those of `find_windows`."""
    found: list[FoundPosts] = []
    for low, high, kinds in find_windows(text) if windows is None else windows:
        claimed: set[int] = set()  # offsets of what earlier rules have read
        rules = rules_that("posts")
        for rule in (rules[index] for index in _posts_filter().candidates(text[low:high])):
            if kinds.isdisjoint(rule.sets["on"].split()) or not _may_match(text, low, high, rule) or rule.regex is None:
                continue  # what cannot match is not compiled
            for match in find_from_starts(rule.regex, text, low, high):
                start, end = match.span("posts")
                if claimed.isdisjoint(range(start, end)):
                    posts = list(_read(match, rule))
                    found += posts
                    claimed.update(range(start, end) if posts else ())
    yield from sorted(found, key=lambda posts: posts.start)


@cache
def _posts_filter() -> WordFilter:
    return WordFilter([rule.pattern for rule in rules_that("posts")])


def find_windows(text: str) -> Iterator[Window]:
    """Stretches around triggers and the kinds of trigger in them, so that no pattern runs over a whole page or in vain."""
    (trigger,) = rules_that("trigger")
    assert trigger.regex is not None
    low = high = -1
    kinds: set[str] = set()
    for start, end, kind in find_triggers(trigger.regex, text):
        if text.startswith("stelle", start) and not _is_noun(text, start):
            continue
        if start - _REACH_BACK > high:
            if high >= 0:
                yield max(0, low), min(len(text), high), kinds
            low, kinds = start - _REACH_BACK, set()
        high = end + _REACH_ON
        kinds.add(kind)
    if high >= 0:
        yield max(0, low), min(len(text), high), kinds


def _may_match(text: str, low: int, high: int, rule: Rule) -> bool:
    """Whether one of the characters that a rule needs stands in text[low:high]."""
    needs = rule.sets.get("needs")
    return needs is None or any(text.find(word, low, high) >= 0 for word in needs.split())


def _is_noun(text: str, offset: int) -> bool:
    """Whether "stelle(n)" at `offset` ends a noun: "Planstellen", "75 %-Stelle", not "bereitstellen"."""
    start = offset
    while start > 0 and (text[start - 1].isalpha() or text[start - 1] in "-/*:"):
        start -= 1
    return text[start : start + 1].isupper() or "-" in text[start:offset]


def _read(match: re.Match[str], rule: Rule) -> Iterator[FoundPosts]:
    groups = match.groupdict()
    value = _value(groups)
    if value is None or value == 0 or abs(value) >= MOST_POSTS:
        return
    start, end = match.span("posts")
    sure = rule.sets.get("sure") != "no"
    if rule.sets.get("sure") == "colon":
        sure = bool(re.search(r"[:=]|,", match["posts"]))
    low = _low(groups)
    if low is not None:
        yield FoundPosts(*match.span("low" if groups.get("low") else "lowword"), round_posts(low), rule.name, sure)
        upper = match.start("number" if groups.get("number") else "word")
        yield FoundPosts(upper, end, value, rule.name, sure, range_end=rule.sets.get("range") != "no")
        return
    yield FoundPosts(start, end, value, rule.name, sure, groups.get("grade") or "")


def _low(groups: dict[str, str | None]) -> Decimal | None:
    if groups.get("low"):
        return parse_number(groups["low"] or "")
    return parse_number_words(groups["lowword"] or "") if groups.get("lowword") else None


def _value(groups: dict[str, str | None]) -> Decimal | None:
    """The quantity in VZÄ, rounded to hundredths; None where the words spell none."""
    times = parse_count(groups.get("times") or groups.get("times2") or "")
    if part := groups.get("part") or groups.get("part2"):
        return round_posts(Decimal(_PARTS[part.lower().rstrip("s")]) * (times or 1))
    if vulgar := groups.get("vulgar"):
        return round_posts((times or 0) + _parse_vulgar(vulgar))
    if percent := groups.get("percent"):
        share = parse_number(percent)
        value = share / 100 * (times or 1) if share is not None and share <= 1000 else None
    elif number := groups.get("number"):
        value = parse_number(number)
        sign = (groups.get("posts") or "").lstrip()[:1]
        if value is not None and sign in "-–−" and sign:
            value = -abs(value)
        value = value * times if value is not None and times else value
    elif word := groups.get("word"):
        value = parse_count(word)
    else:
        value = times
    return round_posts(value) if value is not None else None


def _parse_vulgar(text: str) -> Decimal:
    """A printed fraction: "½" or "1/2" is 0.5."""
    above, _, below = _VULGAR.get(text, text).partition("/")
    return Decimal(above) / Decimal(below)


def round_posts(value: Decimal) -> Decimal:
    """To hundredths, without needless zeros and without an exponent: 0.5, 12, 0.38."""
    rounded = value.quantize(_HUNDREDTH, ROUND_HALF_UP)
    return rounded.quantize(Decimal(1)) if rounded == rounded.to_integral_value() else rounded.normalize()


def parse_count(text: str) -> Decimal | None:
    """A count of posts as words or digits: "zwei", "2", "eine halbe" 0.5, "zwei halbe" 1, "ein und eine halbe" 1.5, "beiden" 2."""
    words = text.lower().split()
    if not words:
        return None
    if text.strip().isdigit():
        return Decimal(text)
    if words[-1].startswith(("halb", "viertel", "dreiviertel")):
        part = {"h": Decimal("0.5"), "v": Decimal("0.25"), "d": Decimal("0.75")}[words[-1][0]]
        if "und" in words:
            whole = parse_count(words[0])
            return whole + part if whole is not None else None
        return part * (parse_count(words[0]) or 1) if len(words) > 1 else part
    if words[0].startswith("beide"):
        return Decimal(2)
    return parse_number_words(words[0].removesuffix("er") if words[0] in ("zweier", "dreier") else words[0])


@cache
def rules_that(reads: str) -> tuple[Rule, ...]:
    """The rules of `rules/positions.toml` that read one thing, in file order."""
    return tuple(rule for rule in load_rules("positions") if rule.sets.get("reads") == reads)
