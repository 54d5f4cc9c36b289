"""A paper's own facts (CODEBOOK section 1): body, number, title, kind, date, public, lead unit, Beratungsfolge.

Pure text: nothing is taken from file names or hints. What the text does not tell stays empty.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from corpus.municipalities import find_municipality, is_whole_name
from corpus.types import Page, PaperFacts, ReadFile
from extract.bodies import find_body
from extract.bodyplaces import find_mentions
from extract.consultations import StationTable, find_tables
from extract.header import MAX_LINES, Header, Line, is_line, read_cells, read_header, read_lines
from extract.headlines import Headline, find_number_of_point, heads_agenda, is_page_of_sitting, keep_first_of_two, mark_headline
from extract.labels import clean, fit, names_both, names_committee, parse_day, parse_public, parse_reference, squash, word_set
from extract.leadunits import find_lead_unit
from extract.papertypes import find_type, read_type
from extract.patterns import find_first, pattern
from extract.sections import Section, find_sections
from extract.sittings import find_consultations, find_phrases, is_sitting_day
from extract.titlelines import first_line_of_minutes
from extract.titles import find_title
from extract.unfold import unfold

CONTENT = ("proposal", "facts", "finances")
HEAD_CHARACTERS = 3500
TAIL_CHARACTERS = 2500
TAIL_LINES = 40
MAX_BEHIND_PLACE = 30
MAX_NUMBERED_LINE = 80
_TICKED = re.compile(
    r"☒\s*(?P<no>nicht-?\s?)?öffentlich|(?<!\w)(?P<not>nicht-?\s?)?öffentlich\s*[xX☒](?!\w)"
    r"|(?<!öffentlich )(?<!\w)x (?P<first>nicht-?\s?)?öffentliche?r?(?: Sitzung| Teil)?\s+(?:nicht-?\s?)?öffentlich",
    re.IGNORECASE,
)
# The head of a motion on which the answer stands: the day when it came in, and a heading of the office that answers.
_ANSWERED = re.compile(
    r"(?ms)^\s*eingegangen\b.*^\s*Stellungnahme (?:des Bürgermeisteramte?s|der Verwaltung|des (?:Ober)?[Bb]ürgermeisters|des Landrats)\b"
)
_HEAD_OF_ANSWER = 2_000  # characters
_PUBLIC_SITTING = re.compile(
    r"(?P<no>nicht-?\s?)?öffentlichen?r?\s+(?:Sitzung|Teil)|(?P<spaced>N I C H T ?-? ?)?Ö F F E N T L I C H E R? +(?:T E I L|S I T Z)",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\b(?:möge|wolle)\b[^.:]{0,60}\b(?:beschließen|beauftragen|fordern)|\bbeantrag(?:t|en)\b")
_QUESTION = re.compile(r"\b(?:fragt|fragen wir|beantworte[nt]|[Ww]ie (?:viele?|hoch|lange|groß)|[Ww]elche[rn]?)\b")
_ANNOUNCED = re.compile(r"\b(?:stell(?:e|en|t)|haben|richte[nt]|reich(?:en|t))\b[^.:]{0,60}\bfolgende[nr]? (?P<kind>Anfrage|Antrag)\b")
_CONTENT_LINE = re.compile(r"\W{0,4}Inhalt\s*:\s*(?P<title>[^\n]{12,200})(?=\n)")
_KINDS = {"Öffen": True, "Nicht": False}  # how "Öffentliche Niederschrift", "Nichtöffentliche Beschlussvorlage" begin
_DAY_OPENS = re.compile(r"\d\.")
_STATIONS_HEADING = re.compile(r"Beratungsfolge|Gremienfolge|Beratungsgang|Beratungsweg|^Vorberatung(?:en)?:?\s*$", re.MULTILINE)
_DAY_LINE = re.compile(r"\n\s*(?P<day>[0-3]?\d\.[^\n]{4,20}\d)[^\S\n]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a paper: its lines, its Beratungsfolge, its text (and a little of what follows), the first section's heading."""

    header: Header
    tables: Sequence[StationTable]
    text: str
    longer: str
    heading: str
    phrases: tuple[str, ...]
    headline: Headline | None

    @property
    def names_sitting(self) -> bool:
        """Whether the page shows a whole sitting, as its headline says: numbers on it are those of its points."""
        return self.headline is not None and bool(self.headline.kind and self.headline.title)


def find_facts(files: Sequence[ReadFile], sections: Sequence[Section]) -> PaperFacts:
    """The facts of the paper that these files make up: of the file that tells most, the first of equals."""
    by_file: dict[str, list[Section]] = defaultdict(list)
    for section in sections:
        by_file[section.file_sha256].append(section)
    told = [_facts_of(file, by_file[file.sha256]) for file in files]
    return max(told, key=_count_told, default=PaperFacts())


def _count_told(facts: PaperFacts) -> int:
    values = (facts.body, facts.reference, facts.title, facts.paper_type, facts.date, facts.lead_unit, facts.consultations)
    return sum(map(bool, values)) + (facts.public is not None)


def _facts_of(file: ReadFile, sections: Sequence[Section]) -> PaperFacts:
    page = next((page for page in file.pages if page.text.strip()), None)
    if page is None:
        return PaperFacts()
    unfolded = unfold(page)
    if unfolded is not page:
        file = replace(file, pages=tuple(unfolded if other is page else other for other in file.pages))
        page, sections = unfolded, find_sections(file)
    end = _head_end(page, sections)
    contents = [section for section in sections if section.page == page.number and section.kind in CONTENT]
    heading = next((section.heading for section in contents if section.start == end), "")
    end = _end_of_name(page.text, end, heading)
    lines = read_lines(page, end, most=MAX_LINES)
    tables = find_tables(lines)
    header = read_header(lines, [table.lines for table in tables])
    phrases = list(find_phrases(page.text[:end]))
    _mark_phrases(header, phrases)
    openings = tuple(page.text[start : start + 25] for start, _, _ in phrases)
    headline = mark_headline(header)
    keep_first_of_two(header)
    head = Head(header, tables or _tables_elsewhere(file), page.text[:end], page.text[: end + 300], heading, openings, headline)
    return _facts(file, head)


def _head_end(page: Page, sections: Sequence[Section]) -> int:
    """Where the head of the first page ends: at the first section with content."""
    text = page.text
    for section in sections:
        if section.page == page.number and section.kind not in ("header", "attachments", "signature"):
            if section.start > 0 and text[section.start - 1] != "\n":
                return text.find("\n", section.start) + 1 or len(text)
            return section.start if section.start > 20 else len(text[:HEAD_CHARACTERS])
    return min(len(text), HEAD_CHARACTERS)


def _end_of_name(text: str, end: int, heading: str) -> int:
    """A motion's heading may be its name, with its title in the next line: then the head ends behind that line."""
    named = re.match(r"\s*(?:Antrag|Anfrage)\s*:\s*[A-ZÄÖÜ„][^\n]{14,180}\n(?=\s*(?:\n|(?:Der|Die|Das|Wir|Ich)\s))", text[end:])
    if named and not named[0].rstrip().endswith((".", ":", "?")):
        return end + named.end()
    found = re.match(r"\W*[^\n]+\n\s*(?!Die |Der |Das |Wir |Ich |Hiermit|Im |In |\d|[-•])([^\n]{8,120})\n", text[end:])
    is_motion = squash(heading) in word_set("papers", "motions")
    return end + found.end() if found and is_motion and not found[1].rstrip().endswith((".", ":")) else end


def _tables_elsewhere(file: ReadFile) -> list[StationTable]:
    """A Beratungsfolge that a form prints behind its text or on a later page."""
    for page in file.pages:
        found = find_first(_STATIONS_HEADING, page.text)
        tables = find_tables(read_lines(page, begin=page.text.rfind("\n", 0, found.start()) + 1, most=60)) if found else []
        if tables:
            return tables
    return []


def _mark_phrases(header: Header, phrases: Sequence[tuple[int, int, object]]) -> None:
    """Lines of a phrase that names a sitting belong to no title."""
    for start, end, _ in phrases:
        for line in header.lines:
            if line.start < end and start < line.start + len(line.raw.rstrip()) and not header.roles[line.number]:
                header.roles[line.number] = "phrase"


def _facts(file: ReadFile, head: Head) -> PaperFacts:
    header = head.header
    phrase_types = [_phrase_type(phrase) for phrase in head.phrases]
    text = "\n".join(page.text for page in file.pages)
    named = head.headline.kind if head.headline else ""
    types = [_named_in_text(text) if name == "Beschluss" else name for name in phrase_types]
    paper_type = find_type(header, head.heading, types, named) or _type_of_motion(head)
    if head.headline and head.headline.title and squash(paper_type) == "beschluss":
        paper_type = ""  # a page's link to the resolution
    is_page = is_page_of_sitting(header)
    is_minutes = is_page or squash(paper_type) in word_set("papers", "minutes")
    body, ags = find_body(head.text, text)
    body = _with_addition(body, text)
    unit = find_lead_unit(header, file)
    return PaperFacts(
        body=body,
        ags=ags or _find_municipality(body, text),
        reference="" if head.names_sitting else _find_reference(header, paper_type) or _number_of_headline(head),
        title="" if is_page else find_title(header, paper_type, bool(head.heading), head.headline) or _title_behind_heading(head),
        paper_type=paper_type,
        date=_find_date(header, file, paper_type),
        public=_find_public(head, text if is_minutes else "", paper_type),
        lead_unit=unit,
        consultations=() if is_minutes and "auszug" not in paper_type.casefold() else find_consultations(header, head.tables, head.longer),
    )


def _number_of_headline(head: Head) -> str:
    headline = head.headline
    return "" if headline is None else headline.number or (headline.title and find_number_of_point(head.header, headline.title))


def _title_behind_heading(head: Head) -> str:
    """What stands in the line of a first heading "Inhalt:", with which some forms name a paper that has no other title."""
    found = _CONTENT_LINE.match(head.longer, len(head.text))
    return clean(found["title"]) if found and squash(head.heading) == "inhalt" else ""


def _find_municipality(body: str, text: str) -> str:
    """The key of a Gemeinde; the Kreise that the text names tell several of one name apart."""
    return find_municipality(body, {kreis.ags for _, _, kreis in find_mentions(text)}) if body else ""


def _with_addition(body: str, text: str) -> str:
    """A town's name with the addition in brackets that belongs to it: "Stadt Lingen (Ems)"."""
    found = re.search(rf"{re.escape(body)} \([A-ZÄÖÜ][\wäöüß./ -]{{2,25}}\)", text) if body and f"{body} (" in text else None
    return found[0] if found and is_whole_name(found[0]) else body


def _type_of_motion(head: Head) -> str:
    """The kind of a motion or question that its first line begins with, where its text asks; or the one that a letter announces."""
    first = head.header.lines[0].text if head.header.lines else ""
    for kind, asks in (("Antrag", _ASKED), ("Anfrage", _QUESTION)):
        if first.startswith(f"{kind} ") and asks.search(head.longer):
            return kind
    announced = _ANNOUNCED.search(head.longer)
    return announced["kind"] if announced else ""


def _phrase_type(phrase: str) -> str:
    """The kind of paper that a phrase begins with: "Bekanntgabe im …"."""
    return read_type(phrase.split()[0])


def _named_in_text(text: str) -> str:
    """What a resolution's paper calls itself in its text."""
    found = re.search(r"\b(?:der|die|dieser?|vorliegenden?) (?P<name>(?:Beschluss|Sitzungs|Rats|Verwaltungs)vorlage)\b", text)
    return found["name"] if found else "Beschluss"


def _find_reference(header: Header, paper_type: str) -> str:
    end = _first_of_agenda(header, paper_type)  # numbers of an agenda are those of its points
    entries = [entry for entry in header.values("reference") if entry.line < end]
    for entry in sorted(entries, key=lambda entry: fit("reference", entry.value) < 1):
        value = parse_reference(entry.value)
        if value and (fit("reference", entry.value) >= 0.6 or (entry.rank == 1 and re.search(r"\d", value))):
            return value
    inside = [value for line in header.lines[: min(12, end)] if (value := _in_short_line(line.text))]
    if inside:
        return inside[0]
    headed = [value for line in header.lines[:3] if (value := _behind_type(line.text, paper_type))]
    if headed:
        return headed[0]
    if re.match(r"Stellungnahme|Beantwortung|Antwort", paper_type):
        return ""
    behind = [value for line in header.lines[: min(25, end)] if (value := _before_type(line.text))]
    if behind:
        return behind[0]
    free = [cell for line in header.lines[: min(25, end)] if header.roles[line.number] in ("", "stray") for cell in line.cells]
    loose = [*free, *(value for value, number in header.strays if number < end)]
    return next((cell for cell in loose if fit("reference", cell) == 1.0 and parse_reference(cell) == cell and _is_strong(cell)), "")


def _in_short_line(text: str) -> str:
    """The number that stands with its label in the midst of a short line: "öffentliche Vorlage Drs.Nr. 137/06"."""
    found = pattern("number_in_line").search(text) if "r." in text and len(text) < MAX_NUMBERED_LINE else None
    value = parse_reference(text[found.end() :]) if found else ""
    return value if value and fit("reference", value) >= 0.6 else ""


def _first_of_agenda(header: Header, paper_type: str) -> int:
    """The line "Tagesordnung", below which the points of a sitting stand; behind the last line where there is none."""
    if first_line_of_minutes(header, paper_type):
        return 1  # a whole sitting has no number
    return next((line.number for line in header.lines if heads_agenda(header, line)), len(header.lines))


def _behind_type(text: str, paper_type: str) -> str:
    """The number at the end of a headline that begins with the kind of paper: "Antwort auf Anfrage - AF/077/2018"."""
    kind, dash, value = text.rpartition(" - ")
    is_kind = paper_type and squash(kind) == squash(paper_type)
    return value if dash and is_kind and parse_reference(value) == value and fit("reference", value) == 1.0 else ""


def _before_type(text: str) -> str:
    """The number at the beginning of a line that ends in the kind of paper: "VO/2026/181 - öffentliche Beschlussvorlage"."""
    value, dash, kind = text.partition(" - ")
    named = re.sub(r"^(?:nicht)?öffentliche[rs]? ", "", kind, flags=re.IGNORECASE)
    return value if dash and parse_reference(value) == value and fit("reference", value) == 1.0 and read_type(named) else ""


def _is_strong(text: str) -> bool:
    """A number that can only be a paper's: with a year, or letters before a slash."""
    if re.fullmatch(r"\d{4}\s?[/–-]\s?\d{2,4}", text) or re.match(r"[A-ZÄÖÜ]{7,}|\W", text):
        return False
    return re.search(r"(?:19|20)\d\d|^[A-ZÄÖÜ]{1,6}[ /-]", text) is not None


def _find_date(header: Header, file: ReadFile, paper_type: str) -> str:
    cells = [cell for line in header.lines if header.roles[line.number] != "table" for cell in line.cells if len(cell) < 60]
    dated = (day for cell in cells if pattern("place_date").match(cell) and (day := parse_day(cell)))
    if first := next(dated, ""):
        return first
    placed = [parse_day(line.text[found.end() :]) for line in header.lines[:15] if (found := pattern("place_in_line").search(line.text))]
    labelled = [parse_day(line.text[found.end() :]) for line in header.lines[:15] if (found := pattern("date_in_line").search(line.text))]
    labelled += [day for entry in header.values("date") if (day := parse_day(entry.value)) and not is_sitting_day(header, entry)]
    if placed or labelled:
        return (placed or labelled)[0]
    is_motion = squash(paper_type) in word_set("papers", "motions")
    if is_motion and _ANSWERED.search(file.pages[0].text[:_HEAD_OF_ANSWER] if file.pages else ""):
        return _date_of_answer(file)
    if is_motion:
        motion = [day for entry in header.values("motion_date") if (day := parse_day(entry.value))]
        motion += [parse_day(line.text[found.end() :]) for line in header.lines[:20] if (found := pattern("mover_day").match(line.text))]
        if motion:
            return motion[0]
    loose = [line for line in header.lines[:25] if header.roles[line.number] in ("", "label") and not _names_committee(line)]
    free = [cell for line in loose for cell in _free_cells(header, line)]
    alone = [cell for cell in free if pattern("day").fullmatch(cell)]
    if re.match(r"Stellungnahme|Antwort|Beantwortung", paper_type):
        return _date_of_answer(file)
    if alone:
        return parse_day(alone[0])
    if paper_type.endswith("rede") and (held := parse_day(" ".join(line.text for line in header.lines[:3]))):
        return held
    return _date_of_signature(file) or ("" if is_motion else _date_of_answer(file)) or _date_of_footer(file)


def _names_committee(line: Line) -> bool:
    """Whether a row names a committee in a cell of its own: the day beside it is a sitting's."""
    if len(line.cells) < 2 or not any(pattern("day").fullmatch(cell) for cell in line.cells):
        return False
    return any(len(cell) < 70 and names_committee(cell) for cell in line.cells)


def _date_of_answer(file: ReadFile) -> str:
    """The date below the office that answers ("Hauptamt – Ratsangelegenheiten – 18. September 2015"); other dates are the motion's."""
    for page in file.pages:
        for found in _DAY_LINE.finditer(page.text):
            office = page.text[page.text.rfind("\n", 0, found.start()) + 1 : found.start()]
            if 3 <= len(office) <= 60 and pattern("day").fullmatch(found["day"]) and pattern("unit").match(clean(office)):
                return parse_day(found["day"])
    return ""


def _free_cells(header: Header, line: Line) -> Iterable[str]:
    if not header.roles[line.number]:
        return line.cells
    return [value for value, number in header.strays if number == line.number]


def _date_of_signature(file: ReadFile) -> str:
    """The date beside the place or in a line "Stand: …" near the end of the file."""
    tails = (page.text[max(0, len(page.text) - TAIL_CHARACTERS) :] for page in reversed(file.pages[-2:]))
    lines = (raw for tail in tails for raw in reversed(tail.splitlines(keepends=True)) if is_line(raw))
    for raw in islice(lines, TAIL_LINES):
        for cell in read_cells(raw) if _DAY_OPENS.search(raw) else ():
            found = pattern("place_date").match(cell) or pattern("stand").match(cell)
            # More text behind the day is running text, such as a list of sources.
            # "Datenstand vom 04.03.2021 10:21 Uhr" is when the page was made.
            if found and len(cell) - found.end() < MAX_BEHIND_PLACE and not cell.endswith("Uhr") and parse_day(cell[found.end() :]):
                return parse_day(cell[found.end() :])
    return ""


def _date_of_footer(file: ReadFile) -> str:
    """The day that a page's first or last line prints behind the paper's title."""
    for page in file.pages[:2]:
        for line in (*_last_lines(page), *read_lines(page, most=2)):
            if pattern("footer_day").match(line.text):
                return parse_day(line.text)
    return ""


def _last_lines(page: Page) -> list[Line]:
    """The last three lines of a page that are not blank; no more of the page is read than they need."""
    begin = len(page.text)
    while True:
        begin = page.text.rfind("\n", 0, max(0, begin - 400)) + 1
        lines = read_lines(page, begin=begin)
        if len(lines) > 2 or not begin:
            return lines[-3:]


def _find_public(head: Head, minutes: str, paper_type: str) -> bool | None:
    """Whether the paper is public: its stations, its labels, ticks, lines and kind say so; of minutes also their text."""
    stations = [station.public for table in head.tables for station in table.stations]
    states = [state for state in stations if state is not None]
    if any(states) or (states and None not in stations):
        return any(states)
    return next((state for state in chain(_told_public(head, minutes), states, [_KINDS.get(paper_type[:5])]) if state is not None), None)


def _told_public(head: Head, minutes: str) -> Iterator[bool | None]:
    """What labels, ticks, lines and the minutes' text say, one by one: the first that tells speaks."""
    header = head.header
    ticked = find_first(_TICKED, head.text)
    if not ticked and names_both([cell for line in header.lines for cell in line.cells]):
        return
    yield from (parse_public(entry.value) for entry in header.values("public"))
    if ticked:
        yield not (ticked["no"] or ticked["not"] or ticked["first"])
    lines = (line for line in header.lines if header.roles[line.number] != "table")
    longest = {"phrase": 120}
    yield from (parse_public(cell) for line in lines for cell in line.cells if len(cell) < longest.get(header.roles[line.number], 60))
    yield from (parse_public(value) for value, _ in header.strays if len(value) < 60)
    sitting = find_first(_PUBLIC_SITTING, minutes) if minutes else None
    if sitting:
        yield not (sitting["no"] or sitting["spaced"])
