"""A query as a tree, whatever the engine: what `search.engines.language` reads and every engine translates.

Words are folded and stemmed already. Frozen; a tree is equal to another where the queries mean the same. Leaves are named tuples, which
Python makes in a sixth of the time of dataclasses: a search from the shell is the shorter for it. Those that say the same of their parts
(And, Or) must be told apart, so they are none.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

TextField = Literal["text", "title", "body", "committee", "paper_type", "land_name"]
KeyField = Literal["reference", "field", "recurrence"]
NumberField = Literal["year", "amount", "vzae"]
Reason = Literal["compound", "synonym"]


class More(NamedTuple):
    """What answers a word too, and why: a synonym by its stems, or the folded compounds that hold the word `of`."""

    reason: Reason
    of: str
    words: tuple[str, ...] = ()
    stems: tuple[str, ...] = ()


class Word(NamedTuple):
    """A word by its stems (its own and, unquoted, its umlaut variant); in the text also by `more`, which rank behind."""

    field: TextField
    word: str
    stems: tuple[str, ...]
    quoted: bool = False
    more: tuple[More, ...] = ()


class Phrase(NamedTuple):
    """Stems with their distance to the first; `slop` 1 means: just these distances."""

    field: TextField
    places: tuple[tuple[str, int], ...]
    slop: int = 1


class Pattern(NamedTuple):
    """Folded words with * and ?. `words` are all that it stands for, where they are known; else the engine looks for them."""

    field: TextField | KeyField
    pattern: str
    words: tuple[str, ...] = ()


class Fuzzy(NamedTuple):
    """Folded words at most `distance` letters away that begin alike."""

    field: TextField
    word: str
    distance: int = 1


class AnyWord(NamedTuple):
    """Any of some folded words; what a Fuzzy becomes where the archive's words are known."""

    field: TextField
    words: tuple[str, ...]


class Exact(NamedTuple):
    """A whole key, folded."""

    field: KeyField
    value: str


class Span(NamedTuple):
    """A number between two bounds, both included; None is open. Years; cents; hundredths of a VZÄ."""

    field: NumberField
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Every:
    """All documents."""


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    part: Node


Node = Word | Phrase | Pattern | Fuzzy | AnyWord | Exact | Span | Every | And | Or | Not


def map_leaves(node: Node, change: Callable[[Node], Node]) -> Node:
    """The tree with every leaf changed."""
    if isinstance(node, (And, Or)):
        return replace(node, parts=tuple(map_leaves(part, change) for part in node.parts))
    return Not(map_leaves(node.part, change)) if isinstance(node, Not) else change(node)


def find_leaves(node: Node) -> list[Node]:
    """All leaves, those under a NOT too."""
    if isinstance(node, (And, Or)):
        return [leaf for part in node.parts for leaf in find_leaves(part)]
    return find_leaves(node.part) if isinstance(node, Not) else [node]


def find_positive(node: Node) -> list[Node]:
    """The leaves that a found document answers: not those under a NOT."""
    if isinstance(node, (And, Or)):
        return [leaf for part in node.parts for leaf in find_positive(part)]
    return [] if isinstance(node, (Not, Every)) else [node]
