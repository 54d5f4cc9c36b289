"""What a stretch of a page is, judged by the words near it: the accounts of a company, a tariff, minutes, or an annex far behind the paper.

Texts without page breaks join a paper of two pages with annexes of hundreds; what the paper's type says holds for its first pages only.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache

from extract.columns import caption_at
from extract.context import PageContext, remembered
from extract.lines import is_number_line
from extract.numbers import parse_number
from extract.patterns import find_all, find_first

_OFFICE = (
    r"(?:Stadtr(?:at|ätin)|Kreisr(?:at|ätin)|Gemeinder(?:at|ätin)|Ortschaftsr(?:at|ätin)|Ratsherr|Ratsfrau|Ratsmitglied|Kreistagsmitglied"
    r"|Kreistagsabgeordneter?|Stadtverordneter?|Abgeordneter?|Abg\.|Beigeordneter?|Bürgermeister(?:in)?|Oberbürgermeister(?:in)?"
    r"|Landr(?:at|ätin)|Der Vorsitzende|Die Vorsitzende)"
)
_TITLED = re.compile(  # who takes part in a debate that minutes tell of
    rf"^[ \t]*(?:Herrn?|Frau|Ktabg\.|KTA|KTM|RM|RH|RF|StR|StRin|BM|BMin|EBM|OB|AL|FBL|FDL|MA|{_OFFICE})"
    r"(?: (?:und|Dr\.|Prof\.|StR|de|von|van|zu|zum|der|[A-ZÄÖÜ][\w-]+)){1,6}"
    r"(?: \([^()\n]{2,40}\))? (?:führ(?:t|te|en|ten) |erläuterte?|berichtete?|erklärte?|weist |wies |fragte?|bittet |bat |merkte?|betonte?"
    r"|informierte?|verweist|verwies|meinte?|ergänzte?|lobte?|hinterfragte?|plädierte?|begrüßte?|erinnerte?|teilte? |verdeutlichte?"
    r"|bekräftigte?|macht |sieht |sah |hält |hielt |möchte )", re.MULTILINE
)
_SPEAKER = re.compile(
    rf"{_OFFICE}(?: [A-ZÄÖÜ][\w.-]+){{0,4}}(?: ?\([^()\n]{{2,30}}\))?"
    r"(?::\s|(?<=\)) [a-zäöü]+\b|(?<=Vorsitzende) (?:ruft|verweist|stellt|setzt|bedankt|schließt|lässt|führt|weist|erklärt)\b)"
)
_REPORTED = re.compile(  # a paragraph of minutes that tells in a sentence what somebody says
    r"(?:Ktabg\.|KTA|Kreistagsabgeordnete[rn]?|Kreistagsmitglied|Ausschussmitglied|Ratsmitglied|GRM|Stv\.|Stadtverordnete[rn]?|Kreisr(?:at|ätin)"
    r"|Stadtr(?:at|ätin)|Gemeinder(?:at|ätin)|Fraktionsvorsitzende[rn]?|Ausschussvorsitzende[rn]?|Vorsitzende[rn]?|Landr(?:at|ätin)"
    r"|(?:Regierungs|Verwaltungs)(?:direktor|rat|rät|amtmann|amtfrau|amtsrat|amtsrät|inspektor)(?:in)?|Kreiskämmerer(?:in)?|Kreisdirektor(?:in)?|Dezernent(?:in)?|Abteilungsleiter(?:in)?|Sachbearbeiter(?:in)?|Herr|Frau)"
    r" (?:(?:Dr\.|Prof\.|von|van|de) )*[A-ZÄÖÜ][\w-]+(?: [A-ZÄÖÜ][\w-]+)?(?: ?\([^()\n]{2,40}\))?"
    r" (?:führt|erläuter|erklär|bericht|teilt|bittet|bat\b|beantrag|fragt|weist|wies\b|verweist|verwies|stellt|begründe|regt|spricht|sprach"
    r"|schlägt|schlug|hält|hielt|sieht|sah\b|ergänz|merkt|beton|dankt|bedank|bezieht|bezog|stimmt|antwort|erkundig|meint|äußer|kritisier"
    r"|erinner|plädier|gibt|gab\b|möchte|legt|informier|bemerk|erwider|unterstütz|signalisier|lässt\b|erteilt|geht|ging"
    r"|übergibt|übergab|fasst|entgegn|zeigt|verdeutlich|hebt|nennt|beantwortet|verdeutlicht|appellier|hinterfrag)"
    r"|Auf (?:die |eine )?(?:An|Nach|Rück)?[Ff]rage (?:von|des|der)\b"
)
_RESOLVES = re.compile(r"(?:folgenden|den|nachstehenden) Beschlu(?:ss|ß)\b|^\s*Beschlu(?:ss|ß)\w*:", re.MULTILINE)
_MOVES = re.compile(r"\b(?:stell(?:t|en|te|ten)\s+(?:\w+\s+){0,3}\w*[Aa]ntrag|beantrag(?:t|en|te|ten))\b")
_LEAST_SPEECHES = 2
_RECORD = re.compile(
    r"^[ \t|]*(?:ALLRIS - Auszug|Auszug(?: [-–] | aus (?:der|dem) )|Wortprotokoll\b|(?:Diskussions|Sitzungs)verlauf:?[ \t]*$"
    r"|Protokoll:[ \t]*$|Aussprache:?[ \t]*$)",
    re.MULTILINE,
)
_HEAD_OF_RECORD = 2_000  # characters
_ANNOUNCES = re.compile(r"\b(?:gibt|gab|geben|gaben) (?:[\w-]+ ){0,6}bekannt\b|\b(?:informiert|informierte) (?:darüber|über|den|die|das)\b")
_HEAD_OF_NEWS = 500  # characters
_LONGEST_SPEECH = 12_000  # characters

# Words of annual accounts; those of the second pattern no council's own budget has.
_ACCOUNTS = re.compile(
    r"Bilanzsumme|Anlagevermögen|Umlaufvermögen|Sachanlagen|Eigenkapital|Verbindlichkeiten|Rückstellungen|Rechnungsabgrenzung|Abschreibungen"
    r"|Jahresüberschuss|Jahresfehlbetrag|Gewinnvortrag|Verlustvortrag|Gewinnrücklage|Kapitalrücklage|Stammkapital|Umsatzerlöse|Bilanzgewinn"
    r"|Gewinn- und Verlust|Materialaufwand|sonstige betriebliche|Handelsregister|Gesellschafter|Aufsichtsrat|Geschäftsführ|Abschlussprüf"
    r"|Wirtschaftsprüf|Wirtschaftsjahr|Geschäftsjahr|Buchwert|Anlagenspiegel|Anlagespiegel|Anlagennachweis|Lagebericht|Handelsgesetzbuch"
    r"|Konzern|Betriebsleitung|Beteiligungsbericht|Jahresabschluss|Wirtschaftsplan"
)
_OF_COMPANIES = frozenset((
    "Jahresüberschuss", "Gewinnvortrag", "Verlustvortrag", "Gewinnrücklage", "Stammkapital", "Umsatzerlöse", "Bilanzgewinn",
    "Gewinn- und Verlust", "Materialaufwand", "sonstige betriebliche", "Handelsregister", "Gesellschafter", "Aufsichtsrat", "Geschäftsführ",
    "Abschlussprüf", "Wirtschaftsprüf", "Handelsgesetzbuch", "Konzern", "Betriebsleitung", "Beteiligungsbericht",
))  # fmt: skip
_AROUND = 2_500  # characters on either side in which the words of accounts are counted
_LEAST_WORDS, _LEAST_OF_COMPANIES = 6, 2
_ACCOUNTS_TITLE = re.compile(
    r"(?i)\b(?:beteiligungsbericht|geschäftsbericht|konzernabschluss)"
    r"|(?:jahresabschl[uü]ss|jahresrechnung|wirtschaftspl[aä]n|lagebericht)\w*(?:[^.;]|\.(?=\d)){0,120}\b(?:eigenbetrieb|\w*gesellschaft|gmbh|ag|zweckverband"
    r"|stiftung|\w*klinik\w*|\w*werke?|\w*betriebe?)(?:s|es|en)?\b"
    r"|\b(?:eigenbetrieb|gmbh|zweckverband|stiftung|\w*klinikum|\w*werke)\b(?:[^.;]|\.(?=\d)){0,120}(?:jahresabschl[uü]ss|wirtschaftspl[aä]n|lagebericht)"
)
_HEAD_OF_ACCOUNTS = 400  # characters
_ACCOUNTS_HEAD = re.compile(r"(?i)\b(?:jahresabschlu(?:ss|ß)|lagebericht|prüfungsbericht|anlagen?nachweis|anlagen?spiegel)\b")
_ENTERPRISE = re.compile(r"(?i)\beigenbetrie\s?bs?\b|\bgmbh\b|\bzweckverband|\bstiftung|\w*klinikum\b|\w*werke\b")
_OF_BODY = re.compile(r"(?i)\bzuschuss|\bzuschüsse|\bstadt\b|\bstädtische|\b(?:land)?kreis(?:es)?\b|\bgemeinde\b|\bkommune\b|\bhaushalt")

_TARIFF_TITLE = re.compile(
    r"(?i)(?:satzung|ordnung|erhebung|erhöhung|anpassung|neufassung|änderung|festsetzung|neufestsetzung|kalkulation|fortschreibung|neuregelung)\b[^.;]{0,140}"
    r"\b(?:\w*gebühr(?:en)?|\w*entgelte?n?(?!gruppe)|kostenersatz|kostenersätze|eintrittspreise?n?|elternbeitr\w+|kostenbeitr\w+|einheitss[aä]tze?|\w*tarife)\b"
    r"|(?:gebühren|entgelt|tarif|beitrags|preis)(?:satzung|ordnung|verzeichnis|erhöhung|anpassung|kalkulation)"
    r"|^\W*(?:\w*gebühren|\w*entgelte|elternbeiträge|kostenbeiträge)\s(?:(?:ab|für|im|das|dem|den|Jahr|Haushaltsjahr|Zeitraum)\s){0,4}20\d\d"
    r"|\b(?:\w*gebühren|\w*entgelte?|eintrittspreise|elternbeiträge|kostenbeiträge)\b[^.;]{0,60}(?:anpassung|erhöhung|festsetzung|neufassung|kalkulation)"
    r"|\b(?:preis|gebühren|entgelt|tarif|eintritts?preis)(?:e|en)?-?(?:vergleich|übersicht|liste|tabelle)"
    r"|\b(?:einzeleintritte|eintrittspreise|tageskartenpreise|ticketpreise)\b"
)
_NO_RATE = re.compile(
    r"(?i)kosten(?!ersatz|beitr)|aufw[aä]nd|aufwendung|ausgabe|erlös|einnahme|ertrag|erträge|aufkommen|ergebnis|deckung|bedarf|zuschuss|zuschüsse"
    r"|haushalt|\bsumme|gesamt|abschreibung|zinsen|investition|unterdeckung|überdeckung"
)
DEAREST_RATE = 5_000  # euro; a sum per unit is smaller
_SUM = re.compile(r"(?:Euro|EUR|€)?\s?(?P<number>\d{1,3}(?:\.\d{3})*(?:,\d\d)?)(?![\d.])")
_NUMBERS = re.compile(r"\d[\d.]*,\d\d|\d[\d.]*\s?€")
_WORD = re.compile(r"[^\W\d_]{3}")
_LABEL_REACH = 12  # lines
_CHARGED = re.compile(
    r"(?i)(?:gebühr|entgelt)\w*\b[^.;]{0,160}\b(?:beträgt|betragen|erhoben)|(?:beträgt|betragen)\b[^.;]{0,30}(?:gebühr|entgelt)"
)

_MAIN_PART = 16_000  # characters; the paper itself is no longer, where the text has no page breaks
_ANNEX = re.compile(r"\n[ \t]*(?:Anlage|Anhang)(?:[ \t]+(?:\d{1,2}|[A-Z])[a-z]?(?:\.\d)?)?[ \t]*(?=\n)")
_BUDGET_TITLE = re.compile(r"(?i)haushaltssatzung|haushaltspl[aä]n|nachtragshaushalt|veränderungsliste|stellenpl[aä]n|investitionsprogramm")
_EARLIEST_ANNEX = 1_500  # a list of annexes at the head of a paper is none


@lru_cache(maxsize=16)
def _speeches(text: str) -> tuple[int, ...]:
    """Where somebody begins to speak, on a page that records at least two speeches."""
    return _at_line_starts(_SPEAKER, text)


@lru_cache(maxsize=16)
def _reports(text: str) -> tuple[int, ...]:
    """Where minutes begin to tell what somebody says, on a page that does so at least twice."""
    return _at_line_starts(_REPORTED, text)


def _at_line_starts(regex: re.Pattern[str], text: str) -> tuple[int, ...]:
    """Where a pattern, whose matches end within their line, matches at the beginnings of lines."""
    places = (found.start() for found in find_all(regex, text))
    begins = [place for place in places if not text[text.rfind("\n", 0, place) + 1 : place].strip()]
    return tuple(begins) if len(begins) >= _LEAST_SPEECHES else ()


def is_speech(context: PageContext, start: int) -> bool:
    """Whether the place stands in a speech that minutes record."""
    return _is_after(context, _speeches(context.text), start)


def is_reported(context: PageContext, start: int) -> bool:
    """Whether the place stands in what minutes tell of a debate, behind a resolution."""
    return _is_after(context, _reports(context.text), start)


def _is_after(context: PageContext, begins: tuple[int, ...], start: int) -> bool:
    index = bisect_right(begins, start)
    if index == 0 or start - begins[index - 1] >= _LONGEST_SPEECH:
        return False
    section = context.section_at(start)  # a resolution under its own heading ends the speech before it
    return section is None or section.kind != "proposal" or section.start < begins[index - 1]


@lru_cache(maxsize=16)
def is_record(text: str) -> bool:
    """Whether a page is an agenda item with what was said of it: its head says so."""
    return _RECORD.search(text, 0, _HEAD_OF_RECORD) is not None


@remembered
def _contributions(context: PageContext, _: int) -> list[int]:
    """The lines of the page that begin with somebody's words, by their offsets."""
    match, text = _TITLED.match, context.text
    return [start for start in context.line_starts if match(text, start)]


@remembered
def _announces(context: PageContext, _: int) -> bool:
    asks = any(section.kind == "proposal" for section in context.sections)
    return not asks and _ANNOUNCES.search(context.text, 0, _HEAD_OF_NEWS) is not None


def announces(context: PageContext) -> bool:
    """Whether the page is an item of minutes in which somebody makes something known, with nothing proposed."""
    return _announces(context, 0)


def is_debate(context: PageContext, start: int) -> bool:
    """Whether the place stands in what minutes tell of a debate: behind somebody's words, before a resolution and with no motion in it."""
    begins = _contributions(context, 0)
    index = bisect_right(begins, start)
    if index == 0 or start - begins[index - 1] >= _LONGEST_SPEECH:
        return False
    low, high = context.sentence_at(start)
    return not (_RESOLVES.search(context.text, begins[index - 1], start) or _MOVES.search(context.text, low, high))


@lru_cache(maxsize=16)
def _account_words(text: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    found = [(hit.start(), hit[0]) for hit in _ACCOUNTS.finditer(text)]
    return tuple(place for place, _ in found), tuple(word for _, word in found)


@lru_cache(maxsize=1024)
def _names_accounts(title: str) -> bool:
    return _ACCOUNTS_TITLE.search(title) is not None


def count_account_words(text: str, low: int, high: int) -> int:
    """How many different words of accounts stand in text[low:high]."""
    places, words = _account_words(text)
    return len(set(words[bisect_left(places, low) : bisect_left(places, high)]))


@remembered
def _heads_accounts(context: PageContext, _: int) -> bool:
    """Whether a text that is no paper by its type begins as the accounts of an enterprise do."""
    if context.paper.paper_type:
        return False
    head = context.text[:_HEAD_OF_ACCOUNTS]
    return _ACCOUNTS_HEAD.search(head) is not None and _ENTERPRISE.search(head) is not None


@remembered
def is_accounts(context: PageContext, start: int) -> bool:
    """Whether the sum stands in the accounts or the plan of a company or municipal enterprise, by the title or the words near it."""
    if _names_accounts(context.paper.title) or _heads_accounts(context, 0):
        return True
    places, words = _account_words(context.text)
    near = set(words[bisect_left(places, start - _AROUND) : bisect_left(places, start + _AROUND)])
    if len(near) < _LEAST_WORDS or len(near & _OF_COMPANIES) < _LEAST_OF_COMPANIES:
        return False
    low, high = context.sentence_at(start)
    return context.is_row(start) or find_first(_OF_BODY, context.text, low, high) is None


@lru_cache(maxsize=1024)
def is_tariff_title(title: str) -> bool:
    """Whether the paper sets fees: its sums are rates unless their row or sentence says otherwise."""
    return _TARIFF_TITLE.search(title) is not None


def is_tariff_row(context: PageContext, start: int) -> bool:
    """Whether the sum stands in a table of a paper that sets fees: a rate, or what the rates are reckoned from."""
    return is_tariff_title(context.paper.title) and is_table_place(context, start)


def is_table_place(context: PageContext, start: int) -> bool:
    """Whether the sum stands in a cell, a row, or a line of sums that the text glued together."""
    low, high = context.line_at(start)
    return context.is_row(start) or context.cell_at(start) is not None or len(_NUMBERS.findall(context.text, low, high)) > 2


@remembered
def is_rate_place(context: PageContext, start: int) -> bool:
    """Whether a small sum in a row or short line of a paper that sets fees is a rate: nothing there names costs, income or totals."""
    if not is_tariff_title(context.paper.title) or not _is_small(context.text, start):
        return False
    cell = context.cell_at(start)
    if cell is not None:
        return _NO_RATE.search(f"{cell.row_header} {cell.column_header}") is None
    low, high = context.line_at(start)
    line = " ".join(context.text[low:high].split())
    short = len(line) < 60 and len(line.split()) < 9 and not line.rstrip().endswith(".") and context.section_kind(start) != "finances"
    charged = _CHARGED.search(context.text, *context.sentence_at(start)) is not None
    return (short or charged or is_number_line(line)) and _NO_RATE.search(f"{_label_above(context, start)} {line}") is None


def _is_small(text: str, start: int) -> bool:
    found = _SUM.match(text, start)
    value = parse_number(found["number"]) if found else None
    caption = caption_at(text, start)
    return value is not None and 0 < value < DEAREST_RATE and (caption is None or caption.scale == 1)


def _label_above(context: PageContext, start: int) -> str:
    """The nearest line of words above a line that is nothing but numbers; "" where the line has words of its own."""
    number = context.line_number(start)
    for above in range(number, max(-1, number - _LABEL_REACH), -1):
        if _WORD.search(context.lines[above].replace("Euro", "")):
            return context.lines[above] if above < number else ""
    return ""


@lru_cache(maxsize=16)
def _first_annex(text: str) -> int:
    """Where the first annex begins in a text that joins a paper with its annexes; its length where none does."""
    found = _ANNEX.search(text, _EARLIEST_ANNEX)
    return min(_MAIN_PART, found.start() if found else len(text))


@lru_cache(maxsize=1024)
def is_budget_title(title: str) -> bool:
    """Whether the paper is a budget, so that its tables are what is decided."""
    return _BUDGET_TITLE.search(title) is not None


def is_annex(context: PageContext, start: int) -> bool:
    """Whether the place lies behind the paper itself, in an annex that the same text joins to it and that is not what is decided."""
    return start >= _first_annex(context.text) and not is_budget_title(context.paper.title)
