"""Tick boxes as characters: which glyphs are boxes, what state they show, and the label that belongs to one.

In page text a box is one character: ☒ yes, ☐ no, ▣ unknown. What is no box for certain (a bullet ■, a lone ✔) stays as printed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from corpus.types import Box, Tick, TickState

YES, NO, DOUBTFUL = "☒", "☐", "▣"
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

# Boxes written with brackets: "[x] ja [ ] nein". Round ones only in pairs: "(x) ja ( ) nein".
BRACKETS = re.compile(r"(?<![\w\])])\[(?P<mark>[xX✓✔ _\u00a0]?)\](?=[ \t\u00a0]*\w)")
_ROUND = re.compile(r"(?<![\w)])\((?P<mark>[xX ])\)(?=[ \t\u00a0]*\w)")

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


def find_brackets(text: str) -> list[tuple[int, int, str]]:
    """Boxes written with brackets, as edits (start, end, ☒ or ☐)."""
    edits = [(match.start(), match.end(), _read_mark(match)) for match in BRACKETS.finditer(text)]
    if "( )" in text:
        found = [match for line in re.finditer(r".*\( \).*", text) for match in _ROUND.finditer(text, line.start(), line.end())]
        edits += [(match.start(), match.end(), _read_mark(match)) for match in found]
    return sorted(edits)


def _read_mark(match: re.Match[str]) -> str:
    return YES if match["mark"].strip("_ \u00a0") else NO


def find_ticks(text: str, boxes: Mapping[int, Box] | None = None) -> tuple[Tick, ...]:
    """All tick boxes of a page text with their labels; `boxes` gives where they stand, by offset."""
    return tuple(_iter_ticks(text, boxes or {}))


def _iter_ticks(text: str, boxes: Mapping[int, Box]) -> Iterator[Tick]:
    for match in re.finditer(f"[{YES}{NO}{DOUBTFUL}]", text):
        start = match.start()
        yield Tick(find_label(text, start), _STATES[match.group()], start, start + 1, boxes.get(start))


def find_label(text: str, start: int) -> str:
    """What a box at text[start] ticks: the words after it up to the next box, cell or line; else those before it."""
    if _follows_label(text, start):
        return _before(text, start)
    return _after(text, start) or _before(text, start) or _next_cell(text, start)


def _after(text: str, start: int) -> str:
    """The words right after a box, within its cell and line."""
    rest = text[start + 1 : start + 1 + _LABEL_MAX * 2].lstrip(" \u00a0")
    end = _LABEL_END.search(rest)
    return rest[: end.start() if end else _LABEL_MAX].strip(" \u00a0:,;")[:_LABEL_MAX]


def _before(text: str, start: int) -> str:
    """The words right before a box, in its cell or in the cell before it."""
    line = text[text.rfind("\n", 0, start) + 1 : start]
    parts = [part.strip(" \u00a0:") for part in re.split(r"[\t☒☐▣]| {4,}", line)]
    return next((part for part in reversed(parts) if part), "")[-_LABEL_MAX:]


def _next_cell(text: str, start: int) -> str:
    """The first filled cell after a box that stands alone at the start of its line."""
    end = text.find("\n", start)
    return next((part.strip() for part in text[start + 1 : end if end >= 0 else None].split("\t") if part.strip()), "")[:_LABEL_MAX]


def _follows_label(text: str, start: int) -> bool:
    """Whether this line puts its boxes behind the labels: "ja ☐ nein ☒"."""
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start)
    line = text[begin : end if end >= 0 else len(text)].strip()
    if not line or line[-1] not in _STATES or line[0] in _STATES:
        return False
    return "\t" not in line or line.rsplit("\t", 1)[-1].strip() in _STATES
