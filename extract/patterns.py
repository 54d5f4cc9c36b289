"""The grammar of heads as named patterns (`rules/heads.toml`, compiled on first use), and faster ways to look for a pattern.

Python's engine skips quickly to where a pattern can begin if the pattern begins with letters or digits, or is a choice between
such. A look-behind in front, a set of letters or a choice between named groups takes that away; `find_all` and `find_triggers` give
it back.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from os.path import commonprefix

from corpus.errors import RuleError
from extract.literals import beginnings, needed_words
from extract.rules import load_rules
from extract.starts import once_a_pattern

_NAMED = re.compile(r"\(\?P<(?P<name>\w+)>(?P<inside>.*)\)", re.DOTALL)
_SHORTEST = 3  # characters; shorter words and openings stand almost everywhere
_RARE = frozenset("=€§☒")
_MOST_WORDS = 24  # more words are not looked for one by one
_MOST_OPENINGS = 200
_STEM = 5  # characters
_PAGE = 500  # characters: shorter texts are lines and sentences
Trigger = tuple[int, int, str]
_Find = Callable[[re.Pattern[str], str], Iterable[re.Match[str]]]


@cache
def pattern(name: str) -> re.Pattern[str]:
    """The pattern of the rule `head.<name>`. Raises RuleError where the file has none."""
    for rule in load_rules("heads"):
        if rule.name == f"head.{name}" and rule.regex is not None:
            return rule.regex
    raise RuleError(f"rules/heads.toml: no rule head.{name}")


def find_all(regex: re.Pattern[str], text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
    """What `regex.finditer(text, start, end)` yields, faster: nothing is searched where the words that every match has are missing,
    and what a match begins with is looked for first."""
    shortcut = _shortcut(regex)
    folded = lower_case(text) if shortcut.words or shortcut.folded else text
    if shortcut.words and not any(map(folded.__contains__, shortcut.words)):
        return
    if not shortcut.openings or (shortcut.folded and len(folded) != len(text)):
        yield from regex.finditer(text, start, end)
        return
    at = start
    for place in places_of(folded if shortcut.folded else text, shortcut.openings, start, end):
        if place >= at and (found := regex.match(text, place, end)) is not None:
            yield found
            at = found.end()


def places_of(text: str, words: tuple[str, ...], start: int = 0, end: int = sys.maxsize) -> Iterable[int]:
    """Where any of the words stands in text[start:end], in order."""
    if len(words) > _MOST_WORDS:
        return (found.start() for found in _any_of(words).finditer(text, start, end))
    places = []
    for word in words:
        at = text.find(word, start, end)
        while at >= 0:
            places.append(at)
            at = text.find(word, at + 1, end)
    return sorted(places)


def find_first(regex: re.Pattern[str], text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
    """What `regex.search(text, start, end)` finds, faster in the same way."""
    return next(find_all(regex, text, start, end), None)


def lower_case(text: str) -> str:
    """A text in lower case; that of a page is remembered while the page is looked at."""
    return text.lower() if len(text) < _PAGE else _page_in_lower_case(text)


@lru_cache(maxsize=16)
def _page_in_lower_case(page: str) -> str:
    return page.lower()


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    by_letter: dict[str, list[str]] = {}
    for word in words:
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
    return re.compile("|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in by_letter.items()))


@dataclass(frozen=True, slots=True)
class _Shortcut:
    """A few lower-case `words` one of which every match of a pattern has, and the `openings` with one of which it begins (`folded`: in
    lower case); empty where none are known or they are too many, the words also where to look for the openings takes no longer."""

    words: tuple[str, ...]
    openings: tuple[str, ...]
    folded: bool


@once_a_pattern
def _shortcut(regex: re.Pattern[str]) -> _Shortcut:
    words = _shortest(needed_words(regex.pattern), _MOST_WORDS, lambda word, other: other in word)
    folded = bool(regex.flags & re.IGNORECASE)
    openings = () if "(?i:" in regex.pattern else _shortest(beginnings(regex.pattern), _MOST_OPENINGS, str.startswith)
    openings = stems_of(map(str.lower, openings) if folded else openings)
    words = () if 0 < len(openings) <= min(2 * len(words), _MOST_WORDS) else words
    return _Shortcut(words, openings, folded and bool(openings))


def stems_of(words: Iterable[str]) -> tuple[str, ...]:
    """The words, but those that begin alike as what they share: "Kreis" for "Kreistag" and "Kreisrat". One look finds them all."""
    alike: dict[str, list[str]] = {}
    for word in words:
        alike.setdefault(word[:_STEM], []).append(word)
    return tuple(sorted(map(commonprefix, alike.values())))


def _shortest(words: Iterable[str], most: int, is_told: Callable[[str, str], bool]) -> tuple[str, ...]:
    """Those of the words that no other one tells already; none where they are too many, or so short that they stand almost everywhere."""
    kept = [word for word in sorted(words) if not any(other != word and is_told(word, other) for other in words)]
    rare = len(kept) <= most and all(len(word) >= _SHORTEST or word in _RARE for word in kept)
    return tuple(kept) if rare else ()


def find_triggers(regex: re.Pattern[str], text: str) -> list[Trigger]:
    """Start, end and group name of all that a choice between named groups finds: each choice is looked for by itself."""
    found = [(match.start() - digits, match.end(), name) for name, choice, digits, find in _choices(regex) for match in find(choice, text)]
    found.sort()
    if not found or any(one[1] > other[0] for one, other in pairwise(found)):
        # Choices that overlap: which one wins depends on their order in the pattern.
        return [(match.start(), match.end(), match.lastgroup or "") for match in regex.finditer(text)] if found else []
    return found


@once_a_pattern
def _choices(regex: re.Pattern[str]) -> tuple[tuple[str, re.Pattern[str], int, _Find], ...]:
    """The choices of `(?P<a>x|y)|(?P<b>z)` with the names of their groups, how many digits stand before a match, and how to look for it.

    Choices of a group that begin with the same letter are looked for together: the engine skips to that letter, and the months need
    eight passes, not twenty-four. One that begins with a digit and a comma is looked for by its comma, which is rarer.
    """
    choices: list[tuple[str, re.Pattern[str], int, _Find]] = []
    for part in _split(regex.pattern):
        named = _NAMED.fullmatch(part)
        if named is None:
            raise RuleError(f"a trigger's choices must be named groups: {part[:40]}")
        by_letter: dict[str, list[str]] = {}
        for choice in _split(named["inside"]):
            by_letter.setdefault(choice[0] if choice[0].isalpha() else choice, []).append(choice)
        for alike in map("|".join, by_letter.values()):
            digits = int(alike.startswith(r"\d,"))
            skips = digits or alike[0].isalpha()  # the engine goes from one such letter or comma to the next as fast as can be
            compiled = re.compile(r",(?<=\d,)" + alike[3:] if digits else alike)
            choices.append((named["name"], compiled, digits, re.Pattern.finditer if skips else find_all))
    return tuple(choices)


def _split(text: str) -> list[str]:
    """The choices of a pattern: cut at every "|" outside brackets."""
    parts, depth, in_set = [""], 0, False
    for token in re.findall(r"\\.|.", text, re.DOTALL):
        if in_set:
            in_set = token != "]"
        else:
            in_set = token == "["
            depth += (token == "(") - (token == ")")
        if token == "|" and depth == 0 and not in_set:
            parts.append("")
        else:
            parts[-1] += token
    return parts
