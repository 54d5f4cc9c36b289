"""The study's settings, `ratslese.toml` in the archive's folder: limits, taxonomies, processes."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from corpus.errors import ArchiveError
from corpus.lookup import SETTINGS

TEMPLATE = """\
# A ratslese archive: one folder, one study. Change what you like; every value here is the default.

[archive]
name = {name}

[limits]
megabytes_per_file = 200        # larger files are not copied and become an issue
pages_per_file = 2000
seconds_per_file = 300          # a file that takes longer is given up and becomes an issue
megabytes_of_memory = 4000      # per reading process
files_per_zip = 20000
megabytes_per_zip = 4000        # of all files in it together, unpacked

[run]
processes = 0                   # 0 = one for each core

[taxonomies]
files = []                      # your own Handlungsfelder: TOML files, paths from this folder on
"""


@dataclass(frozen=True, slots=True)
class Settings:
    """Values of ratslese.toml; sizes in megabytes (10**6 bytes), times in seconds."""

    name: str = ""
    megabytes_per_file: int = 200
    pages_per_file: int = 2000
    seconds_per_file: int = 300
    megabytes_of_memory: int = 4000
    files_per_zip: int = 20000
    megabytes_per_zip: int = 4000
    processes: int = 0
    taxonomy_files: tuple[Path, ...] = ()


def load_settings(archive: Path) -> Settings:
    """Read ratslese.toml. Raises ArchiveError naming the file and the key that is wrong."""
    path = archive / SETTINGS
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{path}: not valid TOML: {error}") from error
    except OSError as error:
        raise ArchiveError(f"{path}: cannot be read: {error.strerror}") from error
    for section in data:
        if section not in ("archive", "limits", "run", "taxonomies", "study") or not isinstance(data[section], dict):
            raise ArchiveError(f"{path}: {section!r} is no section of the settings; there are [archive], [limits], [run], [taxonomies]")
    numbers = {**data.get("limits", {}), **data.get("run", {})}
    known = {entry.name for entry in fields(Settings)}
    for key, value in numbers.items():
        if key not in known:
            raise ArchiveError(f"{path}: unknown setting {key!r}")
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise ArchiveError(f"{path}: {key} must be a whole number, not {value!r}")
    files = data.get("taxonomies", {}).get("files", [])
    if not isinstance(files, list) or not all(isinstance(name, str) for name in files):
        raise ArchiveError(f'{path}: files in [taxonomies] must be a list of paths, as in files = ["felder.toml"]')
    extra = tuple(archive / name for name in files)
    return Settings(name=str(data.get("archive", {}).get("name", "")), taxonomy_files=extra, **numbers)
