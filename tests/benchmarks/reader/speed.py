"""How fast pages are read, side by side: this reader, pdfplumber, pdftotext -layout; medians of rounds, ratios of CPU time.

    python tests/benchmarks/reader/speed.py [FOLDER] [--rounds 5]

FOLDER holds PDFs (default: bench/pdf of the folder shared/ beside the project). One core: CPU seconds of the process, or of
pdftotext's processes. Two processes (started before): CPU seconds of the busier one, which is what it takes where two cores are
free, and wall seconds, which mean something on an idle machine only.
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


def measure(read: Callable[[Path], int], paths: list[Path]) -> tuple[float, float]:
    """CPU and wall seconds for all files."""
    cpu, wall = cpu_seconds(), time.perf_counter()
    for path in paths:
        read(path)
    return cpu_seconds() - cpu, time.perf_counter() - wall


def read_timed(path: Path) -> tuple[int, float]:
    """Runs in a worker: the process and its CPU seconds for a file."""
    began = time.process_time()
    read_ours(path)
    return os.getpid(), time.process_time() - began


def measure_two(pool: ProcessPoolExecutor, paths: list[Path]) -> tuple[float, float]:
    """CPU seconds of the busier of two worker processes and wall seconds, the largest files first."""
    wall = time.perf_counter()
    shares: dict[int, float] = {}
    for process, seconds in pool.map(read_timed, sorted(paths, key=lambda path: -path.stat().st_size)):
        shares[process] = shares.get(process, 0.0) + seconds
    return max(shares.values()), time.perf_counter() - wall


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
    names = ("ours", "pdfplumber", "pdftotext", "pdfplumber wall", "ours, the busier of two", "ours, two processes, wall")
    times: dict[str, list[float]] = {name: [] for name in names}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(read_ours, paths[:8]))
        for _ in range(arguments.rounds):
            times["ours"].append(measure(read_ours, paths)[0])
            cpu, wall = measure_two(pool, paths)
            times["ours, the busier of two"].append(cpu)
            times["ours, two processes, wall"].append(wall)
            cpu, wall = measure(read_pdfplumber, paths)
            times["pdfplumber"].append(cpu)
            times["pdfplumber wall"].append(wall)
            times["pdftotext"].append(measure(read_pdftotext, paths)[0])
    for name, seconds in times.items():
        print(f"{name:28} {median(seconds):7.2f} s {pages / median(seconds):7.0f} pages/s  ({min(seconds):.2f}–{max(seconds):.2f})")
    for name, other, own in (
        ("one core, pdfplumber : ours", "pdfplumber", "ours"),
        ("two processes by CPU, pdfplumber : ours", "pdfplumber", "ours, the busier of two"),
        ("two processes by wall, pdfplumber : ours", "pdfplumber wall", "ours, two processes, wall"),
        ("one core, pdftotext -layout : ours", "pdftotext", "ours"),
    ):
        print(f"{name:42} {median(a / b for a, b in zip(times[other], times[own], strict=True)):5.1f}")


if __name__ == "__main__":
    main()
