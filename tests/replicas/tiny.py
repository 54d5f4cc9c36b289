"""A tiny system and its vendor, for tests of the crawler itself: a calendar of pages, papers with files, one session-bound attachment.

/                  the list, page by page (?page=2), newest first
/paper/N           a paper's page: "key: value" lines, files, texts
/file/N-K.pdf      its documents; /tmp/SESSION/N.pdf only within the session that its page was read in
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.types import Consultation, PaperFacts, Problem
from ingest.vendors.records import (
    Ask,
    Evidence,
    Found,
    PaperRef,
    Refusal,
    Reply,
    RisFile,
    RisPaper,
    RisText,
    Source,
    Trouble,
    Vendor,
    Window,
)
from tests.replicas.replica import Answer, Request, small_pdf

PAGE = 25
TODAY = datetime.date.today


@dataclass
class Paper:
    """A paper of the tiny system, changed at will by tests."""

    number: int
    reference: str
    title: str
    date: str
    kind: str = "Beschlussvorlage"
    public: bool = True
    files: list[tuple[str, str, str]] = field(default_factory=list)  # key, name, role
    text: str = ""
    result: str = ""


@dataclass
class TinySite:
    """`papers` public papers, every tenth with a session-bound attachment, every fifth with an ordinary one. `old`: all settled."""

    papers: int = 10
    old: bool = False
    sessions: bool = False
    vendor: str = "tiny"
    base: str = ""
    all: list[Paper] = field(default_factory=list)
    given: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for number in range(1, self.papers + 1):
            year = 2019 if self.old or number % 2 else TODAY().year
            date = f"{year}-01-{number % 27 + 1:02}" if year == 2019 else TODAY().isoformat()
            files = [(f"{number}-1", f"Vorlage {number}.pdf", "main")]
            files += [(f"{number}-2", "Anlage.pdf", "attachment")] if number % 5 == 0 else []
            files += [(f"{number}-s", "Karte.pdf", "bound")] if number % 10 == 0 and self.sessions else []
            self.all.append(Paper(number, f"{number:03}/{year}", f"Ausbau des Sprachmittlerpools, Teil {number}", date, files=files))

    def start(self, base: str) -> str:
        self.base = base
        return f"{base}/"

    def truth(self) -> Mapping[str, str]:
        return {paper.reference: paper.title for paper in self.all if paper.public}

    def answer(self, request: Request) -> Answer:
        if request.path == "/":
            return self._list(int(request.query.get("page", "1")))
        kind, _, name = request.path[1:].partition("/")
        if kind == "paper":
            return self._paper(name, request)
        if kind == "file":
            known = {key for paper in self.all for key, _, _ in paper.files}
            key = name.removesuffix(".pdf")
            return Answer(200, small_pdf(f"Document {key}"), "application/pdf") if key in known else Answer(404)
        if kind == "tmp":
            session, _, key = name.partition("/")
            if request.cookies.get("SID") != session:
                return Answer(404)
            return Answer(200, small_pdf(f"Document {key}"), "application/pdf")
        return Answer(404)

    def _list(self, page: int) -> Answer:
        ordered = list(reversed(self.all))
        part = ordered[(page - 1) * PAGE : page * PAGE]
        rows = [
            {"n": paper.number, "reference": paper.reference, "title": paper.title, "kind": paper.kind, "date": paper.date,
             "public": paper.public}
            for paper in part
        ]  # fmt: skip
        last = page * PAGE >= len(ordered)
        return Answer(200, json.dumps({"rows": rows, "next": "" if last else f"/?page={page + 1}"}).encode(), "application/json")

    def _paper(self, name: str, request: Request) -> Answer:
        paper = next((entry for entry in self.all if str(entry.number) == name), None)
        if paper is None or not paper.public:
            return Answer(404)
        headers, session = {}, request.cookies.get("SID", "")
        if any(role == "bound" for _, _, role in paper.files) and not session:
            session = f"s{len(self.given) + 1}"
            self.given.add(session)
            headers = {"Set-Cookie": f"SID={session}; Path=/"}
        files = [
            {"key": key, "name": file, "role": role, "href": f"/tmp/{session}/{key}" if role == "bound" else f"/file/{key}.pdf"}
            for key, file, role in paper.files
        ]
        told = {"tiny": True, "reference": paper.reference, "title": paper.title, "kind": paper.kind, "date": paper.date, "files": files,
                "text": paper.text, "result": paper.result}  # fmt: skip
        body = f"<!DOCTYPE html><html><head><title>tiny</title></head><body><p>{paper.text}</p><pre>{json.dumps(told)}</pre></body></html>"
        return Answer(200, body.encode(), headers=headers)


def recognise(data: bytes, url: str) -> Iterator[Evidence]:
    if b"<title>tiny</title>" in data:
        yield Evidence("tiny", "title: tiny", "1")


def parse_paper(data: bytes, url: str) -> RisPaper | None:
    start, end = data.find(b"<pre>"), data.rfind(b"</pre>")
    if start < 0 or end < start or b"<title>tiny</title>" not in data:
        return None
    told = json.loads(data[start + 5 : end])
    base = url.split("/paper/")[0]
    files = tuple(
        RisFile(file["key"], file["name"], f"{base}{file['href']}", "main" if file["role"] == "main" else "collected"
                if file["role"] == "collected" else "attachment", session_bound=file["role"] == "bound")
        for file in told["files"]
    )  # fmt: skip
    stations = (Consultation("Kreistag", told["date"], "Entscheidung", told["result"]),)
    facts = PaperFacts("", "", told["reference"], told["title"], told["kind"], told["date"], True, "Sozialamt", stations)
    texts = (RisText("facts", "Sachverhalt", told["text"]),) if told["text"] else ()
    return RisPaper("tiny", f"n={url.rsplit('/', 1)[-1]}", url, facts, files, texts)


def begin(source: Source, window: Window) -> Iterator[Found]:
    yield Ask(source.url, "list")


def follow(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
    if reply.status != 200:
        yield Trouble(Problem("http", f"{reply.url}: HTTP {reply.status}"), reply.url)
        return
    if b"zu viele Zugriffe" in reply.body:
        yield Refusal("Zu viele Zugriffe", reply.url)
        return
    if ask.kind == "paper":
        paper = parse_paper(reply.body, reply.url)
        if paper is not None:
            yield paper
        return
    try:
        told = json.loads(reply.body)
    except ValueError:
        yield Trouble(Problem("no_list", f"{reply.url}: no list"), reply.url)
        return
    base = source.url.rstrip("/")
    for row in told["rows"]:
        url = f"{base}/paper/{row['n']}"
        key, ask = f"n={row['n']}", Ask(url, "paper")
        yield PaperRef(key, url, row["reference"], row["title"], row["kind"], row["date"], row["public"], json.dumps(row), ask)
    if told["next"]:
        yield Ask(f"{base}{told['next']}", "list")


VENDOR = Vendor("tiny", "Tiny", recognise, parse_paper, begin, follow)
