"""Names and numbers of staff, which papers print beside "Bearbeiter/-in" and "Telefon": out of the index and of what searches show.

Office holders (Landrätin, Dezernent, who signs) stay: the public knows them by their office. `[search] names = true` in ratslese.toml
keeps all, for studies that may have them.
"""

from __future__ import annotations

import re
from functools import cache

_LABELS = (
    r"(?:Sach)?[Bb]earbeite(?:r(?:[/*:_]?-?in(?:nen)?|\(in\))?|t (?:von|durch))",
    r"Ansprechpartner(?:[/*:_]?-?in|\(in\))?|Ansprechperson",
    r"(?:Auskunft (?:erteilt|gibt)|Es (?:informiert|berät) Sie|Rückfragen an|Kontakt)",
    r"(?:Verfasser|Ersteller)(?:[/*:_]?-?in|\(in\))?",
)
_TITLES = r"(?:Frau|Herrn?|Dr\.|Prof\.|Dipl\.-?\w*\.?)"
_NAME = r"[A-ZÄÖÜ][\w'’.-]*"
_VALUE = rf"[ \t]*:?[ \t]*\n?[ \t]*(?P<value>(?:{_TITLES}[ \t]+)*{_NAME}(?:,?[ \t]+{_NAME}){{0,3}})"
_LINES = r"(?:Tel(?:efon|\.|efax)?|Fax|Durchwahl|Mobil|Ruf(?:nummer)?)\.?(?:-?Nr\.?|nummer)?"
_PHONE = rf"(?<!\w){_LINES}[ \t]*:?[ \t]*\n?(?P<number>[+(]?\d[\d \t()/.+-]{{3,22}}\d)"
_MAIL = r"(?P<mail>[\w.+-]+(?:@|\(at\)|\[at\])[\w-]+(?:\.[\w-]+)+)"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return (re.compile(rf"(?<!\w)(?:{'|'.join(_LABELS)}){_VALUE}"), re.compile(_PHONE), re.compile(_MAIL))


@cache
def _signs() -> re.Pattern[str]:
    labels = r"earbeit(?:er|et)|Ansprechp|Auskunft|informiert Sie|berät Sie|Rückfragen|Kontakt|erfasser|rsteller"
    return re.compile(rf"{labels}|Tel|Fax|Durchwahl|Mobil|Ruf|@|\(at\)|\[at\]")


def mask_staff(text: str) -> str:
    """The text with names, phone numbers and addresses of staff as blanks of the same length, so that all offsets hold."""
    if not _signs().search(text):
        return text
    for pattern in _patterns():
        text = pattern.sub(_blank, text)
    return text


def _blank(found: re.Match[str]) -> str:
    start, end = next(found.span(name) for name in found.groupdict() if found[name])
    masked = re.sub(r"\S", " ", found.string[start:end])
    return found.string[found.start() : start] + masked + found.string[end : found.end()]
