"""Tick boxes that are drawn or filled in: squares with or without a cross, form fields, an x in a table cell."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.types import Box
from ingest.reading import ticks
from ingest.reading.shapes import Field, Run, Shapes, contains

_CROSSES = frozenset("xX×✗✘✓✔✕✖☒")


def read_fields(fields: tuple[Field, ...]) -> list[Run]:
    """Form fields as words at their places."""
    runs: list[Run] = []
    for field in fields:
        if field.checked is not None:
            runs.append(_tick(ticks.YES if field.checked else ticks.NO, field.box))
        else:
            runs += _value(field)
    return runs


def _value(field: Field) -> list[Run]:
    """The words of a text field, spread over its lines and width."""
    runs: list[Run] = []
    lines = [line for line in field.text.splitlines() if line.strip()]
    box = field.box
    high = (box.bottom - box.top) / max(1, len(lines))
    for number, line in enumerate(lines):
        step = min((box.x1 - box.x0) / max(1, len(line)), 0.6 * high)
        at = 0
        top = box.top + number * high
        for text in line.split():
            at = line.index(text, at)
            edges = tuple(box.x0 + step * (at + letter) for letter in range(len(text) + 1))
            runs.append(Run(text, Box(edges[0], top, edges[-1], top + high), edges, min(high, 12.0)))
            at += len(text)
    return runs


def _tick(glyph: str, box: Box) -> Run:
    """A tick box as a word of one character."""
    return Run(glyph, box, (box.x0, box.x1), box.bottom - box.top)


def read_squares(shapes: Shapes) -> tuple[list[Run], list[Run]]:
    """Drawn boxes as words, and the page's words without the crosses in them.

    A box with a drawn mark or a cross of text in it is ticked, an empty one is not, one with other text is no tick box.
    """
    runs = list(shapes.runs)
    found: list[Run] = []
    blocks = _distinct(shapes.blocks)
    for square in _distinct(shapes.squares):
        if any(contains(square, field.box, 4) or contains(field.box, square, 4) for field in shapes.fields if field.checked is not None):
            continue
        inside = [run for run in runs if contains(square, Box(run.center, run.middle, run.center, run.middle), 0)]
        if any(run.text not in _CROSSES for run in inside) or any(_covers(block, square) for block in blocks):
            continue
        marked = bool(inside) or any(contains(square, mark) for mark in (*shapes.marks, *blocks))
        found.append(_tick(ticks.YES if marked else ticks.NO, square))
        runs = [run for run in runs if run not in inside]
    sizes = [run.box for run in found]
    found += [_tick(ticks.DOUBTFUL, block) for block in blocks if any(_is_alike(block, size) for size in sizes)]
    return found, runs


def _covers(block: Box, square: Box) -> bool:
    """Whether a filled block fills a drawn square: the key of a chart or a bullet with a border."""
    return contains(block, square, 0.15 * (square.x1 - square.x0))


def _is_alike(block: Box, square: Box) -> bool:
    """Whether a filled block is as large as an empty or crossed box beside or under which it stands: ticked, or a bullet? Unknown."""
    wide, high = square.x1 - square.x0, square.bottom - square.top
    same = abs(block.x1 - block.x0 - wide) < 0.15 * wide and abs(block.bottom - block.top - high) < 0.15 * high
    return same and not contains(square, block) and (abs(block.top - square.top) < high or abs(block.x0 - square.x0) < wide)


def _distinct(squares: tuple[Box, ...]) -> list[Box]:
    """Squares without those drawn twice."""
    kept: list[Box] = []
    for square in squares:
        if not any(contains(other, square, 3) for other in kept):
            kept.append(square)
    return kept


def read_brackets(runs: list[Run]) -> list[Run]:
    """Boxes written with brackets as words of one character: "[x]", "[X]ja", "[ ]" and "( x )" whose spaces part them in words.

    Round ones count only where the page has an empty one, too: "( x ) ja ( ) nein".
    """
    if not any(run.text.startswith(("[", "(")) for run in runs):
        return runs
    round_too = any(_find_box(runs, at, False) == (2, "", 1) for at, run in enumerate(runs) if run.text == "(")
    found: list[Run] = []
    at = 0
    while at < len(runs):
        box = _find_box(runs, at, not round_too) if runs[at].text.startswith(("[", "(")) else None
        if box is None:
            found.append(runs[at])
            at += 1
            continue
        count, mark, cut = box
        first, last = runs[at], runs[at + count - 1]
        found.append(_tick(ticks.YES if mark else ticks.NO, Box(first.box.x0, first.box.top, last.edges[cut], last.box.bottom)))
        found += _rest(last, cut)
        at += count
    return found


def _find_box(runs: list[Run], at: int, square_only: bool) -> tuple[int, str, int] | None:
    """A box that begins at a word: of how many words it is made, its mark, and where in the last of them it ends."""
    text = ""
    for count in (1, 2, 3):
        if at + count > len(runs) or (count > 1 and not _is_close(runs[at + count - 2], runs[at + count - 1])):
            return None
        text += runs[at + count - 1].text
        match = re.match(r"\[([xX✓✔]?)\]" if text[0] == "[" else r"\(([xX]?)\)", text)
        if match and not (text[0] == "(" and (square_only or (count == 1 and not match[1]))):
            return count, match[1], len(runs[at + count - 1].text) - (len(text) - match.end())
        if len(text) > 2 or not set(text) <= set("[(xX✓✔"):
            return None
    return None


def _is_close(before: Run, after: Run) -> bool:
    """Whether two words stand on one line with no more than some spaces between them."""
    return abs(before.middle - after.middle) < 2 and 0 <= after.box.x0 - before.box.x1 < 1.5 * before.size


def _rest(run: Run, cut: int) -> list[Run]:
    """What stands behind a bracket without a space."""
    if cut >= len(run.text):
        return []
    edges = run.edges[cut:]
    return [replace(run, text=run.text[cut:], box=Box(edges[0], run.box.top, edges[-1], run.box.bottom), edges=edges)]
