"""Words around a mention that tell what it is: cue rules weighed against each other.

A cue counts its weight, less the farther its words stand from the mention; the value with the highest sum wins and a
sum below 1 tells nothing. In every text here runs of space are one space, table cells are parted by " | " and the
mention itself is written ◆.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from extract.context import PageContext
from extract.literals import WordFilter
from extract.rules import Rule, load_rules

MARK = "◆"
_WINDOW = 240  # characters on either side in which a sentence is looked for; longer ones say little about their far end
_FADE = 200  # distance in characters at which a cue has lost all its weight
_NEEDED = 1.0
_KEPT = 4096  # texts whose cues are remembered
_SPACE = re.compile(r"\s+")
Hit = tuple[str, float, str]  # value, weight, rule
_Cue = tuple[str, re.Pattern[str], str | int, float, str]  # value, pattern, group that holds the words, weight, rule
# Where a sentence or paragraph ends; ordinals and abbreviations ("20. ", "Nr. ", "z. B. ") end none.
_PARAGRAPH = r"\n[^\S\n]*\n|\t|\n\s*[•■●▪◦☒☐▣–-] "
_ABBREVIATED = r"(?<!Nr)(?<!lfd)(?<!bzw)(?<!ggf)(?<!inkl)(?<!Abs)"
_STOP = r"[.!?][“\")]?\s+(?=[A-ZÄÖÜ„•])"
_CUT_BEFORE = re.compile(rf"(?:{_PARAGRAPH}|(?<=[^\W\d]{{3}}){_ABBREVIATED}{_STOP})")
_CUT_AFTER = re.compile(rf"(?:{_PARAGRAPH}|(?<=[^\W\d]{{2}}){_ABBREVIATED}{_STOP})")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around a mention, by the scopes that a cue rule may name."""

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
    cuts = list(_CUT_BEFORE.finditer(before))
    if cuts:
        before = before[cuts[-1].end() :]
    after = text[end : end + _WINDOW]
    cut_after = _CUT_AFTER.search(after)
    if cut_after:
        after = after[: cut_after.start() + 1]
    low, high = context.line_at(start)
    row = f"{_flat(text[max(low, start - 300) : start])}{MARK}{_flat(text[end : max(end, min(high, end + 300))])}"
    return Surroundings(_flat(before), text[start:end], _flat(after), row, _column(context, start), _section(context, start))


def _flat(text: str) -> str:
    """Runs of space as one space, tabs as " | "; a space at either end stays, so that a cue can tell adjacency."""
    return _SPACE.sub(" ", text.replace("\t", " | "))


def _column(context: PageContext, start: int) -> str:
    cell = context.cell_at(start)
    return _flat(f"{cell.column_header} | {' | '.join(cell.sections)} | {cell.row_header}") if cell else ""


def _section(context: PageContext, start: int) -> str:
    section = context.section_at(start)
    return f"{section.kind} {section.heading}" if section else ""


class Cues:
    """The rules of one attribute, by the scope in which they look. Equal texts (rows, columns, headings) are searched only once."""

    def __init__(self, rules: Iterable[Rule], attribute: str) -> None:
        by_scope: dict[str, list[_Cue]] = {}
        for rule in rules:
            if rule.regex is not None and attribute in rule.sets:
                group = "cue" if "cue" in rule.regex.groupindex else 0
                by_scope.setdefault(rule.scope, []).append((rule.sets[attribute], rule.regex, group, rule.weight, rule.name))
        self._scopes = {scope: (cues, WordFilter([cue[1].pattern for cue in cues])) for scope, cues in by_scope.items()}
        self._known: dict[tuple[str, str], tuple[Hit, ...]] = {}

    def hits(self, around: Surroundings) -> Iterator[Hit]:
        """The cues that are there: value, weight left at their distance, rule."""
        for scope in self._scopes:
            text = scope_text(around, scope)
            if text:
                yield from self._hits(scope, text)

    def _hits(self, scope: str, text: str) -> tuple[Hit, ...]:
        key = (scope, text)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[key] = tuple(self._search(scope, text))
        return known

    def _search(self, scope: str, text: str) -> Iterator[Hit]:
        cues, words = self._scopes[scope]
        for index in words.candidates(text):
            value, pattern, group, full, name = cues[index]
            distance = _distance(pattern, text, group, scope)
            if 0 <= distance < _FADE:
                yield value, full * (1 - distance / _FADE), name


@cache
def load_cues(file: str, attribute: str) -> Cues:
    """The rules of `rules/<file>.toml` that set `attribute`."""
    return Cues(load_rules(file), attribute)


def weigh(cues: Cues, around: Surroundings, given: Iterable[Hit] = (), without: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
    """The value with the highest sum and the names of the rules that spoke for it; ("", ()) if none is sure.

    `given` are cues that the caller found by other means: value, weight, name. `without` names rules to leave out.
    """
    sums: dict[str, float] = {}
    names: dict[str, list[str]] = {}
    for value, weight, name in (*given, *cues.hits(around)):
        if name not in without:
            sums[value] = sums.get(value, 0.0) + weight
            names.setdefault(value, []).append(name)
    if not sums:
        return "", ()
    best = max(sums, key=lambda value: sums[value])
    return (best, tuple(names[best])) if sums[best] >= _NEEDED else ("", ())


def scope_text(around: Surroundings, scope: str) -> str:
    """The text that rules of a scope look at."""
    return around.close if scope == "quote" else str(getattr(around, scope))


def _distance(pattern: re.Pattern[str], text: str, group: str | int, scope: str) -> int:
    """Characters between a cue's words and the mention, 0 where only their presence counts; -1 if the cue is not there."""
    match = pattern.search(text)
    if match is None:
        return -1
    if scope == "after":
        return match.start(group)
    if scope != "before":
        return 0
    end = match.end(group)
    while match := pattern.search(text, match.end() if match.end() > match.start() else match.end() + 1):
        end = match.end(group)  # the last one before the mention is the nearest
    return len(text) - end
