"""Labelled values of a page, whatever its markup: what customers call Betreff, Status, Art, Federführung, and how their values read.

Labels differ per customer and version: they are matched by meaning, never by position. Where pages name values by ids, the ids count first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.vendors.pages import Node, text_of

# what is asked of a paper's page → (ids, pattern of the label); ids first, labels where there is no such id
LABELS: dict[str, tuple[tuple[str, ...], str]] = {
    "number": (("voname", "vonr", "vonummer"), r"(?:vorlagen?|drucksachen?)[-\s]*(?:nr\.?|nummer|zeichen)|nummer"),
    "title": (("vobetreff", "vobetr"), r"betreff\b.*|thema|gegenstand|titel"),
    "status": (("vostatus",), r"status|öffentlichkeit"),
    "type": (("voart",), r"(?!beschluss|sitzungs)[\w.]*[-\s]*art(?: der \w+)?|vorlagentyp"),
    "lead": (("vofamt", "voamt"), r"federf.*"),
    "date": (("vodatum",), r"(?:vorlagen?|drucksachen?)?[-\s]*datum(?: der (?:vorlage|drucksache))?|(?:erstellt|angelegt)(?: am)?"),
    "person": (("vobearbeiter", "vobearbeiter1"), r"(?:sach)?bearbeite.*|ansprechpart.*|erstellt von|aufgestellt von"),
}


@dataclass(frozen=True, slots=True)
class Field:
    """A label as printed (without colon) with the id and the node of its value."""

    label: str
    id: str
    node: Node


def read_fields(tree: Node) -> list[Field]:
    """All labelled values of a page, whatever its skin: ids named by a label, `td.kb1` + cell, `dt` + `dd`, `th` + `td`."""
    ids = {entry.get("id").lower(): entry for entry in reversed(list(tree.iter())) if isinstance(entry.tag, str) and entry.get("id")}
    found: list[Field] = []
    for entry in tree.xpath("//*[@aria-describedby]"):
        name = entry.get("aria-describedby").strip().lower()
        if name in ids and ids[name] is not entry:
            found.append(Field(_label(entry), name, ids[name]))
    named = {field.id for field in found}
    found += [Field("", name, node) for name, node in ids.items() if name not in named and name.startswith("vo")]
    for cell in tree.xpath("//td[not(.//table)] | //th | //dt"):
        value = _value_of(cell)
        if value is not None:
            found.append(Field(_label(cell), "", value))
    return found


def _label(node: Node) -> str:
    return text_of(node).rstrip(": ")


def _value_of(cell: Node) -> Node | None:
    """The value beside a label cell; None where the cell is no label."""
    value = cell.getnext()
    if value is None or value.tag not in ("td", "dd"):
        return None
    text = text_of(cell)
    marked = "kb1" in (cell.get("class") or "").split() or cell.tag in ("dt", "th")
    return value if 0 < len(text) < 60 and (marked or text.endswith(":")) else None


def told(fields: Sequence[Field], name: str) -> Node | None:
    """The value node of one of LABELS that is not blank; None where the page does not tell it."""
    ids, pattern = LABELS[name]
    for wanted in ids:
        for field in fields:
            if field.id == wanted and text_of(field.node):
                return field.node
    for field in fields:
        if field.label and re.fullmatch(pattern, field.label.casefold()) and text_of(field.node):
            return field.node
    return None


def told_text(fields: Sequence[Field], name: str) -> str:
    """The value of one of LABELS in one line, "" where the page does not tell it."""
    return text_of(told(fields, name))


def read_units(node: Node | None) -> str:
    """A value of one or several lines, joined by "; " where the page breaks the line between units."""
    if node is None:
        return ""
    parts = [text_of(entry) for entry in node.xpath("./div | ./p | ./li")]
    if len(parts) > 1:
        return "; ".join(filter(None, parts))
    return text_of(node)


def read_public(status: str) -> bool | None:
    """"öffentlich" → True, "nichtöffentlich" → False, "öffentlich/nichtöffentlich" → True (any public station), else None."""
    folded = " ".join(status.casefold().split())
    closed = r"nicht[\s-]*öffentlich\w*"
    if re.search(r"\böffentlich", re.sub(closed, " ", folded)):
        return True
    return False if re.search(closed, folded) else None


def split_heading(heading: str, paper_type: str = "", number_first: bool = False) -> str:
    """The paper's number in a heading: "Drucksache - 22-2362", "Antrag - 469/2026", "VO/2026/181 - Beschlussvorlage" (number first).

    Of the parts between dashes those count that hold a digit and no word; a type that holds digits ("Anfrage gem. § 24") is none.
    """
    text, kind = re.sub(r"\s*\((?:nicht)?öffentlich\)$", "", " ".join(heading.split())), " ".join(paper_type.split())
    if kind and text.casefold().endswith(f" - {kind.casefold()}"):
        text = text[: -len(kind) - 3]
    elif kind and text.casefold().startswith(f"{kind.casefold()} - "):
        text = text[len(kind) + 3 :]
    runs = [""]
    for part in text.split(" - "):
        number = _is_number(part)
        runs[-1:] = [f"{runs[-1]} - {part}" if runs[-1] else part] if number else [runs[-1], ""]
    runs = [run for run in runs if run]
    if runs:
        return runs[0] if number_first else runs[-1]
    parts = [part for part in text.split(" - ") if re.search(r"\d", part)]
    words = (parts[0 if number_first else -1] if parts else "").split()
    tails = [" ".join(words[start:]) for start in range(len(words))]
    return next((tail for tail in tails if _is_number(tail)), next((word for word in reversed(words) if re.search(r"\d", word)), ""))


def _is_number(text: str) -> bool:
    return bool(re.search(r"\d", text)) and not re.search(r"[a-zäöüß]{4}|§", text)


def read_body_name(headline: str) -> str:
    """The body that a page's headline names: "Bezirksversammlung Altona" → "Bezirk Altona"; "" where it names none for certain.

    A Verbands- or Samtgemeinde is none: its system serves its member municipalities as well.
    """
    for part in re.split(r"\s[-–|]\s|[,;|(]", " ".join(headline.split())):
        part = re.sub(r"\s+\w*(?:info|portal|system|online)\w*\b.*$", "", part, flags=re.I)
        found = re.search(r"\bBezirksversammlung\s+(?:des Bezirks\s+)?([A-ZÄÖÜ].*)$", part)
        if found:
            return f"Bezirk {found[1].strip()}"
        found = re.search(r"(?:^|\b(?:de[rs]|im|für|den|die)\s)(Landkreis|Kreis|Stadt|Gemeinde)(?:es)?\s+([A-ZÄÖÜ].*)$", part)
        if found:
            return f"{found[1]} {found[2].strip()}"
    return ""
