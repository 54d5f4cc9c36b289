"""Words around a mention that tell what it is: cue rules weighed against each other.

A cue counts its weight, less the farther its words stand from the mention; the value with the highest sum wins and a
sum below 1 tells nothing. In every text here runs of space are one space, table cells are parted by " | " and the
mention itself is written ◆.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from corpus.doubts import doubt_of
from extract.context import PageContext
from extract.literals import least, words_before_space
from extract.rules import Rule, load_rules
from extract.wordfilter import FewPatterns, WordFilter, signs_holding, signs_of

MARK = "◆"
_WINDOW = 240  # characters on either side in which a sentence is looked for; longer ones say little about their far end
_FADE = 200  # distance in characters at which a cue has lost all its weight
_NEEDED = 1.0
# A value that leads by less was right about half as often as others on pages that no rule was written against.
CLEAR = 2.0
_KEPT = 4096  # texts whose cues are remembered
Hit = tuple[str, float, str]  # value, weight, rule
_Cue = tuple[str, "Finder", str | int, float, str]  # value, pattern, group that holds the words, weight, rule
# Where a sentence or paragraph ends; ordinals and abbreviations ("20. ", "Nr. ", "z. B. ") end none.
_PARAGRAPH = r"\n[^\S\n]*\n|\t|\n\s*[•■●▪◦☒☐▣–-] "
_ABBREVIATED = r"(?<!Nr)(?<!lfd)(?<!bzw)(?<!ggf)(?<!inkl)(?<!Abs)(?<!max)(?<!Gr)(?<!einschl)(?<!gem)(?<!rd)"
_STOP = r"[.!?][“\")]?\s+(?=[A-ZÄÖÜ„•])"
_CUT_SIGN = re.compile("|".join((_PARAGRAPH, *(rf"{sign}(?=[“\")]?\s+[A-ZÄÖÜ„•])" for sign in (r"\.", "!", r"\?")))))
_CUT_BEFORE = re.compile(rf"(?:{_PARAGRAPH}|(?<=[^\W\d]{{3}}){_ABBREVIATED}{_STOP})")
_CUT_AFTER = re.compile(rf"(?:{_PARAGRAPH}|(?<=[^\W\d]{{2}}){_ABBREVIATED}{_STOP})")


class Surroundings(NamedTuple):
    """What stands around a mention, by the scopes that a cue rule may name; each mention has several of them."""

    before: str
    quote: str
    after: str
    row: str
    column: str
    section: str

    @property
    def sentence(self) -> str:
        return f"{self.before}{MARK}{self.after}"

    @property
    def close(self) -> str:
        """The mention with its nearest words, its own characters between two marks."""
        return f"{self.before[-40:]}{MARK}{self.quote}{MARK}{self.after[:40]}"


def surroundings_of(context: PageContext, start: int, end: int) -> Surroundings:
    """The texts around text[start:end]."""
    text = context.text
    before = text[max(0, start - _WINDOW) : start]
    cut_before = _last_of(_cuts(_CUT_BEFORE, before))
    if cut_before:
        before = before[cut_before.end() :]
    after = text[end : end + _WINDOW]
    cut_after = next(_cuts(_CUT_AFTER, after), None)
    if cut_after:
        after = after[: cut_after.start() + 1]
    low, high = context.line_at(start)
    row = f"{flat(text[max(low, start - 300) : start])}{MARK}{flat(text[end : max(end, min(high, end + 300))])}"
    return Surroundings(flat(before), text[start:end], flat(after), row, _column(context, start), _section(context, start))


def _cuts(regex: re.Pattern[str], text: str) -> Iterator[re.Match[str]]:
    """What `regex.finditer(text)` yields, looked for only at the signs that a cut begins with."""
    end = 0
    for sign in _CUT_SIGN.finditer(text):
        if sign.start() >= end and (found := regex.match(text, sign.start())) is not None:
            yield found
            end = found.end()


def flat(text: str) -> str:
    """Runs of space as one space, tabs as " | "; a space at either end stays, so that a cue can tell adjacency."""
    return squeeze(text.replace("\t", " | "))


def squeeze(text: str) -> str:
    """Runs of space as one space, at either end too."""
    words = text.split()  # three times as fast as a pattern that replaces every space
    if not words:
        return " " if text else ""
    return f"{' ' if text[0].isspace() else ''}{' '.join(words)}{' ' if text[-1].isspace() else ''}"


def _column(context: PageContext, start: int) -> str:
    cell = context.cell_at(start)
    return flat(f"{cell.column_header} | {' | '.join(cell.sections)} | {cell.row_header}") if cell else ""


def _section(context: PageContext, start: int) -> str:
    section = context.section_at(start)
    return f"{section.kind} {section.heading}" if section else ""


class Cues:
    """The rules of one attribute, by the scope in which they look."""

    def __init__(self, rules: Iterable[Rule], attribute: str) -> None:
        by_scope: dict[str, list[_Cue]] = {}
        for rule in rules:
            if rule.regex is not None and attribute in rule.sets:
                group = "cue" if "cue" in rule.regex.groupindex else 0
                by_scope.setdefault(rule.scope, []).append((rule.sets[attribute], Finder(rule.regex), group, rule.weight, rule.name))
        self._scopes = [_Scope(scope, cues) for scope, cues in by_scope.items()]

    def hits(self, around: Surroundings) -> list[Hit]:
        """The cues that are there: value, weight left at their distance, rule."""
        return [hit for scope in self._scopes for hit in scope.hits(around)]


class _Scope:
    """The cues that look in one scope. Equal texts (rows, columns, headings) are searched only once."""

    def __init__(self, name: str, cues: Sequence[_Cue]) -> None:
        patterns = [cue[1].regex.pattern for cue in cues]
        self._name = name
        self._cues = cues
        self._signs = _SIGNS_IN.get(name)
        self._words = WordFilter(patterns)
        self._filter = FewPatterns(patterns) if name == "quote" else self._words
        self._known: dict[str, Sequence[Hit]] = {}

    def hits(self, around: Surroundings) -> Sequence[Hit]:
        """The cues of this scope that are there."""
        candidates: tuple[int, ...] | None = None
        if self._signs is not None and not (candidates := self._words.candidates_of(self._signs(around))):
            return ()
        text = scope_text(around, self._name)
        if not text:
            return ()
        found = self._known.get(text)
        if found is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            found = self._known[text] = self._search(text, self._filter.candidates(text) if candidates is None else candidates)
        return found

    def _search(self, text: str, candidates: Iterable[int]) -> list[Hit]:
        found: list[Hit] = []
        for index in candidates:
            value, pattern, group, full, name = self._cues[index]
            distance = _distance(pattern, text, group, self._name)
            if 0 <= distance < _FADE:
                found.append((value, full * (1 - distance / _FADE), name))
        return found


# The signs of the words beside a mention, which several scopes look at and which seldom come again. Those of a whole sentence are its
# halves' and all that a mark may bear: no piece of a word without the mark reaches over it.
_SIGNS_IN: dict[str, Callable[[Surroundings], int]] = {
    "before": lambda around: signs_of(around.before),
    "after": lambda around: signs_of(around.after),
    "sentence": lambda around: signs_of(around.before) | signs_of(around.after) | signs_holding(MARK),
}


class Finder:
    """A pattern that is looked for near the words that its matches have, where these words stand before any space of a match."""

    def __init__(self, regex: re.Pattern[str]) -> None:
        self.regex = regex
        words = words_before_space(regex.pattern)
        self._words = re.compile("|".join(map(re.escape, sorted(least(words))))) if words else None

    def find(self, text: str, last: bool = False) -> re.Match[str] | None:
        """The first match in a text, or the `last` of those that do not overlap."""
        lower = text.lower() if self._words is not None else ""
        if self._words is None or len(lower) != len(text):
            return _last_of(self.regex.finditer(text)) if last else self.regex.search(text)
        found: re.Match[str] | None = None
        free = behind = 0
        while (word := self._words.search(lower, behind)) is not None:
            match = self._match_before(text, max(free, lower.rfind(" ", 0, word.start()) + 1), word.start())
            free = behind = word.start() + 1
            if match is not None:
                found = match
                if not last:
                    break
                free = match.end()
                behind = max(free, behind)
        return found

    def _match_before(self, text: str, first: int, last: int) -> re.Match[str] | None:
        for begin in range(first, last + 1):
            match = self.regex.match(text, begin)
            if match is not None:
                return match
        return None


def _last_of(matches: Iterator[re.Match[str]]) -> re.Match[str] | None:
    last = None
    for found in matches:
        last = found
    return last


@cache
def load_cues(file: str, attribute: str) -> Cues:
    """The rules of `rules/<file>.toml` that set `attribute`."""
    return Cues(load_rules(file), attribute)


class Weighed(NamedTuple):
    """The value with the highest sum, the names of the rules that spoke for it, and by how much it leads the next value."""

    value: str = ""
    names: tuple[str, ...] = ()
    lead: float = 0.0


def weigh(cues: Cues, around: Surroundings, given: Iterable[Hit] = (), without: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
    """The value with the highest sum and the names of the rules that spoke for it; ("", ()) if none is sure.

    `given` are cues that the caller found by other means: value, weight, name. `without` names rules to leave out.
    """
    return weigh_up(cues, around, given, without)[:2]


def weigh_up(cues: Cues, around: Surroundings, given: Iterable[Hit] = (), without: tuple[str, ...] = ()) -> Weighed:
    """As `weigh`, and by how much the value won."""
    sums: dict[str, float] = {}
    names: dict[str, list[str]] = {}
    for value, weight, name in (*given, *cues.hits(around)):
        if name not in without:
            sums[value] = sums.get(value, 0.0) + weight
            names.setdefault(value, []).append(name)
    if not sums:
        return Weighed()
    best = max(sums, key=lambda value: sums[value])
    if sums[best] < _NEEDED:
        return Weighed()
    next_best = max((total for value, total in sums.items() if value != best), default=0.0)
    return Weighed(best, tuple(names[best]), sums[best] - next_best)


def doubts(attribute: str, lead: float, clear: float = CLEAR) -> tuple[str, ...]:
    """The cue that an attribute is in doubt, where its value leads by less than `clear`; () where it does not."""
    return (doubt_of(attribute),) if lead < clear else ()


def scope_text(around: Surroundings, scope: str) -> str:
    """The text that rules of a scope look at."""
    return around.close if scope == "quote" else str(getattr(around, scope))


def _distance(pattern: Finder, text: str, group: str | int, scope: str) -> int:
    """Characters between a cue's words and the mention, 0 where only their presence counts; -1 if the cue is not there."""
    match = pattern.find(text, last=scope == "before")  # the last one before the mention is the nearest
    if match is None:
        return -1
    if scope == "after":
        return match.start(group)
    return len(text) - match.end(group) if scope == "before" else 0
