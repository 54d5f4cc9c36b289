"""One paper with all that was found in it, one figure with all that led to it, the issues, the counts."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.doubts import is_doubt, read_doubts
from corpus.errors import InputError
from corpus.lookup import count_waiting
from search.figures import FigureLine, find_figures
from search.places import Selection

RAW = "raw"
_TOLD = ("value", "direction", "recurrence", "action", "grade", "years", "decided")
_SENTENCE_REACH = 300  # characters to each side of a mention that its sentence may have


@dataclass(frozen=True, slots=True)
class FileView:
    """A file of a paper. `path` is where its bytes lie, relative to the archive."""

    sha256: str
    name: str
    path: str
    pages: int
    text_source: str


@dataclass(frozen=True, slots=True)
class StationView:
    """A station of the Beratungsfolge."""

    position: int
    committee: str
    date: str
    role: str
    result: str


@dataclass(frozen=True, slots=True)
class FieldView:
    """A Handlungsfeld; `score` in 0..1."""

    field: str
    label: str
    score: float
    evidence: str


@dataclass(frozen=True, slots=True)
class MentionView:
    """One place that a figure was read from. `sentence[start:end]` is the quote; `bbox` is "x0 top x1 bottom" in points or empty."""

    file: FileView
    page: int
    quote: str
    sentence: str
    start: int
    end: int
    bbox: str
    section: str
    rule: str
    cues: tuple[str, ...]
    confidence: float
    doubts: tuple[str, ...] = ()  # attributes told by default, or by words that nearly as many speak against


@dataclass(frozen=True, slots=True)
class DateView:
    """A day on which something starts or ends, with its page and quote."""

    value: str
    role: str
    page: int
    quote: str


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper as `ratslese show` prints it. `public` is None where the text does not tell."""

    paper_id: str
    body: str
    ags: str
    reference: str
    title: str
    paper_type: str
    date: str
    public: bool | None
    lead_unit: str
    source_url: str
    ingested_at: str
    extracted: bool
    files: tuple[FileView, ...]
    consultations: tuple[StationView, ...]
    fields: tuple[FieldView, ...]
    figures: tuple[FigureLine, ...]
    dates: tuple[DateView, ...]
    issues: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureView:
    """A figure as `ratslese explain` prints it."""

    figure: FigureLine
    mentions: tuple[MentionView, ...]
    extracted: Mapping[str, object]  # what the rules said of attributes that a person corrected
    posts: tuple[FigureLine, ...] = ()  # those that this sum is the cost of
    costs: tuple[FigureLine, ...] = ()  # the sums that are the cost of these posts


@dataclass(frozen=True, slots=True)
class IssueView:
    """Something that went wrong or is doubtful."""

    stage: str
    subject: str
    code: str
    message: str
    detail: str
    paper_id: str
    file_sha256: str
    created_at: str


def find_paper_id(connection: sqlite3.Connection, asked: str) -> str:
    """The one paper meant by an id, the beginning of an id, or a reference. Raises InputError if none or several."""
    asked = asked.strip()
    queries = (
        "SELECT paper_id FROM papers WHERE paper_id = :asked",
        "SELECT paper_id FROM papers WHERE reference = :asked COLLATE NOCASE AND reference <> ''",
        "SELECT paper_id FROM papers WHERE substr(paper_id, 1, length(:asked)) = :asked",
        "SELECT DISTINCT paper_id FROM paper_files JOIN files ON sha256 = file_sha256 WHERE name = :asked",
    )
    for query in queries:
        found = [row[0] for row in connection.execute(query, {"asked": asked})] if asked else []
        if len(found) == 1:
            return str(found[0])
        if found:
            more = " …" if len(found) > 5 else ""
            named = ", ".join(_with_file(connection, paper_id) for paper_id in found[:5])
            raise InputError(f"{asked!r} stands for {len(found)} papers: {named}{more}; give the id or more of it")
    raise InputError(f"{asked!r}: no paper with this id, number or file name; find one with: ratslese search WORD")


def _with_file(connection: sqlite3.Connection, paper_id: str) -> str:
    """ "p12ab (Vorlage 12.pdf)"."""
    query = "SELECT name FROM paper_files JOIN files ON sha256 = file_sha256 WHERE paper_id = ? ORDER BY position LIMIT 1"
    row = connection.execute(query, (paper_id,)).fetchone()
    return f"{paper_id} ({row['name']})" if row and row["name"] else paper_id


def load_paper(connection: sqlite3.Connection, paper_id: str) -> PaperView:
    """Everything about one paper. Raises InputError where there is none."""
    row = connection.execute("SELECT * FROM papers WHERE paper_id = ?", (paper_id,)).fetchone()
    if row is None:
        raise InputError(f"{paper_id!r}: no such paper")
    stations = connection.execute("SELECT * FROM consultations WHERE paper_id = ? ORDER BY position", (paper_id,))
    fields = connection.execute("SELECT * FROM paper_fields WHERE paper_id = ? ORDER BY score DESC, field", (paper_id,))
    files = connection.execute(
        "SELECT f.* FROM paper_files pf JOIN files f ON f.sha256 = pf.file_sha256 WHERE pf.paper_id = ? ORDER BY pf.position", (paper_id,)
    ).fetchall()
    issues = connection.execute(
        "SELECT DISTINCT message FROM issues WHERE paper_id = ? OR (file_sha256 <> '' AND file_sha256 IN"
        " (SELECT file_sha256 FROM paper_files WHERE paper_id = ?)) ORDER BY issue_id",
        (paper_id, paper_id),
    )
    dates = connection.execute(
        "SELECT value, role, min(page) AS page, quote FROM mentions WHERE paper_id = ? AND kind = 'date' AND role IN ('start', 'deadline')"
        " GROUP BY value, role ORDER BY value, role",
        (paper_id,),
    )
    names = ("paper_id", "body", "ags", "reference", "title", "paper_type", "date", "lead_unit", "source_url", "ingested_at")
    return PaperView(
        **{name: row[name] for name in names},
        public=None if row["public"] is None else bool(row["public"]),
        extracted=bool(row["extract_key"]),
        files=tuple(_file_view(file) for file in files),
        consultations=tuple(StationView(s["position"], s["committee"], s["date"], s["role"], s["result"]) for s in stations),
        fields=tuple(FieldView(f["field"], f["label"], f["score"] / 1000, f["evidence"]) for f in fields),
        figures=tuple(find_figures(connection, Selection(paper_ids=frozenset({paper_id})))),
        dates=tuple(DateView(d["value"], d["role"], d["page"], d["quote"]) for d in dates),
        issues=tuple(issue["message"] for issue in issues),
    )


def _file_view(row: sqlite3.Row) -> FileView:
    path = Path(RAW) / row["sha256"][:2] / row["sha256"]
    return FileView(row["sha256"], row["name"], path.as_posix(), row["page_count"], row["text_source"])


def load_figure(connection: sqlite3.Connection, asked: str) -> FigureView:
    """One figure by its id or the beginning of it, with all its mentions. Raises InputError if none or several."""
    asked = asked.strip()
    found = connection.execute(
        "SELECT figure_id, paper_id, extracted FROM figures WHERE substr(figure_id, 1, length(:asked)) = :asked"
        " ORDER BY figure_id <> :asked LIMIT 6",
        {"asked": asked},
    ).fetchall()
    if not asked or not found:
        raise InputError(f"{asked!r}: no figure has this id; list them with: ratslese figures")
    if len(found) > 1 and found[0]["figure_id"] != asked:
        raise InputError(f"{asked!r} stands for several figures: {', '.join(row['figure_id'] for row in found[:5])}; give more of the id")
    figure_id, paper_id = found[0]["figure_id"], found[0]["paper_id"]
    lines = list(find_figures(connection, Selection(paper_ids=frozenset({paper_id}))))
    figure = next(line for line in lines if line.figure_id == figure_id)
    rows = connection.execute(
        "SELECT m.*, f.sha256, f.name, f.page_count, f.text_source, p.text AS page_text"
        " FROM mentions m JOIN files f ON f.sha256 = m.file_sha256 LEFT JOIN pages p ON p.file_sha256 = m.file_sha256 AND p.number = m.page"
        " WHERE m.figure_id = ? AND m.paper_id = ? ORDER BY m.mention_id",
        (figure_id, paper_id),
    )
    extracted = json.loads(found[0]["extracted"] or "{}")
    return FigureView(
        figure,
        tuple(_mention_view(row) for row in rows),
        {name: extracted[name] for name in _TOLD if name in extracted},
        tuple(line for line in lines if line.figure_id in figure.cost_of.split(";")),
        tuple(line for line in lines if figure_id in line.cost_of.split(";")),
    )


def _mention_view(row: sqlite3.Row) -> MentionView:
    sentence, start, end = find_sentence(row["page_text"] or row["quote"], row["start"], row["end"])
    return MentionView(
        file=_file_view(row),
        page=row["page"],
        quote=row["quote"],
        sentence=sentence,
        start=start,
        end=end,
        bbox=row["bbox"],
        section=row["section"],
        rule=row["rule"],
        cues=tuple(cue for cue in row["cues"].split(";") if cue and not is_doubt(cue)),
        doubts=read_doubts(row["cues"], row["extracted"]),
        confidence=row["confidence"] / 100,
    )


def find_sentence(text: str, start: int, end: int) -> tuple[str, int, int]:
    """The sentence or table row around text[start:end] on one line, and where the quote stands in it."""
    low, high = max(0, start - _SENTENCE_REACH), min(len(text), end + _SENTENCE_REACH)
    breaks = [low, *_find_breaks(text, low, high), high]
    begin = max(place for place in breaks if place <= start)
    finish = min(place for place in breaks if place >= end)
    before, quote, after = (re.sub(r"[ \n]+", " ", part) for part in (text[begin:start], text[start:end], text[end:finish]))
    before, after = before.lstrip().replace("\t", " | "), after.rstrip().replace("\t", " | ")
    return before + quote + after, len(before), len(before) + len(quote)


def _find_breaks(text: str, low: int, high: int) -> Iterator[int]:
    """Where a sentence ends: a sign before a capital letter (not "1. Mai", "z. B. ein"), the edge of a table row, a heading's end."""
    for match in re.finditer(r"(?<=[a-zäöüß)€\"“]{2})[.!?:](?=\s+[A-ZÄÖÜ\"„•-])|(?<=\d{4})[.](?=\s+[A-ZÄÖÜ„])", text[low:high]):
        yield low + match.end()
    widest = max(map(len, text[low:high].split("\n")))
    for match in re.finditer("\n", text[low:high]):
        place = low + match.start()
        above = text[text.rfind("\n", 0, place) + 1 : place]
        below = text[place + 1 : (text.find("\n", place + 1) + len(text) + 1) % (len(text) + 1)]
        row = "\t" in above or "\t" in below
        short = len(above) < 0.75 * widest and not above.rstrip().endswith((",", "-", "–"))
        opens = re.match(r"[A-ZÄÖÜ„•☒☐▣\d-]", below.lstrip()) is not None
        if row or not above.strip() or not below.strip() or (short and opens):
            yield place + 1


def load_issues(connection: sqlite3.Connection, stages: Sequence[str] = ()) -> list[IssueView]:
    """All issues in the order of their making, of these stages or of all."""
    rows = connection.execute("SELECT * FROM issues ORDER BY issue_id")
    names = ("stage", "subject", "code", "message", "detail", "paper_id", "file_sha256", "created_at")
    return [IssueView(**{name: row[name] for name in names}) for row in rows if not stages or row["stage"] in stages]


def count_archive(connection: sqlite3.Connection) -> dict[str, dict[str, int]]:
    """Counts by group: what the archive holds, papers by body, what waits for which stage, issues by stage and code."""

    def pairs(query: str) -> dict[str, int]:
        return {str(row[0]): int(row[1]) for row in connection.execute(query)}

    def one(query: str) -> int:
        return int(connection.execute(query).fetchone()[0])

    tables = ("papers", "files", "pages", "consultations", "mentions", "figures", "issues")
    return {
        "holds": {table: one(f"SELECT count(*) FROM {table}") for table in tables},
        "figures by kind": pairs("SELECT kind, count(*) FROM figures GROUP BY kind ORDER BY kind"),
        "papers by body": pairs(
            "SELECT CASE WHEN body = '' THEN '(not told)' ELSE body END AS name, count(*) FROM papers GROUP BY name ORDER BY 2 DESC, 1"
        ),
        "files by text": pairs("SELECT CASE WHEN text_source = '' THEN 'unread' ELSE text_source END, count(*) FROM files GROUP BY 1"),
        "waits": {
            "files to read": one("SELECT count(*) FROM files WHERE read_key = ''"),
            "papers to extract": count_waiting(connection),
        },
        "issues by stage": pairs("SELECT stage || ': ' || code, count(*) FROM issues GROUP BY 1 ORDER BY 2 DESC, 1"),
    }
