"""One page of a file as the reader sees it, for the command `page`: found on the disk or in an archive, read in a worker."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import InputError
from corpus.settings import Settings
from corpus.types import Page, Problem, Table
from corpus.workers import run_in_workers

_FILES = (
    "SELECT sha256, name FROM files WHERE sha256 = :asked",
    "SELECT sha256, name FROM files WHERE name = :asked",
    "SELECT f.sha256, f.name FROM papers p JOIN paper_files pf USING (paper_id) JOIN files f ON f.sha256 = pf.file_sha256"
    " WHERE pf.position = 0 AND :asked <> '' AND (p.paper_id = :asked OR p.reference = :asked)",
    "SELECT sha256, name FROM files WHERE length(:asked) >= 4 AND substr(sha256, 1, length(:asked)) = lower(:asked)",
)


@dataclass(frozen=True, slots=True)
class PageView:
    """A page, how many the file has, what the reader complains of, and the picture if it was asked for (PNG)."""

    page: Page
    count: int
    problems: tuple[Problem, ...]
    picture: bytes | None = None


def find_file(asked: str, archive: Path | None) -> tuple[Path, str]:
    """Path and name of what was asked for: a path, else in the archive a hash or its beginning, a file's name, a paper's id or number.

    Raises InputError where there is none or more than one, ArchiveError where there is no archive either.
    """
    path = Path(asked)
    if path.is_file():
        return path, path.name
    if path.is_dir():
        raise InputError(f"{asked}: is a folder; give one of its files")
    if archive is None:
        raise InputError(f"{asked}: no such file, and no archive here to look in; give a path, or --archive DIR")
    from corpus.lookup import connect
    from corpus.raw import raw_path

    connection = connect(archive)
    try:
        for query in _FILES:
            found = connection.execute(query, {"asked": asked}).fetchall()
            if len(found) > 1:
                hashes = ", ".join(str(row["sha256"])[:12] for row in found[:5])
                raise InputError(f"{asked!r} stands for {len(found)} files: {hashes}{' …' if len(found) > 5 else ''}; give the hash")
            if found:
                return raw_path(archive, found[0]["sha256"]), str(found[0]["name"])
    except sqlite3.DatabaseError as error:
        raise InputError(f"{archive}: the archive's database cannot be read: {error}") from error
    finally:
        connection.close()
    raise InputError(f"{asked!r}: no such file, and none in the archive {archive} by this hash, name or number")


def view_page(path: Path, name: str, number: int, picture: bool, settings: Settings) -> PageView:
    """Read a file in a worker process and hand out one page. Raises InputError where it cannot be read or has no such page."""
    (outcome,) = run_in_workers(_view, [path], lambda item: (item, name, number, picture, settings), lambda _: name, settings, 1)
    if outcome.problem is not None:
        raise InputError(outcome.problem.message)
    if outcome.result is None:
        raise InputError(f"{name}: cannot be read")
    view, problems, count = outcome.result
    if view is None:
        if not count:
            raise InputError(problems[0].message if problems else f"{name}: holds no page")
        raise InputError(f"{name}: has {count} page{'s' if count > 1 else ''}, no page {number}")
    return view


def _view(path: Path, name: str, number: int, picture: bool, settings: Settings) -> tuple[PageView | None, tuple[Problem, ...], int]:
    """Runs in the worker: the page if there is one, the problems, and the number of pages."""
    from ingest.reading import ReadLimits, read_bytes

    limits = ReadLimits(settings.megabytes_per_file * 10**6, settings.pages_per_file, settings.seconds_per_file)
    data = path.read_bytes()
    result = read_bytes(data, name, limits)
    page = next((page for page in result.pages if page.number == number), None)
    if page is None:
        return None, result.problems, len(result.pages)
    drawn = None
    if picture:
        from ingest.reading.picture import draw_page

        drawn = draw_page(data, page)
    return PageView(page, len(result.pages), result.problems, drawn), result.problems, len(result.pages)


def page_lines(view: PageView, boxes: bool) -> Iterator[str]:
    """What the command prints: a head, the text, then tables by their cells, ticks, and with `boxes` every word with its box.

    A word that OCR read has its confidence behind its box.
    """
    page = view.page
    way = f", read by {page.path}" if page.path else ""
    size = f", {page.width:g} x {page.height:g} pt" if page.width else ""
    yield f"page {page.number} of {view.count}, source {page.source}{way}{size}"
    yield ""
    yield page.text.rstrip("\n")
    for number, table in enumerate(page.tables, 1):
        yield from ("", *_table_lines(number, table, page))
    if page.ticks:
        yield from ("", "ticks", *(f"  {tick.state:8} {tick.label}" for tick in page.ticks))
    if page.furniture:
        yield from ("", "headers and footers", *(f"  {page.text[start:end]}" for start, end in page.furniture))
    if boxes:
        yield from ("", f"words: x0 top x1 bottom, in points{'; confidence of OCR, 0 to 100' if page.confidences else ''}")
        for number, word in enumerate(page.words):
            box = word.box
            sure = f"  {page.confidences[number]:3}" if page.confidences else ""
            yield f"  {box.x0:7.1f} {box.top:7.1f} {box.x1:7.1f} {box.bottom:7.1f}{sure}  {page.text[word.start : word.end]}"


def _table_lines(number: int, table: Table, page: Page) -> Iterator[str]:
    """One table: a line for its unit and what it goes on from, then a line for each cell that holds something."""
    rows, columns = (max(values) for values in zip(*((cell.row + 1, cell.column + cell.column_span) for cell in table.cells), strict=True))
    unit = f", unit: {table.unit}" if table.unit else ""
    goes_on = f", goes on from page {page.number - 1}" if table.continued else ""
    yield f"table {number}: {rows} rows, {columns} columns{unit}{goes_on}"
    if table.heads:
        yield f"  heads from there: {' | '.join(table.heads)}"
    for told, row in (("first row, begun there", table.first_row), ("last row, ended on the next page", table.last_row)):
        if row:
            yield f"  {told}: {' | '.join(row)}"
    for cell in table.cells:
        if cell.end > cell.start:
            span = f" over {cell.row_span} x {cell.column_span}" if cell.row_span > 1 or cell.column_span > 1 else ""
            yield f"  {cell.row + 1}/{cell.column + 1}{span}{' head' if cell.header else ''}: {page.text[cell.start : cell.end]}"
