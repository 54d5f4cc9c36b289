"""Python's cyclic collector, where it would only cost time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Switch the collector off for a while: many small objects without cycles (words of pages, rows of figures) make it go through
    all of them again and again, a tenth of the time of reading and a third of a comparison's.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
