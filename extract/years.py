"""Budget years: which of the years that a passage names a mention is for."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache

from extract.background import table_title
from extract.columns import column_cell_at
from extract.context import PageContext, remembered
from extract.grid import CellContext
from extract.lines import is_number_line, numbers_before
from extract.plans import is_applicants_plan
from extract.statutes import of_statute
from extract.unit_rows import year_of_glued
from extract.year_columns import of_column, of_column_of_lines
from extract.year_grammar import YEAR, YearSpan, find_years, years_in
from extract.year_lists import of_list
from extract.year_places import of_accounts, of_line_over, of_paragraph, of_passage_before, sole_year_before, sole_year_behind

REACH = 260  # characters between a year and a sum that may still belong together
_PRESENT = re.compile(r"(?i)\b(?:derzeit|aktuell|bisher|gegenwärtig|momentan|zurzeit|zur Zeit)(?:\s+(?:von|rund|circa|ca\.))?\s+$")
_AFTERWARDS = re.compile(r"(?i)\b(?:danach|anschließend|in den Folgejahren)\s[^.€]*$")
_IN_FOLLOWING = re.compile(r"\s*in den (?:Folgejahren|folgenden Jahren)")
CROSSING = 70  # what another sum between them adds to their distance
# Sums joined by "und", "bzw." or a comma.
_SUM = r"\d[\d.]*(?:,\d+)?-?(?:\s{0,3}(?:Millionen|Mio\.?|Tausend|Tsd\.?|T€|TEUR))?(?:\s{0,3}(?:Euro|EUR|€))?"
_GLUED = re.compile(r"(?<!\d)(?:20[0-4]\d){2,6}(?!\d)")  # year heads that a text layer writes without a space: "20202021"
_JOINED = re.compile(rf"(?<![\w.,]){_SUM}(?:(?:,| und| sowie| bzw\.|\s?/)\s*(?:rund |ca\. )?{_SUM})+(?![\w])")
_SUM_FOLLOWS = re.compile(r"\s+(?:rund |ca\. |etwa |auf |mit |noch )?\d[\d.,]*\s?(?:€|Euro|EUR|T€|TEUR|Mio)")
_THEREOF = re.compile(r"\b(?:[Hh]iervon|[Dd]avon|hieran|daran)\b(?! ausgehend)|\b(?:[Dd]ie|[Zz]ur) Deckung\b|\bGedeckt\b")
_YEAR_ENTRY = re.compile(  # "- 2020: 400.000 €", "Haushaltsjahr 2016   30.000 €"
    rf"\s*(?:[•■●▪◦–*-]\s*)?(?:(?:im )?(?:Haushalts)?[Jj]ahr\s+)?(?P<year>{YEAR})\s*(?:[:=–-]\s*|\s{{2,}}|\t)(?=[\d–−-])"
)
_YEAR_HEAD = re.compile(r"(?i)\W*(?:(?:haushalts|rechnungs|förder|wirtschafts|kalender)?jahr|hj)\W*")
_HEADED_YEAR = re.compile(rf"[A-ZÄÖÜ][\w.-]*[ \t]+{YEAR}(?![\d./]|-\d)")
_SMALL_WORD = re.compile(r"(?<![\w(/-])(?!(?:in|der|des|für|bis) )[a-zäöü]\w+|[.;]\s*$")
_LONGEST_HEADS = 160  # characters
_YEAR_FIRST = re.compile(rf"\s*(?P<year>{YEAR})\s+(?=[-–+]?\s?\d)")
_SHARE_ROW = re.compile(r"(?i)\W*(?:davon|darunter|hiervon)\b")
_YEAR_BEFORE = re.compile(r"\(Vorjahr:?\s+(?:rund |ca\. )?$")  # "(Vorjahr: 9,8 Mio. Euro)" beside a sum of the year named
_FORM_YEAR = re.compile(rf"(?im)^\W*(?:haushaltsjahr|HJ|im haushaltsjahr)\s*[:\t]?\s*(?P<year>{YEAR})\s*$")
_SUM_IN_LINE = re.compile(r"\d\s?(?:€|EUR|Euro|T€)")
_COMPARED = re.compile(
    r"\b(?:gegenüber|im Vergleich zu[mr]?|verglichen mit)(?: (?:dem|der|den))?(?: (?!von|um|auf|für|und|in|im)\w+){0,2} $"
)
_OF_NEXT = re.compile(r":\s?\d")  # "970,5 Stellen (2013: 959,5 Stellen)": the year is that of the number behind it
_EACH = re.compile(r"(?i)\bjeweils\b|\bje\b|\bzwischen\b")


def years_at(context: PageContext, start: int, end: int) -> str:
    """The budget years of a mention, from its words, row, column or heading: "2018", "2018;2019", "2020-" or ""."""
    key = ("years", start, end)
    if key not in context.memo:
        years = of_column_of_lines(context, start) or _years_at(context, start, end)
        years = years or _year_of_form(context, start) or of_accounts(context.paper.title)
        before = _YEAR_BEFORE.search(context.text, max(0, start - 30), start)
        context.memo[key] = str(int(years) - 1) if before and len(years) == 4 else years
    return context.memo[key]


def _year_of_form(context: PageContext, start: int) -> str:
    """The one year that a line "Haushaltsjahr: 2022" gives to a form's block of finances."""
    section = context.section_at(start)
    if section is None or section.kind != "finances" or section.page != context.page.number:
        return ""
    return _year_of_block(context, section.start)


@remembered
def _year_of_block(context: PageContext, start: int) -> str:
    """The same for the section that begins at an offset: each of its sums asks."""
    section = context.section_at(start)
    told = {found["year"] for found in _FORM_YEAR.finditer(context.text, start, section.end)} if section else set()
    return told.pop() if len(told) == 1 else ""


def _years_at(context: PageContext, start: int, end: int) -> str:
    column = column_cell_at(context.text, start)
    if column is not None:
        return column.year
    cell = context.cell_at(start)
    if cell is not None:
        return _in_sentence(context, start, end) or _year_beside(context, cell) or _in_table(context, cell)
    if (entry := _YEAR_ENTRY.match(context.text, context.line_at(start)[0])) and entry.end() == start:
        return entry["year"]
    if (year := year_of_glued(context, start)) is not None:
        return year
    if context.is_row(start):
        return _in_lines(context, start)
    years = _in_sentence(context, start, end) or _under_heading(context, start) or of_list(context, start)
    return years or of_line_over(context, start) or of_paragraph(context, start) or of_statute(context, start)


@lru_cache(maxsize=8192)
def _first(text: str) -> str:
    """The first year expression of a line: each of its numbers asks for it, and tables repeat their labels."""
    return next((found.years for found in find_years(text)), "")


def _year_beside(context: PageContext, cell: CellContext) -> str:
    """The year that a column headed "Haushaltsjahr" or "Jahr" prints in the cell's row, on whichever side; "" under a year."""
    grid = context.grid_at(cell.cell.start)
    if grid is None or _first(cell.column_header):
        return ""
    others = [other for other in grid.rows.get(cell.cell.row, ()) if other.column != cell.cell.column]
    years = [other for other in others if re.fullmatch(rf"{YEAR}", grid.text_of(other))]
    if len(years) != 1 or not any(_YEAR_HEAD.fullmatch(head) for head in grid.column_headers(years[0])):
        return ""
    return grid.text_of(years[0])


def _in_table(context: PageContext, cell: CellContext) -> str:
    for text in (*reversed(cell.column_headers), cell.row_header, _whole_label(context, cell), *reversed(cell.sections), cell.unit):
        if years := _first(text):
            return years
    titled = [span.years for span in find_years(table_title(context, cell.table.start)[0])]
    if len(titled) == 1:
        return titled[0]
    # What an applicant reckons with is no matter of the budget year that the paper's title names.
    return "" if is_applicants_plan(context, cell.cell.start) else _heading_years(context, cell.table.start)


def _whole_label(context: PageContext, cell: CellContext) -> str:
    """The label of the row that a "davon …" row is a part of."""
    grid = context.grid_at(cell.cell.start)
    if grid is None or not _SHARE_ROW.match(cell.row_header):
        return ""
    for row in range(cell.cell.row - 1, -1, -1):
        label = next((grid.text_of(other) for other in grid.rows.get(row, ()) if grid.text_of(other)), "")
        if label and not _SHARE_ROW.match(label):
            return label
    return ""


def _in_sentence(context: PageContext, start: int, end: int) -> str:
    """The year expression that stands nearest to the mention; sums between them push it away."""
    low, high = context.sentence_at(start)
    before = context.text[max(low, start - 40) : start]
    if _PRESENT.search(before):
        return ""
    if re.match(r"\s(?!und |sowie |bzw)(?:\w+ ){0,3}?auf (?:rund |ca\. |bis zu )?\d", context.text[end : end + 40]):
        return ""
    afterwards = _AFTERWARDS.search(before)
    if (afterwards and not re.search(YEAR, afterwards[0])) or _IN_FOLLOWING.match(context.text[end : end + 40]):
        return _following(context.text[max(0, low - 120) : start])
    best, shortest = "", REACH
    sentence = context.text[low:high].replace("\n", " ")
    for span in years_in(sentence):
        first, last = low + span.start, low + span.end
        if first < end and last > start:
            continue
        gap = sentence[last - low : start - low] if last <= start else sentence[end - low : first - low]
        distance = len(gap) + CROSSING * len(re.findall(r"€|EUR|Euro", gap)) + (0 if last <= start else _backward(gap))
        if last > start and best and _SUM_FOLLOWS.match(sentence, last - low):
            distance += CROSSING  # "im Jahr 2017 5 €, im Jahr 2018 6 €": the second year has its own sum
        if distance < shortest and not _is_anothers(sentence, span, first >= end):
            best, shortest = span.years, distance
    if not best and _THEREOF.search(context.text, low, start):
        return _of_sentence_before(context, low)
    if not best and (years := of_passage_before(context, low, start)):
        return years
    spans = years_in(sentence)
    best = best or sole_year_before(spans, sentence, start - low) or sole_year_behind(spans, sentence, start - low)
    return _own_of_joined(sentence, start - low, best)


def _is_anothers(sentence: str, span: YearSpan, behind: bool) -> bool:
    """Whether a year is only compared with, or is that of the number that follows it."""
    return bool((behind and _OF_NEXT.match(sentence, span.end)) or _COMPARED.search(sentence, max(0, span.start - 60), span.start))


def _of_sentence_before(context: PageContext, low: int) -> str:
    """The years of the sentence before that at `low`, where it names them once."""
    block, _ = context.block_at(low)
    if low <= block:
        return ""
    first, last = context.sentence_at(low - 1) if context.text[low - 1].strip() else context.sentence_at(low - 2)
    named = [span.years for span in find_years(context.text[first:last].replace("\n", " "))]
    return named[0] if len(named) == 1 else ""


def _own_of_joined(sentence: str, start: int, years: str) -> str:
    """Of as many sums as years ("2,1 und 2,3 Mio. Euro in 2024 und 2025") each has its own year."""
    named = years.split(";")
    if len(named) < 2 or years.endswith("-"):
        return years
    for chain in _JOINED.finditer(sentence):
        if not chain.start() <= start < chain.end() or _EACH.search(sentence, max(0, chain.start() - 14), chain.start()):
            continue
        sums = [chain.start() + found.start() for found in re.finditer(_SUM, chain[0])]
        if len(sums) == len(named):
            return named[max(index for index, place in enumerate(sums) if place <= start)]
    return years


def _following(before: str) -> str:
    """"Bis Ende 2022 … Danach jährlich 996.000 Euro": from the year after the last one named."""
    named = [span.years for span in find_years(before) if not span.years.endswith("-")]
    return f"{int(named[-1][-4:]) + 1}-" if named else ""


def _backward(gap: str) -> int:
    """How much a year behind the sum is less likely to be meant: not at all in "5.000 € (2018)" and "5.000 € in 2018"."""
    if re.match(r",\s+ab\s", gap):
        return 90  # "… 400.000 €, ab 2018 mit den Tarifsteigerungen": what comes later
    return -5 if re.fullmatch(
        r"\s*(?:\((?:HJ |HH |Haushalt )?|in |im (?:Haushalts)?[Jj]ahr |für (?:das (?:Haushalts)?[Jj]ahr "
        r"|die (?:Haushalts)?[Jj]ahre )?|bis (?:Ende )?|jährlich |pro Jahr |p\.\s?a\. )?", gap) else 25


def _in_lines(context: PageContext, start: int) -> str:
    """Years of a number line: from its label, from a line of years above, column by column, or from a heading."""
    number = context.line_number(start)
    low, high = context.line_span(number)
    line = context.text[low:high]
    position, count = numbers_before(line, start - low), numbers_before(line, len(line))
    labelled = bool(re.match(r"\s*[^\W\d]", line))
    before, behind, tail = _broken_row(context, number)
    position, count = position + before, count + before + behind
    if labelled and (years := _first(line)):
        return years
    if year := _year_first(context, number, start):
        return year
    heads = _year_rows(context, 0)
    head = heads[bisect_left(heads, number) - 1] if heads and heads[0] < number else -1
    head = head if head > number - 60 else -1
    if not labelled and (years := _first_above(context, number, max(head, number - 10))):
        return years
    if head >= 0 and (year := _column_year(_year_columns(context.lines[head]), position, count, tail)):
        return year
    years = _under_heading(context, start) or of_line_over(context, start) or of_column(context, number)
    return years or _heading_years(context, low) or of_statute(context, start)


def _year_first(context: PageContext, number: int, start: int) -> str:
    """The year that begins a row, where the row above or below begins with another one: a first column of years."""
    own = _YEAR_FIRST.match(context.lines[number])
    if own is None or context.line_span(number)[0] + own.end() > start:
        return ""
    near = (context.lines[other] for other in (number - 1, number + 1) if 0 <= other < context.line_count())
    others = {found["year"] for line in near if (found := _YEAR_FIRST.match(line)) is not None}
    return own["year"] if others - {own["year"]} else ""


def _first_above(context: PageContext, number: int, stop: int) -> str:
    """The years of the nearest line of words above line `number`, which must stand below line `stop`."""
    for above in range(number - 1, max(-1, stop), -1):
        upper = context.lines[above]
        if upper.strip() and not is_number_line(upper):
            return _first(upper)
    return ""


@remembered
def _year_rows(context: PageContext, _: int) -> list[int]:
    """The lines of the page that are rows of years."""
    may_be = (entry for entry in enumerate(context.lines) if "20" in entry[1] or "199" in entry[1])
    return [number for number, line in may_be if len(_year_columns(line)) > 1]


def _broken_row(context: PageContext, number: int) -> tuple[int, int, str]:
    """How many numbers of the row stand on the lines before and after line `number`, and the row's last line.

    A row goes on in a line of nothing but numbers that follows directly on a labelled line of numbers.
    """
    first = last = number
    while first > 0 and _is_bare(context.lines[first]) and is_number_line(context.lines[first - 1]):
        first -= 1
    if _is_bare(context.lines[first]):  # a block of rows without labels: each line is a row
        return 0, 0, context.lines[number]
    while last + 1 < context.line_count() and _is_bare(context.lines[last + 1]):
        last += 1
    counts = [numbers_before(context.lines[line], len(context.lines[line])) for line in range(first, last + 1)]
    if last - first > 1 or (len(set(counts)) == 1 and counts[0] > 1):  # full rows under each other, only the first with a label
        return 0, 0, context.lines[number]
    return sum(counts[: number - first]), sum(counts[number - first + 1 :]), context.lines[last]


@lru_cache(maxsize=4096)
def _is_bare(line: str) -> bool:
    """Whether a line is numbers only."""
    return is_number_line(line) and re.match(r"\s*[^\W\d]", line) is None


@lru_cache(maxsize=4096)
def _year_columns(line: str) -> list[str]:
    """The years of a line that is a row of column headers."""
    line = _GLUED.sub(lambda found: " ".join(re.findall(r"\d{4}", found[0])), line)
    years = re.findall(rf"(?<![\d./-]){YEAR}(?![\d./]|-\d)(?:\s?ff)?", line)
    rest = re.sub(rf"{YEAR}(?:\s?ff\.?)?", "", line)
    if len(years) < 2:
        return []
    return years if len(rest.split()) <= 4 or _is_line_of_heads(line, len(years)) else []


def _is_line_of_heads(line: str, years: int) -> bool:
    """Whether each year has a noun before it and no word of a sentence stands in the line: "Nr. Thema Ansatz 2023 Ansatz 2024"."""
    return len(_HEADED_YEAR.findall(line)) == years and len(line) < _LONGEST_HEADS and _SMALL_WORD.search(line) is None


def _column_year(years: list[str], position: int, count: int, line: str) -> str:
    """The year over the number at `position`.

    Fewer numbers than years stand at the left where spaces follow them. Several that are one short begin with the second year:
    a measure starts late more often than it ends early. Of others the place is unknown.
    """
    if count < len(years) and not re.search(r"\s{4,}$|\d\s+(?!Euro|EUR)[^\W\d]", line):
        if count < max(2, len(years) - 1):
            return ""
        position += len(years) - count
    return _plain(years[position]) if position < len(years) else ""


def _plain(year: str) -> str:
    return f"{year[:4]}-" if "ff" in year else year


def _under_heading(context: PageContext, start: int) -> str:
    """Years of a line above that is nothing but a year ("2025:") or names the term ("Laufzeit 01.01.2024 – 31.12.2025")."""
    low, high = context.block_at(start)
    if high - low > 130:
        return ""
    number = context.line_number(low)
    for above in range(number - 1, max(-1, number - 16), -1):
        line = context.lines[above]
        if number - above < 5 and _is_year_line(line):
            return _first(line)
        if len(line) < 90 and _names_term(line) and not _SUM_IN_LINE.search(line):
            begin = context.line_span(above)[0]
            if years := _first(context.text[begin : min(low, begin + 90)]):
                return years
    return ""


@lru_cache(maxsize=4096)
def _is_year_line(line: str) -> bool:
    return re.fullmatch(rf"\s*\W?\s*(?:im |in |Jahr |Haushaltsjahr )*{YEAR}\s*:?\s*", line) is not None


@lru_cache(maxsize=4096)
def _names_term(line: str) -> bool:
    return re.search(r"(?i)laufzeit|zeitraum|förderjahre?\b|haushaltsjahre?\b", line) is not None


def _heading_years(context: PageContext, offset: int) -> str:
    """The year in the title of a table: "Kostenrechnung 2013", "Haushaltsplan 2018"."""
    section = context.section_at(offset)
    title = section.heading if section else ""
    begin = max(section.start if section else 0, offset - 200)
    near = "" if is_number_line(context.text[slice(*context.line_at(offset))]) else context.text[begin:offset]
    return _year_of_title(f"{title}\n{near}\n{context.text[:300]}")


@lru_cache(maxsize=256)
def _year_of_title(text: str) -> str:
    found = re.search(
        r"(?:[Hh]aushalt|[Hh]aushaltsjahr|[Gg]eschäftsjahr|[Ww]irtschaftsjahr|Jahr|[Rr]echnung|[Pp]lan"
        rf"|[Kk]alkulation|[Aa]bschluss|[Bb]udget|[Ee]rgebnis)\w*\s+({YEAR}(?:/{YEAR})?)(?!\d|\s?/)", text)
    return found[1].replace("/", ";") if found else ""
