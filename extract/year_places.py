"""Budget years that stand apart from a sum: in what introduces its list, before its passage, over its column of lines."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.context import PageContext, remembered
from extract.starts import find_from_starts
from extract.year_grammar import YEAR, YearSpan, find_years, years_in

# A sentence that goes on with the subject of the one before, and one that says what the paragraph before needs.
_GOES_ON = re.compile(
    r"\s*(?:Er|Sie|Es|Dieser|Dieses|Damit|Somit|Daraus|Insgesamt|Hinzu|Dazu)"
    r"\s(?:kommt|kommen|schließt|beträgt|betragen|beläuft|belaufen|ergibt|ergeben|liegt|liegen|umfasst)\b"
)
_THE_NEEDED = re.compile(
    r"\s*Die (?:(?:hierfür|dafür|hierzu|dazu) )?(?:erforderlich|benötigt|notwendig|fehlend|zusätzlich|überplanmäßig)en? "
)
_BUDGET_YEAR = re.compile(r"(?i)(?:jahr(?:e[ns]?|s)?|\w*haushalt\w*|\bHH?J|\bin|\bfür|\bab|\bbis)\s*$")
_POINT = re.compile(r"\s*(?:(?P<bullet>[•■●▪◦–-])|(?P<number>\d{1,2}(?:\.\d{1,2}){0,3}\.?)|\(?[a-z]\))\s")  # of a list
_INTRODUCES = re.compile(r":\s*$|\b(?:folgende[nrs]?|wie folgt|nachstehende[nr]?|nachfolgende[nr]?)\b|\b(?:werden|wird|sollen|soll)\s*$")
_LONGEST_LIST = 120  # lines
_SHORT = 30  # characters
_CURRENCY = re.compile(r"€|EUR|Euro")
_MONEY = re.compile(r"\d\s?(?:€|EUR|Euro|T€|Mio)")
_OF_MONEY = re.compile(rf"{_MONEY.pattern}|[Aa]brechnung")
_ENDS_IN_SUM = re.compile(r"\d\s?(?:€|EUR|Euro)(?: festgesetzt\.)?\s*$")
_LAST_OF_ROW = ("€", "EUR", "Euro", "festgesetzt.")
_OPENS_ROWS = re.compile(rf"[^\d€]{{0,40}}(?:plan|haushalt|etat|jahr|rechnung|budget)\w*\s(?P<year>{YEAR})(?:\s(?:mit|wird|auf|in))?:?")
_ACCOUNTS_OF = re.compile(
    r"(?:Jahresabschl[uü]ss|Jahresrechnung|Haushaltsrechnung|Rechnungsergebnis|Gesamtabschl[uü]ss)\w*(?: [\w-]+){0,6}? "
    rf"(?P<year>{YEAR})(?![/\d-])"
)
_LONGEST_YEAR_LINE = 40  # characters
_LONGEST_SUM = 60  # characters, with the blanks behind it
_LONGEST_PARAGRAPH, _MOST_ROWS, _LONGEST_ROW = 1_500, 16, 110  # characters, lines, characters
_YEAR_LINE = re.compile(rf"\s*(?:Jahr |Haushaltsjahr |HJ |Plan |Ansatz )?{YEAR}\s*")
_TWO_YEAR_LINES = re.compile(rf"(?<!\d){YEAR}[ \t]*\n\s*(?:Jahr |Haushaltsjahr |HJ |Plan |Ansatz )?{YEAR}[ \t]*(?:\n|$)")
_SUM_LINE = re.compile(r"\s*[-–−+]?\s?\d[\d.]*(?:,\d+)?\s?(?:€|EUR|Euro|T€)?\s*")
_LONGEST_TABLE = 200  # lines


def of_list(context: PageContext, start: int) -> str:
    """A point of a list without a year takes the last one of the passage that introduces its list."""
    low, _ = context.block_at(start)
    point = _POINT.match(context.text, low, low + 40)
    if point is None:
        return ""
    if point["bullet"]:
        spans = years_in(context.text[max(0, low - 700) : low].replace("\n", " "))
        return spans[-1].years if spans else ""
    return _of_introduction(context, low, point["number"] or "")


def _of_introduction(context: PageContext, low: int, number: str) -> str:
    """The years, if told once, of what introduces a list of numbered points: for "1.2" the point "1", else the paragraph before."""
    for above in range(context.line_number(low) - 1, max(-1, context.line_number(low) - _LONGEST_LIST), -1):
        if not context.bare_lines[above]:
            continue
        begin, end = context.block_at(context.line_span(above)[0])
        point = _POINT.match(context.text, begin, begin + 40)
        short = point is None and end - begin < _SHORT and not context.text[begin:end].rstrip().endswith(":")
        if begin < context.line_span(above)[0] or short:
            continue  # a line inside a paragraph, or a word like "davon" between two points
        upper = "" if point is None else point["number"] or ""
        if point is None and "." in number.rstrip("."):
            continue  # a remark between two points
        if point is None or _is_parent(upper, number):
            named = {span.years for span in find_years(context.text[begin:end].replace("\n", " "))}
            if point is None or named:
                return named.pop() if len(named) == 1 and _INTRODUCES.search(context.text, begin, end) else ""
            number = upper
    return ""


def _is_parent(upper: str, number: str) -> bool:
    """Whether point "1" or "1." holds point "1.2"."""
    return bool(upper) and number.rstrip(".").startswith(f"{upper.rstrip('.')}.")


def of_passage_before(context: PageContext, low: int, start: int) -> str:
    """The budget year that the sentence before the one at `low`, or the paragraph before its own, names once as one, where the words
    between `low` and `start` go on with what it said."""
    if not _GOES_ON.match(context.text, low, start) and not _THE_NEEDED.match(context.text, low, start):
        return ""
    block, _ = context.block_at(low)
    end = len(context.text[: max(block, low)].rstrip())
    if not end:
        return ""
    first, last = context.sentence_at(end - 1) if low > block else context.block_at(end - 1)
    passage = context.text[first:last].replace("\n", " ")
    named = [span.years for span in find_years(passage) if _BUDGET_YEAR.search(passage, max(0, span.start - 24), span.start)]
    return named[0] if len(named) == 1 else ""


def sole_year_before(spans: tuple[YearSpan, ...], sentence: str, start: int) -> str:
    """The only year that a sentence names, where it does so as a budget year before its sums: "Im Haushalt 2019 werden …"."""
    if len(spans) != 1 or spans[0].end > start:
        return ""
    return spans[0].years if _BUDGET_YEAR.search(sentence, max(0, spans[0].start - 24), spans[0].start) else ""


def of_paragraph(context: PageContext, start: int) -> str:
    """The only year of a paragraph, where a sentence before the sum's own ties it to a sum as a budget year.

    For sums only: a post beside them may have been there before, and stay.
    """
    if _CURRENCY.search(context.text, max(0, start - 6), start + _LONGEST_SUM) is None:
        return ""
    block, end = context.block_at(start)
    low, _ = context.sentence_at(start)
    if low <= block or end - block > _LONGEST_PARAGRAPH or context.cell_at(start) is not None:
        return ""
    text = context.text[block:end].replace("\n", " ")
    spans = years_in(text)
    if not spans or len({span.years for span in spans}) != 1 or spans[0].end > low - block:
        return ""
    first, last = context.sentence_at(block + spans[0].start)
    tied = _BUDGET_YEAR.search(text, max(0, spans[0].start - 24), spans[0].start) and _OF_MONEY.search(context.text, first, last)
    return spans[0].years if tied else ""


@remembered
def of_line_over(context: PageContext, start: int) -> str:
    """The year of the line that opens a list of rows: "im Ergebnisplan 2021 mit", and below it "Gesamtbetrag der Erträge auf 5 EUR"."""
    number = context.line_number(start)
    line = context.lines[number][-_LONGEST_SUM:].rstrip()
    if not line.endswith(_LAST_OF_ROW) or not _ENDS_IN_SUM.search(line):
        return ""
    for above in range(number - 1, max(-1, number - _MOST_ROWS), -1):
        line = context.lines[above].strip()
        if not line or len(line) > _LONGEST_ROW or line.endswith("."):
            return ""
        if (found := _OPENS_ROWS.fullmatch(line)) is not None:
            return found["year"]
        if re.search(YEAR, line):
            return ""
    return ""


@lru_cache(maxsize=1024)
def of_accounts(title: str) -> str:
    """The year of annual accounts, as their paper's title names it: "Aufstellung des Jahresabschlusses 2016"."""
    named = set(_ACCOUNTS_OF.findall(title))
    return named.pop() if len(named) == 1 and len(set(re.findall(YEAR, title))) == 1 else ""


def of_column_of_lines(context: PageContext, start: int) -> str:
    """The year of a sum in a table whose cells stand under each other: years first, then label, sum, sum, label, sum, sum …"""
    heads = _stacked_heads(context, 0)
    number = context.line_number(start)
    if not heads or not _SUM_LINE.fullmatch(context.lines[number]):
        return ""
    at, years = max((head for head in heads if head[0] < number), default=(-1, ()))
    if at < 0 or number - at > _LONGEST_TABLE:
        return ""
    position, size = _place_in_run(context, number)
    return years[position] if size == len(years) else ""


@remembered
def _stacked_heads(context: PageContext, _: int) -> list[tuple[int, tuple[str, ...]]]:
    """Runs of two or more lines that are nothing but a year, by the number of their last line."""
    heads: list[tuple[int, tuple[str, ...]]] = []
    if next(find_from_starts(_TWO_YEAR_LINES, context.text), None) is None:
        return heads
    run: list[str] = []
    last = 0
    for number, line in enumerate(context.lines):
        if not line or line.isspace():
            continue
        if len(line) < _LONGEST_YEAR_LINE and _YEAR_LINE.fullmatch(line):
            run, last = [*run, *re.findall(YEAR, line)], number
            continue
        if len(run) > 1 and len(set(run)) == len(run):
            heads.append((last, tuple(run)))
        run = []
    return heads


def _place_in_run(context: PageContext, number: int) -> tuple[int, int]:
    """Which of the lines of sums between two labels line `number` is, and how many they are."""
    before = _count(context, range(number - 1, max(-1, number - 30), -1))
    return before, before + 1 + _count(context, range(number + 1, min(context.line_count(), number + 30)))


def _count(context: PageContext, numbers: range) -> int:
    count = 0
    for number in numbers:
        line = context.lines[number]
        if line.strip():
            if not _SUM_LINE.fullmatch(line):
                break
            count += 1
    return count
