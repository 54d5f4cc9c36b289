"""Records of adapters as JSON for the archive, and the hashes by which a change is noticed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from ingest.vendors.records import RisFile, RisPaper


def encode_paper(paper: RisPaper) -> str:
    """The record as JSON: only what is told."""
    return json.dumps(_told(asdict(paper)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _told(value: Any) -> Any:
    """Without what is not told: empty texts, None, empty lists; False means something only where None does too (public)."""
    if isinstance(value, dict):
        kept = {name: _told(entry) for name, entry in value.items()}
        return {name: entry for name, entry in kept.items() if entry not in ("", None, [], {}) and (entry is not False or name == "public")}
    return [_told(entry) for entry in value] if isinstance(value, (list, tuple)) else value


def hash_paper(paper: RisPaper) -> str:
    """Changes when the source tells something else of the paper. Addresses (sessions, tokens) and times of change do not count:
    some systems set them anew with every answer."""
    values = asdict(paper)
    for name in ("url", "created", "modified"):
        values.pop(name)
    for file in values["files"]:
        for name in ("url", "form", "session_bound"):
            file.pop(name)
    return _hash(_told(values))


def hash_file(file: RisFile) -> str:
    """Changes when the source tells something else of the file: then it is asked for again."""
    return _hash([file.name, file.size, file.media_type, file.modified, file.checksum])


def hash_row(row: str) -> str:
    """What a list says of a paper, short."""
    return hashlib.sha256(row.encode("utf-8", "replace")).hexdigest()[:12]


def _hash(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")).hexdigest()[:24]
