"""Which pages are pictures of paper, with or without the text that a scanner hid under them.

What such a text says is read again: it was read by the scanner's own OCR, of unknown age and language. As one more voice among
our readings it gained nothing: on two real scans three numbers more in one, three fewer in the other.
"""

from __future__ import annotations

from typing import Any

_LOOKED_AT = 12  # objects at either end of a page's content: a scan has its picture there and nothing else that shows


def has_hidden_text(page: Any) -> bool:
    """Whether a PDFium page is a picture with a text that is not drawn. Cheap: looks at a few objects only."""
    import pypdfium2.raw as pdfium

    count = pdfium.FPDFPage_CountObjects(page)
    hidden = False
    for at in sorted({*range(min(_LOOKED_AT, count)), *range(max(0, count - _LOOKED_AT), count)}):
        found = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(found) == pdfium.FPDF_PAGEOBJ_TEXT:
            if pdfium.FPDFTextObj_GetTextRenderMode(found) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                return False
            hidden = True
    return hidden and covers_page(page)


def covers_page(page: Any) -> bool:
    """Whether pictures cover most of a page."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    covered = 0.0
    for image in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2):
        left, bottom, right, top = image.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
    return covered > 0.6 * float(width) * float(height)
