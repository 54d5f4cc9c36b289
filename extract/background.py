"""What shows that a sum or post is background: the title, row or column of its table, and a refusal in the sentence after it."""

from __future__ import annotations

import re

from extract.context import PageContext, remembered
from extract.votes import is_voted_down

_TITLE = re.compile(
    r"(?i)\bzur (?:information|kenntnis(?:nahme)?)\b|\bBestand\b|\bIst-?(?:bestand|stand|zustand|kosten)\b"
    r"|\bentwicklung der (?:vor|letzten )jahren?\b"
    r"|\bvorjahre\b|\brechnungsergebnisse?\b|\bstatistik\b|\bbisherige (?:kosten|aufwendungen|ausgaben|mittel|stellen|zuschüsse)\b"
)
_COLUMN = re.compile(
    r"(?i)^\W*(?:ist\b|bestand\b|bisher|alt\b|vorjahr|rechnungsergebnis|rechnung\s+\d{4}|ergebnis\s+\d{4}"
    r"|(?:re|jr|vorl\.? ?(?:re|ergebnis))\s+\d{4})"
    r"|\b(?:alt|bisher(?:ige[rns]?)?)\W*$"
)
_OLD = re.compile(r"(?i)(?<!\w)(?:alte?[rns]?|bisher|bisherige[rns]?)(?!\w)")
_NEW = re.compile(r"(?i)(?<!\w)(?:neue?[rns]?|künftig|künftige[rns]?)(?!\w)")
_LABEL = re.compile(r"[^\d.;]{3,60}(?=\s\d[\d.,]*\s?(?:€|Euro|EUR))")  # of a line that is a label and a sum
_PLAN_OF_POSTS = re.compile(r"(?i)\bstellenpl[aä]n")
_YEAR = re.compile(r"(?<![\d./-])20[0-4]\d(?![\d./]|-\d)")
_SUBJECT = (
    r"(?:(?:[Dd]er|[Dd]ieser|[Dd]ie|[Dd]iese)\s+(?:\w+\s)?"
    r"(?:\w*[Aa]ntrag|\w*[Vv]orschlag|\w*[Vv]orlage|Beschlussempfehlung)|Er|Dies)"
)
_REFUSED = re.compile(
    rf"\s*(?:{_SUBJECT}\s(?:[^.;]|\.(?=\d)){{0,90}}?\b(?:abgelehnt|zurückgezogen|zurückgestellt|vertagt|keine\s+Mehrheit)\b"
    r"|[^.;]{0,60}\b(?:zieht|ziehen)\s+(?:die\s+Vorlage|den\s+Antrag|seinen\s+Antrag|ihren\s+Antrag)\b[^.;]{0,40}\bzurück\b)"
)
_OF_REFUSAL = ("abgelehnt", "zurück", "vertagt", "Mehrheit")  # every match has one of them
# A vote with a majority against, or words that a motion failed, some sentences after it in the same item of minutes.
_SENTENCE = 600  # characters on either side; a line without a stop may be endless
_MOVED = re.compile(
    r"\b(?:beantrag(?:t|en|te|ten)|stell(?:t|en|te|ten) (?:\w+ ){0,3}(?:Ergänzungs|Änderungs)?[Aa]ntrag|\w*[Aa]ntrag de[rs])\b"
)
_FAILED = re.compile(
    rf"(?:^|[.:)]\s+)(?:(?:Damit|Somit|Hiermit)\s(?:ist|wird|wurde)\s)?(?:{_SUBJECT}|der\s(?:Ergänzungs|Änderungs)?[Aa]ntrag)\s[^.;]{{0,60}}?"
    r"\b(?:abgelehnt|keine\s+Mehrheit)\b"
)
_NEXT_ITEM = re.compile(r"\n\s*\n|\n\s*(?:TOP|Punkt|Zu\s+TOP)\b|\b(?:Sodann|Anschließend|Daraufhin|empfiehlt|beschließt)\b")
# The vote in the paragraph below the motion: "Der Kreistag lehnt den Antrag mit 12 Gegenstimmen ab."
_TURNED_DOWN = re.compile(
    r"\s*(?:Der|Die|Das)\s[A-ZÄÖÜ][\w-]+\slehnte?\s(?:den|diesen|die|diese|das)\s"
    r"(?:\w*[Aa]ntr[aä]ge?|Vorlage|Beschlussvorschlag|Vorschlag|Ansinnen)\b[^;\n]{0,160}?\bab\b"
)
_MINUTES_REACH = 600
_MOST_TITLES = 3  # lines above a table that may be its title
_LONGEST_TITLE = 110
_REACH = 200
_NEAR = 8  # rows in which an old value has its new one


def is_background_table(context: PageContext, start: int) -> bool:
    """Whether the title of the table or the header of the column says that its numbers are no proposal."""
    cell = context.cell_at(start)
    if cell is None:
        return _is_old_line(context, start)
    if any(_COLUMN.search(header) for header in cell.column_headers) or _is_old_row(context, start):
        return True
    title, _ = table_title(context, cell.table.start)
    return _TITLE.search(title) is not None


def is_before_plan_year(context: PageContext, start: int) -> bool:
    """Whether the column is for a year before the only one that the title of its table names ("Stellenplan 2020")."""
    cell = context.cell_at(start)
    if cell is None or not (years := _YEAR.findall(cell.column_header)):
        return False
    planned = set(_YEAR.findall(table_title(context, cell.table.start)[0]))
    if not planned and _PLAN_OF_POSTS.search(context.paper.title):
        planned = set(_YEAR.findall(context.paper.title))
    return len(planned) == 1 and max(years) < max(planned)


def table_title(context: PageContext, offset: int) -> tuple[str, int]:
    """The short lines directly above a table, and where they begin; ("", offset) where running text stands above it."""
    number, begin = context.line_number(offset) - 1, offset
    titles: list[str] = []
    for above in range(number, max(-1, number - _MOST_TITLES), -1):
        line = context.bare_lines[above]
        if not line or "\t" in line or len(line) > _LONGEST_TITLE or line.endswith((".", ";")) or line.startswith("Betreff"):
            break
        titles.insert(0, line)
        begin = context.line_span(above)[0]
    return "\n".join(titles), begin


def _is_old_row(context: PageContext, start: int) -> bool:
    """Whether the row is one of "alt" in a table that has rows of "neu"."""
    cell, grid = context.cell_at(start), context.grid_at(start)
    if cell is None or grid is None or not _OLD.search(cell.row_header) or _NEW.search(cell.row_header):
        return False
    return any(_NEW.search(label) for label in _row_heads(context, start))


def _is_old_line(context: PageContext, start: int) -> bool:
    """Whether a line "… alt 2,50 €" stands beside one of "… neu 3,00 €"."""
    number = context.line_number(start)
    label = _LABEL.match(context.lines[number])
    if label is None or not _OLD.search(label[0]) or _NEW.search(label[0]):
        return False
    near = (context.lines[line] for line in range(max(0, number - 3), min(context.line_count(), number + 4)) if line != number)
    return any((other := _LABEL.match(line)) is not None and _NEW.search(other[0]) is not None for line in near)


def _row_heads(context: PageContext, start: int) -> list[str]:
    """The first cells of the rows near the one at `start`."""
    cell, grid = context.cell_at(start), context.grid_at(start)
    if cell is None or grid is None:
        return []
    near = (grid.rows.get(row) for row in range(cell.cell.row - _NEAR, cell.cell.row + _NEAR + 1))
    return [grid.text_of(cells[0]) for cells in near if cells]


def is_refused_after(context: PageContext, start: int) -> bool:
    """Whether what follows the sum's sentence or paragraph tells that its motion or paper was refused or withdrawn."""
    low, high = context.sentence_at(start)
    if _refused(context, high) or is_voted_down(context, start):
        return True
    first, last = max(low, start - _SENTENCE), min(high, start + _SENTENCE)
    if _failed(context, high) and _MOVED.search(context.text, first, last) is not None:
        return True
    above, below = context.block_at(start)
    first = max(above, first - _SENTENCE)
    return _TURNED_DOWN.match(context.text, below) is not None and _MOVED.search(context.text, first, last) is not None


@remembered
def _failed(context: PageContext, end: int) -> bool:
    """Whether a motion that ends at `end` fails in the sentences after it, before the next item, paragraph or decision."""
    after = context.text[end : end + _MINUTES_REACH]
    if "abgelehnt" not in after and "Mehrheit" not in after:
        return False
    found = _NEXT_ITEM.search(after)
    return _FAILED.search(after, 0, found.start() if found else len(after)) is not None


@remembered
def _refused(context: PageContext, end: int) -> bool:
    after = context.text[end : end + _REACH]
    return any(map(after.__contains__, _OF_REFUSAL)) and _REFUSED.match(after) is not None
