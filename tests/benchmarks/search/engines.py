"""Index and query times of our engines beside their bare peers, on real texts. Not a test: run it on a quiet machine.

    .venv/bin/python tests/benchmarks/search/engines.py ../shared/bench/karlsruhe-4000.jsonl.gz [--times 1]

Prints seconds to index, and for each kind of query the median and the 95th percentile in milliseconds, warm. Peers get the same texts:
whoosh with LanguageAnalyzer("de") and stored text, tantivy with its default tokenizer, SQLite FTS5. --times 9 repeats the texts with
changed ids (38,000 papers) for growth. Ours analyse in --processes, one for each core as `ratslese index` does; 1 stays in this process.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import resource
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[3]))

from corpus.settings import Settings
from corpus.workers import run_in_workers
from search.documents import CHUNK, Chunk, analyse_documents
from search.engines.base import SearchFilter, load_engine
from search.engines.document import IndexDocument
from search.engines.language import parse_query
from search.expansion import expand
from search.index import BATCH_DOCUMENTS
from search.words import Count, Words

PROCESSES = os.cpu_count() or 1
QUERIES = {
    "word": ["Integration", "Kosten", "Sprache", "Klima", "Personal", "Haushalt", "Schule", "Radweg", "Zuschuss", "Kindertagesstätte"],
    "and": ["Integration Kosten", "Klima Haushalt", "Schule Zuschuss", "Personal Kosten", "Radweg Verkehr"],
    "or": ["Integration OR Migration", "Klima OR Umwelt OR Energie", "Schule OR Kita"],
    "phrase": ['"Finanzielle Auswirkungen"', '"Der Gemeinderat nimmt"', '"im Haushalt"', '"Stadt Karlsruhe"'],
    "prefix": ["förder*", "integr*", "kinder*", "klima*", "verkehr*"],
    "not": ["Klima NOT Verkehr", "Schule NOT Sport"],
}


def texts(path: Path, times: int) -> Iterator[tuple[str, str, str]]:
    """(id, title, text) of every record, `times` times over."""
    for turn in range(times):
        with gzip.open(path, "rt", encoding="utf-8") as handle:
            for number, line in enumerate(handle):
                record = json.loads(line)
                yield f"{turn}-{number}", str(record.get("paper") or record.get("title") or ""), record["text"]


def timed(action: Callable[[], Any], what: str = "") -> float:
    """Seconds; with `what` the processor's seconds, which other programs of the machine lengthen less, are printed beside them."""
    begun, used = time.perf_counter(), processor_time()
    action()
    took = time.perf_counter() - begun
    if what:
        print(f"  {what}: {took:.1f} s, {processor_time() - used:.1f} s of processors", flush=True)
    return took


def processor_time() -> float:
    """Of this process and of all that it started and that ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


def analysed(source: Path, times: int, with_text: bool) -> Iterator[Chunk]:
    """The texts as `ratslese index` analyses those of an archive."""
    documents = (IndexDocument(doc_id, "a" * 64, "k", title=title, pages=(text,)) for doc_id, title, text in texts(source, times))
    if PROCESSES == 1 or not with_text:
        while chunk := list(islice(documents, CHUNK)):
            yield analyse_documents(chunk, with_text)
        return
    chunks = range(sum(1 for _ in texts(source, 1)) * times // CHUNK + 1)
    for outcome in run_in_workers(analyse_documents, chunks, lambda _: (list(islice(documents, CHUNK)),), str, Settings(), PROCESSES):
        assert outcome.result, outcome.problem
        yield outcome.result


def ask(search: Callable[[str], Any], kinds: dict[str, list[str]]) -> dict[str, tuple[float, float]]:
    """Median and 95th percentile in milliseconds of every kind, after one round to warm up."""
    found = {}
    for kind, queries in kinds.items():
        for query in queries:
            search(query)
        took = [timed(lambda query=query: search(query)) * 1000 for _ in range(5) for query in queries]  # type: ignore[misc]
        found[kind] = (statistics.median(took), sorted(took)[int(len(took) * 0.95) - 1])
    return found


def ours(name: str, source: Path, times: int, folder: Path) -> tuple[float, dict[str, tuple[float, float]]]:
    """An engine of ours with its words and compounds."""
    engine, words = load_engine(folder / name, name), Words(folder)
    words.clear()

    def build() -> None:
        engine.create()
        batch, count, documents = engine.batch(), Count.empty(), 0
        for chunk in analysed(source, times, engine.takes_terms):
            count.merge(chunk.count)
            documents += len(chunk.documents)
            for ready in chunk.documents:
                batch.add(ready.analysed)
            if count.documents >= BATCH_DOCUMENTS:
                words.write(count)
                batch.commit()
                batch, count = engine.batch(), Count.empty()
        words.write(count)
        batch.commit()
        if not engine.takes_terms:
            words.replace(engine.count_words(), documents, engine.generation())

    seconds = timed(build, "index")
    timed(words.split, "compounds (once for all engines)")
    return seconds, ask(lambda query: engine.search(expand(parse_query(query)[0], words), SearchFilter(), 20), QUERIES)


def bare_whoosh(source: Path, times: int, folder: Path) -> tuple[float, dict[str, tuple[float, float]]]:
    import whoosh.analysis
    import whoosh.fields
    import whoosh.index
    import whoosh.qparser

    analyzer: Any = whoosh.analysis.LanguageAnalyzer("de")  # type: ignore[no-untyped-call]
    schema: Any = whoosh.fields.Schema(id=whoosh.fields.ID(stored=True), text=whoosh.fields.TEXT(stored=True, analyzer=analyzer))
    folder.mkdir(parents=True)
    index: Any = whoosh.index.create_in(str(folder), schema)

    def build() -> None:
        writer = index.writer()
        for doc_id, title, text in texts(source, times):
            writer.add_document(id=doc_id, text=f"{title}\n{text}")
        writer.commit()

    seconds = timed(build, "index")
    parser: Any = whoosh.qparser.QueryParser("text", index.schema)
    searcher = index.searcher()
    return seconds, ask(lambda query: searcher.search(parser.parse(query), limit=20), QUERIES)


def bare_tantivy(source: Path, times: int, folder: Path) -> tuple[float, dict[str, tuple[float, float]]]:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True)
    builder.add_text_field("text")
    folder.mkdir(parents=True)
    index: Any = tantivy.Index(builder.build(), path=str(folder))

    def build() -> None:
        writer = index.writer(256_000_000, 1)
        for doc_id, title, text in texts(source, times):
            writer.add_document(tantivy.Document(id=doc_id, text=f"{title}\n{text}"))
        writer.commit()
        writer.wait_merging_threads()

    seconds = timed(build, "index")
    index.reload()
    searcher = index.searcher()
    kinds = {kind: queries for kind, queries in QUERIES.items() if kind != "prefix"}  # its parser knows no prefixes
    return seconds, ask(lambda query: searcher.search(index.parse_query(query.replace("NOT ", "-"), ["text"]), 20), kinds)


def bare_fts5(source: Path, times: int, folder: Path) -> tuple[float, dict[str, tuple[float, float]]]:
    folder.mkdir(parents=True)
    database = sqlite3.connect(folder / "fts.sqlite")
    database.execute("CREATE VIRTUAL TABLE papers USING fts5(id UNINDEXED, text)")

    def build() -> None:
        rows = ((doc_id, f"{title}\n{text}") for doc_id, title, text in texts(source, times))
        database.executemany("INSERT INTO papers VALUES (?, ?)", rows)
        database.commit()

    seconds = timed(build, "index")
    sql = "SELECT id FROM papers WHERE papers MATCH ? ORDER BY rank LIMIT 20"
    return seconds, ask(lambda query: database.execute(sql, (query,)).fetchall(), QUERIES)


RUNS: dict[str, Callable[[Path, int, Path], tuple[float, dict[str, tuple[float, float]]]]] = {
    "ours whoosh": lambda source, times, folder: ours("whoosh", source, times, folder),
    "ours tantivy": lambda source, times, folder: ours("tantivy", source, times, folder),
    "whoosh de": bare_whoosh,
    "tantivy bare": bare_tantivy,
    "FTS5": bare_fts5,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("texts", type=Path)
    parser.add_argument("--times", type=int, default=1)
    parser.add_argument("--only", choices=sorted(RUNS), help="one of the runs, in this process")
    parser.add_argument("--index-only", action="store_true", help="ask nothing")
    parser.add_argument("--processes", type=int, default=PROCESSES)
    arguments = parser.parse_args()
    globals()["PROCESSES"] = arguments.processes
    if arguments.index_only:
        QUERIES.clear()
    if not arguments.only:  # each in a process of its own, so that the peak of memory is its own
        for name in RUNS:
            numbers = ["--times", str(arguments.times), "--processes", str(arguments.processes)]
            chosen = [*numbers, "--only", name, *(["--index-only"] if arguments.index_only else [])]
            subprocess.run([sys.executable, __file__, str(arguments.texts), *chosen], check=True)
        return
    folder = Path(tempfile.mkdtemp())
    try:
        seconds, kinds = RUNS[arguments.only](arguments.texts, arguments.times, folder / "index")
        size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(f"{arguments.only:13} index {seconds:7.1f} s  {size:6.0f} MB on disk  peak {peak:5.0f} MB")
        for kind, (median, high) in kinds.items():
            print(f"{'':13} {kind:7} median {median:8.2f} ms  p95 {high:8.2f} ms")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
