"""Archives of older versions open, keep what they hold, and have the shape of a new one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from corpus import schema
from corpus.lookup import DATABASE, connect
from corpus.store import Archive


def make_old(folder: Path, version: int) -> Path:
    folder.mkdir()
    database = sqlite3.connect(folder / DATABASE)
    database.executescript((Path(__file__).parent / f"archive_v{version}.sql").read_text(encoding="utf-8"))
    database.close()
    (folder / "ratslese.toml").write_text('[archive]\nname = "old"\n', encoding="utf-8")
    return folder


def shape(folder: Path) -> dict[str, object]:
    """Columns of tables and views, and the views' SQL."""
    database = sqlite3.connect(folder / DATABASE)
    names = [row[0] for row in database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")]
    told: dict[str, object] = {name: sorted(row[1:] for row in database.execute(f"PRAGMA table_info({name})")) for name in names}
    told["views"] = sorted(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'view'"))
    database.close()
    return told


def test_an_archive_of_version_3_gets_costs_of_posts_and_keeps_its_figures(tmp_path: Path) -> None:
    old = make_old(tmp_path / "old", 3)
    Archive.open(old).close()
    Archive.create(tmp_path / "new").close()
    assert shape(old) == shape(tmp_path / "new")
    assert (old / f"{DATABASE}.v3").is_file()
    database = connect(old)
    assert database.execute("PRAGMA user_version").fetchone()[0] == schema.SCHEMA_VERSION
    rows = database.execute("SELECT figure_id, value, cost_of, cost_basis FROM figures_with_papers ORDER BY figure_id").fetchall()
    assert [tuple(row) for row in rows] == [("f1", 35000.0, "", ""), ("f2", 0.5, "", "")]
    assert database.execute("SELECT count(*) FROM post_costs").fetchone()[0] == 0
    database.close()


def test_archives_of_versions_1_and_3_become_the_same(tmp_path: Path) -> None:
    shapes = []
    for version in (1, 3):
        old = make_old(tmp_path / f"v{version}", version)
        Archive.open(old).close()
        shapes.append(shape(old))
    assert shapes[0] == shapes[1]
