"""Cue rules sorted by scope, so that a text is searched once for all its cues and equal texts (rows, columns) only once at all."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from extract.cues import Surroundings
from extract.rules import Rule, load_rules

FADE = 200  # distance in characters at which a cue has lost all its weight
NEEDED = 1.0  # a sum of weights below this tells nothing
KEPT = 4096  # texts whose cues are remembered

Hit = tuple[str, float, str]


class CueSet:
    """The rules of one attribute. A cue counts its weight, less the farther it stands from the mention; the highest sum wins."""

    def __init__(self, rules: Iterable[Rule], attribute: str) -> None:
        self.attribute = attribute
        self._by_scope: dict[str, list[Rule]] = {}
        for rule in rules:
            self._by_scope.setdefault(rule.scope, []).append(rule)
        self._known: dict[tuple[str, str], tuple[Hit, ...]] = {}

    def weigh(self, around: Surroundings, given: Iterable[Hit] = (), without: tuple[str, ...] = ()) -> tuple[str, tuple[str, ...]]:
        """The value with the highest sum and the rules that spoke for it; ("", ()) if none is sure. `without` names rules to leave out."""
        sums: dict[str, float] = {}
        names: dict[str, list[str]] = {}
        hits = list(given)
        for scope in self._by_scope:
            hits += self._hits(scope, getattr(around, scope))
        for value, weight, name in hits:
            if name not in without:
                sums[value] = sums.get(value, 0.0) + weight
                names.setdefault(value, []).append(name)
        best = max(sums, key=lambda value: sums[value], default="")
        return (best, tuple(names[best])) if best and sums[best] >= NEEDED else ("", ())

    def _hits(self, scope: str, text: str) -> tuple[Hit, ...]:
        if not text:
            return ()
        key = (scope, text)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            found = ((rule.sets[self.attribute], weight_in(rule, text), rule.name) for rule in self._by_scope[scope])
            known = self._known[key] = tuple(hit for hit in found if hit[1] > 0)
        return known


def weight_in(rule: Rule, text: str) -> float:
    """The weight of a cue in its text: full at the mention, nothing at `FADE` characters from it."""
    if rule.regex is None:
        return 0.0
    if rule.scope == "before":
        end = max((found.end() for found in rule.regex.finditer(text)), default=-1)
        return rule.weight * (1 - (len(text) - end) / FADE) if end >= 0 else 0.0
    found = rule.regex.search(text)
    if found is None:
        return 0.0
    return rule.weight * (1 - found.start() / FADE) if rule.scope == "after" else rule.weight


@cache
def cue_set(file: str, attribute: str) -> CueSet:
    """The rules of `rules/<file>.toml` that set `attribute`."""
    return CueSet((rule for rule in load_rules(file) if attribute in rule.sets), attribute)
