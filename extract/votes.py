"""What the vote printed below makes of a proposal: "Abstimmungsergebnis: abgelehnt", "Ja-Stimmen: 3, Nein-Stimmen: 19"."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import itemgetter

from extract.context import PageContext, remembered

_VOTE = "Abstimmungsergebnis"
_RESULT = 160  # characters behind the word in which the result stands
_LOST = re.compile(r"(?i)(?:se)?[\s:|.–-]*(?:\w+\s+){0,2}?(?:abgelehnt|ablehnung\b)")
_REACH = 900  # characters between a proposal and the vote on it
# Between what is put to the vote and its result nobody speaks, moves or gives reasons.
_SPOKEN = re.compile(
    r"\b(?:\w*[Aa]ntrags?|[Bb]eantrag\w*|Wortprotokoll|Diskussion|Aussprache|Sachverhalt|Begründung|Herrn?|Frau|erklärt\w*|erläutert\w*|fragt\w*)\b"
)
# A heading with words of its own below it: the vote is on those.
_NEXT = re.compile(r"(?m)^[ \t]*Beschl(?:uss|uß|üsse)(?:[ \t]+(?:Nr\.[ \t]*)?\d{1,3})?[ \t]*:?[ \t]*\n\s*(?=\w)(?!Abstimmung)")
_VOTE_BELOW = re.compile(r"\s*\**(?:Abstimmungsergebnis|Abstimmung|Beschlussergebnis|Abstimmungsverhältnis)\b\**\s*:?(?P<told>[^€]{0,160})")
_UNANIMOUS = re.compile(r"(?i)\W*(?:einstimmig|mehrheitlich|angenommen|zugestimmt|beschlossen|mit \w+ mehrheit)\b(?! abgelehnt| ablehn)")
_PUT_OFF = re.compile(r"(?i)\b(?:verwiesen|vertagt|zurückgestellt|zurückgezogen|abgesetzt|zur kenntnis)\b")
_VOTES = re.compile(
    r"(?i)(?:\bja|dafür|zustimmung(?:en)?)(?:-?stimmen)?\W{1,4}(?P<yes>\d{1,3})\b"
    r"[^\d]{1,24}?(?:nein|dagegen|gegen)(?:-?stimmen)?\W{1,4}(?P<no>\d{1,3})\b"
    r"|(?P<ja>\d{1,3}) (?:ja|dafür)\b(?:[^\d]{1,24}?(?P<nein>\d{1,3}) (?:nein|dagegen|gegen))?"
    r"|\W*(?P<for>\d{1,3}) ?: ?(?P<against>\d{1,3})\b"
)


def is_voted_down(context: PageContext, start: int) -> bool:
    """Whether the next vote below text[start:] is lost and is on what stands there."""
    votes = _votes(context, 0)
    at = bisect_left(votes, start, key=itemgetter(0))
    if at == len(votes) or not votes[at][1] or votes[at][0] - start > _REACH:
        return False
    between = start, votes[at][0]
    return _SPOKEN.search(context.text, *between) is None and _NEXT.search(context.text, *between) is None


def vote_on(context: PageContext, start: int) -> bool | None:
    """Whether the paragraph was carried in the vote that is printed right below it; `None` where no vote with a result is."""
    end = context.block_at(start)[1]
    carried = _vote_below(context, end)
    if carried is None or _SPOKEN.search(context.text, max(context.sentence_at(start)[1], end - _REACH), end):
        return None
    return carried


@remembered
def _vote_below(context: PageContext, end: int) -> bool | None:
    below = _VOTE_BELOW.match(context.text, end)
    return _is_carried(below["told"]) if below else None


@remembered
def _votes(context: PageContext, _: int) -> list[tuple[int, bool]]:
    """Where the page prints results of votes, and whether each is lost."""
    votes = []
    place = context.text.find(_VOTE)
    while place >= 0:
        begin = place + len(_VOTE)
        votes.append((place, _is_carried(context.text[begin : begin + _RESULT]) is False))
        place = context.text.find(_VOTE, begin)
    return votes


def _is_carried(told: str) -> bool | None:
    """What a result says in words, else in counted votes; `None` where it says neither, or a tie."""
    if _LOST.match(told):
        return False
    if _PUT_OFF.search(told):
        return None
    if _UNANIMOUS.match(told):
        return True
    votes = _VOTES.search(told)
    if votes is None:
        return None
    yes, no = votes["yes"] or votes["ja"] or votes["for"], votes["no"] or votes["nein"] or votes["against"] or "0"
    return None if yes == no else int(yes) > int(no)
