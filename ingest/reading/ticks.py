"""Tick boxes as characters: which glyphs are boxes, what state they show, and the label that belongs to one.

In page text a box is one character: ☒ yes, ☐ no, ▣ unknown. What is no box for certain (a bullet ■, a lone ✔) stays as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corpus.types import Box, Tick, TickState
from ingest.reading import typed

YES, NO, DOUBTFUL = typed.YES, typed.NO, typed.DOUBTFUL
_STATES: dict[str, TickState] = {YES: "yes", NO: "no", DOUBTFUL: "unknown"}

# Boxes of their own: Unicode symbols, Zapf Dingbats (❏ and kin), Wingdings and Wingdings 2 in the private use area.
EMPTY_BOXES = frozenset("☐□◻❏❐❑❒⬜▢\uf0a8\uf06f\uf071\uf072\uf0a3")
TICKED_BOXES = frozenset("☑☒🗹🗷⊠☓\uf0fe\uf0fd\uf078\uf052\uf051\uf053\uf054")
# Marks that are a ticked box only among empty boxes, bullets or emphasis otherwise.
MARKS = frozenset("✔✓✗✘✕✖\uf0fc\uf0fb\uf050\uf04f")
FILLED = frozenset("■◼⬛\uf06e")
ALL_GLYPHS = EMPTY_BOXES | TICKED_BOXES | MARKS | FILLED

# The same fonts where the text layer gives their codes as Latin letters; the font's name tells.
SYMBOL_FONTS = re.compile(r"wingdings|webdings|dingbats|marlett", re.IGNORECASE)
SYMBOL_LETTERS = {
    "o": NO,
    "q": NO,
    "r": NO,
    "¨": NO,
    "£": NO,
    "x": YES,
    "þ": YES,
    "ý": YES,
    "R": YES,
    "Q": YES,
    "S": YES,
    "T": YES,
    "n": "■",
    "ü": "✔",
    "û": "✗",
    "§": "▪",
    "4": "✔",
    "8": "✗",
}

# Symbol and Wingdings bullets and arrows as text programs write them.
PRIVATE_USE = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "➢",
    "\uf0e0": "→",
    "\uf0e8": "→",
    "\uf0f0": "→",
    "\uf02d": "-",
    "\uf020": " ",
    "\uf0a0": " ",
    "\uf0be": "–",
    "\uf076": "❖",
}

_ANSWER_BEFORE = re.compile(r"(?<![\w-])(?:ja|nein)$", re.IGNORECASE)
_ANSWER_FIRST = re.compile(r"(?:ja|nein)\b", re.IGNORECASE)
_LABEL_END = re.compile(r"[\n\t☒☐▣]| {4,}")
_LABEL_MAX = 80


def has_boxes(text: str) -> bool:
    """Whether the text has glyphs that are boxes for certain."""
    return not (EMPTY_BOXES.isdisjoint(text) and TICKED_BOXES.isdisjoint(text))


def read_glyph(char: str, among_boxes: bool) -> str:
    """The character that stands for a glyph in page text. `among_boxes`: the page has empty or ticked boxes."""
    if char in EMPTY_BOXES:
        return NO
    if char in TICKED_BOXES:
        return YES
    if char in MARKS and among_boxes:
        return YES
    if char in "\uf0fc\uf050":
        return "✔"
    if char in "\uf0fb\uf04f":
        return "✗"
    return "■" if char == "\uf06e" else PRIVATE_USE.get(char, char)


def find_ticks(text: str, boxes: Mapping[int, Box] | None = None, labels: Mapping[int, str] | None = None) -> tuple[Tick, ...]:
    """All tick boxes of a page text with their labels; `boxes` gives where they stand, `labels` those known already, by offset."""
    return tuple(_iter_ticks(text, boxes or {}, labels or {}))


def _iter_ticks(text: str, boxes: Mapping[int, Box], labels: Mapping[int, str]) -> Iterator[Tick]:
    for match in re.finditer(f"[{YES}{NO}{DOUBTFUL}]", text):
        start = match.start()
        label = labels[start] if start in labels else find_label(text, start)
        yield Tick(label, _STATES[match.group()], start, start + 1, boxes.get(start))


def read_loose(text: str) -> tuple[str, dict[int, str]]:
    """The text with every x that stands alone beside Ja and Nein as ☒ or ▣, character for character, and the answers they tick."""
    found = typed.find_loose(text)
    if not found:
        return text, {}
    chars = list(text)
    for start, (glyph, _) in found.items():
        chars[start] = glyph
    return "".join(chars), {start: answer for start, (_, answer) in found.items()}


def find_label(text: str, start: int) -> str:
    """What a box at text[start] ticks: the words after it up to the next box, cell or line; else those before it."""
    if _follows_label(text, start):
        return _before(text, start)
    alone = text[max(text.rfind("\n", 0, start), text.rfind("\t", 0, start)) + 1 : start].strip() == ""
    return _after(text, start) or (alone and _next_cell(text, start)) or _before(text, start)


def _after(text: str, start: int) -> str:
    """The words right after a box, within its cell and line."""
    rest = text[start + 1 : start + 1 + _LABEL_MAX * 2].lstrip(" \u00a0")
    end = _LABEL_END.search(rest)
    return rest[: end.start() if end else _LABEL_MAX].strip(" \u00a0:,;")[:_LABEL_MAX]


def _before(text: str, start: int) -> str:
    """The words right before a box, in its cell or in the cell before it."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    parts = [part.strip(" \u00a0:") for part in re.split(r"[\t☒☐▣]| {4,}", line)]
    label = next((part for part in reversed(parts) if part), "")[-_LABEL_MAX:]
    answer = _ANSWER_BEFORE.search(label)
    return answer.group() if answer else label


def _next_cell(text: str, start: int) -> str:
    """The first filled cell after a box that stands alone in its cell, if it holds no box."""
    end = text.find("\n", start)
    cell = next((part.strip() for part in text[start + 1 : end if end >= 0 else None].split("\t") if part.strip()), "")
    return "" if cell[:1] in _STATES else cell[:_LABEL_MAX]


def _follows_label(text: str, start: int) -> bool:
    """Whether this line puts its boxes behind the labels: "ja ☐ nein ☒", "Stellenplan: ja ☐ nein ☒ (bitte ankreuzen)"."""
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start)
    line = text[begin : end if end >= 0 else len(text)].strip()
    if not line or line[0] in _STATES:
        return False
    if line[-1] in _STATES:
        return "\t" not in line or line.rsplit("\t", 1)[-1].strip() in _STATES
    first, *between, last = [part.strip(" \t\u00a0:,;") for part in re.split(f"[{YES}{NO}{DOUBTFUL}]", line)]
    if not _ANSWER_BEFORE.search(first) or _ANSWER_FIRST.match(last):
        return False
    return all(_ANSWER_FIRST.fullmatch(part) for part in between) if between else last[0] == "(" or ":" in last[:30]
