"""A figure as a reference: which paper of which body, page, file hash, day of access. For BibTeX and CSL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from search.columns import TableSpec
from search.formats import Rows, Value


@dataclass(frozen=True, slots=True)
class Reference:
    """What is cited. `accessed` is the day on which the paper came into the archive, ISO; `note` the figure in words."""

    key: str
    title: str
    body: str
    number: str
    kind: str
    date: str
    page: str
    url: str
    accessed: str
    sha256: str
    note: str


def find_references(tables: Sequence[TableSpec], rows: Rows) -> Iterator[Reference]:
    """One for each figure."""
    by_name = {table.name: table for table in tables}
    papers = {str(paper["paper_id"]): paper for paper in _dicts(by_name["papers"], rows) if paper["paper_id"]}
    files: dict[str, str] = {}
    for table in ("amounts", "positions"):
        for mention in _dicts(by_name[table], rows):
            files.setdefault(str(mention["figure_id"]), str(mention["file_sha256"]))
    for figure in _dicts(by_name["figures"], rows):
        paper = papers.get(str(figure["paper_id"]))
        if paper is not None:
            yield _reference(figure, paper, files)


def _dicts(table: TableSpec, rows: Rows) -> Iterator[dict[str, Value]]:
    names = [column.name for column in table.columns]
    for row in rows(table):
        yield dict(zip(names, row, strict=True))


def _reference(figure: dict[str, Value], paper: dict[str, Value], files: dict[str, str]) -> Reference:
    ends = "–".join(_text(figure[name]) for name in ("value", "value_to") if _text(figure[name]))
    parts = [f"{ends} {figure['unit']}", figure["direction"], figure["recurrence"], figure["years"], figure["action"]]
    return Reference(
        key=str(figure["figure_id"]),
        title=_text(paper["title"]) or _text(paper["file"]),
        body=_text(paper["body"]),
        number=_text(paper["reference"]),
        kind=_text(paper["paper_type"]),
        date=_text(paper["date"]),
        page=_text(figure["page"]),
        url=_text(paper["source_url"]),
        accessed=_text(paper["ingested_at"])[:10],
        sha256=files.get(str(figure["figure_id"]), _text(paper["file_sha256"])),
        note=", ".join(_text(part) for part in parts if _text(part)) + f': "{_text(figure["quote"])}"',
    )


def _text(value: Value) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, (date, datetime)) else " ".join(str(value).split())
