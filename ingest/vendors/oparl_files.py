"""OParl File objects → RisFile: which address, which name, which role. Servers without mainFile (Somacos) are read by the names."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from ingest.vendors.oparl_json import JsonObject, address, date_in, key_of, link, listed, text_in
from ingest.vendors.records import FileRole, RisFile

_TYPES = {
    "pdf": "application/pdf",
    "doc": "application/msword",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "tif": "image/tiff", "tiff": "image/tiff",
    "txt": "text/plain", "htm": "text/html", "html": "text/html", "zip": "application/zip", "rtf": "application/rtf",
}  # fmt: skip
_COLLECTED = re.compile(r"sammeldokument|gesamtdokument|vorlage mit (?:allen )?anlagen", re.I)
# what a file is that lies beside a Vorlage: "Anlage 2 Bericht", "03_Anhang", "Abstimmungsergebnis TOP 26", "Protokoll HFA 14.07."
_BESIDE = re.compile(
    r"[\d\s._\-–)(]*(?:anlagen?|anhang|anhänge|synopse|präsentation|protokoll|niederschrift|abst\w*ergebnis|abstimmung|beschluss(?:auszug|text)"
    r"|auszug|übersicht|lageplan|plan\b|karte|foto|bild|umweltbericht|gutachten|entwurf|ergebnis)",
    re.I,
)
_PAPER = re.compile(
    r"vorlage|drucksache|^(?:änderungs|ergänzungs|dringlichkeits|gemeinsamer |interfraktioneller )?(?:-/ergänzungs)?antrag"
    r"|^anfrage|^mitteilung|^bericht|^information|^bekanntgabe|^resolution|^beantwortung",
    re.I,
)


def read_files(paper: JsonObject, base: str = "", today: str = "") -> tuple[RisFile, ...]:
    """All files of a paper with the main one first; a file named twice (by id or address) counts once."""
    given = [(entry, "main") for entry in listed(paper.get("mainFile"))] + [(entry, "") for entry in listed(paper.get("auxiliaryFile"))]
    found: list[RisFile] = []
    for entry, role in given:
        if isinstance(entry, dict) and not entry.get("deleted"):
            read = _read_file(entry, role, base, today)
            if read and all(read.key != other.key and read.url != other.url for other in found):
                found.append(read)
    if not any(entry.role == "main" for entry in found):
        main = find_main([entry.name for entry in found], text_in(paper.get("paperType")))
        found = [_with_role(entry, "main") if place == main else entry for place, entry in enumerate(found)]
    return tuple(sorted(found, key=lambda entry: entry.role != "main"))


def find_main(names: list[str], paper_type: str) -> int | None:
    """The place of the paper's own document among files of a server that names none as such; None where no name tells it.

    A name equal to the kind of paper wins, then one that begins with it or has it, then one that says "Vorlage", "Antrag" and the
    like, then the only file that is not an attachment by its name.
    """
    ranks = [_rank(_plain(name), _plain(paper_type)) for name in names]
    best = max(ranks, default=0)
    if best > 10 or (best == 10 and ranks.count(10) == 1):
        return ranks.index(best)
    return None


def _plain(name: str) -> str:
    return " ".join(re.sub(r"(?:\.(?:pdf|docx?|rtf))+$", "", name, flags=re.I).replace("_", " ").casefold().split())


def _rank(name: str, kind: str) -> int:
    if _BESIDE.match(name) or not name:
        return 0
    if kind and name == kind:
        return 100
    if kind and name.startswith(kind):
        return 80
    if kind and kind in name:
        return 60
    if re.match(r"stellungnahme|antwort", name):
        return 20
    return 50 if _PAPER.search(name) else 10


def _read_file(entry: JsonObject, role: str, base: str, today: str) -> RisFile | None:
    download, access = link(entry.get("downloadUrl"), base), link(entry.get("accessUrl"), base)
    url = download or access
    key = key_of(address(entry)) or key_of(url)
    if not url or not key:
        return None
    file_name = _file_name(text_in(entry.get("fileName")) or unquote(urlsplit(url).path.rsplit("/", 1)[-1]))
    name = text_in(entry.get("name")) or file_name or key
    size = entry.get("size")
    size = int(size) if isinstance(size, str) and size.isascii() and size.isdigit() and len(size) < 15 else size
    kind: FileRole = "main" if role == "main" else "collected" if _COLLECTED.search(name) else "attachment"
    return RisFile(
        key=key,
        name=name,
        url=url,
        role=kind,
        size=size if isinstance(size, int) and not isinstance(size, bool) and 0 < size < 10**13 else None,
        media_type=_media_type(text_in(entry.get("mimeType")), file_name, name),
        modified="" if is_invented(entry, today) else text_in(entry.get("modified")),
        checksum=_checksum(entry),
    )


def _with_role(entry: RisFile, role: FileRole) -> RisFile:
    from dataclasses import replace

    return replace(entry, role=role)


def _file_name(name: str) -> str:
    """Doubled endings mended: "Beschluss..pdf" → "Beschluss.pdf", "Antrag.docx.pdf" → "Antrag.pdf"."""
    name = re.sub(r"\.{2,}(?=\w+$)", ".", name)
    return re.sub(r"\.(?:docx?|xlsx?|rtf|odt|pdf)(?=\.pdf$)", "", name, flags=re.I)


def _media_type(told: str, *names: str) -> str:
    """ "application/pdf" for "pdf", ".pdf" or "application/octet-stream" of a file named so."""
    told = told.split(";")[0].strip().lower().lstrip(".")
    if "/" in told and told not in ("application/octet-stream", "application/force-download", "binary/octet-stream"):
        return told
    if told in _TYPES:
        return _TYPES[told]
    for name in names:
        ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
        if ending in _TYPES:
            return _TYPES[ending]
    return ""


def _checksum(entry: JsonObject) -> str:
    for field, name, digits in (("sha512Checksum", "sha512", 128), ("sha1Checksum", "sha1", 40)):
        value = text_in(entry.get(field)).lower()
        if re.fullmatch(rf"[0-9a-f]{{{digits}}}", value):
            return f"{name}:{value}"
    return ""


def is_invented(entry: JsonObject, today: str = "") -> bool:
    """Whether `created` and `modified` say nothing: equal and at midnight, or equal and today's (more!rubin writes the day of asking)."""
    created, modified = text_in(entry.get("created")), text_in(entry.get("modified"))
    if not modified or created != modified:
        return False
    return "T00:00:00" in modified or (bool(today) and date_in(modified) == today)
