"""Where in a found document the answer stands: the best page and a marked piece of its text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from search.engines.base import Wanted
from search.german import Token, find_token, find_tokens, fold, pattern_regex

SNIPPET_LENGTH = 220  # characters, about two lines of a terminal
_Score = tuple[int, int, int]  # parts of the query, parts as typed, marks: all in one window
_REACH = SNIPPET_LENGTH * 3 // 4  # characters behind the first mark that a window covers
_LONGEST_WORD = 80
_MOST = 40  # marks of one window that are weighed


class Place(NamedTuple):
    """The best page (0 where there is none), the piece of text shown and what in it answers the query."""

    page: int
    snippet: str
    highlights: tuple[tuple[int, int], ...]


class _Mark(NamedTuple):
    start: int
    end: int
    sought: str  # which part of the query it answers
    exact: bool = True  # the word as typed, not another with its stem


def find_place(pages: Sequence[tuple[int, str]], wanted: Wanted, shown: Callable[[str], str] = str) -> Place:
    """The page and window that answer most parts of the query, a whole phrase before single words; else the first page's start.

    `shown` takes out of a page what nobody shall see, leaving all other places as they are; it is asked for pages that may answer only.
    """
    best: tuple[_Score, int, str, list[_Mark], int] | None = None
    sought = _look_for(wanted)
    for number, text in pages:
        if not sought.may_stand_in(text):
            continue
        text = shown(text)
        marks = _find_marks(text, sought)
        if not marks:
            continue
        score, first = _best_window(marks)
        if best is None or score > best[0]:
            best = (score, number, text, marks, first)
    if best is None:
        number, text = next(((number, text) for number, text in pages if text.strip()), (0, ""))
        return _cut(number, shown(text), [], 0)
    _, number, text, marks, first = best
    return _cut(number, text, marks, marks[first].start)


class _Sought:
    """What is looked for, as regular expressions: looking for stems is thirty times faster than analysing every word of a long paper."""

    def __init__(self, wanted: Wanted) -> None:
        self.wanted = wanted
        self.phrase_stems = {stem for phrase in wanted.phrases for stem, _ in phrase}
        stems = [_unfold(stem) for stem in sorted({*wanted.stems, *self.phrase_stems})]
        # Without a look at what stands before, and in small letters: so the search may jump to the next letter that begins a stem.
        self.stems = re.compile("|".join(stems)) if stems else None
        parts = [_unfold(pattern).replace(r"\*", r"[^\W_]*").replace(r"\?", r"(?:ae|oe|ue|ss|[^\W_])") for pattern in wanted.patterns]
        self.words = re.compile(rf"(?<![^\W_])(?<!\d[.,])(?:{'|'.join(parts)})", re.IGNORECASE) if parts else None
        self.patterns = [(pattern, re.compile(pattern_regex(pattern))) for pattern in wanted.patterns]

    def may_stand_in(self, text: str) -> bool:
        """Whether a look at the text is worth it."""
        return bool(self.words) or (self.stems is not None and self.stems.search(_lower(text)) is not None)

    def begins(self, text: str) -> tuple[list[int], list[tuple[int, str]]]:
        """Where words begin that may answer; and beginnings of words that hold a stem, each with the stem first found in it."""
        starts = {match.start() for match in self.words.finditer(text)} if self.words else set()
        within: list[tuple[int, str]] = []
        if self.stems is not None:
            for match in self.stems.finditer(_lower(text)):
                start = match.start()
                if not (start and text[start - 1].isalnum()) and not (start > 1 and text[start - 1] in ".," and text[start - 2].isdigit()):
                    starts.add(start)
                while start and text[start - 1].isalpha() and match.start() - start < _LONGEST_WORD:
                    start -= 1
                if self.wanted.more and not (within and within[-1][0] == start):
                    within.append((start, match[0]))
        return sorted(starts), within


_look_for = lru_cache(maxsize=4)(_Sought)  # of one answer's hits all are asked the same


def _lower(text: str) -> str:
    """Small letters, as long as the text: a Turkish capital I with its dot would become two."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(sign if len(sign.lower()) > 1 else sign.lower() for sign in text)


def _unfold(folded: str) -> str:
    """A regular expression for what `fold` makes this word of."""
    escaped = re.escape(folded)
    for plain, sign in (("ae", "ä"), ("oe", "ö"), ("ue", "ü"), ("ss", "ß"), ("σ", "ς")):
        escaped = escaped.replace(plain, f"(?:{plain}|{sign})")
    return escaped


def _find_marks(text: str, sought: _Sought) -> list[_Mark]:
    wanted = sought.wanted
    marks: list[_Mark] = []
    loose: list[_Mark] = []  # words of a phrase that stand elsewhere
    whole = False
    starts, within = sought.begins(text)
    for start in starts:
        token = _token_at(text, start)
        if token.stem in wanted.stems:
            marks.append(_Mark(start, token.end, token.stem, token.word in wanted.words))
        marks.extend(_Mark(start, token.end, name) for name, pattern in sought.patterns if pattern.fullmatch(token.word))
        for phrase in wanted.phrases:
            end = _phrase_end(text, start, phrase) if token.stem == phrase[0][0] else None
            if end is not None:
                whole = True
                marks.append(_Mark(start, end, " ".join(stem for stem, _ in phrase)))
        if token.stem in sought.phrase_stems:
            loose.append(_Mark(start, token.end, token.stem))
    marks += _find_compounds(text, within, wanted)
    # Where a phrase was sought with other gaps ("…"~3), its words alone must do.
    return sorted(marks if whole else marks + loose, key=lambda mark: (mark.start, mark.end))


def _find_compounds(text: str, within: Sequence[tuple[int, str]], wanted: Wanted) -> list[_Mark]:
    """Compounds that hold a word of the query: where its stem stands within a word."""
    marks: list[_Mark] = []
    for start, stem in within:
        token = _token_at(text, start)
        if token.word in wanted.more:
            marks.append(_Mark(start, token.end, fold(stem), False))
    return marks


def _token_at(text: str, start: int) -> Token:
    """The word that begins here; cut where it is longer than words are."""
    token = find_token(text, start, start + _LONGEST_WORD)
    assert token is not None, "what may answer begins with a letter or digit"
    return token


def _phrase_end(text: str, start: int, phrase: tuple[tuple[str, int], ...]) -> int | None:
    length = phrase[-1][1] + 1
    tokens = list(islice(find_tokens(text[start : start + length * _LONGEST_WORD]), length))
    if len(tokens) < length or any(tokens[offset].stem != stem for stem, offset in phrase):
        return None
    return start + tokens[-1].end


def _best_window(marks: Sequence[_Mark]) -> tuple[_Score, int]:
    """The best window's score and the index of its first mark."""
    best, at, end = (0, 0, 0), 0, 0
    inside: Counter[str] = Counter()  # marks of the window by what they answer
    exact: Counter[str] = Counter()
    parts = 0
    for i, first in enumerate(marks):
        while end < min(len(marks), i + _MOST) and marks[end].start - first.start <= _REACH:
            sought = marks[end].sought
            # A phrase weighs more than its words alone.
            parts += 0 if inside[sought] else 1 + 2 * sought.count(" ")
            inside[sought] += 1
            exact[sought] += marks[end].exact
            end += 1
        score = (parts, sum(1 for number in exact.values() if number), end - i)
        if score > best:
            best, at = score, i
        inside[first.sought] -= 1
        exact[first.sought] -= first.exact
        parts -= 0 if inside[first.sought] else 1 + 2 * first.sought.count(" ")
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
