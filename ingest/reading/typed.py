"""Tick boxes made of what keyboards and plain fonts have: brackets, underscores, circles, and an x beside Ja or Nein."""

from __future__ import annotations

import re
from collections.abc import Iterator

YES, NO, DOUBTFUL = "☒", "☐", "▣"  # the same as in ticks
FIRSTS = frozenset("[(_○◯●◉⦿■◼⬛")  # characters that begin such a box
Edit = tuple[int, int, str]

_OPTION = r"(?:ja|nein|entfällt|keine?|vorhanden|(?:nicht-?\s?)?öffentlich|einmalig|laufend|dauerhaft)"
# "[x] ja [ ] nein", "[ x ]ja []nein", "Ja [x] Nein [ ]" where the last one ends its line
_SQUARE = re.compile(
    r"(?<![\w\])])\[(?P<mark>[ _\u00a0]{0,3}[xX✓✔]?[ _\u00a0]{0,3})\]"
    r"(?=(?P<label>[ \t\u00a0]*\w)|(?P<end>[ \t\u00a0]*(?:[.,;:)]?[ \t\u00a0]*(?:\n|\Z)|\()))?"
)
# "( x ) ja (  ) nein": only in lines that have an empty pair, since "(x)" may name anything
_ROUND = re.compile(r"(?<![\w)])\((?P<mark>[ _\u00a0]{0,3}[xX✓✔]?[ _\u00a0]{0,3})\)")
_EMPTY_ROUND = re.compile(r"(?<![\w)])\([ _\u00a0]{1,3}\)")
# "_x_ ja ___ nein"
_UNDERSCORED = re.compile(r"(?<![\w_])_{1,4}[ ]?(?P<mark>[xX✓✔])[ ]?_{1,4}(?![\w_])")
_BLANK = re.compile(rf"(?<![\w_])_{{1,6}}(?=[ \u00a0]{{0,2}}{_OPTION}\b)", re.IGNORECASE)
# "● öffentlich ○ nichtöffentlich"
_CIRCLE = re.compile("[○◯●◉⦿🔘](?=[ \t\u00a0]*\\w)")
# "■ öffentlich ☐ nichtöffentlich", not the bullet of "■ Auswirkungen: ☐ ja ☐ nein"
_FILLED = re.compile(r"[■◼⬛](?=[ \u00a0]*[^\W\d_][^:\n■☐]{0,30}☐)|(?<=☐)(?P<label>[^:\n■☐]{1,30})(?P<box>[■◼⬛])")
_LOOSE = re.compile(r"(?<![\w.,/-])(?:(?:[xX]|ja|nein|Ja|Nein|JA|NEIN)(?![\w-])[\s\u00a0]{0,40}){3,9}")
_ANSWER = re.compile(r"\w+")


def find_typed(text: str, round_too: bool | None = None) -> list[Edit]:
    """Boxes made of several or doubtful characters, as edits (start, end, ☒ ☐ or ▣), in order.

    `round_too` tells whether "(x)" is a box; by default it is where its line has an empty one, "( )".
    """
    edits: list[Edit] = []
    if "[" in text:
        edits += _find_square(text)
    if "(" in text:
        edits += _find_round(text, round_too)
    if "_" in text:
        edits += _find_underscored(text)
    if not set("○◯").isdisjoint(text):
        edits += _find_circles(text)
    if "☐" in text and "☒" not in text and not set("■◼⬛").isdisjoint(text):
        edits += _find_filled(text)
    return sorted(edits)


def has_empty_round(text: str) -> bool:
    """Whether a text has an empty box of round brackets."""
    return "(" in text and _EMPTY_ROUND.search(text) is not None


def has_typed(text: str) -> bool:
    """Whether a word may be part of such a box. Cheap: asked of every word."""
    first = text[0]
    if first in "[(":
        return len(text) == 1 or text[1] in "xX)]_✓✔"
    return first in FIRSTS


def _read(mark: str) -> str:
    return YES if mark.strip("_ \u00a0") else NO


def _find_square(text: str) -> Iterator[Edit]:
    """Square brackets before words; behind words only where the line has another box or the word is an answer."""
    found = [match for match in _SQUARE.finditer(text) if match["mark"] or match["label"] or match["end"] is not None]
    for number, match in enumerate(found):
        if match["label"] is None:
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
            paired = number and found[number - 1].start() >= match.start() - len(line)
            if match["end"] is None or not (paired or re.search(rf"\b{_OPTION}:?[ \t\u00a0]*$", line, re.IGNORECASE)):
                continue
        yield match.start(), match.end(), _read(match["mark"])


def _find_round(text: str, round_too: bool | None) -> Iterator[Edit]:
    """Round brackets: with a mark where an empty pair is near, empty ones before words or behind answers."""
    if round_too is False or (round_too is None and not _EMPTY_ROUND.search(text)):
        return
    for start, end in _spans(text):
        line = text[start:end]
        if "(" not in line or (round_too is None and not _EMPTY_ROUND.search(line)):
            continue
        found = [match for match in _ROUND.finditer(line) if match["mark"]]
        labelled = [bool(re.match(r"[ \t\u00a0]*\w", line[match.end() :])) for match in found]
        for number, match in enumerate(found):
            answer = re.search(rf"\b{_OPTION}:?[ \t\u00a0]*$", line[: match.start()], re.IGNORECASE)
            if labelled[number] or answer or (number and any(labelled)):
                yield start + match.start(), start + match.end(), _read(match["mark"])


def _find_underscored(text: str) -> Iterator[Edit]:
    """Marks on a line of underscores, and blanks right before an answer."""
    for start, end in _spans(text):
        line = text[start:end]
        if "_" not in line:
            continue
        marked = list(_UNDERSCORED.finditer(line))
        blanks = list(_BLANK.finditer(line))
        if (marked and re.search(rf"\b{_OPTION}\b", line, re.IGNORECASE)) or len(blanks) > 1:
            yield from ((start + match.start(), start + match.end(), YES) for match in marked)
            yield from ((start + match.start(), start + match.end(), NO) for match in blanks)


def _find_circles(text: str) -> Iterator[Edit]:
    """Empty and filled circles in one line; alone they are bullets."""
    for start, end in _spans(text):
        found = list(_CIRCLE.finditer(text, start, end))
        signs = {match.group() in "○◯" for match in found}
        if len(signs) == 2:
            yield from ((match.start(), match.end(), NO if match.group() in "○◯" else YES) for match in found)


def _find_filled(text: str) -> Iterator[Edit]:
    """Filled squares in line with empty ones, in a text without a crossed one: they may be ticked."""
    for match in _FILLED.finditer(text):
        at = match.start("box") if match["box"] else match.start()
        yield at, at + 1, DOUBTFUL


def _spans(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def find_loose(text: str) -> dict[int, tuple[str, str]]:
    """An x before or behind Ja and Nein, by its offset: ☒ or ▣, and the answer that it ticks ("" where nobody can tell).

    "x nein ja" and "ja nein x" show on which side of its answer a form puts the x; "nein x ja" is read the same way where the text
    has one of these and not both.
    """
    if "x" not in text and "X" not in text:
        return {}
    rows = [row for match in _LOOSE.finditer(text) if _is_asked(row := list(_ANSWER.finditer(text, match.start(), match.end())))]
    places = [next(at for at, word in enumerate(row) if word.group() in "xX") for row in rows]
    sides = {place for place in places if place != 1}
    found: dict[int, tuple[str, str]] = {}
    for row, place in zip(rows, places, strict=True):
        side = place if place != 1 else sides.copy().pop() if len(sides) == 1 else None
        answer = "" if side is None else row[place + 1 if side == 0 else place - 1].group()
        found[row[place].start()] = (YES if answer else DOUBTFUL, answer)
    return found


def _is_asked(row: list[re.Match[str]]) -> bool:
    """Whether words are an x, a yes and a no, and nothing else."""
    return sorted(word.group().lower() for word in row) == ["ja", "nein", "x"]
