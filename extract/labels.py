"""Labels of forms as data, and what kinds of values can stand beside them.

The label lists stand in `rules/labels.toml`. A label is compared squashed: without case, spaces, hyphens, dots and slashes.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from extract.patterns import find_first, pattern

MONTHS = ("januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember")
SHORT_MONTHS = ("jan", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez")
ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MARKUP = re.compile(r"<[^<>\n]{1,80}>|\*\*|__|^\s*#+\s*")
_SPACED = re.compile(r"(?<!\w)[A-ZÄÖÜ](?: [A-Za-zÄÖÜäöüß]){4,}(?!\w)")
_DIGIT = re.compile(r"\d")
_OTHER_ITEM = re.compile(r"\((?:Punkt|TOP|Tagesordnungspunkt) [ÖN] ?\d")  # an item of another sitting, in running text
_COUNTED = re.compile(r"\d{1,2} Anlagen?\b")  # "20-26 / V 02232 1 Anlage"
_POINT = re.compile(r"(?:TOP )?[ÖN] ?\d{1,2}(?:\.\d{1,3})*")  # of an agenda: "Ö 10.1"
_LETTER = re.compile(r"[^\W_]")
_NO_SIGN = re.compile(r"[\W_]+")  # what no letter or digit is
_UNITS = frozenset(
    ("fachbereich", "fachdienst", "dezernat", "abteilung", "sachgebiet", "referat", "stabsstelle", "team", "geschäftsbereich")
)
_NUMBERED = re.compile(r"(?:\d{1,3}(?:\.\d{1,2})?|[IVX]{1,4})(?![\w/-])")
_BULLETS = " \t■▪•●◾↓►▶☐☒▣*>|–-·\u00a0\u2009\u202f\uf0b7"


@dataclass(frozen=True, slots=True)
class Label:
    """One label of a form: the field it names, and how it may stand."""

    field: str
    text: str
    rank: int = 1
    bare: bool = False
    type: bool = False
    colon: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label found in a cell with the value behind it; `value` is empty where the label stands alone."""

    label: Label
    value: str
    written: str
    colon: bool = True


@lru_cache(maxsize=20_000)
def squash(text: str) -> str:
    """A label's text without case, spaces and punctuation."""
    return (text if text.isalnum() else _NO_SIGN.sub("", text)).casefold()


def spells(word: str, text: str) -> bool:
    """Whether a text squashed is this word; most lines are seen to be another by their first letter, before they are squashed."""
    first = _LETTER.search(text)
    return first is not None and first[0].casefold() == word[0] and squash(text) == word


@lru_cache(maxsize=4096)  # the same lines are read as head, as letterhead, and as the end of a short paper
def clean(text: str) -> str:
    """A line or cell without mark-up, bullets at its ends and runs of spaces."""
    if "<" in text or "*" in text or "_" in text or "#" in text:
        text = _MARKUP.sub(" ", text)
    text = " ".join(text.split()).strip(_BULLETS)
    return _SPACED.sub(lambda found: found[0].replace(" ", ""), text) if len(text) > 6 and text[1] == " " else text


@cache
def label_data() -> dict[str, Any]:
    """The tables of `rules/labels.toml`."""
    return tomllib.loads(resources.files("extract").joinpath("rules", "labels.toml").read_text(encoding="utf-8"))


@cache
def load_labels() -> dict[str, Label]:
    """All labels by their squashed text."""
    labels: dict[str, Label] = {}
    for entry in label_data()["label"]:
        for text in entry["texts"]:
            flags = {name: bool(entry.get(name, False)) for name in ("bare", "type", "colon")}
            labels.setdefault(squash(text), Label(entry["field"], text, entry.get("rank", 1), **flags))
    return labels


@cache
def word_set(table: str, key: str) -> frozenset[str]:
    """The squashed words of one list of `labels.toml`, such as ("papers", "types")."""
    return frozenset(map(squash, label_data()[table][key]))


@cache
def edges(words: frozenset[str], end: bool = False) -> frozenset[str]:
    """All beginnings (or ends) of squashed words, themselves and the empty string included: what no edge is belongs to no such word."""
    return frozenset(word[at:] if end else word[:at] for word in words for at in range(len(word) + 1))


@cache
def _bare_labels() -> frozenset[str]:
    return frozenset(text for text, label in load_labels().items() if label.bare)


@cache
def _longest_label() -> int:
    return max(label.text.count(" ") + 1 for label in load_labels().values())


@cache
def _label_edges() -> frozenset[str]:
    return edges(frozenset(load_labels()))


@lru_cache(maxsize=20_000)
def _may_open_label(word: str) -> bool:
    """Whether a cell's first word begins a label. One with a bracket or dash may hold more than the label has: "Amt/Dezernat"."""
    return "/" in word or "(" in word or squash(word) in _label_edges()


@lru_cache(maxsize=4096)
def read_label(cell: str) -> Labelled | None:
    """The label that a cleaned cell begins with, and its value; None where it begins with none."""
    head, colon, rest = cell.partition(":")
    if not _may_open_label(head.partition(" ")[0]):
        return None
    if len(head) <= 60 and colon:
        label = load_labels().get(squash(head))
        if label is None and "(" in head:
            label = load_labels().get(squash(re.sub(r"\([^)]*\)", "", head)))
        if label is None and "/" in head:
            label = _joined_label(head)
        if label is not None:
            return Labelled(label, rest.strip(_BULLETS), head.strip())
    if len(cell) <= 60:
        label = load_labels().get(squash(cell)) or (_joined_label(cell) if "/" in cell else None)
        if label is not None and re.search(r"\w", cell):
            return Labelled(label, "", cell, False)
    return _bare_label(cell)


def _joined_label(head: str) -> Label | None:
    """The label of "Amt/Dezernat" or "Fachbereich / Fachdienst": labels of one field, joined; the most specific speaks."""
    labels = [load_labels().get(squash(part)) for part in head.split("/")]
    known = [label for label in labels if label is not None]
    if {item.field for item in known} == {"lead_unit", "file_number"} and len(known) == len(labels):
        return next(item for item in known if item.field == "lead_unit")  # "Abteilung / Aktenzeichen"
    return min(known, key=lambda label: label.rank) if len({item.field for item in known}) == 1 and len(known) == len(labels) else None


def _bare_label(cell: str) -> Labelled | None:
    """A label with its value behind it without a colon: only where the value is of the label's kind."""
    words = cell.split(" ")
    if squash(words[0]) not in edges(_bare_labels()):
        return None
    for count in range(min(_longest_label(), len(words) - 1), 0, -1):
        label = load_labels().get(squash(" ".join(words[:count])))
        if label is None or not label.bare or words[count - 1].endswith(":"):
            continue
        value = " ".join(words[count:]).strip(_BULLETS)
        if _fits_bare(label, value):
            # "Fachbereich Jugend", "Dezernat II": without colon or cell between them the whole is the unit's name.
            named = _NUMBERED.match(value) and pattern("unit").match(cell)
            whole = label.field == "lead_unit" and count == 1 and (named or squash(words[0]) in _UNITS)
            return Labelled(label, cell if whole else value, " ".join(words[:count]), False)
    return None


def _fits_bare(label: Label, value: str) -> bool:
    if label.field == "lead_unit":
        begins = re.match(r"[A-ZÄÖÜ]|\d{1,3} [A-ZÄÖÜ]", value) or pattern("unit").match(value)
        return begins is not None and len(value) <= 80 and not value.endswith((".", ","))
    if label.field == "title":
        number = re.fullmatch(r"\d{1,3}(?:\.\d{1,2})*[a-z]?[.:]?", value)
        return number is not None or (value[:1].isupper() and label.text in ("Betreff", "Betr.", "Betrifft"))
    if label.field == "reference":
        return fit("reference", value) >= 0.6 and not pattern("day").match(value)
    if label.field == "submitter" and re.search(r":\s\S.{11}", value):
        return False  # "Antrag der Fraktion A: Mehr Busse am Wochenende" is a title
    if label.field in ("person", "submitter", "file_number", "phone"):
        return len(value) <= 60 and not value.endswith(".") and bool(re.match(r"[A-ZÄÖÜ\d(]", value))
    return fit(label.field, value) >= 0.8


def split_inner(cell: str) -> list[str]:
    """Cut a cell before labels with a colon inside it: "Status:öffentlichDrucksache-Art:Antrag" → two parts."""
    colons = cell.count(":")
    if not colons or (colons < 2 and not re.search(r"\S.*\S\s*:", cell)):
        return [cell]
    cuts = [0]
    for colon in re.finditer(":", cell):
        start = _label_before(cell, cuts[-1], colon.start())
        if start is not None and start > cuts[-1] and _may_cut(cell, cuts[-1], start):
            cuts.append(start)
    return [part for part in (cell[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(cell)], strict=True)) if part]


def find_inner_labels(cell: str) -> list[int]:
    """Where labels with a colon begin inside a cell."""
    starts: list[int] = []
    low = 0
    for colon in re.finditer(":", cell):
        start = _label_before(cell, max(low, colon.start() - 80), colon.start())
        if start is not None:
            starts.append(start)
        low = colon.end()
    return starts


def _may_cut(cell: str, low: int, start: int) -> bool:
    """A label inside a cell counts where another label stands before it, or where the value behind it is of its kind."""
    before, behind = read_label(cell[low:start].strip()), read_label(cell[start:])
    # "Betreff: Bericht zum Antrag: Mehr Busse": a label's word in a title is none.
    in_title = before is not None and before.label.field == "title" and cell[start - 1].isspace()
    return (before is not None and before.colon and not in_title) or (behind is not None and fit(behind.label.field, behind.value) >= 0.8)


def _label_before(cell: str, low: int, end: int) -> int | None:
    """Where a label begins that ends at `end`: at most four words back, at a space or where a small letter meets a capital."""
    if squash(cell[low:end]) in load_labels():
        return None
    best = None
    starts = [found.start() for found in re.finditer(r"(?<=[\s])(?=\S)|(?<=[a-zäöüß\d)])(?=[A-ZÄÖÜ])", cell[low:end])]
    for start in reversed(starts[-6:]):
        label = load_labels().get(squash(cell[low + start : end]))
        if label is not None:
            best = low + start
    return best


@lru_cache(maxsize=4096)
def parse_day(text: str) -> str:
    """The first full day in a text as ISO; of "20./21.11.2018" the first day. Empty where there is none."""
    if not _DIGIT.search(text):
        return ""
    for found in pattern("day").finditer(text):
        value = _day_of(found)
        if value:
            return value
    return ""


def _day_of(found: re.Match[str]) -> str:
    if found["iso"]:
        return _iso(*map(int, found["iso"].split("-")))
    if found["y3"]:
        return _iso(int(found["y3"]), _month(found["en"]), int(found["d3"]))
    year = int(found["y"] or found["y2"])
    month = int(found["m"]) if found["m"] else _month(found["name"])
    return _iso(year + 2000 if year < 70 else year + 1900 if year < 100 else year, month, int(found["d"]))


def _month(name: str) -> int:
    folded = name.casefold()
    if folded in MONTHS:
        return MONTHS.index(folded) + 1
    for names in (SHORT_MONTHS, ENGLISH_MONTHS):
        if folded[:3] in names and len(folded) <= 4:
            return names.index(folded[:3]) + 1
    return 0


def _iso(year: int, month: int, day: int) -> str:
    """The date in ISO; empty if there is no such day. Nobody kept these papers before 1900: such a year is a slip."""
    try:
        return date(year, month, day).isoformat() if year >= 1900 else ""
    except ValueError:
        return ""


@lru_cache(maxsize=8192)
def names_committee(text: str) -> bool:
    """Whether a text names a committee. Several readers of the head ask so of the same line."""
    return find_first(pattern("committee"), text) is not None


@lru_cache(maxsize=4096)
def parse_public(text: str) -> bool | None:
    """True for öffentlich, False for nichtöffentlich, None where the text tells neither or both."""
    if "Ö F F E N T" in text:
        return "N I C H T" not in text  # a heading that is spaced out
    if "(" in text and _OTHER_ITEM.search(text):
        return None
    states = {found["yes"] is not None for found in pattern("public").finditer(text)}
    return states.pop() if len(states) == 1 else None


def names_both(cells: Sequence[str]) -> bool:
    """Whether a form without ticks prints "öffentlich" and "nicht öffentlich" as two of its next labels."""
    plain = [cell.rstrip(" :").casefold() for cell in cells]
    yes = [number for number, cell in enumerate(plain) if cell == "öffentlich"]
    no = [number for number, cell in enumerate(plain) if cell in ("nicht öffentlich", "nichtöffentlich")]
    return any(0 < abs(first - second) < 4 for first in yes for second in no)


@lru_cache(maxsize=4096)
def parse_reference(text: str) -> str:
    """The number of a paper at the beginning of a text, as printed ("20-26 / V 02232", "VO/2026/181"). Empty where none stands there."""
    if not _DIGIT.search(text):
        return ""
    text = re.sub(r"^(?:Nr\.?|Nummer|[-–:#])\s*", "", text.strip())
    kept: list[str] = []
    for word in text.split():
        bare = word.rstrip(",;")
        if not pattern("reference_word").fullmatch(bare) or len(kept) > 5:
            break
        kept.append(bare)
        if bare != word:
            break
    while kept and not re.search(r"\d", kept[-1]):
        kept.pop()
    if len(kept) > 1 and re.fullmatch(r"\d{1,2}", kept[-1]) and _COUNTED.match(text[text.find(kept[-2]) :].partition(" ")[2]):
        kept.pop()
    if len(kept) > 1 and re.fullmatch(r"\d{1,2}\.", kept[-1]):
        kept.pop()  # "WP8/2013 1. Ergänzung"
        while kept and not re.search(r"\d", kept[-1]):
            kept.pop()  # "152/2007 – 4. Fassung"
    value = " ".join(kept)
    value = value if "(" in value else value.rstrip(")")  # "(DS-Nr.: 40/2009)"
    is_number = re.match(r"\w", value) and not re.fullmatch(r"\d{1,2}\.\d{4}", value) and not re.search(r"\d\.\d\d\.\d{4}", value)
    is_number = is_number and not pattern("day").fullmatch(value)
    return value if is_number and len(value) <= 40 else ""


@lru_cache(maxsize=4096)
def fit(field: str, value: str) -> float:
    """How well a value suits a field, 0 (not at all) to 1."""
    if re.fullmatch(r"[-–.\s/]{1,8}", value):
        return 0.5 if field in ("lead_unit", "top", "person") else 0.0
    if field in ("date", "meeting_date", "motion_date", "received"):
        return 1.0 if parse_day(value[:40]) else 0.0
    if field == "public":
        return 1.0 if len(value) < 60 and parse_public(value) is not None else 0.0
    if field == "reference":
        return _fit_reference(value)
    if field == "top":
        return 0.8 if re.fullmatch(r"\d{1,3}(?:\.\d{1,2})*\s?[a-z]?\)?", value) else 0.0
    if not re.search(r"[A-Za-zÄÖÜäöü]", value) or (len(value) < 30 and parse_day(value[:40])):
        return 0.3 if field in ("phone", "file_number") and re.search(r"\d", value) else 0.0
    return _fit_words(field, value)


def _fit_reference(value: str) -> float:
    reference = parse_reference(value)
    if not reference or len(value) > len(reference) + 25 or _POINT.fullmatch(reference):
        return 0.0
    if re.search(r"\d\s?[-/.]\s?(?:[A-Z]+\s?)?\d|[A-Z]\w*[-/]\d", reference):
        return 1.0
    digits = len(re.sub(r"\D", "", reference))
    return 0.65 if digits >= 3 else 0.25


def _fit_words(field: str, value: str) -> float:
    if parse_public(value) is not None and len(value) < 20:
        return 0.0
    if field == "lead_unit":
        return 1.0 if len(value) < 90 and pattern("unit").match(value) else 0.35 if len(value) < 50 else 0.1
    if field == "paper_type":
        return 1.0 if squash(value) in word_set("papers", "types") or re.search(r"vorlage|antrag|anfrage|bericht", value, re.I) else 0.3
    if field == "title":
        return 0.6 if len(value) > 8 else 0.2
    if field == "committee":
        return 1.0 if len(value) < 120 and names_committee(value) else 0.2
    return 0.35 if len(value) < 80 else 0.1
