"""How much of a file the reader takes on: bytes, pages, seconds."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """Limits for one file. Bytes of any file and of text (20 MB are some 8,000 pages), pages of a PDF, seconds of wall time.

    `max_page_seconds` is for one page of a PDF: a page that takes longer is given up like one without text.
    """

    max_bytes: int = 200_000_000
    max_pages: int = 2000
    max_seconds: float = 300.0
    max_text_bytes: int = 20_000_000
    max_page_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment when reading one file must end; the clock starts when it is made."""

    seconds: float
    began: float = field(default_factory=time.monotonic)

    def passed(self) -> bool:
        """Whether more than `seconds` have gone by."""
        return time.monotonic() - self.began > self.seconds


class PageTooSlow(Exception):
    """A page took longer than it may."""


@contextmanager
def page_time(seconds: float) -> Iterator[None]:
    """Raise PageTooSlow in what runs longer than `seconds`.

    Only in a process's main thread and where the system has interval timers; elsewhere nothing is limited here. A call into
    a library that does not come back is not ended by this but with the worker process.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise PageTooSlow

    before = signal.signal(signal.SIGALRM, give_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
