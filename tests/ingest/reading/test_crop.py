"""Pictures of evidence: the strip of the page with the framed quote, or nothing."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from ingest.reading.crop import crop_file


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    canvas = pytest.importorskip("reportlab.pdfgen.canvas")
    path = tmp_path / "page.pdf"
    drawn = canvas.Canvas(str(path), pagesize=(400, 600))
    drawn.drawString(50, 500, "Es werden 60.000 Euro bereitgestellt.")
    drawn.save()
    return path


def test_a_strip_around_the_box_with_a_red_frame(pdf: Path) -> None:
    from PIL import Image

    picture = crop_file(str(pdf), 1, (50.0, 90.0, 150.0, 104.0))
    assert picture is not None
    image = Image.open(BytesIO(picture)).convert("RGB")
    assert image.width == round(400 * 120 / 72)
    assert image.height < 250
    reds = {(x, y) for x in range(image.width) for y in range(image.height) if image.getpixel((x, y))[0] > image.getpixel((x, y))[1] + 80}
    assert min(x for x, _ in reds) == pytest.approx(48 * 120 / 72, abs=3)
    assert max(x for x, _ in reds) == pytest.approx(152 * 120 / 72, abs=3)


@pytest.mark.parametrize(
    ("number", "box"),
    [(2, (50.0, 90.0, 150.0, 104.0)), (1, (50.0, 700.0, 150.0, 720.0)), (1, (150.0, 90.0, 50.0, 104.0)), (1, (50.0, 90.0, 9000.0, 104.0))],
)
def test_what_is_not_on_the_page_gives_none(pdf: Path, number: int, box: tuple[float, float, float, float]) -> None:
    assert crop_file(str(pdf), number, box) is None


def test_what_is_no_pdf_gives_none(tmp_path: Path) -> None:
    (tmp_path / "x.html").write_text("<p>nichts</p>", encoding="utf-8")
    assert crop_file(str(tmp_path / "x.html"), 1, (0.0, 0.0, 1.0, 1.0)) is None
    assert crop_file(str(tmp_path / "fehlt"), 1, (0.0, 0.0, 1.0, 1.0)) is None
