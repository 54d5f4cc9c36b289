"""The sittings that a head names: the Beratungsfolge of its tables, else its labels or a phrase ("Antrag für den Rat am 12.02.2021")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from corpus.types import Consultation
from extract.committees import nominative, tidy_committee
from extract.consultations import StationTable
from extract.header import Entry, Header
from extract.labels import names_committee, parse_day, squash
from extract.patterns import find_first, pattern

_OF_SITTING = frozenset(("sitzungsort", "ortdersitzung", "raum", "sitzungsraum", "beginndersitzung", "zeit"))
_BEHIND_DAY = re.compile(r"(?<=\d)(?:\s?[,;/]|\s(?:und|sowie))\s+(?=[A-ZÄÖÜ])")
_PURPOSE = re.compile(
    r"^(?:Kenntnis(?:nahme)?|Beschlussfassung|(?:Vor)?[Bb]eratung|Entscheidung)"
    r" (?:im|in der|an de[nr]|durch de[nr]|an die|durch die) "
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")
_EARLIER = re.compile(r"[0-3]?\d\.\s?[\w.]{2,9}\s?\d{2,4}, ?(?:Nr\.? ?|TOP ?)?[\w-]*\d[\w-]*/[\w/-]+\s?:")


def find_phrases(text: str) -> Iterator[tuple[int, int, Consultation]]:
    """Stations that a head names in a phrase: "Bekanntgabe im Kommunalausschuss am 04.02.2021"."""
    joined = text.replace("\n", " ")
    for name_of_rule in ("phrase", "phrase_purpose", "may_resolve"):
        for found in pattern(name_of_rule).finditer(joined):
            if name_of_rule == "phrase_purpose" and text[: found.start()].rpartition("\n")[2].strip(" (-–"):
                continue
            name = nominative(_PURPOSE.sub("", " ".join(found["name"].split())))
            in_text = re.search(r"[Tt]agesordnung| ein$|\bauf\b|\bvom\b|\bSitzung\b|\bNr\b|\d{3}", name) or pattern("day").search(name)
            in_text = in_text or _BLANK_LINE.search(text, found.start(), found.end())
            # "Vortrag des Magistrats vom …": who wrote the paper, and when.
            is_author = name == "Magistrat" and found[0].endswith("vom ")
            day = parse_day(joined[found.end() : found.end() + 25])
            earlier = _EARLIER.match(joined, found.end())  # "Beschluss des Kreistages vom 05.10.2011, 2011/0997:"
            is_author = is_author or pattern("phrase_of_author").match(found[0]) is not None
            in_text = in_text or pattern("phrase_goes_on").match(joined, found.end())
            if day and not (in_text or is_author or earlier) and names_committee(name):
                yield found.start(), found.end(), Consultation(name, day)
                yield from _find_next_of_phrase(joined, found.end())
    if "Anfrage" in joined or "Antrag" in joined:
        yield from _find_phrases_of_letters(joined)


def _find_next_of_phrase(joined: str, place: int) -> Iterator[tuple[int, int, Consultation]]:
    """The further stations of a phrase that goes on: "… am 12.10.2015 und an den Kreistag zur Beschlussfassung am 19.10.2015"."""
    while (found := pattern("phrase_chain").match(joined, place)) is not None:
        place = found.end()
        day = parse_day(joined[place : place + 25])
        name = nominative(" ".join(found["name"].split()))
        if not day or not names_committee(name):
            return
        yield found.start("name"), place, Consultation(name, day)


def _find_phrases_of_letters(joined: str) -> Iterator[tuple[int, int, Consultation]]:
    """The sitting for which a letter asks: "bittet, folgende Anfrage auf die Tagesordnung der Sitzung des … am … zu setzen"."""
    for found in pattern("phrase_of_letter").finditer(joined):
        name = found["short"] or nominative(" ".join(found["name"].split()))
        day = parse_day(joined[found.end() : found.end() + 25])
        if day and names_committee(name) and not pattern("phrase_goes_on").match(joined, found.end()):
            # "Tagesordnung" is no kind of paper.
            start = found.start() if found[0].startswith("A") else found.start("short" if found["short"] else "name")
            yield start, found.end(), Consultation(name, day)


def find_consultations(header: Header, tables: Sequence[StationTable], head_text: str) -> tuple[Consultation, ...]:
    """The Beratungsfolge: of the tables, else the one station that a head's Gremium and Termin or its phrase names."""
    stations = _stations_of_tables(tables)
    if stations:
        stations += _sitting_of_vorlage(head_text, stations)
    if not stations:
        stations = _labelled_stations(header)
    if not stations:
        stations = _stations_in_line(head_text) or _stations_of_phrase(head_text)
    if not stations and ("Anfrage" in head_text or "Antrag" in head_text):
        stations = [station for _, _, station in _find_phrases_of_letters(head_text.replace("\n", " "))][:1]
    unique = dict.fromkeys((item.committee, item.date) for item in stations)
    return tuple(next(item for item in stations if (item.committee, item.date) == key) for key in unique)


def _stations_of_tables(tables: Sequence[StationTable]) -> list[Consultation]:
    """The stations of the tables; of a later table, which may be the print's own beside the page's, none that has its day already."""
    stations: list[Consultation] = []
    for table in tables:
        known = tuple(item.committee.casefold() for item in stations if item.date)
        new = (station.consultation for station in table.stations)
        stations += [item for item in new if item.date or not any(name.startswith(item.committee.casefold()) for name in known)]
    return stations


def _stations_in_line(text: str) -> list[Consultation]:
    """The stations that stand in one line behind a label: "Behandlung im: Bildungsausschuss am 17.06.2020, Stadtrat am 25.06.2020"."""
    found = find_first(pattern("stations_in_line"), text)
    parts = _BEHIND_DAY.split(found["list"]) if found else ()
    told = ((tidy_committee(name.strip(" ,;/")), parse_day(day)) for name, am, day in (part.rpartition(" am ") for part in parts) if am)
    return [Consultation(name, day) for name, day in told if day and names_committee(name)]


def _sitting_of_vorlage(text: str, stations: Sequence[Consultation]) -> list[Consultation]:
    """The sitting that a head names beside its list of what went before: "Vorlage zur Sitzung des Kreistages am 12.06.2019"."""
    last = max(item.date for item in stations)
    names = [item.committee for item in stations]
    found = (station for start, end, station in find_phrases(text) if _begins_line(text, start) and "orlage" in text[start:end][:20])
    return [station for station in found if last and station.date >= last and station.committee not in names][:1]


def _stations_of_phrase(text: str) -> list[Consultation]:
    """The station of the first phrase that begins a line, and those with which it goes on."""
    found = list(find_phrases(text))
    first = next((n for n, (start, _, _) in enumerate(found) if _begins_line(text, start)), None)
    if first is None:
        return []
    last = first + 1
    while last < len(found) and pattern("phrase_chain").match(text.replace("\n", " "), found[last - 1][1]):
        last += 1
    return [station for _, _, station in found[first:last]]


def _begins_line(text: str, start: int) -> bool:
    """Whether a phrase stands in the first lines of a head and near the beginning of its line, not in running text."""
    before = text[:start]
    if text.startswith("Beschluss", start) and re.search(r"\b(?:dem|den|der|laut|gemäß|nach|mit|durch|einem|lt\.) $", before):
        return False  # "Nach dem Beschluss des Sportausschusses vom …" names an earlier one
    return start - (before.rfind("\n") + 1) <= 45 and sum(1 for line in before.split("\n") if line.strip()) < 25


def _labelled_stations(header: Header) -> list[Consultation]:
    committees = header.values("committee")
    # "Sitzung: 20.09.2021" names a day under a label that else tells whether a sitting is public.
    days = [day for entry in header.values("meeting_date", "public") if (day := parse_day(entry.value))]
    days = days or [parse_day(entry.value) for entry in header.values("date") if is_sitting_day(header, entry)]
    named = [tidy_committee(entry.value) for entry in committees if names_committee(entry.value)]
    results = [entry.value for entry in header.values("result")]
    return [
        Consultation(name, days[n] if n < len(days) else "", result=results[n] if n < len(results) else "") for n, name in enumerate(named)
    ]


def is_sitting_day(header: Header, entry: Entry) -> bool:
    """Whether "Datum" names the day of a sitting: with its weekday ("Do, 04.12.2014") or beside its place, where a committee is named."""
    beside = [other for other in header.entries if squash(other.written) in _OF_SITTING and abs(other.line - entry.line) < 4]
    return bool(header.values("committee")) and (pattern("weekday").match(entry.value) is not None or bool(beside))
