"""HTML into one page: what councils' information systems and their prints show, with data tables as cells.

Layout tables (tables that hold other tables or whole paragraphs) are read as running text, cell after cell.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus.types import Cell, Page, Problem, Table, TextSource
from ingest.reading import ticks
from ingest.reading.encoding import Decoded, read_text
from ingest.reading.grid import find_unit, mark_headers
from ingest.reading.hyphens import find_join
from ingest.reading.limits import Deadline
from ingest.reading.typed import find_typed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_SKIPPED = frozenset(
    {
        "script",
        "style",
        "head",
        "title",
        "noscript",
        "template",
        "svg",
        "object",
        "iframe",
        "button",
        "datalist",
        "map",
        "audio",
        "video",
        "math",
    }
)
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "div", "dl", "dt", "fieldset"}
    | {"figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "nav"}
    | {"ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"}
)
_DECLARED = re.compile(rb"(?:<\?xml[^>]{0,80}encoding|charset)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,30})")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_ODD = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\u00ad\u2028-\u202e\u2066-\u2069\u200b-\u200f\u2060\ufeff\ufffe\u2010\u2011\ufb00-\ufb06]"
)
_LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
    "\u2010": "-",
    "\u2011": "-",
}
_GLYPH = re.compile(f"[{''.join(sorted(ticks.ALL_GLYPHS))}\uf000-\uf0ff]")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_TICK_IMAGE = re.compile(r"check|haken|tick|kreuz|ankreuz", re.IGNORECASE)
_EMPTY_IMAGE = re.compile(r"un_?check|no(?:t[-_]?)?check|check(?:box)?[-_]?(?:0|off|no|false)\b|leer|empty", re.IGNORECASE)
_ROW_CLASS = re.compile(r"(?:^|[\s_-])(?:row|zeile)(?:[\s_-]|$)|[a-z]Row\b")
_BARE_MARK = re.compile(r"-|\d{1,3}\.")
_LONG_CELL = 600


def read_html(data: bytes, name: str, deadline: Deadline) -> tuple[Page, tuple[Problem, ...]]:
    """Read HTML as one page. A doubtful encoding is told as wrong_encoding, text cut off for time as too_slow."""
    decoded = _decode(data)
    problems: list[Problem] = []
    if decoded.doubt:
        problems.append(Problem("wrong_encoding", f"{name}: {decoded.doubt}; read as {decoded.encoding}"))
    root = _parse(decoded.text)
    if root is None:
        return Page(1, "", source="none"), (*problems, Problem("broken", f"{name}: no HTML element found"))
    writer = _Writer(ticks.has_boxes(decoded.text), deadline)
    writer.walk(root)
    writer.end_line()
    if writer.cut:
        problems.append(Problem("too_slow", f"{name}: stopped after {deadline.seconds:g} s"))
    text, answers = ticks.read_loose("".join(writer.parts))
    source: TextSource = "text" if text.strip() else "none"
    return Page(1, text, tables=tuple(writer.tables), ticks=ticks.find_ticks(text, labels=answers), source=source), tuple(problems)


def _decode(data: bytes) -> Decoded:
    """The text of an HTML file; what it declares counts after a byte order mark and valid UTF-8."""
    match = _DECLARED.search(data[:4096])
    return read_text(data, match.group(1).decode("ascii") if match else "")


def _parse(text: str) -> HtmlElement | None:
    """The tree of all documents in the file: prints of some systems hold several, one within the other."""
    from lxml import etree, html

    cleaned = re.sub(r"<\?xml[^>]*\?>|<!DOCTYPE[^>]*>", "", text.replace("\0", ""), flags=re.IGNORECASE)
    cleaned = re.sub(r"</(?:html|body)\s*>", "", cleaned, flags=re.IGNORECASE)
    try:
        return html.document_fromstring(cleaned.encode("utf-8", errors="replace"), parser=html.HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        return None


class _Writer:
    """Writes the visible text of a tree, line by line."""

    def __init__(self, among_boxes: bool, deadline: Deadline) -> None:
        self.parts: list[str] = []
        self.tables: list[Table] = []
        self.cut = False
        self._among_boxes, self._deadline = among_boxes, deadline
        self._line: list[str] = []
        self._length = 0

    def walk(self, element: HtmlElement, raised: bool = False) -> None:
        """Write an element and what it holds; its tail is left to the caller."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _SKIPPED or _is_hidden(element) or self.cut:
            return
        if tag in _BLOCKS:
            self._walk_block(element, tag)
        elif tag == "br":
            self.end_line()
        elif tag in ("input", "select", "img"):
            self._line.append(_read_control(element, tag))
        else:
            self._walk_children(element, tag == "sup" or (raised and tag != "sub"))

    def _walk_block(self, element: HtmlElement, tag: str) -> None:
        """A block has lines of its own. A table is written as cells if it is one of data."""
        if _is_value_of_label(element, self._line):
            self._line.append(" ")
        else:
            self.end_line()
        self.cut = self.cut or self._deadline.passed()
        if tag == "table" and is_data_table(element):
            self._write_table(element)
        elif _is_short_row(element, tag):
            self._write_row(element)
        else:
            if tag == "li":
                self._line.append(_list_mark(element))
            self._walk_children(element, False)
        if not _is_label(element, self._line):
            self.end_line()

    def _walk_children(self, element: HtmlElement, raised: bool) -> None:
        self._add(element.text, raised)
        for child in element:
            self.walk(child, raised)
            self._add(child.tail, raised)

    def _add(self, text: str | None, raised: bool) -> None:
        """Inline text; raised digits (footnotes, m²) become superscript characters."""
        if text:
            self._line.append(text.translate(_RAISED) if raised and text.strip().isdigit() else text)

    def end_line(self) -> None:
        """Close the line if anything stands on it."""
        text = self._clean("".join(self._line))
        self._line.clear()
        if text and not _BARE_MARK.fullmatch(text):
            self._put(text + "\n")

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self._length += len(text)

    def _clean(self, text: str) -> str:
        """One line as page text: spaces collapsed, invisible characters gone, boxes as ☒ and ☐, NFC."""
        text = _SPACE.sub(" ", text).strip(" \u00a0")
        for start, end, tick in reversed(find_typed(text)):
            text = text[:start] + tick + text[end:]
        if not text.isascii():
            text = _ODD.sub(lambda match: _LIGATURES.get(match.group(), ""), text)
            text = _GLYPH.sub(lambda match: ticks.read_glyph(match.group(), self._among_boxes), text)
            text = unicodedata.normalize("NFC", text)
        else:
            text = _ODD.sub("", text)
        return text

    def read_cell(self, element: HtmlElement) -> str:
        """A cell's text on one line, its own lines joined with spaces."""
        inner = _Writer(self._among_boxes, self._deadline)
        inner._walk_children(element, False)
        inner.end_line()
        return join_parts("".join(inner.parts).replace("\t", " ").splitlines())

    def _write_row(self, element: HtmlElement) -> None:
        """A row of a layout table with short cells: label and value on one line."""
        texts = [text for cell in _cells_of(element) if (text := self.read_cell(cell))]
        if texts:
            self._put("\t".join(texts) + "\n")

    def _write_table(self, element: HtmlElement) -> None:
        """A data table: rows as lines, cells parted by tabs; places under a span stay empty."""
        for caption in element.iterchildren("caption"):
            self.walk(caption)
        start = self._length
        cells: list[Cell] = []
        taken: set[tuple[int, int]] = set()
        heads: set[int] = set()
        row = 0
        for line in element.iter("tr"):
            placed = list(_place(line, row, taken))
            texts = [self.read_cell(cell) for cell, _, _, _ in placed]
            if not any(texts):
                continue
            for (cell, column, rows, columns), text in zip(placed, texts, strict=True):
                gap = column - (cells[-1].column if cells and cells[-1].row == row else 0)
                self._put("\t" * gap)
                if cell.tag == "th" or line.getparent().tag == "thead":
                    heads.add(len(cells))
                cells.append(Cell(row, column, self._length, self._length + len(text), row_span=rows, column_span=columns))
                taken.update((row + down, column + right) for down in range(rows) for right in range(columns))
                self._put(text)
            self._put("\n")
            row += 1
        if cells:
            self._add_table(start, cells, heads)

    def _add_table(self, start: int, cells: list[Cell], heads: set[int]) -> None:
        """Register the table just written; <th> and <thead> tell header cells, else the rows themselves do."""
        text = "".join(self.parts)
        if heads:
            marked = tuple(replace(cell, header=at in heads) for at, cell in enumerate(cells))
        else:
            marked = mark_headers(text, cells, frozenset())
        self.tables.append(Table(start, self._length - 1, marked, find_unit(text, start, cells)))


def join_parts(lines: list[str]) -> str:
    """Lines of one cell as one, hyphenated words joined."""
    joined = ""
    for line in filter(None, (line.strip() for line in lines)):
        last = joined.rsplit(" ", 1)[-1]
        join = find_join(last, line.split(" ", 1)[0]) if last.endswith("-") else "no"
        joined = (joined[:-1] if join == "drop" else joined) + ("" if join != "no" or not joined else " ") + line
    return joined


def _place(line: HtmlElement, row: int, taken: set[tuple[int, int]]) -> list[tuple[HtmlElement, int, int, int]]:
    """The cells of a row with column, row span and column span."""
    placed: list[tuple[HtmlElement, int, int, int]] = []
    column = 0
    for cell in line:
        if cell.tag not in ("td", "th") or _is_hidden(cell):
            continue
        while (row, column) in taken:
            column += 1
        rows, columns = _span(cell, "rowspan"), _span(cell, "colspan")
        placed.append((cell, column, rows, columns))
        column += columns
    return placed


def _span(cell: HtmlElement, name: str) -> int:
    """A span as written, between 1 and 100."""
    value = cell.get(name, "1").strip()
    return min(100, max(1, int(value))) if value.isdecimal() and len(value) < 4 else 1


def is_data_table(element: HtmlElement) -> bool:
    """Two rows with two filled cells or more, no table within, no cell with whole paragraphs."""
    if next(element.iterdescendants("table"), None) is not None:
        return False
    wide = 0
    for line in element.iter("tr"):
        texts = [_SPACE.sub(" ", cell.text_content()).strip() for cell in line if cell.tag in ("td", "th")]
        if any(len(text) > _LONG_CELL for text in texts):
            return False
        wide += len(texts) > 1 and any(texts)
    return wide >= 2


def _is_short_row(element: HtmlElement, tag: str) -> bool:
    """A row of short cells without blocks of text in them: of a layout table, or of <div>s whose class says that they are a row."""
    if tag == "div" and not _ROW_CLASS.search(element.get("class", "") + " " + element.get("role", "")):
        return False
    cells = _cells_of(element)
    if tag not in ("tr", "div") or not 2 <= len(cells) <= 10:
        return False
    if any(inner.tag in _BLOCKS and not (tag == "tr" and inner.tag in ("div", "p")) for cell in cells for inner in cell.iterdescendants()):
        return False
    return all(len(_SPACE.sub(" ", cell.text_content())) <= 300 for cell in cells)


def _cells_of(element: HtmlElement) -> list[HtmlElement]:
    """The cells of a row: <td> and <th>, or the <div>s and <span>s of a row that is a <div>."""
    wanted = ("td", "th") if element.tag == "tr" else ("div", "span")
    return [cell for cell in element if cell.tag in wanted and not _is_hidden(cell)]


def _is_label(element: HtmlElement, line: list[str]) -> bool:
    """A short block that ends with a colon and has its value beside it: a row of a form made of <div> or <dt>."""
    if element.tag not in ("div", "dt", "span") or element.getnext() is None or element.getnext().tag not in ("div", "dd", "span"):
        return False
    text = _SPACE.sub(" ", "".join(line)).strip()
    parent = element.getparent()
    if not text or len(text) > 50 or parent is None:
        return False
    return element.tag == "dt" or (text.endswith(":") and sum(isinstance(child.tag, str) for child in parent) == 2)


def _is_value_of_label(element: HtmlElement, line: list[str]) -> bool:
    """Whether the block before was a label that waits on the open line."""
    before = element.getprevious()
    return before is not None and bool(line) and _is_label(before, line)


def _list_mark(element: HtmlElement) -> str:
    """What stands before a list item: its number in an ordered list, else a dash."""
    parent = element.getparent()
    if parent is None or parent.tag != "ol":
        return "- "
    return f"{list(parent.iterchildren('li')).index(element) + 1}. "


def _is_hidden(element: HtmlElement) -> bool:
    """Hidden by attribute or style; class names are not known to us."""
    return "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")) is not None


def _read_control(element: HtmlElement, tag: str) -> str:
    """What a form control or an image shows."""
    if tag == "img":
        told = " ".join((element.get("src", "").rsplit("/", 1)[-1], element.get("alt", ""), element.get("title", "")))
        return "" if not _TICK_IMAGE.search(told) else ticks.NO if _EMPTY_IMAGE.search(told) else ticks.YES
    if tag == "select":
        chosen = [option for option in element.iter("option") if "selected" in option.attrib]
        return " ".join(option.text_content().strip() for option in chosen)
    kind = element.get("type", "text").lower()
    if kind in ("checkbox", "radio"):
        return ticks.YES if "checked" in element.attrib else ticks.NO
    return element.get("value", "") if kind in ("text", "number", "date", "email", "tel", "url") else ""
