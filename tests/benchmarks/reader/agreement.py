"""How far this reader agrees with others: words with pdftotext, cells of ruled tables with pdfplumber. Differences are listed.

    python tests/benchmarks/reader/agreement.py [FOLDER …]

Words: share of pdftotext's words (multiset of what stands between white space, hyphenation at line ends undone on both sides)
that the page has too, and the other way round, the smaller of the two; on unrotated pages of one column. Cells: on pages where
pdfplumber finds tables with ruling lines, the multisets of cell texts without white space and hyphens, empty ones left out.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from statistics import mean, median

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
    return re.sub(r"[\s\u00ad\u2010\x02-]", "", _SIGNS.sub("", text))


def compare_cells(data: bytes, name: str, pages: tuple[Page, ...]) -> list[tuple[float, str, list[str], list[str]]]:
    import pdfplumber

    found = []
    with pdfplumber.open(BytesIO(data)) as document:
        for page, other in zip(pages, document.pages, strict=False):
            tables = other.find_tables()
            theirs = Counter(cell_text(cell or "") for table in tables for row in table.extract() for cell in row)
            other.close()
            ours = Counter(cell_text(page.text[cell.start : cell.end]) for table in page.tables for cell in table.cells)
            del theirs[""], ours[""]
            if sum(len(table.cells) > 1 for table in tables) and theirs.total() > 3:
                lost = list((theirs - ours).elements())
                agree = 1 - len(lost) / theirs.total()
                found.append((agree, f"{name[:50]} page {page.number}", lost, list((ours - theirs).elements())))
    return found


def show(title: str, found: list[tuple[float, str, list[str], list[str]]]) -> None:
    shares = [entry[0] for entry in found]
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
    show("cells with pdfplumber", cells)


if __name__ == "__main__":
    main()
