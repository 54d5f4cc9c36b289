"""Pictures of evidence, made in worker processes with limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.raw import raw_path
from corpus.settings import load_settings
from corpus.workers import run_in_workers


@dataclass(frozen=True, slots=True)
class Crop:
    """What is to be shown: a box (x0, top, x1, bottom in points) on a page of a file of the archive."""

    sha256: str
    page: int
    box: tuple[float, float, float, float]


def make_crops(archive: Path, crops: Sequence[Crop]) -> Iterator[tuple[Crop, bytes | None]]:
    """A PNG for each crop, None where there is none to be had. In the order of the crops."""
    import os

    from ingest.reading.crop import crop_file

    settings = load_settings(archive)
    outcomes = run_in_workers(
        crop_file,
        list(crops),
        lambda crop: (str(raw_path(archive, crop.sha256)), crop.page, crop.box),
        lambda crop: crop.sha256,
        settings,
        settings.processes or os.cpu_count() or 1,
    )
    for outcome in outcomes:
        yield outcome.item, outcome.result
