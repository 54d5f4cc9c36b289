"""Sums that a sentence states: "A setzt sich zusammen aus B und C", "B und C, zusammen A", "B + C = A", "A, davon B und C"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from corpus.types import Position
from extract.context import PageContext
from extract.patterns import find_all
from extract.rules import load_rules
from extract.sheets import Mention, Number, read_number

REACH = 300  # characters
TextClaim = tuple[str, tuple[Number, ...], Number]
_PLUS = re.compile(r"(?:[^\S\n]|\([^()\n]{1,40}\))*\+(?:[^\S\n]|\w{3,})*\s?")
_EQUALS = re.compile(r"(?:[^\S\n]|\([^()\n]{1,40}\))*=\s*")
_OTHER_NUMBER = re.compile(r"(?<![\d.])(?!(?:19|20)\d\d(?!\d))\d+(?!\d|\.\s|\.\d)|[=×]|\b[xX]\b")


@cache
def _words(name: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{rule.pattern})" for rule in load_rules("audit") if rule.sets["is"] == name))


@cache
def _any_claim() -> re.Pattern[str]:
    return re.compile(r"(?i)zusammen|insgesamt|gesamt\b|summe|besteh(?:t|en) aus|=\s*\d")


def find_text_claims(context: PageContext, mentions: Sequence[Mention]) -> Iterator[TextClaim]:
    """Parts and total of every sum that a sentence states plainly; `mentions` are the page's, in order of reading."""
    hits = [found.start() for found in find_all(_any_claim(), context.text)]
    if not hits:
        return
    near = [mention for mention in mentions if _is_near(hits, mention.evidence.start)]
    for sentence in _sentences(context, _crowded(near)):
        if len(sentence) > 2:
            yield from _claims(context, sentence)


def _is_near(hits: Sequence[int], start: int) -> bool:
    """Whether a word that states a sum stands in reach of a mention: sentences are long to find."""
    at = bisect_left(hits, start - REACH)
    return at < len(hits) and hits[at] <= start + REACH


def _crowded(mentions: Sequence[Mention]) -> list[Mention]:
    """The mentions with two others in reach: a sum and its parts are three."""
    starts = [mention.evidence.start for mention in mentions]
    return [
        m for m, start in zip(mentions, starts, strict=True) if bisect_left(starts, start + REACH) - bisect_left(starts, start - REACH) > 2
    ]


def _sentences(context: PageContext, mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Mentions outside tables and number lines by their sentence."""
    group: list[Mention] = []
    end = -1
    for mention in mentions:
        start = mention.evidence.start
        if start >= end:
            yield group
            group = []
            if context.grid_at(start) is not None or context.is_row(start):
                continue
            end = context.sentence_at(start)[1]
        group.append(mention)
    yield group


def _claims(context: PageContext, sentence: Sequence[Mention]) -> Iterator[TextClaim]:
    numbers = [read_number(mention) for mention in sentence]
    kinds = {isinstance(mention, Position) for mention in sentence}
    if len(kinds) > 1:
        return
    low, high = context.sentence_at(sentence[0].evidence.start)
    text, at = context.text, low
    gaps = []
    for mention in sentence:
        gaps.append(text[at : mention.evidence.start])
        at = mention.evidence.end
    gaps.append(text[at:high])
    if any(number is None for number in numbers):
        return
    found = [number for number in numbers if number is not None]
    yield from _composed(found, gaps)
    yield from _summed(found, gaps)


def _composed(numbers: Sequence[Number], gaps: Sequence[str]) -> Iterator[TextClaim]:
    """A total right before "setzt sich zusammen aus", its parts all that follow."""
    composed = _words("composed").search(gaps[1])
    if composed and len(numbers) > 2 and not any(_is_vague(gap) for gap in gaps[1:]):
        yield "sentence", tuple(numbers[1:]), numbers[0]


def _summed(numbers: Sequence[Number], gaps: Sequence[str]) -> Iterator[TextClaim]:
    """A total behind "zusammen" or "insgesamt", its parts all that stand before it in the sentence; or "A + B = C"."""
    for at in range(2, len(numbers)):
        if _EQUALS.fullmatch(gaps[at]):
            first = at - 1
            while first > 0 and _PLUS.fullmatch(gaps[first]):
                first -= 1
            if at - first > 1:
                yield "sentence", tuple(numbers[first:at]), numbers[at]
        elif _words("sum_after").search(gaps[at]):
            told_each = any(_words("sum_after").search(gap) for gap in gaps[:at])  # "2019 insgesamt A, 2020 insgesamt B": no sum of them
            if not told_each and not any(_is_vague(gap) for gap in (gaps[0][-40:], *gaps[1 : at + 1])):
                yield "sentence", tuple(numbers[:at]), numbers[at]
            return


def _is_vague(gap: str) -> bool:
    """Whether the words between two sums leave open what is added, or hold numbers that are no sums."""
    return _words("vague").search(gap) is not None or _OTHER_NUMBER.search(gap) is not None
