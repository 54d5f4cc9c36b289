"""How papers write the names of Kreise: the regular forms by rule, and one dictionary of words that finds them in a text.

A form is a type word with a name ("Landkreis Lörrach", "Stadt Karlsruhe") or a name that holds its type ("Rhein-Sieg-Kreis").
Forms are compared word by word, folded: case, umlaut spelling, hyphens, dots and slashes do not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W_]+")
_GAP = re.compile(r"(\.?)[^\S\n\t]{0,3}(?:\n[^\S\n\t]{0,3})?[-‐‑–/(]?[^\S\n\t]?")
_LONGEST_ABBREVIATION = 4
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
# Short words inside names; every other word of a name begins with a capital letter in a text.
_SMALL_CITY = ("documenta", "freie", "freien", "kreisfreie", "kreisfreien")
_SMALL = frozenset(("a", "am", "an", "d", "das", "der", "des", "die", "i", "im", "in", "m", "o", "und", *_SMALL_CITY))
_SHORTER = (
    (" an der ", " a d "),
    (" in der ", " i d "),
    (" am ", " a "),
    (" im ", " i "),
    (" oberpfalz", " opf"),
)
_HEAD = re.compile(r"^(.+?) (?:\(|am |an der |in der |im )")
_INFLECTED = (("er kreis", "en kreises"), ("er kreis", "en kreis"), ("kreis", "kreises"))


def fold(text: str) -> str:
    """Fold case and umlauts, so that "MÜNCHEN", "München" and "Muenchen" are the same."""
    return text.casefold().translate(_UMLAUTS)


def fold_words(text: str) -> tuple[str, ...]:
    """The folded words of a name, without hyphens, dots, slashes and brackets."""
    return tuple(each_folded_word(text))


def each_folded_word(text: str) -> Iterator[str]:
    """The same one by one: most texts are seen to be no name by their first word."""
    return (fold(found[0]) for found in _WORD.finditer(text))


def name_variants(short_name: str) -> set[str]:
    """A name and its regular variants, folded: "Mühldorf am Inn" is also "Mühldorf a. Inn"."""
    plain = fold(short_name)
    variants = {plain}
    for long, short in _SHORTER:
        variants |= {name.replace(long, short) for name in variants}
    return {" ".join(fold_words(name)) for name in variants}


def head_of(short_name: str) -> str:
    """The name without its addition ("Frankfurt am Main" → "frankfurt"), or empty where it has none."""
    found = _HEAD.match(short_name)
    return " ".join(fold_words(found[1])) if found else ""


def standing_forms(short_name: str) -> set[str]:
    """Forms of a name that holds its type: "Märkischer Kreis" → "Märkischen Kreises", "Ilm-Kreis" → "Ilmkreis". Empty for other names."""
    plain = " ".join(fold_words(short_name))
    if not re.search(r"kreis\b|^(?:staedte)?region\b|^regionalverband\b", plain):
        return set()
    forms = {plain, re.sub(r"(?<=\w) kreis\b", "kreis", plain), re.sub(r"(?<=\w{3})kreis$", " kreis", plain)}
    for ending, inflected in _INFLECTED:
        forms |= {re.sub(rf"{ending}\b", inflected, form) for form in set(forms) if not form.endswith("kreises")}
    if "region" in plain:
        forms.add(re.sub(r"^(regionalverband)\b", r"\1es", plain))
    return {" ".join(form.split()) for form in forms}


@dataclass(slots=True)
class _Node:
    """One word further in the dictionary of forms. `known` tells that a form ends here; `key` is its AGS, empty for another place."""

    next: dict[str, _Node] = field(default_factory=dict)
    known: bool = False
    key: str = ""


class FormIndex:
    """A dictionary of forms, word by word: looks a name up, and walks a text for the longest names in it."""

    def __init__(self, forms: Mapping[str, str]) -> None:
        """`forms` maps a form in folded words to its AGS; an empty AGS marks another place that must not be taken for a body."""
        self._root = _Node()
        for form, key in forms.items():
            node = self._root
            for word in form.split():
                node = node.next.setdefault(word, _Node())
            node.known, node.key = True, key
        self._first = _trigger(self._root.next)

    def opens(self, word: str) -> bool:
        """Whether a folded word is the first one of a form."""
        return word in self._root.next

    def look_up(self, words: Iterable[str]) -> str:
        """The AGS of a form given in folded words; empty where unknown."""
        node = self._root
        for word in words:
            further = node.next.get(word)
            if further is None:
                return ""
            node = further
        return node.key

    def walk(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield (start, end, AGS) for the longest forms in a text, left to right."""
        done = 0
        for found in self._first.finditer(text):
            if found.start() < done or (found.start() and text[found.start() - 1].isalnum()):
                continue
            end, key = self._longest(text, found.start(), found.end())
            if end:
                done = end
                if key:
                    yield found.start(), end, key

    def _longest(self, text: str, start: int, end: int) -> tuple[int, str]:
        """The end and AGS of the longest form at `start`; (0, "") where none ends cleanly."""
        node: _Node | None = self._root.next.get(fold(text[start:end]))
        best, key, last = 0, "", start
        while node is not None:
            if node.known and not _continues(text, end):
                best, key = _close_bracket(text, start, end), node.key
            word = _next_word(text, last, end)
            if word is None:
                break
            last, folded = word.start(), fold(word[0])
            node = node.next.get(folded) if folded in _SMALL or word[0][0].isupper() else None
            end = word.end()
        return best, key


def _next_word(text: str, start: int, end: int) -> re.Match[str] | None:
    """The next word of the same name after the word text[start:end]; None behind a full stop, a tab or a blank line."""
    gap = _GAP.match(text, end)
    if gap is None or gap.end() == end or (gap[1] and end - start > _LONGEST_ABBREVIATION):
        return None
    return _WORD.match(text, gap.end())


def _continues(text: str, end: int) -> bool:
    """True where a hyphen joins another word to the name ("Stadt Ulm-…"): then it is another name."""
    return text[end : end + 1] in ("-", "‐", "‑") and text[end + 1 : end + 2].isalpha()


def _close_bracket(text: str, start: int, end: int) -> int:
    return end + 1 if text[end : end + 1] == ")" and "(" in text[start:end] else end


def _trigger(words: Iterable[str]) -> re.Pattern[str]:
    """One pattern for the first words of all forms as they stand in texts: capitalised or in capitals, with umlauts either way."""
    spellings: set[str] = set()
    for word in words:
        for plain in {word, word.replace("ae", "ä").replace("oe", "ö").replace("ue", "ü"), word.replace("ss", "ß")}:
            spellings |= {plain.capitalize(), plain.upper(), plain}
    spellings |= {"LKr", "StädteRegion", "StaedteRegion"}
    kept = sorted((word for word in spellings if word in _SMALL or not word[0].islower()), key=len, reverse=True)
    by_letter: dict[str, list[str]] = {}
    for word in kept:
        by_letter.setdefault(word[0], []).append(re.escape(word[1:]))
    # No look behind: the pattern must begin with letters, so that the search can skip to them; at each it then tries few words.
    choices = "|".join(f"{re.escape(first)}(?:{'|'.join(rest)})" for first, rest in sorted(by_letter.items()))
    return re.compile(rf"(?:{choices})(?![^\W_])")
