"""Posts that say nothing of themselves and go with those before them: "davon 0,5 VZÄ", "13 Stellen und 2 Stellen", "(inklusive …)"."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.types import Position
from extract.context import PageContext

WEAK = frozenset({"position.action.create_section", "position.action.planned"})  # what an introduction or a whole outweighs
_PARTS = re.compile(r"\W*(?:[a-z0-9]\)\s*)?(?:[Dd]avon|[Hh]iervon|[Dd]arunter|[Hh]ierbei|[Dd]abei)\b")
_INCLUDED = re.compile(r"\((?:inklusive|inkl\.|davon|darunter|hiervon|einschließlich|einschl\.)\s(?:(?:rund|ca\.|je|jeweils)\s)?$")
_THEREOF = re.compile(r"\b(?:davon|hiervon|darunter)\b[^.;]{0,30}$")
_JOINED = re.compile(r"\s*(?:\([^()\n]{0,30}\)\s*)?(?:und|sowie|bzw\.|,)\s+(?:eine |ein |einer )?")  # "13 Stellen und 32,25 Stellen"
_OWN_YEAR = re.compile(r"20\d\d")
_PART_REACH = 260  # characters between a whole and its part


def as_part(context: PageContext, position: Position, last: Position) -> Position:
    """A mention that says nothing of itself, as a part of the one before: "davon 0,5 VZÄ für …", "…, 2,1 VZÄ für das Schulamt"."""
    low, high = last.evidence.end, position.evidence.start
    if last.action == "existing" and low > context.sentence_at(high)[0] and _THEREOF.search(context.text, max(low, high - 40), high):
        return replace(position, action=last.action, decided=last.decided)
    joined = _JOINED.fullmatch(context.text, low, high) and not any(name.endswith(("_quote", "_after")) for name in position.cues)
    if joined and last.action and low > context.sentence_at(high)[0]:
        return replace(position, action=last.action, decided=last.decided)
    if _INCLUDED.search(context.text, max(low, high - 40), high) and low > context.sentence_at(high)[0]:
        return replace(position, action=last.action, years=last.years, decided=last.decided)
    sentence, _ = context.sentence_at(high)
    told = any(name.startswith("position.action.") and name not in WEAK for name in position.cues)
    if told and low < sentence and high - low <= _PART_REACH and _PARTS.match(context.text, sentence):
        return replace(position, years=position.years or last.years)
    if told or high - low > _PART_REACH:
        return position
    between = context.text[max(low, sentence) : high]
    if low >= sentence and not position.action and "\t" not in between and not _OWN_YEAR.search(between):
        return replace(position, action=last.action)
    if low < sentence and context.sentence_at(last.evidence.start)[1] >= sentence - 2 and _PARTS.match(context.text, sentence):
        return replace(position, action=position.action or last.action, years=position.years or last.years, decided=last.decided)
    return position
