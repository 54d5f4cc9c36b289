"""Budget years that stand apart from a sum: in the passage before, in the paragraph's first sentence, over its row, in the title."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.context import PageContext, remembered
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
_OF_PLAN = re.compile(r"(?i)\b\w*(?:haushalt|haushaltsplan|finanzplan|etat|nachtrag|wirtschaftsplan)\w*\s*$")
_PUT_INTO = re.compile(
    r"[^.;\d€]{0,40}\b(?:einzustellen|eingestellt|veranschlag\w+|zu veranschlagen|bereitgestellt|bereitzustellen|einzuplanen|eingeplant)\b"
)
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
_LONGEST_SUM = 60  # characters, with the blanks behind it
_LONGEST_PARAGRAPH, _MOST_ROWS, _LONGEST_ROW = 1_500, 16, 110  # characters, lines, characters


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


def sole_year_behind(spans: tuple[YearSpan, ...], sentence: str, start: int) -> str:
    """The only year that a sentence names, where its end puts its sums into that year's budget: "… in den Haushalt 2024 einzustellen"."""
    if len(spans) != 1 or spans[0].start < start:
        return ""
    put = _PUT_INTO.match(sentence, spans[0].end)
    return spans[0].years if put and _OF_PLAN.search(sentence, max(0, spans[0].start - 40), spans[0].start) else ""


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
