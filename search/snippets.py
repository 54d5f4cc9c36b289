"""Where in a found document the answer stands: the best page and a marked piece of its text."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from search.engines.base import Wanted
from search.german import find_tokens, fold

SNIPPET_LENGTH = 220  # characters, about two lines of a terminal
_Score = tuple[int, int, int]  # parts of the query, parts as typed, marks: all in one window
_REACH = SNIPPET_LENGTH * 3 // 4  # characters behind the first mark that a window covers
_LONGEST_WORD = 80
_MOST = 40  # marks of one window that are weighed


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
    sought: str  # which part of the query it answers
    exact: bool = True  # the word as typed, not another with its stem


def find_place(pages: Sequence[tuple[int, str]], wanted: Wanted) -> Place:
    """The page and window that answer most parts of the query, a whole phrase before single words; else the first page's start."""
    best: tuple[_Score, int, str, list[_Mark], int] | None = None
    candidates = _candidate_pattern(wanted)
    for number, text in pages:
        marks = _find_marks(text, wanted, candidates) if candidates else []
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


def _candidate_pattern(wanted: Wanted) -> re.Pattern[str] | None:
    """Beginnings of all words that may answer: looking for them is thirty times faster than analysing every word of a long paper."""
    beginnings = {*wanted.stems, *(phrase[0][0] for phrase in wanted.phrases), *(stem for phrase in wanted.phrases for stem, _ in phrase)}
    parts = [_unfold(beginning) for beginning in sorted(beginnings)]
    parts += [_unfold(pattern).replace(r"\*", r"[^\W_]*").replace(r"\?", r"[^\W_]") for pattern in wanted.patterns]
    return re.compile(rf"(?<![^\W_])(?<!\d[.,])(?:{'|'.join(parts)})", re.IGNORECASE) if parts else None


def _unfold(folded: str) -> str:
    """A regular expression for what `fold` makes this word of."""
    escaped = re.escape(folded)
    for plain, sign in (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß")):
        escaped = escaped.replace(plain, f"(?:{plain}|{sign})")
    return escaped


def _find_marks(text: str, wanted: Wanted, candidates: re.Pattern[str]) -> list[_Mark]:
    patterns = [(pattern, re.compile(fnmatch.translate(pattern))) for pattern in wanted.patterns]
    phrase_stems = {stem for phrase in wanted.phrases for stem, _ in phrase}
    marks: list[_Mark] = []
    loose: list[_Mark] = []  # words of a phrase that stand elsewhere
    whole = False
    for match in candidates.finditer(text):
        start = match.start()
        token = next(find_tokens(text[start : start + _LONGEST_WORD]))
        if token.stem in wanted.stems:
            marks.append(_Mark(start, start + token.end, token.stem, token.word in wanted.words))
        marks.extend(_Mark(start, start + token.end, name) for name, pattern in patterns if pattern.match(token.word))
        for phrase in wanted.phrases:
            end = _phrase_end(text, start, phrase) if token.stem == phrase[0][0] else None
            if end is not None:
                whole = True
                marks.append(_Mark(start, end, " ".join(stem for stem, _ in phrase)))
        if token.stem in phrase_stems:
            loose.append(_Mark(start, start + token.end, token.stem))
    marks += _find_compounds(text, wanted)
    # Where a phrase was sought with other gaps ("…"~3), its words alone must do.
    return sorted(marks if whole else marks + loose, key=lambda mark: (mark.start, mark.end))


def _find_compounds(text: str, wanted: Wanted) -> list[_Mark]:
    """Compounds that hold a word of the query: where its stem stands within a word."""
    if not wanted.more or not wanted.stems:
        return []
    marks: list[_Mark] = []
    done = 0
    for match in re.finditer("|".join(_unfold(stem) for stem in sorted(wanted.stems)), text, re.IGNORECASE):
        start = match.start()
        if start < done:
            continue
        while start and text[start - 1].isalpha() and match.start() - start < _LONGEST_WORD:
            start -= 1
        token = next(find_tokens(text[start : start + _LONGEST_WORD]))
        done = start + token.end
        if token.word in wanted.more:
            marks.append(_Mark(start, done, fold(match[0]), False))
    return marks


def _phrase_end(text: str, start: int, phrase: tuple[tuple[str, int], ...]) -> int | None:
    length = phrase[-1][1] + 1
    tokens = list(islice(find_tokens(text[start : start + length * _LONGEST_WORD]), length))
    if len(tokens) < length or any(tokens[offset].stem != stem for stem, offset in phrase):
        return None
    return start + tokens[-1].end


def _best_window(marks: Sequence[_Mark]) -> tuple[_Score, int]:
    """The best window's score and the index of its first mark."""
    best, at = (0, 0, 0), 0
    for i, first in enumerate(marks):
        inside = [mark for mark in marks[i : i + _MOST] if mark.start - first.start <= _REACH]
        # A phrase weighs more than its words alone.
        parts = sum(1 + 2 * sought.count(" ") for sought in {mark.sought for mark in inside})
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
