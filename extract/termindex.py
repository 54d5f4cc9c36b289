"""Finds the words of a taxonomy in a text, fast: every distinct word is looked up once and remembered.

A pattern matches a word with its endings, a beginning ("schul*"), an end ("*schule") or a middle ("*schul*"), or several words in a row.
Where several patterns match the same place the longest wins, so that "musikschul*" takes "Musikschule" from "*schule".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from corpus.bodynames import fold

_WORD = re.compile(r"[^\W_]+")
_ENDINGS = ("", "e", "en", "er", "es", "s", "n", "em", "ern", "innen")
_STEM = 3  # beginnings are looked up by their first letters
_REMEMBER = 400_000  # distinct words; about 40 MB


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order."""
    return _WORD.findall(fold(text))


class WordPatterns:
    """Patterns of one word each; `find` tells the longest that matches a word."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """`patterns` are folded, with `*` at the beginning, the end, or once in the middle."""
        self._exact: dict[str, str] = {}
        self._begins: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        self._ends: list[tuple[str, str]] = []
        self._holds: list[tuple[str, str]] = []
        self._known: dict[str, str] = {}
        for pattern in patterns:
            self._add(pattern)

    def _add(self, pattern: str) -> None:
        stem = pattern.strip("*")
        if "*" in stem:
            begin, _, end = stem.partition("*")
            self._begins[begin[:_STEM]].append((begin, end, pattern))
        elif pattern.startswith("*") and pattern.endswith("*"):
            self._holds.append((stem, pattern))
        elif pattern.startswith("*"):
            self._ends += [(stem + ending, pattern) for ending in _ENDINGS]
        elif pattern.endswith("*"):
            self._begins[stem[:_STEM]].append((stem, "", pattern))
        else:
            for ending in _ENDINGS:
                if not ending or stem + ending not in self._exact:
                    self._exact[stem + ending] = pattern

    def find(self, word: str) -> str:
        """The longest pattern that matches the folded word, or empty."""
        known = self._known.get(word)
        if known is None:
            if len(self._known) > _REMEMBER:
                self._known.clear()
            known = self._known[word] = max(self.find_all(word), key=letters, default="")
        return known

    def find_all(self, word: str) -> list[str]:
        """All patterns that match the folded word; not remembered."""
        found = [pattern for pattern in (self._exact.get(word, ""),) if pattern]
        for begin, end, pattern in (*self._begins.get(word[:_STEM], ()), *self._begins.get(word[: _STEM - 1], ())):
            if word.startswith(begin) and (not end or end in word[len(begin) :]):
                found.append(pattern)
        found += [pattern for end, pattern in self._ends if word.endswith(end)]
        return found + [pattern for part, pattern in self._holds if part in word]


class TermIndex:
    """Patterns of one or several words; `find` walks a text once."""

    def __init__(self, patterns: Iterable[str]) -> None:
        listed = list(patterns)
        phrases = [tuple(pattern.split(" ")) for pattern in listed if " " in pattern]
        self._single = WordPatterns(pattern for pattern in listed if " " not in pattern)
        self._parts = {part: WordPatterns([part]) for phrase in phrases for part in phrase}
        self._by_first: dict[str, list[tuple[str, ...]]] = defaultdict(list)
        for phrase in sorted(phrases, key=lambda parts: -letters(" ".join(parts))):
            self._by_first[phrase[0]].append(phrase)
        self._firsts = WordPatterns(self._by_first)
        self._starts: dict[str, list[tuple[str, ...]]] = {}

    def find(self, words: list[str]) -> Iterator[tuple[int, int, str]]:
        """Yield (first word, number of words, pattern) for what stands in the folded words, without overlaps."""
        single, starts = self._single.find, self._starts
        skip = 0
        for place, word in enumerate(words):
            if place < skip:
                continue
            phrases = starts.get(word)
            if phrases is None:
                phrases = self._phrases_at(word)
            phrase = next((parts for parts in phrases if self._follows(words, place, parts)), None) if phrases else None
            pattern = single(word)
            if phrase and letters(" ".join(phrase)) > letters(pattern):
                skip = place + len(phrase)
                yield place, len(phrase), " ".join(phrase)
            elif pattern:
                yield place, 1, pattern

    def _phrases_at(self, word: str) -> list[tuple[str, ...]]:
        """The phrases that may begin with a word, longest first; remembered."""
        if len(self._starts) > _REMEMBER:
            self._starts.clear()
        found = [phrase for first in set(self._firsts.find_all(word)) for phrase in self._by_first[first]]
        found.sort(key=lambda parts: -letters(" ".join(parts)))
        self._starts[word] = found
        return found

    def _follows(self, words: list[str], place: int, phrase: tuple[str, ...]) -> bool:
        if place + len(phrase) > len(words):
            return False
        return all(self._parts[part].find(words[place + n]) for n, part in enumerate(phrase) if n)


def letters(pattern: str) -> int:
    """How many letters a pattern asks for: the more, the more it tells."""
    return len(pattern) - pattern.count("*")
