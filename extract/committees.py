"""Names of committees as they are written down: in the nominative, without the number of a sitting or of a point of the agenda."""

from __future__ import annotations

import re
from functools import lru_cache

from extract.bodies import is_body
from extract.labels import clean
from extract.patterns import pattern

GENITIVE = (
    (r"(auss?chu)sses\b", r"\1ss"),
    (r"(ausschu)ßes\b", r"\1ß"),
    (r"(kreistag|bezirkstag)e?s\b", r"\1"),
    (r"((?<!\w)R|[a-zäöü]r)ates\b", r"\1at"),
    (r"(beirat|stadtrat|gemeinderat|ortsrat|ortschaftsrat|bezirksrat)s\b", r"\1"),
    (r"((?:\b|[a-zäöü-])Senat|\bMagistrat)e?s\b", r"\1"),
    (r"(tag|rat)s$", r"\1"),
)
# What may stand in one line with a name: for what the paper goes there ("Kreistag zur Beschlussfassung"), the head of the next column.
_BEHIND_NAME = re.compile(
    r"\s*\((?:Vorberatung|Entscheidung|Beschlussfassung|Beschluss|(?:zur )?Kenntnis(?:nahme)?|Beratung|Anhörung|Empfehlung|Information)\)$"
    r"|\s+(?:zur (?:Beschlussfassung|Entscheidung|(?:Vor)?[Bb]eratung|Kenntnis(?:nahme)?|Empfehlung|Anhörung|Beschlussempfehlung)"
    r"|Termin|Sitzungstermin|am(?:\s[0-3]?\d\.\s?[01]?\d\.\s?\d{2,4})?)$"
)
# The sitting in the next column: "Kreistag 7. Sitzung des Kreistages"; whose committee it is: "Stadtrat (Stadt Ulm)".
_SITTING_BEHIND = re.compile(r"\s+(?:\d{1,3}\s?)?\.\s(?:[\wäöüß/-]+ ){0,2}?[\wäöüß]*[Ss]itzung\b.*$")
_OF_BODY = re.compile(r"(?P<name>.{4,})\s\((?P<body>[^()]{5,60}(?:\([^()]{2,25}\))?)\)")


@lru_cache(maxsize=2048)  # a body has some dozen committees, and the papers name them again and again
def tidy_committee(name: str) -> str:
    """A committee's name in the nominative, without the number of the sitting, brackets of state and hyphens of line ends."""
    name = re.sub(r"(?<=[a-zäöüß])-(?=[a-zäöüß]{2})(?!(?:und|oder|u)\b)", "", clean(name))
    name = re.sub(r"\s*\((?:offen|öffentlich|nichtöffentlich|ö|nö|N|Ö)\)", "", name)
    name = re.sub(r"^(?:Ö|NÖ|N|ö|nö) +(?=[A-ZÄÖÜ][a-zäöü])", "", name)
    name = re.sub(r"^(?:(?:TOP|Ö|N) ?)?\d{1,3}(?:\.\d{1,2})? (?=[A-ZÄÖÜ][a-zäöü])", "", name)  # the point of the agenda
    name = _SITTING_BEHIND.sub("", name)
    own = _OF_BODY.fullmatch(name)
    name = own["name"] if own and is_body(own["body"]) else name
    bare = pattern("sitting").sub("", name)
    return nominative(bare or name).strip(" ,;:-–|")


def nominative(name: str) -> str:
    """The nominative of a committee's name in the genitive: "Rates der Stadt Göttingen" → "Rat der Stadt Göttingen"."""
    name = _BEHIND_NAME.sub("", name)
    found = pattern("committee").search(name)
    if found is None:
        return name
    head = name[: found.end()]
    for ending, replacement in GENITIVE:
        changed = re.sub(ending, replacement, head, flags=re.IGNORECASE)
        if changed != head:
            return changed + name[found.end() :]
    return name


def join_name(name: str, rest: str, before: str) -> str:
    hyphen, name = before.rstrip().endswith("-"), name.removesuffix("-")
    if hyphen and not re.match(r"(?:und|oder|u\.)\s", rest):
        return name + rest
    return f"{name}{'-' if hyphen else ''} {rest}"
