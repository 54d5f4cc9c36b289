"""The files of a whoosh index, mapped into memory to be read: a word's entry is found in half the time that seeking in a file takes."""

from __future__ import annotations

import mmap
import weakref
from pathlib import Path
from typing import Any

import whoosh.filedb.filestore
import whoosh.filedb.structfile

# whoosh3 has partial types and whoosh-reloaded none: to the type checker both are untyped.
StructFile: Any = vars(whoosh.filedb.structfile)["StructFile"]
FileStorage: Any = vars(whoosh.filedb.filestore)["FileStorage"]


class MappedFile(StructFile):  # type: ignore[misc]
    """A file of an index, read only."""

    def __init__(self, source: mmap.mmap, name: str, **options: Any) -> None:
        super().__init__(source, name=name, **options)
        self.source = source
        self.read, self.seek, self.tell = source.read, source.seek, source.tell

    def get(self, position: int, length: int) -> bytes:
        """So many bytes from a place on."""
        return self.source[position : position + length]


class MappedStorage(FileStorage):  # type: ignore[misc]
    """A folder of index files, read only."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._mapped: weakref.WeakSet[mmap.mmap] = weakref.WeakSet()

    def is_whole(self) -> bool:
        """Whether every mapped file is as long as it was: to read behind the end of one that was cut ends the process (SIGBUS)."""
        return all(source.closed or source.size() >= len(source) for source in self._mapped)

    def open_file(self, name: str, **options: Any) -> MappedFile:
        """A file, closed again when it is mapped: nothing needs to be closed later. Raises ValueError for an empty one."""
        with Path(self._fpath(name)).open("rb") as file:
            source = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._mapped.add(source)
        return MappedFile(source, name, **options)
