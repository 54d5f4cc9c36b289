"""What posts cost, where an archive knows it: in the export, in SQL, on explain's and the report's pages."""

from __future__ import annotations

import csv
import json
from contextlib import closing
from pathlib import Path

import pytest

from corpus.lookup import connect
from search.export import export_archive
from search.render import figure_lines
from search.report.page import _card
from search.show import FigureView, load_figure
from tests.search.conftest import Builder


@pytest.fixture
def costs(builder: Builder) -> Path:
    """Two posts, a yearly sum for one of them, one for both, a rate for each, and a range."""
    builder.figure("f-two", "loe-1", "2.00", kind="position", unit="VZÄ", action="create", quote="2,0 VZÄ")
    builder.figure("c-one", "loe-1", "35000.00", direction="expense", recurrence="yearly", cost_of="f-post", cost_basis="total")
    builder.figure("c-both", "loe-1", "175000.00", direction="expense", recurrence="yearly", cost_of="f-post;f-two", cost_basis="total")
    builder.figure("c-each", "loe-1", "71000.00", direction="expense", recurrence="yearly", cost_of="f-two", cost_basis="per_post")
    builder.figure("c-range", "loe-1", "60000.00", value_to="70000.00", direction="expense", cost_of="f-two", cost_basis="total")
    return builder.folder


def view_of(folder: Path, figure: str) -> FigureView:
    with closing(connect(folder)) as connection:
        return load_figure(connection, figure)


def test_the_export_says_whose_cost_a_sum_is_behind_the_columns_that_all_versions_have(costs: Path, tmp_path: Path) -> None:
    export_archive(costs, tmp_path / "out")
    with (tmp_path / "out" / "figures.csv").open(encoding="utf-8", newline="") as handle:
        rows = {row["figure_id"]: row for row in csv.DictReader(handle)}
    assert list(rows["c-one"])[-3:] == ["cost_basis", "cost_of", "doubts"]
    told = {name: (rows[name]["cost_of"], rows[name]["cost_basis"]) for name in ("c-both", "c-each", "f-60", "f-post")}
    assert told == {"c-both": ("f-post;f-two", "total"), "c-each": ("f-two", "per_post"), "f-60": ("", ""), "f-post": ("", "")}
    (figures,) = (t for t in json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))["resources"] if t["name"] == "figures")
    column = figures["schema"]["fields"][-2]
    assert "cost" in column["description"]
    assert "Kosten" in column["description_de"]
    assert "cost_of nennt die Stellen" in (tmp_path / "out" / "LIESMICH.txt").read_text("utf-8")


def test_sql_tells_what_a_vzae_costs_where_it_can_be_told(costs: Path) -> None:
    with closing(connect(costs)) as connection:
        rows = connection.execute("SELECT figure_id, vzae, per_vzae, body FROM post_costs ORDER BY figure_id").fetchall()
    assert [tuple(row) for row in rows] == [
        ("c-both", 2.5, 70000.0, "Landkreis Lörrach"),
        ("c-each", 2.0, 71000.0, "Landkreis Lörrach"),
        ("c-one", 0.5, 70000.0, "Landkreis Lörrach"),
        ("c-range", 2.0, None, "Landkreis Lörrach"),
    ]


def test_a_rejected_post_makes_the_rate_unknown_and_a_rejected_sum_is_none(builder: Builder, costs: Path) -> None:
    with builder.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE figures SET review = 'rejected' WHERE figure_id IN ('f-two', 'c-one')")
    with closing(connect(costs)) as reader:
        rows = reader.execute("SELECT figure_id, per_vzae FROM post_costs ORDER BY figure_id").fetchall()
    assert [tuple(row) for row in rows] == [("c-both", None), ("c-each", None), ("c-range", None)]


def test_explain_leads_from_the_sum_to_the_posts_and_back(costs: Path) -> None:
    lines = {name: [line for line, _ in figure_lines(view_of(costs, name))] for name in ("c-both", "c-each", "f-post", "f-60")}
    assert "cost of:    0,50 VZÄ (f-post), 2,00 VZÄ (f-two)" in lines["c-both"]
    assert "cost of:    each of 2,00 VZÄ (f-two)" in lines["c-each"]
    (back,) = [line for line in lines["f-post"] if line.startswith("cost:")]
    assert "175.000,00 € for posts together (yearly, c-both)" in back
    assert "35.000,00 € (yearly, c-one)" in back
    assert not [line for line in lines["f-60"] if line.startswith("cost")]


def test_the_evidence_card_of_a_post_tells_its_cost(costs: Path) -> None:
    paper = {"title": "", "date": "", "source_url": "", "ingested_at": "2024-01-01", "paper_type": "", "file": "a.pdf", "sha256": "a" * 64}
    assert "35.000,00 € (yearly, c-one)" in _card(view_of(costs, "f-post"), paper).facts
    assert "cost of 0,50 VZÄ (f-post)" in _card(view_of(costs, "c-one"), paper).facts
