"""How much of a file the reader takes on: bytes, pages, seconds."""

from __future__ import annotations

import time
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Limits for one file. Bytes of any file and of text (20 MB are some 8,000 pages), pages of a PDF, seconds of wall time."""

    max_bytes: int = 200_000_000
    max_pages: int = 2000
    max_seconds: float = 300.0
    max_text_bytes: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment when reading one file must end; the clock starts when it is made."""

    seconds: float
    began: float = field(default_factory=time.monotonic)

    def passed(self) -> bool:
        """Whether more than `seconds` have gone by."""
        return time.monotonic() - self.began > self.seconds
