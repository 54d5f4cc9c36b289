"""One hash for the registry and the taxonomies: facts made with other data are stale."""

from __future__ import annotations

import hashlib
from importlib import resources


def data_hash() -> str:
    """Hash of all files of `corpus/data` that facts are made with, and of the modules that read names and taxonomies from them."""
    digest = hashlib.sha256()
    root = resources.files("corpus")
    modules = [root.joinpath(name) for name in ("registry.py", "bodynames.py", "municipalities.py", "taxonomy.py", "types.py", "body.py")]
    data = sorted(
        (entry for entry in root.joinpath("data").iterdir() if not entry.name.startswith("ris")),  # where papers lie makes no fact
        key=lambda entry: entry.name,
    )
    for entry in (*modules, *data):
        if entry.is_file():
            digest.update(entry.name.encode())
            digest.update(entry.read_bytes())
    return digest.hexdigest()[:16]
