"""more!rubin: api.php with calendar, meetings and bodies as JSON; `old`: the installations before it, with data embedded in pages.

Fields as the interface writes them; towns, papers and sentences are invented. Each tenth paper was dealt with by two committees.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from tests.replicas.replica import Answer, Request, small_pdf

SUBJECTS = ("Zuschuss an den Verein Hilfe vor Ort", "Beschaffung von Endgeräten;\r\nhier: Vergabe", "Personalbericht der Kreisverwaltung")
COMMITTEES = {"KT": "Kreistag Musterau", "SOZ": "Sozialausschuss"}
NOT_PUBLIC = "Ankauf eines Grundstücks"


class MorerubinSite:
    """`papers` public papers, five a meeting; every fourth with an attachment. Besides them: items that are not public, drafts, meetings
    of groups, called off meetings, documents of another public status, resolutions, a second body (`bodies` 2)."""

    vendor = "morerubin"

    def __init__(self, papers: int = 40, old: bool = False, bodies: int = 1) -> None:
        self.papers, self.old, self.bodies = papers, old, bodies
        self.base = ""
        self.asked: list[str] = []

    def start(self, base: str) -> str:
        self.base = base
        return base + "/"

    def truth(self) -> Mapping[str, str]:
        return {self.reference(number): self.title(number) for number in range(1, self.papers + 1)}

    def reference(self, number: int) -> str:
        return f"{number:03}/{18 + number % 8}"

    def key(self, number: int) -> str:
        return f"66{number:010}"

    def title(self, number: int) -> str:
        return " ".join(f"{SUBJECTS[number % len(SUBJECTS)]} {number}".split())

    def day(self, group: int, committee: str) -> str:
        return (datetime.date(2018, 4, 12 if committee == "SOZ" else 26) + datetime.timedelta(days=30 * group)).isoformat()

    def stations(self, number: int) -> list[tuple[str, str, str, str]]:
        """(committee, day, role, result)"""
        group = number // 5
        stations = [(COMMITTEES["KT"], self.day(group, "KT"), "zur Beschlussfassung", "einstimmig beschlossen" if number % 2 else "")]
        if number % 10 == 0:
            stations.insert(0, (COMMITTEES["SOZ"], self.day(group, "SOZ"), "zur Vorberatung", "empfohlen"))
        return stations

    def _meeting(self, group: int, committee: str) -> str:
        return f"2018-{committee}-{group}"

    def _meetings(self) -> dict[tuple[int, str], list[int]]:
        found: dict[tuple[int, str], list[int]] = {}
        for number in range(1, self.papers + 1):
            for committee in ("SOZ", "KT") if number % 10 == 0 else ("KT",):
                found.setdefault((number // 5, committee), []).append(number)
        return found

    # the server

    def answer(self, request: Request) -> Answer:
        path, query = unquote(request.path), request.query
        self.asked.append(path + "?" + "&".join(f"{name}={value}" for name, value in query.items()))
        if query.get("document_type_id"):
            if "json" in query:
                return Answer(200, b'{"preview": true}', "application/json")
            return Answer(200, small_pdf("|".join(query.values())), "application/pdf")
        page = "/webservice-mobile/webservice.php" if self.old else "/api.php"
        if path == page and query.get("id") == "organizations":
            bodies = [{"id": "LKM", "name": "Landkreis Musterau"}, {"id": "SM", "name": "Stadt Musterau"}]
            return _json(bodies[: self.bodies])
        if path == page and query.get("id") == "calendar":
            return _json({"meetings": [row for row in self._calendar() if query["from"] <= row["datum"][:7] <= query["to"]]})
        if path == "/api.php" and query.get("id") == "meetings" and not self.old:
            meeting = self._find(query.get("meeting_id", ""))
            return _json(meeting) if meeting else Answer(404)
        if self.old and path == "/meeting.php":
            meeting = self._find(query.get("id", ""))
            return self._page("MeetingPage__8bcaf0f", {"passed-meeting": meeting}) if meeting else Answer(404)
        if self.old and path == "/vorlagen_details.php":
            number = next((entry for entry in range(1, self.papers + 1) if self.key(entry) == query.get("vid")), 0)
            return self._page("SubmissionPage__11aa22b", {"submission": self._submission(number, True)}) if number else Answer(404)
        return Answer(404, b"<html><title>404</title></html>")

    def _page(self, name: str, props: dict[str, Any]) -> Answer:
        title = "Rats- und Bürgerinfosystem Landkreis Musterau"
        head = f'<title>{title}</title><meta name="author" content="more! software"><meta name="robots" content="NOINDEX,NOFOLLOW">'
        data = json.dumps(props).replace("/", "\\/")
        script = f'window.components["{name}"] = {{\n  props: {data},\n  store: [],\n }};'
        return Answer(200, f"<!DOCTYPE html><html><head>{head}</head><body><script>{script}</script></body></html>".encode())

    def _calendar(self) -> list[dict[str, Any]]:
        rows = []
        for group, committee in self._meetings():
            number = ("ni_" if self.old and group % 2 else "") + self._meeting(group, committee)
            rows.append({"nummer": number, "datum": self.day(group, committee), "titel": f"Sitzung {group}", "event_type_id": 1})
        for name, more in (
            ("2018-FRA-1", {"fraktionssitzung": "1"}),
            ("2018-DRAFT-1", {"is_draft": True}),
            ("2018-OFF-1", {"titel": "Abgesagt - Sitzung des Kreistages"}),
            ("2018-SM-1", {}),
        ):
            rows.append({"nummer": name, "datum": "2018-05-05", "titel": "Sitzung", "event_type_id": 1, **more})
        return rows

    def _find(self, number: str) -> dict[str, Any] | None:
        if number == "2018-SM-1":
            meeting = self._agenda(0, "KT", [1])
            meeting["committees"] = [{"id": "STR", "name": "Stadtrat", "Koerperschaftsnummer": "SM"}]
            meeting["agenda_items"][0]["submission"]["alias"] = "fremd"
            meeting["agenda_items"][0]["submission"]["id"] = "990000000001"
            return meeting if self.bodies > 1 else None
        wanted = number.removeprefix("ni_")
        return next((self._agenda(*place, papers) for place, papers in self._meetings().items() if self._meeting(*place) == wanted), None)

    def _agenda(self, group: int, committee: str, papers: list[int]) -> dict[str, Any]:
        items = [self._item(group, committee, number, place) for place, number in enumerate(papers, 1)]
        fixed = {"vorlagennummer": "zt_0", "topart": "zt", "status": 1, "title": "Begrüßung", "topnummer": "1", "documents": []}
        secret = {**self._item(group, committee, papers[0], 90), "status": 2, "title": NOT_PUBLIC, "vorlagennummer": "669999999999"}
        secret["submission"] = {"id": "669999999999", "alias": "NÖ 1", "name": NOT_PUBLIC}
        draft = {**self._item(group, committee, papers[0], 91), "is_draft": True, "vorlagennummer": "668888888888"}
        draft["submission"] = {"id": "668888888888", "alias": "Entwurf", "name": "Entwurf"}
        committees = [{"id": committee, "name": COMMITTEES[committee], "Koerperschaftsnummer": "LKM"}]
        number = self._meeting(group, committee)
        told = {"nummer": number, "datum": self.day(group, committee), "titel": f"Sitzung {group}", "is_draft": False}
        return {**told, "fraktionssitzung": "0", "committees": committees, "agenda_items": [*items, fixed, secret, draft]}

    def _item(self, group: int, committee: str, number: int, place: int) -> dict[str, Any]:
        _, _, role, result = next(entry for entry in self.stations(number) if entry[0] == COMMITTEES[committee])
        status = {"counselling_status": {"id": 4, "name": role}} if role else {}
        return {
            "vorlagennummer": self.key(number),
            "topart": "vl",
            "status": "1" if self.old else 1,
            "title": f"{SUBJECTS[number % len(SUBJECTS)]} {number}",
            "abstimmungstext": f"<p>{result}</p>" if result else "",
            "topnummer": str(place),
            "documents": self._documents(group, committee, number),
            "submission": self._submission(number, not self.old),
            **status,
        }

    def _submission(self, number: int, whole: bool) -> dict[str, Any]:
        told: dict[str, Any] = {"alias": self.reference(number)}
        if not whole:
            return told
        told |= {"id": self.key(number), "erstellungsdatum": f"{self.day(number // 5, 'SOZ')} 00:00:00", "is_draft": False}
        told |= {"name": f"{SUBJECTS[number % len(SUBJECTS)]} {number}", "type": {"kuerzel": "BV", "bezeichnung": "Beschlussvorlage"}}
        told["consultations"] = []
        for folge, (committee, day, role, _) in enumerate(self.stations(number), 1):
            short = next(key for key, name in COMMITTEES.items() if name == committee)
            station = {"folge": folge, "gremium": short, "topstatus": 1, "sitzungsdatum": day, "committee": {"name": committee}}
            station["beratungsstatus_lang"] = role if self.old else ""
            told["consultations"].append({**station, "sitzungsnummer": self._meeting(number // 5, short)})
        return told

    def _documents(self, group: int, committee: str, number: int) -> list[dict[str, Any]]:
        script = "documents.php" if self.old else "api.php"
        start = f"{self.base}/{script}?document_type_id="
        end = "&id=69&json=1&platform=ris"
        item = f"{self._meeting(group, committee)}%7C{self.key(number)}%7C1"
        name = f"Beschlussvorlage {self.reference(number)} ({self.title(number)}).pdf"
        size = {} if self.old else {"documentSize": 61000 + number}
        rows = [(f"4&submission_id={self.key(number)}", name, 1), (f"5&agenda_item_id={item}", "Beschluss von TOP 1", 1)]
        if number % 4 == 0:
            rows.append((f"13&submission_attachment_id={self.key(number)}%7C20180411-0.pdf%7C", "Anlage 1 - Kalkulation", 1))
            rows.append((f"13&submission_attachment_id={self.key(number)}%7C20180411-1.pdf%7C", "Anlage 2 - vertraulich", 2))
        told = [{"documentUrl": start + part + end, "documentName": name, "documentPublicStatusId": status} for part, name, status in rows]
        return [{**row, "documentExtension": "pdf", **size} for row in told]


def _json(value: Any) -> Answer:
    return Answer(200, json.dumps(value).encode(), "application/json")
