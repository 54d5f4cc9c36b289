"""Data of more!rubin: meetings with their agendas as JSON (api.php, or the props that older pages embed) → papers. Pure.

A paper ("submission") stands in the agenda items of the meetings that dealt with it. Its Beratungsfolge comes with it in newer versions;
the result and the role stand in each meeting's own item. Not public: items of another status than 1, drafts, documents of another
documentPublicStatusId than 1. A document's PDF is its address without "json=1".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from corpus.types import Consultation, PaperFacts
from ingest.vendors.oparl_json import JsonObject, date_in, link, listed, load_json, text_in
from ingest.vendors.records import RisFile, RisPaper

PAPER, ATTACHMENT = "4", "13"  # document_type_id; 5 is a resolution, 1 an announcement
_RELATIONS = ("submission_attachment_id", "document_relation_id", "submission_id")


def load_meeting(data: bytes) -> JsonObject | None:
    """The meeting in an answer of api.php, or embedded in an older page; None where there is none."""
    value = load_json(data)
    if value is None:
        return next((found for props in embedded_props(data) for found in _meetings_in(props, 0)), None)
    if isinstance(value, dict) and isinstance(value.get("data"), dict):
        value = value["data"]
    return next(_meetings_in(value, 0), None)


def _meetings_in(value: Any, depth: int) -> Iterator[JsonObject]:
    if isinstance(value, dict):
        if isinstance(value.get("agenda_items"), list):
            yield value
        elif depth < 4:
            for entry in value.values():
                yield from _meetings_in(entry, depth + 1)


def embedded_props(data: bytes) -> Iterator[JsonObject]:
    """The props of each window.components["…Page__1a2b"] = {props: {…}} of an older page."""
    text = data.decode("utf-8", errors="replace")
    decoder = json.JSONDecoder(strict=False)
    for found in re.finditer(r"""components\[\s*["']\w+["']\s*\]\s*=\s*\{\s*["']?props["']?\s*:\s*""", text):
        try:
            value, _ = decoder.raw_decode(text, found.end())
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            yield value


def is_yes(value: object) -> bool:
    return value is True or text_in(value).lower() in ("1", "true")


def meeting_number(value: object) -> str:
    """A meeting's number; it gains "ni_" with its minutes."""
    return text_in(value).removeprefix("ni_")


def body_ids(meeting: JsonObject) -> list[str]:
    committees = [entry for entry in listed(meeting.get("committees")) if isinstance(entry, dict)]
    return [number for number in (text_in(entry.get("Koerperschaftsnummer")) for entry in committees) if number]


def papers_of(meeting: JsonObject) -> Iterator[JsonObject]:
    """What one meeting tells of each of its public papers: {id, submission, title, stations: {meeting's number: {date, committee, result,
    role, documents}}}."""
    if is_yes(meeting.get("is_draft")) or is_yes(meeting.get("fraktionssitzung")):
        return
    committees = [entry for entry in listed(meeting.get("committees")) if isinstance(entry, dict)]
    names = [text_in(entry.get("name")) or text_in(entry.get("Bezeichnung")) for entry in committees]
    committee = ", ".join(name for name in names if name)
    for item in listed(meeting.get("agenda_items")):
        if not isinstance(item, dict) or text_in(item.get("status")) != "1" or is_yes(item.get("is_draft")):
            continue
        told = item.get("submission")
        submission: JsonObject = told if isinstance(told, dict) else {}
        number = text_in(submission.get("id")) or text_in(item.get("vorlagennummer"))
        if not _is_paper(item, submission, number) or is_yes(submission.get("is_draft")):
            continue
        status = item.get("counselling_status")
        yield {
            "id": number,
            "submission": submission,
            "title": text_in(item.get("title")),
            "stations": {
                meeting_number(meeting.get("nummer")): {
                    "date": date_in(meeting.get("datum")),
                    "committee": committee or text_in(meeting.get("titel")),
                    "result": plain(item.get("abstimmungstext")),
                    "role": text_in(status.get("name")) if isinstance(status, dict) else "",
                    "documents": [entry for entry in listed(item.get("documents")) if isinstance(entry, dict)],
                }
            },
        }


def _is_paper(item: JsonObject, submission: JsonObject, number: str) -> bool:
    """Items of kind "vl" with a number; fixed items ("zt", "at") have short numbers too."""
    kind = text_in(item.get("topart"))
    return bool(number) and (kind == "vl" or (not kind and (bool(submission) or len(number) >= 6)))


def plain(value: object) -> str:
    """A text in one line without the tags that some fields hold."""
    return text_in(re.sub(r"<[^<>]*>", " ", value)) if isinstance(value, str) else text_in(value)


def merge(told: JsonObject, other: JsonObject) -> JsonObject:
    """What two meetings tell of one paper: whichever comes first, the same comes out."""
    return {**told, "submission": told["submission"] or other["submission"], "stations": {**other["stations"], **told["stations"]}}


def missing_meetings(told: JsonObject) -> list[str]:
    """Numbers of the other meetings that deal with the paper in public: their results, roles and documents are told there only."""
    wanted = []
    for entry in _consultations_told(told):
        number = meeting_number(entry.get("sitzungsnummer"))
        if number and number not in told["stations"] and text_in(entry.get("topstatus")) in ("", "1"):
            wanted.append(number)
    return list(dict.fromkeys(wanted))


def _consultations_told(told: JsonObject) -> list[JsonObject]:
    return [entry for entry in listed(told["submission"].get("consultations")) if isinstance(entry, dict)]


def build_paper(told: JsonObject, url: str, body: str) -> RisPaper:
    """A paper out of what its meetings tell. `url`: of the page it was seen on."""
    submission = told["submission"]
    stations = sorted(told["stations"].items(), key=lambda entry: (entry[1]["date"], entry[0]))
    documents = [document for _, station in stations for document in station["documents"]]
    documents += [*listed(submission.get("documents")), submission]
    documents = [entry for entry in documents if isinstance(entry, dict)]
    aliases = [text_in(entry.get("alias")) for entry in (submission, *documents)]
    types = [entry.get("type") for entry in (submission, *documents)]
    names = [text_in(entry.get("bezeichnung")) or text_in(entry.get("name")) for entry in types if isinstance(entry, dict)]
    facts = PaperFacts(
        body=body,
        reference=next((alias for alias in aliases if alias), ""),
        title=text_in(submission.get("name")) or told["title"],
        paper_type=next((name for name in names if name), "") or _type_in_name(documents, aliases),
        date=date_in(submission.get("erstellungsdatum")),
        public=True,
        lead_unit=_lead_unit(submission),
        consultations=tuple(_stations(told)),
    )
    files = sorted(_files(documents, url), key=lambda file: file.role != "main")
    return RisPaper("morerubin", f"submission_id={told['id']}", url, facts, tuple(files))


def _type_in_name(documents: list[JsonObject], aliases: list[str]) -> str:
    """The kind in "Beschlussvorlage 039/26 (Satzung über …).pdf", where no field tells it."""
    alias = next((alias for alias in aliases if alias), "")
    for entry in documents:
        name = text_in(entry.get("documentName"))
        if alias and f" {alias}" in name and _type_of(entry) == PAPER:
            return name.split(f" {alias}")[0].strip()
    return ""


def _lead_unit(submission: JsonObject) -> str:
    for name in ("federfuehrung", "federfuehrend", "department", "leading_department", "fachbereich", "amt", "organisationseinheit"):
        value = submission.get(name)
        told = text_in(value.get("name")) or text_in(value.get("bezeichnung")) if isinstance(value, dict) else text_in(value)
        if told and not told.isdigit():
            return told
    return ""


def _stations(told: JsonObject) -> Iterator[Consultation]:
    """The Beratungsfolge that the paper tells, with what its meetings add; the meetings alone where it tells none."""
    stations: dict[str, JsonObject] = dict(told["stations"])
    entries = _consultations_told(told)
    for entry in sorted(entries, key=lambda value: value["folge"] if isinstance(value.get("folge"), int) else 0):
        station = stations.pop(meeting_number(entry.get("sitzungsnummer")), {})
        committee = entry.get("committee")
        name = (text_in(committee.get("name")) or text_in(committee.get("Bezeichnung"))) if isinstance(committee, dict) else ""
        day = date_in(entry.get("sitzungsdatum")) or station.get("date", "")
        role = plain(entry.get("beratungsstatus_lang")) or station.get("role", "")
        yield Consultation(name or station.get("committee", "") or text_in(entry.get("gremium")), day, role, station.get("result", ""))
    if not entries:
        for station in sorted(stations.values(), key=lambda value: str(value["date"])):
            yield Consultation(station["committee"], station["date"], station["role"], station["result"])


def _files(documents: list[JsonObject], url: str) -> Iterator[RisFile]:
    seen: set[str] = set()
    for entry in documents:
        kind = _type_of(entry)
        address = document_url(text_in(entry.get("documentUrl")), url)
        if kind not in (PAPER, ATTACHMENT) or not address or is_yes(entry.get("is_draft")):
            continue
        if text_in(entry.get("documentPublicStatusId")) not in ("", "1"):
            continue
        key = f"{kind}:{_relation(address) or text_in(entry.get('compositeId')) or text_in(entry.get('id'))}"
        if key in seen:
            continue
        seen.add(key)
        size = entry.get("documentSize")
        ending = text_in(entry.get("documentExtension")).lower()
        name = text_in(entry.get("documentName")) or text_in(entry.get("bookmarkText")) or text_in(entry.get("name"))
        yield RisFile(
            key=key,
            name=re.sub(r"(?:\.pdf)+$", "", name, flags=re.I) or key,
            url=address,
            role="main" if kind == PAPER else "attachment",
            size=size if isinstance(size, int) and not isinstance(size, bool) and 0 < size < 10**13 else None,
            media_type="application/pdf" if ending == "pdf" else "",
            modified=text_in(entry.get("origin_updated_at")) or text_in(entry.get("documentDate")),
        )


def _type_of(entry: JsonObject) -> str:
    kind = entry.get("documentType")
    told = text_in(kind.get("id")) if isinstance(kind, dict) else ""
    return told or dict(parse_qsl(_query(text_in(entry.get("documentUrl"))))).get("document_type_id", "")


def _relation(address: str) -> str:
    told = dict(parse_qsl(_query(address)))
    return next((told[name] for name in _RELATIONS if told.get(name)), "")


def _query(address: str) -> str:
    try:
        return urlsplit(address).query
    except ValueError:
        return ""


def document_url(address: str, page: str) -> str:
    """The address of the PDF itself: without json=1, on https where the page is."""
    full = link(address, page)
    if not full:
        return ""
    try:
        parts = urlsplit(full)
        query = [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if name != "json"]
    except ValueError:
        return ""
    return urlunsplit(parts._replace(query=urlencode(query)))
