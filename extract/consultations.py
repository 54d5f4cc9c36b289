"""Beratungsfolge: the stations a paper goes through – committee, date, role, result.

Tables headed Beratungsfolge or Gremium/Termin, the lists of ALLRIS prints (a committee's line, then its date's line), the
calendar tables of SD.NET (date first), and tables whose text was pulled column by column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from corpus.types import Consultation
from extract.committees import join_name, tidy_committee
from extract.header import Line
from extract.labels import clean, edges, names_committee, parse_day, parse_public, read_label, squash, word_set
from extract.patterns import pattern

MAX_COMMITTEE = 130
_SMALL_HEADS = frozenset(("zur", "zum"))  # heads of columns where they stand among others
_LETTERS = re.compile(r"(?:[A-ZÄÖÜ][a-zäöü]{0,5}){2,5}(?: [A-ZÄÖÜ][\w-]+)?")  # "FiA", "VKSA", "BezGR Neuhofen"
_TOP_BEHIND = re.compile(r",? (?:TOP|Top|Ö|N) ?\d[\d.]*$")


@dataclass(frozen=True, slots=True)
class Station:
    """A station with what its line says about the public (None where nothing), and its line."""

    consultation: Consultation
    public: bool | None
    line: int


@dataclass(frozen=True, slots=True)
class StationTable:
    """The lines of one Beratungsfolge and its stations."""

    lines: range
    stations: tuple[Station, ...]


@dataclass(slots=True)
class _Columns:
    """What the head of a table says: whether a result column stands there, and how the public is marked."""

    has_result: bool = False
    marks: bool = False
    committee: int | None = None


def find_tables(lines: Sequence[Line]) -> list[StationTable]:
    """Every Beratungsfolge in these lines."""
    tables: list[StationTable] = []
    number = 0
    while number < len(lines):
        first = _table_start(lines, number)
        if first is None:
            number += 1
            continue
        columns, body = first
        stations, end = _read_columns(lines, body) or _read_stations(lines, body, columns)
        if stations:
            tables.append(StationTable(range(number, end), tuple(stations)))
        number = max(end if stations else body, number + 1)
    return tables


def _table_start(lines: Sequence[Line], number: int) -> tuple[_Columns, int] | None:
    """The columns and the first line after the head of a table that begins at this line; None where none begins."""
    line = lines[number]
    if len(line.cells) == 1 and not _may_open_head(line.text) and " am " not in line.text:
        return None  # neither a head nor a row of columns, nor "Kreistag am …"
    words = _head_words(line)
    headings = word_set("stations", "headings")
    opens = (text for text in (line.text, line.cells[0]) if text and squash(text.split(None, 1)[0]) in edges(headings))
    heading = any(squash(text) in headings for text in opens)
    if len(line.cells) > 2 and squash(line.cells[0]) in _station_words("committee", "headings") and _names_station(line):
        return _Columns(), number
    if not heading and _is_bare_row(line):
        beside = number + 1 < len(lines) and _is_bare_row(lines[number + 1])
        if beside or _tells_public(line):
            return _Columns(), number
    stacked = len(words) == 1 and squash(words[0]) in word_set("stations", "committee") and _is_head_column(lines, number + 1)
    named = len(words) > 1 and any(squash(word) in _station_words("committee", "headings") for word in words)
    if not (heading or stacked or named):
        return None
    columns = _Columns()
    end = number
    while end < len(lines) and end < number + 6:
        words = _head_words(lines[end])
        if end > number and not words and lines[end].text not in _SMALL_HEADS:
            break
        folded = [squash(word) for word in words]
        columns.has_result |= bool({"ergebnis", "beschluss", "beratungsergebnis", "abstimmungsergebnis"} & set(folded))
        columns.marks |= bool({"nö", "önö", "nichtöffentlich"} & set(folded))
        if len(lines[end].cells) > 1:
            places = [n for n, cell in enumerate(lines[end].cells) if squash(cell) in word_set("stations", "committee")]
            columns.committee = places[0] if places else columns.committee
        end += 1
    return columns, max(end, number + 1)


def _is_head_column(lines: Sequence[Line], number: int) -> bool:
    """Whether this line and the next are heads of columns, one below the other ("Gremium", "Sitzung am", "Beratung")."""
    below = [line for line in lines[number : number + 3] if line.text not in _SMALL_HEADS][:2]
    return len(below) == 2 and all(bool(_head_words(line)) and len(line.text) < 30 for line in below)


def _names_station(line: Line) -> bool:
    """Whether the first station stands in the row of the heading itself: "Beratung: | Sozialausschuss | 12.09.2019"."""
    cells = [cell for cell in line.cells[1:] if cell]
    return any(map(names_committee, cells)) and any(pattern("day").match(cell) for cell in cells)


def _is_bare_row(line: Line) -> bool:
    """A row of a Beratungsfolge without a head: a committee's cell, then a cell with a date; or a line "Kreistag am 19.05.2021"."""
    cells = [cell for cell in line.cells if cell]
    if cells and " am " in cells[0]:
        name, _, day = _TOP_BEHIND.sub("", cells[0]).rpartition(" am ")
        cells = [name, day, *cells[1:]] if pattern("day").fullmatch(day) and pattern("committee").match(name.split(" ")[-1]) else cells
    if not 2 <= len(cells) <= 5 or len(cells[0]) > 70 or read_label(cells[0]) is not None:
        return False
    if not names_committee(cells[0]) or pattern("sitting").match(cells[0]):
        return False
    if len(cells) > 2 and squash(cells[1]) in ("öffentlich", "nichtöffentlich"):
        return pattern("day").match(cells[2].removeprefix("am ")) is not None
    return pattern("day").match(cells[1].removeprefix("am ")) is not None


def _tells_public(line: Line) -> bool:
    """Whether a row has a cell of its own for the public, as only stations have."""
    return any(squash(cell) in ("öffentlich", "nichtöffentlich") for cell in line.cells)


@cache
def _station_words(*keys: str) -> frozenset[str]:
    return frozenset().union(*(word_set("stations", key) for key in keys))


def _may_open_head(text: str) -> bool:
    """Whether a line's first word begins one of a head: most lines are seen by it to be none."""
    first = text.split(None, 1)[:1]
    return bool(first) and squash(first[0]) in edges(_station_words("committee", "columns", "headings"))


def _head_words(line: Line) -> list[str]:
    """The column words of a line that consists of nothing else; empty for other lines."""
    known = _station_words("committee", "columns", "headings")
    cells = [cell for cell in line.cells if cell]
    # Whole lines are long to squash; the first word tells of most that they are no head.
    if cells and squash(cells[0].split(None, 1)[0]) in edges(known) and all(squash(cell) in known for cell in cells):
        return cells
    words, rest = [], line.text.split()
    if rest and squash(rest[0]) not in edges(known):
        return []
    while rest:
        joined = [squash("".join(rest[:n])) for n in range(1, min(4, len(rest)) + 1)]
        size = next((n for n in range(len(joined), 0, -1) if joined[n - 1] in known or not joined[n - 1]), 0)
        if not size:
            return []
        words.append(" ".join(rest[:size]))
        rest = rest[size:]
    return words


def _read_columns(lines: Sequence[Line], number: int) -> tuple[list[Station], int] | None:
    """Stations of a table whose text was pulled column by column: all committees, then other columns, then as many days."""
    end = number
    while end < len(lines) and _is_name_alone(lines[end]):
        end += 1
    count = end - number
    if count < 2:
        return None
    for first in range(end, min(end + 4 * count, len(lines) - count) + 1):
        rows = [line.text for line in lines[first : first + count]]
        if len(rows) == count and all(pattern("day").fullmatch(text) for text in rows):
            last = first + count
            while last + count <= len(lines) and all(_is_role_or_public(line) for line in lines[last : last + count]):
                last += count  # further columns behind the days
            beside = [parse_public(line.text) for line in (*lines[end:first], *lines[first + count : last])]
            told = [state for state in beside if state is not None]
            states: Sequence[bool | None] = told if len(told) == count else [None] * count
            named = [Consultation(tidy_committee(line.text), parse_day(day)) for line, day in zip(lines[number:end], rows, strict=True)]
            stations = [Station(item, state, number + n) for n, (item, state) in enumerate(zip(named, states, strict=True))]
            return stations, last
    return None


def _is_role_or_public(line: Line) -> bool:
    return pattern("role").fullmatch(line.text) is not None or pattern("public").fullmatch(line.text) is not None


def _is_name_alone(line: Line) -> bool:
    """Whether a line holds a committee's name and nothing else."""
    text = line.text
    bare = len(text) < 90 and text[:1].isupper() and not text.endswith((".", ":")) and not parse_day(text)
    return bare and (names_committee(text) or _LETTERS.fullmatch(text) is not None)


def _read_stations(lines: Sequence[Line], number: int, columns: _Columns) -> tuple[list[Station], int]:
    stations: list[Station] = []
    tops: list[str] = []
    end = number
    while end < len(lines):
        line = lines[end]
        station = _station_at(lines, end, columns)
        if station is None and line.raw.rstrip().endswith("-") and end + 1 < len(lines):
            # "Haupt-" in one line, "und Finanzausschuss" in the next.
            joined = lines[end + 1]._replace(text=join_name(line.text, lines[end + 1].text, line.raw), cells=("",))
            station = _station_at([*lines[: end + 1], joined], end + 1, columns) if joined.text[:1].isupper() else None
            end += station is not None
            line = lines[end]
        if station is not None and stations and _is_sitting_of(lines, end, station, stations[-1]):
            stations[-1] = _add_line(stations[-1], line, columns, tops[-1])
            tops[-1] += line.raw
        elif station is not None:
            stations.append(station)
            tops.append(line.raw)
        elif stations and _is_next_sitting(lines, end, stations[-1]):
            again = stations[-1].consultation
            stations.append(Station(Consultation(again.committee, parse_day(line.text), role=again.role), None, end))
            tops.append(line.raw)
        elif stations and (_continues(line, stations[-1], tops[-1]) or _names_its_sitting(lines, end)):
            stations[-1] = _add_line(stations[-1], line, columns, tops[-1])
            tops[-1] += line.raw
        elif not stations and end - number < 4 and not _ends(line):
            pass
        elif len(stations) == 0 or not _is_gap(lines, end):
            break
        end += 1
    return [_with_public(station, text, columns) for station, text in zip(stations, tops, strict=True)], end


def _is_sitting_of(lines: Sequence[Line], number: int, station: Station, above: Station) -> bool:
    """Whether a line names the sitting of the station above, with its day ("12. Sitzung des …ausschusses", "28.04.2015 Bauausschuss") or
    below it ("Rat beschlossen" for "Rat der Stadt")."""
    if not above.consultation.committee.startswith(station.consultation.committee):
        return False
    if above.consultation.date:
        return not station.consultation.date and _is_below_day(lines, number)
    text = lines[number].text
    same = above.consultation.committee == station.consultation.committee
    return pattern("day").match(text) is not None or (same and pattern("sitting").match(text) is not None)


def _is_next_sitting(lines: Sequence[Line], number: int, before: Station) -> bool:
    """Whether a day alone above a sitting is a further one of the committee above that has its day ("27.04.2006", "46. Sitzung …")."""
    if not before.consultation.date or number + 1 >= len(lines) or pattern("day").fullmatch(lines[number].text) is None:
        return False
    return pattern("sitting").match(lines[number + 1].text) is not None or _names_its_sitting(lines, number + 1)


def _ends(line: Line) -> bool:
    found = read_label(line.text)
    return found is not None and found.label.field not in ("committee", "meeting_date", "top")


def _is_gap(lines: Sequence[Line], number: int) -> bool:
    """A short line of the table that says nothing by itself ("x", "3", "PA"), or the second line of a name."""
    text = lines[number].text
    return len(text) <= 3 or bool(re.fullmatch(r"[\W\dxXöÖnN]*", text))


def _station_at(lines: Sequence[Line], number: int, columns: _Columns) -> Station | None:
    line = lines[number]
    if _names_its_sitting(lines, number):
        return None
    if pattern("sitting").match(line.text) and (not re.match(r"\d{1,3}\s?\.", line.text) or _is_below_day(lines, number)):
        return None
    cells = [cell for cell in line.cells if cell]
    name = ""
    rest = line.text
    if len(cells) > 1:
        name = _committee_cell(line, columns)
        rest = "\t".join(cell for cell in line.cells if cell != name)
    if not name:
        name, rest = _committee_text(line.text)
    if not name or len(name) > MAX_COMMITTEE:
        return None
    if name.endswith((" und", "-", ",", "/", " für")) and number + 1 < len(lines) and len(cells) == 1:
        rest += " " + lines[number + 1].text
    consultation = Consultation(tidy_committee(name), parse_day(rest) or parse_day(line.text))
    return Station(_with_result(consultation, rest, columns), None, number)


def _names_its_sitting(lines: Sequence[Line], number: int) -> bool:
    """Whether a line below a day alone says whose sitting it is and what came of it: "des Schulausschusses beschlossen"."""
    text = lines[number].text
    return text.startswith(("des ", "der ")) and _is_below_day(lines, number) and pattern("committee").search(text) is not None


def _is_below_day(lines: Sequence[Line], number: int) -> bool:
    """Whether the line above is a day alone: then a sitting is the one of the station before ("24.02.2010", "31. Sitzung des …")."""
    return number > 1 and pattern("day").fullmatch(lines[number - 1].text) is not None


def _committee_cell(line: Line, columns: _Columns) -> str:
    if columns.committee is not None and columns.committee < len(line.cells):
        cell = line.cells[columns.committee]
        named = re.search(r"[A-Za-zÄÖÜ]{2}", cell) and parse_day(line.text) and not parse_day(cell)
        if cell and (named or names_committee(cell)) and not pattern("result").fullmatch(cell):
            return "" if _is_sitting(cell) else cell
    cells = [cell for cell in line.cells if len(cell) <= MAX_COMMITTEE and names_committee(cell)]
    return next((cell for cell in cells if not _is_sitting(cell) and not pattern("role").fullmatch(cell)), "")


def _is_sitting(cell: str) -> bool:
    """Whether a cell tells the sitting of a station that its committee's line has named already ("11.09.2018 Sitzung des …")."""
    bare = pattern("day").sub("", cell, count=1).strip() if pattern("day").match(cell) else cell
    return pattern("sitting").match(bare) is not None and not re.match(r"\d{1,3}\s?\.", bare)


def _committee_text(text: str) -> tuple[str, str]:
    """The committee at the beginning of a line of running text and the rest; a date may stand before it."""
    bare = pattern("weekday").sub("", text)
    day = pattern("day").match(bare)
    if day:
        after = re.sub(r"^\s*,?\s*(?:\d{1,2}[:.]\d{2}\s*(?:Uhr)?)?\s*", "", bare[day.end() :])
        role = pattern("role").search(after)
        after = after[: role.start()].strip(" ,;:-–|") if role and role.start() else after
        found = names_committee(after)
        return (after, text) if found and len(after) <= MAX_COMMITTEE and not pattern("sitting").match(after) else ("", text)
    marks = (pattern("day").search(text), pattern("role").search(text), pattern("result").search(text), re.search(r"\s[☒☐]", text))
    cut = min([len(text), *(found.start() for found in marks if found)])
    head = text[:cut].strip(" ,;:-–|")
    head = pattern("status_end").sub("", head).strip()
    if not head or len(head) > MAX_COMMITTEE or re.match(r"(?:Der|Die|Das|Im|In|Nach|Am|Für|Mit|Zur|Ein|Eine|Es|Bei|Von|Auf)\s", head):
        return "", text
    if names_committee(head) and not head.endswith(".") and head[0].isupper() | head[0].isdigit():
        return head, text[cut:]
    short_name = re.fullmatch(r"[A-ZÄÖÜ][\wÄÖÜäöüß.-]{1,30}(?: [\w.-]+){0,5}", head)
    return (head, text[cut:]) if short_name and pattern("day").match(text[cut:]) else ("", text)


def _with_result(consultation: Consultation, text: str, columns: _Columns) -> Consultation:
    result, role = pattern("result").search(text), pattern("role").search(text)
    if result and not columns.has_result and result[0] == "Kenntnisnahme":
        result = None
    if role and result and role[0] == result[0]:
        role = None
    result_text, role_text = result[0] if result else "", clean(role[0]) if role else ""
    return replace(consultation, result=consultation.result or result_text, role=consultation.role or role_text)


def _continues(line: Line, station: Station, before: str) -> bool:
    """Whether a line tells more about the station before it: its date, sitting, result, role or the end of its name."""
    text = line.text
    if _ends(line) and not pattern("sitting").match(text):
        return False
    if pattern("day").match(text) or pattern("sitting").match(text):
        return True
    if len(text) > 90:
        return False
    if _ends_name(line, station, before):
        return True
    marks = re.match(r"(?:[xX☒☐]|\d{1,3}\b|[öÖnN]\b|öffentlich|nichtöffentlich|Geplant)", text)
    return bool(marks or pattern("result").match(text) or pattern("role").match(text)) and len(text) < 60


def _ends_name(line: Line, station: Station, before: str) -> bool:
    """Whether a line is the rest of a committee's name that did not fit its column: "und Gesundheit", "kehr" behind "Ver-"."""
    if station.consultation.date or len(line.text) > 50 or parse_day(line.text):
        return False
    goes_on = re.match(r"(?:und|für|der|des|sowie|u\.)\s+\w", line.text)
    broken = before.rstrip().endswith("-") and line.text[:1].islower()
    unfinished = pattern("open_name").search(before.rstrip()) and line.text[:1].isupper() and len(line.text.split()) < 5
    return bool(goes_on or broken or unfinished)


def _add_line(station: Station, line: Line, columns: _Columns, before: str) -> Station:
    consultation = station.consultation
    if _ends_name(line, station, before):
        return replace(station, consultation=replace(consultation, committee=join_name(consultation.committee, line.text, before)))
    if not consultation.date:
        consultation = replace(consultation, date=parse_day(line.text))
    return replace(station, consultation=_with_result(consultation, line.text.replace(" (offen)", ""), columns))


def _with_public(station: Station, text: str, columns: _Columns) -> Station:
    """Tell from a station's lines whether it is public: by word, by ticks, or by a cross in the columns ö and nö."""
    if first := re.match(r"\s*(Ö|ö|NÖ|nö|N)\s", text):
        return replace(station, public=first[1] in "Öö")  # the mark in the first column
    day = pattern("day").search(text)
    after = text[day.end() :] if day else text
    words = re.findall(r"(?<!\w)(?:nicht-?\s?öffentlich|öffentlich|NÖ|nö|Ö|ö|N)(?!\w)", after)
    if words:
        return replace(station, public=not words[0].casefold().startswith("n"))
    if not columns.marks:
        return replace(station, public=parse_public(text))
    cells = after.split("\t")
    crosses = [n for n, cell in enumerate(cells) if cell.strip() in ("x", "X", "☒")]
    if len(cells) > 2 and crosses:
        return replace(station, public=crosses[0] <= 2)
    if "☒" in after or "☐" in after:
        ticks = re.findall("[☒☐]", after)
        return replace(station, public=ticks[0] == "☒" if "☒" in ticks else None)
    cross = re.match(r"[^\S\n]*\d{1,3}(?:\.\d+)?[a-z]?(?P<gap>\s*)[xX](?![a-z])", after)
    return replace(station, public=cross["gap"] in (" ", "\n", " \n") if cross else None)
