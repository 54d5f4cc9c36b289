"""German compounds taken apart: "Integrationskonzept" holds Integration and Konzept, "Anlaufstelle" holds no Stelle.

The words that may be parts are learned from the archive: what stands alone in its papers. A compound is a chain of such words with
their joints ("Integration-s-konzept", "Schul(e)-weg"); of several chains the one of fewest and commonest words is taken, and its parts
are taken apart in turn ("Landkreistag": Landkreis, Tag, Land, Kreis). What must not be a part (particles, "-stelle", verbs) stands in
`data/compounds.toml`. Pure: vocabulary in, parts out.
"""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources

from search.german import stem_word

# Part of an index's version: change it when compounds are taken apart otherwise.
COMPOUNDS_VERSION = "4"
LEAST_LETTERS = 4  # of a part, but for the short nouns of the data file
LEAST_COMPOUND = 7
LONG_LETTERS = 6  # of a part beside a rest that no lexicon knows
NOUN_LETTERS = 5  # of a noun before such a rest, where words begin as the rest does; and of a noun in a derived adjective
MOST_LETTERS = 60  # longer runs of letters are no words
LEAST_DOCUMENTS = 3  # a part stands alone in so many papers
# Between parts: Integration-s-konzept, Tag-es-ordnung, Straße-n-bau, Frau-en-haus, Kind-er-garten, Herz-ens-sache; by their last letter.
_JOINTS = {"s": ("s", "es", "ens"), "n": ("n", "en"), "r": ("er",), "e": ("e",)}
_ENDING = re.compile("(?:e[mnrs]?)$")
# "klimaschonender", "verkehrsplanerische", "energiesparsamere": the last piece of an adjective, with its comparison and ending.
_ADJECTIVE = re.compile("[a-z]{3}(?:ig|lich|isch|iv|bar|haft|sam|nd)(?:er|st)?(?:e[mnrs]?)?$")
_PARTICIPLE = re.compile("^(?:[a-z]+ge|ge|be|ver|er|ent|zer)[a-z]+t$|iert$")  # and no "dachte"
_DERIVED = ("ig", "lich", "isch")  # "mehrsprachig" holds Sprache, "arbeitsvertraglich" Vertrag
_SURE_DOCUMENTS = 0.5  # a word is a noun where it is capitalized in this share of its papers


@dataclass(frozen=True, slots=True)
class WordCount:
    """In how many papers a folded word stands, and in how many of them with a capital letter."""

    documents: int
    capitalized: int


@dataclass(slots=True)
class Lexicon:
    """The words that may be parts of compounds. Make it with `learn_lexicon`."""

    words: Mapping[str, float]  # folded word → how common it is (log2 of its papers)
    nouns: Collection[str]
    stems: Mapping[str, str]  # stem → its commonest word
    begins: Collection[str]  # how words begin: see `learn_lexicon`
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _heads: dict[str, str] = field(default_factory=dict)  # most compounds end in what others end in too
    _modifiers: dict[str, str] = field(default_factory=dict)

    def parts(self, word: str, capitalized: bool = True) -> tuple[str, ...]:
        """The stems of all words in a folded compound, at every level; () for a word that is none."""
        if not LEAST_COMPOUND <= len(word) <= MOST_LETTERS or not word.isalpha():
            return ()
        key = word if capitalized else f"-{word}"
        if key not in self._known:
            own = stem_word(word)
            # "umweltverträglich" holds Umwelt, and no Vertrag, which verträglich has its stem from
            split = (part for part in self._split(word, own, capitalized) if part not in _data().never)
            inner = (stem for part in split for stem in (stem_word(part), *self.parts(part), *self._derived(part)))
            self._known[key] = tuple(dict.fromkeys(stem for stem in inner if stem != own))
        return self._known[key]

    def _split(self, word: str, own: str, capitalized: bool) -> tuple[str, ...]:
        """The words of the best chain, () where there is none of at least two. A genitive's s is no word ("des Stadtklimas")."""
        if word in _data().whole or own in _data().whole_stems:
            return ()
        if word[:4] not in self.begins and word[:3] not in self.begins:
            return self._halved(word, own, capitalized)
        best: dict[int, tuple[float, tuple[str, ...]]] = {}
        find_head, find_modifier, begins, costs = self._find_head, self._find_modifier, self.begins, self.words
        for start in range(len(word) - 3, -1, -1):
            if word[start : start + 4] not in begins and word[start : start + 3] not in begins:
                continue
            choices: list[tuple[float, tuple[str, ...]]] = []
            if start and (head := find_head(word[start:]) if capitalized else self._head(word[start:], False)):
                choices.append((20 - costs.get(head, 0), (head,)))
            for end, (cost, rest) in best.items():
                if end - start >= 3 and (part := find_modifier(word[start:end]) if start else self._modifier(word[:end], True)):
                    choices.append((cost + 20 - costs[part], (part, *rest)))
            if choices:
                best[start] = min(choices)
        if 0 in best:
            return best[0][1]
        return self._halved(word, own, capitalized)

    def _find_head(self, piece: str) -> str:
        found = self._heads.get(piece)
        if found is None:
            found = self._heads[piece] = self._head(piece, True)
        return found

    def _find_modifier(self, piece: str) -> str:
        found = self._modifiers.get(piece)
        if found is None:
            found = self._modifiers[piece] = self._modifier(piece, False)
        return found

    def _halved(self, word: str, own: str, capitalized: bool) -> tuple[str, ...]:
        """A long word at the beginning or end of a compound whose rest stands nowhere alone: "Integrationsbeauftragte", "Kostentragung"."""
        if not capitalized:
            return self._halved_adjective(word) if _ADJECTIVE.search(word) else ()
        if word.endswith(("igkeit", "lichkeit")) and (split := self._split(word.removesuffix("keit"), own, False)):
            return split
        for end in range(len(word) - LEAST_LETTERS, LONG_LETTERS - 1, -1):
            part = self._modifier(word[:end], True)
            if part in self.nouns and len(part) >= LONG_LETTERS and not word[end:].startswith(_data().endings):
                return (part,)
        for start in range(LEAST_LETTERS, len(word) - LONG_LETTERS + 1):
            part = self._find_head(word[start:])
            if len(part) >= LONG_LETTERS and not self._is_prefixed(word[:start], word[start:]):
                return (part,)
        part = self._modifier(word[:NOUN_LETTERS], True)
        return (part,) if part in self.nouns and self._may_follow(word[NOUN_LETTERS:]) else ()

    def _halved_adjective(self, word: str) -> tuple[str, ...]:
        """A noun and an adjective or participle that stands nowhere alone: "verkehrs-planerische"; in "aus-zu-gleichende" is no Auszug."""
        for end in range(len(word) - LEAST_LETTERS, NOUN_LETTERS - 1, -1):
            part = self._modifier(word[:end], True)
            known = part in self.nouns and len(part) >= NOUN_LETTERS and not part.endswith("zug")
            if known and self._may_follow(word[end:]) and _ADJECTIVE.search(word[end:]):
                return part, _ENDING.sub("", word[end:])
        return ()

    def _may_follow(self, rest: str) -> bool:
        """Whether a rest that stands nowhere alone may be a word behind a noun, and no ending of it."""
        return len(rest) > LEAST_LETTERS and rest[:4] in self.begins and not rest.startswith(_data().endings)

    def _is_prefixed(self, rest: str, head: str) -> bool:
        """Whether what stands before a head ends in its prefix ("Altlastenbe-arbeitung"); -er may end a word too ("Schreiner-arbeiten")."""
        found = {prefix for prefix in _data().beginnings if rest.endswith(prefix)}
        if found == {"er"} and len(rest) > LEAST_LETTERS:
            return f"er{head}" in self.words or stem_word(f"er{head}") in self.stems
        return bool(found)

    def _head(self, piece: str, capitalized: bool) -> str:
        """The word that the last piece of a compound is a form of."""
        data = _data()
        if not capitalized:
            # "klimaneutrale" has an adjective for its head; "teilnehmen" is a verb and no part of it means a thing.
            return self._adjective(piece)
        if len(piece) < LEAST_LETTERS and piece not in data.short:
            return ""
        if piece in self.nouns:
            part = piece
        elif piece.endswith("s") and piece[:-1] in self.nouns:
            part = piece[:-1]
        elif piece.endswith("es") and piece[:-2] in self.nouns:
            part = piece[:-2]
        else:
            part = self.stems.get(stem_word(piece), "")
        return part if part in self.nouns and piece not in data.never else ""

    def _adjective(self, piece: str) -> str:
        base = _ENDING.sub("", piece)
        compared = [base[:-2]] if base.endswith(("er", "st")) and len(base) > 5 else []
        return next((adjective for adjective in (base, f"{base}e", *compared) if self._is_adjective(adjective)), "")

    def _is_adjective(self, word: str) -> bool:
        """Whether the archive has a word as an adjective or participle: verbs have no ending -es or -em, participles have all others."""
        if word in _data().adjectives:
            return True
        if word in self.nouns or len(word) < LEAST_LETTERS:
            return False
        if word in self.words and (f"{word.removesuffix('e')}es" in self.words or f"{word.removesuffix('e')}em" in self.words):
            return True
        if word.endswith("nd") and len(word) > LONG_LETTERS and word[:-1] in self.words and word[:-1] not in self.nouns:
            return True
        return _PARTICIPLE.search(word) is not None and f"{word}e" in self.words and f"{word}en" in self.words

    def _derived(self, part: str) -> tuple[str, ...]:
        """The stem of the noun that an adjective at the end of a compound is derived from: "sprachig" → Sprache."""
        for base in (part.removesuffix(suffix) for suffix in _DERIVED if part.endswith(suffix) and part not in self.nouns):
            for noun in (base, f"{base}e"):
                if noun in self.nouns and len(noun) >= NOUN_LETTERS:
                    return (stem_word(noun),)
        return ()

    def _modifier(self, piece: str, first: bool) -> str:
        """The word that a piece before the last is, with its joint or with its last e dropped."""
        if self._may_modify(piece, first):
            return piece
        for joint in _JOINTS.get(piece[-1], ()):
            if piece.endswith(joint) and self._may_modify(piece[: -len(joint)], first):
                return piece[: -len(joint)]
        long = len(piece) >= LEAST_LETTERS or piece in _data().short
        return f"{piece}e" if long and f"{piece}e" in self.nouns and self._may_modify(f"{piece}e", first) else ""

    def _may_modify(self, word: str, first: bool) -> bool:
        return word in self.words and (first or word not in _data().first)


def learn_lexicon(vocabulary: Mapping[str, WordCount]) -> Lexicon:
    """The lexicon of an archive's folded words. Words of letters only count, and only those of several papers."""
    data = _data()
    words: dict[str, float] = dict.fromkeys((*data.seed, *data.first, *data.adjectives), 2.0)
    nouns = set(data.seed)
    for word, count in vocabulary.items():
        if not word.isalpha() or len(word) > MOST_LETTERS or count.documents < LEAST_DOCUMENTS or word in data.never:
            continue
        if len(word) < LEAST_LETTERS and word not in data.short and word not in data.first:
            continue
        if stem_word(word) in data.never_stems:
            continue
        words[word] = max(words.get(word, 0.0), math.log2(count.documents + 1))
        if count.capitalized >= count.documents * _SURE_DOCUMENTS:
            nouns.add(word)
    stems: dict[str, str] = {}
    for word in sorted(words, key=lambda one: (-words[one], one)):
        stems.setdefault(stem_word(word), word)
    # Four letters tell nearly always that no word begins here; three where a shorter word may be what begins.
    begins = {word[:4] for word in words} | {stem for stem in stems if len(stem) < 4} | {word[:3] for word in words if word[:2] in words}
    return Lexicon(words, nouns, stems, begins)


@dataclass(frozen=True, slots=True)
class _Data:
    short: frozenset[str]
    first: frozenset[str]
    never: frozenset[str]
    never_stems: frozenset[str]
    whole: frozenset[str]
    whole_stems: frozenset[str]
    adjectives: frozenset[str]
    endings: tuple[str, ...]
    beginnings: tuple[str, ...]
    seed: frozenset[str]


@cache
def _data() -> _Data:
    data = tomllib.loads(resources.files("search").joinpath("data/compounds.toml").read_text(encoding="utf-8"))

    def words(section: str, name: str = "words") -> frozenset[str]:
        return frozenset(data[section][name])

    whole, never = words("whole"), frozenset(map(stem_word, words("never", "with_forms")))
    return _Data(
        words("short"), words("first"), words("never"), never, whole, frozenset(map(stem_word, whole)), words("adjectives"),
        tuple(sorted(words("rest", "endings"))), tuple(sorted(words("rest", "beginnings"))), words("seed"),
    )  # fmt: skip
