"""SessionNet: the documents of a paper's page, and which of them is the Vorlage itself.

A document is named by the number in `getfile.asp|php?id=N&type=do` (older: `ydocstart`, or a form with the field DT). Its icon and its
name link to the same address, so links are joined by the number. `smc-doc-symbol` prints the kind (V, VO = Vorlage), the class
`smc-d-ex` marks attachments, `smc-doc-hidden` only folds: the document is public all the same.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from ingest.vendors.pages import Node, iso_date, size_in_bytes
from ingest.vendors.records import FileRole, RisFile
from ingest.vendors.sessionnet_pages import classes_of, is_navigation, join_address, mend, paper_key, read_plain, read_text

_FILE = re.compile(r"(?:^|/)(?:getfile|ydocstart)\.(?:asp|php)\?(?:[^#]*&(?:amp;)?)?(?:id|do|DT)=0*(\d+)", re.I)
_FORM = re.compile(r"(?:^|/)(?:getfile|ydocstart)\.(?:asp|php)", re.I)
_NO_NAME = re.compile(
    r"^\W*(?:(?:Dokument|Datei)?\s*(?:Download|herunterladen|anzeigen|öffnen)\b.*|(?:Dateityp:?\s*)?\.?(?:pdf|docx?|xlsx?|zip|tiff?))?\W*$",
    re.I,
)
_MEDIA = {
    "pdf": "application/pdf", "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "zip": "application/zip", "rtf": "application/rtf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "txt": "text/plain", "html": "text/html",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation", "tif": "image/tiff", "tiff": "image/tiff",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png",
}  # fmt: skip
_MAIN_SYMBOL = re.compile(r"V|VO|VL|BV|BVL|SV|SVL|DS|DRS|IV|MV|MI|AT|ANT|ANF|AF|TV", re.I)
_OTHER_SYMBOL = re.compile(r"A|AN|ANL|EX|B|BM|BE|BES|E|EI|N|NS|P|PR|AZ", re.I)  # Anlage, Bekanntmachung, Einladung, Niederschrift, Auszug
_ATTACHMENT = re.compile(r"^\W*(?:\d+[.)]?\s*)?(?:(?:Anlagen?|Anl\.|Anhang|Anhänge|Beilagen?|Annex)(?![a-zäöüß])|Anlage\d)", re.I)
_COLLECTED = re.compile(
    r"sammeldokument|gesamt(?:dokument|vorlage|datei|paket)"
    r"|(?:vorlage|drucksache)\b.{0,20}\b(?:mit|inkl\.?|inklusive|incl\.?|samt|und)\s+(?:allen\s+)?anlagen?"
    r"|(?:komplett|vollständig)e? (?:vorlage|drucksache)|vorlage (?:gesamt|komplett)",
    re.I,
)
_PAPER = (  # how much a word makes a document the paper itself
    (35, re.compile(r"^\W*(?:\d+[._\s]\W*)?(?:öffentliche[rs]?\s+)?[\w-]*(?:vorlage|drucksache|beschlussempfehlung)\b", re.I)),
    (25, re.compile(r"vorlage|drucksache|beschlussempfehlung|\bBV\b|\bSV\b|\bDS\b", re.I)),
    (20, re.compile(r"antrag|anfrage|mitteilung|bericht", re.I)),
    (10, re.compile(r"stellungnahme|antwort", re.I)),
)
_OUTCOME = re.compile(
    r"^\W*(?:öffentliche[rs]?\s+)?(?:Beschluss(?:auszug|ausfertigung)?|Auszug|Auszüge|Niederschrift|Protokoll|Einladung|Bekanntmachung"
    r"|Präsentation|Änderungsantrag)(?![a-zäöüß])",
    re.I,
)


@dataclass(slots=True)
class _Document:
    number: str
    url: str
    names: list[str] = field(default_factory=list)
    symbol: str = ""
    extra: bool = False  # smc-d-ex
    size: int | None = None
    media_type: str = ""
    modified: str = ""
    form: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        return self.names[0] if self.names else ""


def read_files(
    content: Node, base: str, key: str = "", reference: str = "", kind: str = "", without: Collection[Node] = ()
) -> tuple[RisFile, ...]:
    """The documents below a node, each once; `base` makes addresses absolute ("" leaves them as printed), `without` is left out.

    `key` of the paper: documents in a row of another paper (a list of related ones) are not this one's. `reference`, `kind`: its number
    and type, see `tell_roles`.
    """
    documents: dict[str, _Document] = {}
    for node in content.iter("a", "form"):
        elsewhere = is_navigation(node) or any(above in without for above in node.iterancestors())
        if elsewhere or _in_archive_box(node) or _is_of_another(node, key):
            continue
        for document in _read_link(node, base) if node.tag == "a" else _read_form(node, base):
            _join(documents.setdefault(document.number, document), document)
    found = list(documents.values())
    roles = tell_roles([(document.name, document.symbol, document.extra) for document in found], reference, kind)
    return tuple(
        RisFile(
            document.number, document.name or f"Dokument {document.number}", document.url, role, document.size, document.media_type,
            document.modified, form=document.form,
        )
        for document, role in zip(found, roles, strict=True)
    )  # fmt: skip


def _is_of_another(node: Node, key: str) -> bool:
    row = next((above for above in node.iterancestors() if above.tag == "tr" or "smc-table-row" in classes_of(above)), None)
    keys = {paper_key(link.get("href") or "") for link in row.iter("a")} - {""} if row is not None else set()
    return bool(keys) and key not in keys


def _in_archive_box(node: Node) -> bool:
    return any("zip" in name and name.startswith("smcdocbox") for above in node.iterancestors() for name in classes_of(above))


def _join(kept: _Document, other: _Document) -> None:
    if kept is other:
        return
    kept.names += [name for name in other.names if name not in kept.names]
    kept.symbol = kept.symbol or other.symbol
    kept.extra = kept.extra or other.extra
    kept.size = kept.size if kept.size is not None else other.size
    kept.media_type = kept.media_type or other.media_type
    kept.modified = kept.modified or other.modified


def _read_link(link: Node, base: str) -> Iterator[_Document]:
    href = link.get("href") or ""
    found = _FILE.search("".join(href.split()))
    url = join_address(base, href) if found else ""
    if not found or not url:
        return
    document = _Document(found[1], url)
    title = read_attribute(link, "title") or read_attribute(link, "aria-label")
    document.media_type = read_media(title)
    block = _find_block(link)
    named = [read_plain(link), re.sub(r"^\s*(?:Dokument|Datei)?\s*(?:Download|anzeigen|öffnen|herunterladen)\s*:?\s*", "", title)]
    named[1] = re.sub(r"\(?\s*Dateityp:?\s*\w+\s*\)?.*$|\(?\s*Dateigröße.*$|\s*\(öffnet .*$", "", named[1])
    if block is not None and block.tag == "tr":
        named += [read_plain(cell) for cell in block.iter("td") if any(name.startswith("smcdocname") for name in classes_of(cell))]
    document.names = [name for name in (_clean_name(text) for text in named) if name]
    _read_block(document, link, block, title)
    yield document


def read_attribute(node: Node, name: str) -> str:
    """An attribute in one line."""
    return mend(node.get(name) or "")


def read_media(title: str) -> str:
    """The media type that a link's title names ("Dokument Download Dateityp: pdf"); "" where it names none."""
    found = re.search(r"Dateityp:?\s*\.?([a-z]{2,5})\b", title, re.I)
    return _MEDIA.get(found[1].lower(), "") if found else ""


def _clean_name(text: str) -> str:
    size = r"\s*[\[(]?\s*(?:(?:pdf|docx?|xlsx?)\W{0,3})?\d[\d.,]*\s*(?:[kKMG]i?B|Bytes?)\b\s*[\])]?\s*$"
    text = re.sub(size, "", " ".join(text.split()), flags=re.I).strip(" \u00a0|")
    return "" if _NO_NAME.match(text) else text


def _read_block(document: _Document, link: Node, block: Node | None, title: str) -> None:
    if block is None:
        document.size = size_in_bytes(read_text(link)) or size_in_bytes(title)
        return
    document.extra = any("smc-d-ex" in classes_of(node) for node in (block, *block.iterancestors()) if isinstance(node.tag, str))
    for node in block.iter():
        names = classes_of(node) if isinstance(node.tag, str) else []
        if "smc-doc-symbol" in names or "smc-doc-dakurz" in names:
            document.symbol = document.symbol or read_text(node)
        if "smc-detail-list" in names:
            document.modified = document.modified or iso_date(read_text(node))
    document.size = size_in_bytes(read_text(block)) or size_in_bytes(title)


def _find_block(link: Node) -> Node | None:
    """The box of one document around a link: a `smc-d-el`/`smc-dg-ds-1`, a row, an entry of a list; None where it has none of its own."""
    for node in link.iterancestors():
        names = classes_of(node) if isinstance(node.tag, str) else []
        if "smc-d-el" in names or "smc-dg-ds-1" in names or node.tag in ("tr", "li"):
            numbers = {found[1] for other in node.iter("a") if (found := _FILE.search(other.get("href") or ""))}
            return node if len(numbers) <= 1 else None
    return None


def _read_form(form: Node, base: str) -> Iterator[_Document]:
    """A document that only a form gives (up to 4.8): its hidden fields, DT names the document."""
    action = form.get("action") or ""
    if not _FORM.search(action.split("?")[0]):
        return
    hidden = [node for node in form.iter("input") if node.get("name") and (node.get("type") or "hidden").lower() == "hidden"]
    fields = tuple((str(node.get("name")), str(node.get("value") or "")) for node in hidden)
    number = next((value for name, value in fields if name.upper() in ("DT", "ID", "DO") and value.isdecimal()), "")
    url = join_address(base, action)
    if not number or not url:
        return
    row = next(form.iterancestors("tr"), None)
    names = [read_plain(row)] if row is not None and len(list(row.iter("form"))) == 1 else []
    names += [read_attribute(node, "alt") or read_attribute(node, "title") for node in form.iter("input")]
    document = _Document(number, url + ("&" if "?" in url else "?") + urlencode(fields), form=fields)
    document.names = [name for name in (_clean_name(text) for text in names) if name]
    document.size = size_in_bytes(read_text(row)) if row is not None else None
    yield document


def is_outcome(name: str) -> bool:
    """Whether a document came of a sitting (Beschluss, Auszug, Niederschrift) or invites to one, and is no part of a paper."""
    return bool(_OUTCOME.match(name))


def tell_roles(documents: list[tuple[str, str, bool]], reference: str = "", kind: str = "") -> list[FileRole]:
    """The role of each document of (name, symbol, marked as attachment): at most one is the Vorlage itself.

    `reference` and `kind` of the paper: a document that bears its number, or the name of its type, is rather the paper than others.
    """
    scores = [_score(name, symbol, extra, reference, kind) for name, symbol, extra in documents]
    best = max(scores, default=0)
    main = scores.index(best) if documents and best > -50 else -1
    return [
        "main" if place == main else "collected" if _COLLECTED.search(name) and not _ATTACHMENT.match(name) else "attachment"
        for place, (name, _, _) in enumerate(documents)
    ]


def _score(name: str, symbol: str, extra: bool, reference: str, kind: str) -> int:
    """How much a document looks like the Vorlage itself; among equals the first one counts."""
    score = -60 if _ATTACHMENT.match(name) or _OUTCOME.match(name) else 0
    score -= 60 if extra else 0
    score -= 20 if _COLLECTED.search(name) else 0
    if symbol:
        score += 40 if _MAIN_SYMBOL.fullmatch(symbol) else -60 if _OTHER_SYMBOL.fullmatch(symbol) else 0
    folded = "".join(name.casefold().split())
    if reference and "".join(reference.casefold().split()) in folded:
        score += 30
    score += 50 if _plain(name) == _plain(kind) != "" else 0
    return score + next((points for points, pattern in _PAPER if pattern.search(name)), 0)


def _plain(words: str) -> str:
    """Words as they compare: without case, blanks and the number by which customers sort their types ("02_Informationsvorlage")."""
    return re.sub(r"^\d+_|\W", "", words.casefold())
