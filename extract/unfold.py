"""Heads of forms that stand in one line: what pulled their text from a print put a space for every line end.

A page is unfolded by putting line ends for spaces before labels, headings and offices and behind days and ticks: nothing moves, so that
every place in the page stays where it was.
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.types import Page
from extract.labels import find_inner_labels, names_committee
from extract.patterns import pattern

HEAD_CHARACTERS = 3500
LONGEST_LINE = 260  # characters: a longer line of a head holds more than one line of the form
LEAST_SIGNS = 3  # so many labels and headings show that a line is a form and no paragraph
MAX_NAME = 130
_MIRRORS = ("\nInhalt der Datei\n", "\nVolltext\n", "\nTranskript\n", "\nCitation preview\n")  # each of them stands on a mirror's pages
_STATIONS = re.compile(r"(?:Beratungsfolge|Gremienfolge|Beratungsgang)(?: dieser Vorlage)?\s?:?\s")
_COLUMNS = re.compile(
    r"(?:(?:(?:geplanter? )?Sitzungstermine?|Termin|Sitzungsdatum|Sitzung am|Datum|TOP|Gremium|Status|(?:Abstimmungs|Beratungs)?[Ee]rgebnis"
    r"|Zuständigkeit|Bemerkung(?:en)?|Ö ?/ ?N|ö ?/ ?nö|Beratungszweck|öffentlich/nichtöffentlich)\s?:?\s)+"
)
_DAY = re.compile(r"(?<![\d.])[0-3]?\d\.[01]?\d\.(?:20|19)?\d\d(?![\d.])")


def unfold(page: Page) -> Page:
    """The page with the lines of a form's head one below the other, of the same length; the page itself where they stand so already."""
    text, start, cuts = _without_mirror(page.text), 0, set[int]()
    while start < min(len(text), HEAD_CHARACTERS):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start > LONGEST_LINE:
            cuts |= _cuts(text, start, min(end, start + HEAD_CHARACTERS))
        start = end + 1
    if not cuts:
        return page if text is page.text else replace(page, text=text)
    signs = list(text)
    for cut in cuts:
        signs[cut] = "\n"
    return replace(page, text="".join(signs))


def _without_mirror(text: str) -> str:
    """The text with blanks for what a mirror of documents prints before it."""
    found = pattern("mirror").search(text, 0, HEAD_CHARACTERS) if any(map(text[:HEAD_CHARACTERS].__contains__, _MIRRORS)) else None
    return text if found is None else text[: found.start()] + re.sub(r"[^\n]", " ", found[0]) + text[found.end() :]


def _cuts(text: str, low: int, high: int) -> set[int]:
    """The places of spaces of text[low:high] at which a line of the form ended; none where the line is no form."""
    line = text[low:high]
    labels = find_inner_labels(line)
    headings = [found.start() for found in pattern("folded_heading").finditer(line)]
    head = line[: headings[0]] if headings else line
    others = list(pattern("folded_before").finditer(head))
    if len({*labels, *headings, *(found.start() for found in others if found["office"] is None)}) < LEAST_SIGNS:
        return set()
    before = {*labels, *headings, *(found.start() for found in others)}
    behind = {found.end() for found in pattern("folded_behind").finditer(head)}
    for found in _STATIONS.finditer(line):
        before.add(found.start())
        behind |= _ends_of_stations(line, found.end())
    spaces = {at - 1 for at in before if at and line[at - 1] == " "} | {at for at in behind if line[at : at + 1] == " "}
    return {low + at for at in spaces}


def _ends_of_stations(line: str, start: int) -> set[int]:
    """Where the heading of a Beratungsfolge and each of its stations end: "Beratungsfolge: Bauausschuss 06.03.2017 Kreistag 22.03.2017"."""
    heads = _COLUMNS.match(line, start)
    start = heads.end() if heads else start
    ends = {start - 1}
    for found in _DAY.finditer(line, start):
        name = line[start : found.start()]
        if len(name) > MAX_NAME or not names_committee(name):
            break
        result = pattern("result").match(line, found.end() + 1)
        start = result.end() if result else found.end()
        ends.add(start)
    return ends
