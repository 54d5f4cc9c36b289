"""A strip of a PDF page around a quote, with its box drawn: the picture on a report's evidence card."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

_DPI = 120
_ABOVE, _BELOW = 46.0, 40.0  # points of the page shown over and under the box
_GREYS = 16
_MOST_PIXELS = 4000


def crop_file(path: str, number: int, box: tuple[float, float, float, float]) -> bytes | None:
    """PNG of the page's whole width around `box` (x0, top, x1, bottom in points); None where the page cannot be drawn so.

    Runs in a worker process: the file may be hostile.
    """
    import pypdfium2
    from PIL import ImageDraw

    x0, top, x1, bottom = box
    try:
        document = pypdfium2.PdfDocument(Path(path).read_bytes())
    except (pypdfium2.PdfiumError, OSError):
        return None
    try:
        document.init_forms()
        page = document[number - 1]
        width, height = page.get_width(), page.get_height()
        over, under = max(0.0, top - _ABOVE), max(0.0, height - bottom - _BELOW)
        if not (0 <= x0 < x1 <= width + 1 and over + under < height):
            return None
        scale = min(_DPI / 72, _MOST_PIXELS / max(width, height, 1.0))
        picture = page.render(scale=scale, crop=(0, under, 0, over)).to_pil().convert("RGB")
    except (pypdfium2.PdfiumError, IndexError, ValueError):
        return None
    finally:
        document.close()
    sides = [round(side * scale) for side in (x0 - 2, top - over - 2, x1 + 2, bottom - over + 2)]
    grey = picture.convert("L").quantize(_GREYS - 1).convert("RGB")
    ImageDraw.Draw(grey).rectangle(sides, outline=(200, 30, 30), width=2)
    out = BytesIO()
    grey.quantize(_GREYS).save(out, "PNG", optimize=True)
    return out.getvalue()
