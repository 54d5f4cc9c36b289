"""A SessionNet 6 server: the app's shell for every address, JSON below `api/v1/`.

As the real one: periods longer than about three months are refused, meetings that are not released and items that are not public are in
the lists all the same, a paper is on several agendas and has no page, a meeting's documents are one list for all its items.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from tests.replicas.replica import Answer, Request, small_pdf

SHELL = (
    '<!doctype html><html lang="de"><head><meta charset="utf-8"><base href="/portal/"><title>SessionNet | Bürgerinformationssystem</title>'
    '<meta name="app-version" content="1.2.1 (2026-06-26T10:36)"></head><body><app-root></app-root>'
    '<script src="main-QX3UEOB7.js" type="module"></script></body></html>'
)
COMMITTEES = {1: "Kreistag", 4: "Sozialausschuss", 5: "Gemeindevertretung"}


class SessionNet6Site:
    """`papers` public papers, seven on each agenda of the Sozialausschuss, every third on one of the Kreistag too."""

    vendor = "sessionnet6"

    def __init__(self, papers: int = 20, *, first_day: str = "2022-01-10") -> None:
        self.papers = papers
        self.folder = "/portal/"
        self.meetings: dict[int, dict[str, Any]] = {}
        self.items: dict[int, list[dict[str, Any]]] = {}
        self.documents: dict[int, list[dict[str, Any]]] = {}
        self.titles: dict[int, str] = {}
        day = datetime.date.fromisoformat(first_day)
        for place in range(papers):
            number, week = 4200 + place, place // 7
            self.titles[number] = f"Vorlage {place + 1} über Sprachmittlung & Beratung"
            self._put(2000 + week, 4, day + datetime.timedelta(days=7 * week), number)
            if place % 3 == 0:
                self._put(6000 + week // 2, 1, day + datetime.timedelta(days=14 * (week // 2) + 45), number)
        for number, entries in list(self.items.items()):
            entries.append(self._item(number * 100 + 98, 99, "Grundstücksangelegenheit", 9000 + number, 1, public=2))
            entries.append(self._item(number * 100 + 99, 100, "Mitteilungen", 0, 1))
        self.meetings[9999] = self._meeting(9999, "Klausurtagung", day, "")
        self.items[9999] = [self._item(999901, 1, "Noch geheim", 99999, 1)]

    def _meeting(self, number: int, name: str, day: datetime.date, released: str) -> dict[str, Any]:
        return {"siNr": number, "dat": f"{day}T00:00:00", "name": name, "nummer": f"KT/{number}", "freigabeDatum": released or None}

    def _item(self, item: int, sort: int, text: str, paper: int, committee: int, public: int = 1) -> dict[str, Any]:
        return {
            "toNr": item, "oSt": public, "nummer": str(sort), "text": text, "textLang": text, "voNr": paper, "grNr": committee,
            "abstimmungTyp": 1, "beschluss": "einstimmig beschlossen" if paper else "", "sort": sort,
        }  # fmt: skip

    def _put(self, number: int, committee: int, day: datetime.date, paper: int) -> None:
        name = f"{number % 100 + 1}. Sitzung des {'Kreistages' if committee == 1 else 'Sozialausschusses'}"
        self.meetings.setdefault(number, self._meeting(number, name, day, (day - datetime.timedelta(days=9)).isoformat()))
        items = self.items.setdefault(number, [])
        item = number * 100 + len(items)
        items.append(self._item(item, len(items) + 1, self.titles[paper], paper, committee))
        documents = self.documents.setdefault(number, [])
        for place in range(1 + paper % 2):
            name = "Beschlussvorlage" if place == 0 else "Anlage 1 Kostenplan"
            document = paper * 10 + place
            ref = f"{self.folder}api/v1/dokumente/{document}/datei"
            entry = {"toNr": item, "doNr": document, "name": name, "ref": ref, "sort": place, "freigabeDatum": "2022-01-01", "artNr": 0}
            documents.append(entry)
        secret = {"toNr": number * 100 + 98, "doNr": 1, "name": "Kaufvertrag", "ref": f"{self.folder}api/v1/dokumente/1/datei", "sort": 9}
        if secret not in documents:
            documents.append(secret)

    def start(self, base: str) -> str:
        return f"{base}{self.folder}startseite"

    def truth(self) -> Mapping[str, str]:
        """The interface tells no number of a paper: its key stands for it."""
        return {f"voNr={number}": title for number, title in self.titles.items()}

    def answer(self, request: Request) -> Answer:
        parts = request.path.removeprefix(f"{self.folder}api/v1/").split("/")
        if not request.path.startswith(f"{self.folder}api/v1/"):
            return Answer(200, SHELL.encode())
        if parts == ["gremien"]:
            return _json([{"grNr": number, "name": name} for number, name in COMMITTEES.items()])
        if parts == ["sitzungen"]:
            return self._list(request.query)
        number = int(parts[1]) if len(parts) > 1 and parts[1].isdecimal() else 0
        if parts[0] == "sitzungen" and parts[2:] == ["tagesordnung"] and number in self.items:
            return _json(self.items[number])
        if parts[0] == "sitzungen" and parts[2:] == ["tagesordnung", "dokumente"]:
            return _json(self.documents.get(number, []))
        if parts[0] == "dokumente" and parts[2:] == ["datei"] and number // 10 in self.titles:
            return Answer(200, small_pdf(f"Dokument {number}"), "application/pdf", {"ETag": f'"{number}"'})
        return Answer(404, b'{"title":"Not Found","status":404}', "application/problem+json")

    def _list(self, query: Mapping[str, str]) -> Answer:
        try:
            first, last = datetime.date.fromisoformat(query.get("von", "")), datetime.date.fromisoformat(query.get("bis", ""))
        except ValueError:
            return Answer(400, b'{"title":"Bad Request"}', "application/problem+json")
        if (last - first).days > 91:
            return Answer(400, b'{"title":"Zeitraum zu lang"}', "application/problem+json")
        found = [meeting for meeting in self.meetings.values() if first.isoformat() <= meeting["dat"][:10] <= last.isoformat()]
        return _json(sorted(found, key=lambda meeting: str(meeting["dat"])))


def _json(value: object) -> Answer:
    return Answer(200, json.dumps(value, ensure_ascii=False).encode(), "application/json; charset=utf-8")
