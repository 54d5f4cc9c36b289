"""Which of many patterns can match in a text, told by its words, so that most rules that cannot be in a text are never run on it.

Every alternative of a pattern needs certain words (`needed_together`). Each set of words of which a match has at least one is a sign,
a bit of a number. Which signs a word of a text bears is found out once and remembered, those of a text are the signs of its words, and
a pattern is tried where all signs of an alternative are there. Patterns that tell no word are always tried: what is found is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, reduce
from operator import add, or_
from typing import NamedTuple

from extract.literals import PIECE, least, needed_together, needed_words

_REMEMBER = 200_000  # distinct words of texts; about 30 MB
_FEW = 12  # words
_KEPT = 4096  # sets of signs for which the patterns are remembered
_LEAST_WORTH = 2  # a letter stands in every text
_MOST_SIGNS = 3  # of one pattern; the others tell little more


class _Piece(NamedTuple):
    """A piece of a needed word without space: whether a word of the text must begin with it, and whether one must end with it."""

    text: str
    begins: bool
    ends: bool


class _Signs:
    """The signs that words bear. A piece has no space, so that it lies within one word of a text."""

    def __init__(self) -> None:
        self.count = 0
        self._exact: dict[str, int] = {}
        self._begins: dict[str, int] = {}
        self._ends: dict[str, int] = {}
        self._begin_sizes: set[int] = set()  # characters of what a word must begin or end with
        self._end_sizes: set[int] = set()
        self._held: dict[str, dict[str, int]] = {}  # by their first letters
        self._held_short: dict[str, int] = {}  # of one, two or three characters
        self._known: dict[str, int] = {}
        self._shared: dict[int, int] = {}  # one number for all words that bear the same signs: most bear few

    def add(self, pieces: Iterable[_Piece]) -> int:
        """A new sign that each of the pieces gives; what is remembered of words is forgotten, for they may bear it too."""
        sign = 1 << self.count
        self.count += 1
        for piece in pieces:
            if piece.begins or piece.ends:
                listed = self._begins if not piece.ends else self._exact if piece.begins else self._ends
                if listed is not self._exact:
                    (self._begin_sizes if piece.begins else self._end_sizes).add(len(piece.text))
            else:
                listed = self._held_short if len(piece.text) < PIECE else self._held.setdefault(piece.text[:PIECE], {})
            listed[piece.text] = listed.get(piece.text, 0) | sign
        self._known.clear()
        self._shared.clear()
        signs_of.cache_clear()
        return sign

    def of_text(self, lower: str) -> int:
        """The signs in a lower-case text."""
        words = lower.split()
        borne = set(map(self._known.get, words))  # few numbers: words share them
        if None in borne:
            known = self._known
            borne = {self._of_word(word) if (signs := known.get(word)) is None else signs for word in words}
        return reduce(or_, borne, 0)

    def _of_word(self, word: str) -> int:
        if len(self._known) > _REMEMBER:
            self._known.clear()
            self._shared.clear()
        pairs = [*map(add, word, word[1:])]
        found = [self._exact.get(word)]
        found += [self._begins.get(word[:size]) for size in self._begin_sizes]
        found += [self._ends.get(word[-size:]) for size in self._end_sizes]
        found += [self._held_short[piece] for piece in self._held_short.keys() & {*word, *pairs, *map(add, pairs, word[2:])}]
        for first in self._held.keys() & {word[at : at + PIECE] for at in range(len(word) - PIECE + 1)}:
            found += [sign for piece, sign in self._held[first].items() if piece in word]
        signs = reduce(or_, filter(None, found), 0)
        self._known[word] = self._shared.setdefault(signs, signs)
        return signs


_SIGNS = _Signs()


@lru_cache(maxsize=2048)
def signs_of(text: str) -> int:
    """The signs that a text bears, of all filters there are."""
    return _SIGNS.of_text(text.lower())


class WordFilter:
    """For a row of patterns: the numbers of those that can match in a text."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._shift = _SIGNS.count
        signs: dict[frozenset[_Piece], int] = {}
        # By the lowest sign that an alternative of a pattern needs: all its signs, and the number of the pattern.
        self._needs: dict[int, list[tuple[int, int]]] = {}
        for index, pattern in enumerate(patterns):
            for needed in {needed >> self._shift for needed in _needs(pattern, signs)}:
                self._needs.setdefault(needed & -needed, []).append((needed, index))
        self._mask = (1 << (_SIGNS.count - self._shift)) - 1
        self._known: dict[int, tuple[int, ...]] = {}

    def candidates(self, text: str) -> tuple[int, ...]:
        """Numbers of the patterns that are worth trying, in order."""
        return self.candidates_of(signs_of(text))

    def candidates_of(self, signs: int) -> tuple[int, ...]:
        """The same by the signs of a text."""
        own = signs >> self._shift & self._mask
        found = self._known.get(own)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[own] = tuple(sorted(self._find(own)))
        return found

    def _find(self, signs: int) -> set[int]:
        found = {index for _, index in self._needs.get(0, ())}
        rest = signs
        while rest:
            sign = rest & -rest
            rest ^= sign
            found.update([index for needed, index in self._needs.get(sign, ()) if needed & signs == needed])
        return found


def _needs(pattern: str, signs: dict[frozenset[_Piece], int]) -> Iterator[int]:
    """For each alternative of a pattern the signs that it needs, as far as they tell most; `signs` are those that there are already."""
    for alternative in needed_together(pattern):
        groups = {frozenset(map(_telling_piece, least(words))) for words in alternative}
        telling = sorted((group for group in groups if _worth(group)[0] >= _LEAST_WORTH), key=_worth, reverse=True)
        needed = 0
        for group in telling[:_MOST_SIGNS]:
            if group not in signs:
                signs[group] = _SIGNS.add(group)
            needed |= signs[group]
        yield needed


def _telling_piece(word: str) -> _Piece:
    """The longest piece of a needed word; its spaces tell where words of the text begin and end."""
    pieces = word.split()
    last = len(pieces) - 1
    found = (_Piece(text, at > 0 or word[0].isspace(), at < last or word[-1].isspace()) for at, text in enumerate(pieces))
    return max(found, key=lambda piece: (len(piece.text), piece.begins + piece.ends), default=_Piece("", False, False))


def _worth(group: frozenset[_Piece]) -> tuple[int, int, list[_Piece]]:
    """What a set of pieces tells: how long its shortest one is, with the spaces beside it, up to PIECE; then how few they are.

    A rare sign like "–" counts as two characters.
    """
    lengths = (len(piece.text) + piece.begins + piece.ends + (not piece.text.isalnum()) for piece in group if piece.text)
    return min(PIECE, *lengths, 0 if "" in {piece.text for piece in group} else PIECE), -len(group), sorted(group)


class AnyPattern:
    """Several patterns, of which one is enough; only those whose words stand in the text are tried."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._patterns = patterns
        needed = [least(needed_words(pattern.pattern)) for pattern in patterns]
        words = least(frozenset().union(*needed))
        self._words = tuple(sorted(words)) if all(needed) and len(words) <= _FEW else ()  # few are quicker to look for one by one
        self._filter = None if self._words else WordFilter([pattern.pattern for pattern in patterns])

    def is_in(self, text: str) -> bool:
        if self._filter is None:
            return any(map(text.lower().__contains__, self._words)) and any(pattern.search(text) for pattern in self._patterns)
        return any(self._patterns[index].search(text) for index in self._filter.candidates(text))
