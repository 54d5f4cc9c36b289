"""Draw the sample papers and write their truth: python corpus/samples/make_samples.py [FOLDER]

Needs reportlab, pypdfium2 and Pillow (the dev extra). The same versions give the same bytes; made_with.json names them.
The truth comes from the labels in the sentences (`corpus.samples.sheet`), never from what an extraction found.
"""

from __future__ import annotations

import csv
import hashlib
import importlib
import json
import sys
import zlib
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from corpus.samples.sheet import Mark, Pen, Sample, draw_pdf, draw_scan

COUNTIES = ("kreisstrategie", "dithmarschen", "konstanz", "loerrach", "steinfurt", "teltow_flaeming", "wittmund")


def load_samples() -> list[Sample]:
    """All samples, in order of their names."""
    modules = (importlib.import_module(f"corpus.samples.counties.{name}") for name in COUNTIES)
    return sorted((sample for module in modules for sample in module.SAMPLES), key=lambda sample: sample.name)


def made_with() -> dict[str, str]:
    """The versions on which the bytes hang."""
    return {name: version(name) for name in ("reportlab", "pypdfium2", "pillow")} | {"zlib": zlib.ZLIB_RUNTIME_VERSION}


def draw_sample(sample: Sample) -> tuple[bytes, Pen]:
    """The file's bytes, and the pen that knows what was drawn where."""
    pen = Pen(sample.font, sample.size)
    drawn = sample.draw(pen)
    if sample.form == "html":
        return drawn, pen
    data = draw_pdf(sample, pen, drawn)
    return (draw_scan(data) if sample.form == "scan" else data), pen


def list_mentions(pen: Pen, table: str) -> list[dict[str, object]]:
    """The mentions of one table, in order of reading, each with its page."""
    return [pen.marks[at].truth | {"page": page} for at, page in pen.drawn if pen.marks[at].table == table]


def list_figures(pen: Pen) -> list[dict[str, object]]:
    """What the paper says once: mentions with the same figure name together, ranges with both ends, shares with their total."""
    groups: dict[str, list[Mark]] = {}
    for at, _ in pen.drawn:
        mark = pen.marks[at]
        if mark.table != "dates" and not mark.upper_end_of:
            groups.setdefault(mark.figure or f"only {at}", []).append(mark)
    upper = {mark.upper_end_of: mark for mark in pen.marks if mark.upper_end_of}
    return [tell_figure(marks, upper.get(name), groups) for name, marks in groups.items()]


def tell_figure(marks: Sequence[Mark], upper: Mark | None, groups: dict[str, list[Mark]]) -> dict[str, object]:
    """One figure; where its mentions differ, a decided one speaks first, and what one leaves untold another may tell."""
    first = sorted(marks, key=lambda mark: not mark.truth["decided"])

    def told(name: str) -> object:
        return next((mark.truth[name] for mark in first if mark.truth.get(name)), "")

    total = next((mark.part_of for mark in marks if mark.part_of), "")
    return {
        "kind": "amount" if marks[0].table == "amounts" else "position",
        "value": marks[0].truth["value"],
        "value_to": upper.truth["value"] if upper else None,
        "direction": told("direction"),
        "action": told("action"),
        "recurrence": told("recurrence"),
        "years": told("years"),
        "grade": told("grade"),
        "decided": any(mark.truth["decided"] for mark in marks),
        "part_of_value": groups[total][0].truth["value"] if total else None,
        "mentions": len(marks) + (upper is not None),
    }


def tell_truth(sample: Sample, data: bytes, pen: Pen) -> dict[str, object]:
    """The truth of one sample in the form of the gold annotations, and what they do not have: figures and needs_ocr."""
    return {
        "file": sample.file,
        "file_sha256": hashlib.sha256(data).hexdigest(),
        "paper": sample.paper,
        "amounts": list_mentions(pen, "amounts"),
        "positions": list_mentions(pen, "positions"),
        "dates": list_mentions(pen, "dates"),
        "fields": list(sample.fields),
        "figures": list_figures(pen),
        "needs_ocr": sample.form == "scan",
        "from_csv": list(sample.from_csv),
    }


def write_samples(folder: Path) -> int:
    """Write papers/, truth/, papers/papers.csv and made_with.json below `folder`; the number of papers."""
    papers, truth = folder / "papers", folder / "truth"
    papers.mkdir(parents=True, exist_ok=True)
    truth.mkdir(exist_ok=True)
    register_fonts()
    samples = load_samples()
    for sample in samples:
        data, pen = draw_sample(sample)
        (papers / sample.file).write_bytes(data)
        write_json(truth / f"{sample.file}.json", tell_truth(sample, data, pen))
    with (papers / "papers.csv").open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(("file", "body"))
        writer.writerows((sample.file, sample.paper["body"]) for sample in samples if "body" in sample.from_csv)
    write_json(folder / "made_with.json", made_with())
    return len(samples)


def write_json(path: Path, data: object) -> None:
    path.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def register_fonts() -> None:
    """Bitstream Vera comes with reportlab; the other fonts are among the fourteen that every PDF reader has."""
    from reportlab.pdfbase.pdfmetrics import registerFont, registerFontFamily
    from reportlab.pdfbase.ttfonts import TTFont

    for name in ("Vera", "VeraBd"):
        registerFont(TTFont(name, f"{name}.ttf"))
    registerFontFamily("Vera", normal="Vera", bold="VeraBd", italic="Vera", boldItalic="VeraBd")


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent
    print(f"{write_samples(target)} papers written to {target}")
