"""How fast extraction is on one core, start-up apart, and whether twice the work takes twice the time.

    python tests/benchmarks/extraction.py [TEXTS.jsonl.gz] [--quick]

TEXTS holds one JSON object a line with the key "text" (../shared/bench/karlsruhe-4000.jsonl.gz beside the project if none is told).
Printed are medians of several runs of processor time (other processes disturb them less than the clock):
words per second over all texts at the first pass (as a user's run has it, once) and at later ones (words are known by then),
seconds for 1,000 and 4,000 papers, for one paper of 125 and of 500 pages, and for one long line.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from corpus.collector import collector_at_rest  # noqa: E402
from corpus.taxonomy import Taxonomy, load_taxonomies  # noqa: E402
from corpus.types import Page, PaperFacts, ReadFile  # noqa: E402
from extract.pipeline import extract_paper  # noqa: E402
from ingest.reading import read_bytes  # noqa: E402

TEXTS = ROOT.parent / "shared" / "bench" / "karlsruhe-4000.jsonl.gz"
PAGE_CHARACTERS = 3_000  # of a page that is cut out of a text
LINE = "für die Maßnahme werden 12.500 € und 1.000 € im Jahr 2018 benötigt, "


def load_files(path: Path) -> list[ReadFile]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    read = (read_bytes(text.encode(), "text.txt").pages for text in texts)
    return [ReadFile(f"{number:064x}", f"{number}.txt", pages) for number, pages in enumerate(read)]


def count_words(files: Sequence[ReadFile]) -> int:
    return sum(len(page.text.split()) for file in files for page in file.pages)


def long_paper(files: Sequence[ReadFile], pages: int) -> ReadFile:
    """One paper made of the first pages' worth of the texts, each page of its own words."""
    whole = (page.text for file in files for page in file.pages)
    texts = (text[at : at + PAGE_CHARACTERS] for text in whole for at in range(0, len(text), PAGE_CHARACTERS))
    return ReadFile("f" * 64, "long.txt", tuple(Page(number, text) for number, text in zip(range(1, pages + 1), texts, strict=False)))


def seconds_for(work: Callable[[], object], runs: int) -> float:
    """The median processor time of some runs."""
    taken = []
    for _ in range(runs):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return median(taken)


def extract_all(files: Sequence[ReadFile], taxonomies: tuple[Taxonomy, ...]) -> None:
    with collector_at_rest():  # as `extract_papers` does for the papers of a task
        for file in files:
            extract_paper(file.name, [file], PaperFacts(), taxonomies)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", nargs="?", type=Path, default=TEXTS)
    parser.add_argument("--quick", action="store_true", help="one run each, and an eighth of the texts")
    options = parser.parse_args()
    if not options.texts.is_file():
        sys.exit(f"no such file: {options.texts}")
    runs = 1 if options.quick else 3
    files = load_files(options.texts)[:: 8 if options.quick else 1]
    taxonomies = load_taxonomies(())

    def run(chosen: Sequence[ReadFile]) -> float:
        return seconds_for(lambda: extract_all(chosen, taxonomies), runs)

    run(files[::40])  # start-up: rules are compiled, taxonomies and spaCy are loaded
    first = seconds_for(lambda: extract_all(files, taxonomies), 1)
    quarter, whole = run(files[: len(files) // 4]), run(files)
    words, quarter_words = count_words(files), count_words(files[: len(files) // 4])
    print(f"first pass     {words:>10,} words {first:8.2f} s  {words / first:>9,.0f} words/s")
    print(f"later passes   {words:>10,} words {whole:8.2f} s  {words / whole:>9,.0f} words/s")
    print(f"interpreter    Python {sys.version.split()[0]} at {sys.executable}; builds without PGO take a tenth longer")
    counts = f"{len(files) // 4:>6,} {quarter:7.2f} s, {len(files):>6,} {whole:7.2f} s"
    print(f"papers         {counts}: words ×{words / quarter_words:.2f}, time ×{whole / quarter:.2f}")
    many = long_paper(files, 500)
    few = ReadFile("c" * 64, "short.txt", tuple(Page(number, page.text) for number, page in enumerate(many.pages[::4], 1)))
    less, more = run([few]), run([many])
    pages = len(few.pages), len(many.pages)
    growth = count_words([many]) / count_words([few])
    print(f"pages          {pages[0]:>6,} {less:7.2f} s, {pages[1]:>6,} {more:7.2f} s: words ×{growth:.2f}, time ×{more / less:.2f}")
    repeated = (few, ReadFile("e" * 64, "repeated.txt", tuple(Page(number, page.text) for number, page in enumerate(few.pages * 4, 1))))
    less, more = run(repeated[:1]), run(repeated[1:])
    print(f"repeated pages {125:>6,} {less:7.2f} s, {500:>6,} {more:7.2f} s: words ×4.00, time ×{more / less:.2f}")
    lines = [ReadFile("d" * 64, "line.txt", (Page(1, LINE * (size // len(LINE))),)) for size in (10_000, 40_000)]
    less, more = run(lines[:1]), run(lines[1:])
    print(f"one long line  {10_000:>6,} {less:7.2f} s, {40_000:>6,} {more:7.2f} s: characters ×4.00, time ×{more / less:.2f}")


if __name__ == "__main__":
    main()
