"""How fast pages are read, side by side: this reader, pdfplumber, pdftotext -layout; medians of rounds and of their ratios.

    python tests/benchmarks/reader/speed.py [FOLDER] [--rounds 5]

FOLDER holds PDFs (default: bench/pdf of the folder shared/ beside the project). One process: CPU seconds of the process, or of
pdftotext's processes. Two processes (started before): CPU seconds of the busier one, which is what it takes where two cores are
free, and wall seconds, which mean something on an idle machine only. Workers: the pool that `ratslese run` reads in, with what
it takes to start two processes, load the libraries and send the pages back as rows. The others always run in one process.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

Times = tuple[float, float]  # seconds of CPU time and of wall time


def read_ours(path: Path) -> int:
    """Text, boxes, tables and ticks, pages that need OCR left for later; returns the number of pages."""
    from ingest.reading import read_bytes
    from ingest.reading.ocr import Ocr

    return len(read_bytes(path.read_bytes(), path.name, ocr=Ocr(later=True)).pages)


def read_pdfplumber(path: Path) -> int:
    """`extract_text` and `extract_tables` of every page, each closed."""
    import pdfplumber

    with pdfplumber.open(BytesIO(path.read_bytes())) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()
            page.close()
        return len(document.pages)


def read_pdftotext(path: Path) -> int:
    """`pdftotext -layout` into nothing; the pages are not counted."""
    subprocess.run(["pdftotext", "-layout", str(path), os.devnull], check=False, stderr=subprocess.DEVNULL)
    return 0


def cpu_seconds() -> float:
    """CPU time of this process and of its children that have ended."""
    return sum(usage.ru_utime + usage.ru_stime for usage in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))


def measure(read: Callable[[Path], int], paths: list[Path]) -> Times:
    """One process reads all files."""
    cpu, wall = cpu_seconds(), time.perf_counter()
    for path in paths:
        read(path)
    return cpu_seconds() - cpu, time.perf_counter() - wall


def read_timed(path: Path) -> tuple[int, float]:
    """Runs in a worker: the process and its CPU seconds for a file."""
    began = time.process_time()
    read_ours(path)
    return os.getpid(), time.process_time() - began


def measure_two(pool: ProcessPoolExecutor, paths: list[Path]) -> Times:
    """Two processes that are there already read all files, the largest first; CPU seconds of the busier one."""
    wall = time.perf_counter()
    shares: dict[int, float] = {}
    for process, seconds in pool.map(read_timed, sorted(paths, key=lambda path: -path.stat().st_size)):
        shares[process] = shares.get(process, 0.0) + seconds
    return max(shares.values()), time.perf_counter() - wall


def read_rows(path: Path) -> tuple[object, ...]:
    """Runs in a worker: what `ratslese run` sends back of a file."""
    from ingest.readfile import page_rows
    from ingest.reading import read_bytes
    from ingest.reading.ocr import Ocr

    return tuple(page_rows(read_bytes(path.read_bytes(), path.name, ocr=Ocr(later=True))))


def measure_workers(paths: list[Path]) -> Times:
    """The worker pool of `ratslese run` from its start to its end; half of all CPU seconds that it and its two workers take."""
    from corpus.settings import Settings
    from corpus.workers import run_in_workers

    cpu, wall = cpu_seconds(), time.perf_counter()
    for outcome in run_in_workers(read_rows, paths, lambda path: (path,), lambda path: path.name, Settings(), 2):
        if outcome.problem:
            sys.exit(outcome.problem.message)
    return (cpu_seconds() - cpu) / 2, time.perf_counter() - wall


def measure_rounds(paths: list[Path], rounds: int) -> dict[str, list[Times]]:
    """All readers in turn, so many times over."""
    times: dict[str, list[Times]] = {name: [] for name in ("ours", "ours on two processes", "ours in workers", "pdfplumber", "pdftotext")}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(read_ours, paths[:8]))
        for _ in range(rounds):
            times["ours"].append(measure(read_ours, paths))
            times["pdftotext"].append(measure(read_pdftotext, paths))
            times["ours on two processes"].append(measure_two(pool, paths))
            times["ours in workers"].append(measure_workers(paths))
            times["pdfplumber"].append(measure(read_pdfplumber, paths))
    return times


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared" / "bench" / "pdf")
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    paths = sorted(arguments.folder.glob("*.pdf"))
    if not paths:
        sys.exit(f"{arguments.folder}: no PDF")
    pages = sum(read_ours(path) for path in paths)  # loads the libraries, too
    read_pdfplumber(paths[0])
    times = measure_rounds(paths, arguments.rounds)
    print(f"{pages} pages, medians of {arguments.rounds} rounds   CPU s (least–most)   pages/s   wall s")
    for name, found in times.items():
        cpu, wall = [seconds for seconds, _ in found], [seconds for _, seconds in found]
        print(f"{name:32} {median(cpu):7.2f} ({min(cpu):.2f}–{max(cpu):.2f}) {pages / median(cpu):9.0f} {median(wall):8.2f}")
    print(f"\n{'how many times as fast':32} by CPU  by wall")
    for other in ("pdfplumber", "pdftotext"):
        for own in ("ours", "ours on two processes", "ours in workers"):
            ratios = [median(a[kind] / b[kind] for a, b in zip(times[other], times[own], strict=True)) for kind in (0, 1)]
            print(f"{other + ' : ' + own:36} {ratios[0]:5.2f} {ratios[1]:8.2f}")


if __name__ == "__main__":
    main()
