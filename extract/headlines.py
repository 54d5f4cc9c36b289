"""Headlines of pages of council information systems: what the page shows and its number or name, parted by a dash.

"Beschlussvorlage - VO/2021/118" heads a paper, "Auszug - Ausbau der Schule" and "30.09.2021 - 6 Ausbau der Schule" a point of an agenda.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from extract.header import Header, Line
from extract.labels import fit, parse_reference, spells
from extract.patterns import pattern

MAX_LINE = 15  # further down a line of this shape is a link to another paper


@dataclass(frozen=True, slots=True)
class Headline:
    """The headline's line and what it tells: kind of paper and number, or the title of the point; what it does not tell is empty."""

    line: int
    kind: str = ""
    number: str = ""
    title: str = ""


def find_headline(header: Header) -> Headline | None:
    """The headline of a page, the first of several; None where it has none."""
    for line in header.lines[:MAX_LINE]:
        if heads_agenda(header, line):
            return None  # what stands below are other papers' numbers
        if header.roles[line.number] == "table" or not re.search(r" [-–] |^TOP .*: ", line.text):
            continue
        found = pattern("headline").fullmatch(line.text)
        if found and parse_reference(found["number"]) == found["number"] and fit("reference", found["number"]) >= 0.6:
            return Headline(line.number, found["kind"], found["number"])
        sitting = pattern("headline_sitting").fullmatch(line.text)
        if sitting:
            return Headline(line.number, sitting["kind"], title=sitting["title"])
        point = pattern("headline_point").fullmatch(line.text)
        if point and (not point["top"] or _stands_alone(header, line)):
            return Headline(line.number, title=point["title"])
    return None


def heads_agenda(header: Header, line: Line) -> bool:
    """Whether a line is "Tagesordnung" and no more, and not the end of "Punkt 4 der" / "Tagesordnung:"."""
    if not spells("tagesordnung", line.text):
        return False
    return not (line.number and header.lines[line.number - 1].text.endswith(" der"))


def _stands_alone(header: Header, line: Line) -> bool:
    """Whether a point of an agenda heads the page and no other follows soon, as in minutes of a whole sitting."""
    return line.number < 2 and not any(other.text.startswith("TOP ") for other in header.lines[line.number + 1 : MAX_LINE])


def mark_headline(header: Header) -> Headline | None:
    """Find the headline and mark it and what stands above it: menus and the system's name are no title."""
    headline = find_headline(header)
    if headline is not None:
        for number in range(headline.line + 1):
            if not header.roles[number]:
                header.roles[number] = "headline"
    return headline


def keep_first_of_two(header: Header) -> None:
    """Cut the values of a page that prints two columns run together, "Ursprungaktuell": "AntragMitteilung" was an Antrag at first."""
    if not any(spells("ursprungaktuell", line.text) for line in header.lines[: 2 * MAX_LINE]):
        return
    for number, entry in enumerate(header.entries):
        half, seam = len(entry.value) // 2, re.search(r"(?<=[a-zäöüß)])(?=[A-ZÄÖÜ])", entry.value)
        end = half if entry.value and entry.value[:half] == entry.value[half:] else seam.start() if seam else len(entry.value)
        header.entries[number] = replace(entry, value=entry.value[:end])


def is_page_of_sitting(header: Header) -> bool:
    """Whether a page shows a whole sitting: its place and committee in the first lines, and below them the list of its points."""
    begun = [line.text.partition(":")[0] for line in header.lines[:8]]
    if "Sitzungsort" not in begun or "Gremium" not in begun:
        return False
    if any(spells("topnrbezeichnung", line.text) for line in header.lines[: 2 * MAX_LINE]):
        return True
    return sum(spells("zumseitenanfang", line.text) for line in header.lines) > 1  # a link to the top stands between the agenda's points


def find_number_of_point(header: Header, title: str) -> str:
    """The number of the paper that a point is about: it stands before the same title in a line below ("2021/118 Ausbau der Schule")."""
    opening = title[:20].casefold()
    for line in header.lines[: 2 * MAX_LINE]:
        number = parse_reference(line.text)
        if number and line.text[len(number) :].strip(" :–-").casefold().startswith(opening) and fit("reference", number) >= 0.6:
            return number
    return ""
