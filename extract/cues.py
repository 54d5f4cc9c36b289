"""Words around a mention that tell what it is: cue rules weighed against each other.

A cue counts its weight, less the farther its words stand from the mention; the value with the highest sum wins and a
sum below 1 tells nothing. In every text here runs of space are one space, table cells are parted by " | " and the
mention itself is written ◆.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from extract.context import PageContext
from extract.rules import Rule

MARK = "◆"
_WINDOW = 240  # characters on either side in which a sentence is looked for; longer ones say little about their far end
_FADE = 200  # distance in characters at which a cue has lost all its weight
_NEEDED = 1.0
_SPACE = re.compile(r"\s+")
# A sentence or paragraph that ended before the mention; ordinals and abbreviations ("20. ", "Nr. ", "z. B. ") end none.
_CUT_BEFORE = re.compile(r"(?:\n[^\S\n]*\n|\t|\n\s*[•■●▪◦☒☐▣–-] |(?<=[^\W\d]{3})(?<!Nr)(?<!lfd)(?<!bzw)(?<!ggf)(?<!inkl)(?<!Abs)[.!?][“\")]?\s+(?=[A-ZÄÖÜ„•]))")
_CUT_AFTER = re.compile(r"(?:\n[^\S\n]*\n|\t|\n\s*[•■●▪◦☒☐▣–-] |(?<=[^\W\d]{2})(?<!Nr)(?<!bzw)(?<!Abs)[.!?][“\")]?\s+(?=[A-ZÄÖÜ„•]))")


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
    for cut in _CUT_BEFORE.finditer(before):
        last = cut
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


def weigh(rules: Iterable[Rule], attribute: str, around: Surroundings, given: Iterable[tuple[str, float, str]] = ()) -> tuple[str, tuple[str, ...]]:
    """The value of `attribute` with the highest sum and the names of the rules that spoke for it; ("", ()) if none is sure.

    `given` are cues that the caller found by other means: value, weight, name.
    """
    sums: dict[str, float] = {}
    names: dict[str, list[str]] = {}
    for value, weight, name in given:
        sums[value] = sums.get(value, 0.0) + weight
        names.setdefault(value, []).append(name)
    texts = {scope: _text(around, scope) for scope in ("before", "after", "sentence", "row", "column", "section", "quote")}
    for rule in rules:
        weight = _weight(rule, texts[rule.scope])
        if weight > 0:
            value = rule.sets[attribute]
            sums[value] = sums.get(value, 0.0) + weight
            names.setdefault(value, []).append(rule.name)
    if not sums:
        return "", ()
    best = max(sums, key=lambda value: sums[value])
    return (best, tuple(names[best])) if sums[best] >= _NEEDED else ("", ())


def _text(around: Surroundings, scope: str) -> str:
    return around.close if scope == "quote" else str(getattr(around, scope))


def _weight(rule: Rule, text: str) -> float:
    """The weight of a cue in its text, faded by the distance between its words and the mention."""
    if not text or rule.regex is None:
        return 0.0
    if rule.scope == "before":
        found = None
        for found in rule.regex.finditer(text):
            pass
        return rule.weight * (1 - (len(text) - found.end("cue" if "cue" in rule.regex.groupindex else 0)) / _FADE) if found else 0.0
    match = rule.regex.search(text)
    if not match:
        return 0.0
    distance = match.start("cue" if "cue" in rule.regex.groupindex else 0) if rule.scope == "after" else 0
    return rule.weight * (1 - distance / _FADE)
