"""An OParl server of our own making, with a switch for each departure that real servers are known for."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.replicas.replica import Answer, Request, small_pdf

TOPICS = (
    "Zuschuss für die Beratungsstelle Musterau",
    "Stellenplan des Jobcenters;\nhier: Aufstockung",
    "Neufassung der Schülerbeförderungssatzung",
    "Bericht über die Integration Zugewanderter",
    "Sanierung der Kreisstraße K 12",
)
COMMITTEES = ("Kreistag", "Ausschuss für Soziales", "Bauausschuss")
ROOT = "/webservice/oparl/v1.1/"


@dataclass(frozen=True)
class Quirks:
    """What the server does otherwise than the specification says; RIS.md names where each was met."""

    bodies: str = "page"  # page · list · object · addresses: how the list of bodies comes
    many: bool = False  # three bodies on the server, with their keys
    ags: bool = False  # the only body tells its key
    ignore_filter: bool = False
    refuse_z: bool = False  # 400 for a timestamp that ends with Z
    empty_404: bool = False
    empty_bare: bool = False  # [] for an empty window
    today: str = ""  # created and modified of everything
    no_main: bool = False
    object_for_list: bool = False
    address_files: bool = False
    address_consultations: bool = False
    address_papers: bool = False
    dissolved: bool = False  # the third committee is not in the list of organizations
    loop: str = ""  # "same": one page under every number · "back": the last page leads to the first
    no_pagination: bool = False
    control_signs: bool = False
    broken_page: int = 0  # this page of papers is no JSON
    off: bool = False  # Error object with HTTP 200
    filler: bool = False  # "N/A", blanks, size 0, mimeType "pdf", no downloadUrl
    http_links: bool = False
    persons: bool = False  # underDirectionOf names a person
    prefix: bool = False  # meetings' ids begin with ni_ in their list only
    typeless: bool = False
    no_meetings: bool = False  # the list of meetings answers 404


class OparlSite:
    """`papers` public papers, besides a deleted one for each ten (id, created, modified, deleted: nothing else)."""

    vendor = "oparl"
    PAGE = 25

    def __init__(self, papers: int = 60, quirks: Quirks | None = None) -> None:
        self.papers, self.quirks = papers, quirks or Quirks()
        self.base = ""
        self.asked: list[str] = []
        self.changed: dict[int, str] = {}  # number of a paper → its new title; modified now
        self._made: dict[tuple[object, ...], Any] = {}  # objects of one kind, made once

    def start(self, base: str) -> str:
        self.base = base
        return base + ROOT + "system"

    def truth(self) -> Mapping[str, str]:
        return {self.reference(number): self.title(number) for number in range(1, self.papers + 1)}

    # what is told of paper `number`

    def reference(self, number: int) -> str:
        return f"{number:03}/{2018 + number % 8}"

    def title(self, number: int) -> str:
        return " ".join(self.changed.get(number, f"{TOPICS[number % len(TOPICS)]} ({number})").split())

    def day(self, number: int) -> str:
        return (datetime.date(2018, 3, 1) + datetime.timedelta(days=7 * number)).isoformat()

    def stations(self, number: int) -> list[tuple[str, str, str, str]]:
        """(committee, day, role, result): even papers go through a committee first."""
        stations = [(COMMITTEES[0], self._meeting_day(number, 0), "Entscheidung", ["einstimmig beschlossen", "abgelehnt", ""][number % 3])]
        if number % 2 == 0:
            place = 1 + number % 4 // 2
            stations.insert(0, (COMMITTEES[place], self._meeting_day(number, place), "Vorberatung", "empfohlen"))
        return stations

    def _meeting_day(self, number: int, committee: int) -> str:
        group = number // 10  # ten papers a meeting
        return (datetime.date(2018, 5, 2 + 7 * committee) + datetime.timedelta(days=70 * group)).isoformat()

    # the server

    def answer(self, request: Request) -> Answer:
        self.asked.append(request.path + ("?" + "&".join(f"{k}={v}" for k, v in request.query.items()) if request.query else ""))
        if request.path.startswith("/files/"):
            return Answer(200, small_pdf(request.path), "application/pdf")
        if not request.path.startswith(ROOT):
            return Answer(404)
        since = request.query.get("modified_since", "")
        if since and self.quirks.refuse_z and since.endswith("Z"):
            return Answer(400, b'{"error": "date"}', "application/json")
        if self.quirks.off:
            return self._send({"type": "https://schema.oparl.org/1.1/Error", "message": "OParl is not active."})
        path = request.path[len(ROOT) :]
        if self.quirks.broken_page and path == "body/1/paper" and request.query.get("page") == str(self.quirks.broken_page):
            following = f'"links": {{"next": "{self._url(path)}?page={self.quirks.broken_page + 1}"}}'
            return Answer(200, ('{"data": [{"id": kaputt}], ' + following + "}").encode(), "application/json")
        value = self._value(path, request.query)
        return Answer(404, b'{"code": 802}', "application/json") if value is None else self._send(value)

    def _send(self, value: Any) -> Answer:
        text = json.dumps(value, ensure_ascii=False)
        if self.quirks.control_signs:
            text = text.replace("Zuschuss", "Zu\x04schuss").replace(";\\n", ";\x01\n")
        return Answer(200, text.encode(), "application/json; charset=utf-8")

    def _url(self, path: str) -> str:
        base = self.base.replace("https:", "http:") if self.quirks.http_links else self.base
        return base + ROOT + path

    def _value(self, path: str, query: Mapping[str, str]) -> Any:
        if path == "system":
            kind = {"type": "https://schema.oparl.org/1.1/System", "vendor": "https://www.sitzungsdienst.net/", "license": "CC0"}
            return {"id": self._url("system"), **kind, "body": self._url("body")}
        if path == "body":
            return self._bodies()
        parts = path.split("/")
        if len(parts) == 2 and parts[1].isdigit() and int(parts[1]) <= (3 if self.quirks.many else 1):
            return self._body(int(parts[1]))
        if path.startswith("body/1/") and len(parts) == 3:
            return self._list(parts[2], query)
        if path.startswith("body/1/") and len(parts) == 4:
            return self._single(parts[2], parts[3])
        return [] if path.startswith("body/") and len(parts) == 3 else None

    def _bodies(self) -> Any:
        numbers = (1, 2, 3) if self.quirks.many else (1,)
        rows: list[Any] = [self._body(number) for number in numbers]
        if self.quirks.bodies == "addresses":
            rows = [self._url(f"body/{number}") for number in numbers]
        if self.quirks.bodies == "object":
            return rows[0]
        return rows if self.quirks.bodies == "list" else {"data": rows, "pagination": {"totalElements": len(rows)}, "links": {}}

    def _body(self, number: int) -> dict[str, Any]:
        names = {1: ("Landkreis Musterau", "3999"), 2: ("Stadt Musterau", "3999001"), 3: ("Zweckverband Musterau", "")}
        name, ags = names[number]
        value = {"id": self._url(f"body/{number}"), "type": "https://schema.oparl.org/1.1/Body", "name": name}
        value |= {"ags": ags} if self.quirks.many or self.quirks.ags else {}
        return value | {field: self._url(f"body/{number}/{field}") for field in ("organization", "meeting", "paper", "person")}

    def _list(self, name: str, query: Mapping[str, str]) -> Any:
        if name == "meeting" and self.quirks.no_meetings:
            return None
        made = ("list", name, self.base, *self.changed.items())
        if made not in self._made:
            self._made[made] = {"organization": self._organizations, "meeting": self._meetings, "paper": self._papers}.get(name, list)()
        rows = self._made[made]
        since = query.get("modified_since", "").replace(" ", "+")
        if since and not self.quirks.ignore_filter:
            rows = [row for row in rows if isinstance(row, str) or row.get("modified", "") >= since]
            if not rows and (self.quirks.empty_404 or self.quirks.empty_bare):
                return None if self.quirks.empty_404 else []
        pages = max(1, -(-len(rows) // self.PAGE))
        number = int(query.get("page", "1"))
        shown = 1 if self.quirks.loop == "same" and name == "paper" else number
        following = number + 1 if number < pages else 1 if self.quirks.loop == "back" and name == "paper" else 0
        links = {"next": self._url(f"body/1/{name}") + f"?page={following}"} if following else {}
        if links and since:
            links["next"] += f"&modified_since={since.replace('+', '%2B')}"
        value = {"data": rows[(shown - 1) * self.PAGE : shown * self.PAGE], "links": links}
        return value if self.quirks.no_pagination else value | {"pagination": {"totalElements": len(rows), "currentPage": number}}

    def _single(self, name: str, number: str) -> Any:
        made = (name, self.base, *self.changed.items())
        if made not in self._made:
            self._made[made] = {row["id"].rsplit("/", 1)[1]: row for row in self._all(name)}
        return self._made[made].get(number)

    def _all(self, name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = {
            "organization": lambda: [self._organization(place) for place in range(len(COMMITTEES) + 1)],
            "meeting": self._meetings,
            "paper": lambda: [self._paper(entry) for entry in range(1, self.papers + 1)],
            "file": lambda: [file for entry in range(1, self.papers + 1) for file in self._files(entry)],
            "consultation": lambda: [station for entry in range(1, self.papers + 1) for station in self._consultations(entry)],
        }.get(name, list)()
        return rows

    # objects

    def _object(self, kind: str, number: str, modified: str, **values: Any) -> dict[str, Any]:
        when = f"{self.quirks.today}T00:00:00+01:00" if self.quirks.today else modified
        sort = {} if self.quirks.typeless and kind == "Paper" else {"type": f"https://schema.oparl.org/1.1/{kind}"}
        return {"id": self._url(f"body/1/{kind.lower()}/{number}"), **sort, **values, "created": when, "modified": when}

    def _organization(self, place: int) -> dict[str, Any]:
        return self._object("Organization", str(place), "2018-01-02T09:30:00+01:00", name=(*COMMITTEES, "Amt für Finanzen")[place])

    def _organizations(self) -> list[Any]:
        return [self._organization(place) for place in range(len(COMMITTEES) + 1) if not (self.quirks.dissolved and place == 2)]

    def _meetings(self) -> list[Any]:
        """One meeting for each committee and ten papers."""
        agenda: dict[tuple[int, int], list[Any]] = {}
        for number in range(1, self.papers + 1):
            for committee, _, _, result in self.stations(number):
                place = COMMITTEES.index(committee)
                told = {"result": result} if result else {}
                consultation = self._url(f"body/1/consultation/{number}-{place}")
                item = self._object("AgendaItem", f"{number}-{place}", "2018-06-01T10:00:00+02:00", consultation=consultation, **told)
                agenda.setdefault((number // 10, place), []).append(item)
        meetings = []
        for (group, place), items in sorted(agenda.items()):
            start = f"{self._meeting_day(group * 10, place)}T17:00:00+02:00"
            name = f"{'ni_' if self.quirks.prefix else ''}{group}-{place}"
            units = [self._url(f"body/1/organization/{place}")]
            meetings.append(self._object("Meeting", name, "2018-06-01T10:00:00+02:00", start=start, organization=units, agendaItem=items))
        return meetings

    def _papers(self) -> list[Any]:
        rows: list[Any] = []
        for number in range(1, self.papers + 1):
            rows.append(self._url(f"body/1/paper/{number}") if self.quirks.address_papers else self._paper(number))
            if number % 10 == 0:
                gone = self._object("Paper", f"9{number:04}", "2019-02-03T11:00:00+01:00", deleted=True)
                rows.append({name: value for name, value in gone.items() if name != "type"})
        return rows

    def _paper(self, number: int) -> dict[str, Any]:
        files = self._files(number)
        main, others = (None, files) if self.quirks.no_main else (files[0], files[1:])
        parts: dict[str, Any] = {"mainFile": main} if main else {}
        if others:
            parts["auxiliaryFile"] = others[0] if self.quirks.object_for_list and len(others) == 1 else others
        consultations: list[Any] = self._consultations(number)
        if self.quirks.address_files:
            parts = {name: [file["id"] for file in value] if isinstance(value, list) else value["id"] for name, value in parts.items()}
        if self.quirks.address_consultations:
            consultations = [entry["id"] for entry in consultations]
        unit = self._url("body/1/person/7") if self.quirks.persons else self._url("body/1/organization/3")
        modified = "2099-01-01T00:00:01+01:00" if number in self.changed else f"{self.day(number)}T11:22:33+01:00"
        return self._object(
            "Paper", str(number), modified,
            body=self._url("body/1"),
            name=self.changed.get(number, f"{TOPICS[number % len(TOPICS)]} ({number})"),
            reference=self.reference(number),
            date="N/A" if self.quirks.filler and number % 7 == 0 else self.day(number),
            paperType="Beschlussvorlage",
            consultation=consultations,
            underDirectionOf=[unit],
            **parts,
        )  # fmt: skip

    def _files(self, number: int) -> list[dict[str, Any]]:
        """The Vorlage, and an attachment for each third paper."""
        names = ["Beschlussvorlage"] + (["Anlage 1 Kostenübersicht"] if number % 3 == 0 else [])
        if self.quirks.no_main:
            names.reverse()
        files = []
        for name in names:
            file = f"{number}-{'2' if name.startswith('Anlage') else '1'}"
            url = self._url("").replace(ROOT, "/files/") + f"{file}..pdf"
            told = {"mimeType": "application/pdf", "size": 700, "downloadUrl": url}
            if self.quirks.filler:
                told = {"mimeType": "pdf", "size": 0, "downloadUrl": "", "fileName": "N/A"}
            files.append(self._object("File", file, f"{self.day(number)}T12:00:00+01:00", name=name, accessUrl=url, **told))
        return files

    def _consultations(self, number: int) -> list[dict[str, Any]]:
        found = []
        for committee, _, role, _ in self.stations(number):
            place = COMMITTEES.index(committee)
            found.append(
                self._object(
                    "Consultation", f"{number}-{place}", "2018-06-01T10:00:00+02:00",
                    organization=[self._url(f"body/1/organization/{place}")],
                    meeting=self._url(f"body/1/meeting/{number // 10}-{place}"),
                    agendaItem=self._url(f"body/1/agendaitem/{number}-{place}"),
                    role=role,
                )
            )  # fmt: skip
        return found
