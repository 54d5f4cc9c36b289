"""`papers.csv` beside the files: what the user knows of them that their text may not tell.

Columns (only `file` is needed): file, paper, body, ags, reference, title, paper_type, date, public, lead_unit, source_url.
Files with the same `paper` belong to one Vorlage, the first row's file is the main one. Comma or semicolon, UTF-8 or cp1252.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace

from corpus.errors import RegistryError
from corpus.municipalities import find_municipality
from corpus.registry import registry
from corpus.types import PaperFacts, Problem

NAME = "papers.csv"
COLUMNS = ("file", "paper", "body", "ags", "reference", "title", "paper_type", "date", "public", "lead_unit", "source_url")
_TRUE = {"true", "1", "ja", "j", "yes", "öffentlich", "ö", "oeffentlich"}
_FALSE = {"false", "0", "nein", "n", "no", "nichtöffentlich", "nö", "nicht öffentlich", "nichtoeffentlich"}
_MUNICIPAL = re.compile(r"(?:Landes(?:haupt)?stadt|Stadt|Gemeinde|Markt|Samtgemeinde|Verbandsgemeinde|Amt|Bezirk\w*|Flecken)\s+\S", re.I)


@dataclass(frozen=True, slots=True)
class ToldPaper:
    """What was told of one file. `order` is its place in the list; `paper` groups files to one Vorlage."""

    facts: PaperFacts = PaperFacts()
    paper: str = ""
    source_url: str = ""
    order: int = 1_000_000


def find_body(name: str) -> PaperFacts:
    """Body and AGS for what a user typed: an AGS, a Kreis, or a Gemeinde ("Gemeinde Nordstemmen"), whose AGS may stay unknown.

    Raises RegistryError for anything else, with suggestions.
    """
    name = unicodedata.normalize("NFC", name.strip())
    try:
        body = registry().find(name)
    except RegistryError:
        if _MUNICIPAL.match(name):
            return PaperFacts(body=name, ags=find_municipality(name))
        raise
    return PaperFacts(body=body.name, ags=body.ags)


def parse_papers_csv(data: bytes, origin: str) -> tuple[Mapping[str, ToldPaper], tuple[Problem, ...]]:
    """Read the list: told facts by file name (NFC, as written), and what is wrong with it. Never raises for bad content."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    head = text.splitlines()[0] if text.strip() else ""
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    columns = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if "file" not in columns:
        return {}, (Problem("papers_csv", f"{origin}: has no column 'file'; known columns are {', '.join(COLUMNS)}"),)
    unknown = [name for name in columns if name and name not in COLUMNS]
    problems = [Problem("papers_csv", f"{origin}: unknown columns are not used: {', '.join(unknown)}")] if unknown else []
    told: dict[str, ToldPaper] = {}
    try:
        for number, row in enumerate(reader, 2):
            values = {(key or "").strip().lower(): (value or "").strip() for key, value in row.items() if isinstance(value, str)}
            name = unicodedata.normalize("NFC", values.get("file", ""))
            if name:
                told[name] = _parse_row(values, f"{origin}, line {number}", number, problems)
    except csv.Error as error:
        problems.append(Problem("papers_csv", f"{origin}: not a readable CSV: {error}"))
    return told, tuple(problems)


def _parse_row(values: Mapping[str, str], where: str, order: int, problems: list[Problem]) -> ToldPaper:
    facts = PaperFacts(
        reference=values.get("reference", ""),
        title=values.get("title", ""),
        paper_type=values.get("paper_type", ""),
        date=_told_date(values.get("date", ""), where, problems),
        public=_told_public(values.get("public", ""), where, problems),
        lead_unit=values.get("lead_unit", ""),
    )
    body = values.get("ags") or values.get("body")
    if body:
        try:
            known = find_body(body)
            facts = replace(facts, body=known.body, ags=known.ags)
        except RegistryError as error:
            problems.append(Problem("papers_csv", f"{where}: {error}"))
    return ToldPaper(facts, values.get("paper", ""), values.get("source_url", ""), order)


def _told_date(text: str, where: str, problems: list[Problem]) -> str:
    if not text:
        return ""
    iso = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", text)
    german = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    if iso:
        return text
    if german:
        return f"{german[3]}-{int(german[2]):02}-{int(german[1]):02}"
    problems.append(Problem("papers_csv", f"{where}: date {text!r} is neither 2018-06-20 nor 20.06.2018 and was left out"))
    return ""


def _told_public(text: str, where: str, problems: list[Problem]) -> bool | None:
    folded = text.casefold()
    if folded in _TRUE:
        return True
    if folded in _FALSE:
        return False
    if text:
        problems.append(Problem("papers_csv", f"{where}: public {text!r} is neither ja nor nein and was left out"))
    return None
