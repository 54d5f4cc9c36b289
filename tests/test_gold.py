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
    "amounts": {"f1": 0.98, "direction_accuracy": 0.90, "recurrence_accuracy": 0.90, "years_accuracy": 0.90, "decided_accuracy": 0.88},
    "positions": {"f1": 0.95, "action_accuracy": 0.90, "years_accuracy": 0.85, "grade_accuracy": 0.90, "decided_accuracy": 0.88},
    "dates": {"f1": 0.985, "role_accuracy": 0.92},
    "paper": {"accuracy": 0.95},
    "consultations": {"f1": 0.97},
    "fields_produkt": {"f1": 0.82},
    "fields_integration": {"f1": 0.85},
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
    floors = [(table, name, floor) for table, named in FLOORS.items() for name, floor in named.items()]
    assert not [(table, name, scores[table][name]) for table, name, floor in floors if scores[table][name] < floor]
    assert scores["documents"]["known"] == scores["documents"]["gold"]
