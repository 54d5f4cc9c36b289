"""Mutated PDFs through the reader in worker processes: counts what became of them. No crash of the run, no hang.

    python tests/benchmarks/reader/fuzz.py [FOLDER …] [--mutants 2000] [--seed 1] [--seconds 20] [--keep DIR]

Mutants are made from the PDFs in the folders (default: the samples of the project and bench/pdf of shared/ beside it) up to
300 KB by flipped bits, truncation, cut-out and doubled pieces, swapped objects, and changed numbers. A mutant that crashes or
hangs a worker costs that worker only and is told by the problem in its place; --keep saves such files.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from corpus.settings import Settings  # noqa: E402
from corpus.workers import run_in_workers  # noqa: E402

MOST_BYTES = 300_000


class Mutant(NamedTuple):
    """How to make one mutant: the file, what is done to it, and the seed."""

    path: Path
    kind: str
    seed: int


def flip_bits(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 4, 20, 200))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def truncate(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(20, len(data)) :]


def cut_out(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.choice((1, 10, 500, 5000))]


def double(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    data[start:start] = data[start : start + chance.choice((10, 500, 5000))]


def swap_objects(data: bytearray, chance: random.Random) -> None:
    """Two objects change places, and references point to wrong ones."""
    found = [match.span() for match in re.finditer(rb"\d+ 0 obj.*?endobj", bytes(data), re.DOTALL)]
    if len(found) > 1:
        (a, b), (c, d) = sorted(chance.sample(found, 2))
        data[:] = data[:a] + data[c:d] + data[b:c] + data[a:b] + data[d:]
    references = list(re.finditer(rb"(\d+) 0 R", bytes(data)))
    for match in chance.sample(references, min(3, len(references))):
        data[match.start(1) : match.end(1)] = chance.choice(references).group(1)[: len(match.group(1))].rjust(len(match.group(1)), b"0")


def change_numbers(data: bytearray, chance: random.Random) -> None:
    """Numbers outside of streams become huge, negative or zero."""
    numbers = list(re.finditer(rb"(?<=[ \[/])-?\d+(?:\.\d+)?(?=[ \]/>])", bytes(data)))
    for match in chance.sample(numbers, min(5, len(numbers))):
        size = match.end() - match.start()
        data[match.start() : match.end()] = chance.choice((b"9" * size, b"0" * size, b"-" + b"9" * (size - 1) if size > 1 else b"0"))


KINDS: dict[str, Callable[[bytearray, random.Random], None]] = {
    function.__name__: function for function in (flip_bits, truncate, cut_out, double, swap_objects, change_numbers)
}


def make_mutant(mutant: Mutant) -> bytes:
    """The bytes of a mutant, the same ones every time."""
    data = bytearray(mutant.path.read_bytes())
    KINDS[mutant.kind](data, random.Random(mutant.seed))
    return bytes(data)


def read_mutant(mutant: Mutant, seconds: int) -> tuple[int, tuple[str, ...], float]:
    """Runs in a worker: number of pages, codes of the problems, seconds."""
    from ingest.reading import ReadLimits, read_bytes
    from ingest.reading.ocr import Ocr

    began = time.monotonic()
    limits = ReadLimits(max_seconds=seconds / 2, max_page_seconds=seconds / 4)
    result = read_bytes(make_mutant(mutant), "mutant.pdf", limits, Ocr(later=True))
    for page in result.pages:  # what every reader of pages relies on
        assert all(0 <= word.start < word.end <= len(page.text) for word in page.words)
        assert all(table.start <= cell.start <= cell.end <= table.end for table in page.tables for cell in table.cells)
    return len(result.pages), tuple(problem.code for problem in result.problems), time.monotonic() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    folders = [ROOT / "corpus" / "samples" / "papers", ROOT.parent / "shared" / "bench" / "pdf"]
    parser.add_argument("folders", nargs="*", type=Path, default=folders)
    parser.add_argument("--mutants", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seconds", type=int, default=20, help="for one file")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--keep", type=Path, help="save mutants that crash or hang a worker or raise an error here")
    arguments = parser.parse_args()
    paths = sorted(path for folder in arguments.folders for path in folder.glob("*.pdf") if path.stat().st_size <= MOST_BYTES)
    chance = random.Random(arguments.seed)
    kinds = list(KINDS)
    mutants = [Mutant(chance.choice(paths), kinds[at % len(kinds)], chance.randrange(2**32)) for at in range(arguments.mutants)]
    settings = Settings(seconds_per_file=arguments.seconds, megabytes_of_memory=2000)
    counts: Counter[str] = Counter()
    slowest, began = 0.0, time.monotonic()
    outcomes = run_in_workers(
        read_mutant, mutants, lambda mutant: (mutant, arguments.seconds), lambda mutant: "mutant.pdf", settings, arguments.workers
    )
    for outcome in outcomes:
        if outcome.result is None:
            code = outcome.problem.code if outcome.problem else "?"
            counts[f"no result: {code}"] += 1
            print(outcome.item, f"{outcome.problem.message} {outcome.problem.detail[-600:]}" if outcome.problem else "")
            if arguments.keep:
                arguments.keep.mkdir(parents=True, exist_ok=True)
                (arguments.keep / f"{outcome.item.kind}_{outcome.item.seed}.pdf").write_bytes(make_mutant(outcome.item))
            continue
        pages, codes, seconds = outcome.result
        slowest = max(slowest, seconds)
        counts["read, " + ("no problem" if not codes else "problem " + "+".join(sorted(set(codes)))) + ("" if pages else ", no page")] += 1
    print(f"{len(mutants)} mutants of {len(paths)} files in {time.monotonic() - began:.0f} s, slowest that ended {slowest:.1f} s")
    for name, count in counts.most_common():
        print(f"{count:6} {name}")


if __name__ == "__main__":
    main()
