"""The ledger: what a source is known to hold, and how much of it is here. Plain sqlite3, for commands that must start at once."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field, fields
from functools import cache, lru_cache
from operator import itemgetter
from pathlib import Path

from corpus.lookup import connect

LEAST = 5  # numbers that make a series whose gaps mean something
DENSE = 3  # more than so many gaps for each number: numbers are given out for other things too


@dataclass(slots=True)
class LedgerRow:
    """One source (or, without `source_id`, papers imported by hand) and one year ("" = no date told).

    `known`: papers that the source lists or listed; `fetched`: those that are here; `failed`, `refused` (robots, 403), `withheld` (not
    public), `gone` (not listed any more, here or not); the rest is only known. `read`: of the fetched,
    those with text, `ocred` by OCR; `with_figures`: with amounts or posts.
    `missing`: numbers of papers that the source does not list although later ones exist ("12-15", "18"), `gaps` how many; None where the
    numbers are no series. `permission`: who allowed what and when.
    """

    source_id: str
    ags: str
    body: str
    vendor: str
    year: str
    known: int = 0
    fetched: int = 0
    read: int = 0
    ocred: int = 0
    with_figures: int = 0
    failed: int = 0
    refused: int = 0
    withheld: int = 0
    gone: int = 0
    imported: int = 0
    gaps: int | None = None
    missing: tuple[str, ...] = ()
    state: str = ""
    detail: str = ""
    robots: str = ""
    permission: str = ""
    walked: str = ""


COUNTS = ("known", "fetched", "read", "ocred", "with_figures", "failed", "refused", "withheld", "gone", "imported")

# What is told of a paper, with the column of its id for {}: IN looks once through all, which is faster than once for each paper.
_READ = "{} IN (SELECT l.paper_id FROM paper_files l JOIN files f ON f.sha256 = l.file_sha256 WHERE f.page_count > 0)"
_OCRED = "{} IN (SELECT l.paper_id FROM paper_files l JOIN files f ON f.sha256 = l.file_sha256 WHERE f.text_source = 'ocr')"
_FIGURES = "{} IN (SELECT paper_id FROM figures)"
_PAPERS = (
    "SELECT s.reference, s.source_id, substr(s.date, 1, 4), s.state, s.paper_id != '', {read}, {ocred}, {figures}"
    " FROM source_papers s WHERE s.source_id NOT LIKE 'saved:%'"
)
_IMPORTED = (
    "SELECT p.ags, p.body, substr(p.date, 1, 4) AS year,"
    f" {_READ.format('p.paper_id')} AS read, {_OCRED.format('p.paper_id')} AS ocred, {_FIGURES.format('p.paper_id')} AS figures"
    " FROM papers p WHERE p.paper_id NOT IN (SELECT paper_id FROM source_papers WHERE source_id NOT LIKE 'saved:%')"
)


def load_ledger(folder: Path, source_ids: Iterable[str] = (), brief: bool = False) -> tuple[LedgerRow, ...]:
    """All rows of the archive in `folder`, by source and year; of these sources only where some are named. Raises ArchiveError.

    `brief`: only what `coverage_line` tells, without OCR, figures and papers imported by hand.
    """
    wanted = frozenset(source_ids)
    with closing(connect(folder)) as database:
        asked = database.execute("SELECT * FROM sources WHERE source_id NOT LIKE 'saved:%' ORDER BY body, source_id")
        sources = {row["source_id"]: row for row in asked}
        rows = list(_source_rows(database, sources, brief))
        rows += [] if brief else _imported_rows(database)
    return tuple(row for row in rows if not wanted or row.source_id in wanted or (row.ags and row.ags in wanted))


def _source_rows(database: sqlite3.Connection, sources: Mapping[str, sqlite3.Row], brief: bool) -> Iterator[LedgerRow]:
    told = {"ocred": "0", "figures": "0"} if brief else {"ocred": _OCRED.format("s.paper_id"), "figures": _FIGURES.format("s.paper_id")}
    cursor = database.cursor()
    cursor.row_factory = None  # plain tuples, which can be counted
    entries = cursor.execute(_PAPERS.format(read=_READ.format("s.paper_id"), **told)).fetchall()
    found: dict[str, dict[str, LedgerRow]] = defaultdict(dict)
    for (source_id, year, *entry), count in Counter(map(itemgetter(slice(1, None)), entries)).items():
        row = found[source_id].get(year)
        if row is None:
            row = found[source_id][year] = _empty_row(sources[source_id], year)
        _count_source(row, count, *entry)
    references: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for reference, source_id, year, *_ in entries:
        references[source_id].append((reference, year))
    for source_id, source in sources.items():
        years = found[source_id]
        for year, missing in find_gaps(references[source_id]).items():
            row = years.setdefault(year, _empty_row(source, year))
            row.missing, row.gaps = tuple(span for span, _ in missing), sum(count for _, count in missing)
        yield from (years[year] for year in sorted(years)) if years else (_empty_row(source, ""),)


def _count_source(row: LedgerRow, count: int, state: str, held: int, read: int, ocred: int, figures: int) -> None:
    """Add so many papers of which the same is told."""
    row.known += count
    row.read += count * read
    row.ocred += count * ocred
    row.with_figures += count * figures
    if held and state not in ("failed", "refused"):
        row.fetched += count
    if state in ("failed", "refused", "withheld", "gone"):
        setattr(row, state, getattr(row, state) + count)


def _empty_row(source: sqlite3.Row, year: str) -> LedgerRow:
    told = ", ".join(source[name] for name in ("permission_who", "permission_when", "permission_scope") if source[name])
    place = (source["source_id"], source["ags"], source["body"] or source["source_id"], source["vendor"], year)
    walked = source["walk_ended"] or source["walk_began"]
    return LedgerRow(
        *place, state=source["state"], detail=source["detail"], robots=source["robots"], permission=told, walked=walked[:10]
    )


def _imported_rows(database: sqlite3.Connection) -> list[LedgerRow]:
    found: dict[tuple[str, str, str], LedgerRow] = {}
    for entry in database.execute(_IMPORTED):
        key = (entry["body"], entry["ags"], entry["year"])
        row = found.setdefault(key, LedgerRow("", entry["ags"], entry["body"], "", entry["year"]))
        row.imported += 1
        row.read += entry["read"]
        row.ocred += entry["ocred"]
        row.with_figures += entry["figures"]
    return [found[key] for key in sorted(found)]


def coverage_line(rows: Iterable[LedgerRow]) -> str:
    """What the archive covers of the sources behind an answer, in one line; "" where no source was ever asked."""
    asked = [row for row in rows if row.source_id]
    if not asked:
        return ""
    total = {name: sum(getattr(row, name) for row in asked) for name in COUNTS}
    gaps = sum(row.gaps or 0 for row in asked)
    sources = {row.source_id: row for row in asked}
    parts = [f"{total['known']:,} papers known at {len(sources)} source{'' if len(sources) == 1 else 's'}", f"{total['fetched']:,} fetched"]
    parts += [f"{total['read']:,} read"]
    parts += [f"{total[name]:,} {name}" for name in ("failed", "refused", "withheld", "gone") if total[name]]
    parts += [f"{gaps:,} gaps in the numbering"] if gaps else []
    unfinished = sum(row.state not in ("complete", "") for row in sources.values())
    parts += [f"{unfinished} not walked to the end"] if unfinished else []
    return f"Coverage: {', '.join(parts)}; see: ratslese ledger"


# -- gaps in the numbering -------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Series:
    numbers: set[int] = field(default_factory=set)


def find_gaps(references: Iterable[tuple[str, str]]) -> dict[str, list[tuple[str, int]]]:
    """Year → spans of numbers that are missing in it ("12-15", 4), from (reference, year of the paper's date); of years whose numbers
    are a series: [] where nothing is missing.

    "139/2018", "2017/198", "VO/2026/181" and "0083/2020-1" have a number and a year; supplements ("-1") belong to their number.
    Letters before them are series of their own.
    """
    series: dict[tuple[str, str], _Series] = defaultdict(_Series)
    for reference, year in references:
        parsed = parse_reference(reference, year)
        if parsed:
            series[parsed[0], parsed[1]].numbers.add(parsed[2])
    gaps: dict[str, list[tuple[str, int]]] = {}
    for (prefix, year), entry in sorted(series.items()):
        last, first = max(entry.numbers), min(entry.numbers)
        if len(entry.numbers) < LEAST:
            continue
        start = 1 if first <= max(10, len(entry.numbers)) else first  # numbers that run on over the years begin anywhere
        if last - start - sum(start <= number < last for number in entry.numbers) > DENSE * len(entry.numbers):
            continue
        missing = sorted(set(range(start, last)) - entry.numbers)
        gaps.setdefault(year, []).extend((f"{prefix} {span}".strip(), count) for span, count in _spans(missing))
    return gaps


def parse_reference(reference: str, year: str = "") -> tuple[str, str, int] | None:
    """(letters before it, year, number) of a paper's number; None where it has none that can be told from its year."""
    patterns = _patterns()
    found = patterns[0].search(reference)
    if found and found[1] != year:  # else "2019/2017" is number 2017 of 2019
        return _letters(reference[: found.start()]), found[2], int(found[1])
    found = patterns[1].search(reference)
    if found:
        return _letters(reference[: found.start()]), found[1], int(found[2])
    found = patterns[2].search(reference)
    if found and year[2:] == found[2]:
        return _letters(reference[: found.start()]), year, int(found[1])
    return None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    year = r"((?:19|20)\d\d)"
    forms = (rf"(\d{{1,5}})\s*[/-]\s*{year}", rf"{year}\s*[/-]\s*(\d{{1,5}})", r"(\d{1,5})\s*/\s*(\d\d)")
    return tuple(re.compile(rf"(?<!\d){form}(?!\d)") for form in forms)


@lru_cache(maxsize=1000)
def _letters(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+", text)).upper()


def _spans(numbers: list[int]) -> Iterator[tuple[str, int]]:
    start = previous = None
    for number in [*numbers, None]:
        if previous is not None and (number is None or number != previous + 1):
            yield (str(start) if start == previous else f"{start}-{previous}"), previous - (start or 0) + 1
            start = number
        start, previous = number if start is None else start, number


def row_values(row: LedgerRow) -> dict[str, object]:
    """A row for CSV and JSON."""
    return {entry.name: getattr(row, entry.name) for entry in fields(LedgerRow)}
