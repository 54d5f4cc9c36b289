"""Whether the vote printed under a proposal fails it: "Abstimmungsergebnis: mehrheitlich abgelehnt", "Ja-Stimmen: 3, Nein-Stimmen: 19"."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import itemgetter

from extract.context import PageContext, remembered

_VOTE = "Abstimmungsergebnis"
_RESULT = 160  # characters behind the word in which the result stands
_LOST = re.compile(r"(?i)(?:se)?[\s:|.–-]*(?:\w+\s+){0,2}?(?:abgelehnt|ablehnung\b)")
_COUNTED = re.compile(
    r"(?i)\b(?:ja|dafür)\b\D{0,24}?(?P<yes>\d{1,3})(?!\d)\D{0,60}?\b(?:nein|dagegen)\b\D{0,24}?(?P<no>\d{1,3})(?!\d)"
    r"|(?<!\d)(?P<yes2>\d{1,3})\s*(?:ja|(?:stimmen\s)?dafür)\b\D{0,60}?(?<!\d)(?P<no2>\d{1,3})\s*(?:nein|(?:stimmen\s)?dagegen)\b"
)
_REACH = 900  # characters between a proposal and the vote on it
# Between what is put to the vote and its result nobody speaks, moves or gives reasons.
_SPOKEN = re.compile(
    r"\b(?:\w*[Aa]ntrags?|[Bb]eantrag\w*|Wortprotokoll|Diskussion|Aussprache|Sachverhalt|Begründung|Herrn?|Frau|erklärt\w*|erläutert\w*|fragt\w*)\b"
)


def is_voted_down(context: PageContext, start: int) -> bool:
    """Whether the next vote below text[start:] is lost and is on what stands there."""
    votes = _votes(context, 0)
    at = bisect_left(votes, start, key=itemgetter(0))
    if at == len(votes) or not votes[at][1] or votes[at][0] - start > _REACH:
        return False
    return _SPOKEN.search(context.text, start, votes[at][0]) is None


@remembered
def _votes(context: PageContext, _: int) -> list[tuple[int, bool]]:
    """Where the page prints results of votes, and whether each is lost."""
    votes = []
    place = context.text.find(_VOTE)
    while place >= 0:
        begin = place + len(_VOTE)
        votes.append((place, _is_lost(context.text[begin : begin + _RESULT])))
        place = context.text.find(_VOTE, begin)
    return votes


def _is_lost(result: str) -> bool:
    if _LOST.match(result):
        return True
    counted = _COUNTED.search(result)
    return counted is not None and int(counted["yes"] or counted["yes2"]) < int(counted["no"] or counted["no2"])
