"""Where in a found document the answer stands: the best page and a marked piece of its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from search.engines.base import Wanted
from search.german import Token, find_tokens

SNIPPET_LENGTH = 220  # characters, about two lines of a terminal
_Score = tuple[int, int, int]  # parts of the query, parts as typed, marks: all in one window
_REACH = 30  # tokens to one side that a window of the snippet covers


@dataclass(frozen=True, slots=True)
class Place:
    """The best page (0 where there is none), the piece of text shown and what in it answers the query."""

    page: int
    snippet: str
    highlights: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    position: int
    sought: str  # which part of the query it answers
    exact: bool = True  # the word as typed, not another with its stem


def find_place(pages: Sequence[tuple[int, str]], wanted: Wanted) -> Place:
    """The page and window that answer most parts of the query, a whole phrase before single words; else the first page's start."""
    best: tuple[_Score, int, str, list[_Mark], int] | None = None
    for number, text in pages:
        marks = _find_marks(text, wanted)
        if not marks:
            continue
        score, first = _best_window(marks)
        if best is None or score > best[0]:
            best = (score, number, text, marks, first)
    if best is None:
        number, text = next(((number, text) for number, text in pages if text.strip()), (0, ""))
        return _cut(number, text, [], 0)
    _, number, text, marks, first = best
    return _cut(number, text, marks, marks[first].start)


def _find_marks(text: str, wanted: Wanted) -> list[_Mark]:
    patterns = [re.compile(pattern) for pattern in wanted.patterns]
    tokens = list(find_tokens(text))
    marks: list[_Mark] = []
    for token in tokens:
        if token.stem in wanted.stems:
            marks.append(_Mark(token.start, token.end, token.position, token.stem, token.word in wanted.words))
        marks.extend(_Mark(token.start, token.end, token.position, p.pattern) for p in patterns if p.match(token.word))
    for phrase in wanted.phrases:
        marks.extend(_find_phrase(tokens, phrase))
    return sorted(marks, key=lambda mark: (mark.start, mark.end))


def _find_phrase(tokens: Sequence[Token], phrase: tuple[tuple[str, int], ...]) -> list[_Mark]:
    """Each place where the phrase stands; where it stands with other gaps (~slop), its words alone."""
    name = " ".join(stem for stem, _ in phrase)
    length = phrase[-1][1]
    found = [
        _Mark(token.start, tokens[i + length].end, token.position, name)
        for i, token in enumerate(tokens[: len(tokens) - length])
        if token.stem == phrase[0][0] and all(tokens[i + offset].stem == stem for stem, offset in phrase)
    ]
    if found:
        return found
    stems = {stem for stem, _ in phrase}
    return [_Mark(token.start, token.end, token.position, token.stem) for token in tokens if token.stem in stems]


def _best_window(marks: Sequence[_Mark]) -> tuple[_Score, int]:
    """The best window's score and the index of its first mark."""
    best, at = (0, 0, 0), 0
    for i, first in enumerate(marks):
        inside = [mark for mark in marks[i : i + _REACH] if mark.position - first.position <= _REACH]
        # A phrase weighs as many parts as it has words.
        parts = sum(len(sought.split()) for sought in {mark.sought for mark in inside})
        score = (parts, len({mark.sought for mark in inside if mark.exact}), len(inside))
        if score > best:
            best, at = score, i
    return best, at


def _cut(number: int, text: str, marks: Sequence[_Mark], around: int) -> Place:
    start = max(0, around - SNIPPET_LENGTH // 3)
    if start:
        space = re.compile(r"\s").search(text, start, around)
        start = space.end() if space else around
    end = min(len(text), start + SNIPPET_LENGTH)
    if end < len(text):
        cut = max(text.rfind(sign, start, end) for sign in " \n\t")
        end = cut if cut > around else end
    pieces, spans = [], []
    length = 0
    bounds = [(mark.start, mark.end) for mark in marks if start <= mark.start and mark.end <= end]
    at = start
    for low, high in _merge(bounds):
        before, marked = _one_line(text[at:low]), _one_line(text[low:high])
        pieces += [before, marked]
        spans.append((length + len(before), length + len(before) + len(marked)))
        length += len(before) + len(marked)
        at = high
    pieces.append(_one_line(text[at:end]))
    lead = "… " if start else ""
    snippet = lead + "".join(pieces) + (" …" if end < len(text.rstrip()) else "")
    return Place(number, snippet, tuple((low + len(lead), high + len(lead)) for low, high in spans))


def _merge(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)
