"""Lines that are titles: joined to one line, and the first lines of letters, speeches and minutes, which name them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.header import Header
from extract.labels import clean, parse_day, squash, word_set
from extract.patterns import pattern
from extract.prose import LONGEST_LINE, LONGEST_PHRASE

MAX_TITLE = 600
_LETTER_ABOUT = re.compile(
    r"(?:Antrag|Anfrage) (?:(?:zur|für die|in der)\b[^:]{0,60}[Ss]itzung\b[^:]{0,70}\d{4}|zu|zum Thema|betr\.|betreffend): ?"
    r"(?P<title>\S.{11,})"
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
