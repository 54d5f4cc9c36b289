"""The reader's version and its lazy package."""

from __future__ import annotations

import subprocess
import sys

import pytest

import ingest.reading
from ingest.reading import reader_version


def test_version_is_stable_and_short() -> None:
    assert reader_version() == reader_version()
    assert len(reader_version()) == 12


def test_package_loads_nothing_heavy_before_a_file_is_read() -> None:
    code = (
        "import sys, ingest.reading as r; r.reader_version(); r.sniff_media_type(b'x', 'x.txt'); r.read_bytes(b'Kreistag', 'x.txt');"
        "print([m for m in ('pypdfium2', 'pdfplumber', 'lxml', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_unknown_names_are_attribute_errors() -> None:
    with pytest.raises(AttributeError, match="no attribute 'read_fax'"):
        ingest.reading.read_fax  # noqa: B018
