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
_MAIL = r"(?<!\w)(?P<mail>[\w.+-]+(?:@|\(at\)|\[at\])[\w-]+(?:\.[\w-]+)+)"


# What stands in the first line of all that a pattern matches: looking for these takes a fiftieth of trying the pattern everywhere.
_LABEL_SIGNS = ("earbeite", "Ansprechp", "Auskunft", "informiert Sie", "berät Sie", "Rückfragen", "Kontakt", "erfasser", "rsteller")
_PHONE_SIGNS = ("Tel", "Fax", "Durchwahl", "Mobil", "Ruf")
_MAIL_SIGNS = ("@", "(at)", "[at]")


_KINDS = ((rf"(?<!\w)(?:{'|'.join(_LABELS)}){_VALUE}", _LABEL_SIGNS), (_PHONE, _PHONE_SIGNS), (_MAIL, _MAIL_SIGNS))


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)  # only where a text holds a sign of it


def mask_staff(text: str) -> str:
    """The text with names, phone numbers and addresses of staff as blanks of the same length, so that all offsets hold."""
    for pattern, signs in _KINDS:
        pieces, at = [], 0
        for start, end in _find_lines(text, signs):
            pieces += [text[at:start], _compiled(pattern).sub(_blank, text[start:end])]
            at = end
        text = "".join((*pieces, text[at:])) if pieces else text
    return text


def _find_lines(text: str, signs: tuple[str, ...]) -> list[tuple[int, int]]:
    """Lines that hold a sign, each with the line behind it, to which a value may run on; in order and apart."""
    begins = set()
    for sign in signs:
        at = text.find(sign)
        while at >= 0:
            begins.add(text.rfind("\n", 0, at) + 1)
            at = text.find(sign, at + 1)
    found: list[tuple[int, int]] = []
    for start in sorted(begins):
        end = text.find("\n", start)
        end = text.find("\n", end + 1) if end >= 0 else -1
        end = end if end >= 0 else len(text)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _blank(found: re.Match[str]) -> str:
    start, end = next(found.span(name) for name in found.groupdict() if found[name])
    masked = re.sub(r"\S", " ", found.string[start:end])
    return found.string[found.start() : start] + masked + found.string[end : found.end()]
