"""What a reading process does to a file."""

from __future__ import annotations

import subprocess
import sys


def test_a_reading_process_loads_no_database() -> None:
    program = "import sys, ingest.readfile, ingest.reading; print(*sorted({'sqlalchemy', 'scrapy', 'spacy', 'numpy'} & set(sys.modules)))"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ""
