"""A picture of a PDF page with the boxes of words, table cells and ticks drawn on it: to see what the reader saw."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from corpus.types import Box, Page

_DPI = 110
_WORD, _CELL, _TABLE, _FURNITURE = (70, 110, 230), (0, 140, 60), (0, 100, 40), (150, 150, 150)
_TICKS = {"yes": (210, 30, 30), "no": (230, 130, 0), "unknown": (160, 0, 200)}


def draw_page(data: bytes, page: Page) -> bytes | None:
    """PNG of page `page.number` of a PDF: words blue, headers and footers grey, cells green, ticks red (yes), orange (no), violet.

    None where the bytes are no PDF that can be drawn.
    """
    import pypdfium2
    from PIL import ImageDraw

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        return None
    try:
        document.init_forms()
        raw = document[page.number - 1]
        scale = min(_DPI / 72, 4000 / max(raw.get_width(), raw.get_height(), 1.0))
        picture = raw.render(scale=scale).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError, ValueError):  # ValueError: a page of no size
        return None
    finally:
        document.close()
    _draw_boxes(ImageDraw.Draw(picture), page, scale)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _draw_boxes(draw: Any, page: Page, scale: float) -> None:
    """The boxes of a page, small things last."""

    def frame(box: Box | None, color: tuple[int, int, int], width: int, grow: float = 0.0) -> None:
        if box is not None and box.x0 <= box.x1 and box.top <= box.bottom:
            sides = (box.x0 - grow, box.top - grow, box.x1 + grow, box.bottom + grow)
            draw.rectangle([round(side * scale) for side in sides], outline=color, width=width)

    for table in page.tables:
        for cell in table.cells:
            frame(cell.box, _CELL, 2 if cell.header else 1)
        frame(table.box, _TABLE, 3, 2)
    for word in page.words:
        aside = any(start <= word.start < end for start, end in page.furniture)
        frame(word.box, _FURNITURE if aside else _WORD, 1)
    for tick in page.ticks:
        frame(tick.box, _TICKS[tick.state], 3, 1.5)
