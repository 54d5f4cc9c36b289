"""Killed with SIGKILL at any moment, the next run finishes the work and loses nothing."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from corpus.lookup import DATABASE, connect

ROOT = Path(__file__).parent.parent
PAPERS = 60


def write_papers(folder: Path) -> None:
    """Made Vorlagen of two Kreise, each with its own number, date, sum and posts."""
    folder.mkdir()
    for number in range(PAPERS):
        kreis = ("Lörrach", "Konstanz")[number % 2]
        lines = [
            f"Landkreis {kreis}",
            "Beschlussvorlage",
            f"Vorlage Nr. {number}/2019",
            "Beratungsfolge",
            f"Kreistag\töffentlich\t{number % 27 + 1:02}.03.2019",
            "Beschlussvorschlag",
            f"Für den Sprachmittlerpool werden im Haushalt 2019 {number + 1}.000 € bereitgestellt.",
            f"Im Stellenplan 2019 werden 0,{number % 9 + 1} VZÄ geschaffen.",
            "Sachverhalt",
            *[f"Die Träger der Sprachmittlung berichten über ihre Arbeit, Abschnitt {part}." for part in range(40)],
        ]
        (folder / f"vorlage_{number:03}.txt").write_text("\n".join(lines), encoding="utf-8")


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "ratslese", *arguments]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*arguments), capture_output=True, text=True, check=True, cwd=ROOT)


def run_and_kill(seconds: float, *arguments: str, after: Callable[[], bool] = lambda: True) -> bool:
    """Start a command, kill it so long after it began; True if it was still at work. No worker outlives it by long."""
    with subprocess.Popen(
        command(*arguments), cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        while not after() and process.poll() is None:
            time.sleep(0.005)
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
            deadline = time.monotonic() + 20
            while time.monotonic() < deadline and _group_lives(process.pid):
                time.sleep(0.05)
            assert not _group_lives(process.pid), "worker processes outlived the killed command"
            return True
        return False


def has_begun(archive: Path) -> bool:
    """Whether an import has written down that it began: before that, there is nothing to go on with."""
    database = connect(archive)
    begun = database.execute("SELECT count(*) FROM meta WHERE key LIKE 'pending_import:%'").fetchone()[0] > 0
    database.close()
    return bool(begun)


def _group_lives(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def contents(archive: Path) -> dict[str, list[tuple[object, ...]]]:
    """All that was found, without times and row numbers."""
    queries = {
        "files": "SELECT sha256, name, read_key, text_source, page_count FROM files ORDER BY sha256",
        "origins": "SELECT file_sha256, origin FROM origins ORDER BY file_sha256, origin",
        "pages": "SELECT file_sha256, number, text FROM pages ORDER BY file_sha256, number",
        "papers": "SELECT paper_id, extract_key, body, ags, reference FROM papers ORDER BY paper_id",
        "mentions": "SELECT paper_id, kind, figure_id, page, start, value, years FROM mentions ORDER BY paper_id, kind, start",
        "figures": "SELECT figure_id, paper_id, value FROM figures ORDER BY figure_id",
        "issues": "SELECT stage, subject, code FROM issues ORDER BY stage, subject",
    }
    database = connect(archive)
    found = {name: [tuple(row) for row in database.execute(query)] for name, query in queries.items()}
    database.close()
    return found


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is a POSIX signal")
def test_killed_at_any_moment_the_next_run_finishes(tmp_path: Path) -> None:
    write_papers(tmp_path / "vorlagen")
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    for archive in (whole, killed):
        run("init", str(archive))
    run("import", str(tmp_path / "vorlagen"), "--archive", str(whole))
    started = time.monotonic()
    run("run", "--archive", str(whole))
    normal = time.monotonic() - started

    moment = random.Random(7)
    importing = ("import", str(tmp_path / "vorlagen"), "--archive", str(killed))
    kills = run_and_kill(moment.uniform(0.0, 0.1), *importing, after=lambda: has_begun(killed))
    for attempt in range(6):
        # Each run has less left to do than the one before it.
        kills += run_and_kill(moment.uniform(0.3, 0.3 + normal / (attempt + 1.5)), "run", "--archive", str(killed))
        with sqlite3.connect(killed / DATABASE) as database:
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        database.close()
    assert kills >= 3, "the kills came too late to prove anything"
    run("run", "--archive", str(killed))

    assert contents(killed) == contents(whole)
    assert len(contents(whole)["papers"]) == PAPERS
    hits = [run("search", "Sprachmittlerpool", "--json", "--archive", str(archive)).stdout for archive in (whole, killed)]
    assert hits[0] == hits[1] != ""
    assert "up to date" in run("run", "--archive", str(killed)).stderr
