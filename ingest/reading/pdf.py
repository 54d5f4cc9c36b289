"""PDF files into pages: PDFium gives words, lines and form fields; layout and tables are ours."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from dataclasses import replace
from typing import Any

from corpus.collector import collector_at_rest
from corpus.types import Page, Problem, ReadResult
from ingest.reading.compose import make_page
from ingest.reading.continued import join_tables
from ingest.reading.frames import Frame, turn_page
from ingest.reading.furniture import mark_furniture
from ingest.reading.limits import Deadline, PageTooSlow, ReadLimits, page_time
from ingest.reading.ocr import HIDDEN, Ocr, needs_ocr
from ingest.reading.ocr_layer import has_hidden_text
from ingest.reading.pdfium import TextPage
from ingest.reading.pdfpaths import read_drawing
from ingest.reading.pdfshapes import read_fields as read_form
from ingest.reading.pdfticks import read_fields, read_squares, read_typed
from ingest.reading.pdfwords import read_runs
from ingest.reading.plumber import SecondOpinion, garbled, is_doubtful
from ingest.reading.ruled import find_ruled
from ingest.reading.shapes import Printed, Run, Shapes, words_of
from ingest.reading.sniff import PDF


def read_pdf(data: bytes, name: str, limits: ReadLimits, deadline: Deadline, ocr: Ocr) -> ReadResult:
    """Read a PDF. An empty password is tried by PDFium itself; a real one gives the problem "encrypted"."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        return _refused(data, name, str(error))
    try:
        document.init_forms()
        count = len(document)
        if not count:
            return ReadResult((), PDF, (Problem("no_pages", f"{name}: the PDF has no pages"),))
        if count > limits.max_pages:
            message = f"{name}: {count} pages, the limit is {limits.max_pages}; raise the limit or split the file"
            return ReadResult((), PDF, (Problem("too_many_pages", message),))
        with collector_at_rest():
            pages, problems = _read_pages(document, SecondOpinion(data), name, limits, deadline, ocr)
            return ReadResult(tuple(join_tables(mark_furniture(pages))), PDF, tuple(problems))
    finally:
        document.close()


def _refused(data: bytes, name: str, error: str) -> ReadResult:
    """Why PDFium does not open a file."""
    if "password" in error.lower() or "security" in error.lower():
        return ReadResult((), PDF, (Problem("encrypted", f"{name}: the PDF asks for a password; save a copy without one", error),))
    if b"/Type /Pages" in data and b"/Count 0" in data:
        return ReadResult((), PDF, (Problem("no_pages", f"{name}: the PDF has no pages", error),))
    return ReadResult((), PDF, (Problem("broken", f"{name}: the PDF is damaged and cannot be opened; fetch it again", error),))


def _read_pages(
    document: Any, opinion: SecondOpinion, name: str, limits: ReadLimits, deadline: Deadline, ocr: Ocr
) -> tuple[list[Page], list[Problem]]:
    """All pages, each closed after use. A page that cannot be read is an empty page and a problem."""
    import pypdfium2

    pages: list[Page] = []
    problems: list[Problem] = []
    count = len(document)
    for index in range(count):
        if deadline.passed():
            problems.append(Problem("too_slow", f"{name}: stopped after {deadline.seconds:g} s at page {index + 1} of {count}"))
            break
        try:
            with closing(document[index]) as raw:
                with page_time(limits.max_page_seconds), closing(TextPage(raw)) as text:
                    page = _read_page(document, raw, text, index, opinion)
                page = ocr.read_page(raw, page, name) if needs_ocr(page) else page
        except PageTooSlow:
            message = f"{name}: page {index + 1} of {count} was given up after {limits.max_page_seconds:g} s"
            problems.append(Problem("too_slow", message))
            page = Page(index + 1, "", source="none")
        except pypdfium2.PdfiumError as error:
            problems.append(Problem("broken", f"{name}: page {index + 1} of {count} cannot be read", str(error)))
            page = Page(index + 1, "", source="none")
        pages.append(page)
    return pages, [*problems, *ocr.find_problems(pages, name)]


def _read_page(document: Any, raw: Any, text: TextPage, index: int, opinion: SecondOpinion) -> Page:
    """One open page, laid out the way its text runs; boxes are of the page as it is seen."""
    frame = Frame.of(raw)
    shapes = _read_shapes(document, raw, text, frame)
    main = (_main_angle(shapes.runs) + frame.rotation) % 360 if shapes.runs else frame.rotation
    upright = frame.rotated(main)
    if main != frame.rotation:
        shapes = _read_shapes(document, raw, text, upright)
    path = HIDDEN if has_hidden_text(raw) else "fast"
    if is_doubtful(shapes.runs, shapes.texts):
        second = opinion.read_runs(index, frame, upright)
        if second and garbled(second) < garbled(shapes.runs) + (not shapes.runs):
            shapes, path = replace(shapes, runs=tuple(second)), "pdfplumber"
    drawn, words = read_squares(shapes)
    runs = [*read_typed(words), *drawn, *read_fields(shapes.fields, drawn)]
    grids, outside = find_ruled(replace(shapes, runs=tuple(runs)))
    level = [run for run in outside if not run.angle]
    asides = [run for run in outside if isinstance(run, Run) and run.angle]
    page = replace(make_page(index + 1, upright.size, level, grids, asides), path=path)
    return page if main == frame.rotation else turn_page(page, upright, frame)


def _main_angle(runs: tuple[Printed, ...]) -> int:
    """The direction of most letters as seen; text that runs up a page is read as if the page were turned."""
    angles = {run.angle for run in runs}
    if len(angles) <= 1:
        return angles.pop() if angles else 0
    letters: Counter[int] = Counter()
    for run in runs:
        letters[run.angle] += len(run.text)
    return letters.most_common(1)[0][0]


def _read_shapes(document: Any, page: Any, text: TextPage, frame: Frame) -> Shapes:
    """Everything that PDFium knows of a page, in the coordinates of a frame."""
    runs = read_runs(text, frame)
    if frame.rotation:
        runs = [replace(run, angle=(run.angle - frame.rotation) % 360) for run in words_of(runs)]
    width, height = frame.size
    drawing = read_drawing(page, frame)
    fields = read_form(document, page, frame.turn)
    return Shapes(
        width,
        height,
        tuple(runs),
        strokes=tuple(drawing.strokes),
        squares=tuple(drawing.squares),
        marks=tuple(drawing.marks),
        blocks=tuple(drawing.blocks),
        fields=tuple(fields),
        shades=tuple(drawing.shades),
        rounds=tuple(drawing.rounds),
        keys=tuple(drawing.keys),
        texts=drawing.texts,
    )
