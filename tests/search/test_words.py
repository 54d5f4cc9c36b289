"""The file of words takes over what an engine has counted."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from search.words import Words


def held(folder: Path) -> list[tuple[str, int, int]]:
    with closing(sqlite3.connect(folder / "words.sqlite")) as database:
        return database.execute("SELECT word, documents, capitalized FROM words ORDER BY word").fetchall()


def test_counts_of_an_engine_are_taken_over_however_many_they_are(tmp_path: Path) -> None:
    words = Words(tmp_path)
    counted = [(f"wort{number:04}", number + 1, number // 2) for number in range(1000)]
    words.replace(reversed(counted), 1000, "1")
    assert held(tmp_path) == counted
    assert (words.note("documents"), words.note("counted")) == ("1000", "1")

    more = [("abwasser", 3, 3), ("wort0007", 50, 4), ("zuschuss", 2, 2)]
    words.replace([*more, *counted[8:]], 1002, "2")
    assert held(tmp_path) == [more[0], *counted[:7], *more[1:2], *counted[8:], more[2]]
    words.replace([], 1002, "3")
    assert len(held(tmp_path)) == 1002
