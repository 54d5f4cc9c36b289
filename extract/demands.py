"""Where a page asks in words for something: demands that end in a colon, sums put to the vote, columns of proposals, and refusals."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from operator import itemgetter

from extract.context import PageContext, remembered
from extract.patterns import find_all

_DEMAND = re.compile(
    r"\b(?:möge(?:n)?|wolle)\b(?:[^.:]|\.(?=\d)){0,260}\bbeschließen\b"
    r"|\bfass(?:t|te|en|ten)\b[^.:\n]{0,60}\b(?:folgenden|nachstehenden)\s+Beschlu(?:ss|ß)[^.:\n]{0,30}:[ \t]*$"
    r"|\b(?:wird|werden)\s+(?:hiermit\s+|daher\s+)?(?:beauftragt|aufgefordert|gebeten)\b[^.:\n]{0,60}:[ \t]*$"
    # "… hat der Kreistag am 12.12.2023 folgende Haushaltssatzung beschlossen:", "… folgende Beschlüsse gefasst:"
    r"|\b(?:folgende|folgenden|nachstehende|nachstehenden|nachfolgende|nachfolgenden)\s[^.:]{0,160}\b(?:beschlossen|erlassen|gefasst)\s*:"
    r"|\bempfiehlt\s+(?:dem|der)\s+(?:[A-ZÄÖÜ][\w-]+\s?){1,3}:(?=\s)"
    r"|\b(?:fordert|fordern|bittet|bitten)\b[^.:]{0,100}\bauf\b[^.:\n]{0,30}:[ \t]*$"
    r"|\b(?:(?<!folgt )(?<!wird )beantrag(?:t|en)"
    r"|stell(?:t|en)\s+(?:\w+\s+){0,3}(?:folgenden?\s+)?Anträge?|stell(?:t|en)\s+(?:\w+\s+){0,3}Antrag)\b[^.:]{0,80}:[ \t]*$",
    re.MULTILINE,
)
_REASONS = re.compile(
    r"^[ \t]*(?:Sachverhalt\s*[/|]\s*)?(?:Begründung|Sachverhalt|Sachdarstellung|Erläuterung(?:en)?|Hintergrund)\b", re.MULTILINE
)
_REFUSED = re.compile(
    r"(?i)\b(?:empfiehlt|empfehlen|schlägt vor|schlagen vor|empfohlen|rät|plädiert)\b[^.]{0,90}?"
    r"\b(?:abzulehnen|ablehnung|nicht (?:zu folgen|zuzustimmen))"
    r"|\b(?:die )?(?:stadt)?verwaltung lehnt\b[^.]{0,80}\bab\b|\blehnt die (?:stadt)?verwaltung\b[^.]{0,80}\bab\b"
)
# The result that an extract from minutes prints over or under its item, where nothing was resolved.
_NO_RESULT = (
    r"(?:zur\s+)?Kenntnis\s+genommen|(?:(?:Das|Der)\s+[A-ZÄÖÜ][\w-]+\s+nimmt\s+)?(?:zur\s+)?Kenntnis(?=\s*\.)|Kenntnisnahme"
    r"|(?:\w+\s+)?abgelehnt|vertagt|zurück(?:gestellt|gezogen)|verwiesen|abgesetzt"
)
_HEAD_RESULT = re.compile(rf"Beschlu(?:ss|ß)(?:art)?:\s*(?:-\s*)?(?:{_NO_RESULT})\b")
_BEFORE_RESULT = re.compile(r"(?:\A|\n-|\A[^\n]{1,200}\n\s*\n)\s*$")  # at the top, or below nothing but the title
_FOOT_RESULT = re.compile(
    r"\b(?:Damit|Somit)\s+(?:ist|wird|wurde)\s+(?:die|der)\s+(?:Beschlussvorlage|Beschlussvorschlag|Beschlussantrag|Vorlage)"
    r"\s+(?:\w+\s+)?abgelehnt\b[^\n]{0,20}\s*\Z"
)
_TURNS_DOWN = re.compile(
    r"(?:\A|:|\n)\s*(?:Der|Dem|Die)\s(?:\w*[Aa]ntrag|Anregung|Eingabe)\b[^.\n]{0,140}\bwird\b[^.\n]{0,60}"
    r"\b(?:abgelehnt|nicht\s(?:gefolgt|zugestimmt|entsprochen|stattgegeben|befürwortet))\W*\Z"
)
_CONCLUSION = re.compile(
    r"(?i)(?:\d+\.?\s*)?(?:kurzfassung|fazit|ergebnis|zusammenfassung|(?:beschluss)?(?:empfehlung|vorschlag)|stellungnahme|votum|bewertung)\b"
)
_QUOTES = re.compile(
    r"(?i)\b(?:vorlage|drucksache|ds|beschluss|sitzung|schreiben)\s+(?:nr\.?|vom|[\d/]{4,})"
    r"|\bin (?:der|ihrer|seiner) (?:vorlage|stellungnahme|sitzung)\b|\bdamals\b"
)
_TOP = 1800  # characters at the head of a paper in which its summary stands
_WINDOW = 240
_VOTE = re.compile(r"(?i)zur Abstim\w*")
_ADOPTED = re.compile(r"(?i)\b(?:mehrheit(?! dagegen| abgelehnt)|einstimmig|angenommen|zugestimmt)\b")
_LOST = re.compile(r"(?i)abgelehnt|dagegen|keine mehrheit|findet keine")
# The vote that minutes print under the text that it is about: "Abstimmungsergebnis: 8 Ja-Stimmen, 2 Enthaltungen".
_COUNCIL = (
    r"(?:\w*[Rr]at|Kreistag|\w*[Aa]usschuss|\w*[Vv]ersammlung|\w*[Vv]ertretung|Bürgerschaft|Senat|Magistrat|\w*[Bb]eirat|Deputation)"
)
_RESOLVES = re.compile(
    rf"[\W\d]{{0,24}}(?:Der|Die) {_COUNCIL}\b(?:\s(?:der|des|für|und|von|im|[A-ZÄÖÜ][\w/-]*(?:\s?[(/][\w. ]+\)?)?)){{0,9}}\s"
    r"(?:einstimmig\s)?(?:beschließt|bewilligt|genehmigt|gewährt|stimmt\b(?=(?:[^.]|\.(?=\d)){0,400}?\bzu\b))"
    r"|[\W\d]{0,24}(?:Der|Die) (?:(?:Ober)?[Bb]ürgermeister(?:in)?|Landrat|Landrätin|Amtsdirektor(?:in)?|(?:\w+v|V)erwaltung|Magistrat)\s"
    r"(?:wird|werden)\s(?:[\w-]+\s){0,5}(?:ermächtigt|bevollmächtigt|beauftragt)\b"
)
_SHALL = re.compile(
    r"\b(?:soll|sollen)\b(?:[^.:]|\.(?=\s?[a-z\d])){0,300}\b\w+(?:t|en) werden\b"
    r"|\b(?:ist|sind)\b(?:[^.:]|\.(?=\s?[a-z\d])){0,200}\b(?:zu \w+en|\w+zu\w+en)\b"
)
_BLANK = re.compile(r"\n[ \t]*\n")
_ORDER = 600  # characters of a paragraph that begins with an order and goes on with what shall be
_LOOKS_ON = 500  # characters behind a sum that the rule above looks at, and a little more: endless lines are not gone through for each sum
_MOTION = re.compile(
    r"\b(?:wird|werden|soll|sollen|ist|sind)\b[^.]{0,160}\b\w+(?:t|en)\b|\bbeantrag"
    r"|\b(?:einzustellen|bereitzustellen|vorzusehen|zu erhöhen)\b"
)
_NOTED = re.compile(r"\bzur\s+(?:zustimmenden\s+)?Kenntnis\b|\bnimmt\b[^.]{0,300}\bKenntnis\b|\bKenntnisnahme\b")
_ACTS = re.compile(
    r"(?i)\b(?:beschließt|beschliesst|beschlossen|stimmt|zugestimmt|zustimmen|genehmigt|bewilligt|gewährt|beauftragt|empfiehlt|empfohlen|vergeben|erteilt"
    r"|bereitgestellt|bereit|festgesetzt|eingestellt|befürwortet|erlässt|erlassen|billigt|gebilligt|verabschiedet|erhält|angenommen|übernimmt"
    r"|wird\s+ermächtigt|fasst|bestätigt|erklärt|unterstützt|fordert|bittet|einverstanden|einverständnis|erhöht|zu\s+\w+en)\b|€|\bEUR\b|\bEuro\b"
)
_NOTED_AT_TOP = re.compile(
    rf"(?:\A|\n\s*\n)\s*(?:Der|Die|Das) {_COUNCIL}\s[^.]{{0,80}}?nimmt\s(?:[^.]|\.(?=\d|\s?[a-zäöü])|(?<=\d)\.){{0,300}}\bKenntnis\."
    r"(?=\s*\n\s*\n|\s*\n[A-ZÄÖÜ]\w+:|\s*\Z)"
)
_PROPOSALS = re.compile(r"\b(?:Vorschlags?|Vorschläge|vorgeschlagene[rnms]?|Einsparvorschl\w+)\b")
_HEAD_REACH = 14


@lru_cache(maxsize=16)
def _demands(text: str) -> tuple[tuple[int, int], ...]:
    """Stretches of the page that list what is demanded, in order: from the demanding words to the reasons."""
    spans: list[tuple[int, int]] = []
    for found in find_all(_DEMAND, text):
        if not spans or found.end() > spans[-1][1]:
            reasons = _REASONS.search(text, found.end())
            spans.append((found.start(), reasons.start() if reasons else len(text)))
    return tuple(spans)


@remembered
def is_without_result(context: PageContext, _: int) -> bool:
    """Whether the page is an extract from minutes that ends in no resolution: taken note of, refused, put off."""
    head = _HEAD_RESULT.search(context.text, 0, _TOP)
    if head is not None and _BEFORE_RESULT.search(context.text, 0, head.start()):
        return True
    if _is_turned_down(context):
        return True
    foot = context.text[-_TOP:]
    return "abgelehnt" in foot and _FOOT_RESULT.search(foot) is not None


def _is_turned_down(context: PageContext) -> bool:
    """Whether the only thing that the page proposes is to refuse a motion: "Beschluss: Dem Antrag wird nicht gefolgt." """
    texts = [context.text[section.start : section.end] for section in context.sections if section.kind == "proposal"]
    return len(texts) == 1 and _TURNS_DOWN.search(texts[0]) is not None


def is_demanded(context: PageContext, start: int) -> bool:
    """Whether the place stands in a demand or in its list, before the reasons that are given for it."""
    spans = _demands(context.text)
    at = bisect_right(spans, start, key=itemgetter(0))
    return at > 0 and start < spans[at - 1][1]


@remembered
def is_only_noted(context: PageContext, _: int) -> bool:
    """Whether all that the page proposes is to take note of something: it reports then."""
    texts = [context.text[section.start : section.end] for section in context.sections if section.kind == "proposal"]
    if not texts and (noted := _NOTED_AT_TOP.search(context.text, 0, _TOP)):  # a resolution that the page prints without a heading
        texts = [noted[0]]
    return bool(texts) and all(_NOTED.search(text) is not None and _ACTS.search(text) is None for text in texts)


def is_before_reasons(context: PageContext, start: int) -> bool:
    """Whether the place stands in what a motion without a heading asks for, before the heading "Begründung" that follows at once."""
    section = context.section_at(start)
    if section is None or section.kind != "header" or section.heading or context.page.number != 1:
        return False
    follower = context.section_at(section.end)
    if follower is None or not follower.heading.startswith("Begründung"):
        return False
    return _MOTION.search(context.text, *context.sentence_at(start)) is not None or _is_listed(context, start)


def _is_listed(context: PageContext, start: int) -> bool:
    """Whether the paragraph above the sum's own ends in a colon: the list of what the motion asks for."""
    return context.text[: context.block_at(start)[0]].rstrip().endswith(":")


def is_refused(context: PageContext) -> bool:
    """Whether the page's own conclusion recommends to turn down what is demanded; a refusal that it quotes of another paper is none."""
    return _is_page_refused(context, 0)


@remembered
def _is_page_refused(context: PageContext, _: int) -> bool:
    return any(_is_conclusion(context, place) for place in _refusals(context.text))


@lru_cache(maxsize=16)
def _refusals(text: str) -> tuple[int, ...]:
    """Where the page recommends to turn something down."""
    return tuple(found.start() for found in find_all(_REFUSED, text))


def _is_conclusion(context: PageContext, place: int) -> bool:
    """Whether the words are the paper's own and stand where it concludes: at its top, in its proposal, or under a heading like "Fazit"."""
    low, high = context.sentence_at(place)
    if _QUOTES.search(context.text, max(low, place - _WINDOW), min(high, place + _WINDOW)):
        return False
    if context.section_kind(place) == "proposal" or (context.page.number == 1 and place < _TOP):
        return True
    number = context.line_number(place)
    return any(_CONCLUSION.match(context.bare_lines[line]) for line in range(max(0, number - _HEAD_REACH), number + 1))


def is_adopted_by_vote(context: PageContext, start: int) -> bool:
    """Whether the sentence puts the sum to the vote and the words after it tell of a majority for it."""
    low, high = context.sentence_at(start)
    vote = _VOTE.search(context.text, low, high + 40)
    after = context.text[high : high + 220]
    return vote is not None and _ADOPTED.search(after) is not None and _LOST.search(after) is None


def is_resolved(context: PageContext, start: int) -> bool:
    """Whether the sentence says that a council resolves it: "Der Stadtrat beschließt die Vergabe …"."""
    low, _ = context.sentence_at(start)
    found = _RESOLVES.match(context.text, low, start + _LOOKS_ON)
    return (found is not None and found.end() <= start) or _goes_on_resolving(context, low, start)


def _goes_on_resolving(context: PageContext, low: int, start: int) -> bool:
    """Whether the sentence at `low` says what shall be, in a paragraph that begins with what a council resolves or orders."""
    blank = list(_BLANK.finditer(context.text, max(0, low - _ORDER), low))
    first = blank[-1].end() if blank else 0
    if not 0 < low - first <= _ORDER or _RESOLVES.match(context.text, first, low) is None:
        return False
    return _SHALL.search(context.text, low, context.sentence_at(start)[1]) is not None


def is_column_of_proposals(context: PageContext, start: int) -> bool:
    """Whether the sum stands in a column of proposals, by its header or by the heading lines of a table in plain text."""
    cell = context.cell_at(start)
    if cell is not None:
        return _PROPOSALS.search(cell.column_header) is not None
    if not context.is_row(start):
        return False
    number, heads = context.line_number(start), _heads_of_proposals(context, 0)
    return bisect_left(heads, number) > bisect_left(heads, number - _HEAD_REACH)


@remembered
def _heads_of_proposals(context: PageContext, _: int) -> list[int]:
    """The short lines of the page that head a column of proposals; each sum asks for those above it."""
    return [number for number, line in enumerate(context.lines) if len(line) < 30 and _PROPOSALS.match(line.strip())]
