"""Texts as tantivy reads them: it finds their words itself, in its own threads, many times faster than Python.

What its tokenizer lacks is put into the text first: umlauts are spelt out, and a number's dots and commas become DOT and COMMA, letters
that no text has any more then, so that "60.000" stays one word. Stop words are dropped by tantivy and keep their place. The words are
those of `search.german.find_tokens`, but for scripts whose vowel signs are letters to tantivy and none to Python, or with digits of their
own.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

import tantivy

from search.engines.base import PAGE_GAP
from search.german import STOP_WORDS, find_tokens, line_mark

DOT, COMMA = "ä", "ö"
FORMED = "ü"  # a word of every text with lines of forms; none else has it
_SPELT = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ẞ", "SS"), ("ς", "σ"))
_EMPTY_PLACE = "der "  # a stop word
_GAP = " " + _EMPTY_PLACE * PAGE_GAP
_KEPT_LINES = 10_000
_KEPT_NUMBERS = 10_000


def register_tokenizer(index: Any) -> None:
    """What `folded` fields of an index are written with."""
    filters: Any = tantivy.Filter
    builder: Any = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())  # splits where no letter and no digit is
    index.register_tokenizer("folded", builder.filter(filters.lowercase()).filter(filters.custom_stopword(sorted(STOP_WORDS))).build())


@cache
def _number_pattern() -> re.Pattern[str]:
    # As in `search.german`: no number begins within a word. The look back stands behind the digit, since a pattern that begins with a
    # plain class of signs is searched for much faster; [0-9] is plainer than \d.
    return re.compile(r"([0-9](?<![^\W_].)[0-9]*+(?:[.,][0-9]++)++)")


def spell(text: str) -> str:
    """A text with what tantivy's tokenizer lacks; still with its capital letters."""
    for sign, letters in _SPELT:
        text = text.replace(sign, letters)
    parts = _number_pattern().split(text)
    parts[1::2] = map(_join_number, parts[1::2])
    return "".join(parts)


@lru_cache(maxsize=_KEPT_NUMBERS)
def _join_number(number: str) -> str:
    return f"{term_of(number)} "  # a letter right behind it begins a word: "60.000m"


def term_of(word: str) -> str:
    """How tantivy holds a folded word or pattern."""
    return word.replace(".", DOT).replace(",", COMMA)


def word_of(term: str) -> str:
    """The folded word of a term."""
    return term if term.isascii() else term.replace(DOT, ".").replace(COMMA, ",")


def find_capitals(spelt: str) -> str:
    """All words of a spelt text that are written with a capital letter. A regular expression finds them as quickly as tantivy all words."""
    return " ".join(_capital_pattern().findall(spelt))


@cache
def _capital_pattern() -> re.Pattern[str]:
    # "Phone" of "iPhone" too: it is counted only, and seldom is. Plain letters are told from signs faster than letters of all scripts.
    return re.compile(r"[A-Z][A-Za-z0-9]*+[^\W_]*+")


def join_pages(pages: tuple[str, ...]) -> str:
    """All pages as one text, with empty places between two of them."""
    return spell(_GAP.join(pages))


def leave_out_forms(pages: tuple[str, ...], forms: frozenset[int]) -> tuple[str, ...]:
    """The pages with empty places for the words of form lines."""
    return tuple(
        "\n".join([_empty_line(line) if line and line_mark(line) in forms else line for line in page.split("\n")]) for page in pages
    )


@lru_cache(maxsize=_KEPT_LINES)
def _empty_line(line: str) -> str:
    return _EMPTY_PLACE * sum(1 for _ in find_tokens(line))
