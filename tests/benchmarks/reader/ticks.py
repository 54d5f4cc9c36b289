"""How many tick boxes of a folder of papers the reader has right, against a list that a person made by looking at the pages.

    python tests/benchmarks/reader/ticks.py TRUTH.json [FOLDER]

The list is {"file.pdf": {"1": [["ja", "yes"], ["nein", "no"], …]}}: for each page that has boxes their labels (the beginning is
enough) and states in reading order. Every file of the folder is read; boxes on pages that the list does not name are invented.
Boxes are matched page by page by the similarity of their labels, in order first.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from ingest.reading import read_bytes  # noqa: E402

Box = tuple[str, str]  # label, state


def same(label: str, other: str) -> bool:
    short, long = sorted((re.sub(r"\W", "", text).casefold() for text in (label, other)), key=len)
    return (long.startswith(short) or SequenceMatcher(None, short, long).ratio() > 0.6) if short else not long


def match(truth: list[Box], ours: list[Box]) -> list[tuple[Box | None, Box | None]]:
    """Pairs in order: the longest common sequence of like labels; the others stand alone."""
    best = [[0] * (len(ours) + 1) for _ in range(len(truth) + 1)]
    for a in range(len(truth) - 1, -1, -1):
        for b in range(len(ours) - 1, -1, -1):
            hit = best[a + 1][b + 1] + 1 if same(truth[a][0], ours[b][0]) else 0
            best[a][b] = max(hit, best[a + 1][b], best[a][b + 1])
    pairs: list[tuple[Box | None, Box | None]] = []
    a = b = 0
    while a < len(truth) and b < len(ours):
        if same(truth[a][0], ours[b][0]) and best[a][b] == best[a + 1][b + 1] + 1:
            pairs.append((truth[a], ours[b]))
            a, b = a + 1, b + 1
        elif best[a + 1][b] >= best[a][b + 1]:
            pairs.append((truth[a], None))
            a += 1
        else:
            pairs.append((None, ours[b]))
            b += 1
    return pair_rest([*pairs, *((box, None) for box in truth[a:]), *((None, box) for box in ours[b:])])


def pair_rest(pairs: list[tuple[Box | None, Box | None]]) -> list[tuple[Box | None, Box | None]]:
    """Boxes read in another order than listed: those left over are paired by their labels."""
    paired: list[tuple[Box | None, Box | None]] = [(left, right) for left, right in pairs if left and right]
    rest = [right for left, right in pairs if right and not left]
    for left in [left for left, right in pairs if left and not right]:
        found = next((right for right in rest if same(left[0], right[0])), None)
        if found:
            rest.remove(found)
        paired.append((left, found))
    lost = [at for at, (_, right) in enumerate(paired) if right is None]
    if len(lost) == len(rest):  # labels that OCR garbled
        for at, right in zip(lost, rest, strict=True):
            paired[at] = (paired[at][0], right)
        rest = []
    return [*paired, *((None, right) for right in rest)]


def judge(truth: Box | None, ours: Box | None) -> str:
    if truth is None or ours is None:
        return "invented" if truth is None else "missed"
    return "right" if truth[1] == ours[1] else "unknown" if ours[1] == "unknown" else "wrong"


def main() -> None:
    listed: dict[str, dict[str, list[list[str]]]] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT.parent / "shared" / "papers"
    counts: dict[str, Counter[str]] = {"pdf": Counter(), "other": Counter()}
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        for page in read_bytes(path.read_bytes(), path.name).pages:
            truth: list[Box] = [(label, state) for label, state in listed.get(path.name, {}).get(str(page.number), [])]
            for left, right in match(truth, [(tick.label, tick.state) for tick in page.ticks]):
                verdict = judge(left, right)
                counts["pdf" if path.suffix == ".pdf" else "other"][verdict] += 1
                if verdict != "right":
                    print(f"  {verdict:8} {path.name[:40]} page {page.number} ({page.source}): {left} read as {right}")
    for kind, count in counts.items():
        told = ", ".join(f"{count[name]} {name}" for name in ("right", "unknown", "wrong", "missed", "invented"))
        print(f"{kind}: {count.total() - count['invented']} boxes; {told}")


if __name__ == "__main__":
    main()
