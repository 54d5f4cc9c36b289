"""The notebook's way into an archive."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import ratslese
from corpus.errors import ArchiveError, QueryError, RatsleseError
from search.index import update_index


@pytest.fixture
def indexed(archive: Path) -> Path:
    for _ in update_index(archive):
        pass
    return archive


def test_search_figures_and_comparison(indexed: Path) -> None:
    a = ratslese.open(indexed)
    assert repr(indexed) in repr(a) or str(indexed) in repr(a)
    hits = a.search("Förderung")
    assert hits[0].page >= 1
    assert len(hits) == len(hits.to_dicts())
    figures = a.figures(kreise="Lörrach")
    assert {figure.ags for figure in figures} == {"08336"}
    comparison = a.compare(by=["kreis"], measure="papers")
    assert all(set(row) >= {"kreis", "papers"} for row in comparison)
    assert comparison.notes


def test_to_pandas_has_numbers(indexed: Path) -> None:
    pytest.importorskip("pandas")
    a = ratslese.open(indexed)
    frame = a.figures().to_pandas()
    assert frame["value"].dtype == float
    assert frame["value"].sum() > 0
    compared = a.compare(bounds=True).to_pandas()
    assert compared.filter(like="_low").dtypes.eq(float).all()
    assert list(a.figures(kind="position", kreise="Wittmund", decided=True).to_pandas().columns)


def test_sql_views_hold_what_the_export_holds_and_cannot_be_written(indexed: Path) -> None:
    a = ratslese.open(indexed)
    for view in ("amounts", "positions", "dates", "figures_with_papers", "post_costs", "papers", "figures"):
        assert len(a.sql(f"SELECT * FROM {view}").columns) > 5
    assert [row["kind"] for row in a.sql("SELECT DISTINCT kind FROM figures_with_papers ORDER BY kind")] == ["amount", "position"]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        a.sql("DELETE FROM papers")


def test_errors_say_what_to_do(indexed: Path, tmp_path: Path) -> None:
    with pytest.raises(ArchiveError):
        ratslese.open(tmp_path)
    with pytest.raises(QueryError):
        ratslese.open(indexed).search("(Förderung")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"by": ["foo"]}, "by cannot be 'foo'; there are: kreis, land"),
        ({"by": []}, "by cannot be ''"),
        ({"measure": "euro"}, "there are: amount, vzae, papers"),
        ({"direction": "out"}, "there are: expense, income, budget"),
        ({"recurrence": "monthly"}, "there are: all, once, yearly"),
    ],
)
def test_a_comparison_by_what_there_is_not_names_the_choices(archive: Path, asked: dict[str, Any], told: str) -> None:
    with pytest.raises(RatsleseError, match=re.escape(told)):
        ratslese.open(archive).compare(**asked)
