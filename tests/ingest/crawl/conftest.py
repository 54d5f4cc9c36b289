"""An archive ready to fetch from replicas on this machine, and a fetch in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from corpus.lookup import connect
from corpus.store import Archive

ROOT = Path(__file__).parent.parent.parent.parent
SETTINGS = {
    "contact": '"tests@example.org"',
    "seconds_between_requests": "0",
    "seconds_before_retry": "0",
    "seconds_per_answer": "10",
    "megabytes_per_answer": "2",
    "allow_loopback": "true",
}


@dataclass
class Study:
    """An archive's folder and what tests ask of it."""

    folder: Path

    def set(self, **values: str) -> None:
        lines = "\n".join(f"{name} = {value}" for name, value in {**SETTINGS, **values}.items())
        (self.folder / "ratslese.toml").write_text(f"[fetch]\n{lines}\n", encoding="utf-8")

    def command(self, *urls: str, vendor: str = "tiny", body: str = "Landkreis Lörrach", **wish: Any) -> list[str]:
        told = {"archive": str(self.folder), "vendor": vendor, "urls": urls, "body": body, "wish": wish}
        return [sys.executable, "-m", "tests.ingest.crawl.driver", json.dumps(told)]

    def fetch(self, *urls: str, **told: Any) -> list[dict[str, Any]]:
        done = subprocess.run(self.command(*urls, **told), capture_output=True, text=True, cwd=ROOT, timeout=300)
        assert done.returncode == 0, done.stderr
        outcomes: list[dict[str, Any]] = json.loads(done.stdout)
        return outcomes

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        database = connect(self.folder)
        rows = [tuple(row) for row in database.execute(sql, values)]
        database.close()
        return rows

    def codes(self) -> list[str]:
        return [code for (code,) in self.query("SELECT code FROM issues WHERE stage = 'fetch' ORDER BY code")]


@pytest.fixture
def study(tmp_path: Path) -> Study:
    Archive.create(tmp_path / "study").close()
    made = Study(tmp_path / "study")
    made.set()
    return made


