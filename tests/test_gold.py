"""The floors on real papers, through the command line, with the scores of the last landing beside the new ones."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
RECORDED = Path(__file__).parent / "gold_scores.json"
FLOORS = {
    ("amounts", "f1"): 0.93,
    ("positions", "f1"): 0.80,
    ("dates", "f1"): 0.95,
    ("paper", "accuracy"): 0.75,
    ("consultations", "f1"): 0.75,
}


def run(*arguments: str) -> str:
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.shared
def test_scores_on_real_papers_hold_their_floors(shared: Path, tmp_path: Path) -> None:
    archive, out = str(tmp_path / "a"), str(tmp_path / "out")
    run("-m", "ratslese", "init", archive)
    run("-m", "ratslese", "import", str(shared / "papers"), "--archive", archive)
    run("-m", "ratslese", "extract", "--archive", archive)
    run("-m", "ratslese", "export", out, "--archive", archive)
    scores = json.loads(run(str(shared / "score.py"), out, str(shared / "gold"), "--json"))
    recorded = json.loads(RECORDED.read_text(encoding="utf-8")) if RECORDED.exists() else {}
    print("\nscores on the real papers, change since they were last recorded:")
    for table, figures in scores.items():
        changes = (f"{name} {value} ({value - recorded.get(table, {}).get(name, value):+.4f})" for name, value in figures.items())
        print(f"  {table:20} {'  '.join(changes)}")
    for (table, name), floor in FLOORS.items():
        assert scores[table][name] >= floor, f"{table} {name}"
    assert scores["documents"]["known"] == scores["documents"]["gold"]
