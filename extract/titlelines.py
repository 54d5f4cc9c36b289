"""Lines that are titles: joined to one line, and the first lines of letters, speeches and minutes, which name them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.bodies import is_body
from extract.header import Header, Line
from extract.labels import clean, parse_day, squash, word_set
from extract.patterns import pattern
from extract.prose import LONGEST_LINE, LONGEST_PHRASE

MAX_TITLE = 600
_LETTER_ABOUT = re.compile(
    r"(?:Antrag|Anfrage) (?:(?:zur|für die|in der)\b[^:]{0,60}[Ss]itzung\b[^:]{0,70}\d{4}|zu|zum Thema|betr\.|betreffend): ?"
    r"(?P<title>\S.{11,})"
)
_OPEN_TO_ALL = re.compile(r"\s*\((?:nicht-?)?öffentlich\)$")  # "Niederschrift (öffentlich)"
_ORGAN_OF = re.compile(
    r"(?:Der |Die )?(?:Kreistag|Kreisausschuss|Stadtrat|Gemeinderat|Rat|Magistrat|Bürgerschaft|(?:Stadtverordneten|Gemeinde)versammlung|"
    r"(?:Gemeinde|Stadt)vertretung|Verwaltung|(?:Kreis|Stadt|Gemeinde)verwaltung) (?:der|des) "
)


def tidy_title(lines: Sequence[str]) -> str:
    """Title lines joined to one line."""
    text = " ".join(f"{clean(line)}-" if line[-1:] == "-" and line[-2:-1].islower() else clean(line) for line in lines).removesuffix("-")
    text = re.sub(r"(?<=[a-zäöüß])- (?=[a-zäöüß]{2})(?!und |oder |bzw)", "", " ".join(text.split()))
    return pattern("agenda_point").sub("", text[:MAX_TITLE].strip(" *|"))


def first_line_of_minutes(header: Header, paper_type: str) -> str:
    """The first line of a whole sitting's minutes that names them to the day: "Niederschrift 16. Sitzung des Rates 10.04.2013"."""
    if not header.lines or squash(paper_type) not in word_set("papers", "minutes"):
        return ""
    first = header.lines[0].text
    named = first.startswith(f"{paper_type} ") and "itzung" in first and len(first) < LONGEST_LINE and parse_day(first)
    return tidy_title([first]) if named and not any(pattern("agenda_point").match(line.text) for line in header.lines[:30]) else ""


def title_of_letter(header: Header) -> str:
    """What stands behind the words that head a letter: "Anfrage zur Sitzung des Rates am 19.01.2023: Stellen", "Anfrage zu: Stellen"."""
    for line in header.lines[:4]:
        found = _LETTER_ABOUT.match(line.text) if line.text.startswith(("Antrag ", "Anfrage ")) else None
        if found:
            return tidy_title([found["title"]])
    return ""


def title_of_speech(header: Header, paper_type: str) -> str:
    """The first line of a speech that names it to the day: "Haushaltsrede Kreistag 05.03.2012"."""
    first = header.lines[0].text if paper_type.endswith("rede") and header.lines else ""
    return tidy_title([first]) if first.startswith(f"{paper_type} ") and len(first) < LONGEST_PHRASE and parse_day(first) else ""


def names_sitting(header: Header) -> bool:
    """Whether minutes say at their head that they are those of a whole sitting, not an extract about one point."""
    text = " ".join(line.text for line in header.lines[:8])
    return re.search(r"(?:Niederschrift|Protokoll) über (?:die|eine) .{0,80}?[Ss]itzung\b", text) is not None and "Auszug" not in text


def title_of_minutes(header: Header, paper_type: str) -> str:
    """"Protokoll der Sitzung des … am …": from the word to the date; the word and the committee where labels stand between."""
    first = next((line for line in header.lines[:6] if squash(line.text).startswith(squash(paper_type))), None)
    committee = next((entry.value for entry in header.values("committee") if entry.line < 12), "")
    if first is not None and not header.roles[first.number]:
        if squash(_OPEN_TO_ALL.sub("", first.text)) != squash(paper_type):
            return tidy_title([first.text])
        if committee:
            return tidy_title([first.text, committee])
    labelled = next((line.number for line in header.lines[:12] if _ends_name_of_minutes(header, line)), 12)
    text = " ".join(line.text for line in header.lines[:labelled])
    kind = rf"{re.escape(paper_type)}(?: \((?:nicht-?)?öffentlich\))?(?: über die| der| zur)?"
    found = re.search(rf"{kind}\s.{{0,160}}?Sitzung\b", text, re.IGNORECASE)
    day = pattern("day").search(text, found.end()) if found else None
    if found and day is None and labelled < 12 and len(text) - found.start() < 250:
        return tidy_title([text[found.start() :]])  # the day stands behind a label of its own
    return tidy_title([text[found.start() : day.end()]]) if found and day and day.start() - found.end() < 200 else ""


def _ends_name_of_minutes(header: Header, line: Line) -> bool:
    """Whether the form begins below the name of minutes: "vom 09.07.2018" in a line of its own is its end."""
    return line.number > 1 and header.roles[line.number] == "label" and not line.text.startswith("vom ")


def names_body(text: str) -> bool:
    """Whether a line is the name of a body, or of its organ: "Kreistag des Landkreises Wesel"."""
    organ = _ORGAN_OF.match(text)
    return is_body(text[organ.end() :] if organ else text)
