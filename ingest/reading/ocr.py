"""Pages without usable text: which they are, and OCR for them, through a cache that the caller may give.

`Ocr` is handed to the reader with a file. It reads a page from the cache, else recognizes it, else says what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.types import Page, Problem
from ingest.reading.frames import Frame
from ingest.reading.ocr_garbage import is_garbage

SECONDS_PER_PAGE = 120.0
_DOUBTFUL = 75.0  # mean confidence of a page under which its figures should be compared with the picture
_UNSURE = 67  # of 902 numbers on scans, 37 of them wrong, 77 were read with less confidence, 26 of the wrong ones among them
_SHOWN = 12  # numbers that a message names
HIDDEN = "hidden"  # the path of a page whose text a scanner put under its picture
_LESS = 0.9  # share of a text layer's letters that OCR must find to be believed
_FEW_LETTERS = 80  # a page with fewer may be a scan with a stamp or page number in its text layer
_SHORTEST, _LONGEST, _NARROWEST = 36.0, 14_400.0, 12.0  # points; the longest side that the PDF standard allows; long side to short

INSTALL = (
    "install Tesseract with its German data: apt-get install tesseract-ocr tesseract-ocr-deu (Debian, Ubuntu), "
    "dnf install tesseract tesseract-langpack-deu (Fedora), brew install tesseract tesseract-lang (macOS); then: ratslese run"
)

Load = Callable[[str], bytes | None]
Save = Callable[[str, bytes], None]


@dataclass(slots=True)
class Ocr:
    """How scans of one file are read. `load` and `save` are the cache, keyed by "<page>-<settings>".

    With `later` a page that is not in the cache is only noted in `wanted`, for other processes to recognize. `failed`
    says of pages that were tried why they could not be read. After reading, `used` and `missing` tell whether pages came from
    OCR and whether some would need an OCR that is not installed.
    """

    load: Load | None = None
    save: Save | None = None
    later: bool = False
    seconds: float = SECONDS_PER_PAGE
    failed: dict[int, str] = field(default_factory=dict)
    wanted: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    used: bool = False
    problems: list[Problem] = field(default_factory=list)

    def read_page(self, raw: Any, page: Page, name: str) -> Page:
        """What OCR reads on an open PDFium page, or `page` itself where nothing better is to be had."""
        if not _shows_more(raw, page):
            return page
        engine = _engine()
        if engine is None:
            if _is_missed(raw, page):
                self.missing.append(page.number)
            return page
        found = self.find_words(raw, page.number, engine, name)
        return page if found is None else self._lay_out(found, raw, page, name)

    def find_problems(self, pages: Sequence[Page], name: str) -> list[Problem]:
        """What is to be told of a file after its pages were read: scans that could not be read, pages without any text."""
        found = list(self.problems)
        if self.missing:
            told = f"{name}: {_range(self.missing)} of {len(pages)} can only be read by OCR, which is not installed"
            found.append(Problem("ocr_missing", f"{told}; {INSTALL}"))
        known = {*self.missing, *self.wanted, *self.failed}
        blank = [page.number for page in pages if page.source == "none" and page.number not in known]
        if blank:
            found.append(Problem("no_text", f"{name}: no text on {_range(blank)} of {len(pages)}, not even in a picture of it"))
        return found

    def find_words(self, raw: Any, number: int, engine: Any, name: str) -> Any:
        """What OCR finds on a page, from the cache if it is there; None if it is for later or failed."""
        from ingest.reading.ocr_scan import decode, encode, recognize, settings_key
        from ingest.reading.ocr_tesseract import OcrError

        key = f"{number}-{settings_key(engine)}"
        kept = self.load(key) if self.load else None
        if kept is not None and (found := decode(kept)) is not None:
            return found
        if number not in self.failed and self.later:
            self.wanted.append(number)
            return None
        if number not in self.failed:
            try:
                found = recognize(raw, engine, self.seconds)
            except OcrError as error:
                self.failed[number] = str(error)
            else:
                if self.save:
                    self.save(key, encode(found))
                return found
        self.problems.append(Problem("ocr_failed", f"{name}: OCR of page {number} failed: {self.failed[number]}"))
        return None

    def _lay_out(self, found: Any, raw: Any, page: Page, name: str) -> Page:
        """The recognized page, unless its text layer had more to say."""
        from ingest.reading.ocr_scan import lay_out

        self.used = True
        read = lay_out(found, page.number, Frame.of(raw))
        if len(read.text) < _LESS * len(page.text) and not is_garbage(page.text):
            return page
        if read.source == "ocr" and found.confidence < _DOUBTFUL:
            told = f"{name}: page {page.number} is a poor scan (mean confidence of its OCR {found.confidence:.0f} of 100)"
            self.problems.append(Problem("ocr_doubtful", f"{told}; compare its figures with the picture"))
        if doubts := _find_doubts(read):
            told = ", ".join(f"{text!r} ({sure})" for text, sure in doubts[:_SHOWN]) + (" …" if len(doubts) > _SHOWN else "")
            message = f"{name}: digits on page {page.number} are uncertain: {told} (of 100); compare them with the picture"
            self.problems.append(Problem("ocr_digits", message))
        return read


def _find_doubts(page: Page) -> list[tuple[str, int]]:
    """Words with a digit of a recognized page about which readings disagree, or which were hardly seen, with their confidence."""
    pairs = ((page.text[word.start : word.end], sure) for word, sure in zip(page.words, page.confidences, strict=True) if sure < _UNSURE)
    return [(text, sure) for text, sure in pairs if any(char.isdigit() for char in text)]


def recognize_page(data: bytes, number: int, name: str, ocr: Ocr) -> None:
    """Recognize one page (from 1) of a PDF into the cache of `ocr`; what fails is in `ocr.failed` afterwards."""
    import pypdfium2

    engine = _engine()
    if engine is None:
        ocr.failed[number] = INSTALL
        return
    document = pypdfium2.PdfDocument(data)
    try:
        document.init_forms()
        raw = document[number - 1]
        ocr.find_words(raw, number, engine, name)
        raw.close()
    finally:
        document.close()


def needs_ocr(page: Page) -> bool:
    """Whether a page's text layer has too little to say, says garbage or is a scanner's. Cheap: asked of every page."""
    return page.source == "none" or page.path == HIDDEN or len(page.text) < _FEW_LETTERS or is_garbage(page.text)


def can_ocr() -> bool:
    """Whether Tesseract with its German data is installed here."""
    return _engine() is not None


def _engine() -> Any:
    from ingest.reading.ocr_tesseract import find_engine

    return find_engine()


def _range(numbers: Sequence[int]) -> str:
    """Page numbers for a message, not too many of them."""
    shown = ", ".join(str(number) for number in numbers[:10])
    return f"page {shown}" if len(numbers) == 1 else f"pages {shown}{' …' if len(numbers) > 10 else ''}"


def _shows_more(raw: Any, page: Page) -> bool:
    """Whether there may be more on a page than its text layer says: ink without text, a picture under a stamp, garbage, a scanner's.

    Whether a picture that fills a page is blank is asked when it is recognized: to draw it takes as long as to read ten pages of text.
    """
    from ingest.reading.ocr_layer import covers_page

    if not _is_paper(raw):
        return False
    if page.source == "none":
        return covers_page(raw) or _has_ink(raw)
    return len(page.text) >= _FEW_LETTERS or (not page.ticks and covers_page(raw))


def _is_missed(raw: Any, page: Page) -> bool:
    """Whether a page that cannot be recognized is a loss: not where nothing is on it, nor where a scanner's text will do."""
    return _has_ink(raw) if page.source == "none" else page.path != HIDDEN or is_garbage(page.text)


def _is_paper(raw: Any) -> bool:
    """Whether a page has the size and shape of paper or a plan: a damaged file may claim a strip of a hundred kilometres."""
    short, long = sorted(raw.get_size())
    return bool(short >= _SHORTEST and long <= _LONGEST and long <= _NARROWEST * short)


def _has_ink(raw: Any) -> bool:
    from ingest.reading.ocr_image import shows_ink

    return shows_ink(raw)
