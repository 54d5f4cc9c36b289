"""Walks a replica through an adapter without sockets: each Ask answered by the site, each answer followed, cookies kept by session."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from urllib.parse import parse_qsl, urlsplit

from ingest.vendors.records import Ask, Found, PaperRef, Refusal, Reply, RisFile, RisPaper, Source, Trouble, Vendor, Window
from tests.replicas.replica import Answer, Request, Site


class Drive:
    """What came of a walk. `asked` are the addresses in order; `lose` may swallow an answer that the server has given already."""

    def __init__(self, site: Site, vendor: Vendor, url: str, window: Window, options: tuple[tuple[str, str], ...] = ()) -> None:
        self.site, self.vendor, self.window = site, vendor, window
        self.source = Source(vendor.name, url, options=options)
        self.jars: dict[str, dict[str, str]] = {}
        self.asked: list[Ask] = []
        self.papers: list[RisPaper] = []
        self.refs: list[PaperRef] = []
        self.troubles: list[Trouble] = []
        self.refusals: list[Refusal] = []
        self.session_of: dict[str, str] = {}
        self.lose: Callable[[Ask, int], bool] = lambda ask, count: False
        self.bodies: dict[tuple[str, str], bytes] = {}  # (paper, file) → bytes, where files are fetched on the way
        self.fetches = False

    def run(self, most: int = 20_000) -> Drive:
        """Until nothing is left to ask. A paper seen twice is asked once, a refusal ends it."""
        waiting: deque[Ask] = deque()
        seen: set[str] = set()
        self._take(self.vendor.begin(self.source, self.window), waiting, seen)
        while waiting and not self.refusals:
            ask = waiting.popleft()
            self.asked.append(ask)
            assert len(self.asked) < most, "the walk does not end"
            answer = self.ask(ask)
            if self.lose(ask, len(self.asked)):
                answer = Answer(0)
            reply = Reply(ask.url, answer.status, {"content-type": answer.content_type}, answer.body)
            self._take(self.vendor.follow(self.source, self.window, ask, reply), waiting, seen)
        return self

    def _take(self, found: Iterable[Found], waiting: deque[Ask], seen: set[str]) -> None:
        for entry in found:
            if isinstance(entry, Ask):
                waiting.append(entry)
            elif isinstance(entry, PaperRef):
                self.refs.append(entry)
                if entry.ask is not None and entry.key not in seen:
                    seen.add(entry.key)
                    self.session_of[entry.key] = entry.ask.session
                    waiting.append(entry.ask)
            elif isinstance(entry, RisPaper):
                self.papers.append(entry)
                for file in entry.files if self.fetches else ():
                    self.bodies[(entry.key, file.key)] = self.download(entry, file)
            elif isinstance(entry, Trouble):
                self.troubles.append(entry)
            else:
                self.refusals.append(entry)

    def ask(self, ask: Ask) -> Answer:
        """One request with the cookies of its session."""
        jar = self.jars.setdefault(ask.session, {}) if ask.session else {}
        parts = urlsplit(ask.url)
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in ask.headers}
        answer = self.site.answer(Request("POST" if ask.form else "GET", parts.path, query, dict(ask.form or ()), headers, dict(jar)))
        cookie = answer.headers.get("Set-Cookie", "")
        if cookie:
            name, _, value = cookie.split(";")[0].partition("=")
            jar[name] = value
        return answer

    def download(self, paper: RisPaper, file: RisFile) -> bytes:
        """A file, fetched in the session of its paper."""
        answer = self.ask(Ask(file.url, "file", form=file.form or None, session=self.session_of[paper.key]))
        assert answer.status == 200, file.url
        return answer.body
