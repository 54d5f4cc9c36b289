"""How far this reader agrees with others: words with pdftotext, cells of ruled tables with pdfplumber. Differences are listed.

    python tests/benchmarks/reader/agreement.py [FOLDER …]

Words: share of pdftotext's words (multiset of what stands between white space, hyphenation at line ends undone on both sides)
that the page has too, and the other way round, the smaller of the two; on unrotated pages of one column.

Cells: on pages where pdfplumber finds tables with ruling lines, the share of its cells that ours have too (multisets). Empty cells,
tick boxes, characters of symbol fonts, white space, line breaks and hyphens are left out on both sides; a cell that holds a cross
and nothing else is "x" on both. Cells with letters also agree where they
have the same characters in another order: pdfplumber puts a subscript on a line of its own, "CO Emissionen2".

verdicts.json holds what a person saw who looked at the pages that differ, by the beginning of the file's hash and the page: how many
of pdfplumber's differing cells are right ("theirs": we are wrong), how many are its own mistake ("ours"), how many are a matter of
taste ("both": a framed paragraph as a cell or as text), and why in a word or two.
A verdict counts only for as many differing cells as it was given for; else the page is to be looked at again.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import mean, median
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

from corpus.types import Page  # noqa: E402
from ingest.reading import read_bytes  # noqa: E402
from ingest.reading.ocr import Ocr  # noqa: E402

_SIGNS = re.compile("[☒☐▣☑□■•▪➢\ue000-\uf8ff]")


def words_of(text: str) -> Counter[str]:
    """The words of a text, hyphens at line ends taken away, tick boxes and bullets left out."""
    joined = re.sub(r"(?<=\w)[-\u00ad\u2010\x02]\s*\n\s*", "", _SIGNS.sub(" ", text))
    return Counter(re.sub(r"(?<=\w)-(?=\w)", "", joined).split())


def share(ours: Counter[str], theirs: Counter[str]) -> float:
    """Common words as a share of the larger multiset."""
    return (ours & theirs).total() / max(ours.total(), theirs.total(), 1)


def is_one_column(page: Page) -> bool:
    """Whether lines follow each other down the page: words side by side in prose columns would come back up."""
    tops = [word.box.top for word in page.words]
    rises = sum(before - after > 100 for before, after in pairwise(tops))
    return rises == 0


def compare_words(path: Path, pages: tuple[Page, ...]) -> list[tuple[float, str, list[str], list[str]]]:
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=False)
    found = []
    for page, text in zip(pages, done.stdout.decode("utf-8", "replace").split("\f"), strict=False):
        ours, theirs = words_of(page.text), words_of(text)
        if theirs.total() >= 20 and is_one_column(page) and page.width < page.height:
            name = f"{path.name[:50]} page {page.number}"
            found.append((share(ours, theirs), name, list((theirs - ours).elements()), list((ours - theirs).elements())))
    return found


def cell_text(text: str) -> str:
    crossed = "x" if text.strip() in ("☒", "X") else text
    return re.sub(r"[\s\u00ad\u2010\x02-]", "", _SIGNS.sub("", crossed))


def is_no_symbol(thing: dict[str, Any]) -> bool:
    """Whether a thing of pdfplumber is none of a symbol font's characters, which it reads as letters."""
    return thing.get("object_type") != "char" or not re.search("wingdings|dingbats|webdings", thing["fontname"], re.IGNORECASE)


def take_common(theirs: Counter[str], ours: Counter[str]) -> tuple[list[str], list[str]]:
    """What only one of two multisets of cells has; those with letters may have them in any order."""
    lost, own = list((theirs - ours).elements()), list((ours - theirs).elements())
    keys = Counter("".join(sorted(cell)) for cell in own if re.search(r"[^\W\d_]", cell))
    for cell in list(lost):
        key = "".join(sorted(cell))
        if keys[key] and re.search(r"[^\W\d_]", cell):
            keys[key] -= 1
            lost.remove(cell)
            own.remove(next(other for other in own if "".join(sorted(other)) == key))
    return lost, own


def compare_cells(data: bytes, name: str, pages: tuple[Page, ...]) -> list[tuple[float, str, list[str], list[str], float]]:
    """Share of pdfplumber's cells, page, what only they have, what only we have, and the share after the verdicts."""
    import pdfplumber

    verdicts: dict[str, dict[str, Any]] = json.loads((Path(__file__).parent / "verdicts.json").read_text(encoding="utf-8"))
    key = hashlib.sha256(data).hexdigest()[:12]
    found = []
    with pdfplumber.open(BytesIO(data)) as document:
        for page, other in zip(pages, document.pages, strict=False):
            tables = other.filter(is_no_symbol).find_tables()
            theirs = Counter(cell_text(cell or "") for table in tables for row in table.extract() for cell in row)
            other.close()
            ours = Counter(cell_text(page.text[cell.start : cell.end]) for table in page.tables for cell in table.cells)
            del theirs[""], ours[""]
            if sum(len(table.cells) > 1 for table in tables) and theirs.total() > 3:
                lost, own = take_common(theirs, ours)
                told, wrong = judge(verdicts.get(f"{key}:{page.number}"), len(lost))
                title = f"{key}:{page.number} {name[:40]}{told if lost else ''}"
                found.append((1 - len(lost) / theirs.total(), title, lost, own, 1 - wrong / theirs.total()))
    return found


def judge(verdict: dict[str, Any] | None, differing: int) -> tuple[str, int]:
    """The verdict on a page in words, and in how many of the differing cells we are wrong."""
    if verdict is None:
        return " (not looked at)", differing
    seen = verdict["ours"] + verdict["theirs"] + verdict["both"]
    if seen != differing:
        return f" (look again: {seen} cells differed, now {differing})", differing
    told = f"right: ours {verdict['ours']}, theirs {verdict['theirs']}, both {verdict['both']}"
    return f" ({told}; {verdict['why']})", int(verdict["theirs"])


def show(title: str, found: list[tuple[float, str, list[str], list[str]]]) -> None:
    shares = [entry[0] for entry in found]
    if not shares:
        return
    print(
        f"{title}: {len(found)} pages, median {median(shares):.4f}, mean {mean(shares):.4f}, {sum(s >= 0.98 for s in shares)} pages >= 0.98"
    )
    for agree, name, theirs, ours in sorted(found):
        if agree < 0.98:
            print(f"  {agree:.3f} {name}\n      theirs only {len(theirs)}: {theirs[:8]}\n      ours only {len(ours)}: {ours[:8]}"[:900])


def main() -> None:
    folders = [Path(folder) for folder in sys.argv[1:]] or [ROOT.parent / "shared" / "bench" / "pdf"]
    words, cells = [], []
    for path in sorted(path for folder in folders for path in folder.glob("*.pdf")):
        data = path.read_bytes()
        pages = read_bytes(data, path.name, ocr=Ocr(later=True)).pages
        words += compare_words(path, pages)
        cells += compare_cells(data, path.name, pages)
    show("words with pdftotext -layout", words)
    show("cells with pdfplumber", [entry[:4] for entry in cells])
    after = [entry[4] for entry in cells]
    if after:
        good = sum(entry >= 0.98 for entry in after)
        print(f"  after the verdicts: median {median(after):.4f}, mean {mean(after):.4f}, {good} of {len(after)} >= 0.98")


if __name__ == "__main__":
    main()
