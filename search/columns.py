"""Every column of the exported data package: its type, unit, meaning in English and German, source and licence.

Names, order and meaning follow EXPORT.md and CODEBOOK.md; columns after the prescribed ones may be added, none taken away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["string", "integer", "number", "boolean", "date", "datetime"]
Origin = Literal["paper", "told", "derived", "registry", "archive", "reviewer"]

# (source, licence) of a column by where its values come from.
ORIGINS: dict[Origin, tuple[str, str]] = {
    "paper": (
        "the council papers named in papers.csv",
        "wording of the issuing body: an official work (§ 5 UrhG) where that applies, else the terms of its council information system",
    ),
    "told": ("the council papers, or what was told at import (papers.csv, metadata)", "facts; no rights are claimed in them"),
    "derived": ("extracted by ratslese from the council papers", "facts; no rights are claimed in them (CC0-1.0)"),
    "registry": (
        "Gemeindeverzeichnis GV-ISys, Statistisches Bundesamt (Destatis)",
        "CC BY",
    ),
    "reviewer": ("said by the people who made this export, with ratslese correct", "theirs; no rights are claimed in it by ratslese"),
    "archive": ("recorded by ratslese when it read the file", "CC0-1.0"),
}


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """One column. `unit` is empty where values have none; `required` columns are never empty."""

    name: str
    type: ColumnType
    origin: Origin
    english: str
    german: str
    unit: str = ""
    required: bool = False


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One CSV file; `key` are the columns that name a row, `refers` maps columns to the table that they point into."""

    name: str
    english: str
    german: str
    columns: tuple[ColumnSpec, ...]
    key: tuple[str, ...] = ()


_C = ColumnSpec
_PAPER_ID = _C("paper_id", "string", "archive", "The paper, as in papers.csv", "Die Vorlage, wie in papers.csv")
_SHA = _C("file_sha256", "string", "archive", "SHA-256 of the bytes that were read", "SHA-256 der gelesenen Datei", required=True)
_FIGURE_ID = _C("figure_id", "string", "derived", "The figure this mention belongs to", "Die Angabe, zu der diese Fundstelle gehört")
_PAGE = _C("page", "integer", "derived", "Page of the file, counted from 1", "Seite der Datei, ab 1 gezählt", required=True)
_YEARS = _C(
    "years",
    "string",
    "derived",
    "Budget years it is for: 2018, 2018;2019 or 2020- (from 2020 on)",
    "Haushaltsjahre: 2018, 2018;2019 oder 2020- (ab 2020)",
)
_DECIDED = _C(
    "decided",
    "boolean",
    "derived",
    "true if the paper asks the council to decide it or states it as its own financial effect, false for background",
    "true, wenn darüber beschlossen werden soll oder es eigene finanzielle Auswirkung ist; false für Hintergrund",
)
_FIELDS = _C("fields", "string", "derived", "Ids of Handlungsfelder, joined with ;", "Kennungen der Handlungsfelder, mit ; verbunden")
_SECTION = _C("section", "string", "paper", "Heading of the section it stands in", "Überschrift des Abschnitts")
_QUOTE = _C("quote", "string", "paper", "The characters as printed", "Die Zeichen wie gedruckt", required=True)
_PLACE = (
    _C("start", "integer", "derived", "Offset of the quote in the page's text", "Erstes Zeichen des Zitats im Seitentext"),
    _C("end", "integer", "derived", "Offset behind the quote's last character", "Stelle hinter dem letzten Zeichen des Zitats"),
    _C(
        "bbox",
        "string",
        "derived",
        "x0 top x1 bottom from the page's upper left corner; empty where the source has no geometry",
        "x0 oben x1 unten ab der linken oberen Ecke der Seite; leer, wo die Quelle keine Geometrie hat",
        unit="pt",
    ),
    _C("rule", "string", "derived", "Rule that found it", "Regel, die es gefunden hat"),
    _C(
        "confidence",
        "number",
        "derived",
        "How surely the quote was read, 0 to 1: 1 from text; on a scan as its least sure number, below 0.67 compare it with the picture",
        "Wie sicher das Zitat gelesen ist, 0 bis 1: 1 aus Text; im Scan die der unsichersten Zahl, unter 0,67 mit dem Bild vergleichen",
    ),
)
_CUES = _C("cues", "string", "derived", "Rules that set its attributes, joined with ;", "Regeln, die die Merkmale setzten, mit ; verbunden")
_DOUBTS = _C(
    "doubts",
    "string",
    "derived",
    "Attributes assumed or nearly as well read otherwise, joined with ;: on papers of new bodies about half are right, else 8 in 10",
    "Merkmale, die angenommen oder fast ebenso gut anders zu lesen sind (mit ;): bei neuen Körperschaften stimmt die Hälfte, sonst 80 %",
)
_RANGE_END = _C("range_end", "boolean", "derived", "true for the upper end of a range", "true für das obere Ende einer Spanne")
_DIRECTION = _C(
    "direction", "string", "derived", "expense, income, budget or other", "expense (Ausgabe), income (Einnahme), budget (Ansatz) oder other"
)
_RECURRENCE = _C(
    "recurrence",
    "string",
    "derived",
    "once, yearly, monthly, per_unit; empty where not told",
    "once (einmalig), yearly (jährlich), monthly (monatlich), per_unit (je Einheit); leer, wo nicht gesagt",
)
_ACTION = _C(
    "action",
    "string",
    "derived",
    "create, cut, existing, extend; empty where not told",
    "create (neu), cut (Wegfall), existing (vorhanden), extend (verlängert); leer, wo nicht gesagt",
)
_GRADE = _C("grade", "string", "paper", "Pay grade as printed", "Entgelt- oder Besoldungsgruppe wie gedruckt")
_REVIEW = _C(
    "review",
    "string",
    "reviewer",
    "corrected, rejected (is no such figure) or noted, joined with ;, as people said; empty where nobody did",
    "corrected (berichtigt), rejected (keine solche Angabe) oder noted (angemerkt), mit ; verbunden; leer, wo niemand geprüft hat",
)
_BODY = _C("body", "string", "told", "The Körperschaft whose council decides", "Die Körperschaft, deren Gremium entscheidet")
_AGS = _C(
    "ags",
    "string",
    "registry",
    "Its Amtlicher Gemeindeschlüssel: 5 digits for a Kreis, 8 for a Gemeinde; text, not a number",
    "Amtlicher Gemeindeschlüssel: 5 Ziffern für einen Kreis, 8 für eine Gemeinde; Text, keine Zahl",
)
_TOLD: Origin = "told"

TABLES: tuple[TableSpec, ...] = (
    TableSpec(
        "papers",
        "One paper (Vorlage), or one file that belongs to none",
        "Eine Vorlage, oder eine Datei, die zu keiner gehört",
        (
            _PAPER_ID,
            _SHA,
            _C("file", "string", "archive", "Name of its main file", "Name der Hauptdatei"),
            _C("source_url", "string", "archive", "Where it came from, if told", "Herkunft, soweit bekannt"),
            _BODY,
            _AGS,
            _C("reference", "string", _TOLD, "Drucksachen- or Vorlagennummer as printed", "Drucksachen- oder Vorlagennummer wie gedruckt"),
            _C("title", "string", _TOLD, "Betreff on one line", "Betreff in einer Zeile"),
            _C("paper_type", "string", _TOLD, "Kind of paper as printed", "Art der Vorlage wie gedruckt"),
            _C("date", "date", _TOLD, "Date of the paper itself", "Datum der Vorlage selbst"),
            _C("public", "boolean", _TOLD, "true if any station is public", "true, wenn eine Station öffentlich ist"),
            _C("lead_unit", "string", _TOLD, "Federführende Organisationseinheit", "Federführende Organisationseinheit"),
            _C("pages", "integer", "archive", "Pages of the main file", "Seiten der Hauptdatei"),
            _C(
                "text_source",
                "string",
                "archive",
                "text, ocr or none; empty if unread",
                "text, ocr (Texterkennung) oder none; leer, wenn ungelesen",
            ),
            _C("ingested_at", "datetime", "archive", "When it came into the archive (UTC)", "Aufnahme in das Archiv (UTC)"),
            _C("files", "integer", "archive", "Number of its files", "Anzahl ihrer Dateien"),
            _C("vendor", "string", "archive", "Council information system that it came from", "Ratsinformationssystem, aus dem sie stammt"),
            _C("clerk", "string", _TOLD, "Bearbeiter/-in; only with --with-names", "Bearbeiter/-in; nur mit --with-names"),
        ),
        ("paper_id", "file_sha256"),
    ),
    TableSpec(
        "attachments",
        "One document that the source names for a paper, fetched or not",
        "Ein Dokument, das die Quelle zu einer Vorlage nennt, geholt oder nicht",
        (
            _PAPER_ID,
            _C(
                "position",
                "integer",
                "archive",
                "Place in the source's list, from 1",
                "Stelle in der Liste der Quelle, ab 1",
                required=True,
            ),
            _C("name", "string", _TOLD, "Name at the source", "Name an der Quelle"),
            _C(
                "role",
                "string",
                _TOLD,
                "main, collected (with all attachments) or attachment",
                "main, collected (Sammeldokument) oder attachment",
            ),
            _C("url", "string", "archive", "Address as the source gave it", "Adresse wie von der Quelle genannt"),
            _C("size", "integer", _TOLD, "Size as stated", "Größe wie angegeben", unit="bytes"),
            _C(
                "file_sha256", "string", "archive", "SHA-256 of the file, empty if not fetched", "SHA-256 der Datei, leer wenn nicht geholt"
            ),
            _C(
                "state",
                "string",
                "archive",
                "complete, left (not wanted), failed, refused, gone",
                "complete, left (nicht geholt), failed, refused, gone",
            ),
        ),
        ("paper_id", "position"),
    ),
    TableSpec(
        "consultations",
        "One station of a Beratungsfolge",
        "Eine Station einer Beratungsfolge",
        (
            _PAPER_ID,
            _SHA,
            _C("position", "integer", "derived", "Place in the order, from 1", "Stelle in der Folge, ab 1", required=True),
            _C("committee", "string", _TOLD, "Gremium", "Gremium"),
            _C("date", "date", _TOLD, "Day of the sitting", "Tag der Sitzung"),
            _C("role", "string", _TOLD, "What it does there, as printed", "Zuständigkeit wie gedruckt"),
            _C("result", "string", _TOLD, "Result, if printed", "Ergebnis, wenn gedruckt"),
        ),
        ("paper_id", "position"),
    ),
    TableSpec(
        "amounts",
        "One mention of a sum of money",
        "Eine Fundstelle eines Betrags",
        (
            _PAPER_ID,
            _SHA,
            _FIGURE_ID,
            _PAGE,
            _C("value", "number", "derived", "The sum", "Der Betrag", unit="EUR", required=True),
            _DIRECTION,
            _RECURRENCE,
            _YEARS,
            _DECIDED,
            _SECTION,
            _FIELDS,
            _QUOTE,
            *_PLACE,
            _RANGE_END,
            _CUES,
            _REVIEW,
            _DOUBTS,
        ),
    ),
    TableSpec(
        "positions",
        "One mention of posts",
        "Eine Fundstelle von Stellen",
        (
            _PAPER_ID,
            _SHA,
            _FIGURE_ID,
            _PAGE,
            _C("value", "number", "derived", "Full-time equivalents", "Vollzeitäquivalente", unit="VZÄ", required=True),
            _ACTION,
            _YEARS,
            _GRADE,
            _DECIDED,
            _SECTION,
            _FIELDS,
            _QUOTE,
            *_PLACE,
            _RANGE_END,
            _CUES,
            _REVIEW,
            _DOUBTS,
        ),
    ),
    TableSpec(
        "dates",
        "One mention of a date",
        "Eine Fundstelle eines Datums",
        (
            _PAPER_ID,
            _SHA,
            _PAGE,
            _C(
                "value",
                "string",
                "derived",
                "2018-06-20, 2019-05, 2018-Q3 or 2020-H1",
                "2018-06-20, 2019-05, 2018-Q3 (Quartal) oder 2020-H1 (Halbjahr)",
                required=True,
            ),
            _C(
                "role",
                "string",
                "derived",
                "document, meeting, deadline, start, law or other",
                "Dokument, Sitzung, Frist, Beginn, Gesetz, anderes",
            ),
            _SECTION,
            _QUOTE,
            *_PLACE,
            _DOUBTS,
        ),
    ),
    TableSpec(
        "fields",
        "One Handlungsfeld of one paper",
        "Ein Handlungsfeld einer Vorlage",
        (
            _PAPER_ID,
            _SHA,
            _C("field", "string", "derived", "Id of the Handlungsfeld", "Kennung des Handlungsfelds", required=True),
            _C("label", "string", "derived", "Its name", "Sein Name"),
            _C("score", "number", "derived", "How much the paper is about it, 0 to 1", "Wie sehr es Thema ist, 0 bis 1"),
            _C("evidence", "string", "paper", "Words that led to it", "Wörter, die dazu führten"),
        ),
        ("paper_id", "field"),
    ),
    TableSpec(
        "figures",
        "One figure: all mentions of the same fact in one paper, once",
        "Eine Angabe: alle Fundstellen derselben Tatsache in einer Vorlage, einmal",
        (
            _C("figure_id", "string", "derived", "Name of the figure", "Name der Angabe", required=True),
            _PAPER_ID,
            _AGS,
            _BODY,
            _C("kind", "string", "derived", "amount or position", "amount (Betrag) oder position (Stellen)", required=True),
            _C(
                "value",
                "number",
                "derived",
                "Sum or posts; a range's lower end",
                "Betrag oder Stellen; unteres Ende einer Spanne",
                "see unit",
                True,
            ),
            _C("unit", "string", "derived", "EUR or VZÄ", "EUR oder VZÄ", required=True),
            _DIRECTION,
            _RECURRENCE,
            _YEARS,
            _ACTION,
            _DECIDED,
            _C("part_of", "string", "derived", "The figure of which this is a share", "Die Angabe, deren Anteil dies ist"),
            _FIELDS,
            _C("mentions", "integer", "derived", "Number of mentions", "Anzahl der Fundstellen", required=True),
            _C("page", "integer", "derived", "Page of its first mention", "Seite der ersten Fundstelle", required=True),
            _QUOTE,
            _REVIEW,
            _C("value_to", "number", "derived", "Upper end of a range", "Oberes Ende einer Spanne", unit="see unit"),
            _GRADE,
            _C("note", "string", "reviewer", "Reviewers' notes", "Anmerkungen der Prüfenden"),
            _C(
                "cost_basis",
                "string",
                "derived",
                "total if it is the cost of all the posts in cost_of together, per_post if of each full post; empty without cost_of",
                "total: Kosten aller Stellen in cost_of zusammen, per_post: jeder vollen Stelle; leer ohne cost_of",
            ),
            _C(
                "cost_of",
                "string",
                "derived",
                "Posts (figure_id, joined with ;) that the text gives this sum as the cost of; empty where no sentence or row ties them",
                "Stellen (figure_id, mit ; verbunden), deren Kosten dies laut Text ist; leer, wo Satz oder Zeile sie nicht verbindet",
            ),
            _DOUBTS,
        ),
        ("figure_id",),
    ),
)
