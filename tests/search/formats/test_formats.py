"""Every further format of the export holds what the CSV tables hold, typed; one more line in FORMATS is tested here by itself."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from corpus.errors import InputError
from search.columns import TABLES
from search.export import export_archive
from search.formats import FORMATS, load_format
from search.formats.bibtex import bibtex_entry
from search.formats.csl import csl_item
from search.formats.references import Reference
from tests.search.conftest import Builder

MOMENT = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
Row = dict[str, object]


def _csv_rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _xlsx_rows(folder: Path, table: str) -> list[Row]:
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(folder / "ratslese.xlsx")[table]
    head, *rows = sheet.iter_rows(values_only=True)
    return [dict(zip(head, row, strict=True)) for row in rows]


def _parquet_rows(folder: Path, table: str) -> list[Row]:
    parquet = pytest.importorskip("pyarrow.parquet")
    rows: list[Row] = parquet.read_table(folder / f"{table}.parquet").to_pylist()
    return rows


def _jsonl_rows(folder: Path, table: str) -> list[Row]:
    return [json.loads(line) for line in (folder / f"{table}.jsonl").read_text(encoding="utf-8").splitlines()]


READERS: dict[str, Callable[[Path, str], list[Row]]] = {"xlsx": _xlsx_rows, "parquet": _parquet_rows, "jsonl": _jsonl_rows}


@pytest.mark.parametrize("name", sorted(READERS))
def test_a_format_holds_the_rows_of_the_csv_tables(name: str, archive: Path, tmp_path: Path) -> None:
    export_archive(archive, tmp_path / "out", created=MOMENT, also=[name])
    for table in TABLES:
        plain, rows = _csv_rows(tmp_path / "out", table.name), READERS[name](tmp_path / "out", table.name)
        assert len(rows) == len(plain), table.name
        for line, row in zip(plain, rows, strict=True):
            assert list(row) == list(line)
            for column in table.columns:
                text, value = line[column.name], row[column.name]
                if column.type == "number":
                    assert (value is None) == (text == "")
                    assert text == "" or Decimal(str(value)) == Decimal(text)
                elif column.type == "boolean":
                    assert value is {"true": True, "false": False, "": None}[text]
                elif column.type == "integer":
                    assert value == (int(text) if text else None)
                elif not text.startswith("'") and column.type == "string":
                    assert (value or "") == text


def test_every_format_is_known_to_the_tests_or_a_reference() -> None:
    assert set(FORMATS) == {*READERS, "bibtex", "csl"}


def test_text_that_would_run_is_text_in_a_workbook(builder: Builder, tmp_path: Path) -> None:
    builder.execute("UPDATE papers SET title = '=1+1', reference = '08336' WHERE paper_id = 'loe-1'")
    export_archive(builder.folder, tmp_path / "out", created=MOMENT, also=["xlsx"])
    openpyxl = pytest.importorskip("openpyxl")
    sheet = openpyxl.load_workbook(tmp_path / "out" / "ratslese.xlsx")["papers"]
    cells = {cell.value: cell.data_type for row in sheet.iter_rows() for cell in row}
    assert (cells["=1+1"], cells["08336"]) == ("s", "s")


def test_references_lead_to_page_hash_and_day(archive: Path, tmp_path: Path) -> None:
    export_archive(archive, tmp_path / "out", created=MOMENT, also=["bibtex", "csl"])
    figures = _csv_rows(tmp_path / "out", "figures")
    items = json.loads((tmp_path / "out" / "figures.csl.json").read_text(encoding="utf-8"))
    assert {item["id"] for item in items} == {row["figure_id"] for row in figures}
    assert all("SHA-256" in item["note"] and item["accessed"]["date-parts"] for item in items)
    text = (tmp_path / "out" / "figures.bib").read_text(encoding="utf-8")
    assert text.count("@techreport{") == len(figures)
    assert "pages = {" in text
    assert "urldate = {" in text


def test_a_range_is_cited_with_both_ends(builder: Builder, tmp_path: Path) -> None:
    builder.figure("f-range", "loe-1", "70.00", value_to="90.00", hundredths_to=9000, direction="expense")
    export_archive(builder.folder, tmp_path / "out", created=MOMENT, also=["bibtex"])
    assert "note = {70.00–90.00 EUR, expense: " in (tmp_path / "out" / "figures.bib").read_text(encoding="utf-8")


def test_signs_of_tex_are_escaped_and_partial_dates_kept() -> None:
    title, url = "50 % für R&D {neu}", "https://a.de/x_y"
    reference = Reference("f_1", title, "Kreis A", "1/2018", "Vorlage", "2018-06", "3", url, "2024-05-06", "ab", "60 €")
    entry = bibtex_entry(reference)
    assert r"50 \% für R\&D \{neu\}" in entry
    assert "@techreport{f-1," in entry
    assert csl_item(reference)["issued"] == {"date-parts": [[2018, 6]]}


def test_a_missing_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.delitem(sys.modules, "search.formats.xlsx", raising=False)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(InputError, match=r"pip install XlsxWriter"):
        load_format("xlsx")


def test_a_later_export_leaves_no_older_format_behind(archive: Path, tmp_path: Path) -> None:
    export_archive(archive, tmp_path / "out", created=MOMENT, also=["jsonl", "bibtex"])
    export_archive(archive, tmp_path / "out", created=MOMENT)
    assert {path.suffix for path in (tmp_path / "out").iterdir()} == {".csv", ".json", ".txt", ".cff"}


def test_the_package_says_how_it_is_cited(archive: Path, tmp_path: Path) -> None:
    export_archive(archive, tmp_path / "out", created=MOMENT)
    text = (tmp_path / "out" / "CITATION.cff").read_text(encoding="utf-8")
    assert "cff-version: 1.2.0" in text
    assert "date-released: 2024-05-06" in text
