"""A user's query → a tree: `search.engines.syntax` reads the syntax, our German analysis the words.

What people write for figures and years ("betrag:>=10.000", "jahr:2018..2020", "betrag:jährlich") is put into the range syntax first.
"""

from __future__ import annotations

import re
from typing import cast

from corpus.errors import QueryError
from corpus.lands import expand_code
from corpus.nearby import did_you_mean
from search.engines.base import Wanted, fold_reference
from search.engines.checks import check_named, check_operators, check_slop, describe_place, mask_quoted
from search.engines.syntax import GROUPS, Piece, parse_syntax
from search.engines.tree import (
    And,
    AnyWord,
    Every,
    Exact,
    Fuzzy,
    KeyField,
    Node,
    Not,
    NumberField,
    Or,
    Pattern,
    Phrase,
    Span,
    TextField,
    Word,
    find_positive,
)
from search.german import find_tokens, fold, umlaut_variants
from search.places import parse_number

TEXT = "text"
# What users type before the colon, and the index field it means.
FIELDS = {
    "text": TEXT,
    "titel": "title", "title": "title",
    "nummer": "reference", "reference": "reference",
    "kreis": "body", "body": "body",
    "land": "land_name",
    "jahr": "year", "year": "year",
    "feld": "field", "field": "field",
    "gremium": "committee", "committee": "committee",
    "typ": "paper_type", "type": "paper_type",
    "betrag": "amount", "amount": "amount",
    "vzae": "vzae", "vzä": "vzae", "stellen": "vzae",
}  # fmt: skip
_NAMED = ("titel", "nummer", "kreis", "land", "jahr", "feld", "gremium", "typ", "betrag", "vzae")
_LONGEST = 10_000  # signs of a query: its patterns take time by the square of what they find unclosed
_DEEPEST = 50  # round brackets within each other: a query is read and answered by recursion
_NUMBERS = ("year", "amount", "vzae")
_KEYS = ("reference", "field")
_RECURRENCES = {"einmalig": "once", "once": "once", "jaehrlich": "yearly", "yearly": "yearly", "monatlich": "monthly", "monthly": "monthly"}
_SIGNS = {">=": "[{} TO]", ">": "{{{} TO]", "<=": "[TO {}]", "<": "[TO {}}}", "=": "[{0} TO {0}]", "": "[{0} TO {0}]"}
_NUMERIC = "|".join(name for name, target in FIELDS.items() if target in _NUMBERS)


def parse_query(text: str) -> tuple[Node, Wanted]:
    """The tree and what to mark in a found text. Raises QueryError in one line that says what cannot be read, where, and what is meant."""
    if text.strip() in ("", "*"):
        return Every(), Wanted()
    if len(text) > _LONGEST:
        raise QueryError(f"a query may have {_LONGEST} characters; this one has {len(text)}: {text[:40]}…")
    _check_balance(text)
    check_slop(text)
    check_operators(text)
    if ":" in text:
        _check_fields(text)
        check_named(text, FIELDS)
        _check_ranges(text)
    found = _translate(parse_syntax(_plain_syntax(text)))
    if found is None:
        raise QueryError(f"nothing to search for in: {text.strip()} (only words like 'der' or signs)")
    return found, wanted_of(found)


def wanted_of(tree: Node) -> Wanted:
    """What of a tree is marked in a found document's text."""
    stems: set[str] = set()
    words: set[str] = set()
    more: set[str] = set()
    patterns: list[str] = []
    phrases: list[tuple[tuple[str, int], ...]] = []
    for leaf in find_positive(tree):
        if getattr(leaf, "field", "") != TEXT:
            continue
        if isinstance(leaf, Word):
            stems.update(leaf.stems)
            words.add(leaf.word)
            for group in leaf.more:
                stems.update(group.stems)
                more.update(group.words)
        elif isinstance(leaf, Pattern):
            patterns.append(leaf.pattern)
        elif isinstance(leaf, Phrase):
            phrases.append(leaf.places)
        elif isinstance(leaf, AnyWord):
            patterns.extend(leaf.words)
        elif isinstance(leaf, Fuzzy):
            patterns.append(leaf.word)
    return Wanted(frozenset(stems), tuple(patterns), tuple(phrases), frozenset(words), frozenset(more))


def _check_balance(text: str) -> None:
    if text.count('"') % 2:
        raise QueryError(f"a quotation mark is not closed in: {text} (character {text.rindex(chr(34)) + 1})")
    depth, opened = 0, 0
    for place, sign in enumerate(re.sub(r'"[^"]*"', lambda found: "_" * len(found[0]), text)):
        if sign == "(":
            depth, opened = depth + 1, place if not depth else opened
        elif sign == ")":
            depth -= 1
        if depth > _DEEPEST:
            raise QueryError(f"more than {_DEEPEST} round brackets stand within each other (character {place + 1})")
        if depth < 0:
            raise QueryError(f"the round brackets do not pair in: {text} (character {place + 1} closes what is not open)")
    if depth:
        raise QueryError(f"the round brackets do not pair in: {text} (the one at character {opened + 1} is not closed)")


def _check_fields(text: str) -> None:
    """A name before a colon that is no field is more often a typo than meant: the error points at it."""
    outside = re.sub(r'"[^"]*"', lambda found: "_" * len(found[0]), text)
    for found in re.finditer(r"(?<![\w:])([^\W\d]\w*):(?=\S)", outside):
        if found[1].lower() not in FIELDS:
            meant = did_you_mean(found[1].lower(), {name: f"{name}:" for name in _NAMED})
            hint = meant or f"there are {', '.join(_NAMED)}."
            where = f"character {found.start() + 1}"
            raise QueryError(f"no field is called {found[1]!r} ({where}); {hint} Put words with a colon into quotation marks")


def _check_ranges(text: str) -> None:
    """A range that ends before it begins finds nothing, and is a slip."""
    low, high = r"(\d[\d.,]*?)", r"(\d[\d.,]*)"
    ranges = rf"(?i)\b({_NUMERIC}):(?:{low}\.\.{high}|[\[{{]{low} TO {high}[\]}}])"
    for found in re.finditer(ranges, mask_quoted(text)):
        low, high = found[2] or found[4], found[3] or found[5]
        kind = cast(NumberField, _field(found[1]))
        if read_number(kind, low) > read_number(kind, high):
            where = describe_place(found.start(), found[0], text)
            raise QueryError(f"{where} ends before it begins; write {found[1]}:{high}..{low}")


def _plain_syntax(text: str) -> str:
    """Our short forms in the parser's own syntax; what stands in quotation marks is left alone."""
    if ":" not in text:
        return text
    parts = re.split(r'("[^"]*")', text)
    return "".join(part if number % 2 else _plain_part(part) for number, part in enumerate(parts))


def _plain_part(text: str) -> str:
    text = re.sub(r"\b(feld|field):(\w+):(\w+)", r'\1:"\2:\3"', text)  # a taxonomy id has a colon of its own
    number = r"(?:\d[\d.,]*)"
    text = re.sub(
        rf"\b({_NUMERIC}):({number})?\.\.({number})?",
        lambda found: f"{found[1]}:[{found[2] or ''} TO {found[3] or ''}]" if found[2] or found[3] else found[0],
        text,
        flags=re.IGNORECASE,
    )
    return re.sub(
        rf"\b({_NUMERIC}):(>=|<=|>|<|=)\s*({number})",
        lambda found: f"{found[1]}:{_SIGNS[found[2]].format(found[3].rstrip('.,'))}",
        text,
        flags=re.IGNORECASE,
    )


def _translate(piece: Piece) -> Node | None:
    """The piece in our terms; None where nothing of it can be searched (stop words, signs)."""
    if piece.kind in GROUPS:
        parts = tuple(part for part in map(_translate, piece.parts) if part is not None)
        if piece.kind == "not":
            return Not(parts[0]) if parts else None
        if len(parts) < 2:
            return parts[0] if parts else None
        return Or(parts) if piece.kind == "or" else And(parts)
    if piece.kind == "every":
        return Every()
    if piece.kind == "range":
        return _translate_range(piece)
    if piece.kind == "wild":
        return _translate_pattern(piece.field, piece.text)
    if piece.kind == "fuzzy":
        return _translate_fuzzy(piece)
    if piece.kind == "phrase":
        return _translate_words(piece.field, " ".join(piece.text.split()), quoted=True, slop=piece.number)
    return _translate_words(piece.field, piece.text, quoted=False)


def _field(name: str | None) -> str:
    known = FIELDS.get(str(name or TEXT).lower())
    if known is None:
        raise QueryError(f"no field is called {name!r}; there are {', '.join(_NAMED)}; put words with a colon into quotation marks")
    return known


def _translate_words(name: str | None, text: str, *, quoted: bool, slop: int = 1) -> Node | None:
    field = _field(name)
    if field in _NUMBERS:
        return _translate_number(cast(NumberField, field), text)
    if field in _KEYS:
        return Exact(cast(KeyField, field), fold_reference(text) if field == "reference" else fold(text.strip()))
    if field == "land_name":
        text = expand_code(text) or text
    tokens = [token for token in find_tokens(text) if token.stem]
    if not tokens:
        return None
    kind = cast(TextField, field)
    if len(tokens) == 1:
        word, stem = tokens[0].word, tokens[0].stem
        return Word(kind, word, (stem,) if quoted else (stem, *umlaut_variants(word, stem)), quoted)
    first = tokens[0].position
    return Phrase(kind, tuple((token.stem, token.position - first) for token in tokens), slop)


def _translate_number(field: NumberField, text: str) -> Node:
    word = fold(text.strip())
    if field == "amount" and word in _RECURRENCES:
        return Exact("recurrence", _RECURRENCES[word])
    value = read_number(field, text)
    return Span(field, value, value)


def _translate_pattern(name: str | None, text: str) -> Node:
    field = _field(name)
    if field in _NUMBERS:
        raise QueryError(f"a number cannot have a * in it: {text}; write jahr:2018..2020 or betrag:>=10000")
    pattern = fold(text)
    if not re.search(r"\w", pattern):
        raise QueryError(f"a pattern needs at least one letter: {text}")
    return Pattern(cast(TextField, field), pattern)


def _translate_fuzzy(piece: Piece) -> Node | None:
    field = _field(piece.field)
    tokens = [token for token in find_tokens(piece.text) if token.stem]
    if field in _NUMBERS or field in _KEYS or len(tokens) != 1:
        raise QueryError(f"~ stands behind a single word of the text: Sprachmitler~, not {piece.text}~")
    return Fuzzy(cast(TextField, field), tokens[0].word, max(1, min(2, piece.number)))


def _translate_range(piece: Piece) -> Node:
    field = _field(piece.field)
    if field not in _NUMBERS:
        raise QueryError("a range can be given for years and figures only: jahr:2018..2020, betrag:10000..50000, vzae:>=1")
    kind = cast(NumberField, field)
    first, last, without_first, without_last = piece.bounds
    low, high = (read_number(kind, bound) if bound else None for bound in (first, last))
    if low is not None and without_first:
        low += 1
    if high is not None and without_last:
        high -= 1
    return Span(kind, low, high)


def read_number(field: NumberField, text: str) -> int:
    """A year, or a sum in cents, or posts in hundredths: "10.000" is ten thousand, "0,5" and "0.5" a half."""
    plain = text.strip()
    if field == "year":
        if not re.fullmatch(r"\d{4}", plain):
            raise QueryError(f"{plain!r} is not a year; write jahr:2018 or jahr:2018..2020")
        return int(plain)
    if not re.fullmatch(r"[\d.,]+", plain):
        example = "betrag:>=10000 or betrag:jährlich" if field == "amount" else "vzae:>=0,5"
        raise QueryError(f"{plain!r} is not a number; write {example}")
    return parse_number(plain)
