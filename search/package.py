"""The words around the exported tables: `datapackage.json` for programs and `LIESMICH.txt` for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from search.columns import ORIGINS, TABLES, ColumnSpec, TableSpec

PACKAGE = "datapackage.json"
README = "LIESMICH.txt"
CITATION = "CITATION.cff"
Json = dict[str, object]


def _version() -> str:
    from importlib import metadata  # 20 ms

    try:
        return metadata.version("ratslese")
    except metadata.PackageNotFoundError:
        return "unreleased"


def describe_package(hashes: Mapping[str, tuple[int, str]], created: datetime, excel: bool) -> Json:
    """The Frictionless descriptor. `hashes` gives bytes and SHA-256 of each table."""
    return {
        "profile": "tabular-data-package",
        "name": "ratslese-export",
        "title": "Figures from German council papers",
        "description": "Amounts, posts (VZÄ), dates and fields of action found in council papers, each with the page it stands on.",
        "description_de": "Beträge, Stellen (VZÄ), Daten und Handlungsfelder aus Kreistags- und Ratsvorlagen, jeweils mit Fundstelle.",
        "generator": "ratslese",
        "version": _version(),
        "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "licenses": [
            {"name": "mixed", "title": "Facts: no rights claimed (CC0-1.0). Quotes and registry: see source and licence of each column."}
        ],
        "sources": [{"title": source} for source in dict.fromkeys(source for source, _ in ORIGINS.values())],
        "resources": [_describe_table(table, *hashes[table.name], excel) for table in TABLES],
    }


def _describe_table(table: TableSpec, size: int, sha256: str, excel: bool) -> Json:
    schema: Json = {"fields": [_describe_column(column, excel) for column in table.columns], "missingValues": [""]}
    if table.key and table.name != "papers":  # a file without a paper has no paper_id
        schema["primaryKey"] = list(table.key)
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "path": f"{table.name}.csv",
        "title": table.english,
        "description": table.english,
        "description_de": table.german,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": size,
        "hash": f"sha256:{sha256}",
        "dialect": {
            "delimiter": ";" if excel else ",",
            "lineTerminator": "\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        "schema": schema,
    }


def _describe_column(column: ColumnSpec, excel: bool) -> Json:
    source, licence = ORIGINS[column.origin]
    described: Json = {
        "name": column.name,
        "type": column.type,
        "description": column.english,
        "description_de": column.german,
        "unit": column.unit,
        "source": source,
        "license": licence,
    }
    if column.type == "number" and excel:
        described["decimalChar"] = ","
    if column.type == "boolean":
        described |= {"trueValues": ["true"], "falseValues": ["false"]}
    if column.required:
        described["constraints"] = {"required": True}
    return described


_KEYS = """
- ags ist ein Schlüssel und keine Zahl: Wer ihn als Zahl einliest, verliert die führende Null (08336). Deshalb
  in pandas:  pd.read_csv("papers.csv", dtype={"ags": str})
  in R:       read.csv("papers.csv", colClasses = c(ags = "character"), fileEncoding = "UTF-8")"""
_FURTHER = {
    ".xlsx": "alle Tabellen als Arbeitsmappe",
    ".parquet": "die Tabelle mit Typen, für R, pandas und DuckDB",
    ".jsonl": "die Tabelle, je Zeile ein JSON-Objekt",
    ".bib": "ein Beleg je Angabe, für BibTeX",
    ".json": "ein Beleg je Angabe, für Zotero und andere (CSL)",
}


def describe_readme(
    archive: Path, rows: Mapping[str, int], unextracted: int, created: datetime, excel: bool, also: Sequence[str] = ()
) -> str:
    """LIESMICH.txt: what this is, what was asked and when, how to read it. `also`: names of files in further formats."""
    counts = {table.name: f"{rows[table.name]:,}".replace(",", ".") for table in TABLES}
    tables = "\n".join(f"  {table.name + '.csv':20}{counts[table.name]:>9} Zeilen  {table.german}" for table in TABLES)
    tables += "".join(f"\n  {name:20}{'':>16}  {_FURTHER.get(Path(name).suffix, '')}" for name in also)
    missing = f"\nAchtung: Bei {unextracted} Vorlagen sind die Angaben noch nicht ausgelesen (ratslese extract).\n" if unextracted else ""
    dialect = (
        "UTF-8 mit BOM, Semikolon, Dezimalkomma: öffnet sich in einem deutschen Excel mit Doppelklick.\n"
        "Text, den Excel in eine Zahl oder ein Datum verwandeln würde (08336, 1/2018, 2018-06, Mai 2019), beginnt mit '."
        if excel
        else "UTF-8, Komma, Dezimalpunkt. Für ein deutsches Excel gibt es: ratslese export ORDNER --excel"
    )
    return f"""\
Angaben aus Kreistags- und Ratsvorlagen
=======================================

Dieser Ordner ist ein Datenpaket (Frictionless Data Package). Er enthält, was ratslese {_version()} in den Vorlagen
des Archivs „{archive.name}“ gefunden hat: Beträge, Stellen, Daten, Handlungsfelder und Beratungsfolgen.

Gefragt wurde:  das ganze Archiv, ohne Einschränkung{" (Fassung für Excel)" if excel else ""}
Erstellt am:    {created.strftime("%d.%m.%Y um %H:%M Uhr")} (UTC)
{missing}
Tabellen
--------
{tables}
  CITATION.cff        wie diese Daten zu zitieren sind (Namen bitte eintragen)
  datapackage.json    beschreibt jede Spalte: Bedeutung (deutsch und englisch), Einheit, Quelle, Lizenz

So ist zu lesen
---------------
- Leer heißt: Die Vorlage sagt es nicht. Leer heißt nie 0.
- value ist bei Beträgen Euro, bei Stellen VZÄ (Vollzeitäquivalente).
- Eine Fundstelle (amounts, positions, dates) ist eine Stelle im Text. Eine Angabe (figures) ist, was eine Vorlage
  einmal sagt, so oft sie es auch wiederholt. Wer summiert, summiert figures und nicht Fundstellen.
- Nicht zusammenzählen: Ausgaben, Einnahmen und Ansätze (direction); Einmaliges und Jährliches (recurrence);
  Anteile (part_of nennt die Angabe, zu der sie gehören); Hintergrund (decided = false).
- doubts nennt Merkmale, die nur angenommen oder fast ebenso gut anders zu lesen sind. Gemessen an Vorlagen, die keine Regel kannte,
  stimmte davon etwa die Hälfte (direction 61 %, decided 52 %), von den übrigen 79 % und 87 %. Diese zuerst an der Fundstelle prüfen.
- cost_of nennt die Stellen, als deren Kosten der Text einen Betrag angibt (cost_basis: zusammen oder je Stelle). Wo Satz oder
  Zeile es nicht eindeutig sagen, bleibt es leer; was eine Stelle kostet, ist also nur für einen Teil der Stellen bekannt.
- page zählt ab 1. start und end sind Stellen im Text dieser Seite, dort steht genau quote.
  bbox ist x0 oben x1 unten in Punkt ab der linken oberen Ecke.
- file_sha256 ist die Prüfsumme der Datei; sie liegt im Archiv unter raw/<erste zwei Zeichen>/<Prüfsumme>.
- Text, der mit = + - @, Tabulator oder Wagenrücklauf beginnt, trägt davor ein ', damit keine Tabellenkalkulation ihn
  ausführt. Dieses ' gehört nicht zum Text. Negative Zahlen in Wertspalten bleiben Zahlen.
- {dialect}{"" if excel else _KEYS}

Die Angaben wurden von Regeln gefunden, nicht von Menschen geprüft. Vor einer Veröffentlichung sind sie an der
Fundstelle zu prüfen; ratslese explain ANGABE zeigt sie mit Regel und Satz.

Rechte
------
Tatsachen sind frei (CC0-1.0). Zitate sind Wortlaut der jeweiligen Körperschaft (amtliche Werke nach § 5 UrhG, soweit
das zutrifft). Schlüssel der Kreise: Statistisches Bundesamt, CC BY. Quelle und Lizenz jeder Spalte stehen in datapackage.json.
"""


def describe_citation(archive: Path, created: datetime) -> str:
    """CITATION.cff of the data: whoever publishes them puts the names in."""
    title = json.dumps(f"Figures from German council papers: {archive.name}", ensure_ascii=False)
    return f"""\
cff-version: 1.2.0
message: "Put your names under authors. Cite the papers themselves for single figures: ratslese export --also bibtex"
type: dataset
title: {title}
date-released: {created.strftime("%Y-%m-%d")}
authors:
  - name: "(names of those who made this study)"
references:
  - type: software
    title: ratslese
    version: "{_version()}"
    authors:
      - name: "The ratslese developers"
"""
