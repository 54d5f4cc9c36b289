"""Reading one file into pages: text, words with boxes, tables, tick boxes. Knows nothing of the archive.

`read_bytes(data, name, limits)` never raises for bad input; `sniff_media_type`, `source_offset` and `reader_version`
are cheap. Everything is loaded on first use, so that importing this package costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.reading.limits import ReadLimits
    from ingest.reading.ocr import Ocr, can_ocr, recognize_page
    from ingest.reading.offsets import source_offset
    from ingest.reading.reader import read_bytes
    from ingest.reading.sniff import sniff_media_type
    from ingest.reading.version import reader_version

__all__ = ["Ocr", "ReadLimits", "can_ocr", "read_bytes", "reader_version", "recognize_page", "sniff_media_type", "source_offset"]

_HOMES = {
    "Ocr": "ocr",
    "can_ocr": "ocr",
    "ReadLimits": "limits",
    "read_bytes": "reader",
    "reader_version": "version",
    "recognize_page": "ocr",
    "sniff_media_type": "sniff",
    "source_offset": "offsets",
}


def __getattr__(name: str) -> Any:
    """Load a public name from its module on first use (PEP 562)."""
    from importlib import import_module

    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
