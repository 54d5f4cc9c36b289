"""The text of a PDF page under construction, with the places of its words, tables and tick boxes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import accumulate, repeat
from operator import add

from corpus.types import Box, Cell, Table, Words
from ingest.reading import ticks
from ingest.reading.grid import find_unit, mark_headers
from ingest.reading.hyphens import find_join
from ingest.reading.lines import Line, Piece
from ingest.reading.shapes import Printed, Strip

_TICKS = frozenset({ticks.YES, ticks.NO, ticks.DOUBTFUL})


class Composer:
    """Writes words with what stands between them. Everything goes through it, so that offsets are always right."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self.length = 0
        self._starts: list[int] = []  # of the words, where they end and where they stand
        self._ends: list[int] = []
        self._lefts: list[float] = []
        self._tops: list[float] = []
        self._rights: list[float] = []
        self._bottoms: list[float] = []
        self.tables: list[Table] = []
        self.tick_boxes: dict[int, Box] = {}
        self._last: tuple[str, Box] | None = None  # the word before, if what comes next may go on with it, and where its line reaches
        self._margin = 0.0  # where the line begins on which the next word stands

    @property
    def text(self) -> str:
        """What has been written so far."""
        return "".join(self._parts)

    def make_words(self) -> Words:
        """The words that have been written so far."""
        return Words(self._starts, self._ends, self._lefts, self._tops, self._rights, self._bottoms)

    def write(self, text: str) -> None:
        """Add text that stands nowhere on the page: spaces, tabs and line breaks."""
        if text:
            self._parts.append(text)
            self.length += len(text)

    def add_line(self, line: Line) -> None:
        """Write a line. If it begins with the rest of a hyphenated word, the line break comes behind that word."""
        self._margin = line.printed[0].box.x0
        glue = "\n"
        if not line.cut:
            self._add_runs(line.printed, glue)
            return
        for number, part in enumerate(line.parts):
            if number and glue != "\n":
                glue = " " if number == 1 and _is_mark(line.parts[0]) else "\t"
            glue = self._add_runs(part, glue)

    def add_cell(self, lines: Iterable[Iterable[Printed]]) -> tuple[int, int]:
        """Write a cell's lines joined with single spaces; returns its start and end."""
        self._last, self._margin = None, 0.0
        start = self.length
        for line in lines:
            self._add_runs(line, " ")
        self._last = None
        return start, self.length

    def end_block(self) -> None:
        """Close the last line; what follows is not joined to it."""
        if self.length and not self._parts[-1].endswith("\n"):
            self.write("\n")
        self._last = None

    def add_table(self, start: int, cells: list[Cell], strong: frozenset[int], box: Box) -> None:
        """Register a table whose rows have just been written from `start` on; `strong` rows are bold or shaded."""
        text = self.text
        marked = mark_headers(text, cells, strong)
        self.tables.append(Table(start, self.length - 1, marked, find_unit(text, start, cells), box))

    def _add_runs(self, runs: Iterable[Printed], glue: str) -> str:
        """Write words, `glue` before the first; returns what the next is to be glued with: a line break that is still due, or a space."""
        last, parts, length = self._last, self._parts, self.length
        for run in runs:
            text, box = run.texts[0] if isinstance(run, Strip) else run.text, run.box
            if last is not None:
                join = find_join(last[0], text) if last[0].endswith("-") and self._is_broken(last, run) else "no"
                if join == "no":
                    parts.append(glue)
                    length += len(glue)
                    glue = " "
                elif glue != "\n":
                    glue = " "
                if join == "drop":
                    self._drop_hyphen()
                    length -= 1
            else:
                glue = " "
            if isinstance(run, Strip):
                length, glue = self._add_strip(run, length, glue)
                last = run.texts[-1], box
                continue
            parts.append(text)
            self._starts.append(length)
            self._lefts.append(box.x0)
            self._tops.append(box.top)
            self._rights.append(box.x1)
            self._bottoms.append(box.bottom)
            if text in _TICKS:
                self.tick_boxes[length] = box
            length += len(text)
            self._ends.append(length)
            last = text, box
        self._last, self.length = last, length
        return glue

    def _add_strip(self, strip: Strip, start: int, glue: str) -> tuple[int, str]:
        """Write the words of a strip, `glue` before the second; returns where they end, and what comes next."""
        texts, count = strip.texts, strip.count
        self._parts.append(" ".join(texts) if glue == " " or count == 1 else texts[0] + glue + " ".join(texts[1:]))
        lengths = list(map(len, texts))
        starts = list(map(add, accumulate(lengths, initial=start), range(count)))
        self._starts += starts
        self._ends += map(add, starts, lengths)
        self._lefts += strip.begins
        self._rights += strip.ends
        self._tops += repeat(strip.box.top, count)
        self._bottoms += repeat(strip.box.bottom, count)
        return self._ends[-1], glue if count == 1 else " "

    def _is_broken(self, last: tuple[str, Box], run: Printed) -> bool:
        """Whether `last` ends with a hyphen and `run` stands on a lower line of the same column."""
        text, box = last
        if not text.endswith("-") or len(text) < 2 or run.box.x0 >= box.x1:
            return False
        return run.middle > box.bottom - 0.3 * (box.bottom - box.top) and self._margin < box.x1

    def _drop_hyphen(self) -> None:
        """Take back the hyphen at the end of the last word."""
        self._parts[-1] = self._parts[-1][:-1]
        self._ends[-1] -= 1


def _is_mark(part: Piece) -> bool:
    """A bullet or number of a list: "•", "-", "2.1", "IV."."""
    text = part[0].text
    return len(part) == 1 and (
        not any(char.isalnum() for char in text) or re.fullmatch(r"(?:\d{1,2}(?:\.\d{1,2})*|[IVX]+|[a-zA-Z])[.)]?", text) is not None
    )
