"""What people corrected is seen by everything that answers: lists, explanations, exports, comparisons, the index."""

from __future__ import annotations

import csv
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from corpus.lookup import connect
from search.compare import Plan
from search.comparison import compare_archive
from search.documents import load_document
from search.export import export_archive
from search.figures import find_figures
from search.index import update_index
from search.places import Selection
from search.render import figure_lines, figures_csv, figures_table
from search.show import load_figure

if TYPE_CHECKING:
    from tests.search.conftest import Builder


@pytest.fixture
def reviewed(builder: Builder) -> Path:
    """The total of Lörrach rejected, its post corrected by a person."""
    builder.execute("UPDATE figures SET review = 'rejected;noted', note = '=Anlage fehlt' WHERE figure_id = 'f-60'")
    builder.execute("UPDATE mentions SET review = 'rejected;noted' WHERE figure_id = 'f-60'")
    builder.execute(
        "UPDATE figures SET review = 'corrected', value = '0.75', hundredths = 75,"
        """ extracted = '{"decided": null, "hundredths": 50, "value": "0.50"}' WHERE figure_id = 'f-post'"""
    )
    return builder.folder


def test_a_rejected_total_counts_nowhere_and_is_told_its_share_counts(reviewed: Path) -> None:
    for plan in (Plan(("kreis",), "amount"), Plan(("kreis",), "amount", all_figures=True)):
        comparison = compare_archive(reviewed, "", Selection(kreise=("08336",)), plan)
        assert [str(value) for value in comparison.rows[0].values] == ["30000"]
        assert "Left out: 1 figure: rejected in review." in comparison.notes


def test_lists_mark_what_was_reviewed(reviewed: Path) -> None:
    with closing(connect(reviewed)) as connection:
        found = list(find_figures(connection, Selection()))
    marks = {figure.figure_id: (figure.review, figure.note) for figure in found}
    assert marks["f-60"] == ("rejected;noted", "=Anlage fehlt")
    assert marks["f-30"] == ("", "")
    table = figures_table(found)
    whats = {row[0]: row[table.headings.index("what")] for row in table.rows}
    assert (whats["f-60"], whats["f-post"]) == ("expense once (rejected, noted)", "create (corrected)")
    assert ",'=Anlage fehlt" in figures_csv(found)


def test_an_explanation_says_what_was_extracted(reviewed: Path) -> None:
    with closing(connect(reviewed)) as connection:
        lines, total = ([line for line, _ in figure_lines(load_figure(connection, name))] for name in ("f-post", "f-60"))
    assert lines[0].startswith("0,75 VZÄ")
    assert "review:     corrected" in lines
    assert "extracted:  value 0,50, decided not told" in lines
    assert "note:       =Anlage fehlt" in total


def test_the_export_marks_figures_and_mentions(reviewed: Path, tmp_path: Path) -> None:
    export_archive(reviewed, tmp_path / "out")

    def rows(table: str) -> dict[str, dict[str, str]]:
        with (tmp_path / "out" / f"{table}.csv").open(encoding="utf-8", newline="") as handle:
            return {row["figure_id"]: row for row in csv.DictReader(handle)}

    figures = rows("figures")
    assert (figures["f-60"]["review"], figures["f-60"]["note"]) == ("rejected;noted", "'=Anlage fehlt")
    assert (figures["f-post"]["review"], figures["f-post"]["value"], figures["f-30"]["review"]) == ("corrected", "0.75", "")
    assert (rows("amounts")["f-60"]["review"], rows("amounts")["f-30"]["review"]) == ("rejected;noted", "")


def test_the_index_takes_up_corrected_sums(builder: Builder) -> None:
    def count() -> int:
        return len(list(update_index(builder.folder)))

    assert count() == 3
    builder.execute("UPDATE figures SET review = 'rejected' WHERE figure_id = 'f-60'")
    assert count() == 1
    assert count() == 0
    with closing(connect(builder.folder)) as connection:
        sha256 = connection.execute("SELECT file_sha256 FROM paper_files WHERE paper_id = 'loe-1'").fetchone()[0]
        assert max(load_document(connection, f"loe-1/{sha256}", "key", {}).amounts) == 3_000_000
