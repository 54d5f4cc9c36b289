"""What stands between the spider and the network: where requests may go, robots.txt, cookies of sessions, retries, throttling."""

from __future__ import annotations

import asyncio
import email.utils
import logging
import socket
import time
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy.core.downloader import Downloader
from scrapy.downloadermiddlewares.retry import RetryMiddleware
from scrapy.exceptions import CannotResolveHostError, IgnoreRequest
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Request, Response
from scrapy.http.cookies import CookieJar
from scrapy.http.request import NO_CALLBACK
from scrapy.resolver import CachingThreadedResolver
from twisted.internet.error import DNSLookupError

from ingest.crawl.hosts import family_of, is_forbidden_address, is_number_address, may_follow

if TYPE_CHECKING:
    from protego import Protego
    from scrapy.core.downloader import Slot
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

ROBOTS_BYTES = 512 * 1024  # RFC 9309 asks for at least 500 KiB
LONGEST_PAUSE = 120.0  # s: a server that asks for more is left alone until the next fetch


class Stopped(IgnoreRequest):
    """The source was stopped; its requests that still waited are dropped."""


class ForeignLink(IgnoreRequest):
    """A link or redirect that leaves the source's hosts, or leads to an address that is none of the public net."""


class RobotsDisallowed(IgnoreRequest):
    """robots.txt does not want this address to be asked."""


class Unreachable(IgnoreRequest):
    """The server was not reached at all, not even for its robots.txt: the network, or the address, is wrong. It refused nothing."""


class Gate:
    """Lets through what stays with its source and goes to the public net; gives every request the budget of its server."""

    def __init__(self, crawler: Crawler) -> None:
        self._loopback = crawler.settings.getbool("RIS_ALLOW_LOOPBACK")
        self._slots: dict[str, str] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Gate:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        run = request.meta["run"]
        if run.stopped:
            raise Stopped("the source was stopped")
        if not may_follow(request.url, run.hosts):
            raise ForeignLink(f"{request.url} leads away from {', '.join(sorted(run.hosts))}; not followed")
        host = (urlsplit(request.url).hostname or "").lower()
        if is_number_address(host) and is_forbidden_address(host, allow_loopback=self._loopback):
            allowed = "; allow_loopback = true under [fetch] in ratslese.toml allows those of this machine"
            raise ForeignLink(f"{request.url} is an address of a private net or of this machine; not asked{allowed}")
        if host not in self._slots:
            self._slots[host] = family_of(host) or await self._address(host) or host
        request.meta["download_slot"] = run.slot = self._slots[host]

    async def _address(self, host: str) -> str:
        """One budget for names of the same server."""
        try:
            return f"ip:{await asyncio.to_thread(socket.gethostbyname, host)}"
        except OSError:
            return ""


class PublicResolver(CachingThreadedResolver):
    """Names resolve to addresses of the public net or not at all. The connection goes to the address that was looked at here, so a
    name that resolves otherwise the next moment gains nothing."""

    allow_loopback = False

    @classmethod
    def from_crawler(cls, crawler: Crawler, reactor: Any) -> PublicResolver:
        resolver: PublicResolver = super().from_crawler(crawler, reactor)
        resolver.allow_loopback = crawler.settings.getbool("RIS_ALLOW_LOOPBACK")
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:
        return super().getHostByName(name, timeout).addCallback(self._checked, name)

    def _checked(self, address: str, name: str) -> str:
        proxies = {urlsplit(proxy).hostname for proxy in urllib.request.getproxies().values()}
        if name not in proxies and is_forbidden_address(address, allow_loopback=self.allow_loopback):
            raise DNSLookupError(f"{name} resolves to {address}, an address of a private net or of this machine; not asked")
        return address


class Robots:
    """robots.txt as RFC 9309 reads it: none (4xx) allows all, one that cannot be had (5xx, no answer) nothing. Scrapy's own
    middleware would allow all in the second case and would ask outside the server's budget. Crawl-delay is obeyed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._agent = str(crawler.settings["ROBOTSTXT_USER_AGENT"])
        self._rules: dict[str, asyncio.Future[Protego | str | Unreachable]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Robots:
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        run = request.meta["run"]
        if request.meta.get("is_robots") or run.is_permitted(request.url):
            return
        rules = await self._load(request, run)
        if isinstance(rules, Unreachable):
            run.robots = "unreachable"
            raise Unreachable(str(rules))
        if isinstance(rules, str):
            run.robots = "unreachable"
            raise RobotsDisallowed(rules)
        if not rules.can_fetch(request.url, self._agent):
            run.robots = run.robots or "disallowed"
            raise RobotsDisallowed(f"{urlsplit(request.url).netloc}/robots.txt does not allow {urlsplit(request.url).path or '/'}")
        run.robots = "allowed"
        delay = rules.crawl_delay(self._agent)
        if delay:
            self._slow_down(request.meta["download_slot"], min(float(delay), 60.0))

    def _slow_down(self, name: str, delay: float) -> None:
        self._crawler.spider.floors[name] = delay  # type: ignore[union-attr]
        slot = self._crawler.engine.downloader.slots.get(name)
        if slot is not None:
            slot.delay = max(slot.delay, delay)

    async def _load(self, request: Request, run: Any) -> Protego | str | Unreachable:
        parts = urlsplit(request.url)
        place = f"{parts.scheme}://{parts.netloc}"
        if place not in self._rules:
            self._rules[place] = asyncio.get_running_loop().create_future()
            self._rules[place].set_result(await self._ask(place, request, run))
        return await self._rules[place]

    async def _ask(self, place: str, request: Request, run: Any) -> Protego | str | Unreachable:
        from protego import Protego

        meta = {"run": run, "is_robots": True, "dont_cache": True, "download_maxsize": ROBOTS_BYTES, "cookiejar": "robots"}
        asked = Request(f"{place}/robots.txt", priority=1000, meta=meta, callback=NO_CALLBACK)
        try:
            response = await self._crawler.engine.download_async(asked)
        except Exception as error:  # whatever the network does: without robots.txt nothing is asked
            why = " ".join(f"{type(error).__name__} {error}".split())[:200].rstrip(".")
            if "certificate verify failed" in why or "VerificationError" in why:  # reached, but it may be another server
                return f"{place}/robots.txt cannot be had ({why}); without it nothing is asked there"
            return Unreachable(f"{place} could not be reached ({why}); check your network and the address")
        if response.status == 429 or response.status >= 500:
            return f"{place}/robots.txt cannot be had (HTTP {response.status}); without it nothing is asked there"
        return Protego.parse(response.body.decode("utf-8", "replace") if response.status == 200 else "")


class Sessions:
    """Cookies: each session of a source has its own. A cookie goes back to hosts of its source only (others are never asked)."""

    def __init__(self) -> None:
        self.jars: dict[str, CookieJar] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Sessions:
        return cls()

    def process_request(self, request: Request) -> None:
        jar = self.jars.get(request.meta["cookiejar"])
        request.headers.pop("Cookie", None)
        if jar is not None:
            jar.add_cookie_header(request)

    def process_response(self, request: Request, response: Response) -> Response:
        if b"Set-Cookie" in response.headers:
            jar = self.jars.setdefault(request.meta["cookiejar"], CookieJar())
            jar.extract_cookies(response, request)
        return response

    def forget(self, jar: str) -> None:
        """A session is at its end."""
        self.jars.pop(jar, None)


class Backoff(RetryMiddleware):
    """Retries, each after a longer pause, or after as long as the server asks for (Retry-After)."""

    async def process_response(self, request: Request, response: Response) -> Request | Response:  # type: ignore[override]
        again = super().process_response(request, response)
        if isinstance(again, Request):
            asked = retry_after(response)
            if asked > LONGEST_PAUSE:
                return response
            await self._pause(again, asked)
        return again

    async def process_exception(self, request: Request, exception: Exception) -> Request | Response | None:  # type: ignore[override]
        if isinstance(exception, (IgnoreRequest, CannotResolveHostError)):
            return None
        again = super().process_exception(request, exception)
        if isinstance(again, Request):
            await self._pause(again, 0.0)
        return again

    async def _pause(self, request: Request, asked: float) -> None:
        first = self.crawler.settings.getfloat("RIS_SECONDS_BEFORE_RETRY")
        pause = max(asked, first * 2 ** (request.meta.get("retry_times", 1) - 1))
        if pause:
            await asyncio.sleep(min(pause, LONGEST_PAUSE))


def retry_after(response: Response) -> float:
    """Seconds that the server asks to wait, 0 where it asks for none."""
    told = (response.headers.get(b"Retry-After") or b"").decode("latin-1").strip()
    if told.isdigit():
        return float(told)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(told).timestamp() - time.time()) if told else 0.0
    except ValueError:
        return 0.0


class PoliteDownloader(Downloader):
    """Counts a server's pause from the end of its last answer, not from when the question was sent: whatever the line does, questions
    never arrive faster than allowed."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        ask = self.handlers.download_request_async

        async def ask_and_note(request: Request) -> Response:
            try:
                return await ask(request)
            finally:
                slot = self.slots.get(request.meta.get("download_slot", ""))
                if slot is not None:
                    slot.lastseen = time.monotonic()

        self.handlers.download_request_async = ask_and_note  # type: ignore[method-assign]


class Throttle(AutoThrottle):
    """AutoThrottle that never goes below what robots.txt asks for."""

    def _adjust_delay(self, slot: Slot, latency: float, response: Response) -> None:
        super()._adjust_delay(slot, latency, response)
        floor = self.crawler.spider.floors.get(response.meta.get("download_slot"), 0.0)  # type: ignore[union-attr]
        slot.delay = max(slot.delay, floor)


def quiet_logging(path: str) -> None:
    """Warnings of the libraries go to a file beside the cache: the user is told what became of each paper, not of each request."""
    handler = logging.FileHandler(path, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    for name in ("", "scrapy", "twisted"):
        logging.getLogger(name).setLevel(logging.WARNING)
