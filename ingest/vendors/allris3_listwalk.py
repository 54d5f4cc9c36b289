"""How far a walk through the list of papers has come. The server keeps the place in its session, and an answer that is lost on the way
moves it all the same: the count on each page ("Ergebnisse 51-100") tells what was passed over, and a further walk fetches only that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ingest.vendors.allris3_lists import PaperList
from ingest.vendors.records import Ask

MOST_TRIES = 5


@dataclass(frozen=True, slots=True)
class ListWalk:
    """`last`: the last result seen so far. `missing`: ranges passed over ("51-100 201-250"). `tries`: walks made for them."""

    base: str
    ways: str
    page: int = 1
    last: int = 0
    shown: str = ""
    missing: str = ""
    tries: int = 0
    errors: int = 0
    total: int = 0

    @classmethod
    def of(cls, ask: Ask) -> ListWalk:
        """The state that an Ask carries."""
        page, last, *counts = (int(ask.told(name) or 0) for name in ("page", "last", "tries", "errors", "total"))
        return cls(ask.told("base"), ask.told("ways"), page or 1, last, ask.told("shown"), ask.told("missing"), *counts)

    def context(self) -> tuple[tuple[str, str], ...]:
        """The state as an Ask carries it."""
        numbers = (("page", self.page), ("last", self.last), ("tries", self.tries), ("errors", self.errors), ("total", self.total))
        words = (("base", self.base), ("ways", self.ways), ("shown", self.shown), ("missing", self.missing))
        return (*words, *((name, str(number)) for name, number in numbers))

    def after(self, found: PaperList) -> tuple[ListWalk, bool]:
        """(the state after a page, whether the page is the one before it once more)."""
        shown = found.papers[0].number if found.papers else ""
        ranges = list(_cut(_ranges(self.missing), found.first, found.last))
        if not self.tries and found.first > self.last + 1 and (self.last or self.page == 1):
            ranges.append((self.last + 1, found.first - 1))
        missing = " ".join(f"{first}-{last}" for first, last in ranges)
        walk = replace(self, page=self.page + 1, last=max(found.last, self.last), shown=shown, missing=missing, errors=0, total=found.total)
        return walk, bool(shown) and shown == self.shown

    def broken_off(self) -> ListWalk:
        """The state where no further page comes: what the list counts beyond the last page is missing."""
        rest = f" {self.last + 1}-{self.total}" if self.total > self.last and not self.tries else ""
        return replace(self, missing=(self.missing + rest).strip())

    @property
    def is_complete(self) -> bool:
        """Whether a further walk has found all that it was made for."""
        return self.tries > 0 and not self.missing


def _ranges(text: str) -> Iterator[tuple[int, int]]:
    for part in text.split():
        first, _, last = part.partition("-")
        yield int(first), int(last)


def _cut(ranges: Iterator[tuple[int, int]], first: int, last: int) -> Iterator[tuple[int, int]]:
    """The ranges without results `first` to `last`."""
    for begin, end in ranges:
        if last < begin or first > end:
            yield begin, end
            continue
        if begin < first:
            yield begin, first - 1
        if end > last:
            yield last + 1, end
