"""Which words a pattern cannot match without, and which it begins with, read out of the parsed pattern.

So most of the rules that cannot be in a text are never run on it (`extract/wordfilter.py`), and others only where they can begin.
A pattern that tells no word is always tried: the answer is the same.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

PIECE = 4
_SHORTEST = 3  # characters of a word that is worth looking for by itself
_MOST = 200  # strings that are followed side by side
_MOST_ALTERNATIVES = 60  # of one pattern
_ZERO_WIDTH = frozenset({"AT", "ASSERT", "ASSERT_NOT"})


def needed_words(pattern: str) -> frozenset[str]:
    """Lower-case strings of which every match has at least one; empty where none is known."""
    return _needed(_parsed(pattern)) or frozenset()


def needed_together(pattern: str) -> list[list[frozenset[str]]]:
    """The alternatives of a pattern, each by sets of lower-case strings: its matches have at least one string of each set."""
    return _alternatives(_parsed(pattern))


def _parsed(pattern: str) -> Iterable[Any]:
    """The items of a pattern; none where Python does not tell them."""
    try:
        parsed: Iterable[Any] = importlib.import_module("re._parser").parse(pattern)
    except (ImportError, AttributeError, re.error):  # an internal module of Python: without it nothing is left out
        return ()
    return parsed


def _needed(sequence: Iterable[Any]) -> frozenset[str] | None:
    """The best set of strings that a sequence of parsed items needs."""
    best: frozenset[str] | None = None
    for words, item in _pieces(sequence):
        best = _better(_better(best, words), _inside(*item) if item else None)
    return best


def _pieces(sequence: Iterable[Any]) -> Iterator[tuple[frozenset[str], tuple[str, Any] | None]]:
    """A sequence as strings that stand side by side, as far as they can be listed, each with the item behind them that cannot."""
    run = frozenset({""})
    for kind, value in sequence:
        exact = _exact(str(kind), value)
        if exact is not None and len(run) * len(exact) <= _MOST:
            run = frozenset(left + right for left in run for right in exact)
            continue
        yield run, (str(kind), value)
        run = frozenset({""}) if exact is None else exact
    yield run, None


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


def _alternatives(sequence: Iterable[Any]) -> list[list[frozenset[str]]]:
    """What the alternatives of a sequence need; a choice that makes too many of them counts as one set."""
    found: list[list[frozenset[str]]] = [[]]
    for words, item in _pieces(sequence):
        inside = _alternatives_inside(*item) if item else [[]]
        if len(found) * len(inside) > _MOST_ALTERNATIVES:
            best = _inside(*item) if item else None
            inside = [[best]] if best else [[]]
        own = [words] if "" not in words else []
        found = [[*before, *own, *behind] for before in found for behind in inside]
    return found


def _alternatives_inside(kind: str, value: Any) -> list[list[frozenset[str]]]:
    if kind == "SUBPATTERN":
        return _alternatives(value[3])
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"} and value[0] > 0:
        return _alternatives(value[2])
    return [choice for part in value[1] for choice in _alternatives(part)] if kind == "BRANCH" else [[]]


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
    known = _beginnings(_parsed(pattern))
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
    return _before_space([], list(_parsed(pattern))) or frozenset()


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
