"""A Kreis or town of the registry. Apart from `corpus.types`: a comparison needs it and none of those, which take longer to make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Body:
    """A Körperschaft of the registry. `population` maps a year to inhabitants on 31 December of that year."""

    ags: str
    name: str
    short_name: str
    kind: str
    land: str
    aliases: tuple[str, ...] = ()
    population: Mapping[int, int] = field(default_factory=dict)
