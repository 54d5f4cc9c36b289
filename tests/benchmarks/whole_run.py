#!/usr/bin/env python3
"""Import, read, extract and index a dump of papers in one run: pages and papers a second, and the memory of all processes.

    .venv/bin/python tests/benchmarks/whole_run.py ../shared/bench/karlsruhe-4000.jsonl.gz [--processes 2]

Prints what it measured; asserts nothing. Memory is the peak of the sum of the resident sets of the command and its
workers, sampled ten times a second (Linux only; shared pages count once for each process, so it is an upper bound).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def resident_kilobytes(process: int) -> int:
    """Resident memory of a process and of all below it."""
    children: dict[int, list[int]] = {}
    sizes: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            fields = (entry / "stat").read_text().rpartition(")")[2].split()
            sizes[int(entry.name)] = int((entry / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
        except (OSError, IndexError):
            continue
        children.setdefault(int(fields[1]), []).append(int(entry.name))
    waiting, total = [process], 0
    while waiting:
        one = waiting.pop()
        total += sizes.get(one, 0)
        waiting += children.get(one, [])
    return total


def timed(*arguments: str) -> tuple[float, int, str]:
    """Seconds, peak kilobytes and what the command said on stderr."""
    started = time.monotonic()
    peak = 0
    with subprocess.Popen([sys.executable, "-m", "ratslese", *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            peak = max(peak, resident_kilobytes(process.pid))
            time.sleep(0.1)
        said = process.stderr.read() if process.stderr else ""
    return time.monotonic() - started, peak, said.strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("papers", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "study"
        timed("init", str(archive))
        settings = archive / "ratslese.toml"
        text = settings.read_text(encoding="utf-8").replace("processes = 0", f"processes = {chosen.processes}")
        settings.write_text(text, encoding="utf-8")
        papers = str(chosen.papers.absolute())
        seconds, peak, said = timed("run", papers, "--archive", str(archive))
        print(f"one run on {chosen.processes} processes: {seconds:.1f} s, peak memory of all processes {peak / 1024:.0f} MB")
        print(said)
        from corpus.lookup import connect

        database = connect(archive)
        count = {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("papers", "pages", "mentions")}
        database.close()
        print(f"{count['papers'] / seconds:.1f} papers/s, {count['pages'] / seconds:.1f} pages/s, {count['mentions']} mentions")
        for _ in range(3):
            seconds, _, said = timed("run", "--archive", str(archive))
            print(f"again with nothing new: {seconds:.2f} s ({said.splitlines()[0]})")


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    main()
