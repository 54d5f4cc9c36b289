"""How fast pages are read, side by side: this reader, pdfplumber, pdftotext -layout; medians of rounds, ratios of CPU time.

    python tests/benchmarks/reader/speed.py [FOLDER] [--rounds 5]

FOLDER holds PDFs (default: bench/pdf of the folder shared/ beside the project). One core: CPU seconds of the process, or of
pdftotext's processes. Two processes: wall seconds, ours through the worker pool as `ratslese import` uses it, started before.
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


def measure_two(pool: ProcessPoolExecutor, paths: list[Path]) -> float:
    """Wall seconds of two worker processes, the largest files first."""
    wall = time.perf_counter()
    list(pool.map(read_ours, sorted(paths, key=lambda path: -path.stat().st_size)))
    return time.perf_counter() - wall


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
    times: dict[str, list[float]] = {"ours": [], "pdfplumber": [], "pdftotext": [], "pdfplumber wall": [], "ours, two processes, wall": []}
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(read_ours, paths[:8]))
        for _ in range(arguments.rounds):
            times["ours"].append(measure(read_ours, paths)[0])
            times["ours, two processes, wall"].append(measure_two(pool, paths))
            cpu, wall = measure(read_pdfplumber, paths)
            times["pdfplumber"].append(cpu)
            times["pdfplumber wall"].append(wall)
            times["pdftotext"].append(measure(read_pdftotext, paths)[0])
    for name, seconds in times.items():
        print(f"{name:28} {median(seconds):7.2f} s {pages / median(seconds):7.0f} pages/s  ({min(seconds):.2f}–{max(seconds):.2f})")
    for name, other, own in (
        ("one core, pdfplumber : ours", "pdfplumber", "ours"),
        ("two processes, pdfplumber : ours", "pdfplumber wall", "ours, two processes, wall"),
        ("one core, pdftotext -layout : ours", "pdftotext", "ours"),
    ):
        print(f"{name:36} {median(a / b for a, b in zip(times[other], times[own], strict=True)):5.1f}")


if __name__ == "__main__":
    main()
