"""Doubts: attributes of a mention that the rules told by default, or by words for another value that weigh nearly as much.

A mention keeps them among its cues, as "doubt.direction". What a reader does with them is the reader's choice. On public pages that no
rule had met (1,057 sums, 283 posts, 216 dates), this part of the answers in doubt was right, and of the others: direction 0.61 and 0.79,
recurrence 0.40 and 0.92, decided 0.52 and 0.87 (of posts 0.56 and 0.86), action 0.10 and 0.85, role 0.50 and 0.90. To compare: two readers
who label the same page agree on direction in 0.91 and on decided in 0.88 (CODEBOOK).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

_PREFIX = "doubt."


def doubt_of(attribute: str) -> str:
    """The cue that says that an attribute is in doubt."""
    return f"{_PREFIX}{attribute}"


def is_doubt(cue: str) -> bool:
    return cue.startswith(_PREFIX)


def read_doubts(cues: str, extracted: str = "") -> tuple[str, ...]:
    """The attributes in doubt by a mention's `cues` (joined with ";"), less those that a person corrected.

    `extracted` is JSON of what the rules had said of these, or empty.
    """
    settled = json.loads(extracted) if extracted else {}
    names = (cue.removeprefix(_PREFIX) for cue in cues.split(";") if is_doubt(cue))
    return tuple(name for name in dict.fromkeys(names) if name not in settled)


def common_doubts(mentions: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The doubts of a figure: those that all its mentions share."""
    return tuple(name for name in mentions[0] if all(name in doubts for doubts in mentions)) if mentions else ()


def without_doubts(cues: Iterable[str], attributes: Iterable[str]) -> tuple[str, ...]:
    """The cues less the doubts of attributes that something else told."""
    settled = {doubt_of(name) for name in attributes}
    return tuple(cue for cue in cues if cue not in settled)
