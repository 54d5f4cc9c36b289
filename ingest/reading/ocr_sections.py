"""The sign of sections, "§ 53 Abs. 2": Tesseract's German data does not know it and reads "$", "8" or "S" in its place.

A dollar before a number is no dollar in a German paper. An 8 or S is the sign only where the words around say so: before "Abs." or the
name of a law, or after "nach" and "gemäß" where two numbers would follow each other that are no thousands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.reading.ocr_tesseract import Seen

_SIGN = re.compile(r"\(?(?:\$|8|S|\$\$|88|\$8|8\$)")
_GLUED = re.compile(r"(\(?)([$8])(\d{1,3}[a-z]?[.,;:)]?)")
_NUMBER, _SMALL = re.compile(r"\d{1,4}[a-z]?[.,;:)]?"), re.compile(r"(?:\d{1,2}|\d{1,3}[a-z])[.,;:)]?")
# "Abs.", "Absatz", "Satz", "ff."; laws: "SGB", and what has small letters and ends with those of Gesetz, Ordnung, Buch
_CITED = re.compile(r"(?:Abs\.?\d*|Absatz|Satz|ff\.?|SGB|BGB|GG|GO|[A-ZÄÖÜ]\w*[a-zäöüß]\w*[GOB])\W*")
_BEFORE = frozenset(("nach", "gemäß", "gem.", "i.V.m.", "iVm", "i.S.d.", "laut", "lt."))


def mend_sections(words: Sequence[Seen]) -> list[Seen]:
    """The words of a page, in the order of its lines, with the signs of sections that the words around them tell."""
    told = list(words)
    for at, word in enumerate(words):
        if word.text.startswith(("$", "8", "S", "(")):
            before = words[at - 1].text if at and words[at - 1].line == word.line else ""
            after = [other.text for other in words[at + 1 : at + 3] if other.line == word.line]
            told[at] = replace(word, text=_mend(word.text, before, after))
    return told


def _mend(text: str, before: str, after: Sequence[str]) -> str:
    """A word with its sign of sections, between the word before and those after it."""
    if before.startswith("US"):
        return text
    if _SIGN.fullmatch(text) and after and _NUMBER.fullmatch(after[0]):
        cited = len(after) > 1 and _CITED.fullmatch(after[1]) is not None
        if "$" in text or cited or (before in _BEFORE and _SMALL.fullmatch(after[0])):
            return re.sub(r"[$8S]", "§", text)
    glued = _GLUED.fullmatch(text)
    if glued and (glued[2] == "$" or (before in _BEFORE and after and _CITED.fullmatch(after[0]))):
        return f"{glued[1]}§{glued[3]}"
    return text
