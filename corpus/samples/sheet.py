"""How the samples are drawn, and how their truth is kept: a sentence carries its labels, drawing notes the page.

A label stands around what is printed, `{60.000 €|a 60000 budget - 2018 + #pool}`:

    {quote|a VALUE DIRECTION RECURRENCE YEARS DECIDED …}   a sum of money in euro
    {quote|p VALUE ACTION YEARS GRADE DECIDED …}           posts in VZÄ
    {quote|d VALUE ROLE}                                   a date

`-` is "not told" (for DECIDED: background), `+` is decided, `_` in a grade a space. `#pool` names the figure that the mention
tells, `^pool` makes the mention the upper end of that figure's range, `<pool` says that the figure is a share of it.
`[x]` and `[ ]` are drawn tick boxes, `¬` is a place where a word may break. Lengths are PDF points.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

LABEL = re.compile(r"\{([^{}|]+)\|([^{}|]+)\}")
BREAKS_BEFORE_LABEL = re.compile(r"\S*¬\S*(?= \{)")
TICK = re.compile(r"\[([x ])\]")
NOTICE = "Nachgestelltes Muster für ratslese – kein amtliches Dokument"
DIRECTIONS = ("expense", "income", "budget", "other")
RECURRENCES = ("once", "yearly", "monthly", "per_unit", "")
ACTIONS = ("create", "cut", "existing", "extend", "")
ROLES = ("document", "meeting", "deadline", "start", "law", "other")


@dataclass(frozen=True, slots=True)
class Mark:
    """One labelled mention: what the truth says of it, and how it hangs together with the others."""

    table: str
    truth: dict[str, object]
    figure: str = ""
    upper_end_of: str = ""
    part_of: str = ""


@dataclass(frozen=True, slots=True)
class Sample:
    """One sample paper: its file name without ending, the truth about the paper as a whole, and how to draw it.

    `draw` gives flowables for a PDF or a scan, and the page's source for HTML. `from_csv` names what only papers.csv tells.
    """

    name: str
    paper: dict[str, object]
    fields: tuple[str, ...]
    draw: Callable[[Pen], Any]
    form: str = "pdf"
    font: str = "Helvetica"
    size: float = 9.5
    landscape: bool = False
    columns: int = 1
    top: float = 50
    letterhead: Callable[[Any], None] | None = None
    closing: Callable[[Any, Pen], None] | None = None
    from_csv: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        return self.name + (".html" if self.form == "html" else ".pdf")


def station(committee: str, date: str = "", result: str = "") -> dict[str, str]:
    """One station of a Beratungsfolge as the truth writes it; `date` is ISO or empty."""
    return {"committee": committee, "date": date, "result": result}


def parse_label(quote: str, label: str) -> Mark:
    """The mark of one label. Raises ValueError where the label is not written as the module says."""
    kind, *words = label.split()
    links = {word[0]: word[1:] for word in words if word[0] in "#^<"}
    values = ["" if word == "-" else word for word in words if word[0] not in "#^<"]
    truth: dict[str, object] = {"page": 0, "quote": quote.replace("¬", "").replace("<br/>", " ")}
    if kind == "a":
        value, direction, recurrence, years, decided = values
        if direction not in DIRECTIONS or recurrence not in RECURRENCES or decided not in ("+", ""):
            raise ValueError(f"amount label not understood: {label}")
        truth |= {
            "value": f"{Decimal(value):.2f}",
            "direction": direction,
            "recurrence": recurrence,
            "years": years,
            "decided": decided == "+",
        }
        return Mark("amounts", truth, links.get("#", ""), links.get("^", ""), links.get("<", ""))
    if kind == "p":
        value, action, years, grade, decided = values
        if action not in ACTIONS or decided not in ("+", ""):
            raise ValueError(f"position label not understood: {label}")
        truth |= {"value": value, "action": action, "years": years, "grade": grade.replace("_", " "), "decided": decided == "+"}
        return Mark("positions", truth, links.get("#", ""), links.get("^", ""), links.get("<", ""))
    value, role = values
    if kind != "d" or role not in ROLES:
        raise ValueError(f"label not understood: {label}")
    return Mark("dates", truth | {"value": value, "role": role})


@dataclass
class Pen:
    """Writes paragraphs and tables in one font, and remembers which label was drawn on which page, in order of drawing."""

    font: str = "Helvetica"
    size: float = 9.5
    marks: list[Mark] = field(default_factory=list)
    drawn: list[tuple[int, int]] = field(default_factory=list)

    @property
    def bold_font(self) -> str:
        return {"Helvetica": "Helvetica-Bold", "Times-Roman": "Times-Bold", "Vera": "VeraBd"}[self.font]

    def marked(self, text: str) -> str:
        """Reportlab's markup for `text`: labels become silent marks, tick boxes are drawn."""
        # Reportlab loses the space between a word with break places and a mark, so such a word must not break.
        text = BREAKS_BEFORE_LABEL.sub(lambda match: match[0].replace("¬", ""), text.replace("&", "&amp;"))
        text = LABEL.sub(self._keep, text)
        return TICK.sub(self._tick, text).replace("¬", "\u00ad").replace("■", '<font name="ZapfDingbats">n</font>')

    def _keep(self, match: re.Match[str]) -> str:
        self.marks.append(parse_label(match[1], match[2]))
        return f'<onDraw name="note" label="{len(self.marks) - 1}"/>{match[1]}'

    @staticmethod
    def _tick(match: re.Match[str]) -> str:
        return f'<onDraw name="tick" label="{match[1]}"/>' + "\u00a0" * 4

    def plain(self, text: str) -> str:
        """`text` for a page without drawing: its labels are noted on page 1 at once."""
        return LABEL.sub(self._note_now, text)

    def _note_now(self, match: re.Match[str]) -> str:
        self.marks.append(parse_label(match[1], match[2]))
        self.drawn.append((len(self.marks) - 1, 1))
        return match[1]

    def text(
        self, text: str, size: float = 0, bold: bool = False, indent: float = 0, after: float = 4, align: int = 0, bullet: str = ""
    ) -> Any:
        """One paragraph; `align` is reportlab's 0 left, 1 centre, 2 right, 4 justified."""
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph

        points = size or self.size
        style = ParagraphStyle(
            "sample",
            fontName=self.bold_font if bold else self.font,
            fontSize=points,
            leading=points * 1.28,
            leftIndent=indent,
            spaceAfter=after,
            alignment=align,
            embeddedHyphenation=1,
            bulletIndent=max(indent - 11, 0),
            bulletFontName=self.font,
            bulletFontSize=points,
        )
        return Paragraph(self.marked(text), style, bulletText=bullet or None)

    def heading(self, text: str, size: float = 0) -> Any:
        return self.text(text, size or self.size + 1, bold=True, after=3)

    def bullets(self, items: Sequence[str], sign: str = "•") -> list[Any]:
        return [self.text(item, indent=22, after=2, bullet=sign) for item in items]

    def gap(self, height: float = 8) -> Any:
        from reportlab.platypus import Spacer

        return Spacer(1, height)

    def new_page(self) -> Any:
        from reportlab.platypus import PageBreak

        return PageBreak()

    def next_column(self) -> Any:
        from reportlab.platypus import FrameBreak

        return FrameBreak()

    def grid(
        self,
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        ruled: bool = True,
        size: float = 0,
        header: int = 0,
        spans: Sequence[tuple[int, int, int, int]] = (),
        right: Sequence[int] = (),
        after: float = 8,
    ) -> Any:
        """A table: `header` bold rows that are repeated on each page, `spans` as (column, row, to column, to row), `right`-set columns."""
        from reportlab.lib.colors import black
        from reportlab.platypus import Table

        cells = [
            [
                self.text(cell, size, bold=at < header, after=0, align=2 if column in right else 0) if cell else ""
                for column, cell in enumerate(row)
            ]
            for at, row in enumerate(rows)
        ]
        style: list[tuple[Any, ...]] = [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("TOPPADDING", (0, 0), (-1, -1), 2),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 3),
        ]
        style += [("GRID", (0, 0), (-1, -1), 0.6, black)] if ruled else []
        style += [("SPAN", (x0, y0), (x1, y1)) for x0, y0, x1, y1 in spans]
        return Table(cells, colWidths=list(widths), style=style, repeatRows=header, hAlign="LEFT", spaceAfter=after, spaceBefore=2)


def draw_pdf(sample: Sample, pen: Pen, story: Sequence[Any]) -> bytes:
    """The PDF's bytes, the same in every run; `pen.drawn` then holds the labels in order of drawing with their pages."""
    from io import BytesIO

    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

    width, height = (A4[1], A4[0]) if sample.landscape else A4
    full, gutter = width - 100, 18
    column = (full - gutter * (sample.columns - 1)) / sample.columns
    frames = [
        Frame(
            50 + at * (column + gutter), 45, column, height - 45 - sample.top, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
        )
        for at in range(sample.columns)
    ]

    def prepare(canvas: Any, _: Any) -> None:
        canvas.setNamedCB("note", lambda canvas, kind, label: pen.drawn.append((int(label), canvas.getPageNumber())))
        canvas.setNamedCB("tick", draw_tick)
        if sample.letterhead and canvas.getPageNumber() == 1:
            canvas.saveState()
            sample.letterhead(canvas)
            canvas.restoreState()

    def close(canvas: Any, _: Any) -> None:
        if sample.closing and canvas.getPageNumber() == 1:
            sample.closing(canvas, pen)
        canvas.setFont(pen.font, 7)
        canvas.drawString(50, 24, NOTICE)
        canvas.drawRightString(width - 50, 24, f"Seite {canvas.getPageNumber()}")

    out = BytesIO()
    template = BaseDocTemplate(
        out, pagesize=(width, height), invariant=1, pageCompression=0, title=sample.name, author="ratslese", lang="de-DE"
    )
    template.addPageTemplates([PageTemplate("page", frames, onPage=prepare, onPageEnd=close)])
    template.build(list(story))
    return out.getvalue()


def draw_tick(canvas: Any, _: str, state: str) -> None:
    """A box drawn at the place of the text, crossed by two lines if `state` is "x"."""
    at = canvas._curr_tx_info
    x, y, side = at["cur_x"] + 1, at["cur_y"] - 0.5, 7
    canvas.setLineWidth(0.7)
    canvas.rect(x, y, side, side)
    if state == "x":
        canvas.line(x + 1, y + 1, x + side - 1, y + side - 1)
        canvas.line(x + 1, y + side - 1, x + side - 1, y + 1)


def draw_scan(pdf: bytes, dots_per_inch: int = 150) -> bytes:
    """A PDF of the same pages as grey pictures without a text layer, as a scanner leaves them."""
    from io import BytesIO

    import pypdfium2
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    out = BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=0)
    document = pypdfium2.PdfDocument(pdf)
    for page in document:
        size = page.get_size()
        picture = page.render(scale=dots_per_inch / 72, grayscale=True).to_pil()
        # Paper that lay a little askew on the glass; grey ground instead of white.
        picture = picture.rotate(0.4, fillcolor=255, resample=2).point(lambda level: 18 + level * 222 // 255)
        canvas.setPageSize(size)
        canvas.drawImage(ImageReader(picture), 0, 0, *size)
        canvas.showPage()
    document.close()
    canvas.save()
    return out.getvalue()
