"""A paper under way: what has come of it, which of its files must be fetched. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from corpus.harvest import FileRow, PaperRow
from ingest.crawl.encode import hash_file
from ingest.crawl.jobs import Job
from ingest.crawl.wanted import wanted_files
from ingest.vendors.records import PaperRef, Reply, RisFile, RisPaper


@dataclass(slots=True, eq=False)
class OpenPaper:
    """`pages_out`, `files_out`: requests that have not come back. `page`: the first answer, `job`: the request that brought the record.

    `accepted`: its record is kept, its files are asked for. `cached`: a page came from our own cache. `renewed`: its page was asked
    once more because addresses of files had died. `identities`: what was asked for it.
    """

    key: str
    pages_out: int = 0
    files_out: int = 0
    ref: PaperRef | None = None
    paper: RisPaper | None = None
    page: Reply | None = None
    job: Job | None = None
    files: dict[str, FileRow] = field(default_factory=dict)
    accepted: bool = False
    cached: bool = False
    renewed: bool = False
    failed: bool = False
    identities: set[object] = field(default_factory=set)

    def start_again(self) -> None:
        """Its page is asked anew."""
        self.cached = self.accepted = False
        self.paper = self.page = None
        self.pages_out = 1
        self.identities.clear()

    @property
    def is_withdrawn(self) -> bool:
        return self.paper is not None and (self.paper.deleted or self.paper.withheld)

    def has_dead_session(self, held: dict[str, FileRow]) -> bool:
        """Whether its page came from the cache and leads to files of a session that is over."""
        if not self.cached or self.ref is None or self.ref.ask is None or self.paper is None:
            return False
        bound = [file for file in self.paper.files if file.session_bound]
        complete = {key: row.told for key, row in held.items() if row.state == "complete"}
        return any(complete.get(file.key) != hash_file(file) for file in bound)

    def has_lost_files(self) -> bool:
        """Whether addresses of files died before their turn came; told once."""
        if self.renewed or self.ref is None or self.ref.ask is None or self.paper is None or not self.accepted:
            return False
        bound = {file.key for file in self.paper.files if file.session_bound}
        return any(row.file_key in bound and row.state in ("failed", "gone") for row in self.files.values())

    def row_of(self, job: Job) -> FileRow:
        """The row of a job's file as it stands."""
        assert job.file is not None
        return self.files.get(job.file.key) or make_row(job.file, 0, job.known)

    def collected_instead(self) -> tuple[RisFile, ...]:
        """The collected document, where the Vorlage by itself cannot be had."""
        if self.paper is None or any(row.role == "main" and row.state == "complete" for row in self.files.values()):
            return ()
        files = wanted_files(self.paper.files, without_main=True)
        return tuple(file for file in files if file.role == "collected" and file.key not in self.files)


def plan_files(opened: OpenPaper, files: Iterable[RisFile], began: str, look_again: bool) -> Iterator[RisFile]:
    """Bring the paper's rows up to date; yield the files that must be asked for. `look_again`: unchanged ones too, conditionally, but for
    those that came since `began`."""
    for position, file in enumerate(files):
        known = opened.files.get(file.key)
        final = ("complete",) if opened.renewed and file.session_bound else ("complete", "gone")
        if known is not None and known.told == hash_file(file) and known.state in final:
            again = look_again and known.state == "complete" and bool(known.etag or known.last_modified)
            if not again or (began and known.fetched_at >= began):
                known.position, known.role = position, file.role
                known.url, known.name = file.url or known.url, file.name or known.name
                continue
        opened.files[file.key] = make_row(file, position, known)
        yield file


def make_row(file: RisFile, position: int, known: FileRow | None) -> FileRow:
    """The row of a file that is to be fetched; what was held of it stays until then."""
    row = FileRow(file.key, position, file.name, file.url, file.size, file.role, hash_file(file))
    if known is not None:
        row.etag, row.last_modified, row.sha256, row.fetched_at = known.etag, known.last_modified, known.sha256, known.fetched_at
    return row


def is_held(row: PaperRow) -> bool:
    """Whether a paper is here with all its files."""
    return row.state == "fetched" and not row.detail and bool(row.fetched_at)
