"""The query language's syntax: a query as typed → nested pieces, words untouched. It reads as whoosh's own parser does.

That parser would be at hand, but to import it takes longer than any other part of a search, and tantivy needs nothing else of whoosh.
As there, operators bind in the order NOT, AND, OR, blank: "a b OR c" is a AND (b OR c). An operator without its parts is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

GROUPS = ("and", "or", "not")
_TEXTS = ("word", "wild", "phrase", "fuzzy")
_NAMED = (*_TEXTS, "range")


class Piece:
    """A part of a query. `kind` is one of GROUPS with its `parts`, or a leaf: word, wild, phrase, fuzzy, range, every.

    `number` are a phrase's slop or a fuzzy word's letters, `bounds` a range's (low, high, low excluded, high excluded). While a query is
    read there are also blanks, brackets, names of fields and operators.
    """

    __slots__ = ("bounds", "field", "kind", "number", "parts", "text")

    def __init__(self, kind: str, text: str = "", parts: list[Piece] | None = None, number: int = 1) -> None:
        self.kind, self.text, self.number = kind, text, number
        self.field: str | None = None
        self.parts: list[Piece] = [] if parts is None else parts
        self.bounds: tuple[str, str, bool, bool] = ("", "", False, False)


def parse_syntax(text: str) -> Piece:
    """The query as one group."""
    group = _nest(_find_pieces(text))
    for step in (_find_fuzzy, _join_wildcards, _give_names, _drop_blanks, _join_operators):
        step(group)
    return group


@cache
def _pattern() -> re.Pattern[str]:
    parts = (
        r"(?P<every>\*:\*)",
        r"(?P<wild>[*?\u055e\u061f\u1367])",
        r"(?P<name>\w+):",
        r'"(?P<phrase>.*?)"(?:~(?P<slop>[1-9][0-9]*))?',
        r"(?P<open>\()|(?P<close>\))",
        r"(?P<near>(?<=\S)~(?P<letters>[0-9])?(?:/[1-9][0-9]*)?)",
        r"(?P<not>(?:^|(?<=[\s()]))(?:NOT|NICHT)(?=\s))",
        r"(?P<and>(?<=\s)(?:AND|UND)(?=\s))",
        r"(?P<or>(?<=\s)(?:OR|ODER)(?=\s))",
        r"(?P<range>(?P<opened>[{\[])(?P<low>'[^']*?'\s+|[^\]}]+?(?=\b[Tt][Oo]\b))?\b[Tt][Oo]\b(?P<high>\s+'[^']*?'|[^\]}]+?)?(?P<closed>[}\]]))",
        r"(?P<blank>\s+)",
    )
    return re.compile("|".join(parts))


def _find_pieces(text: str) -> Iterator[Piece]:
    at = 0
    for match in _pattern().finditer(text):
        if at < match.start():
            yield Piece("word", text[at : match.start()])
        at = match.end()
        kind = "phrase" if match["phrase"] is not None else str(match.lastgroup)
        piece = Piece(kind, match[0])
        if kind == "phrase":
            piece.text, piece.number = match["phrase"], int(match["slop"] or 1)
        elif kind == "name":
            piece.field = match["name"]
        elif kind == "near":
            piece.number = int(match["letters"] or 1)
        elif kind == "range":
            low, high = (match["low"] or "").rstrip(), (match["high"] or "").lstrip()
            piece.bounds = (_unquote(low), _unquote(high), match["opened"] == "{", match["closed"] == "}")
        yield piece
    if at < len(text):
        yield Piece("word", text[at:])


def _unquote(bound: str) -> str:
    return bound[1:-1] if bound.startswith("'") and bound.endswith("'") else bound


def _nest(pieces: Iterator[Piece]) -> Piece:
    """Brackets become groups."""
    stack = [Piece("and")]
    for piece in pieces:
        if piece.kind == "open":
            stack.append(Piece("and"))
        elif piece.kind != "close":
            stack[-1].parts.append(piece)
        elif len(stack) > 1:
            last = stack.pop()
            stack[-1].parts.append(last)
    for left_open in stack[1:]:
        stack[0].parts.extend(left_open.parts)
    return stack[0]


def _is_group(piece: Piece) -> bool:
    """Whether brackets made the piece, or an operator with its parts: an operator alone has none."""
    return piece.kind in GROUPS and not piece.text


def _find_fuzzy(group: Piece) -> None:
    """A word and the ~ behind it become one; a ~ elsewhere is a word."""
    parts: list[Piece] = []
    for piece in group.parts:
        if _is_group(piece):
            _find_fuzzy(piece)
        elif piece.kind == "near" and parts and parts[-1].kind == "word" and parts[-1].number == 1:
            parts[-1].kind, parts[-1].number = "fuzzy", piece.number
            continue
        elif piece.kind == "near":
            piece.kind, piece.number = "word", 0  # no word that another ~ may follow
        parts.append(piece)
    group.parts = parts


def _join_wildcards(group: Piece) -> None:
    """ "f", "?", "rderung" become one."""
    parts: list[Piece] = []
    rest = group.parts[::-1]
    while rest:
        piece = rest.pop()
        if _is_group(piece):
            _join_wildcards(piece)
        elif piece.kind == "wild":
            while rest and rest[-1].kind == "wild":
                piece.text += rest.pop().text
            if rest and rest[-1].kind in _TEXTS:
                piece.text += rest.pop().text
            if parts and parts[-1].kind in _TEXTS:
                piece.text = parts.pop().text + piece.text
        parts.append(piece)
    group.parts = parts


def _give_names(group: Piece) -> None:
    """The name of a field goes to what stands right behind it; a name without anything is a word."""
    parts: list[Piece] = []
    rest = list(group.parts)
    while rest:
        piece = rest.pop()
        if piece.kind == "name":
            piece = Piece("word", piece.text)
        elif _is_group(piece):
            _give_names(piece)
        if rest and piece.kind != "blank" and rest[-1].kind == "name":
            _set_field(piece, rest.pop().field)
        parts.append(piece)
    group.parts = parts[::-1]


def _set_field(piece: Piece, field: str | None) -> None:
    if piece.kind in _NAMED and piece.field is None:
        piece.field = field
    for part in piece.parts:
        _set_field(part, field)


def _drop_blanks(group: Piece) -> None:
    group.parts = [piece for piece in group.parts if piece.kind != "blank"]
    for piece in group.parts:
        _drop_blanks(piece)


def _join_operators(group: Piece) -> None:
    parts = group.parts
    for kind in ("not", "and", "or"):
        at = 0
        while at < len(parts):
            if parts[at].kind != kind or not parts[at].text:
                at += 1
            elif kind == "not":
                parts[at : at + 2] = [Piece(kind, parts=parts[at + 1 : at + 2])] if at + 1 < len(parts) else []
            elif not 0 < at < len(parts) - 1:
                del parts[at]
            elif parts[at - 1].kind == kind and not parts[at - 1].text:
                parts[at - 1].parts.append(parts[at + 1])
                del parts[at : at + 2]
            else:
                parts[at - 1 : at + 2] = [Piece(kind, parts=[parts[at - 1], parts[at + 1]])]
    for piece in parts:
        if _is_group(piece):
            _join_operators(piece)
