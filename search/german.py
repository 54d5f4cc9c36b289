"""German words for search: tokens, folding of umlauts and case, stems. The same for indexing, querying and highlighting.

"Förderung", "Foerderung" and "FÖRDERUNG" fold to one word, "Forderung" to another: ä, ö, ü become ae, oe, ue and ß becomes ss.
A stem is the folded word without the endings that Snowball's German stemmer takes off; Snowball's own loss of umlauts is undone,
since it would make "Förderung" and "Forderung" one.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from Stemmer import Stemmer

# Part of every index's version: change it and all indexes are built anew.
ANALYSIS_VERSION = "2"

# Words that say nothing alone. They keep their place, so that a phrase around them still fits.
STOP_WORDS = frozenset(
    """
    aber als am an auch auf aus bei beim bis da das dass dem den der des die dies diese diesem diesen dieser dieses durch ein eine
    einem einen einer eines er es fuer hat ihr ihre im in ins ist je mit nach noch nun nur ob oder sein seine sich sie sind so sowie
    ueber um und unter vom von vor war was wegen wenn werden wie wir wird wo zu zum zur zwischen
    """.split()  # noqa: SIM905 - a column of 80 quoted words reads worse
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_SNOWBALL_VIEW = {"ae": "ä", "oe": "ö", "ue": "ü"}
FORM_LOSS = 0.9  # a word in a printed line of a form counts a tenth of one that somebody wrote
_CACHED_WORDS = 400_000  # about 60 MB at most; a city's 38,000 papers hold some 600,000 words, most of them once


class Token(NamedTuple):
    """A word in a text: `text[start:end]`, its folded form, its stem (empty for a stop word) and its position from 0."""

    start: int
    end: int
    word: str
    stem: str
    position: int


@cache
def _token_pattern() -> re.Pattern[str]:
    # A number keeps its dots and commas ("60.000", "0,5", "20.06.2018"); "139/2018" and "Kreis-Strategie" are two words each.
    return re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+")


@cache
def _digraph_pattern() -> re.Pattern[str]:
    return re.compile(r"(?<![aeiouq])(?:ae|oe|ue)")  # not in "neue", "Bauer", "Quelle", where e belongs to the ending


@cache
def _stemmer() -> Stemmer:
    from Stemmer import Stemmer  # 2 ms, and not needed for --help

    return Stemmer("german")


def fold(text: str) -> str:
    """Lower case, with ae, oe, ue, ss for ä, ö, ü, ß. The length may change."""
    return text.lower().translate(_UMLAUTS)


def stem_word(word: str) -> str:
    """The stem of a folded word: "foerderungen" → "foerd", "forderungen" → "ford". A prefix of the word itself."""
    if not word.isalpha() or len(word) < 4:
        return word
    seen = _digraph_pattern().sub(lambda match: _SNOWBALL_VIEW[match[0]], word)
    kept = seen[: len(_stemmer().stemWord(seen))]
    return kept.translate(_UMLAUTS)


@lru_cache(maxsize=_CACHED_WORDS)
def _analyse(raw: str) -> tuple[str, str]:
    word = fold(raw)
    return (word, "") if word in STOP_WORDS else (word, stem_word(word))


def find_tokens(text: str) -> Iterator[Token]:
    """All words of a text in order, stop words with an empty stem."""
    for position, match in enumerate(_token_pattern().finditer(text)):
        word, stem = _analyse(match[0])
        yield Token(match.start(), match.end(), word, stem, position)


class Terms(NamedTuple):
    """What an index holds of a text: the positions of every stem, how often it counts, its folded words and those with a capital letter."""

    positions: dict[str, list[int]]
    weights: dict[str, float]
    words: set[str]
    capitals: set[str]


def count_terms(texts: tuple[str, ...], gap: int, forms: frozenset[int] = frozenset()) -> Terms:
    """The terms of a document. Between two pages stand `gap` empty positions, so that no phrase runs over a page's edge.

    `forms` are keys (`line_key`) of lines that most papers of the body print alike: their words count a tenth.
    """
    positions: dict[str, list[int]] = {}
    raws: set[str] = set()
    pattern, at = _token_pattern(), 0
    for text in texts:
        found = pattern.findall(text)
        raws.update(found)
        for place, raw in enumerate(found, at):
            stem = _analyse(raw)[1]
            if stem:
                if stem in positions:
                    positions[stem].append(place)
                else:
                    positions[stem] = [place]
        at += len(found) + gap
    analysed = [(raw, *_analyse(raw)) for raw in raws]
    words = {word for _, word, stem in analysed if stem}
    capitals = {word for raw, word, stem in analysed if stem and raw[0].isupper()}
    return Terms(positions, _weigh(texts, forms) if forms else {}, words, capitals)


def _weigh(texts: tuple[str, ...], forms: frozenset[int]) -> dict[str, float]:
    """By how much less the stems of printed form lines count."""
    less: dict[str, float] = {}
    for text in texts:
        for line in text.split("\n"):
            if line and line_key(line) in forms:
                for raw in _token_pattern().findall(line):
                    stem = _analyse(raw)[1]
                    if stem:
                        less[stem] = less.get(stem, 0.0) + FORM_LOSS
    return less


def line_key(line: str) -> int:
    """A line's mark: equal for lines that differ in spaces only."""
    return zlib.crc32(" ".join(line.split()).encode())


def umlaut_variants(word: str, stem: str) -> tuple[str, ...]:
    """Stems of the same noun with and without umlaut: "antrag" → "antraeg" (Anträge) and back, for a query word that is not quoted.

    Only where at most a plural's ending was cut off, so that "Forderung" does not find "Förderung". The last vowel is the one
    that German plurals change (au → äu too).
    """
    if word[len(stem) :] not in ("", "e", "er", "en", "n", "s", "es") or not word.isalpha() or len(word) < 4 or stem.endswith("ion"):
        return ()
    match = _last_vowel_pattern().search(stem)
    if match is None:
        return ()
    vowel = match["vowel"]
    other = vowel[0] if len(vowel) == 2 and vowel != "au" else {"a": "ae", "o": "oe", "u": "ue", "au": "aeu"}.get(vowel)
    if vowel == "aeu":
        other = "au"
    return (stem[: match.start("vowel")] + other + stem[match.end("vowel") :],) if other else ()


@cache
def _last_vowel_pattern() -> re.Pattern[str]:
    return re.compile(r"(?P<vowel>aeu|au|(?<![aeiouq])(?:ae|oe|ue)|(?<![aeiouq])[aou])[^aeiouy]*$")
