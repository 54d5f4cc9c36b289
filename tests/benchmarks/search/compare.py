"""How long `ratslese compare` takes over many figures, beside the bare sums in SQL and pandas. Not a test: run it on a quiet machine.

    .venv/bin/python tests/benchmarks/search/compare.py [--figures 100000] [--runs 7]

Makes an archive of made-up papers and figures (seeded: the same each time; seven figures a paper, of all kinds in about the shares that
real papers have: four in ten may be summed), then prints processor and wall time, each the median of the runs: of the whole
cold process, and warm in one process. The peers only read the same figures and sum them by Kreis, direction and recurrence: they know no
shares, copies, years, ranges and reasons. For "fetched papers" all papers are said to come from sources.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

from corpus.registry import registry
from corpus.store import Archive
from search.compare import Plan
from search.comparison import compare_archive
from search.places import Selection

ROOT = Path(__file__).parents[3]
FIELDS = ("", "", "produkt:31", "produkt:36", "integration:sprache", "integration:sprache;produkt:31")
PAPER = "INSERT INTO papers (paper_id, ingested_at, body, ags, reference, title, date) VALUES (?, '2026-01-01T00:00:00Z', ?, ?, ?, ?, ?)"
FIELD = "INSERT INTO paper_fields (paper_id, field, file_sha256, label, score, evidence) VALUES (?, ?, '', ?, 800, '')"
FIGURE = (
    "INSERT INTO figures (figure_id, paper_id, kind, value, hundredths, value_to, hundredths_to, unit, direction, recurrence, years,"
    " action, decided, part_of, fields, mention_count, page, quote, review)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1, 1, ?, '')"
)
SUMS = (
    "SELECT p.body, g.direction, g.recurrence, sum(g.hundredths) FROM figures g JOIN papers p USING (paper_id)"
    " WHERE g.kind = 'amount' AND g.decided GROUP BY 1, 2, 3"
)


def make_archive(folder: Path, figures: int) -> None:
    """An archive of made-up figures of 200 Kreise."""
    Archive.create(folder).close()
    draw, bodies = random.Random(1), registry().bodies[:200]
    with closing(sqlite3.connect(folder / "ratslese.sqlite")) as database, database:
        for number in range(figures // 7):
            body, year = draw.choice(bodies), draw.randrange(2016, 2026)
            paper = f"p{draw.getrandbits(48):012x}"
            database.execute(PAPER, (paper, body.name, body.ags, f"{number}/{year}", "Vorlage", f"{year}-{draw.randrange(1, 13):02}-01"))
            for field in {field for field in draw.choice(FIELDS).split(";") if field}:
                database.execute(FIELD, (paper, field, f"Feld {field}"))
            database.executemany(FIGURE, _figures(draw, paper, year))


def add_sources(folder: Path) -> None:
    """Let all papers be fetched ones: the ledger's line under a comparison then looks at each."""
    with closing(sqlite3.connect(folder / "ratslese.sqlite")) as database, database:
        database.execute(
            "INSERT INTO sources (source_id, ags, body, vendor, url, state)"
            " SELECT DISTINCT ags, ags, body, 'allris4', 'https://example.org/' || ags, 'complete' FROM papers"
        )
        database.execute(
            "INSERT INTO source_papers (source_id, key, reference, date, paper_id, state, first_seen, last_seen)"
            " SELECT ags, paper_id, reference, date, paper_id, 'fetched', '2026', '2026' FROM papers"
        )


def _figures(draw: random.Random, paper: str, year: int) -> list[tuple[Any, ...]]:
    rows: list[tuple[Any, ...]] = []
    for _ in range(7):
        post = draw.random() < 0.02
        hundredths = draw.randrange(25, 400, 25) if post else draw.choice((50_000, 125_000, 1_000_000, 7_550_000)) * draw.randrange(1, 40)
        end = hundredths * 2 if draw.random() < 0.01 else None
        directions, recurrences = ("expense", "income", "budget", "other"), ("", "once", "yearly", "monthly", "per_unit")
        direction, recurrence = draw.choices(directions, (40, 6, 4, 48))[0], draw.choices(recurrences, (56, 4, 3, 1, 30))[0]
        years = draw.choice(("", "", "", str(year), str(year + 1), f"{year};{year + 1}", f"{year}-"))
        total = rows[0][0] if rows and draw.random() < 0.03 else ""
        rows.append((
            f"f{draw.getrandbits(48):012x}", paper, "position" if post else "amount", f"{hundredths / 100:.2f}", hundredths,
            "" if end is None else f"{end / 100:.2f}", end, "VZÄ" if post else "EUR", "" if post else direction, "" if post else recurrence,
            years, draw.choice(("create", "existing", "cut")) if post else "", draw.choices((1, 0, None), (66, 33, 1))[0], total,
            draw.choice(FIELDS), f"Dafür werden {hundredths / 100:.2f} € veranschlagt, wie in der Anlage dargestellt ist.",
        ))  # fmt: skip
    return rows


def cold(arguments: list[str], runs: int) -> tuple[float, float]:
    """Processor and wall seconds of the whole process of a command."""
    spent, walls = [], []
    for _ in range(runs):
        before, begun = os.times(), time.perf_counter()
        call = [sys.executable, "-m", "ratslese", *arguments]
        subprocess.run(call, check=True, capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
        walls.append(time.perf_counter() - begun)
        after = os.times()
        spent.append(after.children_user + after.children_system - before.children_user - before.children_system)
    return statistics.median(spent), statistics.median(walls)


def warm(action: Callable[[], Any], runs: int) -> tuple[float, float]:
    """The same in this process."""
    spent, walls = [], []
    for _ in range(runs):
        before, begun = time.process_time(), time.perf_counter()
        action()
        spent.append(time.process_time() - before)
        walls.append(time.perf_counter() - begun)
    return statistics.median(spent), statistics.median(walls)


def peers(archive: Path) -> dict[str, Callable[[], Any]]:
    """The bare sums by those who are installed."""
    database = sqlite3.connect(archive / "ratslese.sqlite")
    found: dict[str, Callable[[], Any]] = {"SQL: GROUP BY": lambda: database.execute(SUMS).fetchall()}
    try:
        import pandas
    except ModuleNotFoundError:
        return found

    def in_pandas() -> Any:
        figures = pandas.read_sql("SELECT paper_id, kind, direction, recurrence, hundredths, decided FROM figures", database)
        papers = pandas.read_sql("SELECT paper_id, body FROM papers", database)
        decided = figures[(figures.kind == "amount") & (figures.decided == 1)].merge(papers, on="paper_id")
        return decided.groupby(["body", "direction", "recurrence"]).hundredths.sum()

    return found | {"pandas: merge, groupby": in_pandas}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--figures", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    calls = {
        "by kreis": [], "by kreis and year": ["--by", "kreis", "--by", "year"], "per capita": ["--per-capita"],
        "vzae": ["--measure", "vzae"], "all figures": ["--all-figures"],
        "year 2018..2020": ["--year", "2018..2020"], "by field": ["--by", "field"],
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        archive = Path(name) / "archive"
        make_archive(archive, arguments.figures)
        rows = {f"cold, {what}": cold(["compare", *options, "--archive", str(archive)], arguments.runs) for what, options in calls.items()}
        add_sources(archive)
        rows["cold, by kreis, fetched papers"] = cold(["compare", "--archive", str(archive)], arguments.runs)
        rows["cold, ratslese --version"] = cold(["--version"], arguments.runs)
        plan = Plan(("kreis",), "amount")
        rows["warm, by kreis"] = warm(lambda: compare_archive(archive, "", Selection(), plan), arguments.runs)
        rows |= {f"warm, {peer}": warm(action, arguments.runs) for peer, action in peers(archive).items()}
    for what, (spent, wall) in rows.items():
        print(f"{what:32} {spent * 1000:7.0f} ms processor  {wall * 1000:7.0f} ms wall")


if __name__ == "__main__":
    main()
