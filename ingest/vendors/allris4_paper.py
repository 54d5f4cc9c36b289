"""A paper's page of ALLRIS 4 (vo020, Wicket) as a RisPaper: facts by ids, Beratungsfolge, texts under headings, documents.

Documents (`doc<DOLFDNR>.pdf`) have an address for good; attachments only one that is bound to the page and the session in which it was
read. Source: shared/RIS.md, section 2, and the pages stored with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from corpus.types import PaperFacts
from ingest.vendors.allris3_parts import Attached, clean_files, find_consultation_table, merge_attachments, read_consultations, strip_size
from ingest.vendors.headed import find_headed
from ingest.vendors.labelled import read_fields, read_public, read_units, split_heading, told, told_text
from ingest.vendors.pages import Node, absolute, find_class, iso_date, parameter, parse_html, size_in_bytes, text_of
from ingest.vendors.records import RisFile, RisPaper, RisText


def parse_paper_page(data: bytes, url: str = "", content_type: str = "") -> RisPaper | None:
    """The paper of a vo020 page; None for a page that is none. Links stay as printed where `url` is ""."""
    tree = parse_html(data, content_type)
    if tree is None or wicket_page(tree)[0] not in ("vo020", ""):
        return None
    fields = read_fields(tree)
    paper_type = told_text(fields, "type")
    heading = next((text_of(entry) for entry in tree.xpath("//h1[contains(@class, 'title')] | //h1") if text_of(entry)), "")
    reference = split_heading(heading, paper_type) or told_text(fields, "number")
    title = told_text(fields, "title")
    if not title or not (reference or paper_type):
        return None
    number = paper_number(tree, url)
    return RisPaper(
        "allris4",
        f"volfdnr={number}" if number else f"reference={reference}",
        absolute(url, f"vo020?VOLFDNR={number}") if url and number else url,
        PaperFacts(
            reference=reference,
            title=title,
            paper_type=paper_type,
            date=iso_date(told_text(fields, "date")),
            public=read_public(told_text(fields, "status")),
            lead_unit=read_units(told(fields, "lead")),
            consultations=read_consultations(tree),
        ),
        files=clean_files((*_documents(tree, url), *merge_attachments(_attachments(tree, url)))),
        texts=tuple(_texts(tree)),
        person=told_text(fields, "person"),
    )


def wicket_page(tree: Node) -> tuple[str, str]:
    """(program, whole base URL) that Wicket's script names: ("vo020", "vo020?VOLFDNR=7&refresh=false"); ("", "") where it names none."""
    for script in tree.iter("script"):
        found = re.search(r"Wicket\.Ajax\.baseUrl\s*=\s*\"([a-z]{2}\d{3})?([^\"]{0,500})\"", script.text or "")
        if found:
            return found[1] or "", (found[1] or "") + found[2].replace("&amp;", "&")
    return "", ""


def paper_number(tree: Node, url: str) -> str:
    """VOLFDNR of the page's own paper: from its address, Wicket's script or its attachments; "" where untold."""
    number = parameter(url, "VOLFDNR") or parameter(wicket_page(tree)[1], "VOLFDNR")
    for link in () if number else tree.xpath("//a[contains(@href, 'attachment')]/@href"):
        number = number or parameter(link, "VOLFDNR")
    return number if re.fullmatch(r"\d{1,12}", number) else ""


def _documents(tree: Node, base: str) -> Iterator[RisFile]:
    """Vorlage, Sammeldokument and further documents; a link with class "disable" leads nowhere."""
    table = find_consultation_table(tree)
    inside = set(table.iter()) if table is not None else set()
    for link in tree.xpath("//*[@id='dokumenteHeaderPanel']//a[@href] | //a[contains(@href, 'wicket/resource')]"):
        found = re.search(r"/doc(\d{1,12})\.pdf(?:$|[?#;])", link.get("href"), re.I)
        if not found or link in inside or "disable" in (link.get("class") or "").split():
            continue
        tip = link.get("data-simpletooltip-text") or link.get("title") or ""
        quoted = re.search(r"['„]([^'“]+)['“]\s+in neue", tip)
        name = text_of(link) or (quoted[1] if quoted else "Dokument")
        collected = "sammeldokument" in f"{name} {tip}".casefold()
        address = absolute(base, link.get("href"))
        yield RisFile(f"dolfdnr={found[1]}", name, address, role="collected" if collected else "main", media_type="application/pdf")


def _attachments(tree: Node, base: str) -> Iterator[Attached]:
    """Attachments of the side panel and of the table below, whose cells tell the sizes."""
    panel = "ancestor::*[@id='anlagenHeaderPanel' or contains(concat(' ', @class, ' '), ' attachments ')]"
    for link in tree.xpath(f"//a[@href][contains(@href, 'attachment-link') or contains(@class, 'attlink') or {panel}]"):
        href = link.get("href")
        url, name = absolute(base, href), strip_size(text_of(link))
        if not name or not url or "disable" in (link.get("class") or "").split() or re.search(r"/doc\d+\.pdf", href):
            continue
        place = re.search(r"attachmentsList-(\d{1,4})-", href)
        row = next(link.iterancestors("tr", "li"), None)
        cells = find_class(row, "fileSize") if row is not None else []
        size = next((size_in_bytes(text_of(cell)) for cell in cells if size_in_bytes(text_of(cell)) is not None), None)
        kind = "application/pdf" if "pdf" in (link.get("class") or "").split() else ""
        bound = bool(re.search(r"\?\d+-", href))
        yield Attached(name, url, int(place[1]) + 1 if place else 0, size, session_bound=bound, media_type=kind)


def _texts(tree: Node) -> Iterator[RisText]:
    """Each text under its heading; a heading may be empty."""
    for part in find_class(tree, "docPart"):
        if next((above for above in part.iterancestors() if "docPart" in (above.get("class") or "").split()), None) is not None:
            continue
        heads = part.xpath("preceding-sibling::h2[1] | ancestor::*[contains(@class, 'compFull')][1]//h2[contains(@class, 'expandedTitle')]")
        yield from find_headed(part, text_of(heads[-1]) if heads else "", None)
