"""German words for search: tokens, folding of umlauts and case, stems. The same for indexing, querying and highlighting.

"Förderung", "Foerderung" and "FÖRDERUNG" fold to one word, "Forderung" to another: ä, ö, ü become ae, oe, ue and ß becomes ss.
A stem is the folded word without the endings that Snowball's German stemmer takes off; Snowball's own loss of umlauts is undone,
since it would make "Förderung" and "Forderung" one.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from Stemmer import Stemmer

# Part of every index's version: change it and all indexes are built anew.
ANALYSIS_VERSION = "3"

# Words that say nothing alone. They keep their place, so that a phrase around them still fits.
STOP_WORDS = frozenset(
    """
    aber als am an auch auf aus bei beim bis da das dass dem den der des die dies diese diesem diesen dieser dieses durch ein eine
    einem einen einer eines er es fuer hat ihr ihre im in ins ist je mit nach noch nun nur ob oder sein seine sich sie sind so sowie
    ueber um und unter vom von vor war was wegen wenn werden wie wir wird wo zu zum zur zwischen
    """.split()  # noqa: SIM905 - a column of 80 quoted words reads worse
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ς": "σ"})  # σ is ς at a word's end only
_WILD = {"*": ".*", "?": "(?:ae|oe|ue|ss|.)"}
_SNOWBALL_VIEW = {"ae": "ä", "oe": "ö", "ue": "ü"}
FORM_LOSS = 0.9  # a word in a printed line of a form counts a tenth of one that somebody wrote
_CACHED_WORDS = 50_000  # words of queries and snippets
_MOST_CHUNKS = 500_000  # what stands between two blanks, analysed and kept; 4,000 papers have 300,000 of them
_MOST_LINES = 200_000
NO_STEM = "_"  # in a row of stems: a stop word, or a place between two pages. No word of a text holds this sign
CAPITAL = "^"  # before a folded word: it is written with a capital letter. No word holds this sign either
_SIGNS = ".,;:!?()[]{}\"'„“”‚‘’»«<>*•·-–—/&%€$§+="


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

    return Stemmer("german", 0)  # without its own cache it takes a third of the time


def fold(text: str) -> str:
    """Lower case, with ae, oe, ue, ss for ä, ö, ü, ß. The length may change."""
    folded = text.lower()
    return folded if folded.isascii() else folded.translate(_UMLAUTS)


def pattern_regex(pattern: str) -> str:
    """A folded pattern with * and ? as a regular expression that Python and tantivy read; ? is also an umlaut or ß, two folded letters."""
    return "".join(_WILD.get(sign) or re.escape(sign) for sign in pattern)


def stem_word(word: str) -> str:
    """The stem of a folded word: "foerderungen" → "foerd", "forderungen" → "ford". A prefix of the word itself."""
    if len(word) < 4 or not word.isalpha():
        return word
    if "ae" not in word and "oe" not in word and "ue" not in word:
        return word[: len(_stemmer().stemWord(word))]
    seen = _digraph_pattern().sub(lambda match: _SNOWBALL_VIEW[match[0]], word)
    kept = seen[: len(_stemmer().stemWord(seen))]
    return kept.translate(_UMLAUTS)


def _analyse_anew(raw: str) -> tuple[str, str]:
    word = fold(raw)
    return (word, "") if word in STOP_WORDS else (word, stem_word(word))


_analyse = lru_cache(maxsize=_CACHED_WORDS)(_analyse_anew)


def find_tokens(text: str) -> Iterator[Token]:
    """All words of a text in order, stop words with an empty stem."""
    for position, match in enumerate(_token_pattern().finditer(text)):
        word, stem = _analyse(match[0])
        yield Token(match.start(), match.end(), word, stem, position)


def find_token(text: str, start: int, end: int) -> Token | None:
    """The first word between two places of a text, None where there is none."""
    match = _token_pattern().search(text, start, end)
    return Token(match.start(), match.end(), *_analyse(match[0]), 0) if match else None


class Terms(NamedTuple):
    """What an index holds of a text.

    `row` are its stems at their places, parted by blanks, with NO_STEM where none is; `weights` by how much less a stem counts than it
    occurs; `words` its folded words without stop words, each once; `marked` the same and, behind CAPITAL, those that it writes with a
    capital letter too: one set, since both are counted.
    """

    row: str
    weights: dict[str, float]
    words: list[str]
    marked: set[str]

    def positions(self) -> dict[str, list[int]]:
        """The places of every stem, from 0."""
        found: defaultdict[str, list[int]] = defaultdict(list)
        for place, stem in enumerate(self.row.split()):
            found[stem].append(place)
        found.pop(NO_STEM, None)
        return dict(found)


class _Chunks(dict[str, str]):
    """What stands between two blanks ("(Kosten," or "2.500,00") → its stems in a row; `marked` knows its words (see `Terms`).

    Papers repeat themselves: a word costs one look into this table, and only one of its first kind is analysed.
    """

    def __init__(self) -> None:
        self.marked: dict[str, tuple[str, ...]] = {}

    def __missing__(self, chunk: str) -> str:
        bare = chunk.strip(_SIGNS)
        if bare != chunk and bare.isalnum():  # "Kosten," is what "Kosten" is
            row = self[bare]
            self.marked[chunk] = self.marked[bare]
        else:
            raws = [bare] if bare.isalnum() else _token_pattern().findall(chunk)
            found = [(raw, *_analyse_anew(raw)) for raw in raws]
            row = " ".join([stem or NO_STEM for _, _, stem in found])
            marks = [(word, CAPITAL + word) if raw[0].isupper() else (word,) for raw, word, stem in found if stem]
            self.marked[chunk] = tuple(chain.from_iterable(marks))
        self[chunk] = row
        return row

    def make_room(self) -> None:
        """Forget all when there is too much of it."""
        if len(self) > _MOST_CHUNKS:
            self.clear()
            self.marked.clear()


@cache
def _chunks() -> _Chunks:
    return _Chunks()


def count_terms(texts: tuple[str, ...], gap: int, forms: frozenset[int] = frozenset()) -> Terms:
    """The terms of a document. Between two pages stand `gap` empty positions, so that no phrase runs over a page's edge.

    `forms` are keys (`line_key`) of lines that most papers of the body print alike: their words count a tenth.
    """
    if not any(texts):
        return Terms("", {}, [], set())
    table = _chunks()
    table.make_room()
    pages = [text.split() for text in texts]  # a blank never stands within a word
    row = f" {f'{NO_STEM} ' * gap}".join([" ".join(map(table.__getitem__, page)) for page in pages])
    marked = set(chain.from_iterable(map(table.marked.__getitem__, set(chain.from_iterable(pages)))))
    words = [word for word in marked if word[0] != CAPITAL]
    return Terms(row, _weigh(texts, forms, table) if forms else {}, words, marked)


def _weigh(texts: tuple[str, ...], forms: frozenset[int], table: _Chunks) -> dict[str, float]:
    """By how much less the stems of printed form lines count."""
    less: dict[str, float] = {}
    for text in texts:
        for line in text.split("\n"):
            if line and line_mark(line) in forms:
                for stem in " ".join(map(table.__getitem__, line.split())).split():
                    if stem != NO_STEM:
                        less[stem] = less.get(stem, 0.0) + FORM_LOSS
    return less


class _LineKeys(dict[str, int]):
    """Lines and their marks: forms repeat them."""

    def __missing__(self, line: str) -> int:
        if len(self) >= _MOST_LINES:
            self.clear()
        self[line] = key = line_key(line)
        return key


@cache
def _line_keys() -> _LineKeys:
    return _LineKeys()


def line_mark(line: str) -> int:
    """`line_key` of a line, remembered: for who asks for all lines of many papers."""
    return _line_keys()[line]


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
    if word.endswith("e") and len(vowel) == 1:  # no noun that ends so takes an umlaut: "Schule" is no Schüler
        return ()
    return (stem[: match.start("vowel")] + other + stem[match.end("vowel") :],) if other else ()


@cache
def _last_vowel_pattern() -> re.Pattern[str]:
    return re.compile(r"(?P<vowel>aeu|au|(?<![aeiouq])(?:ae|oe|ue)|(?<![aeiouq])[aou])[^aeiouy]*$")
