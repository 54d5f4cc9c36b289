"""The title of a paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import tee

from extract.bodies import is_body
from extract.header import Entry, Header, Line
from extract.headlines import Headline
from extract.labels import fit, label_data, parse_day, parse_public, parse_reference, squash, word_set
from extract.papertypes import read_type
from extract.patterns import pattern
from extract.prose import cut_prose, is_no_title, is_paragraph
from extract.titlelines import (
    first_line_of_minutes,
    names_body,
    names_sitting,
    tidy_title,
    title_of_letter,
    title_of_minutes,
    title_of_speech,
)

MAX_ROWS = 4
MIN_POINT = 15  # characters behind "TOP:" that can only be a title
MAX_FORM_START = 14
MAX_LABEL_LINE = 40  # further down a title label belongs to a paper that is attached
# What a letter is, in a line of its own below the greeting: "Erneute Stellungnahme des Ortsbeirates zur Buslinie 7".
_OF_LETTER = re.compile(
    r"(?:(?:Erneute|Gemeinsame|Weitere)r? )?(?:Stellungnahme|Antrag|Anfrage|Einwendung|Empfehlung|Petition)\b.{12,140}\w$"
)
_LISTED = re.compile(r"(?:(?:\d{1,2}|[a-zA-Z])[.)]|[•▪\uf0b7]|-) |\d{1,2}[.)](?=[A-Za-zÄÖÜäöü])")
_POINT = r"(?:\d{1,2}[.)]|\d{1,2}(?:\.\d{1,2})+):? (?!Änderung|Fortschreibung|Nachtrag|Ergänzung)|[a-z]\) "
# How running text begins that stands directly below a title: "Die Verwaltung …", "Im Jahr 2019 …", "1. Wie hoch …".
_OPENS_TEXT = re.compile(r"(?:(?:Der|Die|Das|Dem|Den|Im|In|Am|Mit|Auf|Nach|Für|Seit|Zur|Zum|Bei|Es|Wir|Hiermit|Aufgrund)|1\.) [^\n]{25}")
# The line of a letter that says for which sitting it is; its subject stands below.
_FOR_SITTING = re.compile(r"(?:Antrag|Anfrage)\b.{0,40}\b(?:zur|für die|in der)\b.{0,60}Sitzung\b.{0,70}\d{4}:?")
_LETTERS = re.compile(r"[A-Za-zÄÖÜäöü]{2}")
_ROW_ENDS = (*"0123456789.,€%*+()/–-", "EUR", "Euro", "Mio", "Tsd", "VZÄ")  # all that `head.number_row` can end in
_ENDS_IN_WORD = re.compile(r"[a-zäöüß]{2}(?<!uro)(?<!Mio)(?<!Tsd)[.,()–-]\Z")  # a sentence, or half a word
_LAST_SUM = re.compile(r" \d[\d.]*,\d\d(?: ?€)?$")
_DIGIT, _TWO_DIGITS = re.compile(r"\d"), re.compile(r"\d.*\d")
_LITTLE_WORD = re.compile(r"\b[a-zäöü]{3,}\b")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")


@cache
def _furniture() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in label_data()["furniture"]["patterns"]))


def find_title(header: Header, paper_type: str, before_section: bool, headline: Headline | None = None) -> str:
    """The title: beside or below its label, else the free lines of the head that no label, table or letterhead claims.

    `before_section` tells that a section of the paper follows the head: then the last free lines are its title.
    """
    if sitting := first_line_of_minutes(header, paper_type):
        return sitting
    for entry in header.values("title"):
        if entry.line < MAX_LABEL_LINE and not re.fullmatch(r"[\d.\s]{0,6}[a-z]?[.:]?", entry.value):
            return tidy_title(_shorter_of_two(header, entry)) or _title_of_entry(header, entry)
    if headline is not None and headline.title:
        return tidy_title([headline.title])
    labels = [entry for entry in header.entries if entry.field == "title" and entry.line < MAX_LABEL_LINE]
    for entry in sorted(labels, key=lambda entry: entry.rank):
        lines = list(_following(header, entry.line, False))
        if lines:
            return tidy_title(_cut_run(lines, len(lines) < 4))
    points = (entry.value for entry in header.values("top") if entry.line < MAX_LABEL_LINE)
    if named := next((value for value in points if re.match(r"[A-ZÄÖÜ„]", value) and len(value) >= MIN_POINT), ""):
        return tidy_title([named])
    if squash(paper_type) in word_set("papers", "minutes"):
        whole = names_sitting(header)
        title = (not whole and _title_of_point(header)) or title_of_minutes(header, paper_type)
        if title:
            return title
    title = title_of_letter(header) or title_of_speech(header, paper_type) or _only_point(header) or _free_title(header, before_section)
    title = cut_prose(title)
    return "" if is_no_title(title) else title


def _shorter_of_two(header: Header, entry: Entry) -> list[str]:
    """The title of a second label where it ends what stands behind the first, which runs on into other parts of the form."""
    others = (other.value for other in header.values("title") if MIN_POINT <= len(other.value) < len(entry.value))
    return next(([value] for value in others if value in entry.value), [])


def _following(header: Header, number: int, inline: bool) -> Iterator[Line]:
    """The lines that belong to a title label: the free lines below it, up to a blank line."""
    first = True
    for line in header.lines[number + 1 :]:
        if header.roles[line.number] not in ("", "value") or sum(map(bool, line.cells)) > 1:
            return
        if line.blank_before and (inline or not first) and not _is_last_before_status(header, line):
            return
        if first and not inline and re.fullmatch(r"\d{1,3}", line.text):
            continue
        if fit("public", line.text) and len(line.text) < 25:
            return
        if line.text.startswith(("Sehr geehrte", "Liebe ")) or re.fullmatch(r"[A-ZÄÖÜ][\wäöüß/-]{4,30}:", line.text):
            return
        above = header.lines[line.number - 1].text
        longer = len(line.text) > len(above) or line.text.endswith(":")
        if (inline or not first) and longer and _OPENS_TEXT.match(line.text) and not pattern("unfinished").search(above):
            return
        yield line
        first = False


def _is_last_before_status(header: Header, line: Line) -> bool:
    """Whether a line that begins with a dash is the title's second, printed with a blank line between: its page goes on with "Status:"."""
    after = line.number + 1
    is_last = line.raw.lstrip().startswith(("-", "–")) and not header.roles[line.number] and after < len(header.lines)
    return is_last and any(entry.line == after and entry.field == "public" for entry in header.entries)


def _title_of_point(header: Header) -> str:
    """The name of the first point of the agenda that an extract of minutes is about: to the next label or blank line."""
    for line in header.lines[:30]:
        found = pattern("agenda_point").match(line.text)
        if not found:
            continue
        texts = [line.text[found.end() :]]
        for after in header.lines[line.number + 1 : line.number + 6]:
            goes_on = pattern("unfinished").search(texts[-1]) is not None
            form = header.roles[after.number] in ("label", "table") or re.match(r"\w+:|\d{1,2}\.\d{1,2}:? ", after.text)
            if form or (not goes_on and (after.blank_before or is_structure(after))) or pattern("agenda_point").match(after.text):
                break
            texts.append(after.text)
        return tidy_title(texts).rstrip(" :")
    return ""


def _only_point(header: Header) -> str:
    """The title of the one point of an agenda that a page shows: "Tagesordnungspunkt 5 - Zuschuss an den Verein"."""
    points = [line for line in header.lines[:20] if line.text.startswith(("Tagesordnungspunkt ", "TOP ", "Zu TOP ", "zu TOP "))]
    if len(points) != 1 or not points[0].text.startswith("Tagesordnungspunkt ") or not pattern("agenda_point").match(points[0].text):
        return ""
    title = tidy_title([points[0].text])
    return title if len(title) >= MIN_POINT else ""


def _free_title(header: Header, before_section: bool) -> str:
    tables = [n for n, role in enumerate(header.roles) if role == "table"]
    labels = [n for n, role in enumerate(header.roles[: tables[0] if tables else None]) if role in ("label", "value")]
    named = next((entry for entry in header.entries if entry.type and entry.field == "reference" and _names_subject(entry.value)), None)
    if tables:
        return _title_beside_tables(header, tables, labels, named, before_section)
    if named:
        return _title_of_entry(header, named)
    # One by one: to tell a form's line from a title's takes time, and the first runs are mostly enough.
    each, again = tee(_runs(header))
    of_paper = any(entry.field in ("committee", "reference", "top") and entry.line > 2 for entry in header.entries)
    if of_paper and len(labels) > 3 and labels[0] < MAX_FORM_START:
        behind = next((run for run in each if _follows_form(header, run[0].number)), None)
        if behind is not None:
            return tidy_title(_cut_run(behind, before_section))
    runs = list(again)
    if not runs:
        return ""
    good = [run for run in runs if _looks_like_title(run)] or runs
    greeting = next((line.number for line in header.lines if line.text.startswith("Sehr geehrte")), None)
    if greeting is not None:
        # Behind the greeting a letter speaks; its subject stands above or nowhere.
        before_greeting = [run for run in good if run[-1].number < greeting]
        named_below = next((run for run in good if run[0].number > greeting and _OF_LETTER.match(run[0].text)), None)
        if named_below and not any(_OF_LETTER.match(run[0].text) for run in before_greeting):
            return tidy_title(_cut_run(named_below))
        return tidy_title(_cut_run(before_greeting[-1], True)) if before_greeting else ""
    above = header.roles[good[0][0].number - 1] if good[0][0].number else ""
    named_first = len(good[0]) < 3 and above in ("label", "value") and any(e.type and e.field == "reference" for e in header.entries)
    last = before_section and len(good[-1]) < 5 and len(header.lines) < 40 and not _is_listed(good[-1]) and not named_first
    if not last:
        good = [run for run in good if not re.match(_POINT, run[0].text)]
    if not good:
        return ""
    return tidy_title(_cut_run(good[-1] if last else good[0], last))


def _title_of_entry(header: Header, named: Entry) -> str:
    """The value of a label, with the lines that go on with it."""
    return tidy_title([named.value, *(line.text for line in _following(header, named.line, True))])


def _title_beside_tables(header: Header, tables: Sequence[int], labels: Sequence[int], named: Entry | None, before_section: bool) -> str:
    """The title of a head with tables in these lines: the last run before the first, or the first behind the last."""
    before: list[list[Line]] = []
    after: list[Line] = []
    for run in _runs(header):
        if run[-1].number < tables[0]:
            before.append(run)
        elif run[0].number > tables[-1]:
            after = run
            break
    if named and not before:
        return _title_of_entry(header, named)
    before = [run for run in before if _is_between_labels(header, run)] or before
    if before and (not after or _is_paragraph(after) or not labels or before[-1][0].number > labels[0] or len(before[-1]) > 1):
        return tidy_title([line.text for line in before[-1]])
    return tidy_title(_cut_run(after or before[0], before_section)) if after or before else ""


def _is_between_labels(header: Header, run: Sequence[Line]) -> bool:
    """Whether a short run stands alone between the paper's number and the next label."""
    above = [entry.last for entry in header.entries if entry.field == "reference"]
    below = run[-1].number + 1
    return len(run) < 4 and run[0].number - 1 in above and below < len(header.lines) and header.roles[below] == "label"


def _follows_form(header: Header, number: int) -> bool:
    """Whether a line stands directly behind a form's labels and values ("öffentlich" and numbers left aside)."""
    above = number - 1
    while above > 0 and not header.roles[above] and (fit("public", header.lines[above].text) or fit("top", header.lines[above].text)):
        above -= 1
    return above > 0 and header.roles[above] in ("label", "value") and sum(role in ("label", "value") for role in header.roles[:above]) > 3


def _is_listed(run: Sequence[Line]) -> bool:
    """Whether a run is a point of a list or the end of running text, and so no title."""
    return re.match(_POINT, run[0].text) is not None or _ends_in_midst(run[-1].text)


def _ends_in_midst(text: str) -> bool:
    """Whether a last line ends a sentence, or breaks off in one."""
    sentence = text.endswith("?") or re.search(r"[a-zäöüß]{5}\.$", text) is not None
    return sentence or (pattern("unfinished").search(text) is not None and text[-1].isalpha())


def _is_paragraph(run: Sequence[Line]) -> bool:
    """Whether a run is running text: several lines, the first of them full."""
    return len(run) > 2 and len(run[0].text) >= 65


def _names_subject(text: str) -> bool:
    """Whether the words behind "Antrag:" are its subject and not the parties that moved it."""
    parties = re.search(r"CDU|CSU|SPD|GRÜNE|Grüne|FDP|AfD|Linke|LINKE|Freie Wähler|FW|[Ff]raktion|\d{4}/\d", text)
    return len(text) > 15 and text.count(" ") > 1 and parties is None


def _without_lead(run: list[Line]) -> list[Line]:
    """A line that ends in a colon leads to what follows; only the first line of all is a title above it."""
    return run[:-1] if run[0].number == 0 and _LITTLE_WORD.search(run[0].text) else []


def _runs(header: Header) -> Iterator[list[Line]]:
    """Runs of free lines of the head that may be a title: no heads of tables, no lines of labels."""
    shorn = ([] if _is_doubled(run[0].text) else run[_repeats_itself(run[0].text) :] for run in _free_runs(header))
    led = (_without_lead(run) if len(run) < 3 and run[-1].text.endswith(":") else run for run in shorn if run)
    return (run for run in led if run and not _is_head_of_table(header, run))


def _is_head_of_table(header: Header, run: Sequence[Line]) -> bool:
    """Whether a run is the head of a table: it repeats its words, its lines come again, or numbers stand below it."""
    count = sum(len(line.text.split()) for line in run)
    # A longer title that is printed twice (two columns, old and new) is one all the same.
    if count < 10 and _repeats_itself(" ".join(line.text for line in run)):
        return True
    below = header.lines[run[-1].number + 1 : run[-1].number + 3]
    if count < 12 and run[0].number > 2 and any(_holds_number_row(line.raw.strip()) for line in below[:1]):
        return True
    if len(run[0].text) >= 40 or len(run) < 2:
        return False
    return any(squash(line.text) == squash(run[0].text) for line in header.lines[run[-1].number + 1 : run[0].number + 12])


def _repeats_itself(text: str) -> bool:
    """Whether a short line says its words twice, as the head of a table of two columns does ("Alte Fassung Neue Fassung")."""
    words = text.split()
    half = len(words) // 2
    return _is_doubled(text) or (len(words) in (4, 6) and words[half - 1] == words[-1] and words[-1][:1].isupper())


def _is_doubled(text: str) -> bool:
    words = text.split()
    return len(words) > 1 and words[: len(words) // 2] == words[len(words) // 2 :]


def _begins_title(header: Header, line: Line) -> bool:
    """Whether a kind of paper in a line of its own is the beginning of a title ("Satzung" / "über die Entwässerung")."""
    after = header.lines[line.number + 1] if line.number + 1 < len(header.lines) else None
    if after is None or squash(read_type(line.text)) in word_set("papers", "motions") or after.blank_before or header.roles[after.number]:
        return False
    of_body = squash(line.text) in ("satzung", "verordnung", "richtlinie", "richtlinien") and re.match(r"de[rs]\b.{20}", after.text)
    return bool(of_body) or re.match(r"(?:über|zur|zum)\b.{12}", after.text) is not None


def _is_addressee(header: Header, line: Line) -> bool:
    """Whether a line is the name below "Herrn Stadtrat" or "Frau"."""
    above = header.lines[line.number - 1].text if line.number else ""
    if not above.startswith(("An ", "Frau", "Herr")):
        return False
    is_name = re.fullmatch(r"(?:Dr\. |Prof\. )*[A-ZÄÖÜ][\w-]+(?: (?:von |van )?[A-ZÄÖÜ][\w-]+){1,2}", line.text)
    return is_name is not None and re.match(r"(?:An )?(?:Frau|Herrn?)\b", above) is not None and not line.blank_before


def _goes_on(last: str, line: Line) -> bool:
    """Whether a title goes on in a line that would else be a letterhead's: "… der Sportvereine" / "der Stadt Musterhausen"."""
    if line.blank_before:
        return False
    lower = len(last) > 40 and last[-1].isalpha() and re.match(r"(?:der|des|in der|im|für die|und) [A-ZÄÖÜ]", line.text)
    return bool(lower or pattern("unfinished").search(last))


def _free_runs(header: Header) -> Iterator[list[Line]]:
    run: list[Line] = []
    rows = 0
    for line in header.lines:
        raw = line.raw.strip()
        rows += len(raw) > 3 and _DIGIT.search(raw) is not None and _is_number_row(raw)
        if rows > MAX_ROWS:
            break  # a title stands above a table of numbers, not below
        other = header.roles[line.number] or _is_addressee(header, line) or line.text.startswith(("Sehr geehrte", "Liebe "))
        other = other or is_paragraph(line.text)
        if other or (is_structure(line) and not (run and _goes_on(run[-1].text, line)) and not _begins_title(header, line)):
            if run:
                yield run
            run = []
        elif run and line.blank_before and sum(len(item.text) for item in run) > 200:
            yield run
            run = [line]
        else:
            run.append(line)
    if run:
        yield run


def _is_number_row(raw: str) -> bool:
    return _holds_number_row(raw) or (raw.endswith(_ROW_ENDS) and _LAST_SUM.search(raw) is not None)


def _holds_number_row(raw: str) -> bool:
    """Whether a line ends in a row of numbers or holds two sums. The pattern is slow to fail on text: the end is looked at first."""
    may_be = (raw.endswith(_ROW_ENDS) and not _ENDS_IN_WORD.search(raw, len(raw) - 8)) or raw.count("€") > 1
    return may_be and pattern("number_row").search(raw) is not None


def is_structure(line: Line) -> bool:
    """Whether a line belongs to the letterhead or form and not to a title."""
    return sum(map(bool, line.cells)) > 1 or _is_form(line.text, line.raw.strip())


@lru_cache(maxsize=8192)  # the forms of a body print the same lines again and again
def _is_form(text: str, raw: str) -> bool:
    """Whether a line without columns belongs to the letterhead or form: its cleaned text and as it stands."""
    if not _LETTERS.search(text) or _FOR_SITTING.fullmatch(text):
        return True
    if _TWO_DIGITS.search(text) and _holds_number_row(raw):
        return True
    town, comma, unit = text.partition(", ")
    if pattern("mover_day").match(text) or (comma and is_body(town) and pattern("unit").match(unit)):
        return True
    if _PRIVATE.search(text) or (text.count(":") > 1 and len(re.findall(r"\w:(?=\s|$)", text)) > 1 and text[-1] != "-"):
        return True
    if squash(text) in word_set("stations", "columns") or (read_type(text) and not re.search(r"\b(?:von|zum|zur|über)\b.{25}", text)):
        return True
    is_unit = len(text) < 60 and pattern("unit").match(text) and not re.search(r"[:;]", text)
    if is_unit or _furniture().fullmatch(text) or names_body(text):
        return True
    if (len(text) < 40 and parse_day(text)) or (len(text) < 30 and parse_public(text) is not None):
        return True
    return _DIGIT.search(text) is not None and parse_reference(text) == text and fit("reference", text) == 1.0


def _looks_like_title(run: Sequence[Line]) -> bool:
    text = " ".join(line.text for line in run)
    spaces = text.count(" ")
    if text[:1].islower() or len(text) < (20 if spaces else 12):
        return False
    return (sum(map(str.isalpha, text)) + spaces) / len(text) > 0.75


def _cut_run(run: Sequence[Line], ends_head: bool = False) -> list[str]:
    """The lines of a run that are the title: up to a blank line, a list, or the place where running text begins."""
    texts = [line.text for line in run]
    width = max(map(len, texts))
    for number in range(1, len(run)):
        line, last = run[number], texts[number - 1]
        listed = _LISTED.match(line.raw.strip()) and not _LISTED.match(run[0].raw.strip()) and not _is_subtitle(run, number)
        paragraph = len(line.text) >= 65 and line.text[:1].isupper()
        unfinished = pattern("unfinished").search(last) or last.endswith((":", ";")) or line.text[:1].islower()
        ended = paragraph and len(last) < min(75, 0.75 * width) and not unfinished
        again = squash(line.text) == squash(texts[0])
        blank = line.blank_before and not (pattern("unfinished").search(last) and len(line.text) < 65)
        if again or listed or (blank and not (ends_head and len(run) < 5)) or (ended and not (ends_head and len(run) < 4)):
            return texts[:number]
    if len(texts) < 6:
        return texts
    size = 3
    while size < min(5, len(texts)) and (pattern("unfinished").search(texts[size - 1]) or texts[size][:1].islower()):
        size += 1
    return texts[:size]


def _is_subtitle(run: Sequence[Line], number: int) -> bool:
    """Whether the line below a title begins with the only dash of the run: "Baugebiet Nord" / "- Vorstellung der Planung"."""
    dashed = [line.number for line in run if line.raw.lstrip().startswith("- ")]
    return number == 1 and dashed == [run[1].number] and not run[1].blank_before
