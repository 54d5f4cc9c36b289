"""A paper's page of ALLRIS 3 (vo020.asp classic, vo020_r.asp responsive) as a RisPaper.

One answer holds several HTML documents: the page itself, and in it one whole document for each text of the paper (Aspose.Words).
They are cut out before the page is parsed, for a parser that meets the first `</html>` may lose the rest. Source: shared/RIS.md,
section 1, and the pages stored with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

from corpus.types import PaperFacts
from ingest.vendors.allris3_parts import (
    Attached,
    clean_files,
    find_consultation_table,
    merge_attachments,
    page_program,
    read_consultations,
    strip_size,
)
from ingest.vendors.headed import find_headed
from ingest.vendors.labelled import read_body_name, read_fields, read_public, read_units, split_heading, told, told_text
from ingest.vendors.pages import (
    Node,
    absolute,
    decode_page,
    find_class,
    iso_date,
    meta_content,
    parameter,
    parse_html,
    parse_html_parts,
    size_in_bytes,
    text_of,
)
from ingest.vendors.records import RisFile, RisPaper, RisText, TextKind

# the code of a text's place: only a name, customers fill the places as they like
SLOTS: dict[str, TextKind] = {"BV": "decision", "BS": "decision", "SV": "facts", "FA": "finance", "AN": "other"}


def parse_paper_page(data: bytes, url: str = "", content_type: str = "") -> RisPaper | None:
    """The paper of a vo020 page; None for a page that is none. Links stay as printed where `url` is ""."""
    frame, parts = split_documents(decode_page(data, content_type))
    tree = parse_page_text(frame)
    if tree is None or page_program(tree) not in ("vo020", ""):
        return None
    fields = read_fields(tree)
    heading = _heading(tree)
    paper_type = told_text(fields, "type")
    number_first = not find_class(tree, "kb1") and bool(tree.xpath("//h1[contains(@class, 'title')]"))
    reference = split_heading(heading, paper_type, number_first) or told_text(fields, "number")
    title = told_text(fields, "title")
    if not title or not (reference or paper_type or find_consultation_table(tree) is not None):
        return None
    public = read_public(told_text(fields, "status"))
    number = paper_number(tree, url)
    return RisPaper(
        "allris3",
        f"volfdnr={number}" if number else f"reference={reference}",
        absolute(url, f"?VOLFDNR={number}") if url and number else url,
        PaperFacts(
            body=read_body_name(_headline(tree)),
            reference=reference,
            title=title,
            paper_type=paper_type,
            date=iso_date(told_text(fields, "date")),
            public=public,
            lead_unit=read_units(told(fields, "lead")),
            consultations=read_consultations(tree),
        ),
        files=clean_files((*_documents(tree, url), *merge_attachments(_attachments(tree, url)))),
        texts=tuple(_texts(parts, _slot_names(tree))),
        person=told_text(fields, "person"),
    )


def parse_page_text(text: str) -> Node | None:
    """A tree of a page that is decoded already."""
    return parse_html(b"\xef\xbb\xbf" + text.encode("utf-8", "replace"))


def split_documents(text: str) -> tuple[str, list[tuple[str, str]]]:
    """(the page without its texts, [(code of the place, text)]). On a page that a browser saved, a text is no document of its own."""
    starts = list(re.finditer(r"<!--\s*###\s*[A-Z]{2}\d+\.rtf\s*-->|<a\s+(?:name|id)=[\"']allris([A-Z]{2})[\"'][^>]*>(?:</a>)?", text))
    frame, parts, done = [], list[tuple[str, str]](), 0
    for index, start in enumerate(starts):
        if start.start() < done or not start[1]:
            continue
        limit = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        opened = re.compile(r"<html\b", re.I).search(text, start.end(), limit)
        if opened:
            closed = re.compile(r"</html\s*>", re.I).search(text, opened.end(), limit)
            begin, end = opened.start(), closed.end() if closed else limit
        else:
            begin, end = start.end(), _end_of_text(text, start.end(), limit)
        parts.append((start[1], text[begin:end]))
        frame.append(text[done:begin])
        done = end
    return "".join(frame) + text[done:], parts


def _end_of_text(text: str, begin: int, limit: int) -> int:
    """Where a text without a document of its own ends: before the page's foot or the next table with a label of the page."""
    foot = re.compile(r"<div\s[^>]{0,80}id=[\"']risfoot[\"']", re.I).search(text, begin, limit)
    limit = foot.start() if foot else limit
    label = re.compile(r"<t[dh]\s[^>]{0,80}class=[\"']?kb1\b", re.I).search(text, begin, limit)
    table = text.lower().rfind("<table", begin, label.start()) if label else -1
    return table if table >= 0 else limit


def paper_number(tree: Node, url: str) -> str:
    """VOLFDNR of the page's own paper: from its address, its meta data, its bookmark or its menu; "" where untold."""
    number = parameter(url, "VOLFDNR")
    if not number and page_program(tree) == "vo020":
        number = meta_content(tree, "objectID")
    for link in () if number else tree.xpath("//*[@id='risnavi']//a/@href | //a[contains(@href, 'toggleMenu')]/@href"):
        number = number or parameter(link, "VOLFDNR")
    return number if re.fullmatch(r"\d{1,12}", number) else ""


def _heading(tree: Node) -> str:
    for entry in tree.xpath("//*[@id='risname']//h1 | //h1[contains(@class, 'title')] | //h1"):
        if text_of(entry):
            return text_of(entry)
    for link in tree.xpath("//*[@id='risnavi']//a[starts-with(@title, 'Lesezeichen für ')]/@title"):
        return str(link).removeprefix("Lesezeichen für ")
    return ""


def _headline(tree: Node) -> str:
    return next((text_of(entry) for entry in find_class(tree, "topHeadline")), "")


# --- documents ----------------------------------------------------------------------------------------------------------------------


def _documents(tree: Node, base: str) -> Iterator[RisFile]:
    """Vorlage, Sammeldokument and further documents: forms and links to do027 outside the Beratungsfolge."""
    table = find_consultation_table(tree)
    inside = set(table.iter()) if table is not None else set()
    for entry in tree.iter("form", "a"):
        target = entry.get("action" if entry.tag == "form" else "href") or ""
        if "do027" not in target.lower() or entry in inside or "disable" in (entry.get("class") or "").split():
            continue
        address = _form_address(entry, target) if entry.tag == "form" else target
        number = parameter(address, "DOLFDNR")
        if not re.fullmatch(r"\d{1,12}", number):
            continue
        name, tip = _document_name(entry)
        collected = parameter(address, "typ") == "130" or "sammeldokument" in f"{name} {tip}".casefold()
        kind = "application/pdf" if re.search(r"\bPDF\b", tip) or "pdf" in (entry.get("class") or "") else ""
        key = f"dolfdnr={number}" + (f"&typ={parameter(address, 'typ')}" if parameter(address, "typ") else "")
        yield RisFile(key, name or "Dokument", absolute(base, address), role="collected" if collected else "main", media_type=kind)


def _form_address(form: Node, action: str) -> str:
    """The form's address with its hidden fields: a GET answers as the POST does (responsive pages link it so)."""
    hidden = [entry for entry in form.iter("input") if (entry.get("type") or "").lower() == "hidden" and entry.get("name")]
    return action + ("&" if "?" in action else "?") + urlencode([(entry.get("name"), entry.get("value") or "") for entry in hidden])


def _document_name(entry: Node) -> tuple[str, str]:
    """(name, tip) of a document's button or link."""
    if entry.tag == "a":
        tip = entry.get("data-simpletooltip-text") or entry.get("title") or ""
        quoted = re.search(r"['„\"]([^'“\"]+)['“\"]\s+in neue", tip)
        return text_of(entry) or (quoted[1] if quoted else ""), tip
    for button in entry.iter("input", "button"):
        if (button.get("type") or "").lower() in ("submit", "image", "button"):
            tip = " ".join((button.get("title") or button.get("alt") or "").split())
            name = " ".join((button.get("value") or text_of(button)).split())
            return name or re.sub(r"\s*\(Öffnet.*", "", tip), tip
    return "", ""


def _attachments(tree: Node, base: str) -> Iterator[Attached]:
    """Attachments as side box and table list them; their addresses live as long as the session."""
    wanted = "contains(@href, '___tmp')"
    panel = "ancestor::*[@id='anlagenHeaderPanel' or contains(concat(' ', @class, ' '), ' attachments ')]"
    for link in tree.xpath(f"//a[{wanted}] | //a[@href][{panel}]"):
        if "disable" in (link.get("class") or "").split() or "do027" in link.get("href"):
            continue
        tip = " ".join((link.get("title") or link.get("data-simpletooltip-text") or "").split())
        name = strip_size(text_of(link)) or strip_size(_status_text(link))
        size = size_in_bytes(tip) if re.search(r"Größe", tip) else None
        if size is None:
            size = size_in_bytes(text_of(link).removeprefix(name))
        url = absolute(base, link.get("href"))
        if name and url:
            kind = "application/pdf" if "pdf" in (link.get("class") or "").split() else ""
            yield Attached(name, url, _attachment_number(link, tip), size, _modified(tip), "___tmp" in url, kind)


def _status_text(link: Node) -> str:
    found = re.search(r"status='([^']*)'", link.get("onmouseover") or "")
    return found[1] if found else ""


def _attachment_number(link: Node, tip: str) -> int:
    """Its place: "Anlage 3 (…)" in the tip, or the number in the cell before its name."""
    found = re.match(r"Anlage (\d{1,4})\b", tip)
    if found:
        return int(found[1])
    cell = next(link.iterancestors("td"), None)
    for other in cell.itersiblings(preceding=True) if cell is not None else ():
        if re.fullmatch(r"\d{1,4}", text_of(other)):
            return int(text_of(other))
        for alt in other.xpath(".//img/@alt"):
            found = re.fullmatch(r"Anlage (\d{1,4})", alt.strip())
            if found:
                return int(found[1])
    return 0


def _modified(tip: str) -> str:
    """"Anlage 1 (07.07.2026 16:09:37) öffnen" → "2026-07-07T16:09:37"."""
    found = re.search(r"\((\d{2}\.\d{2}\.\d{4}) (\d{2}:\d{2}:\d{2})\)", tip)
    day = iso_date(found[1]) if found else ""
    return f"{day}T{found[2]}" if found and day else ""


# --- texts --------------------------------------------------------------------------------------------------------------------------


def _slot_names(tree: Node) -> dict[str, str]:
    """Code of a place → what the page's own menu calls it (`<a href="#allrisSV">Sachverhalt</a>`)."""
    return {link.get("href")[7:]: text_of(link) for link in tree.xpath("//a[starts-with(@href, '#allris')]") if text_of(link)}


def _texts(parts: list[tuple[str, str]], names: dict[str, str]) -> Iterator[RisText]:
    for code, document in parts:
        opened = re.search(r"<body\b[^>]*>", document, re.I)
        inner = document[opened.end() :] if opened else document
        node = parse_html_parts(re.split(r"</body\s*>", inner, maxsplit=1, flags=re.I)[0])
        if node is None:
            continue
        for found in find_headed(node, "", SLOTS.get(code, "other")):
            heading = found.heading or names.get(code, "")
            yield RisText(found.kind, heading, found.text)
