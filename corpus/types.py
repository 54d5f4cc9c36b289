"""The records that every package speaks: pages with geometry, papers, mentions of facts, figures, issues.

Frozen, slotted, no I/O. Money and posts are `Decimal`, never float. What a text does not tell is `None` or an empty
string or tuple, never a default. Names follow OParl (Body, Paper, File, Consultation) where OParl has a word.
Offsets are Python string offsets into `Page.text`; boxes are PDF points from the page's upper left corner.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Literal, overload

Direction = Literal["expense", "income", "budget", "other"]
Recurrence = Literal["once", "yearly", "monthly", "per_unit", ""]
Action = Literal["create", "cut", "existing", "extend", ""]
Role = Literal["document", "meeting", "deadline", "start", "law", "other"]
TickState = Literal["yes", "no", "unknown"]
TextSource = Literal["text", "ocr", "none"]
Kind = Literal["amount", "position", "date"]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in PDF points; `top` and `bottom` are measured from the page's upper edge."""

    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Word:
    """A printed run of characters: `page.text[start:end]` stands at `box`.

    A word that was hyphenated over a line end and joined in the text is two `Word`s with touching offsets.
    """

    start: int
    end: int
    box: Box


@dataclass(slots=True, eq=False)
class Words(Sequence[Word]):
    """The words of a page in columns, to everybody who looks like a tuple of Words.

    A file has ten thousands of words and few are ever looked at: they are made when somebody asks. Nobody changes the columns.
    """

    starts: list[int]
    ends: list[int]
    lefts: list[float]
    tops: list[float]
    rights: list[float]
    bottoms: list[float]
    _made: tuple[Word, ...] | None = field(init=False, default=None, repr=False)

    @classmethod
    def of(cls, words: Sequence[Word]) -> Words:
        """Words that are made already."""
        boxes = [word.box for word in words]
        starts, ends = [word.start for word in words], [word.end for word in words]
        sides = [box.x0 for box in boxes], [box.top for box in boxes], [box.x1 for box in boxes], [box.bottom for box in boxes]
        return cls(starts, ends, *sides)

    def box_of(self, start: int, end: int) -> Box | None:
        """The smallest box around the words that overlap text[start:end], none of which is made for it."""
        at = [number for number, last in enumerate(self.ends) if last > start and self.starts[number] < end]
        if not at:
            return None
        lefts, tops, rights, bottoms = ([side[number] for number in at] for side in (self.lefts, self.tops, self.rights, self.bottoms))
        return Box(min(lefts), min(tops), max(rights), max(bottoms))

    def _all(self) -> tuple[Word, ...]:
        if self._made is None:
            boxes = map(Box, self.lefts, self.tops, self.rights, self.bottoms)
            self._made = tuple(map(Word, self.starts, self.ends, boxes))
        return self._made

    @overload
    def __getitem__(self, at: int) -> Word: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Word, ...]: ...
    def __getitem__(self, at: int | slice) -> Word | tuple[Word, ...]:
        return self._all()[at]

    def __iter__(self) -> Iterator[Word]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self.starts)

    def __eq__(self, other: object) -> bool:
        return self._all() == tuple(other) if isinstance(other, tuple | Words) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return repr(self._all())


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell; its text is `page.text[start:end]` (an empty cell has start == end). Row and column count from 0."""

    row: int
    column: int
    start: int
    end: int
    header: bool = False
    box: Box | None = None
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A data table. In `page.text` its rows are lines and its cells are separated by tabs, in row-major order.

    `unit` is the line or heading that gives the unit for all cells ("- in EUR -", "in T€"), or empty.
    `continued`: it goes on with the last table of the page before. `heads` are then that table's column heads, one text
    a column, where this part prints none of its own. Where the end of the page cuts a row in two, `last_row` of the upper part and
    `first_row` of the lower one have the whole texts of that row, one a column.
    """

    start: int
    end: int
    cells: tuple[Cell, ...]
    unit: str = ""
    box: Box | None = None
    continued: bool = False
    heads: tuple[str, ...] = ()
    first_row: tuple[str, ...] = ()
    last_row: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tick:
    """A tick box. In `page.text` it stands as one character at `start`: ☒ (yes), ☐ (no) or ▣ (unknown)."""

    label: str
    state: TickState
    start: int
    end: int
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page as read. `number` counts from 1; `width` and `height` in points are 0 where the source has no geometry.

    `offsets` holds, for text without geometry, pairs (offset in text, offset in the decoded source): the offset map.
    `path` tells how a PDF page was read: "fast" (PDFium) or "pdfplumber". `confidences` are those of an OCR page's words in their
    order, 0 to 100; empty where the words were not recognized but told. `furniture` are spans (start, end) of the text that
    repeat over the file's pages as headers, footers and page numbers.
    """

    number: int
    text: str
    words: Sequence[Word] = ()
    tables: tuple[Table, ...] = ()
    ticks: tuple[Tick, ...] = ()
    width: float = 0.0
    height: float = 0.0
    source: TextSource = "text"
    offsets: tuple[tuple[int, int], ...] = ()
    path: str = ""
    furniture: tuple[tuple[int, int], ...] = ()
    confidences: tuple[int, ...] = ()

    def box_of(self, start: int, end: int) -> Box | None:
        """The smallest box around the words that overlap text[start:end]; None where there is no geometry."""
        if not self.words:
            return None
        if isinstance(self.words, Words):
            return self.words.box_of(start, end)
        boxes = [word.box for word in self.words if word.start < end and word.end > start]
        if not boxes:
            return None
        return Box(min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes))

    def confidence_of(self, start: int, end: int) -> float:
        """How surely text[start:end] was read, 0 to 1: 1 where it was told, on a scan as surely as the least sure of its numbers.

        Where it has no number all its words count.
        """
        if not self.confidences:
            return 1.0
        read = [(word, sure) for word, sure in zip(self.words, self.confidences, strict=True) if word.start < end and word.end > start]
        numbers = [sure for word, sure in read if any(char.isdigit() for char in self.text[word.start : word.end])]
        return min(numbers or [sure for _, sure in read], default=100) / 100


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that went wrong or is doubtful, before it is filed in the archive as an issue.

    `code` is a short stable word ("encrypted", "too_big", "no_text"); `message` says in one line what it is and what to do.
    """

    code: str
    message: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What reading one file gave. `pages` may be empty; then `problems` says why."""

    pages: tuple[Page, ...]
    media_type: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as extraction sees it: the hash of its bytes, its name for messages, and its pages."""

    sha256: str
    name: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Consultation:
    """One station of a Beratungsfolge. `date` is ISO or empty; `role` and `result` as printed or empty."""

    committee: str
    date: str = ""
    role: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class PaperFacts:
    """What is told about a paper (CODEBOOK section 1). Empty string, None or () where not told. `date` is ISO."""

    body: str = ""
    ags: str = ""
    reference: str = ""
    title: str = ""
    paper_type: str = ""
    date: str = ""
    public: bool | None = None
    lead_unit: str = ""
    consultations: tuple[Consultation, ...] = ()


def fill_facts(first: PaperFacts, second: PaperFacts) -> PaperFacts:
    """Each fact of the first, where it tells one, else of the second."""
    merged = {entry.name: getattr(first, entry.name) or getattr(second, entry.name) for entry in fields(PaperFacts)}
    return PaperFacts(**{**merged, "public": second.public if first.public is None else first.public})


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a fact stands: `page.text[start:end] == quote` holds for every fact ever written."""

    file_sha256: str
    page: int
    start: int
    end: int
    quote: str
    rule: str
    section: str = ""
    box: Box | None = None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Amount:
    """One mention of a sum of money, `value` in euro. `range_end` is True on the upper end of "20-30 Millionen"."""

    evidence: Evidence
    value: Decimal
    direction: Direction = "other"
    recurrence: Recurrence = ""
    years: str = ""
    decided: bool | None = None
    fields: tuple[str, ...] = ()
    range_end: bool = False
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Position:
    """One mention of posts, `value` in VZÄ."""

    evidence: Evidence
    value: Decimal
    action: Action = ""
    years: str = ""
    grade: str = ""
    decided: bool | None = None
    fields: tuple[str, ...] = ()
    range_end: bool = False
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DateMention:
    """One mention of a date: `value` is "2018-06-20", "2019-05", "2018-Q3" or "2020-H1"."""

    evidence: Evidence
    value: str
    role: Role = "other"
    cues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldOfAction:
    """A Handlungsfeld that a paper is about: taxonomy id ("produkt:31"), score in 0..1, the words that led to it."""

    field: str
    label: str
    score: float
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figure:
    """What a paper says once however often it repeats it. `value_to` is the upper end of a range, else None.

    `mentions` are indexes into the tuple of amounts (kind "amount") or positions (kind "position") it was made of.
    An amount that the text gives as the cost of posts names their figures in `cost_of`; it is the cost of all of them together
    (`cost_basis` "total") or of each full post ("per_post").
    """

    figure_id: str
    kind: Literal["amount", "position"]
    value: Decimal
    unit: Literal["EUR", "VZÄ"]
    value_to: Decimal | None = None
    direction: str = ""
    recurrence: str = ""
    years: str = ""
    action: str = ""
    grade: str = ""
    decided: bool | None = None
    part_of: str = ""
    fields: tuple[str, ...] = ()
    mentions: tuple[int, ...] = ()
    page: int = 1
    quote: str = ""
    cost_of: tuple[str, ...] = ()
    cost_basis: Literal["total", "per_post", ""] = ""


@dataclass(frozen=True, slots=True)
class Extraction:
    """All facts of one paper. Figures refer to `amounts` and `positions` by index."""

    facts: PaperFacts = PaperFacts()
    amounts: tuple[Amount, ...] = ()
    positions: tuple[Position, ...] = ()
    dates: tuple[DateMention, ...] = ()
    fields: tuple[FieldOfAction, ...] = ()
    figures: tuple[Figure, ...] = ()
    problems: tuple[Problem, ...] = ()


def years_tuple(years: str) -> Sequence[str]:
    """Split a `years` cell ("2018;2019", "2020-") into its parts."""
    return tuple(part for part in years.split(";") if part)
