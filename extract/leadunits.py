"""The unit that has a paper in hand (CODEBOOK section 1, lead_unit): by label, letterhead, signature or footer."""

from __future__ import annotations

import re
from itertools import pairwise

from corpus.types import ReadFile
from extract.bodies import find_body
from extract.header import Entry, Header, Line, read_lines
from extract.labels import clean, fit, load_labels, squash, word_set
from extract.papertypes import read_type
from extract.patterns import pattern

RANK_OF_DEZERNAT = 3  # of its label in rules/labels.toml


def find_lead_unit(header: Header, file: ReadFile) -> str:
    """The unit that has the paper in hand, as printed: of a label, the letterhead, over a signature, of a footer; else empty."""
    entries = [entry for entry in header.values("lead_unit") if _may_be_unit(entry.value)]
    if entries:
        return _office_below(header, entries[0]) or _whole_unit(header, entries[0])
    submitters = [entry.value for entry in header.values("submitter") if pattern("unit").match(entry.value) and _may_be_unit(entry.value)]
    submitters = [value for value in submitters if value not in ("Bezirksamt", "Landratsamt", "Verwaltung")]
    if submitters:
        return submitters[0]  # "Einreicher: Amt für Schulen": the office that brings a paper in has it in hand
    letterhead = _beside_phone(header)
    if letterhead:
        return letterhead
    signed = _unit_over_signer(file)
    if signed:
        return signed
    cells = [cell for line in header.lines[:6] if header.roles[line.number] in ("", "stray") for cell in line.cells]
    return next((unit for cell in cells if (unit := _unit_in(cell))), "") or _unit_of_footer(file)


def _office_below(header: Header, entry: Entry) -> str:
    """The office in the line below a Dezernat: it is the more specific of the two; empty where none stands there."""
    below = entry.last + 1
    if entry.rank < RANK_OF_DEZERNAT or below >= len(header.lines) or header.roles[below] or not header.lines[below].cells[0]:
        return ""
    office = header.lines[below].cells[0]
    return _unit_in(office) if re.match(r"(?:Amt|Fachbereich|Fachdienst|Sachgebiet|Abteilung|[A-ZÄÖÜ][a-zäöüß]{3,}amt)\b", office) else ""


def _may_be_unit(value: str) -> bool:
    """Whether a label's value can name a unit: no day, no label of its own, no head of a column."""
    if not re.search(r"[A-Za-zÄÖÜ\d]", value) or fit("date", value) or value.rstrip().endswith(":") or squash(value) in load_labels():
        return False
    return squash(value) not in word_set("columns", "heads")


def _unit_in(cell: str) -> str:
    """The unit that a line of a letterhead names; empty where it names none."""
    unit = re.sub(r"^(?:Landratsamt|Kreisverwaltung|Stadtverwaltung|Gemeindeverwaltung)\s+[-–]\s+", "", cell)
    # "Sachgebiet 31 - Asyl und Integration" is all name; behind a name a dash parts something else.
    unit = unit if re.match(r"\d|\w+\.? [\dIVX][\d.]*[a-z]?\s+[-–]", unit) else re.sub(r"\s+[-–]\s.*", "", unit)
    if len(unit) >= 70 or not pattern("unit").match(unit):
        return ""
    if unit.endswith(":") or squash(unit) in word_set("columns", "heads"):
        return ""
    return "" if re.search(r"\b(?:AG|GmbH|e\. ?V\.)", cell) or re.search(r"vorlage|Landratsamt|verwaltung|konzept", unit) else unit


def _whole_unit(header: Header, entry: Entry) -> str:
    """A unit's value with its next line where the box was too narrow for it."""
    value = entry.value
    for line in header.lines[entry.last + 1 : entry.last + 4]:
        unfinished = re.search(r"(?:\bund|\bfür|\bi\. ?V\. ?m\.|i\.B\.m\.|[,/&-])$", value)
        alone = _is_narrow_end(header, line) or (not line.blank_before and re.match(r"(?:i\. ?[BV]\. ?m\.|und|sowie) ", line.text))
        if re.search(r"\b(?:Dez|Abt|FB)\.?$", value) and re.fullmatch(r"\d{1,2}", line.text) and not line.blank_before:
            value = f"{value} {line.text}"
            continue
        if header.roles[line.number] or not (unfinished or alone) or len(line.text) > 45 or read_type(line.text):
            break
        broken = re.search(r"[a-zäöüß]-$", value) and re.match(r"(?!und |oder )[a-zäöüß]{2}", line.text)
        value = f"{value[:-1]}{line.text}" if broken else f"{value} {line.text}"
        header.roles[line.number] = "value"
    head, _, last = value.strip().rpartition(" ")
    # A kind of paper printed in the middle of the page may stand in the same line ("13-2 Niederschrift").
    return head if head and read_type(last) else value.strip().rstrip(",;").removesuffix("-")


def _is_narrow_end(header: Header, line: Line) -> bool:
    """A short line directly below a unit, with a blank line and free text after it."""
    after = header.lines[line.number + 1] if line.number + 1 < len(header.lines) else None
    if after is None or not after.blank_before or header.roles[after.number]:
        return False
    return not line.blank_before and len(line.text) < 30 and " " not in line.text


def _beside_phone(header: Header) -> str:
    """The unit in a letterhead's other column, beside the lines of phone and date, joined to one line."""
    numbers = {entry.line for entry in header.entries if entry.field in ("phone", "date", "file_number") and entry.line < 12}
    parts = [value for value, number in header.strays if number in numbers and re.search(r"[A-Za-zÄÖÜ]{2}", value) and len(value) < 60]
    return " ".join(dict.fromkeys(parts)) if parts and pattern("unit").match(parts[0]) else ""


def _unit_over_signer(file: ReadFile) -> str:
    """The unit of a letterhead that stands over its head's name and the day: unit, name, office, day, one below the other."""
    lines = read_lines(file.pages[0], most=40) if file.pages else []
    days = {line.number for line in lines if pattern("day").fullmatch(line.text)}
    if not days:
        return ""
    for line, after in pairwise(lines):
        if days.isdisjoint(range(line.number + 2, line.number + 6)):
            continue
        goes_on = re.match(r"(?:und|für|sowie)\s", after.text) is not None
        name = line.number + 1 + goes_on
        below = [other.text for other in lines[name : name + 4]]
        is_signed = below and re.fullmatch(r"(?:Dr\. |Prof\. )*[A-ZÄÖÜ]\S+(?: [A-ZÄÖÜ]\S+){1,2}", below[0])
        if is_signed and any(pattern("day").fullmatch(text) for text in below[1:]) and _unit_in(line.text):
            return f"{line.text} {after.text}" if goes_on else line.text
    return ""


def _unit_of_footer(file: ReadFile) -> str:
    """"Stadt X / Referat für Y" in a footer."""
    for page in file.pages[:2]:
        for line in reversed(read_lines(page, begin=max(0, len(page.text) - 400))[-4:]):
            for cell in line.cells:
                body, slash, unit = cell.partition(" / ")
                if slash and find_body(body, "")[0] and pattern("unit").match(unit):
                    return clean(unit)
    return ""
