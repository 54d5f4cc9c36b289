"""How much of a scan is read: this reader beside OCRmyPDF, word by word against a reference.

    python tests/benchmarks/reader/ocr.py [FOLDER] [--missed]
    python tests/benchmarks/reader/ocr.py --made FOLDER [--missed]

FOLDER holds scanned PDFs, each with its text as NAME.txt (default: bench/ocr of the folder shared/ beside the project). Three measures,
all shares of the reference's words (multiset of `\\w+`, case kept) and of those with a digit:

- plain: against the reference as it is. Our text joins words that a line end parts, most references do not: each costs two words.
- joined: against the reference with its line ends joined by the same rule; OCRmyPDF's text is joined, too.
- printed: what stands in our boxes, where a word that a line end parts is two, against the reference as it is: as OCRmyPDF is measured.

--made takes PDFs with a text layer instead: one page of each becomes a scan in one of four ways (dots of black and white, noise and
JPEG, low contrast, specks; all a little askew), and its own text is the reference. OCRmyPDF is measured where it is installed, with
`-l deu --deskew --rotate-pages --force-ocr`. --missed lists the words that were not found.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT))

WORD = re.compile(r"\w+")
FEWEST, MOST = 600, 4500  # characters of a page that is made a scan


@dataclass(frozen=True, slots=True)
class Score:
    """Words and words with a digit that were found, of how many."""

    found: int
    words: int
    digits_found: int
    digits: int
    missed: Counter[str]

    def __str__(self) -> str:
        return f"{self.found / max(1, self.words):.3f} ({self.digits_found}/{self.digits})"


def compare(reference: str, text: str) -> Score:
    """Which words of the reference are in the text."""
    wanted, found = Counter(WORD.findall(reference)), Counter(WORD.findall(text))
    both = wanted & found
    digits = [word for word in wanted if any(char.isdigit() for char in word)]
    return Score(both.total(), wanted.total(), sum(both[word] for word in digits), sum(wanted[word] for word in digits), wanted - found)


def join_lines(text: str) -> str:
    """A text with its hyphenated line ends joined by the reader's rule."""
    from ingest.reading.hyphens import find_join

    joined: list[str] = []
    for line in (line.strip() for line in text.splitlines()):
        before = joined[-1].split()[-1:] if joined else []
        how = find_join(before[0], line.split()[0]) if before and before[0].endswith("-") and line else "no"
        if how == "no":
            joined.append(line)
        else:
            joined[-1] = (joined[-1][:-1] if how == "drop" else joined[-1]) + line
    return "\n".join(joined)


def read_ours(path: Path) -> tuple[str, str]:
    """The reader's text of all pages, and its words as they are printed, each in its box."""
    from ingest.reading import read_bytes

    pages = read_bytes(path.read_bytes(), path.name).pages
    printed = " ".join(page.text[word.start : word.end] for page in pages for word in page.words)
    return "\n".join(page.text for page in pages), printed


def read_ocrmypdf(program: str, path: Path) -> str:
    """What OCRmyPDF finds, from its sidecar file."""
    with tempfile.TemporaryDirectory() as folder:
        sidecar = Path(folder) / "text.txt"
        options = ["-q", "-j", "1", "-l", "deu", "--deskew", "--rotate-pages", "--force-ocr", "--output-type", "pdf"]
        subprocess.run([program, *options, "--sidecar", str(sidecar), str(path), str(Path(folder) / "out.pdf")], check=True)
        return sidecar.read_text(encoding="utf-8")


def make_scans(folder: Path, into: Path) -> Iterator[tuple[Path, str]]:
    """One page of each PDF as a scan, with the text that it had."""
    import pypdfium2

    from ingest.reading import Ocr, read_bytes

    chance = random.Random(7)
    for number, path in enumerate(sorted(folder.glob("*.pdf"))):
        data = path.read_bytes()
        pages = [
            page
            for page in read_bytes(data, path.name, ocr=Ocr(later=True)).pages
            if page.path == "fast" and page.source == "text" and FEWEST < len(page.text) < MOST
        ]
        if not pages:
            continue
        page = chance.choice(pages)
        document = pypdfium2.PdfDocument(data)
        document.init_forms()
        scan = into / f"{path.stem}_{page.number}.pdf"
        scan.write_bytes(wear(document[page.number - 1], number % 4, chance.choice((-1, 1)), number))
        document.close()
        yield scan, page.text


def wear(page: Any, way: int, side: int, seed: int) -> bytes:
    """A page drawn, tilted and worn in one of four ways, as a PDF with that picture only."""
    import numpy
    from PIL import Image, ImageFilter
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    dpi, turn = (300, 200, 150, 200)[way], (0.4, 1.2, 0.3, 0.8)[way] * side
    picture = (
        page.render(scale=dpi / 72).to_pil().convert("RGB").rotate(turn, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)).convert("L")
    )
    noise = numpy.random.default_rng(seed)
    if way == 0:
        picture = picture.convert("1")
    elif way == 1:
        soft = numpy.asarray(picture.filter(ImageFilter.GaussianBlur(0.6))) + noise.normal(0, 12, (picture.height, picture.width))
        picture = Image.fromarray(numpy.clip(soft, 0, 255).astype(numpy.uint8))
    elif way == 2:
        picture = picture.point([round(60 + level * 165 / 255) for level in range(256)]).filter(ImageFilter.GaussianBlur(0.4))
    else:
        specks = noise.random((picture.height, picture.width))
        sharp = numpy.where(numpy.asarray(picture) < 150, 0, 255)
        picture = Image.fromarray(numpy.select([specks < 0.001, specks > 0.999], [0, 255], sharp).astype(numpy.uint8))
    stored, out = BytesIO(), BytesIO()
    picture.save(stored, "JPEG" if way in (1, 2) else "PNG", quality=55)
    stored.seek(0)
    canvas = Canvas(out, pagesize=(picture.width * 72 / dpi, picture.height * 72 / dpi), invariant=1)
    canvas.drawImage(ImageReader(stored), 0, 0, picture.width * 72 / dpi, picture.height * 72 / dpi)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def measure(path: Path, reference: str, program: str | None, missed: bool) -> list[Score]:
    """Plain, joined and printed scores of ours, plain and joined ones of OCRmyPDF's, told in a line."""
    started = time.process_time() + os.times().children_user
    ours, printed = read_ours(path)
    took = time.process_time() + os.times().children_user - started
    scores = [compare(reference, ours), compare(join_lines(reference), ours), compare(reference, printed)]
    if program is not None:
        other = read_ocrmypdf(program, path)
        scores += [compare(reference, other), compare(join_lines(reference), join_lines(other))]
    names = ("ours", "joined", "printed", "OCRmyPDF", "joined")
    told = "  ".join(f"{name} {score}" for name, score in zip(names, scores, strict=False))
    print(f"{path.stem[:40]:40} {told}  {took:.0f} s", flush=True)
    if missed:
        print(f"    missed: {dict(scores[1].missed)}")
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT.parent / "shared/bench/ocr")
    parser.add_argument("--made", action="store_true", help="FOLDER holds PDFs with text, to be made scans of")
    parser.add_argument("--missed", action="store_true", help="list the words that were not found")
    parser.add_argument("--ocrmypdf", default=shutil.which("ocrmypdf"), help="path of the program (default: the one on PATH)")
    given = parser.parse_args()
    if not given.folder.is_dir():
        sys.exit(f"{given.folder}: no such folder; give one with scanned PDFs and their texts")
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    with tempfile.TemporaryDirectory() as folder:
        pairs: Iterator[tuple[Path, str]]
        if given.made:
            pairs = make_scans(given.folder, Path(folder))
        else:
            pairs = ((path, path.with_suffix(".txt").read_text(encoding="utf-8")) for path in sorted(given.folder.glob("*.pdf")))
        table = [measure(path, reference, given.ocrmypdf, given.missed) for path, reference in pairs]
    if not table:
        sys.exit(f"{given.folder}: no PDF to measure")
    names = ("ours", "ours, joined", "ours, printed", "OCRmyPDF", "OCRmyPDF, joined")
    for name, column in zip(names, zip(*table, strict=True), strict=False):
        shares = [score.found / max(1, score.words) for score in column]
        digits = sum(score.digits_found for score in column) / max(1, sum(score.digits for score in column))
        print(f"{name}: median {median(shares):.3f}, least {min(shares):.3f}, words with a digit {digits:.3f}")


if __name__ == "__main__":
    main()
