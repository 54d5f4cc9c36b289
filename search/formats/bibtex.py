"""`figures.bib`: a BibTeX entry for each figure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from search.columns import TableSpec
from search.formats import Rows
from search.formats.references import Reference, find_references

NAME = "figures.bib"
_SPECIAL = {sign: f"\\{sign}" for sign in "{}%&#_$"} | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


def write(tables: Sequence[TableSpec], rows: Rows, folder: Path) -> tuple[str, ...]:
    """Write the file."""
    with (folder / NAME).open("w", encoding="utf-8", newline="\n") as out:
        for reference in find_references(tables, rows):
            out.write(bibtex_entry(reference) + "\n")
    return (NAME,)


def bibtex_entry(reference: Reference) -> str:
    """One entry of the type @techreport, which has an institution and a number; signs of TeX are escaped."""
    fields = {
        "title": f"{{{_escape(reference.title)}}}",
        "institution": _escape(reference.body),
        "type": _escape(reference.kind),
        "number": _escape(reference.number),
        "date": reference.date,
        "year": reference.date[:4],
        "pages": reference.page,
        "url": reference.url,
        "urldate": reference.accessed,
        "note": _escape(reference.note + (f"; SHA-256 {reference.sha256}" if reference.sha256 else "")),
    }
    lines = ",\n".join(f"  {name} = {{{text}}}" for name, text in fields.items() if text.strip("{}"))
    return f"@techreport{{{re.sub(r'[^A-Za-z0-9:-]', '-', reference.key)},\n{lines}\n}}\n"


def _escape(text: str) -> str:
    return "".join(_SPECIAL.get(sign, sign) for sign in text)
