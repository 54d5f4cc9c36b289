"""Whether a page's text layer can be used: broken fonts and careless scanners leave layers that are no language at all."""

from __future__ import annotations

import re
import unicodedata

_LEADERS = re.compile(r"[.…_·\-–—=*\s☐☒▣•▪]+")  # dots of a table of contents, lines to write on, rules of a table
_WORD = re.compile(r"[^\W\d_]{5,}")  # shorter ones may be abbreviations
_VOWELS = "aeiouyäöüAEIOUYÄÖÜàâéèêëîïôûÀÉÈáíóúñåøæœčšžğışąęłńśźżřěýůőű"
_TORN = re.compile(r"[a-zäöüß][A-ZÄÖÜ]+[a-zäöüß]|(.)\1\1|[^\W\d_aeiouyäöüàéèAEIOUYÄÖÜ]{7,}")
_ENOUGH = 60  # letters that a judgement needs; what has fewer is a stamp, a plan or a page number
_FEW_WORDS = 15
_FEW_VOWELS = 0.22  # share of a text's letters: 0.38 in German, 0.15 where another alphabet's codes were taken for letters


def is_garbage(text: str) -> bool:
    """Whether a text is no text: glyphs without meaning, symbols in place of letters, words that nobody could speak.

    Judged by shares of known-looking letters and words, never by a language's vocabulary: names and numbers are no garbage.
    """
    seen = set(text)  # a page has some eighty different characters: each is judged once
    odd = [char for char in seen if not " " <= char <= "~" and not char.isspace() and _is_odd(char)]
    words = _WORD.findall(text)
    letters = "".join(words)
    if odd or "(cid:" in text or len(letters) < max(_ENOUGH, 0.45 * len(text)):  # else a text as most are
        plain = _LEADERS.sub("", text)
        if len(plain) < _ENOUGH:
            return False
        if sum(map(plain.count, odd)) > 0.15 * len(plain) or plain.count("(cid:") * 6 > 0.15 * len(plain):
            return True
        if sum(map(plain.count, filter(str.isalnum, seen))) < 0.45 * len(plain):
            return True
        if len(letters) < _ENOUGH:
            return False
    if sum(map(letters.count, seen.intersection(_VOWELS))) < _FEW_VOWELS * len(letters):
        return True
    return len(words) >= _FEW_WORDS and _are_torn(words)


def _are_torn(words: list[str]) -> bool:
    """Whether many of a text's words are none; where the first two thirds of them are sound the rest cannot change it."""
    most, early = 0.4 * len(words), len(words) * 2 // 3
    torn = sum(map(bool, map(_TORN.search, words[:early])))
    return torn + len(words) - early > most and torn + sum(map(bool, map(_TORN.search, words[early:]))) > most


def _is_odd(char: str) -> bool:
    """A character that no paper prints: private, unassigned, a control, a replacement sign."""
    return char == "\ufffd" or unicodedata.category(char) in ("Co", "Cn", "Cc", "Cs")
