"""What a walk finds, into the archive: each step one transaction. Knows the archive, not the network."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace

from corpus.harvest import FileRow, Harvest, PaperRow, moment
from corpus.raw import store_chunks
from corpus.sources import KnownSource
from corpus.store import Archive
from corpus.types import PaperFacts, Problem
from ingest.crawl.content import is_html, is_readable
from ingest.crawl.encode import encode_paper
from ingest.crawl.wanted import dates_of
from ingest.vendors.records import PaperRef, Reply, RisPaper

SECONDS_PER_COMMIT = 1.0
MOST_ROWS = 8  # so many forms of a paper's row in lists are remembered (one for each sitting's agenda)


class Keeper:
    """The papers of one source, as the archive holds them and as they change."""

    def __init__(self, archive: Archive, known: KnownSource) -> None:
        self.archive, self.known = archive, known
        self.harvest = Harvest(archive, known.source_id)
        self.papers = self.harvest.load_papers()
        self.seen: set[str] = set()
        self._touched: dict[str, PaperRow] = {}
        self._since = time.monotonic()
        self.label = known.body or known.source_id
        self._with_files = set(self.papers)
        self._issues = self.harvest.issue_subjects(self.subject(""))

    def subject(self, name: str) -> str:
        """How issues name a thing of this source."""
        return f"{self.label}: {name}"

    # -- lists -------------------------------------------------------------------------------------------------------

    def see(self, ref: PaperRef, row_hash: str) -> tuple[PaperRow, bool]:
        """A paper stands in a list: its row, and whether the list says something new of it."""
        row = self._row(ref.key)
        row.url = ref.url or row.url
        row.reference, row.title = ref.reference or row.reference, ref.title or row.title
        row.paper_type, row.date = ref.paper_type or row.paper_type, row.date or ref.date
        if ref.public and row.state == "withheld":
            row.state = "known"
        if ref.public is False:
            row.public = False
            row.state = "withheld" if not row.record_hash else row.state
        rows = row.seen_rows.split()
        new = bool(row_hash) and row_hash not in rows
        if new:
            row.seen_rows = " ".join((*rows, row_hash)[-MOST_ROWS:])
        self.touch(ref.key)
        return row, new

    def _row(self, key: str) -> PaperRow:
        row = self.papers.get(key)
        if row is None:
            row = self.papers[key] = PaperRow(key, first_seen=moment())
        return row

    def touch(self, key: str) -> None:
        """A paper is still there."""
        row = self._row(key)
        row.last_seen = moment()
        if row.state == "gone":
            row.state, row.detail = "known", ""
        self.seen.add(key)
        self._touched[key] = row
        if time.monotonic() - self._since > SECONDS_PER_COMMIT:
            self.flush()

    def flush(self) -> None:
        """Write what lists told."""
        if self._touched:
            with self.archive.begin() as connection:
                self.harvest.save_papers(connection, self._touched.values())
        self._touched, self._since = {}, time.monotonic()

    # -- papers ------------------------------------------------------------------------------------------------------

    def accept(self, key: str, paper: RisPaper, digest: str, wanted: bool) -> PaperRow:
        """Keep what the source tells of a paper; what it told before becomes a version. Its files are still to come."""
        row = self._row(key)
        facts, dates = paper.facts, dates_of(paper.facts)
        changed = row.record_hash != digest
        row.url = paper.url or row.url
        row.reference, row.title = facts.reference or row.reference, facts.title or row.title
        row.paper_type = facts.paper_type or row.paper_type
        row.date, row.latest = facts.date or (dates[0] if dates else row.date), dates[-1] if dates else row.date
        row.public = facts.public if facts.public is not None else row.public
        row.record_hash, row.state, row.detail, row.last_seen = digest, "known", "", moment()
        if not wanted:
            row.fetched_at = row.last_seen
        self.seen.add(key)
        self._touched.pop(key, None)
        with self.archive.begin() as connection:
            if changed:
                self.harvest.save_version(connection, key)
            self.harvest.save_papers(connection, [row])
            if changed:
                self.harvest.save_record(connection, row, encode_paper(paper))
            if self.subject(row.reference or key) in self._issues:
                self.harvest.replace_issue(connection, self.subject(row.reference or key), ())
        return row

    def withdraw(self, paper: RisPaper) -> None:
        """The source says that a paper is deleted or not public. What was held of it stays."""
        row = self._row(paper.key)
        row.state = "gone" if paper.deleted else "withheld"
        row.detail = "deleted at the source" if paper.deleted else "not public at the source"
        row.public = False if paper.withheld else row.public
        row.fetched_at = row.last_seen = moment()
        self.seen.add(paper.key)
        self._touched.pop(paper.key, None)
        with self.archive.begin() as connection:
            self.harvest.save_papers(connection, [row])

    def fail_paper(self, key: str, state: str, detail: str) -> None:
        """A paper's page cannot be had. One that is held stays so, with what went wrong."""
        row = self._row(key)
        if row.record_hash and state != "gone":
            row.detail = detail
        else:
            row.state, row.detail = state, detail
        with self.archive.begin() as connection:
            self.harvest.save_papers(connection, [row])

    def fail_page(self, key: str, ref: PaperRef | None, status: int) -> None:
        """A paper's page came, but told nothing of a paper."""
        row = self._row(key)
        url = ref.url if ref is not None else row.url
        if status in (404, 410):
            self.fail_paper(key, "gone" if row.record_hash else "failed", f"HTTP {status}")
            if row.record_hash:
                return
            problem = Problem("not_found", f"{url}: the source lists this paper, but has no page for it (HTTP {status})")
        else:
            self.fail_paper(key, "failed", "page not understood")
            problem = Problem("page_not_understood", f"{url}: no paper was recognised on this page; please report it")
        self.issue(self.subject(row.reference or key), [problem])

    def paper_id(self, key: str) -> str:
        """The same for the same paper of the same source, for good."""
        return "p" + hashlib.sha256(f"{self.known.vendor}|{self.known.source_id}|{key}".encode()).hexdigest()[:12]

    def publish(self, key: str, paper: RisPaper, files: Mapping[str, FileRow], page: Reply | None) -> None:
        """All that can be had of a paper is there: it becomes a paper of the archive."""
        row = self._row(key)
        linked, failed = self._linked_files(files)
        page_file = self._store_page(key, paper, page, linked)
        hashes = [*([page_file[0]] if page_file else []), *(file.sha256 for file in linked)]
        main = [file for file in files.values() if file.role in ("main", "collected") and file.state != "left"]
        states = {file.state for file in main}
        row.state, row.detail = "fetched", f"{len(failed)} of {len(files)} files failed" if failed else ""
        if main and "complete" not in states and not page_file:
            row.state = "refused" if "refused" in states else "failed" if "failed" in states else "fetched"
        row.paper_id, row.fetched_at = self.paper_id(key), moment()
        with self.archive.begin() as connection:
            if page_file:
                self.archive.add_file(connection, page_file[0], page_file[1], page_file[2], paper.url or row.url)
            self.harvest.publish(connection, row.paper_id, self.told(paper), paper.url or row.url, hashes)
            self.harvest.save_papers(connection, [row])

    def _linked_files(self, files: Mapping[str, FileRow]) -> tuple[list[FileRow], list[FileRow]]:
        """The files that make up the paper, main first; and those that should have and failed."""
        ordered = sorted(files.values(), key=lambda file: ({"main": 0, "collected": 1}.get(file.role, 2), file.position))
        complete = [file for file in ordered if file.state == "complete"]
        if any(file.role == "main" for file in complete):
            complete = [file for file in complete if file.role != "collected"]
        elif any(file.role == "collected" for file in complete):
            complete = [file for file in complete if file.role == "collected"]  # it holds the attachments once more
        collected = bool(complete) and complete[0].role == "collected"
        return complete, [] if collected else [file for file in ordered if file.state in ("failed", "refused")]

    def _store_page(self, key: str, paper: RisPaper, page: Reply | None, linked: list[FileRow]) -> tuple[str, str, int] | None:
        """The page's own HTML as the paper's file: only where it holds texts and there is no document to read."""
        if page is None or not any(text.text.strip() for text in paper.texts):
            return None
        main = linked[0] if linked and linked[0].role in ("main", "collected") else None
        if main is not None and is_readable(self._head(main.sha256), main.name):
            return None
        if not is_html(page.body):
            return None
        sha256, size = store_chunks(self.archive.folder, [page.body], len(page.body))
        return sha256, f"{key}.html".replace("/", "_"), size

    def _head(self, sha256: str) -> bytes:
        try:
            with self.archive.raw_path(sha256).open("rb") as file:
                return file.read(4096)
        except OSError:
            return b""

    def told(self, paper: RisPaper) -> PaperFacts:
        """What the archive is told of the paper: what the source tells, and whose source it is."""
        facts = paper.facts
        if self.known.ags:
            return replace(facts, body=self.known.body, ags=self.known.ags)
        return replace(facts, body=facts.body or self.known.body)

    # -- files -------------------------------------------------------------------------------------------------------

    def files(self, key: str) -> dict[str, FileRow]:
        """What is held of a paper's files."""
        return self.harvest.load_files(key) if key in self._with_files else {}

    def save_files(self, key: str, files: Iterable[FileRow]) -> None:
        self._with_files.add(key)
        with self.archive.begin() as connection:
            self.harvest.save_files(connection, key, files)

    def store_file(self, key: str, row: FileRow, size: int) -> None:
        """Bytes of this hash lie in raw/: make them a file of the archive."""
        with self.archive.begin() as connection:
            if size:
                self.archive.add_file(connection, row.sha256, row.name or row.file_key, size, row.url)
            self.harvest.save_files(connection, key, [row])

    # -- the source --------------------------------------------------------------------------------------------------

    def issue(self, subject: str, problems: list[Problem]) -> None:
        self._issues.add(subject)
        with self.archive.begin() as connection:
            self.harvest.replace_issue(connection, subject, problems)

    def refuse(self, sign: str, url: str, problem: Problem) -> None:
        """The source was refused, or refuses."""
        self.flush()
        with self.archive.begin() as connection:
            self.harvest.save_source(connection, state="refused", detail=sign[:300])
            message = f"{self.label}: {problem.message} ({url})"
            self.harvest.replace_issue(connection, self.subject(self.known.url), [replace(problem, message=message)])

    def bury(self) -> int:
        """Mark what a complete walk did not see as gone; how many. A list that suddenly lost half of its papers is not believed."""
        self.flush()
        missing = [row for row in self.papers.values() if row.key not in self.seen and row.state not in ("gone", "withheld")]
        if not missing:
            return 0
        if len(missing) * 2 > len(self.papers) and len(missing) > 5:
            message = (
                f"{self.label}: the source lists {len(self.seen)} papers, {len(missing)} that it listed before are missing;"
                " none is marked as gone, look at the source"
            )
            self.issue(self.subject(self.known.url), [Problem("list_shrunk", message)])
            return 0
        for row in missing:
            row.state, row.detail = "gone", f"not listed any more on {moment()[:10]}"
        with self.archive.begin() as connection:
            self.harvest.save_papers(connection, missing)
        return len(missing)


class SilentKeeper(Keeper):
    """Keeps nothing: for a look at a source. What went wrong stands in `problems`."""

    def __init__(self, archive: Archive, known: KnownSource) -> None:
        super().__init__(archive, known)
        self.problems: list[Problem] = []

    def issue(self, subject: str, problems: list[Problem]) -> None:
        self.problems += problems

    def refuse(self, sign: str, url: str, problem: Problem) -> None:
        self.problems.append(problem)

    def flush(self) -> None:
        pass
