"""Texts of a page that stand under headings: a passage is divided where a heading of another kind begins. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.vendors.pages import Node, classify_heading, lines_of
from ingest.vendors.records import RisText, TextKind

# lines that are headings of parts of a paper, as a whole or up to their colon
_WORDS = (
    r"(?:beschluss|beschluß|petitum)(?:vorschlag|vorlage|entwurf|antrag|empfehlung|text)?(?:/\w+)?|antrag|empfehlung|"
    r"sach(?:verhalt|darstellung|stand|lage)|(?:sach- und )?rechtslage|(?:kurz)?begründung|erläuterung(?:en)?|ausgangslage|"
    r"problem(?:stellung)?|"
    r"(?:voraussichtliche )?finanzielle auswirkung(?:en)?(?:[ /]\w+)?|haushalts(?:mäßige|rechtliche) auswirkung(?:en)?|kosten|finanzierung|"
    r"anlage(?:n|/n|\(n\))?|klima(?:schutz|relevanz|auswirkungen)?|alternativen|ziele?|lösung|anfrage|antwort|stellungnahme|bericht|mitteilung"
)


def find_headed(node: Node, heading: str, slot: TextKind | None) -> Iterator[RisText]:
    """The texts of one part of a page; a new one begins at a line that is a heading of another kind.

    `heading` is what stands above the part. Where neither it nor the text has one that is known, `slot` (the vendor's name for the
    place) tells the kind, for it is only a place: customers put other texts into it.
    """
    head, lines, kind = heading.rstrip(": "), list[str](), _kind(heading, slot)
    for line in lines_of(node).split("\n"):
        own, rest = _heading_line(line)
        other = classify_heading(own) if own else kind
        if own and not any(lines) and head.casefold() in ("", own.casefold()):
            head, kind, lines = own, other, [rest] if rest else []
        elif other != kind and (other != "other" or re.match("anlage", own, re.I)):
            if any(lines):
                yield RisText(kind, head, "\n".join(lines).strip())
            head, kind, lines = own, other, [rest] if rest else []
        else:
            lines.append(line)
    if any(lines):
        yield RisText(kind, head, "\n".join(lines).strip())


def _kind(heading: str, slot: TextKind | None) -> TextKind:
    kind = classify_heading(heading) if heading else "other"
    return slot if kind == "other" and slot and not _heading_line(heading)[0] else kind


def _heading_line(line: str) -> tuple[str, str]:
    """(heading, text after its colon) of a line that begins a part; ("", "") for any other line."""
    found = re.match(rf"(?:(?:[IVX]+|\d|[A-Ha-h])[.)]\s*)?((?:{_WORDS})(?:\s*/\s*(?:{_WORDS}))?)\s*(?::\s*(.*)|)$", line, re.I)
    return (found[1], found[2] or "") if found else ("", "")
