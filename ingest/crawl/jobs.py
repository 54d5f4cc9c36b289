"""The requests of one source that wait, are out, or must be made once more: what comes next. Pure."""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from corpus.harvest import FileRow
from ingest.vendors.records import Ask, RisFile

ROUNDS = 3  # how often a failed request is taken up again, after the driver's own retries


@dataclass(slots=True, eq=False)
class Job:
    """A request to make. `key`: the paper it is for ("" = a list); `file`: a document to be stored, else a page for the adapter.

    `jar` names the cookies it shares, `lane` the session whose requests are made one after another ("" = none). `known`: what is held
    of the file already, for a conditional request. `uncached`: our own cache must not answer.
    """

    ask: Ask
    jar: str
    key: str = ""
    file: RisFile | None = None
    known: FileRow | None = None
    lane: str = ""
    rounds: int = 0
    uncached: bool = False

    @property
    def shares_answer(self) -> bool:
        """Whether a request of the same address may be answered (by the cache) with what comes for this one."""
        plain = self.file is None and self.ask.form is None and not self.ask.session and not self.ask.headers
        return plain and not self.uncached


@dataclass(slots=True, eq=False)
class _Lane:
    queue: deque[Job] = field(default_factory=deque)
    busy: bool = False


class JobQueue:
    """Files before papers before lists, so that few papers are under way; what is asked with a higher priority first of all."""

    def __init__(self) -> None:
        self._heap: list[tuple[int, int, int, Job]] = []
        self._lanes: dict[str, _Lane] = {}
        self._again: list[Job] = []
        self._out: set[Job] = set()
        self._held: dict[str, list[Job]] = {}  # address that is out → requests of the same page
        self._numbers = itertools.count()

    def page(self, ask: Ask, key: str, *, uncached: bool = False) -> None:
        """Queue a page. One that shares no session gets cookies of its own."""
        self.push(Job(ask, ask.session or f"~{next(self._numbers)}", key, lane=ask.session, uncached=uncached))

    def file(self, file: RisFile, key: str, page: Job | None, known: FileRow | None) -> Job:
        """A job for a paper's file, with the cookies of the page that told of it; in its session's turn where the address is bound."""
        lane = page.lane if page is not None and file.session_bound else ""
        ask = Ask(file.url, "file", form=file.form or None, session=lane, priority=page.ask.priority if page is not None else 0)
        return Job(ask, page.jar if page is not None else f"~{next(self._numbers)}", key, file, known, lane)

    def push(self, job: Job) -> None:
        if job.lane:
            queue = self._lanes.setdefault(job.lane, _Lane()).queue
            if job.file is not None:
                queue.appendleft(job)  # its address dies with the next pages of the session
            else:
                queue.append(job)
            return
        rank = 2 if job.file is not None else 1 if job.key else 0
        heapq.heappush(self._heap, (-job.ask.priority, -rank, next(self._numbers), job))

    def push_again(self, job: Job, *, fresh: bool = False) -> bool:
        """Take a failed request up again when all others are done; False where that was done often enough."""
        if job.rounds >= ROUNDS:
            return False
        again = replace(job, rounds=job.rounds + 1)
        if fresh:
            again.ask = replace(job.ask, fresh=True)
        self._again.append(again)
        return True

    def next(self) -> Job | None:
        """The next request that may be made now; it is out until `back`. None: wait for one that is out, or all is done."""
        if not self._out and self._again and not self._has_queued():
            again, self._again = self._again, []
            for entry in again:
                self.push(entry)
        while (job := self._pop()) is not None and job.shares_answer and job.ask.url in self._held:
            self._held[job.ask.url].append(job)
        if job is not None:
            self._out.add(job)
            if job.shares_answer:
                self._held[job.ask.url] = []
        return job

    def _pop(self) -> Job | None:
        if not self._heap or self._heap[0][1] == 0:  # no paper is under way
            for lane in self._lanes.values():
                if lane.queue and not lane.busy:
                    lane.busy = True
                    return lane.queue.popleft()
        return heapq.heappop(self._heap)[-1] if self._heap else None

    def back(self, job: Job) -> None:
        """A request is not out any more."""
        self._out.discard(job)
        if job.lane:
            self._lanes[job.lane].busy = False
        elif job.shares_answer:
            for held in self._held.pop(job.ask.url, ()):
                self.push(held)

    def drop(self, kept: Callable[[Job], bool]) -> None:
        """Forget what waits, but for what is kept; what is out comes back."""
        self._heap = [entry for entry in self._heap if kept(entry[-1])]
        heapq.heapify(self._heap)
        for lane in self._lanes.values():
            lane.queue = deque(job for job in lane.queue if kept(job))
        self._again = [job for job in self._again if kept(job)]
        self._held = {url: [job for job in jobs if kept(job)] for url, jobs in self._held.items()}

    def waits_again(self, key: str) -> bool:
        """Whether a request of this paper is to be made once more."""
        return any(job.key == key for job in self._again)

    @property
    def is_done(self) -> bool:
        return not (self._out or self._again or self._has_queued())

    def _has_queued(self) -> bool:
        return bool(self._heap) or any(lane.queue for lane in self._lanes.values())
