"""An archive ready to fetch from replicas on this machine, and a fetch in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
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
    """An archive's folder and what tests ask of it. `server`: fetches in forks, None where there are none."""

    folder: Path
    server: subprocess.Popen[str] | None = None

    def set(self, **values: str) -> None:
        lines = "\n".join(f"{name} = {value}" for name, value in {**SETTINGS, **values}.items())
        (self.folder / "ratslese.toml").write_text(f"[fetch]\n{lines}\n", encoding="utf-8")

    def told(self, *urls: str, vendor: str = "tiny", body: str = "Landkreis Lörrach", **wish: Any) -> str:
        environment = {"SSL_CERT_FILE": os.environ.get("SSL_CERT_FILE", "")} if os.environ.get("SSL_CERT_FILE") else {}
        told = {"archive": str(self.folder), "vendor": vendor, "urls": urls, "body": body, "wish": wish, "environment": environment}
        return json.dumps(told)

    def command(self, *urls: str, **told: Any) -> list[str]:
        return [sys.executable, "-m", "tests.ingest.crawl.driver", self.told(*urls, **told)]

    def fetch(self, *urls: str, **told: Any) -> list[dict[str, Any]]:
        if self.server is None or self.server.stdin is None or self.server.stdout is None:
            answer = subprocess.run(self.command(*urls, **told), capture_output=True, text=True, cwd=ROOT, timeout=300).stdout
        else:
            self.server.stdin.write(self.told(*urls, **told) + "\n")
            self.server.stdin.flush()
            answer = self.server.stdout.readline()
        assert answer.startswith("["), answer
        outcomes: list[dict[str, Any]] = json.loads(answer)
        return outcomes

    def query(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        database = connect(self.folder)
        rows = [tuple(row) for row in database.execute(sql, values)]
        database.close()
        return rows

    def codes(self) -> list[str]:
        return [code for (code,) in self.query("SELECT code FROM issues WHERE stage = 'fetch' ORDER BY code")]


@pytest.fixture(scope="session")
def server() -> Iterator[subprocess.Popen[str] | None]:
    if not hasattr(os, "fork"):
        yield None
        return
    command = [sys.executable, "-m", "tests.ingest.crawl.driver", "--serve"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def study(tmp_path: Path, server: subprocess.Popen[str] | None) -> Study:
    Archive.create(tmp_path / "study").close()
    made = Study(tmp_path / "study", server)
    made.set()
    return made
