"""Pages → sections: what part of a paper a place of the text belongs to (proposal, facts, finances …).

Headings are data (`rules/sections.toml`). A section goes on over pages until the next heading; every character of every
page belongs to exactly one section. Headings that a print lists without any text under them are not sections.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from operator import attrgetter

from corpus.types import Page, ReadFile
from extract.labels import clean, names_committee, read_label, squash, word_set
from extract.literals import beginnings, least, least_beginnings, needed_words
from extract.patterns import pattern
from extract.rules import Rule, load_rules

HEADER = "header"
HEAD_FIELDS = ("reference", "committee", "meeting_date", "top", "lead_unit", "public")
MAX_HEADING = 140
MARKUP = r"(?:<[^<>\n]{1,60}>|[#*■▪•●◾↓►▶\-–\s☐☒▣])*"
_BULLETS = "#*■▪•●◾↓►▶-– \t\n\u00a0\u2009\u202f☐☒▣"
NUMBER = r"(?:(?:\d{1,2}(?:\.\d{1,2})*[.)]?|[IVX]{1,5}[.)]|[A-Za-z][.)])\s+)?"
_ENDLESS = 800  # characters of a line that no print has
_INLINE = re.compile(
    r"(?<=[\s_.])(?:Beschlu(?:ss|ß)(?:vorschlag|entwurf|empfehlung|antrag|text)?(?: der Verwaltung)?|Begründung|Sachverhalt|Sachdarstellung"
    r"|Erläuterung(?:en)?|(?:Finanzielle|Haushaltsmäßige) Auswirkungen|Stellungnahme der Verwaltung):(?= [A-ZÄÖÜ„\"(\d])"
)
_OPENING = 3  # characters
_OTHER_LINE_ENDS = "\t\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"  # those of `str.splitlines`, and the tab of table rows
_INNER_SPACES = "\x1f \xa0\u1680\u2000-\u200a\u202f\u205f\u3000"  # spaces that stand inside a line with none of these
_ROMAN = "IVXivx"
_ROLES = frozenset(
    ("vorberatung", "vorberatungen", "entscheidung", "beschlussfassung", "empfehlung", "information", "stellungnahme", "beschluss")
)
_FRONT = re.compile(rf"{MARKUP}(?P<number>{NUMBER}(?:<[^<>]{{1,60}}>)*)")
_RESULT = re.compile(
    r"\s*:\s*(?:[\wäöü-]+ ){0,3}"
    r"(?:beschlossen|angenommen|empfohlen|zugestimmt|verwiesen|genehmigt|vorberaten|Annahme|Zustimmung|Empfehlung)\s*"
)
TAIL = r"(?=\s*(?:\([^()\n]{1,120}\)?\s*)?(?:[*<]|$|:|[☐☒▣✘✔❏□]|(?:ja|nein|Ja|Nein|JA|NEIN|keine)\b))"


@dataclass(frozen=True, slots=True)
class Section:
    """`page.text[start:end]` of page number `page` belongs to a section of this kind, headed by `heading` (as printed).

    `kind` is one of header, proposal, facts, finances, staffing, signature, attachments, other.
    """

    file_sha256: str
    page: int
    start: int
    end: int
    kind: str
    heading: str


@dataclass(frozen=True, slots=True)
class _Cut:
    """A place where a section begins; `text_from` is where the text after the heading begins."""

    page: int
    start: int
    kind: str
    heading: str
    text_from: int
    weak: bool = False


def find_sections(file: ReadFile) -> tuple[Section, ...]:
    """The sections of one file, page by page, without gaps and in order."""
    cuts: list[_Cut] = []
    for index, page in enumerate(file.pages):
        cuts.extend(_find_cuts(index, page))
    return tuple(_spread(file, _set_results_aside(file, _drop_empty(file, cuts))))


@cache
def _heading_rules() -> tuple[Rule, ...]:
    return tuple(rule for rule in load_rules("sections") if rule.name.startswith("section."))


@cache
def _heading_regex(numbers: tuple[int, ...]) -> re.Pattern[str]:
    """The heading rules of these numbers as one pattern; group `rN` tells which rule it was."""
    rules = [(n, _heading_rules()[n]) for n in numbers]
    parts = [f"(?P<r{n}>(?:{rule.pattern}){'' if rule.scope == 'before' else TAIL})" for n, rule in rules]
    return re.compile(f"{MARKUP}{NUMBER}(?:<[^<>]{{1,60}}>)*(?P<head>{'|'.join(parts)})", re.IGNORECASE)


@cache
def _resolution_regex() -> re.Pattern[str]:
    rule = next(rule for rule in load_rules("sections") if rule.name == "resolution.begin")
    return re.compile(rule.pattern)


def _find_cuts(index: int, page: Page) -> Iterator[_Cut]:
    if not any(map(page.text.__contains__, _OTHER_LINE_ENDS)):
        if len(page.text) > _ENDLESS and max(map(len, page.text.split("\n"))) > _ENDLESS:
            yield from sorted((*_plain_cuts(index, page.text), *_inline_cuts(index, page.text)), key=attrgetter("start"))
        else:
            yield from _plain_cuts(index, page.text)
        return
    columns: dict[int, _Cut] = {}
    start = 0
    for line in page.text.splitlines(keepends=True):
        end = start + len(line)
        if "\t" in line:
            yield from _row_cuts(index, page.text, start, line, columns)
        else:
            columns.clear()
            cut = _heading_at(index, page.text, start, end)
            if cut is not None:
                yield cut
        start = end


def _plain_cuts(index: int, text: str) -> Iterator[_Cut]:
    """The cuts of a page without table rows: only lines that begin as a heading does are looked at, which are a few of a hundred."""
    for found in _line_openings().finditer(f"\n{text}"):  # so that a line begins one further on, at its line feed
        start = found.start()
        end = text.find("\n", start) + 1 or len(text)
        cut = _heading_at(index, text, start, end)
        if cut is not None:
            yield cut


def _inline_cuts(index: int, text: str) -> Iterator[_Cut]:
    """The cuts inside endless lines, to which a text layer without line ends joins a whole paper: "… Rat Beschlussvorschlag: Der Rat …"."""
    for line in re.finditer(rf"[^\n]{{{_ENDLESS},}}", text):
        for found in _INLINE.finditer(text, line.start(), line.end()):
            cut = _heading_at(index, text, found.start(), line.end())
            if cut is not None:
                yield cut


@cache
def _line_openings() -> re.Pattern[str]:
    """A line feed before a line that `_may_be_heading` and `_begins_heading` let through, and few others: one that begins with no small
    letter, and behind its bullets or its number with what a heading begins with."""
    by_letter: dict[str, list[str]] = {}
    for opening in least_beginnings(text for texts in _openings().values() for text, _ in texts):
        by_letter.setdefault(opening[0], []).append(re.escape(opening[1:]))
    begins = "|".join(f"[{first}{first.upper()}](?i:{'|'.join(rest)})" for first, rest in by_letter.items())
    bullets, number = MARKUP.replace(r"\s", _INNER_SPACES), NUMBER.replace(r"\s", f"[{_INNER_SPACES}]")
    return re.compile(rf"\n(?![a-fhj-zäöüß][^.)])(?>{bullets})(?:(?:{begins})|(?>{number}(?:<[^<>\n]{{1,60}}>)*)(?:{begins}))")


def _row_cuts(index: int, text: str, start: int, line: str, columns: dict[int, _Cut]) -> Iterator[_Cut]:
    """Cuts of one table row: a heading cell, or the cells below the headings of a table's first row.

    `columns` carries the heading of each column from row to row of the same table.
    """
    spans = list(_cells(start, line))
    heads = {n: _heading_at(index, text, *span) for n, span in enumerate(spans) if n == 0 or span[1] - span[0] <= MAX_HEADING}
    found = {n: cut for n, cut in heads.items() if cut is not None}
    if len(spans) > 2 and any(n > 0 for n in found):
        columns.clear()
        if not any(squash(text[slice(*span)]) in word_set("stations", "committee") for span in spans):
            columns.update(found)
            return
    if 0 in found:
        columns.clear()
        yield found[0]
        return
    for n, head in sorted(columns.items()):
        if n < len(spans) and text[slice(*spans[n])].strip():
            yield _Cut(index, spans[n][0], head.kind, head.heading, spans[n][0], True)
            yield _Cut(index, spans[n][1], "", "", spans[n][1], True)


def _cells(start: int, line: str) -> Iterator[tuple[int, int]]:
    for cell in line.rstrip("\n").split("\t"):
        yield start, start + len(cell)
        start += len(cell) + 1


def _heading_at(index: int, text: str, start: int, end: int) -> _Cut | None:
    line = text[start : min(end, start + MAX_HEADING * 2)]
    known = _read_heading(line.rstrip("\n")) if _is_opening(line[:_OPENING]) and _may_be_heading(line) else None
    if known is None:
        return None
    rule, found = known
    bullet = line.lstrip()[:1]
    if bullet in "•·" and start and text[text.rfind("\n", 0, start - 1) + 1 : start].lstrip()[:1] == bullet:
        return None  # a point of a list
    if rule.sets.get("late") and index == 0 and start < 400:
        return None
    if index == 0 and (_names_paper(text, start, end, found["head"]) or _is_role_of_station(text, start, found["head"])):
        return None
    text_from = start + found.end()
    kind = rule.sets["kind"]
    if "resolution" in rule.sets and _resolution_regex().search(text[text_from : text_from + 300].lstrip(": \n\t")):
        kind = rule.sets["resolution"]
    return _Cut(index, start, kind, found["head"].strip(" :*"), text_from)


@lru_cache(maxsize=4096)  # the headings of a form and the lines at the foot of its pages come again and again
def _read_heading(line: str) -> tuple[Rule, re.Match[str]] | None:
    """The rule of the heading that a line begins with, and what it matches."""
    numbers = _rules_for(line)
    found = _heading_regex(numbers).match(line) if numbers else None
    if found is None or not (found["head"][0].isupper() or found["head"].startswith(("gez", "i."))):
        return None
    return next(_heading_rules()[n] for n in numbers if found[f"r{n}"] is not None), found


@lru_cache(maxsize=50_000)
def _is_opening(first: str) -> bool:
    """What `_begins_heading` says of most lines, by their first three characters: those come again and again."""
    return not first or not first.isalpha() or first[0] in _ROMAN or not _openings() or first.lower() in _openings()


def _may_be_heading(line: str) -> bool:
    """False for the many lines that the rules need not see: without letters, or begun with a small one, unless by "gez.", "i. A.", "a)"."""
    words = line.lstrip(_BULLETS)
    first = words[:1]
    if first.islower():
        return first in "gi" or words[1:2] in (".", ")")
    return first.isupper() or words.lower() != words.upper()


def _rules_for(line: str) -> tuple[int, ...]:
    """Numbers of the rules whose headings begin as the line does behind its bullets or its number, and whose words it has."""
    front = _FRONT.match(line)
    if front is None or not _openings():
        return tuple(range(len(_heading_rules())))
    lower = line.lower()
    begins = line[front.start("number") :].lower(), line[front.end() :].lower()
    told = {n for words in begins for text, numbers in _openings().get(words[:_OPENING], ()) if words.startswith(text) for n in numbers}
    return tuple(sorted(n for n in told if not (needed := _needed(n)) or any(map(lower.__contains__, needed))))


@cache
def _needed(number: int) -> tuple[str, ...]:
    """Words of which every heading of a rule has one."""
    return tuple(sorted(least(needed_words(_heading_rules()[number].pattern))))


@cache
def _openings() -> dict[str, tuple[tuple[str, tuple[int, ...]], ...]]:
    """What headings begin with, with the numbers of their rules, by its first letters; empty where a rule tells none."""
    known = [[text.lower() for text in beginnings(rule.pattern)] for rule in _heading_rules()]
    texts = {text for told in known for text in told}
    if not all(known) or min(map(len, texts), default=0) < _OPENING:
        return {}
    by_text = {text: tuple(n for n, told in enumerate(known) if text in told) for text in texts}
    firsts = {text[:_OPENING] for text in texts}
    return {first: tuple((text, by_text[text]) for text in sorted(texts) if text.startswith(first)) for first in firsts}


def _names_paper(text: str, start: int, end: int, head: str) -> bool:
    """Whether a heading near the top is what the paper is called ("ANFRAGE", "Sachstand: …"), with the form's head still to come."""
    if start > 1500 or re.search(r"vorschlag|entwurf|antrag.|Antrag,|Begründung|Sachverhalt", head):
        return False
    below = [cleaned for line in text[end : end + 700].split("\n") if (cleaned := clean(line))][:16]
    if below and below[0][0].islower() and squash(head) in word_set("papers", "types"):
        return True
    if re.search(r"\w{3}.*:|:\s*\w", text[start:end]) and any(line.startswith("Sehr geehrte") for line in below[:4]):
        return True
    if below and re.fullmatch(r"[A-ZÄÖÜ]{1,8}[ /-]?\d[\w/-]+|\d{2,4}/\d{2,4}(?:[/-]\w+)?", below[0]):
        return True
    if any(pattern("headline").fullmatch(line) for line in below[:4] if " - " in line):
        return True  # "Inhalt" above "Beschlussvorlage - 2021/118" is a page's menu
    labels = (found.label for line in below if (found := read_label(line.split("\t")[0])))
    if any(label.field in HEAD_FIELDS and not label.type for label in labels):
        return True
    return any(line.startswith(("Gremi", "Beratungsfolge")) and re.match(r"(?:Gremi\w+|Beratungsfolge)\s", line) for line in below)


def _is_role_of_station(text: str, start: int, head: str) -> bool:
    """Whether a word stands below a committee's name: its role in a Beratungsfolge ("Sozialausschuss", then "Vorberatung")."""
    if squash(head) not in _ROLES:
        return False
    above = next((line for raw in reversed(text[max(0, start - 200) : start].split("\n")) if (line := clean(raw))), "")
    if squash(above) == squash(head):
        return True  # a column of roles, one below the other
    return len(above) < 120 and above[:1].isupper() and not re.search(r"[.:;!?]$|\b(?:hat|ist|wird)\b", above) and names_committee(above)


def _drop_empty(file: ReadFile, cuts: list[_Cut]) -> list[_Cut]:
    """Drop headings that no text follows before the next heading: links in a print's list of contents."""
    kept = []
    for cut, follower in zip(cuts, [*cuts[1:], None], strict=False):
        last = follower is None or follower.page != cut.page
        text = file.pages[cut.page].text[cut.text_from : follower.start if follower and not last else None]
        # "Beschlussvorschlag", and in the next line "Der Kreistag möge beschließen: …": the second heading is the first one's text.
        opens = follower is not None and cut.kind == follower.kind == "proposal" and follower.heading.count(" ") > 2
        if last or cut.weak or cut.kind == "signature" or opens or re.search(r"\w", text):
            kept.append(cut)
    return kept


def _set_results_aside(file: ReadFile, cuts: list[_Cut]) -> Iterator[_Cut]:
    """Turn "Beschluss: einstimmig beschlossen" into the head of what was told where the resolution itself has a heading further on."""
    last = max((index for index, cut in enumerate(cuts) if cut.kind == "proposal"), default=-1)
    for index, cut in enumerate(cuts):
        line = file.pages[cut.page].text[cut.text_from :].split("\n", 1)[0] if cut.kind == "proposal" and index < last else ""
        yield replace(cut, kind="facts") if line and _RESULT.fullmatch(line) else cut


def _spread(file: ReadFile, cuts: Iterable[_Cut]) -> Iterator[Section]:
    """Turn cuts into sections that cover all pages; a cut without kind goes back to the section before the table cell."""
    kind, heading = HEADER, ""
    outer = (kind, heading)
    by_page: dict[int, list[_Cut]] = {}
    for cut in cuts:
        by_page.setdefault(cut.page, []).append(cut)
    for index, page in enumerate(file.pages):
        start = 0
        for cut in by_page.get(index, ()):
            if cut.start > start:
                yield Section(file.sha256, page.number, start, cut.start, kind, heading)
                start = cut.start
            if not cut.weak:
                outer = (cut.kind, cut.heading)
            kind, heading = (cut.kind, cut.heading) if cut.kind else outer
        if start < len(page.text):
            yield Section(file.sha256, page.number, start, len(page.text), kind, heading)
