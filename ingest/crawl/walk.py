"""One walk through one source: which request comes next, what its answer means. No network, no clock, no Scrapy.

The driver (the spider) takes jobs with `next_job` and tells of each what became of it: `answer`, `store_file`, `fail`. Jobs of one
session are handed out one after another. What failed is asked again when everything else is done.
"""

from __future__ import annotations

import hashlib
import traceback
from collections.abc import Callable, Container, Iterable

from corpus.harvest import FileRow, PaperRow, moment
from corpus.types import Problem
from ingest.crawl.encode import hash_paper, hash_row
from ingest.crawl.jobs import Job, JobQueue
from ingest.crawl.keep import Keeper
from ingest.crawl.papers import OpenPaper, is_held, plan_files
from ingest.crawl.wanted import dates_of, is_settled, is_wanted, wanted_files
from ingest.vendors.records import Ask, Found, PaperRef, Refusal, Reply, RisFile, RisPaper, Source, Trouble, Vendor, Window

MOST_PAGES = 200_000  # of one walk: a source that goes on for ever is stopped


class Walk:
    """See the module. `limit` 0 = none; `dry`: only lists are asked, nothing is kept, what would be fetched stands in `found`.

    `recheck`: papers are asked again whatever the lists say. `began`: when the walk began, maybe in an earlier, interrupted run.
    """

    def __init__(
        self,
        vendor: Vendor,
        source: Source,
        window: Window,
        keeper: Keeper,
        *,
        began: str = "",
        limit: int = 0,
        dry: bool = False,
        recheck: bool = False,
        settled_days: int = 120,
    ) -> None:
        self.vendor, self.source, self.window, self.keeper = vendor, source, window, keeper
        self.began, self.limit, self.dry, self.recheck, self.settled_days = began, limit, dry, recheck, settled_days
        self.can_ask_conditionally: Callable[[str], bool] = lambda url: False  # set by the driver that has a cache
        self.found: dict[str, PaperRef] = {}
        self.limited = self.refused = False
        self.failed_lists = self.fetched = self.published = 0  # lists that cannot be had; papers begun, papers done
        self._open: dict[str, OpenPaper] = {}
        self._asked: set[str] = set()
        self._queue = JobQueue()
        self._identities: set[object] = set()
        self._answers: set[tuple[object, bytes]] = set()
        self._pages = 0
        self._told: set[str] = set()

    # -- the driver's side -------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Ask the adapter for its first requests."""
        self._take(self._guarded(lambda: self.vendor.begin(self.source, self.window), self.source.url), None, None)

    def next_job(self) -> Job | None:
        """The next request that may be made now; None = wait for one that is out, or the walk is at its end."""
        return self._queue.next()

    @property
    def ended(self) -> bool:
        return self._queue.is_done

    @property
    def complete(self) -> bool:
        """Whether all lists were read to their ends: what was not seen is not there."""
        return self.ended and not (self.limited or self.refused or self.failed_lists)

    @property
    def open_keys(self) -> Container[str]:
        """Papers under way."""
        return self._open

    def would_understand(self, job: Job, reply: Reply) -> bool:
        """Whether the adapter gets anything out of an answer."""
        found = self._guarded(lambda: self.vendor.follow(self.source, self.window, job.ask, reply), job.ask.url)
        return any(not isinstance(entry, Trouble) for entry in found)

    def answer(self, job: Job, reply: Reply, cached: bool = False) -> None:
        """A page has come; `cached`: the one that came before, from our own cache."""
        self._queue.back(job)
        if self.refused:
            return
        opened = self._open.get(job.key)
        if opened is not None:
            opened.page, opened.cached = opened.page or reply, opened.cached or cached
        found = self._guarded(lambda: self.vendor.follow(self.source, self.window, job.ask, reply), job.ask.url)
        if job.ask.session and self._came_before(job.ask, reply):  # what the page asks for was asked for: a loop
            found = [entry for entry in found if not isinstance(entry, Ask)]
        self._take(found, job, reply)
        if opened is not None:
            opened.pages_out -= 1
            self._close_if_done(opened, reply.status)

    def _came_before(self, ask: Ask, reply: Reply) -> bool:
        """Whether the same request of a session was answered with the same page before."""
        seen = (_identity(ask), hashlib.sha256(reply.body).digest())
        known = seen in self._answers
        self._answers.add(seen)
        return known

    def store_file(self, job: Job, sha256: str, size: int, etag: str = "", last_modified: str = "") -> None:
        """A file is complete: these bytes lie in the archive's raw files. `size` 0: they were there, the source sent none."""
        self._queue.back(job)
        opened = self._open.get(job.key) or OpenPaper(job.key)  # the source may have refused us meanwhile
        row = opened.row_of(job)
        row.sha256, row.state, row.detail, row.fetched_at = sha256, "complete", "", moment()
        row.etag, row.last_modified = etag or row.etag, last_modified or row.last_modified
        self.keeper.store_file(job.key, row, size)
        if self._subject(job) in self._told:
            self._tell(self._subject(job), [])
        self._file_done(opened, row)

    def fail(self, job: Job, problem: Problem, *, again: bool = False, state: str = "failed") -> None:
        """A request came to nothing. `again`: worth another try later. `state`: failed, refused or gone."""
        self._queue.back(job)
        if again and not self.refused and self._queue.push_again(job):
            return
        opened = self._open.get(job.key)
        if job.file is not None and opened is not None:
            row = opened.row_of(job)
            row.state, row.detail = state, problem.message
            self._tell(self._subject(job), [problem])
            self.keeper.save_files(job.key, [row])
            self._file_done(opened, row)
        elif opened is not None:
            opened.pages_out -= 1
            opened.failed = True
            self._tell(self._subject(job), [problem])
            if opened.paper is None:
                self.keeper.fail_paper(opened.key, state, problem.message)
            self._close_if_done(opened, 0)
        elif not job.key:
            self.failed_lists += 1
            self._tell(self._subject(job), [problem])
            self._go_on_without(job)

    def _go_on_without(self, job: Job) -> None:
        """A list that cannot be had may stand before others: the adapter is told that there was no answer (status 0)."""
        if self.refused or self.limited:
            return
        reply = Reply(job.ask.url, 0, {}, b"")
        found = self._guarded(lambda: self.vendor.follow(self.source, self.window, job.ask, reply), job.ask.url)
        self._take([entry for entry in found if not isinstance(entry, (Trouble, Refusal))], job, reply)

    def refuse(self, sign: str, url: str, problem: Problem) -> None:
        """The source does not want us: nothing more is asked of it."""
        self.refused = True
        self._queue.drop(lambda job: False)
        self._open.clear()
        self.keeper.refuse(sign, url, problem)

    def _tell(self, subject: str, problems: list[Problem]) -> None:
        self._told.add(subject)
        self.keeper.issue(subject, problems)

    def _subject(self, job: Job) -> str:
        opened = self._open.get(job.key)
        told = opened.ref.reference if opened is not None and opened.ref is not None else ""
        if opened is not None and opened.paper is not None:
            told = opened.paper.facts.reference or told
        name = f"{told or job.key} ({job.file.name or job.file.key})" if job.file is not None else told
        return self.keeper.subject(name or job.ask.url)

    # -- what an adapter found ---------------------------------------------------------------------------------------

    def _guarded(self, ask: Callable[[], Iterable[Found]], url: str) -> list[Found]:
        """All that an adapter yields. What it trips over becomes an issue, what it had yielded before stays."""
        found: list[Found] = []
        try:
            found.extend(ask())
        except Exception as error:  # the outermost loop over answers: one page must not end the walk
            detail = "".join(traceback.format_exception(error))
            message = f"{url}: the adapter {self.vendor.name} fails: {type(error).__name__}: {error}; please report this page"
            found.append(Trouble(Problem("adapter_failed", message, detail), url))
        return found

    def _take(self, found: Iterable[Found], job: Job | None, reply: Reply | None) -> None:
        for entry in found:
            if self.refused:
                return
            if isinstance(entry, Ask):
                self._ask(entry, job)
            elif isinstance(entry, PaperRef):
                self._see(entry)
            elif isinstance(entry, RisPaper):
                self._receive(entry, job, reply)
            elif isinstance(entry, Refusal):
                self.refuse(entry.sign, entry.url or (job.ask.url if job else self.source.url), refusal_problem(entry.sign))
            else:
                self._trouble(entry, job)

    def _trouble(self, trouble: Trouble, job: Job | None) -> None:
        if trouble.retry and job is not None and self._queue.push_again(job, fresh=True):
            if job.key in self._open:
                self._open[job.key].pages_out += 1
            return
        if job is None or not job.key:
            self.failed_lists += 1
        self.keeper.issue(self.keeper.subject(trouble.url or (job.ask.url if job else self.source.url)), [trouble.problem])

    def _ask(self, ask: Ask, job: Job | None) -> None:
        """Queue a page. A request that a paper's page asks for belongs to that paper."""
        key = job.key if job is not None else ""
        if not key and self.limited:
            return
        opened = self._open.get(key)
        asked = self._identities if opened is None else opened.identities
        if not ask.session and _identity(ask) in asked:
            return
        asked.add(_identity(ask))
        self._pages += 1
        if self._pages > MOST_PAGES:
            self.failed_lists += 1
            message = f"{self.source.url}: more than {MOST_PAGES} pages; stopped there, please report this source"
            self._tell(self.keeper.subject(self.source.url), [Problem("too_many_pages", message)])
            return
        if opened is not None:
            opened.pages_out += 1
        self._queue.page(ask, key)

    # -- papers ------------------------------------------------------------------------------------------------------

    def _see(self, ref: PaperRef) -> None:
        """A paper stands in a list."""
        if self.dry:
            if ref.public is not False and is_wanted(self.window, (ref.date,), ref.paper_type, ref.title):
                self._find(ref)
            return
        row, new_row = self.keeper.see(ref, hash_row(ref.row) if ref.row else "")
        if ref.public is False or ref.key in self._asked or ref.ask is None:
            return
        if row.state == "withheld" and not (new_row or self.recheck):
            return
        dates = (ref.date, row.date, row.latest)
        if not is_wanted(self.window, dates, ref.paper_type or row.paper_type, ref.title or row.title):
            return
        if self._is_current(row, new_row, ref.ask.url):
            return
        if self.limit and self.fetched >= self.limit:
            self._stop_listing()
            return
        self.fetched += 1
        self._asked.add(ref.key)
        self._open[ref.key] = OpenPaper(ref.key, pages_out=1, ref=ref)
        self._queue.page(ref.ask, ref.key)

    def _is_current(self, row: PaperRow, new_row: bool, url: str) -> bool:
        """Whether a paper's page need not be asked."""
        if not is_held(row):
            return False
        if self.began and row.fetched_at >= self.began:
            return True  # an interrupted walk goes on
        if self.recheck or new_row:
            return False
        if is_settled(row.latest, self.window.today, self.settled_days):
            return True
        return row.fetched_at[:10] >= self.window.today and not self.can_ask_conditionally(url)

    def _find(self, ref: PaperRef) -> None:
        if self.limit and len(self.found) >= self.limit and ref.key not in self.found:
            self._stop_listing()
            return
        self.found.setdefault(ref.key, ref)

    def _stop_listing(self) -> None:
        """The limit is reached: papers under way are finished, nothing new is begun."""
        self.limited = True
        self._queue.drop(lambda job: bool(job.key))

    def _receive(self, paper: RisPaper, job: Job | None, reply: Reply | None) -> None:
        """A paper's record has come, from its own page or from a list that holds all there is."""
        if self.dry:
            facts = paper.facts
            if not (paper.deleted or paper.withheld) and is_wanted(self.window, dates_of(facts), facts.paper_type, facts.title):
                date = facts.date or next(iter(dates_of(facts)), "")
                self._find(PaperRef(paper.key, paper.url, facts.reference, facts.title, facts.paper_type, date, facts.public))
            return
        opened = self._open.get(job.key if job is not None and job.key else paper.key)
        if paper.deleted or paper.withheld:
            self.keeper.withdraw(paper)
            if opened is not None:
                opened.paper = paper
            return
        if opened is None:
            if not self._is_new(paper, hash_paper(paper)):
                return
            opened = self._open.setdefault(paper.key, OpenPaper(paper.key))
        opened.paper, opened.page, opened.job = paper, opened.page or reply, job
        if opened.ref is None:
            self._close_if_done(opened, 200)

    def _accept(self, opened: OpenPaper) -> None:
        """All pages of a paper have come: keep what they tell, ask for the files."""
        assert opened.paper is not None
        if opened.has_dead_session(self.keeper.files(opened.key)):
            self._ask_page_anew(opened)
            return
        paper, opened.accepted = opened.paper, True
        facts = paper.facts
        wanted = is_wanted(self.window, dates_of(facts), facts.paper_type, facts.title)
        self.keeper.accept(opened.key, paper, hash_paper(paper), wanted)
        if wanted:
            opened.files = self.keeper.files(opened.key)
            self._plan_files(opened, wanted_files(paper.files))
        else:
            self.fetched -= 1
            del self._open[opened.key]

    def _ask_page_anew(self, opened: OpenPaper) -> None:
        assert opened.ref is not None
        assert opened.ref.ask is not None
        opened.start_again()
        self._queue.page(opened.ref.ask, opened.key, uncached=True)

    def _is_new(self, paper: RisPaper, digest: str) -> bool:
        """Whether a paper of a list is to be taken up: not where it is held as it is, or where the limit is reached."""
        row = self.keeper.papers.get(paper.key)
        if row is not None and row.record_hash == digest and row.fetched_at and not row.detail and row.state in ("fetched", "known"):
            again = self.recheck and not (self.began and row.fetched_at >= self.began)
            if not again and (row.state == "fetched" or not is_wanted(self.window, dates_of(paper.facts), row.paper_type, row.title)):
                self.keeper.touch(paper.key)
                return False
        if self.limit and self.fetched >= self.limit:
            self._stop_listing()
            return False
        self.fetched += 1
        return True

    # -- files -------------------------------------------------------------------------------------------------------

    def _plan_files(self, opened: OpenPaper, files: Iterable[RisFile]) -> None:
        """Queue what must be fetched of a paper's files; what is there and unchanged is not asked for."""
        row = self.keeper.papers[opened.key]
        look_again = self.recheck and not is_settled(row.latest, self.window.today, self.settled_days)
        held = {key: file for key, file in opened.files.items() if file.sha256}
        wanted = list(plan_files(opened, files, self.began, look_again))
        opened.files_out += len(wanted)
        self.keeper.save_files(opened.key, opened.files.values())
        jobs = [self._queue.file(file, opened.key, opened.job, held.get(file.key)) for file in wanted]
        for job in (*(job for job in jobs if not job.lane), *(job for job in reversed(jobs) if job.lane)):
            self._queue.push(job)

    def _file_done(self, opened: OpenPaper, row: FileRow) -> None:
        if self._open.get(opened.key) is not opened:
            return
        opened.files[row.file_key] = row
        opened.files_out -= 1
        if row.state != "complete" and row.role == "main" and opened.files_out <= 0:
            self._plan_files(opened, opened.collected_instead())
        self._close_if_done(opened, 200)

    def _close_if_done(self, opened: OpenPaper, status: int) -> None:
        """Publish a paper of which nothing is out any more."""
        if opened.pages_out > 0 or opened.files_out > 0 or self._open.get(opened.key) is not opened:
            return
        if self._queue.waits_again(opened.key):
            return
        if opened.paper is not None and not opened.accepted and not opened.is_withdrawn:
            self._accept(opened)
            self._close_if_done(opened, status)
            return
        if opened.has_lost_files():
            opened.renewed = True
            self._ask_page_anew(opened)
            return
        del self._open[opened.key]
        if opened.paper is not None:
            if not opened.is_withdrawn:
                self.published += 1
                self.keeper.publish(opened.key, opened.paper, opened.files, opened.page)
        elif not opened.failed:
            self.keeper.fail_page(opened.key, opened.ref, status)


def _identity(ask: Ask) -> object:
    return (ask.url, ask.form, ask.kind, ask.context, ask.session)


def refusal_problem(sign: str) -> Problem:
    """What to tell of a source that does not want us."""
    message = (
        f"the source refuses: {sign}; stopped there, nothing was circumvented. Try again another day with a larger"
        " seconds_between_requests in ratslese.toml, import saved files by hand (ratslese import), or ask the county for the papers"
    )
    return Problem("refused", message)
