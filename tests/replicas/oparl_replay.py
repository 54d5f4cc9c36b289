"""Saved answers of real OParl servers (../shared/ris/oparl) served again: a town on SD.NET with list pages, a city on Somacos.

Only what was saved is there: links to the next page lead to the next saved one, counts are those of what is served.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.replicas.replica import Answer, Request, small_pdf


class OparlReplay:
    """`source` is "huertgenwald" (8 list pages of 25) or "karlsruhe" (single papers and meetings, put into lists of ten here)."""

    vendor = "oparl"
    PAPERS_A_PAGE = 10

    def __init__(self, folder: Path, source: str) -> None:
        self.source = source
        self.base = ""
        self.objects: dict[str, list[list[dict[str, Any]]]] = {"organization": [], "meeting": [], "paper": []}
        if source == "huertgenwald":
            self._load_town(folder / "konstin__oparl-validator-rs" / "cache_huertgenwald")
        else:
            self._load_city(folder / "maxliesegang__karlsruhe-oparl-syndication")

    def _load_town(self, folder: Path) -> None:
        self.host, self.root = "https://sdnetrim.kdvz-frechen.de", "/rim4220/webservice/oparl/v1.0/"
        self.system = json.loads((folder / "system.json").read_text())
        self.body = json.loads((folder / "body.json").read_text())["data"][0]
        for name, pages in self.objects.items():
            saved = sorted((folder / "body" / "1").glob(f"{name}*.json"), key=_number_of_page)
            pages.extend(json.loads(path.read_text())["data"] for path in saved)

    def _load_city(self, folder: Path) -> None:
        self.host, self.root = "https://web1.karlsruhe.de", "/oparl/"
        here = self.host + self.root
        self.system = {"id": here + "system", "type": "https://schema.oparl.org/1.1/System", "body": here + "bodies"}
        self.system["oparlVersion"] = "https://schema.oparl.org/1.1/"
        home = here + "bodies/0001"
        self.body = {"id": home, "type": "https://schema.oparl.org/1.1/Body", "name": "Stadt Karlsruhe"}
        self.body |= {name: f"{home}/{name}" for name in self.objects}
        for name in ("paper", "meeting"):
            rows = [json.loads(path.read_text()) for path in sorted((folder / f"{name}s").glob("*.json"))]
            self.objects[name] = [rows[start : start + self.PAPERS_A_PAGE] for start in range(0, len(rows), self.PAPERS_A_PAGE)]

    @property
    def papers(self) -> int:
        return len(self.truth())

    def start(self, base: str) -> str:
        self.base = base
        return base + self.root + "system"

    def truth(self) -> Mapping[str, str]:
        rows = [row for page in self.objects["paper"] for row in page if not row.get("deleted")]
        return {row["reference"]: " ".join(row["name"].split()) for row in rows}

    def answer(self, request: Request) -> Answer:
        path = request.path
        if not path.startswith(self.root):
            return Answer(404)
        if path.endswith(".pdf"):
            return Answer(200, small_pdf(path.rsplit("/", 1)[-1]), "application/pdf")
        value = self._value(path[len(self.root) :], request.query)
        if value is None:
            return Answer(404, b'{"code": 802}', "application/json")
        text = json.dumps(value, ensure_ascii=False).replace(self.host, self.base)
        return Answer(200, text.encode(), "application/json; charset=utf-8")

    def _value(self, path: str, query: Mapping[str, str]) -> Any:
        if path == "system":
            return self.system
        if path in ("body", "bodies"):
            return {"data": [self.body], "pagination": {"totalElements": 1}, "links": {}}
        name = path.rsplit("/", 1)[-1]
        if path.startswith(("body/1/", "bodies/0001/")) and name in self.objects and path.count("/") == 2:
            return self._page(name, path, query)
        return None

    def _page(self, name: str, path: str, query: Mapping[str, str]) -> Any:
        since = query.get("modified_since", "")
        pages = self.objects[name]
        if since:
            rows = [row for page in pages for row in page if row.get("modified", "") >= since]
            if not rows:
                return None if self.source == "huertgenwald" else []
            pages = [rows]
        number = int(query.get("page", "1"))
        links = {"next": f"{self.host}{self.root}{path}?page={number + 1}"} if number < len(pages) else {}
        rows = pages[number - 1] if 0 < number <= len(pages) else []
        return {"data": rows, "pagination": {"totalElements": sum(map(len, pages)), "currentPage": number}, "links": links}


def _number_of_page(path: Path) -> int:
    return int("".join(filter(str.isdigit, path.stem)) or 1)
