"""Text that remembers where its characters came from: the offset map of plain text, HTML and Markdown."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import itemgetter

from corpus.types import Page

Pairs = tuple[tuple[int, int], ...]
Edit = tuple[int, int, str]

# Only characters from U+0300 on can change under NFC or join to the character before them.
_ABOVE_LATIN = re.compile(r"[\x00-\u02ff]?[\u0300-\U0010ffff]+")


def source_offset(page: Page, start: int) -> int:
    """Where the character at `page.text[start]` stands in the decoded source; `start` itself where there is no map."""
    return map_offset(page.offsets, start)


def map_offset(pairs: Pairs, start: int) -> int:
    """Follow an offset map: characters after a pair run in step with the source until the next pair."""
    at = bisect_right(pairs, start, key=itemgetter(0)) - 1
    if at < 0:
        return start
    mapped = pairs[at][1] + start - pairs[at][0]
    return min(mapped, pairs[at + 1][1]) if at + 1 < len(pairs) else mapped


@dataclass(frozen=True, slots=True)
class MappedText:
    """A text and the map from its offsets to those of the source it was made from."""

    text: str
    pairs: Pairs = ((0, 0),)

    def edit(self, edits: Iterable[Edit]) -> MappedText:
        """Replace the spans (start, end, replacement), which are in order and do not overlap; the map is kept up."""
        parts: list[str] = []
        pairs: list[tuple[int, int]] = []
        old, new, at = 0, 0, 0
        for start, end, replacement in edits:
            at = self._copy(old, start, new, at, pairs)
            parts.append(self.text[old:start])
            new += start - old
            if replacement:
                _add_pair(pairs, new, map_offset(self.pairs, start))
                parts.append(replacement)
                new += len(replacement)
            old = end
        if not parts and not old:
            return self
        self._copy(old, len(self.text), new, at, pairs)
        parts.append(self.text[old:])
        return MappedText("".join(parts), tuple(pairs))

    def _copy(self, start: int, end: int, new: int, at: int, pairs: list[tuple[int, int]]) -> int:
        """Carry the pairs of text[start:end] over to where it now stands (`new`); returns where the next search begins."""
        if start < end or start == len(self.text):
            _add_pair(pairs, new, map_offset(self.pairs, start))
        at = bisect_right(self.pairs, start, at, key=itemgetter(0))
        while at < len(self.pairs) and self.pairs[at][0] < end:
            _add_pair(pairs, self.pairs[at][0] - start + new, self.pairs[at][1])
            at += 1
        return max(0, at - 1)

    def sub(self, pattern: re.Pattern[str], replace: str | Callable[[re.Match[str]], str | None]) -> MappedText:
        """`re.sub` that keeps the map. `replace` may return None to leave a match as it is."""
        edits: list[Edit] = []
        for match in pattern.finditer(self.text):
            replacement = replace if isinstance(replace, str) else replace(match)
            if replacement is not None and replacement != match.group():
                edits.append((match.start(), match.end(), replacement))
        return self.edit(edits) if edits else self

    def normalized(self) -> MappedText:
        """The same text in NFC."""
        if unicodedata.is_normalized("NFC", self.text):
            return self
        edits = [edit for zone in _ABOVE_LATIN.finditer(self.text) for edit in _nfc_edits(zone.group(), zone.start())]
        mended = self.edit(edits)
        if unicodedata.is_normalized("NFC", mended.text):
            return mended
        return self.edit([(0, len(self.text), unicodedata.normalize("NFC", self.text))])


def _add_pair(pairs: list[tuple[int, int]], text_at: int, source_at: int) -> None:
    """Add a pair unless the last one says the same; of two at one place in the text the later one counts."""
    if pairs and pairs[-1][0] == text_at:
        pairs.pop()
    if not pairs or source_at - pairs[-1][1] != text_at - pairs[-1][0]:
        pairs.append((text_at, source_at))


def _nfc_edits(zone: str, offset: int) -> list[Edit]:
    """The smallest edits that bring one run of characters to NFC, one for each base with its marks."""
    if unicodedata.is_normalized("NFC", zone):
        return []
    edits: list[Edit] = []
    start = 0
    for end in range(1, len(zone) + 1):
        group = zone[start:end]
        closed = end == len(zone) or _is_apart(group, zone[end])
        if closed:
            normal = unicodedata.normalize("NFC", group)
            if normal != group:
                edits.append((offset + start, offset + end, normal))
            start = end
    return edits


def _is_apart(group: str, char: str) -> bool:
    """Whether the next character neither joins the group nor changes places with its marks."""
    together = unicodedata.normalize("NFC", group + char)
    return not unicodedata.combining(char) and together == unicodedata.normalize("NFC", group) + unicodedata.normalize("NFC", char)
