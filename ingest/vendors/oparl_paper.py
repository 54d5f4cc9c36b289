"""An OParl Paper object → RisPaper, and what it still waits for: parts that are given as addresses only. Pure."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from corpus.types import Consultation, PaperFacts
from ingest.vendors.oparl_files import is_invented, read_files
from ingest.vendors.oparl_json import JsonObject, address, date_in, key_of, kind_of, link, listed, text_in
from ingest.vendors.oparl_known import Known
from ingest.vendors.pages import public_told
from ingest.vendors.records import RisPaper

GONE = "x-gone"  # marks a part that was asked for and is not to be had
MOST_UNPACKED = 20_000_000  # bytes of one paper's JSON


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper was found: address of the page, name and key of the body, its licence, the day of the walk (ISO or "")."""

    url: str = ""
    body: str = ""
    ags: str = ""
    license: str = ""
    today: str = ""


def is_paper(value: object) -> bool:
    """A Paper by its type; or, without any type, by what only papers have."""
    if not isinstance(value, dict):
        return False
    kind = kind_of(value)
    return kind == "Paper" if kind else bool(address(value)) and any(name in value for name in ("paperType", "mainFile", "reference"))


def read_paper(paper: JsonObject, place: Place, known: Known) -> RisPaper | None:
    """None for what has no id. A deleted one (of a paper list, so perhaps without type) gives its key and nothing else."""
    identity = address(paper)
    if not identity:
        return None
    invented = is_invented(paper, place.today)
    created, modified = ("", "") if invented else (text_in(paper.get("created")), text_in(paper.get("modified")))
    url = link(paper.get("web"), place.url) or link(identity, place.url)
    if paper.get("deleted") is True or text_in(paper.get("deleted")).lower() in ("true", "1"):
        return RisPaper("oparl", key_of(identity), url, created=created, modified=modified, deleted=True)
    body = paper.get("body")
    told = text_in(body.get("name")) if isinstance(body, dict) else ""
    facts = PaperFacts(
        body=told or place.body,
        ags=place.ags,
        reference=text_in(paper.get("reference")),
        title=text_in(paper.get("name")),
        paper_type=text_in(paper.get("paperType")),
        date=date_in(paper.get("date")),
        public=public_told(text_in(paper.get("paperType"))),  # "Beschlussvorlage öffentlich" (ALLRIS)
        lead_unit=_lead_unit(paper, known),
        consultations=tuple(_consultations(paper, known)),
    )
    files = read_files(paper, place.url, place.today)
    return RisPaper(
        "oparl", key_of(identity), url, facts, files,
        created=created, modified=modified, license=link_or_text(paper.get("license")) or _file_license(paper) or place.license,
    )  # fmt: skip


def link_or_text(value: object) -> str:
    return text_in(value) if isinstance(value, str) else ""


def _file_license(paper: JsonObject) -> str:
    for entry in (*listed(paper.get("mainFile")), *listed(paper.get("auxiliaryFile"))):
        if isinstance(entry, dict) and link_or_text(entry.get("license")):
            return link_or_text(entry.get("license"))
    return ""


def _lead_unit(paper: JsonObject, known: Known) -> str:
    """Names of the organizations that lead; persons (more!rubin names the clerk there) are no unit."""
    entries = [entry for entry in listed(paper.get("underDirectionOf")) if kind_of(entry) in ("", "Organization")]
    return known.names_of([entry for entry in entries if not _is_person(address(entry))])


def _is_person(url: str) -> bool:
    key = key_of(url).casefold()
    return "person" in key or "people" in key


def _consultations(paper: JsonObject, known: Known) -> Iterator[Consultation]:
    for entry in listed(paper.get("consultation")):
        if isinstance(entry, dict) and entry.get("deleted"):
            continue
        value = entry if isinstance(entry, dict) else {}
        key = key_of(address(entry))
        meeting, result = _find_item(value, key, known)
        committee = known.names_of(value.get("organization"))
        day, of_meeting = _find_meeting(value.get("meeting"), meeting, known)
        read = Consultation(committee or of_meeting, day, text_in(value.get("role")), result)
        if read.committee or read.date or read.role or read.result:
            yield read


def _find_item(value: JsonObject, key: str, known: Known) -> tuple[str, str]:
    """(key of the meeting, result) of a consultation: from its agenda item, embedded or known, or the known one that names it."""
    item = value.get("agendaItem")
    item = next(iter(listed(item)), None)
    if isinstance(item, dict) and text_in(item.get("result")):
        return "", text_in(item.get("result"))
    meeting = value.get("meeting")
    wanted = {key_of(address(item)), key} - {""}
    if isinstance(meeting, dict):
        for entry in listed(meeting.get("agendaItem")):
            names = {key_of(address(entry)), *(key_of(address(other)) for other in _consultations_of(entry))}
            if isinstance(entry, dict) and wanted & names and text_in(entry.get("result")):
                return "", text_in(entry.get("result"))
    return known.items.get(key) or known.items.get(key_of(address(item))) or ("", "")


def _consultations_of(item: object) -> list[Any]:
    return listed(item.get("consultation")) if isinstance(item, dict) else []


def _find_meeting(value: object, of_item: str, known: Known) -> tuple[str, str]:
    """(day, committee) of a meeting that is embedded, known by its address, or known through its agenda item."""
    value = next(iter(listed(value)), None)
    if isinstance(value, dict) and (date_in(value.get("start")) or value.get("organization")):
        return date_in(value.get("start")), known.names_of(value.get("organization"))
    return known.meeting(key_of(address(value))) or known.meeting(of_item) or ("", "")


def find_missing(paper: JsonObject, known: Known, ask_meetings: bool) -> list[str]:
    """The addresses, as they are written, of the parts that are worth a request.

    Files that are addresses; consultations that are addresses and on no known agenda; committees and offices that are not in the list
    of organizations (dissolved ones); meetings only where not all of them were listed (`ask_meetings`). The crawler asks each address
    once in a walk.
    """
    files = [*listed(paper.get("mainFile")), *listed(paper.get("auxiliaryFile"))]
    parts = [entry for entry in files if isinstance(entry, str)]
    for entry in listed(paper.get("consultation")):
        if isinstance(entry, str) and key_of(entry) not in known.items:
            parts.append(entry)
        elif isinstance(entry, dict) and not entry.get("deleted"):
            parts += _missing_of(entry, known, ask_meetings)
    # a list that has such units but not this one knows it no more; some lists leave out offices altogether
    units = [unit for unit in listed(paper.get("underDirectionOf")) if isinstance(unit, str) and not _is_person(unit)]
    parts += [unit for unit in units if not known.names_of(unit) and not known.has_sort(unit)]
    return parts


def _missing_of(consultation: JsonObject, known: Known, ask_meetings: bool) -> list[str]:
    meeting = next(iter(listed(consultation.get("meeting"))), None)
    if ask_meetings and isinstance(meeting, str) and key_of(meeting) not in known.meetings:
        return [meeting]
    units = [unit for unit in listed(consultation.get("organization")) if isinstance(unit, str) and not known.names_of(unit)]
    return units if not _find_meeting(meeting, "", known)[1] else []


def fill_part(paper: JsonObject, url: str, part: object) -> JsonObject:
    """The paper with an address replaced by the object that was asked for (or by a mark that it is not to be had)."""
    value = dict(part) if isinstance(part, dict) else {"id": url, GONE: True}
    value.setdefault("id", url)
    if kind_of(value) == "Meeting":
        value = {name: value[name] for name in ("id", "start", "organization", "agendaItem") if name in value}
    filled: JsonObject = _replace(paper, url, value, 0)
    return filled


def _replace(value: Any, url: str, part: JsonObject, depth: int) -> Any:
    if isinstance(value, str):
        return part if value == url else value
    if isinstance(value, list):
        return [_replace(entry, url, part, depth) for entry in value]
    if isinstance(value, dict) and depth < 4:
        kept = ("id", "url", "web", "body")
        return {name: entry if name in kept else _replace(entry, url, part, depth + 1) for name, entry in value.items()}
    return value


def pack_paper(paper: JsonObject) -> str:
    """A waiting paper as a string for an Ask's context; full texts of files are left out."""
    slim = json.dumps(_without_texts(paper), ensure_ascii=False, separators=(",", ":"))
    return base64.b85encode(zlib.compress(slim.encode("utf-8", "replace"), 6)).decode()


def _without_texts(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_texts(entry) for entry in value]
    if isinstance(value, dict):
        return {name: _without_texts(entry) for name, entry in value.items() if name not in ("text", "geojson")}
    return value


def unpack_paper(packed: str) -> JsonObject | None:
    try:
        value = json.loads(zlib.decompressobj().decompress(base64.b85decode(packed), MOST_UNPACKED))
    except (ValueError, zlib.error):
        return None
    return value if isinstance(value, dict) else None
