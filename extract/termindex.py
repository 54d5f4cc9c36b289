"""Finds the words of a taxonomy in a text, fast: every distinct word is looked up once and remembered.

A pattern matches a word with its endings, a beginning ("schul*"), an end ("*schule") or a middle ("*schul*"), or several words in a row.
Where several patterns match the same place the longest wins, so that "musikschul*" takes "Musikschule" from "*schule".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import compress, count

from corpus.taxonomy import fold_term

_WORD = re.compile(r"[^\W_]+")
# Letters and digits that Latin-1 has not, or does not when folded, among other signs; dashes, quotes, bullets and "€" are none.
_OTHER_LETTERS = re.compile("[\xb5\u0100-\u1fff\u2070-\u209f\u2100-\u218f\u2460-\u24ff\u2700-\u27bf\u2c00-\ud7ff\uf900-\U0010ffff]")
_ENDINGS = ("", "e", "en", "er", "es", "s", "n", "em", "ern", "r", "innen")
_ADJECTIVE = re.compile(r"(?<=\w{4})(?:e|en|er|es|em)$")  # "soziale stadt" is also "der sozialen Stadt"
# Whose it is, before what it is: "Kreismusikschule" is a Musikschule.
_OWNERS = ("landkreis", "kreis", "stadt", "gemeinde", "landes", "bundes", "bezirks", "orts", "verbands")
_SHORTEST = 5
_STEM = 3  # beginnings are looked up by their first letters
_EDGE = 2  # letters by which beginnings and ends are told apart before any is tried
_REMEMBER = 400_000  # distinct words; about 40 MB
_Phrase = tuple[str, ...]
_UNSEEN: tuple[str, list[_Phrase]] = ("", [])


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    if _OTHER_LETTERS.search(text):
        return _WORD.findall(fold_term(text))
    # All letters are of one byte: to fold each and to put a space for every other sign takes one step a text, not one a word.
    folded = text.encode("latin-1", "replace").translate(_folded_bytes())
    return folded.decode("latin-1").replace("ß", "ss").split()


@cache
def _folded_bytes() -> bytes:
    """For each sign of Latin-1 the folded letter or digit that it is, or a space; "ß", which two letters stand for, as it is."""
    signs = map(chr, range(256))
    folded = ("ß" if sign == "ß" else fold_term(sign) if sign.isalnum() else " " for sign in signs)
    return "".join(folded).replace("μ", " ").encode("latin-1")


class WordPatterns:
    """Patterns of one word each, folded, with `*` at the beginning, at the end, at both, or once in the middle."""

    def __init__(self, patterns: Iterable[str]) -> None:
        self._exact: dict[str, str] = {}
        self._begins: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self._ends: dict[str, str] = {}
        self._holds: list[tuple[str, str]] = []
        for pattern in patterns:
            self._add(pattern)
        self._end = _end_of(self._ends)
        self._end_sizes = {end: tuple(sorted(set(map(len, ends)))) for end, ends in _by_edge(self._ends, self._end).items()}
        self._held = re.compile("|".join(re.escape(part) for part, _ in self._holds)) if self._holds else None

    def _add(self, pattern: str) -> None:
        stem = pattern.strip("*")
        if "*" in stem:
            begin, _, end = stem.partition("*")
            self._begins[begin[:_STEM]].append((begin, end, pattern))
        elif pattern.startswith("*") and pattern.endswith("*"):
            self._holds.append((stem, pattern))
        elif pattern.endswith("*"):
            self._begins[stem[:_STEM]].append((stem, "", pattern))
        else:
            known = self._ends if pattern.startswith("*") else self._exact
            for ending in _ENDINGS:
                if not ending or stem + ending not in known:
                    known[stem + ending] = pattern

    def find_all(self, word: str) -> list[str]:
        """All patterns that match the folded word."""
        exact = self._exact.get(word)
        found = [exact] if exact else []
        short = word[: _STEM - 1]
        for key in (word[:_STEM], short) if short != word else (word,):
            for begin, end, pattern in self._begins.get(key, ()):
                if word.startswith(begin) and (not end or end in word[len(begin) :]):
                    found.append(pattern)
        for size in self._end_sizes.get(word[self._end], ()):
            ended = self._ends.get(word[-size:])
            if ended is not None and len(word) >= size:
                found.append(ended)
        if self._held is not None and self._held.search(word):
            found += [pattern for part, pattern in self._holds if part in word]
        return found

    def matches(self, word: str) -> bool:
        """True where some pattern matches the folded word."""
        return bool(self.find_all(word))


class Vocabulary:
    """The words with which a match of any index may begin: with most words of a text none does, and they are looked up here once for all
    indexes."""

    def __init__(self, patterns: Iterable[str]) -> None:
        parts = {_phrase(pattern)[0] for pattern in patterns}
        begins = {part.split("*")[0] for part in parts if not part.startswith("*") and "*" in part}
        ends = {part[1:] + ending for part in parts if part.startswith("*") and not part.endswith("*") for ending in _ENDINGS}
        self._begins = _by_edge(begins, slice(_EDGE))
        self._end = _end_of(ends)
        self._ends = _by_edge(ends, self._end)
        self._exact = {part + ending for part in parts if "*" not in part for ending in _ENDINGS}
        self._held = [part.strip("*") for part in parts if part.startswith("*") and part.endswith("*")]
        self._seen: set[str] = set()
        self._told: set[str] = set()  # those of the seen words with which a match may begin

    def places(self, words: list[str]) -> list[int]:
        """Places of the words with which a match may begin."""
        if len(self._seen) > _REMEMBER:
            self._seen.clear()
            self._told.clear()
        distinct = set(words)
        new = distinct - self._seen
        self._told.update(filter(self._may_match, new))
        self._seen |= new
        told = distinct & self._told
        return list(compress(count(), map(told.__contains__, words)))

    def _may_match(self, word: str) -> bool:
        return self._matches(word) or (bool(owner := _owner(word)) and self._matches(word[owner:]))

    def _matches(self, word: str) -> bool:
        return (
            word in self._exact
            or word.startswith(self._begins.get(word[:_EDGE], ()))
            or word.endswith(self._ends.get(word[self._end], ()))
            or any(map(word.__contains__, self._held))
        )


def _by_edge(words: Iterable[str], edge: slice) -> dict[str, tuple[str, ...]]:
    """Words by the letters that they begin or end with."""
    found: dict[str, tuple[str, ...]] = {}
    for word in words:
        found[word[edge]] = (*found.get(word[edge], ()), word)
    return found


def _end_of(ends: Iterable[str]) -> slice:
    """So many letters of a word's end as all of these have, and no more than tell them well apart."""
    return slice(-min(_EDGE, *map(len, ends), _EDGE), None)


def _owner(word: str) -> int:
    """How many letters of a word say whose it is."""
    return next(len(owner) for owner in _OWNERS if word.startswith(owner)) if word.startswith(_OWNERS) else 0


class TermIndex:
    """Patterns of one or several words; `find` walks a text once."""

    def __init__(self, patterns: Iterable[str]) -> None:
        listed = list(patterns)
        self._written = {_phrase(pattern): pattern for pattern in listed if " " in pattern}
        phrases = list(self._written)
        self._single = WordPatterns(pattern for pattern in listed if " " not in pattern)
        self._parts = {part: WordPatterns([part]) for phrase in phrases for part in phrase}
        self._by_first: dict[str, list[_Phrase]] = defaultdict(list)
        for phrase in phrases:
            self._by_first[phrase[0]].append(phrase)
        self._firsts = WordPatterns(self._by_first)
        self._known: dict[str, tuple[str, list[_Phrase]] | None] = {}
        self._pairs: dict[tuple[str, str], bool] = {}  # part of a phrase and word: whether it matches

    def find(self, words: list[str], places: Iterable[int] | None = None) -> Iterator[tuple[int, int, str]]:
        """Yield (first word, number of words, pattern) for what stands in the folded words, without overlaps.

        `places` are those of a `Vocabulary` of these patterns and more, if they are known: no other word is looked at.
        """
        skip = 0
        known = self._known
        for place in range(len(words)) if places is None else places:
            entry = known.get(words[place], _UNSEEN)
            if entry is _UNSEEN:
                entry = self._look_up(words[place])
            if entry is None or place < skip:
                continue
            pattern, phrases = entry
            phrase = next((parts for parts in phrases if self._follows(words, place, parts)), None) if phrases else None
            if phrase and letters(" ".join(phrase)) > letters(pattern):
                skip = place + len(phrase)
                yield place, len(phrase), self._written[phrase]
            elif pattern:
                yield place, 1, pattern

    def _look_up(self, word: str) -> tuple[str, list[_Phrase]] | None:
        """The pattern of a word and the phrases that may begin with it, longest first; None for most words. Remembered."""
        if len(self._known) + len(self._pairs) > _REMEMBER:
            self._known.clear()
            self._pairs.clear()
        firsts = set(self._firsts.find_all(word))
        phrases = sorted((phrase for first in firsts for phrase in self._by_first[first]), key=_longest_first) if firsts else []
        single = self._single.find_all(word)
        owner = _owner(word)
        if owner and len(word) - owner >= _SHORTEST:
            single += self._single.find_all(word[owner:])
        pattern = max(_ruling(single), key=letters) if single else ""
        self._known[word] = (pattern, phrases) if pattern or phrases else None
        return self._known[word]

    def _follows(self, words: list[str], place: int, phrase: _Phrase) -> bool:
        if place + len(phrase) > len(words):
            return False
        for part in phrase[1:]:
            place += 1
            pair = part, words[place]
            matches = self._pairs.get(pair)
            if matches is None:
                matches = self._pairs[pair] = self._parts[part].matches(words[place])
            if not matches:
                return False
        return True


def _ruling(patterns: list[str]) -> list[str]:
    """Of a word's patterns those that count: what it holds anywhere ("*ausschuss*") rules out beginnings and ends that do not name it."""
    held = [pattern.strip("*") for pattern in patterns if pattern.startswith("*") and pattern.endswith("*")]
    return [pattern for pattern in patterns if any(part in pattern for part in held)] if held else patterns


def _phrase(pattern: str) -> _Phrase:
    """The words of a phrase; adjectives without their ending, since they are declined."""
    *first, last = pattern.split(" ")
    return (*(_ADJECTIVE.sub("", part) for part in first), last)


def _longest_first(phrase: _Phrase) -> tuple[int, _Phrase]:
    return -letters(" ".join(phrase)), phrase


def letters(pattern: str) -> int:
    """How many letters a pattern asks for: the more, the more it tells."""
    return len(pattern) - pattern.count("*")
