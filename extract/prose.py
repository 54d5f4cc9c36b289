"""Running text where a title is looked for: paragraphs, headings and speech are no titles, and a title ends where they begin."""

from __future__ import annotations

import re

from extract.labels import squash, word_set
from extract.patterns import pattern

SHORTEST_TITLE = 4  # characters: "an", "TOP"
LONGEST_PHRASE = 90  # characters: a longer title with a finite verb is running text
LONGEST_LINE = 200  # characters: a longer line of several sentences is a paragraph
_HEADING_FIRST = re.compile(
    r"(?:Beschluss(?:vorschlag|entwurf|empfehlung)|Sachverhalt|Begründung|Problembeschreibung)\b[^:]{0,40}:"
    r"|(?:Finanzielle|Personelle)\b.{0,16} Auswirkung(?:en)?\b(?! (?:für|auf|der|des|von|durch|eine[rs])\b)"
)
_SENTENCE = re.compile(  # of 1,405 titles longer than LONGEST_PHRASE in one archive three hold such a word
    r"\b(?:wird|werden|wurde|wurden|hat|haben|ist|sind|beschließt|beschlossen|nimmt|soll|sollen|kann|können|war|waren|würden?|wären?|muss|müssen"
    r"|mussten?|konnten?|sollten?|beträgt|besteht|bestehen|steht|liegt|liegen|gilt|gelten|erfolgt|führt|geht|gibt|bittet|schildert|erhält|beantrag(?:t|en))\b.{20}"
)
# Where running text begins behind a title: "Keine Gentechnik in Lebensmitteln Der Antrag hat zum Inhalt …".
_RUNS_ON = re.compile(
    r"(?<=.{12})(?<=[\wäöüß.)“\"?]) (?=(?:Der|Die|Das|Im|In|Am|Es|Wir|Aufgrund|Nach|Mit|Seit)\s[^.?!]{0,80}"
    r"\b(?:wird|werden|wurde|wurden|hat|haben|ist|sind|beschließt|beantrag(?:t|en)|soll|sollen|kann|können|sieht|sehen|umfasst|beträgt"
    r"|besteht|bestehen|liegt|liegen)\b.{20})"
)
_SENTENCE_END = re.compile(r"[a-zäöüß)]{3}[.?!] [A-ZÄÖÜ„]")
# Three heads of columns or more that the text layer glued: "Nr.StadtteilTrägerAnschrift".
_GLUED = re.compile(r"(?<!\S)\S*?(?:(?:[a-zäöüß]{2}|[a-zäöüß]\.)[A-ZÄÖÜ](?=[a-zäöüß]{2})\S*?){2}")
_LEAST_BEFORE = 20  # characters of a title before such heads
_CONTENTS = frozenset(("inhaltsverzeichnis", "inhalt", "inhaltsübersicht", "gliederung"))
_IN_BRACKETS = re.compile(r"\((?:Herrn?|Frau|Die Herren|Die Damen|Kreisrat|Stadtrat)\b.*\)")  # who came or went: "(Herr Maier gekommen)"
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")


def is_paragraph(line: str) -> bool:
    """Whether a line is a whole paragraph: long, and of several sentences."""
    return len(line) > LONGEST_LINE and len(_SENTENCE_END.findall(line)) > 1


def cut_prose(title: str) -> str:
    """A title up to where the heads of a table begin behind it, a long one up to where running text does."""
    if (glued := _GLUED.search(title)) and glued.start() >= _LEAST_BEFORE:
        title = re.sub(r"\s(?:Nr|Lfd|lfd|Pos)\.?$", "", title[: glued.start()].rstrip())
    found = _RUNS_ON.search(title) if len(title) > LONGEST_PHRASE and not title.endswith("?") else None
    return title[: found.start()].rstrip(" .") if found else title


def is_no_title(title: str) -> bool:
    """Whether a found title is a form's line or running text after all: a label, glued heads, signs of a font, or speech."""
    if len(title) < SHORTEST_TITLE or title.endswith(":") or _HEADING_FIRST.match(title):
        return True
    if _GLUED.search(title) or squash(title) in _CONTENTS or _PRIVATE.search(title) or pattern("speech").match(title):
        return True
    headings = word_set("stations", "headings") | word_set("papers", "headings")
    if all(squash(part) in headings for part in title.split("/")) or _IN_BRACKETS.fullmatch(title):
        return True
    if len(title) > LONGEST_PHRASE and title.endswith(".") and ". " in title and _SENTENCE_END.search(title):
        return True
    return len(title) > LONGEST_PHRASE and not title.endswith("?") and _SENTENCE.search(title) is not None
