"""What is wrong with a query before it is read: each mistake one line that points at its place and says what is meant."""

from __future__ import annotations

import re
from collections.abc import Collection

from corpus.errors import QueryError

_JOINING = ("AND", "OR", "UND", "ODER")
_NEGATING = ("NOT", "NICHT")
_EXAMPLES = {"jahr": "jahr:2018..2020", "year": "year:2018..2020", "betrag": "betrag:>=10000", "amount": "amount:>=10000",
             "vzae": "vzae:>=0,5", "vzä": "vzae:>=0,5", "stellen": "stellen:>=0,5"}  # fmt: skip


def mask_quoted(text: str) -> str:
    """The query with signs of no meaning in place of each phrase, as long as it."""
    return re.sub(r'"[^"]*"', lambda found: "_" * len(found[0]), text)


def check_operators(text: str) -> None:
    """Every AND, OR and NOT in capitals has what it joins or leaves out; a word in small letters is a word."""
    tokens = list(re.finditer(r"[()]|[^\s()]+", mask_quoted(text)))
    words = ["(", *(token[0] for token in tokens), ")"]
    for number, token in enumerate(tokens, 1):
        before, word, after = words[number - 1 : number + 2]
        if word not in (*_JOINING, *_NEGATING):
            continue
        lacking = after == ")" or after in _JOINING
        if word in _JOINING:
            lacking = lacking or before == "(" or before in (*_JOINING, *_NEGATING)
        if lacking:
            does = "leaves out" if word in _NEGATING else "joins"
            raise QueryError(f'{_at(token.start(), word, text)} {does} nothing; write Integration {word} Radwege; the word: "{word}"')
        if not (text[token.end()].isspace() and (word in _NEGATING or text[token.start() - 1].isspace())):
            raise QueryError(f"{_at(token.start(), word, text)} needs a blank before and behind it")


def check_named(text: str, fields: Collection[str]) -> None:
    """A field has what is looked for right behind its colon; "Land: Niedersachsen", as papers write, is words."""
    for found in re.finditer(r"(?<![\w:])([^\W\d]\w*):(?=\s|\)|$)", mask_quoted(text)):
        name, rest = found[1], text[found.end() :].strip()
        if name.lower() in fields and (not rest or rest.startswith(")") or name.islower()):
            example = _EXAMPLES.get(name.lower()) or (f"{name}:{rest.split()[0]}" if rest and rest[0] not in "()" else f"{name}:WORD")
            raise QueryError(f"{_at(found.start(), found[0], text)} has nothing right behind it; write {example}")


def check_slop(text: str) -> None:
    """A number of words stands behind the ~ of a phrase."""
    for found in re.finditer(r'("[^"]*")~(?![1-9])\S*', text):
        raise QueryError(f"{_at(found.start(), found[0], text)}: behind ~ goes how many words further the next may stand: {found[1]}~4")


def describe_place(start: int, part: str, text: str) -> str:
    """A part of a query and where it stands."""
    where = "" if part == text.strip() else f" of {text.strip()}"
    return f"{part} (character {start + 1}{where})"


_at = describe_place


def find_hints(text: str) -> tuple[str, ...]:
    """What may be meant otherwise than it is read: "-word" does not leave out, since "Mittler und -mittlerinnen" is German."""
    found = re.finditer(r"(?i)(?<!\bund )(?<!\boder )(?<!\bbzw\. )(?<![^\s(])-([^\W\d_]\w*)", mask_quoted(text))
    return tuple(f"-{match[1]} (character {match.start() + 1}) looks for the word; to leave it out write NOT {match[1]}" for match in found)
