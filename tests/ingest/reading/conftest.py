"""Makers of small PDFs and other files, each of one kind, drawn by reportlab with sentences of our own."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Draw = Callable[[Canvas], None]


def draw_pdf(*pages: Draw, size: tuple[float, float] = A4, **options: object) -> bytes:
    """A PDF with one page for each drawing function. `options` go to the canvas (encrypt=…)."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1, **options)
    for draw in pages:
        canvas.setFont("Helvetica", 10)
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def write_lines(canvas: Canvas, lines: list[str], x: float = 70, y: float = 780, step: float = 14) -> float:
    """Lines of text under each other; returns the height under the last one."""
    for line in lines:
        canvas.drawString(x, y, line)
        y -= step
    return y


def draw_grid(canvas: Canvas, xs: list[float], ys: list[float], texts: dict[tuple[int, int], str | list[str]]) -> None:
    """A ruled table with lines at `xs` and `ys` (from the top down), texts by row and column, lines of a cell as a list."""
    for x in xs:
        canvas.line(x, ys[0], x, ys[-1])
    for y in ys:
        canvas.line(xs[0], y, xs[-1], y)
    for (row, column), text in texts.items():
        for number, line in enumerate([text] if isinstance(text, str) else text):
            canvas.drawString(xs[column] + 3, ys[row] - 11 - 12 * number, line)


class Maker:
    """What the tests draw PDFs with."""

    pdf = staticmethod(draw_pdf)
    lines = staticmethod(write_lines)
    grid = staticmethod(draw_grid)


@pytest.fixture(scope="session")
def maker() -> Maker:
    """Draws PDFs: `maker.pdf(draw, …)`, within it `maker.lines(canvas, …)` and `maker.grid(canvas, …)`."""
    return Maker()
