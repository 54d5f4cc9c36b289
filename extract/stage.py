"""The stage "extract": every paper whose pages, told facts or rules changed, in worker processes."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.collector import collector_at_rest
from corpus.data_version import data_hash
from corpus.progress import Progress
from corpus.settings import Settings
from corpus.store import Archive, StalePaper, processes
from corpus.types import Extraction, PaperFacts
from corpus.workers import run_in_workers
from extract.rules import sources_hash

if TYPE_CHECKING:
    from corpus.taxonomy import Taxonomy

SECONDS_PER_COMMIT = 1.0
PAPERS_PER_TASK = 8  # a task costs about a millisecond to hand over; a paper takes a few


def rules_version(settings: Settings) -> str:
    """Hash of the rules, the code that uses them and the taxonomies: facts made by another version are stale."""
    digest = hashlib.sha256(sources_hash().encode())
    digest.update(data_hash().encode())
    for path in settings.taxonomy_files:
        digest.update(path.read_bytes() if path.is_file() else b"missing")
    return digest.hexdigest()[:16]


def extract_stale(archive: Archive) -> Iterator[Progress]:
    """Extract all stale papers; yields a Progress for each. Interrupted anywhere, the next call goes on with the rest."""
    _load_taxonomies(archive.settings.taxonomy_files)  # a wrong taxonomy file is the user's to mend, before any work
    stale = archive.stale_papers(rules_version(archive.settings))
    tasks = [stale[first : first + PAPERS_PER_TASK] for first in range(0, len(stale), PAPERS_PER_TASK)]
    done = 0
    ready: list[tuple[StalePaper, Extraction]] = []
    since = time.monotonic()
    outcomes = run_in_workers(
        extract_papers,
        tasks,
        lambda task: (archive.folder, [paper.paper_id for paper in task], archive.settings),
        lambda task: task[0].paper_id,
        archive.settings,
        processes(archive.settings),
    )
    for outcome in outcomes:
        results = outcome.result
        if results is None and len(outcome.item) > 1:  # find the one paper that this is about
            results = [result for paper in outcome.item for result in _extract_alone(archive, paper)]
        if results is None:
            results = [Extraction(facts=PaperFacts(), problems=(outcome.problem,) if outcome.problem else ())]
        ready += zip(outcome.item, results, strict=True)
        for extraction in results:
            done += 1
            failed = any(problem.code in ("failed", "crashed", "too_slow", "too_big") for problem in extraction.problems)
            yield Progress("extract", done, len(stale), extraction.facts.title, failed)
        if time.monotonic() - since > SECONDS_PER_COMMIT:
            _save(archive, ready)
            ready, since = [], time.monotonic()
    _save(archive, ready)


def _extract_alone(archive: Archive, paper: StalePaper) -> Iterator[Extraction]:
    for outcome in run_in_workers(
        extract_papers,
        [paper],
        lambda item: (archive.folder, [item.paper_id], archive.settings),
        lambda item: item.paper_id,
        archive.settings,
        1,
    ):
        if outcome.result is not None:
            yield from outcome.result
        else:
            yield Extraction(problems=(outcome.problem,) if outcome.problem else ())


def _save(archive: Archive, ready: Sequence[tuple[StalePaper, Extraction]]) -> None:
    if not ready:
        return
    with archive.begin() as connection:
        for paper, extraction in ready:
            archive.save_extraction(connection, paper, extraction)


def extract_papers(folder: Path, paper_ids: Sequence[str], settings: Settings) -> list[Extraction]:
    """Load these papers' pages and extract their facts; runs in a worker process."""
    from extract.pipeline import extract_paper

    archive = _worker_archive(folder, settings)
    taxonomies = _load_taxonomies(settings.taxonomy_files)
    extractions = []
    with collector_at_rest():  # of all the papers: behind each it would go through what rules and caches remember
        for paper_id in paper_ids:
            with archive.reading() as connection:
                told, files = archive.load_paper(connection, paper_id)
            extractions.append(extract_paper(paper_id, files, told, taxonomies))
    return extractions


@cache
def _worker_archive(folder: Path, settings: Settings) -> Archive:
    return Archive(folder, settings)


@cache
def _load_taxonomies(files: tuple[Path, ...]) -> tuple[Taxonomy, ...]:
    from corpus.taxonomy import load_taxonomies

    return load_taxonomies(files)
