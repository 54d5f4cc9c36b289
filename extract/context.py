"""What every finder asks about a place on a page: its section, sentence, line and table cell. Nothing is computed until asked."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property, wraps
from itertools import accumulate
from typing import Any, TypeVar

from corpus.types import Cell, Evidence, Page, PaperFacts, Table
from extract.grid import CellContext, Grid, find_tab_tables
from extract.language import split_sentences
from extract.lines import ENDS_IN_SUM, is_number_line, numbers_before
from extract.patterns import find_all, find_first
from extract.sections import Section

# A line that opens a new paragraph whatever the line before it was: a bullet, a numbered point, a tick box, a dash.
_OPENS = re.compile(r"\s*(?:[•■●▪◦☒☐▣✓]|o\s|[-–*]\s|\(?(?:\d{1,2}|[a-z]|[IVX]{1,4})(?:\.|\)|\.\))(?=\s|[a-zäöü]{3})|#+ )")
# A line that goes on in the next one, however short it is.
_GOES_ON = re.compile(
    r"(?:,|\b(?:und|oder|sowie|bis|von|vom|in|im|zu|zum|zur|für|mit|auf|aus|an|am|bei|der|die"
    r"|das|den|dem|des|ein|eine|einen|einem|einer|ab|rund|circa|ca\.|je|pro|durch|nach|über|um"
    r"|insgesamt|davon|nicht|werden|wird|ist|sind))$"
)
_CURRENCIES = ("€", "EUR", "Euro")
_UNIT_GOES_ON = re.compile(r"(?:€|EUR|Euro)\s?(?:/|[a-zäöü(])")  # of a sum that a line end cut in two, in running text
_WIDEST = 120  # characters of a printed line; longer ones are unbroken paragraphs
_LONGEST_SENTENCE = 1500  # characters; what is longer has no full stops
_LONGEST_ROW = 400  # characters; a longer line is running text
_ASKS = re.compile(r"\b(?:möge(?:n)?|wolle)\b[^.]{0,60}\bbeschließen")
_MOTION = re.compile(r"(?:Antrag|ANTRAG)(?: zum Thema| der Fraktion| auf|:|\s*$)", re.MULTILINE)

Found = TypeVar("Found")


def _bare(heading: str) -> str:
    """A heading without bullet, number, colon and what it adds in brackets."""
    return re.sub(r"\([^()]*\)|[\W\d_]", "", heading).casefold()


@dataclass(frozen=True)
class PageContext:
    """A page with what is known about its paper, and cached look-ups by offset into `page.text`."""

    file_sha256: str
    page: Page
    sections: tuple[Section, ...] = ()
    paper: PaperFacts = field(default_factory=PaperFacts)

    @cached_property
    def text(self) -> str:
        return self.page.text

    @cached_property
    def memo(self) -> dict[tuple[str, int, int], str]:
        """Results by name and offsets that more than one finder asks for."""
        return {}

    @cached_property
    def by_place(self) -> dict[str, dict[int, Any]]:
        """What `remembered` finders found, by their name and the offset that they were asked for."""
        return defaultdict(dict)

    @cached_property
    def numbers(self) -> dict[str, frozenset[str]]:
        """Sets of numbers on the page by name, kept by whoever collected them."""
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
        return any(section.kind == "proposal" for section in self.sections) or self._is_motion or find_first(_ASKS, self.text) is not None

    @cached_property
    def _is_motion(self) -> bool:
        """Whether a line begins as the head of a motion does."""
        places = (found.start() for found in find_all(_MOTION, self.text))
        return any(not self.text[self.text.rfind("\n", 0, place) + 1 : place].strip() for place in places)

    def section_kind(self, offset: int) -> str:
        section = self.section_at(offset)
        return section.kind if section else ""

    def evidence(self, start: int, end: int, rule: str) -> Evidence:
        """What text[start:end] is proof of: its place, quote, box and kind of section, the rule that found it, how surely it was read."""
        return Evidence(
            file_sha256=self.file_sha256,
            page=self.page.number,
            start=start,
            end=end,
            quote=self.text[start:end],
            rule=rule,
            section=self.section_kind(start),
            box=self.page.box_of(start, end),
            confidence=self.page.confidence_of(start, end),
        )

    @cached_property
    def line_starts(self) -> list[int]:
        """The offsets at which the lines of the page begin."""
        return list(accumulate((len(line) + 1 for line in self.lines[:-1]), initial=0))

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the page by their number, without line feeds."""
        return self.text.split("\n")

    @cached_property
    def bare_lines(self) -> list[str]:
        """The same without the space at their ends: who looks for a heading above a sum asks for the same lines again and again."""
        return [line.strip() for line in self.lines]

    def line_number(self, offset: int) -> int:
        """Index of the line that holds `offset`, from 0."""
        return bisect_right(self.line_starts, offset) - 1

    def line_count(self) -> int:
        return len(self.line_starts)

    def line_span(self, number: int) -> tuple[int, int]:
        """Start and end of a line, without its line feed."""
        starts = self.line_starts
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
        starts, _, reach = self._table_edges
        for index in range(bisect_right(starts, offset) - 1, -1, -1):
            if reach[index] <= offset:
                return None
            if offset < self.grids[index].table.end:
                return self.grids[index]
        return None

    @cached_property
    def _table_edges(self) -> tuple[list[int], list[int], list[int]]:
        """Starts of the tables, their ends sorted, and for each table the farthest end up to it."""
        ends = [grid.table.end for grid in self.grids]
        return [grid.table.start for grid in self.grids], sorted(ends), list(accumulate(ends, max))

    def cell_at(self, offset: int) -> CellContext | None:
        """The table cell at `offset` with its row and column headers; None outside tables and between cells."""
        if not self.grids:
            return None
        grid = self.grid_at(offset)
        cell = grid.cell_at(offset) if grid else None
        return grid.context_of(cell) if grid and cell else None

    def block_at(self, offset: int) -> tuple[int, int]:
        """The paragraph, list item or table cell that holds `offset`."""
        known = self._block_of.get(offset)
        if known is None:
            known = self._block_of[offset] = self._find_block(offset)
        return known

    @cached_property
    def _block_of(self) -> dict[int, tuple[int, int]]:
        return {}

    def _find_block(self, offset: int) -> tuple[int, int]:
        grid = self.grid_at(offset)
        cell: Cell | None = grid.cell_at(offset) if grid else None
        low, high = (cell.start, cell.end) if cell is not None else self._between_tables(offset)
        number = self.line_number(offset)
        if (number, low) not in self._blocks:
            first, last = self._paragraph(number, low, high)
            block = max(low, self.line_span(first)[0]), min(high, self.line_span(last)[1])
            self._blocks.update(((line, low), block) for line in range(first, last + 1))
        return self._blocks[number, low]

    @cached_property
    def _blocks(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Blocks that were asked for, by line and the edge of the table or cell before it."""
        return {}

    def _between_tables(self, offset: int) -> tuple[int, int]:
        starts, ends, _ = self._table_edges
        before, behind = bisect_right(ends, offset), bisect_right(starts, offset)
        return ends[before - 1] if before else 0, starts[behind] if behind < len(starts) else len(self.text)

    def _paragraph(self, number: int, low: int, high: int) -> tuple[int, int]:
        """First and last line of the paragraph around a line, as far as text[low:high] goes."""
        first = last = number
        while first > 0 and self.line_span(first)[0] > low and not self._breaks(first - 1, first):
            first -= 1
        while last + 1 < self.line_count() and self.line_span(last + 1)[0] < high and not self._breaks(last, last + 1):
            last += 1
        return first, last

    @cached_property
    def _width(self) -> int:
        """The length that full lines of running text have on this page."""
        lengths = sorted(len(line.rstrip()) for line in self.text.splitlines() if len(line) > 30 and "\t" not in line)
        return lengths[len(lengths) * 3 // 4] if lengths else 80

    @cached_property
    def section_lines(self) -> dict[int, str]:
        """Lines in which a section begins, with its heading."""
        return {self.line_number(section.start): section.heading for section in self.sections}

    def _breaks(self, above: int, below: int) -> bool:
        """Whether a paragraph ends between two neighbouring lines: it does where the next word had found room on the upper one."""
        if below in self.section_lines:
            return True
        upper = self.lines[above].rstrip()
        if above in self.section_lines and _bare(upper) == _bare(self.section_lines[above]):
            return True
        lower = self.lines[below].strip()
        if not upper.strip() or not lower or _OPENS.match(lower):
            return True
        if lower[0].islower() or lower[0] == "€" or _GOES_ON.search(upper) or (upper[-1].isdigit() and _UNIT_GOES_ON.match(lower)):
            return False
        if upper.endswith(_CURRENCIES) and lower.endswith(_CURRENCIES) and ENDS_IN_SUM.search(upper) and ENDS_IN_SUM.search(lower):
            return True  # rows of a by-law or form: "Gesamtbetrag der Erträge auf 140.000 EUR"
        if len(upper) < 60 and not lower[0].isalpha() and is_number_line(lower):
            return True
        # Where the lower line itself is longer, that much room there was.
        return len(upper) + 1 + len(lower.split(None, 1)[0]) < 0.85 * max(self._width, min(len(lower), _WIDEST))

    def sentence_at(self, offset: int) -> tuple[int, int]:
        """Start and end of the sentence that holds `offset`; its paragraph or cell where that has no sentences."""
        known = self._sentence_of.get(offset)
        if known is None:
            known = self._sentence_of[offset] = self._find_sentence(offset)
        return known

    @cached_property
    def _sentence_of(self) -> dict[int, tuple[int, int]]:
        return {}

    def _find_sentence(self, offset: int) -> tuple[int, int]:
        block = self.block_at(offset)
        if block not in self._sentences:
            sentences = self.sentences_of(*block)
            self._sentences[block] = [low for low, _ in sentences], sentences
        starts, spans = self._sentences[block]
        index = bisect_right(starts, offset) - 1
        low, high = spans[index] if index >= 0 and offset < spans[index][1] else block
        return (low, high) if high - low <= _LONGEST_SENTENCE else self._piece(offset, low, high)

    def _piece(self, offset: int, low: int, high: int) -> tuple[int, int]:
        """Of a list or a row of numbers without full stops the line that holds `offset`, of an endless line the words near it."""
        first, last = self.line_at(offset)
        low, high = max(low, first), min(high, last)
        return max(low, offset - _LONGEST_SENTENCE // 2), min(high, offset + _LONGEST_SENTENCE // 2)

    @cached_property
    def _sentences(self) -> dict[tuple[int, int], tuple[list[int], tuple[tuple[int, int], ...]]]:
        """Starts and spans of the sentences of each block that was asked for."""
        return {}

    def is_row(self, offset: int) -> bool:
        """Whether the line at `offset`, outside tables, is a row that plain text writes: a label and numbers, no piece of a sentence."""
        number = self.line_number(offset)
        known = self._rows.get(number)
        if known is None:
            start, end = self.line_span(number)
            line = self.text[start:end] if end - start <= _LONGEST_ROW else ""
            row = is_number_line(line) and (numbers_before(line, len(line)) > 1 or self.block_at(offset) == (start, end))
            known = self._rows[number] = row and self.grid_at(offset) is None
        return known

    def sentences_of(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The sentences of text[start:end] as offsets into the page."""
        return tuple((start + low, start + high) for low, high in split_sentences(self.text[start:end]))


def remembered(find: Callable[[PageContext, int], Found]) -> Callable[[PageContext, int], Found]:
    """A finder that several others ask about the same place: each place of a page is looked at once."""
    name = f"{find.__module__}.{find.__qualname__}"

    @wraps(find)
    def find_once(context: PageContext, start: int) -> Found:
        known: dict[int, Found] = context.by_place[name]
        if start not in known:
            known[start] = find(context, start)
        return known[start]

    return find_once
