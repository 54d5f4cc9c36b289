"""A file of the archive where other programs can open it: with an ending, read-only, and with the page in its address."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from corpus.errors import ArchiveError
from corpus.lookup import connect
from corpus.raw import raw_path

_ENDINGS = {"application/pdf": ".pdf", "text/html": ".html.txt", "text/markdown": ".txt", "text/plain": ".txt"}


def copy_for_opening(archive: Path, sha256: str, page: int) -> str:
    """The address of a copy in the archive's folder `open/`. A page of HTML is opened as text: what it would run is a stranger's.

    Raises ArchiveError where the file is gone.
    """
    with closing(connect(archive)) as connection:
        row = connection.execute("SELECT media_type FROM files WHERE sha256 = ?", (sha256,)).fetchone()
    source = raw_path(archive, sha256)
    if row is None or not source.is_file():
        raise ArchiveError(f"{source}: the file of this hit is gone; import it again")
    copy = archive / "open" / (sha256[:16] + _ENDINGS.get(row["media_type"], ".bin"))
    copy.parent.mkdir(exist_ok=True)
    if not copy.is_file() or copy.stat().st_size != source.stat().st_size:
        shutil.copyfile(source, copy)
    return copy.as_uri() + (f"#page={page}" if page and row["media_type"] == "application/pdf" else "")
