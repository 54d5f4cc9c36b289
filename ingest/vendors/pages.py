"""HTML of Ratsinformationssysteme as trees: decoding as browsers do, one-line texts, dates, sizes, absolute addresses. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

from ingest.vendors.records import TextKind

Node = Any  # an lxml element; lxml's stubs do not know HtmlElement's methods

_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_.:-]+)""", re.I)
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan januar january jänner", "feb februar february", "mär mrz märz mar march", "apr april", "mai may", "jun juni june",
         "jul juli july", "aug august", "sep sept september", "okt oktober oct october", "nov november", "dez dezember dec december"), 1,
    )
    for name in names.split()
}  # fmt: skip


def decode_page(data: bytes, content_type: str = "") -> str:
    """Text of a page. The first declaration counts (the outer document's), and latin-1 means windows-1252, as for every browser."""
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(name, errors="replace")
    declared = _CHARSET.search(content_type.encode("ascii", "replace")) or _CHARSET.search(data[:8192])
    name = declared[1].decode("ascii").lower() if declared else ""
    if name in ("iso-8859-1", "iso8859-1", "latin-1", "latin1", "us-ascii", "ascii", "windows-1252", "cp1252"):
        try:  # a saved page may be UTF-8 by now and keep its old declaration; German in cp1252 is never valid UTF-8
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("cp1252", errors="replace")
    if not name or name in ("utf-8", "utf8"):
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            return data.decode("cp1252", errors="replace") if not name else data.decode("utf-8", errors="replace")
    try:
        return data.decode(name, errors="replace")
    except LookupError:
        return data.decode("utf-8", errors="replace")


def parse_html(data: bytes, content_type: str = "") -> Node | None:
    """The page's tree, None where there is none. Documents within the document (ALLRIS) become part of the outer one's body."""
    text = decode_page(data, content_type).replace("\0", "")
    if not text.strip():
        return None
    from lxml import etree, html

    parser = html.HTMLParser(huge_tree=False, remove_pis=True)
    try:
        return html.document_fromstring(re.sub(r"<\?xml[^>]*\?>", "", text, count=1), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def parse_html_parts(text: str) -> Node | None:
    """A fragment (from an Ajax answer, an embedded document) as a tree under one div, whatever it begins with."""
    from lxml import etree, html

    try:
        body = html.document_fromstring("<html><body>" + text.replace("\0", "")).find("body")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    if body is not None:
        body.tag = "div"
    return body


def text_of(node: Node | None) -> str:
    """What a reader sees of a node in one line: no scripts, blanks folded, NFC."""
    if node is None:
        return ""
    import unicodedata

    return unicodedata.normalize("NFC", " ".join("".join(_strings(node)).replace("\xad", "").split()))


_BLOCKS = frozenset(("br", "p", "div", "li", "tr", "td", "th", "dd", "dt", "h1", "h2", "h3", "h4", "table", "ul", "ol", "section"))


def _strings(node: Node, mark: str = " ") -> Iterator[str]:
    """Text as it stands, with a `mark` where a block begins or ends."""
    tag = node.tag if isinstance(node.tag, str) else ""
    if tag in ("script", "style", "noscript", "template", ""):
        return
    if tag in _BLOCKS:
        yield mark
    yield node.text or ""
    for child in node:
        yield from _strings(child, mark)
        yield child.tail or ""
    if tag in _BLOCKS:
        yield mark


def lines_of(node: Node | None) -> str:
    """The text of a longer passage with a line for each block; for `RisText.text`."""
    if node is None:
        return ""
    import unicodedata

    text = "".join("\n" if part == "\0" else re.sub(r"\s+", " ", part) for part in _strings(node, "\0")).replace("\xad", "")
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return unicodedata.normalize("NFC", "\n".join(line for line in lines if line))


def find_class(node: Node, name: str, tag: str = "*") -> list[Node]:
    """All descendants that bear a class."""
    return list(node.xpath(f".//{tag}[contains(concat(' ', normalize-space(@class), ' '), ' {name} ')]"))


def by_id(node: Node, name: str) -> Node | None:
    """The first descendant with this id, compared without case."""
    found = [entry for entry in node.iter() if isinstance(entry.tag, str) and (entry.get("id") or "").lower() == name.lower()]
    return found[0] if found else None


def meta_content(tree: Node, name: str) -> str:
    """The content of <meta name=…>, compared without case; "" where there is none."""
    for entry in tree.iter("meta"):
        if (entry.get("name") or "").strip().lower() == name.lower():
            return " ".join((entry.get("content") or "").split())
    return ""


def absolute(base: str, link: str) -> str:
    """A link as an address; left as printed where the page's address is not known, "" for what is no web link."""
    link = re.sub(r"[\t\r\n]", "", link.strip())
    link = link.replace(" ", "%20") if base else link
    if not link or re.match(r"(?:javascript|mailto|tel|data|about|file):", link, re.I) or link.startswith("#"):
        return ""
    try:
        return urljoin(base, link) if base else link
    except ValueError:  # "http://[": no address
        return ""


def parameter(url: str, name: str) -> str:
    """A query parameter of an address, compared without case; "" where there is none."""
    try:
        values_of = parse_qs(urlsplit(url).query, keep_blank_values=True)
    except ValueError:  # "http://[": no address
        return ""
    for key, values in values_of.items():
        if key.lower() == name.lower():
            return values[0]
    return ""


def iso_date(text: str) -> str:
    """The first date in a text as ISO: "25.08.2026", "2026-08-25", "2026 Oct 21", "21. Oktober 2026"; "" where there is none."""
    import datetime

    for year, month, day in _date_parts(text):
        try:
            return datetime.date(year, month, day).isoformat()
        except ValueError:
            continue
    return ""


def _date_parts(text: str) -> Iterator[tuple[int, int, int]]:
    found = re.search(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})\b", text)
    if found:
        yield int(found[3]) + (2000 if len(found[3]) == 2 else 0), int(found[2]), int(found[1])
    found = re.search(r"\b(\d{4})-(\d{2})-(\d{2})", text)
    if found:
        yield int(found[1]), int(found[2]), int(found[3])
    for pattern, places in _word_dates():
        for found in pattern.finditer(text):
            month = _MONTHS.get(found[places[1]].lower().rstrip("."), 0)
            if month:
                yield int(found[places[0]]), month, int(found[places[2]])


@cache
def _word_dates() -> tuple[tuple[re.Pattern[str], tuple[int, int, int]], ...]:
    """(pattern, groups of year, month, day): "2026 Oct 21", "21. Oktober 2026", "Oct 21, 2026"."""
    return (
        (re.compile(r"\b(\d{4})\s+([^\W\d]{3,9})\.?\s+(\d{1,2})\b"), (1, 2, 3)),
        (re.compile(r"\b(\d{1,2})\.?\s+([^\W\d]{3,9})\.?\s+(\d{4})\b"), (3, 2, 1)),
        (re.compile(r"\b([^\W\d]{3,9})\.?\s+(\d{1,2}),?\s+(\d{4})\b"), (3, 1, 2)),
    )


def size_in_bytes(text: str) -> int | None:
    """A stated size: "460,8 KB", "(2.479 KB)" (dot = thousands), "1,2 MB", "146 kB"; None where there is none. 1 KB = 1024 bytes."""
    found = re.search(r"(\d[\d.]*(?:,\d+)?)\s*(Bytes?|[kKMG]i?B)\b", text)
    if not found:
        return None
    unit = found[2][0].lower()
    number = found[1]
    if "," in number or re.fullmatch(r"\d{1,3}(?:\.\d{3})+", number):
        number = number.replace(".", "").replace(",", ".")
    return int(Decimal(number) * {"b": 1, "k": 1024, "m": 1024**2, "g": 1024**3}[unit])


def public_told(text: str) -> bool | None:
    """What "öffentlich", "nichtöffentlich", "nicht öffentlich" says of a paper; None where it says neither."""
    folded = " ".join(text.casefold().split())
    if re.search(r"nicht[\s-]*(?:ö|oe)ffentlich", folded):
        return False
    return True if re.search(r"\b(?:ö|oe)ffentlich", folded) else None


def classify_heading(heading: str) -> TextKind:
    """The kind of a text by its heading: "decision", "finance", "facts" or "other"."""
    folded = heading.casefold()
    if re.search(r"finanz|kosten|haushalt", folded):
        return "finance"
    if re.search(r"beschlu(?:ss|ß)|petitum|empfehlung|antrag|entscheidung", folded) and not re.search(r"begründung|sachverhalt", folded):
        return "decision"
    reasons = (
        r"sachverhalt|sachdarstellung|begründung|erläuterung|problem|ausgangslage|bericht|mitteilung|stellungnahme|anlass|anfrage|antwort"
    )
    return "facts" if re.search(reasons, folded) else "other"
