"""Headers, footers and page numbers: lines that stand at the same height on many pages of a file."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from corpus.types import Page, Words

_ZONE = 0.15  # share of the page's height at its top and its bottom where furniture stands
_NEAR = 6.0  # points by which its height may differ from page to page
_SHARE = 0.4  # of the pages: left and right pages may differ, a first page often has none


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page's text near its upper or lower edge."""

    page: int
    start: int
    end: int
    middle: float
    text: str


def mark_furniture(pages: Sequence[Page]) -> list[Page]:
    """The same pages with `furniture` set. The text stays as it is. A file of one page has none."""
    lines = [line for at, page in enumerate(pages) for line in _edge_lines(at, page)] if len(pages) > 1 else []
    places: dict[str, list[_Line]] = defaultdict(list)
    for line in lines:
        for key in _keys(line, pages[line.page].number):
            places[key].append(line)
    least = max(2, round(_SHARE * sum(bool(page.words) for page in pages)))
    spans: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for found in places.values():
        for line in found:
            if len({other.page for other in found if abs(other.middle - line.middle) <= _NEAR}) >= least:
                spans[line.page].add((line.start, line.end))
    return [replace(page, furniture=_whole(page, spans[at])) if at in spans else page for at, page in enumerate(pages)]


def _edge_lines(at: int, page: Page) -> Iterator[_Line]:
    """The lines whose words all stand in the upper or all in the lower zone of a page."""
    low, high = _ZONE * page.height, (1 - _ZONE) * page.height
    words = page.words
    words = words if isinstance(words, Words) else Words.of(words)
    starts, tops, bottoms = words.starts, words.tops, words.bottoms
    number = start = 0
    for text in page.text.split("\n"):
        end = start + len(text)
        first, number = number, bisect_left(starts, end, number)
        near = first < number and (bottoms[first] <= low or tops[first] >= high)
        if near and (max(bottoms[first:number]) <= low or min(tops[first:number]) >= high):
            middle = (min(tops[first:number]) + max(bottoms[first:number])) / 2
            yield _Line(at, start, end, middle, re.sub(r"\s+", " ", text.strip()))
        start = end + 1


def _keys(line: _Line, number: int) -> Iterator[str]:
    """What a line says, and what it says but for one figure that counts with the pages."""
    yield line.text
    for match in re.finditer(r"\d{1,4}", line.text):
        yield f"{line.text[: match.start()]}\0{int(match.group()) - number}\0{line.text[match.end() :]}"


def _whole(page: Page, spans: set[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """The spans in order, without those that are only some rows of a table: a head repeated over its columns is no header."""
    kept = set(spans)
    for table in page.tables:
        inside = {span for span in spans if table.start <= span[0] and span[1] <= table.end}
        rows = [row for row in page.text[table.start : table.end].split("\n") if row.strip()]
        if len(inside) < len(rows):
            kept -= inside
    return tuple(sorted(kept))
