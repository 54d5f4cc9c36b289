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
_FEW = 64  # words; most texts are short, and to tell what signs a new word bears takes as long as to look for so many
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
        self._begin_sizes: dict[str, tuple[int, ...]] = {}  # characters of what a word must begin or end with, by its first or last one
        self._end_sizes: dict[str, tuple[int, ...]] = {}
        self._held: dict[str, int] = {}  # pieces of up to PIECE characters
        self._held_long: dict[str, dict[str, int]] = {}  # longer ones, by their first PIECE characters
        self._known: dict[str, int] = {}
        self._shared: dict[int, int] = {}  # one number for all words that bear the same signs: most bear few

    def add(self, pieces: Iterable[_Piece]) -> int:
        """A new sign that each of the pieces gives; what is remembered of words is forgotten, for they may bear it too."""
        sign = 1 << self.count
        self.count += 1
        for piece in pieces:
            listed = self._list_of(piece)
            listed[piece.text] = listed.get(piece.text, 0) | sign
        self._known.clear()
        self._shared.clear()
        signs_of.cache_clear()
        signs_holding.cache_clear()
        return sign

    def _list_of(self, piece: _Piece) -> dict[str, int]:
        """Where a piece is looked up."""
        text = piece.text
        if piece.begins and piece.ends:
            return self._exact
        if piece.begins or piece.ends:
            sizes, sign = (self._begin_sizes, text[:1]) if piece.begins else (self._end_sizes, text[-1:])
            sizes[sign] = tuple({*sizes.get(sign, ()), len(text)})
            return self._begins if piece.begins else self._ends
        return self._held if len(text) <= PIECE else self._held_long.setdefault(text[:PIECE], {})

    def holding(self, text: str) -> int:
        """The signs of all pieces that hold a text."""
        lists = (self._exact, self._begins, self._ends, self._held, *self._held_long.values())
        return reduce(or_, (sign for listed in lists for piece, sign in listed.items() if text in piece), 0)

    def of_text(self, lower: str) -> int:
        """The signs in a lower-case text."""
        words = lower.split()
        borne = set(map(self._known.get, words))  # few numbers: words share them
        if None in borne:
            borne.remove(None)
            borne.update(map(self._of_word, set(words).difference(self._known)))
        return reduce(or_, borne, 0)

    def _of_word(self, word: str) -> int:
        if len(self._known) > _REMEMBER:
            self._known.clear()
            self._shared.clear()
        signs = self._exact.get(word, 0)
        for size in self._begin_sizes.get(word[0], ()):
            signs |= self._begins.get(word[:size], 0)
        for size in self._end_sizes.get(word[-1], ()):
            signs |= self._ends.get(word[-size:], 0)
        pairs = [*map(add, word, word[1:])]
        triples = [*map(add, pairs, word[2:])]
        fours = {*map(add, triples, word[3:])}
        for piece in self._held.keys() & {*word, *pairs, *triples, *fours}:
            signs |= self._held[piece]
        for first in self._held_long.keys() & fours:
            for piece, sign in self._held_long[first].items():
                if piece in word:
                    signs |= sign
        self._known[word] = self._shared.setdefault(signs, signs)
        return signs


_SIGNS = _Signs()


@lru_cache(maxsize=2048)
def signs_of(text: str) -> int:
    """The signs that a text bears, of all filters there are."""
    return _SIGNS.of_text(text.lower())


@lru_cache(maxsize=8)
def signs_holding(text: str) -> int:
    """All signs that a place with this text may bear, whatever stands beside it."""
    return _SIGNS.holding(text)


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
        self._always = tuple(sorted({index for _, index in self._needs.pop(0, ())}))
        self._lowest = reduce(or_, self._needs, 0)
        self._known: dict[int, tuple[int, ...]] = {}

    def candidates(self, text: str) -> tuple[int, ...]:
        """Numbers of the patterns that are worth trying, in order."""
        return self.candidates_of(signs_of(text))

    def candidates_of(self, signs: int) -> tuple[int, ...]:
        """The same by the signs of a text."""
        own = signs >> self._shift & self._mask
        if not own & self._lowest:
            return self._always
        found = self._known.get(own)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[own] = tuple(sorted(self._find(own)))
        return found

    def _find(self, signs: int) -> set[int]:
        found = set(self._always)
        rest = signs & self._lowest
        while rest:
            sign = rest & -rest
            rest ^= sign
            found.update([index for needed, index in self._needs[sign] if needed & signs == needed])
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


class FewPatterns:
    """The same for a few patterns, each by the words of which its matches have one: quicker than to tell what signs new words bear."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._words = [tuple(sorted(least(needed_words(pattern)))) for pattern in patterns]

    def candidates(self, text: str) -> tuple[int, ...]:
        """Numbers of the patterns that are worth trying, in order."""
        lower = text.lower()
        return tuple(index for index, words in enumerate(self._words) if not words or any(map(lower.__contains__, words)))


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
