"""With which characters a match can begin: read out of the parsed pattern, so that a pattern is tried only where one of them stands.

Python's engine skips to such characters by itself only where a pattern begins with them. Behind a look-behind or an optional sign
(most patterns of numbers and days begin so) it tries the whole pattern at every character. What is found is the same.
"""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, TypeVar

_REST = 2  # characters behind the first one that are looked at
_MOST_SIGNS = 6  # of a set in the middle of what a match begins with
Told = TypeVar("Told")
# What can stand first, as written inside [], with the pattern of what then follows, and whether only at the beginning of a word.
Firsts = dict[tuple[str, str], bool]


def once_a_pattern(tell: Callable[[re.Pattern[str]], Told]) -> Callable[[re.Pattern[str]], Told]:
    """`functools.cache` for what is told of a pattern, by its identity: to hash a long pattern takes as long as to look for it."""
    known: dict[int, tuple[re.Pattern[str], Told]] = {}  # the pattern is kept, so that its id stays taken

    @wraps(tell)
    def tell_once(regex: re.Pattern[str]) -> Told:
        entry = known.get(id(regex))
        if entry is None:
            entry = known[id(regex)] = regex, tell(regex)
        return entry[1]

    return tell_once


def find_from_starts(regex: re.Pattern[str], text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
    """What `regex.finditer(text, start, end)` yields, tried only where a match can begin."""
    starts = _starts(regex)
    if starts is None:
        yield from regex.finditer(text, start, end)
        return
    free, match = start, regex.match
    for place in starts.finditer(text, start, end):
        at = place.start()
        if at >= free and (found := match(text, at, end)) is not None:
            yield found
            free = found.end()


@once_a_pattern
def _starts(regex: re.Pattern[str]) -> re.Pattern[str] | None:
    """One character with which a match can begin; None where that may be any, or none."""
    firsts = first_characters(regex.pattern)
    if not firsts:
        return None
    anywhere, at_word = ([first for first, word in firsts.items() if word is told] for told in (False, True))
    choices = [_choice(anywhere)] if anywhere else []
    choices += [rf"(?<!\w[\s\S]){_choice(at_word)}"] if at_word else []
    flags = re.IGNORECASE if regex.flags & re.IGNORECASE or "(?i" in regex.pattern else 0
    return re.compile(f"[{''.join(sorted({first for first, _ in firsts}))}](?:{'|'.join(choices)})", flags)


def _choice(firsts: Iterable[tuple[str, str]]) -> str:
    """A pattern that holds behind one of the characters before what follows it."""
    by_first: dict[str, list[str]] = {}
    for first, rest in sorted(firsts):
        by_first.setdefault(first, []).append(rest)
    by_rests: dict[tuple[str, ...], list[str]] = {}
    for first, rests in by_first.items():
        by_rests.setdefault(("",) if "" in rests else tuple(rests), []).append(first)
    choices = []
    for follow, signs in by_rests.items():
        follows = "|".join(f"(?={rest})" if rest else "" for rest in follow)
        choices.append(f"(?<=[{''.join(signs)}])(?:{follows})")
    return f"(?:{'|'.join(choices)})"


def first_characters(pattern: str) -> Firsts:
    """What a match can begin with, as written inside [] ("a", r"\\d", "0-9"), and whether it then begins a word; empty where unknown."""
    try:
        parsed = importlib.import_module("re._parser").parse(pattern)
    except (ImportError, AttributeError, re.error):  # an internal module of Python: without it every place is tried
        return {}
    firsts, may_be_empty = _of_sequence(parsed, False)
    return {} if firsts is None or may_be_empty else firsts


def _of_sequence(sequence: Iterable[Any], word: bool) -> tuple[Firsts | None, bool]:
    """What a row of items can begin with (None: anything), and whether it can be empty."""
    found: Firsts = {}
    items = [(str(kind), value) for kind, value in sequence]
    for at, (kind, value) in enumerate(items):
        if kind == "ASSERT_NOT" and value[0] < 0:
            word = word or _is_word(value[1])
        firsts, may_be_empty = _of_item(kind, value, word)
        if firsts is None:
            return None, False
        rest = _rest(items[at + 1 :]) if kind in {"LITERAL", "IN"} else ""
        _join(found, {(first, follows or rest): told for (first, follows), told in firsts.items()})
        if not may_be_empty:
            return found, False
    return found, True


def _rest(items: list[tuple[str, Any]]) -> str:
    """The pattern of what follows a match's first sign, as far as it is one sign after another."""
    written = ""
    for kind, value in items[:_REST]:
        listed = _of_set(value, False) if kind == "IN" and len(value) <= _MOST_SIGNS else None
        if kind == "LITERAL":
            written += re.escape(chr(value))
        elif listed:
            written += f"[{''.join(first for first, _ in listed)}]"
        else:
            break
    return written


def _join(found: Firsts, more: Firsts) -> None:
    for first, word in more.items():
        found[first] = word and found.get(first, True)


def _is_word(items: Iterable[Any]) -> bool:
    r"""Whether a look-behind takes in `\w`."""
    listed = [(str(kind), value) for kind, value in items]
    if len(listed) != 1 or listed[0][0] != "IN":
        return False
    entries = [(str(kind), str(value)) for kind, value in listed[0][1]]
    return ("CATEGORY", "CATEGORY_WORD") in entries and all(kind != "NEGATE" for kind, _ in entries)


def _of_item(kind: str, value: Any, word: bool) -> tuple[Firsts | None, bool]:
    if kind in {"AT", "ASSERT", "ASSERT_NOT"}:
        return {}, True
    if kind == "LITERAL":
        return _marked([re.escape(chr(value))], word), False
    if kind == "IN":
        return _of_set(value, word), False
    if kind == "SUBPATTERN":
        return _of_sequence(value[3], word)
    if kind == "ATOMIC_GROUP":
        return _of_sequence(value, word)
    if kind in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
        firsts, may_be_empty = _of_sequence(value[2], word)
        return firsts, may_be_empty or value[0] == 0
    return _of_branch(value[1], word) if kind == "BRANCH" else (None, False)


def _of_branch(choices: Iterable[Any], word: bool) -> tuple[Firsts | None, bool]:
    found: Firsts = {}
    empty = False
    for choice in choices:
        firsts, may_be_empty = _of_sequence(choice, word)
        if firsts is None:
            return None, False
        _join(found, firsts)
        empty = empty or may_be_empty
    return found, empty


def _of_set(entries: Iterable[Any], word: bool) -> Firsts | None:
    written: list[str] = []
    for kind, value in entries:
        if str(kind) == "LITERAL":
            written.append(re.escape(chr(value)))
        elif str(kind) == "RANGE":
            written.append(f"{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}")
        elif str(value) == "CATEGORY_DIGIT":
            written.append(r"\d")
        else:
            return None
    return _marked(written, word)


def _marked(written: list[str], word: bool) -> Firsts:
    return dict.fromkeys(((first, "") for first in written), word)
