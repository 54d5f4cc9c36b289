"""Raw files under their SHA-256: written atomically, never changed, never named by anything that a document says."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from corpus.errors import ArchiveError

RAW = "raw"
CHUNK = 1 << 20


def raw_path(archive: Path, sha256: str) -> Path:
    """Where the bytes with this hash lie, whether they are there or not."""
    return archive / RAW / sha256[:2] / sha256


def read_raw(archive: Path, sha256: str) -> bytes:
    """The bytes with this hash. Raises ArchiveError where they are gone or are others by now: no figure may come from those."""
    try:
        data = raw_path(archive, sha256).read_bytes()
    except OSError as error:
        raise ArchiveError(f"its bytes are gone from the archive's folder {RAW}/ ({error.strerror}); import the file again") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ArchiveError(f"its bytes in the archive's folder {RAW}/ were changed since they came; import the file again")
    return data


def _holds(path: Path, sha256: str) -> bool:
    """Whether the file at `path` is there and undamaged."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except FileNotFoundError:
        return False


def store_chunks(archive: Path, chunks: Iterable[bytes], limit: int) -> tuple[str, int]:
    """Write bytes under their hash; return (sha256, size). The same bytes twice are written once.

    Raises OverflowError when they are more than `limit` bytes; then nothing is kept. A crash leaves at most a file in
    raw/tmp, which the next `open` of the archive sweeps away.
    """
    folder = archive / RAW / "tmp"
    folder.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    handle, name = tempfile.mkstemp(dir=folder)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise OverflowError(size)
                digest.update(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        target = raw_path(archive, digest.hexdigest())
        if not _holds(target, digest.hexdigest()):  # missing, or damaged since: these bytes are right
            target.parent.mkdir(parents=True, exist_ok=True)
            os.chmod(temporary, 0o444)
            os.replace(temporary, target)
            sync_folder(target.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return digest.hexdigest(), size


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut, where the system can."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace the file at `path` in one step: a reader sees the old or the new bytes, never half of them."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def sweep_temporary(archive: Path) -> int:
    """Remove what a killed writer left in raw/tmp; return how many files. Files of the last hour may belong to another run."""
    import time

    old = time.time() - 3600
    swept = 0
    for path in (archive / RAW / "tmp").glob("*"):
        if path.stat().st_mtime < old:
            path.unlink(missing_ok=True)
            swept += 1
    return swept
