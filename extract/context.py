"""What every finder asks about a place on a page: its section, sentence, line and table cell. Nothing is computed until asked."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property

from corpus.types import Cell, Page, PaperFacts, Table
from extract.grid import CellContext, Grid, find_tab_tables
from extract.language import split_sentences
from extract.lines import is_number_line, numbers_before
from extract.sections import Section

# A line that opens a new paragraph whatever the line before it was: a bullet, a numbered point, a tick box, a dash.
_OPENS = re.compile(r"\s*(?:[•■●▪◦☒☐▣✓]|o\s|[-–*]\s|\(?(?:\d{1,2}|[a-z]|[IVX]{1,4})(?:\.|\)|\.\))(?=\s|[a-zäöü]{3})|#+ )")
# A line that goes on in the next one, however short it is.
_GOES_ON = re.compile(
    r"(?:,|\b(?:und|oder|sowie|bis|von|vom|in|im|zu|zum|zur|für|mit|auf|aus|an|am|bei|der|die"
    r"|das|den|dem|des|ein|eine|einen|einem|einer|ab|rund|circa|ca\.|je|pro|durch|nach|über|um"
    r"|insgesamt|davon|nicht|werden|wird|ist|sind))$"
)
_ASKS = re.compile(
    r"\b(?:möge(?:n)?|wolle)\b[^.]{0,60}\bbeschließen|^\s*(?:Antrag|ANTRAG)(?: zum Thema| der Fraktion"
    r"| auf|:|\s*$)",
    re.MULTILINE,
)


@dataclass(frozen=True)
class PageContext:
    """A page with what is known about its paper, and cached look-ups by offset into `page.text`."""

    file_sha256: str
    page: Page
    sections: tuple[Section, ...] = ()
    paper: PaperFacts = field(default_factory=PaperFacts)

    @property
    def text(self) -> str:
        return self.page.text

    @cached_property
    def memo(self) -> dict[tuple[str, int, int], str]:
        """Results by name and offsets that more than one finder asks for."""
        return {}

    @cached_property
    def _rows(self) -> dict[int, bool]:
        return {}

    @cached_property
    def _section_starts(self) -> tuple[list[int], list[Section]]:
        ordered = sorted(self.sections, key=lambda section: section.start)
        return [section.start for section in ordered], ordered

    def section_at(self, offset: int) -> Section | None:
        """The last section that begins at or before `offset` and holds it."""
        starts, ordered = self._section_starts
        for index in range(bisect_right(starts, offset) - 1, -1, -1):
            if offset < ordered[index].end:
                return ordered[index]
        return None

    @cached_property
    def asks(self) -> bool:
        """Whether the page itself asks a council to decide: a proposal section, or "möge beschließen"."""
        return any(section.kind == "proposal" for section in self.sections) or _ASKS.search(self.text) is not None

    def section_kind(self, offset: int) -> str:
        section = self.section_at(offset)
        return section.kind if section else ""

    @cached_property
    def _line_starts(self) -> list[int]:
        starts = [0]
        starts += [found.end() for found in re.finditer("\n", self.text)]
        return starts

    def line_number(self, offset: int) -> int:
        """Index of the line that holds `offset`, from 0."""
        return bisect_right(self._line_starts, offset) - 1

    def line_count(self) -> int:
        return len(self._line_starts)

    def line_span(self, number: int) -> tuple[int, int]:
        """Start and end of a line, without its line feed."""
        starts = self._line_starts
        return starts[number], (starts[number + 1] - 1 if number + 1 < len(starts) else len(self.text))

    def line_at(self, offset: int) -> tuple[int, int]:
        """Start and end of the line that holds `offset`, without its line feed."""
        return self.line_span(self.line_number(offset))

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """The reader's tables, and those that plain text writes as lines with tabs, in order."""
        return tuple(sorted((*self.page.tables, *find_tab_tables(self.page)), key=lambda table: table.start))

    @cached_property
    def grids(self) -> tuple[Grid, ...]:
        return tuple(Grid(self.text, table) for table in self.tables)

    def grid_at(self, offset: int) -> Grid | None:
        """The table that holds `offset`."""
        found = [grid for grid in self.grids if grid.table.start <= offset < grid.table.end]
        return found[-1] if found else None

    def cell_at(self, offset: int) -> CellContext | None:
        """The table cell at `offset` with its row and column headers; None outside tables and between cells."""
        grid = self.grid_at(offset)
        cell = grid.cell_at(offset) if grid else None
        return grid.context_of(cell) if grid and cell else None

    def block_at(self, offset: int) -> tuple[int, int]:
        """The paragraph, list item or table cell that holds `offset`."""
        grid = self.grid_at(offset)
        cell: Cell | None = grid.cell_at(offset) if grid else None
        if cell is not None:
            return self._paragraph(offset, cell.start, cell.end)
        return self._paragraph(offset, *self._between_tables(offset))

    def _between_tables(self, offset: int) -> tuple[int, int]:
        low = max((grid.table.end for grid in self.grids if grid.table.end <= offset), default=0)
        high = min((grid.table.start for grid in self.grids if grid.table.start > offset), default=len(self.text))
        return low, high

    def _paragraph(self, offset: int, low: int, high: int) -> tuple[int, int]:
        number = self.line_number(offset)
        first = last = number
        while first > 0 and self.line_span(first)[0] > low and not self._breaks(first - 1, first):
            first -= 1
        while last + 1 < self.line_count() and self.line_span(last + 1)[0] < high and not self._breaks(last, last + 1):
            last += 1
        return max(low, self.line_span(first)[0]), min(high, self.line_span(last)[1])

    @cached_property
    def _width(self) -> int:
        """The length that full lines of running text have on this page."""
        lengths = sorted(len(line.rstrip()) for line in self.text.splitlines() if len(line) > 30 and "\t" not in line)
        return lengths[len(lengths) * 3 // 4] if lengths else 80

    def _breaks(self, above: int, below: int) -> bool:
        """Whether a paragraph ends between two neighbouring lines: it does where the next word had found room on the upper one."""
        upper = self.text[slice(*self.line_span(above))].rstrip()
        lower = self.text[slice(*self.line_span(below))].strip()
        if not upper.strip() or not lower or _OPENS.match(lower):
            return True
        if lower[0].islower() or _GOES_ON.search(upper):
            return False
        if len(upper) < 60 and not re.match(r"[^\W\d]", lower) and is_number_line(lower):
            return True
        return len(upper) + 1 + len(lower.split(None, 1)[0]) < 0.85 * self._width

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence that holds `offset`; its paragraph or cell where that has no sentences."""
        start, end = self.block_at(offset)
        for low, high in split_sentences(self.text[start:end]):
            if start + low <= offset < start + high:
                return start + low, start + high
        return start, end

    def is_row(self, offset: int) -> bool:
        """Whether the line at `offset`, outside tables, is a row that plain text writes: a label and numbers, no piece of a sentence."""
        start, end = self.line_at(offset)
        if start not in self._rows:
            line = self.text[start:end]
            row = is_number_line(line) and (numbers_before(line, len(line)) > 1 or self.block_at(offset) == (start, end))
            self._rows[start] = row and self.grid_at(offset) is None
        return self._rows[start]

    def sentences_of(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The sentences of text[start:end] as offsets into the page."""
        return tuple((start + low, start + high) for low, high in split_sentences(self.text[start:end]))
