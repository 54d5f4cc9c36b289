"""A user's query → a whoosh query: whoosh's own parser reads the syntax, our German analysis the words.

The parser runs without a schema, so that its tree still has the words as typed; then every word, phrase and pattern is
put into the terms that the index holds. What must be marked in a found text is noted on the way.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import Any

import whoosh.matching
import whoosh.qparser
import whoosh.query

from corpus.errors import QueryError
from search.engines.base import Wanted
from search.german import find_tokens, fold, umlaut_variants

# whoosh3 has partial types and whoosh-reloaded none: to the type checker both are untyped.
wq: Any = whoosh.query
qparser: Any = whoosh.qparser
NullMatcher: Any = vars(whoosh.matching)["NullMatcher"]

TEXT, WORD, TITLE = "text", "word", "title"
# What users type before the colon, and the index field it means.
FIELDS = {
    "titel": TITLE,
    "title": TITLE,
    "nummer": "reference",
    "reference": "reference",
    "kreis": "body",
    "body": "body",
    "land": "land_name",
    "jahr": "year",
    "year": "year",
    "feld": "field",
    "field": "field",
    "typ": "paper_type",
    "type": "paper_type",
}
_NAMED = "titel, nummer, kreis, land, jahr, feld, typ"
_MAX_EXPANDED = 20_000  # words of one segment that one pattern may stand for


class ArrayOr(wq.Or):  # type: ignore[misc]
    """An OR that loads its documents into an array: above 5,000 documents whoosh would walk a tree, ten times slower."""

    matcher_type = wq.Or.ARRAY_MATCHER


class _WordPattern:
    """Matches documents with any word of a pattern: whoosh's own way, but joined by `ArrayOr`. `searcher` is that of one segment."""

    def matcher(self: Any, searcher: Any, context: Any = None) -> Any:
        reader = searcher.reader()
        known = self.__dict__.setdefault("_words_of", {})  # whoosh asks twice: for the ranking and for the count
        words = known.get(id(reader)) or known.setdefault(id(reader), [word for word in self._btexts(reader) if word])
        if len(words) > _MAX_EXPANDED:
            raise QueryError(f"the pattern {self.text} stands for more than {_MAX_EXPANDED} words; give more letters")
        if not words:
            return NullMatcher()
        # Every document scores the same: more of the words would only mean a longer document.
        found = ArrayOr([wq.Term(self.fieldname, word) for word in words])
        return wq.ConstantScoreQuery(found, 1.0).matcher(searcher, context)


class WordPrefix(_WordPattern, wq.Prefix):  # type: ignore[misc]
    """ "foerder*"."""


class WordWildcard(_WordPattern, wq.Wildcard):  # type: ignore[misc]
    """ "*foerder*"."""

    def normalize(self) -> Any:  # whoosh would make a plain Prefix of "a*"
        return self


@dataclass
class _Marks:
    stems: set[str] = field(default_factory=set)
    patterns: list[str] = field(default_factory=list)
    phrases: list[tuple[tuple[str, int], ...]] = field(default_factory=list)
    words: set[str] = field(default_factory=set)

    def wanted(self) -> Wanted:
        return Wanted(frozenset(self.stems), tuple(self.patterns), tuple(self.phrases), frozenset(self.words))


def parse_query(text: str) -> tuple[Any, Wanted]:
    """The whoosh query and what to mark. Raises QueryError in one line that says what cannot be read."""
    _check_balance(text)
    text = re.sub(r"\b(feld|field):(\w+):(\w+)", r'\1:"\2:\3"', text)  # a taxonomy id has a colon of its own
    if text.strip() == "*":
        return wq.Every(), Wanted()
    tree = qparser.QueryParser(TEXT, None, plugins=_plugins()).parse(text, normalize=False)
    marks = _Marks()
    found = _translate(tree, marks, True)
    if found is None or found == wq.NullQuery:
        raise QueryError(f"nothing to search for in: {text.strip() or 'an empty query'} (only words like 'der' or signs)")
    return found.normalize(), marks.wanted()


def _plugins() -> list[Any]:
    """What of whoosh's syntax we offer, with German operators too; no boosts, fuzzy words and + - signs, which papers' wording hits."""
    names = qparser.plugins
    operators = names.OperatorsPlugin(
        And=r"(?<=\s)(AND|UND)(?=\s)",
        Or=r"(?<=\s)(OR|ODER)(?=\s)",
        Not=r"(^|(?<=(\s|[()])))(NOT|NICHT)(?=\s)",
        AndNot=None,
        AndMaybe=None,
        Require=None,
    )
    plain = (names.WildcardPlugin, names.FieldsPlugin, names.PhrasePlugin, names.RangePlugin, names.GroupPlugin, names.EveryPlugin)
    return [*(plugin() for plugin in plain), operators]


def _check_balance(text: str) -> None:
    if text.count('"') % 2:
        raise QueryError(f"a quotation mark is not closed in: {text}")
    outside = re.sub(r'"[^"]*"', "", text)
    depth = 0
    for sign in outside:
        depth += (sign == "(") - (sign == ")")
        if depth < 0:
            break
    if depth:
        raise QueryError(f"the round brackets do not pair in: {text}")


def _translate(node: Any, marks: _Marks, positive: bool) -> Any | None:
    """The node in terms of the index; None where nothing of it can be searched (stop words, signs)."""
    kept = marks if positive else _Marks()
    if isinstance(node, wq.Not):
        inner = _translate(node.query, marks, not positive)
        return wq.Not(inner) if inner is not None else None
    if isinstance(node, wq.CompoundQuery):
        parts = [part for part in (_translate(sub, marks, positive) for sub in node.subqueries) if part is not None]
        if not parts:
            return None
        return ArrayOr(parts) if isinstance(node, wq.Or) else wq.And(parts)
    if isinstance(node, wq.Every):
        return wq.Every()
    if isinstance(node, wq.TermRange):
        return _translate_range(node)
    if isinstance(node, wq.Phrase):
        return _translate_words(node.fieldname, " ".join(node.words), kept, quoted=True, slop=node.slop)
    if isinstance(node, (wq.Wildcard, wq.Prefix)):
        return _translate_pattern(node.fieldname, node.text + ("*" if isinstance(node, wq.Prefix) else ""), kept)
    if isinstance(node, wq.Term):
        return _translate_words(node.fieldname, str(node.text), kept, quoted=False)
    return None


def _index_field(name: str | None) -> str:
    if name in (None, TEXT):
        return TEXT
    known = FIELDS.get(str(name).lower())
    if known is None:
        raise QueryError(f"no field is called {name!r}; there are {_NAMED}; put words with a colon into quotation marks")
    return known


def _translate_words(name: str | None, text: str, marks: _Marks, *, quoted: bool, slop: int = 1) -> Any | None:
    index_field = _index_field(name)
    if index_field == "year":
        return wq.Term("year", str(_read_year(text)))
    if index_field == "reference":
        return wq.Term("reference", fold_reference(text))
    if index_field == "field":
        return wq.Term("field", fold(text.strip()))
    tokens = [token for token in find_tokens(text) if token.stem]
    if not tokens:
        return None
    if len(tokens) == 1:
        return _one_word(index_field, tokens[0].word, tokens[0].stem, marks, quoted)
    first = tokens[0].position
    places = tuple((token.stem, token.position - first) for token in tokens)
    if index_field == TEXT:
        marks.phrases.append(places)
    # Stop words are not in the index but leave their place free: the widest gap is what whoosh must allow everywhere.
    gaps = [after - before for (_, before), (_, after) in itertools.pairwise(places)]
    return wq.Phrase(index_field, [stem for stem, _ in places], slop=max(slop, *gaps))


def _one_word(index_field: str, word: str, stem: str, marks: _Marks, quoted: bool) -> Any:
    variants = (stem,) if quoted else (stem, *umlaut_variants(word, stem))
    if index_field == TEXT:
        marks.stems.update(variants)
        marks.words.add(word)
    terms = [wq.Term(index_field, variant) for variant in variants]
    return terms[0] if len(terms) == 1 else ArrayOr(terms)


def _translate_pattern(name: str | None, text: str, marks: _Marks) -> Any:
    index_field = _index_field(name)
    if index_field == "year":
        raise QueryError(f"a year cannot have a * in it: {text}; write jahr:[2018 TO 2020]")
    pattern = fold(text)
    if not re.search(r"\w", pattern):
        raise QueryError(f"a pattern needs at least one letter: {text}")
    if index_field == TEXT:
        marks.patterns.append(pattern)
    target = {TEXT: WORD, TITLE: "title_word", "body": "body_word"}.get(index_field, index_field)
    prefix = pattern[:-1]
    return WordPrefix(target, prefix) if pattern.endswith("*") and not re.search(r"[*?\[]", prefix) else WordWildcard(target, pattern)


def _translate_range(node: Any) -> Any:
    if _index_field(node.fieldname) != "year":
        raise QueryError("a range can be given for years only: jahr:[2018 TO 2020]")
    low, high = (_read_year(str(bound)) if bound else None for bound in (node.start, node.end))
    return wq.NumericRange("year", low, high, startexcl=node.startexcl, endexcl=node.endexcl)


def _read_year(text: str) -> int:
    if not re.fullmatch(r"\d{4}", text.strip()):
        raise QueryError(f"{text!r} is not a year; write jahr:2018 or jahr:[2018 TO 2020]")
    return int(text)


def fold_reference(text: str) -> str:
    """A paper's number as it is compared: folded, without spaces."""
    return "".join(fold(text).split())
