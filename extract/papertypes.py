"""The kind of paper that a paper calls itself: Beschlussvorlage, Antrag, Niederschrift …"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain

from extract.bodies import is_body
from extract.header import Header, Line
from extract.labels import edges, fit, names_committee, parse_reference, read_label, squash, word_set
from extract.patterns import pattern

_VOTES = ("Beschluss: ", "Abstimmung: ", "Beratungsergebnis: ")
_PARTS = frozenset(("protokoll", "beschluss", "niederschrift", "information", "tagesordnung"))


def find_type(header: Header, heading: str, phrase_types: Sequence[str] = (), headline: str = "") -> str:
    """The kind of paper, as printed: of its label, else of a page's `headline`, of a line of the head, or of the first section."""
    for entry in header.values("paper_type"):
        if re.search(r"[a-zäöü]{3}", entry.value) and len(entry.value) < 80:
            return entry.value
    for entry in header.values("public"):
        if squash(entry.value) in word_set("papers", "minutes"):
            return entry.value  # "Status: Niederschrift" of a sitting's page
    if headline:
        return headline
    named = [entry for entry in header.entries if entry.type and (entry.value or entry.field == "title")]
    lines = [line for line in header.lines[:40] if header.roles[line.number] != "table"]
    if any(line.text.startswith(_VOTES) for line in lines[:6]):
        lines = [line for line in lines if squash(line.text) != "beschluss"]  # a page of one point: "Beschluss" heads a part of it
    of_heading = read_type(heading) if squash(heading) in word_set("papers", "motions") else ""
    of_lines = (name for line in lines for cell in line.cells if (name := read_type(cell)) and not _is_part(line, cell, name))
    strong: list[str] = []
    best = ""
    for name in filter(None, chain(of_lines, phrase_types, (of_heading,))):
        strong.append(name)
        if squash(name) not in word_set("papers", "weak"):
            best = name
            break
    if named and not best:
        return re.sub(r"[\s-]*(?:Nr|Nummer)\.?:?$|[:\s-]+$|\s+zum Thema$", "", named[0].written).replace("vorlagen", "vorlage")
    return best or (strong[0] if strong else _opening_type(header))


def _is_part(line: Line, cell: str, name: str) -> bool:
    """Whether a kind of paper with a colon heads a part of the page ("Protokoll:", "Beschluss:") further down, or a motion stands between
    dashes below the title of what answers it ("- Antrag der Fraktion A -")."""
    dashed = line.raw.lstrip().startswith(("- ", "– ")) and line.raw.rstrip().endswith((" -", " –"))
    if dashed and squash(name) in word_set("papers", "motions"):
        return True
    return cell.endswith(":") and (squash(cell) == "beschluss" or (line.number > 2 and squash(cell) in _PARTS))


def _opening_type(header: Header) -> str:
    """The kind of paper that the first line begins with ("Haushaltsrede des Landrats zum …"); a motion says so otherwise."""
    words = next((line.text.split() for line in header.lines if re.search(r"[A-Za-z]{3}", line.text)), [])
    for size in range(min(3, len(words) - 1), 0, -1):
        name = " ".join(words[:size])
        if squash(name) in word_set("papers", "types") - word_set("papers", "motions") - word_set("papers", "weak") and name[0].isupper():
            return _usual_case(name)
    return ""


@lru_cache(maxsize=5_000)
def read_type(text: str) -> str:
    """The kind of paper that a short line names, in usual case; empty where it names none."""
    text = re.sub(r"^\d(?=[A-ZÄÖÜ]{4})", "", text) if text[:1].isdigit() else text
    text = text.removeprefix("öffentliche ").removeprefix("nichtöffentliche ")
    if len(text) > 90 or not text:
        return ""
    words = text.split()
    types = word_set("papers", "types")
    if not words or (squash(words[0]) not in edges(types) and squash(words[-1]) not in edges(types, True)):
        return ""
    for size in range(min(len(words), 5), 0, -1):
        for part, rest in ((words[:size], words[size:]), (words[-size:], words[:-size])):
            name = " ".join(part)
            if squash(name) in types and name[0].isupper() and _is_beside_type(" ".join(rest), name):
                return _usual_case(name.strip(":,;*"))
    return ""


def _is_beside_type(rest: str, name: str) -> bool:
    """What may stand in one line with the kind of paper: nothing, a number, öffentlich, a body's name."""
    if not rest:
        return True
    if squash(name) in word_set("papers", "motions") and re.match(r"(?:der|des|von)\b", rest) and len(rest) < 60:
        return True
    if squash(name) in word_set("papers", "minutes") and pattern("sitting").match(rest):
        return True
    answers = name.startswith(("Beantwortung", "Stellungnahme", "Antwort"))
    if answers and re.match(r"(?:der|des|von)\b.*(?:[Ff]raktion|[Gg]ruppe|rat|tag)", rest):
        return True  # "Beantwortung der Anfrage der Fraktion A vom 20.09.2021"
    if re.match(r"(?:von|der|vom|zum Haushalt|über)\b", rest):
        return squash(name) in ("haushaltsrede", "niederschrift", "protokoll", "auszugausderniederschrift", "auszugausdemprotokoll")
    if name.endswith("orlage") and (re.match(r"zu (?:TOP|Tagesordnungspunkt|Punkt) \d", rest) or _is_addressed(rest)):
        return True
    numbered = read_label(rest) if name.endswith("orlage") and not rest.startswith("N") else None
    if numbered is not None and numbered.label.field == "reference" and parse_reference(numbered.value):
        return True  # "öffentliche Vorlage Drs.Nr. 137/06"
    marks = re.fullmatch(r"(?:[-–·]\s*)?(?:Nr\.?:?\s*)?\(?(?:öffentlich|nicht-?\s?öffentlich)?\)?", rest)
    return marks is not None or fit("reference", rest) >= 0.6 or is_body(rest)


def _is_addressed(rest: str) -> bool:
    """Whether words say for whom a paper is: "für den Kreistag"."""
    return len(rest) < 60 and re.match(r"(?:für|an) (?:den|die) [A-ZÄÖÜ]", rest) is not None and names_committee(rest)


def _usual_case(name: str) -> str:
    """"STELLUNGNAHME zum Antrag" → "Stellungnahme zum Antrag"."""
    return " ".join(word.capitalize() if word.isupper() and len(word) > 2 else word for word in name.split())
