"""How far a stage is. Stages are generators of these: the caller shows them and decides when to stop."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` items of `stage` ("import", "read", "extract", "index"); `total` is 0 where it is not known yet.

    `subject` is what was just done; `failed` is true if it became an issue, `known` if an import had
    its bytes already.
    """

    stage: str
    done: int
    total: int
    subject: str = ""
    failed: bool = False
    known: bool = False
