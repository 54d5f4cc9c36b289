"""One spider for all sources and vendors: hands the requests of walks to Scrapy and the answers back to the walks."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from scrapy import Spider
from scrapy.downloadermiddlewares.httpcache import HttpCacheMiddleware
from scrapy.exceptions import CannotResolveHostError, DownloadCancelledError, DownloadTimeoutError, IgnoreRequest
from scrapy.http import Request, Response

from corpus.raw import store_chunks
from corpus.types import Problem
from ingest.crawl.content import find_refusal_sign, is_cut_pdf, is_html, wants_no_page
from ingest.crawl.jobs import Job
from ingest.crawl.keep import Keeper
from ingest.crawl.middlewares import ForeignLink, RobotsDisallowed, Sessions, Stopped, Unreachable, retry_after
from ingest.crawl.walk import Walk, refusal_problem
from ingest.vendors.records import Reply

MEGABYTE = 10**6


@dataclass(eq=False)
class Run:
    """A source being fetched. `hosts`: where its links may lead; `permission`: the scope of one got in writing, "" = none."""

    walk: Walk
    keeper: Keeper
    hosts: frozenset[str]
    walk_began: float
    permission: str = ""
    slot: str = ""
    robots: str = ""
    out: int = 0
    stopped: bool = False
    finished: bool = False
    refusals: int = 0
    unreachable: bool = False

    def is_permitted(self, url: str) -> bool:
        """Whether a permission in writing covers this address: all of the source, or the path that its scope names."""
        scope = self.permission.split()[0] if self.permission.split() else ""
        if scope.startswith(("http://", "https://")):
            return url.startswith(scope)
        return bool(scope) and (not scope.startswith("/") or urlsplit(url).path.startswith(scope))


class RisSpider(Spider):
    """`make_runs` make a source's run when its turn comes; `finish` is called with each at its end, `tell` after each step."""

    name = "ris"

    def __init__(
        self,
        make_runs: Sequence[Callable[[], Run]],
        finish: Callable[[Run], None],
        tell: Callable[[Run], None],
        interrupted: Callable[[Run], None],
        at_once: int,
        window: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(self.name, **kwargs)
        self._interrupted = interrupted
        self._waiting = deque(make_runs)
        self._running: set[Run] = set()
        self._finish, self._tell, self._at_once, self._window = finish, tell, at_once, window
        self.floors: dict[str, float] = {}

    # -- requests ----------------------------------------------------------------------------------------------------

    async def start(self) -> AsyncIterator[Request]:
        for _ in range(self._at_once):
            for request in self._start_next():
                yield request

    def _can_ask_conditionally(self, url: str) -> bool:
        cache = self.crawler.get_downloader_middleware(HttpCacheMiddleware)
        return cache is not None and bool(cache.storage.can_ask_conditionally(url))

    def _start_next(self) -> Iterator[Request]:
        while self._waiting:
            run = self._waiting.popleft()()
            self._running.add(run)
            run.walk.can_ask_conditionally = self._can_ask_conditionally
            run.walk.begin()
            requests = list(self._pump(run, start_next=False))
            yield from requests
            if requests:
                return

    def _pump(self, run: Run, start_next: bool = True) -> Iterator[Request]:
        """As many requests as may be out at once; at the source's end the next source's first."""
        while run.out < self._window and not run.stopped:
            job = run.walk.next_job()
            if job is None:
                break
            request = self._request(run, job)
            if request is not None:
                run.out += 1
                yield request
        self._tell(run)
        if run.out == 0 and not run.finished and (run.stopped or run.walk.ended):
            run.finished = True
            self._running.discard(run)
            self._finish(run)
            if start_next:
                yield from self._start_next()

    def _request(self, run: Run, job: Job) -> Request | None:
        ask = job.ask
        headers = dict(ask.headers)
        meta: dict[str, Any] = {"run": run, "job": job, "cookiejar": _jar(run, job), "told_headers": sorted(ask.headers)}
        meta["dont_cache"] = job.file is not None or job.uncached
        if job.file is not None:
            if job.known is not None and job.known.sha256:
                headers |= {"If-None-Match": job.known.etag} if job.known.etag else {}
                headers |= {"If-Modified-Since": job.known.last_modified} if job.known.last_modified else {}
        elif ask.session:
            meta["walk_began"] = 0.0
        else:
            meta |= {"walk_began": run.walk_began, "fresh": ask.fresh}
        body, method = "", "GET"
        if ask.form is not None:
            body, method = urlencode(ask.form), "POST"
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
            meta["dont_cache"] = True
        try:
            return Request(
                ask.url, self._page_answered if job.file is None else self._file_answered, method, headers, body,
                meta=meta, errback=self._failed, dont_filter=True,
            )  # fmt: skip
        except ValueError as error:  # no address at all
            run.walk.fail(job, Problem("bad_link", f"{ask.url[:200]}: {error}"))
            return None

    # -- answers -----------------------------------------------------------------------------------------------------

    def _page_answered(self, response: Response) -> Iterator[Request]:
        run, job = self._back(response.meta)
        if not self._refused(run, job, response):
            if response.status >= 500:
                run.walk.fail(job, _server_error(response), again=True)
            else:
                run.walk.answer(job, _reply(response), "cached" in response.flags)
                run.stopped = run.stopped or run.walk.refused
        self._drop_jar(run, job)
        yield from self._pump(run)

    async def _file_answered(self, response: Response) -> AsyncIterator[Request]:
        run, job = self._back(response.meta)
        assert job.file is not None
        problem = None if response.status == 304 else _file_problem(response, job)
        if self._refused(run, job, response):
            pass
        elif response.status == 304 and job.known is not None:
            run.walk.store_file(job, job.known.sha256, 0)
        elif response.status in (404, 410):
            message = f"{response.url}: the source has no such file (HTTP {response.status})"
            run.walk.fail(job, Problem("not_found", message), state="gone")
        elif response.status != 200:
            run.walk.fail(job, _server_error(response), again=response.status >= 500)
        elif problem is not None:
            sign = find_refusal_sign(response.body) if problem.code == "not_a_file" else ""
            if sign:
                self._stop(run, sign, response.url)
            else:
                run.walk.fail(job, problem, again=problem.code in ("cut", "not_a_file"))
        else:
            run.out += 1  # still at work: nothing may take the source for finished
            folder, body = run.keeper.archive.folder, response.body
            sha256, size = await asyncio.to_thread(store_chunks, folder, [body], len(body))
            run.out -= 1
            etag, modified = _header(response, "ETag"), _header(response, "Last-Modified")
            run.walk.store_file(job, sha256, size, etag, modified)
        self._drop_jar(run, job)
        for request in self._pump(run):
            yield request

    def _failed(self, failure: Any) -> Iterator[Request]:
        meta = failure.request.meta
        run, job = self._back(meta)
        error = failure.value
        url = failure.request.url
        if isinstance(error, RobotsDisallowed):
            self._stop_without_robots(run, job, robots_problem(str(error)), str(error))
        elif isinstance(error, Unreachable):
            run.unreachable = run.unreachable or not job.key
            self._stop_without_robots(run, job, Problem("no_answer", str(error)), str(error))
        elif isinstance(error, Stopped):
            pass
        elif isinstance(error, ForeignLink):
            run.walk.fail(job, Problem("foreign_link", str(error)), state="refused")
        elif isinstance(error, IgnoreRequest) and "DOWNLOAD_MAXSIZE" not in str(error):  # redirects without end
            run.walk.fail(job, Problem("redirects", f"{job.ask.url}: {error}"))
        elif isinstance(error, (DownloadCancelledError, IgnoreRequest)):  # as sent, or as unpacked
            run.walk.fail(job, Problem("too_big", f"{url}: longer than megabytes_per_answer in ratslese.toml; cut off and left out"))
        elif isinstance(error, CannotResolveHostError):
            run.walk.fail(job, Problem("no_host", f"{url}: the server's name cannot be resolved: {error}"))
        elif "certificate verify failed" in str(error) or "VerificationError" in str(error):
            message = f"{url}: nobody vouches for the server's certificate (or its chain is incomplete); tell the county, or import by hand"
            run.walk.fail(job, Problem("certificate", message))
        else:
            what = "no answer in time" if isinstance(error, DownloadTimeoutError) else f"{type(error).__name__}: {error}"
            run.walk.fail(job, Problem("no_answer", f"{url}: {what}"), again=True)
        self._drop_jar(run, job)
        yield from self._pump(run)

    def _back(self, meta: dict[str, Any]) -> tuple[Run, Job]:
        run: Run = meta["run"]
        run.out -= 1
        return run, meta["job"]

    def _drop_jar(self, run: Run, job: Job) -> None:
        """Cookies of a page that shares no session are of use to its own files only."""
        if job.jar.startswith("~") and job.key not in run.walk.open_keys:
            sessions = self.crawler.get_downloader_middleware(Sessions)
            if sessions is not None:
                sessions.forget(_jar(run, job))

    # -- refusals ----------------------------------------------------------------------------------------------------

    def _refused(self, run: Run, job: Job, response: Response) -> bool:
        """Whether an answer says that we are not wanted: 429 at once, 403 on a list at once, on single papers when it comes again."""
        if response.status == 429:
            wait = retry_after(response)
            self._stop(run, "HTTP 429, too many requests" + (f", asks for a pause of {wait:.0f} s" if wait else ""), response.url)
            return True
        if response.status in (401, 403, 451):
            run.refusals += 1
            sign = find_refusal_sign(response.body)
            if sign or not job.key or run.refusals > 1:
                self._stop(run, f"HTTP {response.status}" + (f", {sign}" if sign else ""), response.url)
            else:
                message = f"{response.url}: the source refuses this address (HTTP {response.status}); it was left out"
                run.walk.fail(job, Problem("refused", message), state="refused")
            return True
        run.refusals = 0
        if job.file is None and response.status < 400:
            sign = find_refusal_sign(response.body)
            if sign and not run.walk.would_understand(job, _reply(response)):
                self._stop(run, sign, response.url)
                return True
        return False

    def _stop(self, run: Run, sign: str, url: str) -> None:
        run.stopped = True
        run.walk.refuse(sign, url, refusal_problem(sign))

    def _stop_without_robots(self, run: Run, job: Job, problem: Problem, sign: str) -> None:
        """A list that may not be asked ends the source; a single paper or file is left out, as failed where it was not reached."""
        if job.key:
            run.walk.fail(job, problem, state="refused" if problem.code == "robots" else "failed")
        else:
            run.stopped = True
            run.walk.refuse(sign, job.ask.url, problem)

    def closed(self, reason: str) -> None:
        """Interrupted or at its end: what lists told is written, unfinished walks stay open for the next fetch."""
        for run in self._running:
            run.keeper.flush()
            self._interrupted(run)


def robots_problem(sign: str) -> Problem:
    """What to tell of a source whose robots.txt does not want us."""
    message = (
        f"{sign}. Two ways are left: save the papers by hand and take them in with ratslese import, or ask the county for them;"
        " a permission got in writing is entered with: ratslese sources permit KREIS --who NAME --when DATE --scope WHAT"
    )
    return Problem("robots", message)


def _jar(run: Run, job: Job) -> str:
    return f"{run.keeper.known.source_id}|{job.jar}"


def _reply(response: Response) -> Reply:
    headers = {
        name.decode("latin-1").lower(): ", ".join(value.decode("latin-1") for value in values) for name, values in response.headers.items()
    }
    return Reply(response.url, response.status, headers, response.body)


def _header(response: Response, name: str) -> str:
    return (response.headers.get(name) or b"").decode("latin-1")


def _server_error(response: Response) -> Problem:
    return Problem("server_error", f"{response.url}: the source answers with HTTP {response.status}")


def _file_problem(response: Response, job: Job) -> Problem | None:
    """What speaks against taking an answer for the document that was asked for."""
    assert job.file is not None
    if not response.body:
        return Problem("cut", f"{response.url}: the source sent an empty file")
    if is_cut_pdf(response.body) and ("partial" in response.flags or "dataloss" in response.flags):
        return Problem("cut", f"{response.url}: the file came without its end")
    if is_html(response.body) and wants_no_page(job.file.name, job.file.media_type):
        return Problem("not_a_file", f"{response.url}: a web page came instead of the file {job.file.name}")
    return None
