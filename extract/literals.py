"""Which words a pattern cannot match without, so that most of the rules that cannot be in a text are never run on it.

The needed words are read out of the parsed pattern, and only rules one of whose words stands in the text are tried. What a word of
the text holds is remembered. A pattern that tells no word is always tried: the answer is the same.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

PIECE = 4
_SHORTEST = 3  # characters of a word that is worth looking for by itself
_MOST = 200  # strings that are followed side by side
_REMEMBER = 200_000  # distinct words of texts; about 30 MB
_ZERO_WIDTH = frozenset({"AT", "ASSERT", "ASSERT_NOT"})


def needed_words(pattern: str) -> frozenset[str]:
    """Lower-case strings of which every match has at least one; empty where none is known."""
    try:
        parsed = importlib.import_module("re._parser").parse(pattern)
    except (ImportError, AttributeError, re.error):  # an internal module of Python: without it nothing is left out
        return frozenset()
    return _needed(parsed) or frozenset()


def _needed(sequence: Iterable[Any]) -> frozenset[str] | None:
    """The best set of strings that a sequence of parsed items needs."""
    best: frozenset[str] | None = None
    run = frozenset({""})
    for kind, value in sequence:
        exact = _exact(str(kind), value)
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(left + right for left in run for right in exact)
            continue
        best = _better(_better(best, run), _inside(str(kind), value))
        run = frozenset({""}) if exact is None else exact
    return _better(best, run)


def _better(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    """The set whose shortest string is longer, up to a piece; of equals the smaller one."""
    if other is None or "" in other:
        return one
    return other if one is None or _worth(other) > _worth(one) else one


def _worth(words: frozenset[str]) -> tuple[int, int]:
    return min(PIECE, min(len(word) for word in words)), -len(words)


def _inside(kind: str, value: Any) -> frozenset[str] | None:
    """What a group, a choice or a repetition needs."""
    if kind == "SUBPATTERN":
        return _needed(value[3])
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _needed(value[2]) if value[0] > 0 else None
    if kind == "BRANCH":
        parts = [_needed(part) for part in value[1]]
        known = [part for part in parts if part is not None]
        return frozenset().union(*known) if len(known) == len(parts) else None
    return None


def _exact(kind: str, value: Any, write: Callable[[str], str] = str.lower) -> frozenset[str] | None:
    """All strings that an item can match, as `write` gives them, lower-case; None if they are too many to list."""
    if kind == "LITERAL":
        return frozenset({write(chr(value))})
    if kind in _ZERO_WIDTH:
        return frozenset({""})
    if kind == "IN":
        listed = all(str(entry) == "LITERAL" for entry, _ in value) and len(value) <= 6
        return frozenset(write(chr(code)) for _, code in value) if listed else None
    if kind == "SUBPATTERN":
        return _exact_sequence(value[3], write)
    if kind == "BRANCH":
        return _union([_exact_sequence(part, write) for part in value[1]])
    if kind in {"MAX_REPEAT", "MIN_REPEAT"} and value[1] == 1:
        inner = _exact_sequence(value[2], write)
        return inner if inner is None or value[0] else inner | {""}
    return None


def _exact_sequence(sequence: Iterable[Any], write: Callable[[str], str]) -> frozenset[str] | None:
    strings = frozenset({""})
    for kind, value in sequence:
        exact = _exact(str(kind), value, write)
        if exact is None or len(strings) * len(exact) > _MOST:
            return None
        strings = frozenset(left + right for left in strings for right in exact)
    return strings


def _union(parts: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [part for part in parts if part is not None]
    joined: frozenset[str] = frozenset().union(*known)
    return joined if len(known) == len(parts) and len(joined) <= _MOST else None


def beginnings(pattern: str) -> frozenset[str]:
    """Strings with one of which every match of a pattern begins, written as in the pattern; empty where none are known."""
    try:
        parsed = importlib.import_module("re._parser").parse(pattern)
    except (ImportError, AttributeError, re.error):
        return frozenset()
    known = _beginnings(parsed)
    return frozenset() if "" in known else known


def _beginnings(sequence: Iterable[Any]) -> frozenset[str]:
    """What a sequence of parsed items begins with; the empty string among it where that is not known."""
    run, ended = frozenset({""}), frozenset[str]()
    for kind, value in sequence:
        exact = _exact(str(kind), value, str)
        first = _first_of(str(kind), value) if exact is None else exact
        if len(run) * len(first) > _MOST:
            break
        joined = frozenset(left + right for left in run for right in first)
        if exact is not None:
            run = joined
        elif str(kind) in {"MAX_REPEAT", "MIN_REPEAT"} and value[0] == 0:
            ended |= joined  # or it is not there, and the next item begins
        else:
            run = joined
            break
    return run | ended


def _first_of(kind: str, value: Any) -> frozenset[str]:
    """What a group, a choice or a repetition that is too wide to list begins with."""
    if kind == "SUBPATTERN":
        return _beginnings(value[3])
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return _beginnings(value[2])
    if kind == "BRANCH":
        return frozenset().union(*(_beginnings(part) for part in value[1]))
    return frozenset({""})


def words_before_space(pattern: str) -> frozenset[str]:
    """Lower-case strings of which every match has at least one before its first space, so that it begins in the same word; empty where
    none are known."""
    try:
        parsed = importlib.import_module("re._parser").parse(pattern)
    except (ImportError, AttributeError, re.error):
        return frozenset()
    return _before_space([], list(parsed)) or frozenset()


def _before_space(head: list[Any], items: list[Any]) -> frozenset[str] | None:
    """What `head`, which holds no space, and the items after it need before the first space."""
    at = next((at for at, (kind, value) in enumerate(items) if _may_be_space(str(kind), value)), len(items))
    head = [*head, *items[:at]]
    needed = _needed(head)
    if needed is not None and min(map(len, needed)) >= _SHORTEST:
        return needed
    if at == len(items):
        return None
    kind, value = items[at]
    if str(kind) == "SUBPATTERN":
        return _before_space(head, list(value[3]))
    if str(kind) != "BRANCH":
        return None
    parts = [_before_space(head, list(part)) for part in value[1]]
    known = [part for part in parts if part is not None]
    return frozenset().union(*known) if len(known) == len(parts) else None


def _may_be_space(kind: str, value: Any) -> bool:
    """Whether an item can match a space or anything that is not told."""
    if kind in _ZERO_WIDTH:
        return False
    if kind == "LITERAL":
        return chr(value).isspace()
    if kind == "IN":
        return any(_may_hold_space(str(entry), inside) for entry, inside in value)
    if kind == "SUBPATTERN":
        return any(_may_be_space(str(inner), inside) for inner, inside in value[3])
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        return any(_may_be_space(str(inner), inside) for inner, inside in value[2])
    if kind == "BRANCH":
        return any(_may_be_space(str(inner), inside) for part in value[1] for inner, inside in part)
    return True


def _may_hold_space(kind: str, value: Any) -> bool:
    """The same of an entry of a set of characters."""
    if kind == "LITERAL":
        return chr(value).isspace()
    if kind == "RANGE":
        return any(chr(code).isspace() for code in range(value[0], min(value[1], value[0] + _MOST) + 1)) or value[1] - value[0] > _MOST
    return not (kind == "CATEGORY" and str(value) in {"CATEGORY_WORD", "CATEGORY_DIGIT"})


class _Fragments:
    """Which of the strings that some rule needs stand in a text. A fragment has no space, so that it lies within one word, and what
    a word holds is looked up once and remembered: most words hold none."""

    def __init__(self) -> None:
        self._by_piece: dict[str, list[str]] = {}
        self._short: list[str] = []
        self._listed: set[str] = set()
        self._known: dict[str, tuple[str, ...]] = {}

    def add(self, fragments: Iterable[str]) -> None:
        """List more fragments; what is remembered of words is forgotten, for they may hold the new ones too."""
        for fragment in set(fragments) - self._listed:
            self._listed.add(fragment)
            if len(fragment) < PIECE:
                self._short.append(fragment)
            else:
                self._by_piece.setdefault(fragment[:PIECE], []).append(fragment)
        self._known.clear()
        fragments_of.cache_clear()

    def of_text(self, lower: str) -> frozenset[str]:
        """All fragments in a lower-case text."""
        found: set[str] = set()
        known = self._known
        for word in lower.split():
            held = known.get(word)
            if held is None:
                held = self._of_word(word)
            if held:
                found.update(held)
        return frozenset(found)

    def _of_word(self, word: str) -> tuple[str, ...]:
        if len(self._known) > _REMEMBER:
            self._known.clear()
        pieces = {word[at : at + PIECE] for at in range(len(word) - PIECE + 1)}
        held = [fragment for piece in self._by_piece.keys() & pieces for fragment in self._by_piece[piece] if fragment in word]
        held += [fragment for fragment in self._short if fragment in word]
        self._known[word] = tuple(held)
        return self._known[word]


_FRAGMENTS = _Fragments()


@lru_cache(maxsize=2048)
def fragments_of(text: str) -> frozenset[str]:
    """The strings that some rule needs and that stand in a text, lower-case."""
    return _FRAGMENTS.of_text(text.lower())


class AnyPattern:
    """Several patterns, of which one is enough; only those whose words stand in the text are tried."""

    def __init__(self, patterns: Sequence[re.Pattern[str]]) -> None:
        self._patterns = patterns
        self._filter = WordFilter([pattern.pattern for pattern in patterns])

    def is_in(self, text: str) -> bool:
        return any(self._patterns[index].search(text) for index in self._filter.candidates(text))


class WordFilter:
    """For a row of patterns: the numbers of those that can match in a text."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._by_fragment: dict[str, list[tuple[str, int]]] = {}
        self._short: list[tuple[int, tuple[str, ...]]] = []  # rules with a word that stands in every other text
        self._always: list[int] = []
        for index, pattern in enumerate(patterns):
            words = least(needed_words(pattern))
            fragments = {word: max(word.split(), key=len, default="") for word in words}
            if not words or "" in fragments.values():  # a needed word that is a space stands in almost every text
                self._always.append(index)
                continue
            if min(map(len, fragments.values())) < _SHORTEST:
                self._short.append((index, tuple(sorted(words))))
                continue
            for word, fragment in sorted(fragments.items()):
                self._by_fragment.setdefault(fragment, []).append((word, index))
        _FRAGMENTS.add(self._by_fragment)

    def candidates(self, text: str, fragments: frozenset[str] | None = None) -> list[int]:
        """Numbers of the patterns that are worth trying, in order. `fragments` are those of the text, if they are known already."""
        found = set(self._always)
        lower = ""
        for fragment in self._by_fragment.keys() & (fragments_of(text) if fragments is None else fragments):
            for word, index in self._by_fragment[fragment]:
                if index not in found and (word == fragment or word in (lower := lower or text.lower())):
                    found.add(index)
        if self._short:
            lower = lower or text.lower()
            is_in = lower.__contains__  # a loop in C: some rules have a hundred such words
            found.update(index for index, words in self._short if any(map(is_in, words)))
        return sorted(found)


def least(words: frozenset[str]) -> frozenset[str]:
    """Those of the words that hold none of the others: a text with any of the words has one of these."""
    return frozenset(word for word in words if not any(other != word and other in word for other in words))


def least_beginnings(words: Iterable[str]) -> list[str]:
    """Those of the words that begin with none of the others, sorted: a text that begins with any of the words begins with one of these."""
    kept: list[str] = []
    for word in sorted(words):
        if not kept or not word.startswith(kept[-1]):
            kept.append(word)
    return kept
