"""What else answers a query: compounds that hold its words, synonyms, words spelt nearly alike. It can be shown and turned off."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from search.engines.tree import AnyWord, Fuzzy, More, Node, Pattern, Word, find_positive, map_leaves
from search.german import fold, stem_word
from search.words import Words, stems_of

_NEAR = 2  # letters that a suggested word may differ in
_MOST_NEAR = 200  # words that one "Sprachmitler~" stands for


def expand(tree: Node, words: Words, exact: bool = False) -> Node:
    """The tree with what else answers its words; with `exact` only fuzzy words are put in place."""

    def change(leaf: Node) -> Node:
        if isinstance(leaf, Fuzzy):
            found = words.near(leaf.word, leaf.distance)[:_MOST_NEAR]
            return AnyWord(leaf.field, tuple(sorted({leaf.word, *(word for word, _ in found)})))
        if isinstance(leaf, Pattern) and leaf.field == "text" and leaf.pattern[0] in "*?":
            return leaf._replace(words=words.like(leaf.pattern))  # an engine would try every word of its own
        if isinstance(leaf, Word) and leaf.field == "text" and not leaf.quoted and not exact:
            return leaf._replace(more=tuple(_find_more(leaf, words)))
        return leaf

    return map_leaves(tree, change)


def _find_more(leaf: Word, words: Words) -> list[More]:
    others = [stem for stem in _synonyms(stem_word(leaf.word)) if stem not in leaf.stems]
    more = [More("synonym", stem, stems=(stem,)) for stem in others]
    taken: set[str] = {leaf.word}
    for of, stems in ((leaf.word, leaf.stems), *((stem, (stem,)) for stem in others)):
        found = tuple(word for word in words.compounds(stems) if word not in taken)
        taken.update(found)
        if found:
            more.append(More("compound", of, words=found))
    return more


def _synonyms(stem: str) -> tuple[str, ...]:
    """The stems of the group that a stem is in, in the order of the data file."""
    return next((group for group in _groups() if stem in group), ())


@cache
def _groups() -> tuple[tuple[str, ...], ...]:
    import tomllib

    # Not through importlib.resources, which takes longer to load than all synonyms to read.
    data = tomllib.loads(Path(__file__).with_name("data").joinpath("synonyms.toml").read_text(encoding="utf-8"))
    return tuple(stems_of(map(fold, group["words"])) for group in data["group"])


def explain_expansion(tree: Node, words: Words, most: int = 12) -> list[str]:
    """A line for each word that finds more than itself: what was added, the commonest first, and how many words are not shown."""
    lines = []
    for leaf in find_positive(tree):
        if isinstance(leaf, AnyWord):
            lines.append(f"near words: {_shown(leaf.words, leaf.words, most)}")
        if not isinstance(leaf, Word):
            continue
        synonyms = [group.of for group in leaf.more if group.reason == "synonym"]
        if synonyms:
            lines.append(f"{leaf.word}: also {', '.join(synonyms)} (synonyms, by their stems)")
        lines += [
            f"{leaf.word}: also {_shown(words.commonest(group.words, most), group.words, most)} (compounds of {group.of})"
            for group in leaf.more
            if group.reason == "compound"
        ]
    return lines


def _shown(first: Sequence[str], words: Sequence[str], most: int) -> str:
    rest = f" and {len(words) - most} more" if len(words) > most else ""
    return ", ".join(first[:most]) + rest


def suggest(text: str, tree: Node, words: Words) -> str:
    """The query with the words that the archive does not know put right, "" where there is nothing to put right."""
    better = text
    for leaf in find_positive(tree):
        if isinstance(leaf, Word) and leaf.field == "text" and len(leaf.word) > 3 and not words.knows(leaf.word):
            near = words.near(leaf.word, _NEAR)
            if near:
                better = _replace_word(better, leaf.word, near[0][0])
    return better if better != text else ""


def _replace_word(text: str, word: str, other: str) -> str:
    from search.german import find_tokens

    for token in find_tokens(text):
        if token.word == word:
            shown = other.capitalize() if text[token.start].isupper() else other
            return text[: token.start] + shown + text[token.end :]
    return text
