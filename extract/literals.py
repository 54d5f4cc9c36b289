"""Which words a pattern cannot match without, so that most of the rules that cannot be in a text are never run on it.

The needed words are read out of the parsed pattern. A text is cut once into its pieces of `PIECE` characters, and only
rules one of whose words has its piece there are tried. A pattern that tells no word is always tried: the answer is the same.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

PIECE = 4
_MOST = 200  # strings that are followed side by side
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


def _exact(kind: str, value: Any) -> frozenset[str] | None:
    """All strings that an item can match, lower-case; None if they are too many to list."""
    if kind == "LITERAL":
        return frozenset({chr(value).lower()})
    if kind in _ZERO_WIDTH:
        return frozenset({""})
    if kind == "IN":
        listed = all(str(entry) == "LITERAL" for entry, _ in value) and len(value) <= 6
        return frozenset(chr(code).lower() for _, code in value) if listed else None
    if kind == "SUBPATTERN":
        return _exact_sequence(value[3])
    if kind == "BRANCH":
        return _union([_exact_sequence(part) for part in value[1]])
    if kind in {"MAX_REPEAT", "MIN_REPEAT"} and value[1] == 1:
        inner = _exact_sequence(value[2])
        return inner if inner is None or value[0] else inner | {""}
    return None


def _exact_sequence(sequence: Iterable[Any]) -> frozenset[str] | None:
    strings = frozenset({""})
    for kind, value in sequence:
        exact = _exact(str(kind), value)
        if exact is None or len(strings) * len(exact) > _MOST:
            return None
        strings = frozenset(left + right for left in strings for right in exact)
    return strings


def _union(parts: list[frozenset[str] | None]) -> frozenset[str] | None:
    known = [part for part in parts if part is not None]
    joined: frozenset[str] = frozenset().union(*known)
    return joined if len(known) == len(parts) and len(joined) <= _MOST else None


@lru_cache(maxsize=2048)
def pieces_of(text: str) -> frozenset[str]:
    """All pieces of a text, each `PIECE` characters long."""
    return frozenset(map("".join, zip(*(text[at:] for at in range(PIECE)), strict=False)))


class WordFilter:
    """For a row of patterns: the numbers of those that can match in a text."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._by_piece: dict[str, list[tuple[str, int]]] = {}
        self._short: list[tuple[int, tuple[str, ...]]] = []
        self._always: list[int] = []
        for index, pattern in enumerate(patterns):
            words = needed_words(pattern)
            short = tuple(sorted(word for word in words if len(word) < PIECE))
            for word in words:
                if len(word) >= PIECE:
                    self._by_piece.setdefault(word[:PIECE], []).append((word, index))
            if short:
                self._short.append((index, short))
            if not words:
                self._always.append(index)

    def candidates(self, text: str) -> list[int]:
        """Numbers of the patterns that are worth trying, in order."""
        found = set(self._always)
        lower = text.lower()
        for piece in self._by_piece.keys() & pieces_of(lower):
            for word, index in self._by_piece[piece]:
                if index not in found and word in lower:
                    found.add(index)
        for index, words in self._short:
            if index not in found and any(word in lower for word in words):
                found.add(index)
        return sorted(found)
