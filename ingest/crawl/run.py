"""Fetching: what the user wants of which sources, one Scrapy process for all of them, and what came of it."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus.errors import ArchiveError, InputError
from corpus.harvest import SourceRow, moment
from corpus.settings import FetchSettings
from corpus.sources import KnownSource, make_source
from corpus.store import Archive
from corpus.types import Problem
from ingest.crawl.cache import FOLDER
from ingest.crawl.keep import Keeper, SilentKeeper
from ingest.crawl.middlewares import quiet_logging
from ingest.crawl.spider import MEGABYTE, RisSpider, Run
from ingest.crawl.walk import Walk
from ingest.vendors import MODULES, load_vendor, recognise
from ingest.vendors.records import Ask, Evidence, Found, PaperRef, Reply, Source, Vendor, Window

DAYS_TO_RESUME = 7  # an interrupted walk older than this is begun anew
WINDOW = 8  # requests of one source that may be under way, where nothing is throttled


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be fetched. `full`: papers are asked again whatever the lists say. `limit` 0 = none, for each source."""

    since: str = ""
    until: str = ""
    kinds: tuple[str, ...] = ()
    query: str = ""
    limit: int = 0
    full: bool = False
    dry: bool = False

    def text(self) -> str:
        """As it is kept with a walk: one that asks for the same goes on where an interrupted one was."""
        told = {"since": self.since, "until": self.until, "kinds": sorted(self.kinds), "query": self.query, "limit": self.limit}
        return json.dumps({name: value for name, value in told.items() if value}, ensure_ascii=False, sort_keys=True)

    @property
    def all(self) -> bool:
        return self.text() == "{}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a source. `state` as in the schema; `found`: what a dry run would fetch."""

    source: KnownSource
    state: str
    detail: str = ""
    fetched: int = 0
    gone: int = 0
    found: tuple[PaperRef, ...] = ()


def fetch_sources(
    archive: Archive,
    sources: Sequence[KnownSource],
    wish: Wish,
    tell: Callable[[str, int], None] = lambda name, fetched: None,
    vendors: Callable[[str], Vendor] = load_vendor,
) -> list[Outcome]:
    """Fetch what is wished; `tell` gets a source's name and its papers so far. Runs a reactor: once in a process.

    Raises InputError without a contact, ArchiveError while another fetch of this archive runs.
    """
    fetch = archive.settings.fetch
    check_contact(archive)
    outcomes: list[Outcome] = []
    made = []
    for source in sources:
        if source.vendor not in MODULES and vendors is load_vendor:
            outcomes.append(_no_adapter(archive, source))
        else:
            made.append(partial(_make_run, archive, source, vendors(source.vendor), wish))

    def interrupted(run: Run) -> None:
        outcomes.append(Outcome(run.keeper.known, "walking", "the next fetch goes on from there", run.walk.published))

    with _lock(archive.folder):
        if made:
            _crawl(archive.folder, fetch, made, lambda run: outcomes.append(_finish(run, wish)), interrupted, tell)
    return outcomes


def check_contact(archive: Archive) -> None:
    """Nobody is asked by someone who does not say who they are."""
    if not archive.settings.fetch.contact.strip():
        raise InputError(
            f'{archive.folder / "ratslese.toml"}: enter contact = "you@example.org" (or a web page) under [fetch]; it is sent with every'
            " request, so that a county can write to you instead of shutting you out"
        )


def _no_adapter(archive: Archive, source: KnownSource) -> Outcome:
    if source.url:
        told = f"{source.url}: ratslese has no adapter for {source.product or source.vendor or 'this system'}"
    else:
        told = "no Ratsinformationssystem is known"
    message = f"{source.body}: {told}; import files by hand, or name a source with [[source]] in ratslese.toml"
    Keeper(archive, source).issue(f"{source.body}: {source.url}", [Problem("no_adapter", message)])
    return Outcome(source, "refused", told)


def _make_run(archive: Archive, known: KnownSource, vendor: Vendor, wish: Wish) -> Run:
    keeper = SilentKeeper(archive, known) if wish.dry else Keeper(archive, known)
    row = keeper.harvest.load_source()
    fetch, text = archive.settings.fetch, wish.text()
    interrupted = bool(row.walk_began) and not row.walk_ended and row.walk_window == text
    resumed = interrupted and _age(row.walk_began) < timedelta(days=DAYS_TO_RESUME)
    began = row.walk_began if resumed else moment()
    covered = bool(row.complete_began) and row.complete_window in ("{}", text)
    recheck = wish.full or (bool(row.full_began) and _age(row.full_began) > timedelta(days=fetch.days_between_full_walks))
    full = recheck or not covered
    window = Window(
        wish.since, wish.until, began[:10], wish.kinds, wish.query, full, "" if full else f"{row.complete_began[:19]}Z"
    )
    if not wish.dry:
        _begin(keeper, row, began, text)
    source = Source(known.vendor, known.url, known.body, known.ags, known.options)
    walk = Walk(
        vendor, source, window, keeper, began=began, limit=wish.limit, dry=wish.dry, recheck=recheck, settled_days=fetch.days_until_settled
    )
    permission = row.permission_scope or "all" if row.permission_who else ""
    further = dict(known.options).get("hosts", "").lower().split()  # of a [[source]] whose files lie on another domain
    hosts = frozenset(((urlsplit(known.url).hostname or "").lower(), *further))
    return Run(walk, keeper, hosts, _seconds(began), permission)


def _begin(keeper: Keeper, row: SourceRow, began: str, text: str) -> None:
    known = keeper.known
    values = {"ags": known.ags, "body": known.body, "vendor": known.vendor, "url": known.url, "options": json.dumps(dict(known.options))}
    with keeper.archive.begin() as connection:
        walk = {"state": "walking", "detail": "", "walk_began": began, "walk_window": text, "walk_ended": ""}
        keeper.harvest.save_source(connection, **values, **walk)
        if began != row.walk_began:
            keeper.harvest.drop_issues(connection, f"{keeper.label}: ")


def _finish(run: Run, wish: Wish) -> Outcome:
    """A walk is at its end: what was not seen is gone, where all was looked at."""
    walk, keeper = run.walk, run.keeper
    if isinstance(keeper, SilentKeeper):
        told = "; ".join(problem.message for problem in keeper.problems[:3])
        state = "unreachable" if run.unreachable else "refused" if walk.refused else "dry"
        return Outcome(keeper.known, state, told, 0, 0, tuple(walk.found.values()))
    keeper.flush()
    gone = keeper.bury() if walk.complete and walk.window.full and wish.all else 0
    state = "limited" if walk.limited else "complete" if walk.complete else "incomplete"
    if walk.refused:
        state = "unreachable" if run.unreachable else "refused"
    values = {"state": state, "walk_ended": moment()}
    if run.robots:
        values["robots"] = run.robots
    if state == "complete":
        values |= {"complete_began": walk.began, "complete_window": wish.text()}
        if walk.recheck or not keeper.harvest.load_source().full_began:
            values["full_began"] = walk.began
    if state == "incomplete":
        values["detail"] = f"{walk.failed_lists} {'page' if walk.failed_lists == 1 else 'pages'} of lists failed"
    with keeper.archive.begin() as connection:
        keeper.harvest.save_source(connection, **values)
    return Outcome(keeper.known, state, keeper.harvest.load_source().detail, walk.published, gone)


def _age(began: str) -> timedelta:
    return datetime.now(UTC) - datetime.fromisoformat(began)


def _seconds(began: str) -> float:
    return datetime.fromisoformat(began).timestamp()


@dataclass(frozen=True, slots=True)
class Probed:
    """What one page tells of the system behind it. `problem`: why it could not be had, "" where it could."""

    url: str
    evidence: tuple[Evidence, ...] = ()
    problem: str = ""


def probe(archive: Archive, url: str) -> Probed:
    """Ask one page (robots.txt obeyed) and look for the signs of all vendors. Runs a reactor: once in a process."""
    check_contact(archive)
    pages: list[Reply] = []

    def begin(source: Source, window: Window) -> Iterator[Found]:
        yield Ask(source.url, "probe", fresh=True)

    def follow(source: Source, window: Window, ask: Ask, reply: Reply) -> Iterator[Found]:
        pages.extend([reply] if reply.status else [])  # status 0: there was no answer
        yield from ()

    looker = Vendor("probe", "Probe", lambda data, url: (), lambda data, url: None, begin, follow)
    run = _make_run(archive, make_source("probe", url), looker, Wish(dry=True))
    with _lock(archive.folder):
        _crawl(archive.folder, archive.settings.fetch, [lambda: run], lambda run: None, lambda run: None, lambda name, fetched: None)
    assert isinstance(run.keeper, SilentKeeper)
    if not pages:
        return Probed(url, problem="; ".join(problem.message for problem in run.keeper.problems) or f"{url}: no answer")
    evidence = tuple(recognise(pages[-1].body, pages[-1].url))
    return Probed(pages[-1].url, evidence, "" if pages[-1].status < 400 else f"{url}: HTTP {pages[-1].status}")


# -- Scrapy ----------------------------------------------------------------------------------------------------------


def _crawl(
    folder: Path,
    fetch: FetchSettings,
    make_runs: Sequence[Callable[[], Run]],
    finish: Callable[[Run], None],
    interrupted: Callable[[Run], None],
    tell: Callable[[str, int], None],
) -> None:
    from scrapy.crawler import CrawlerProcess

    cache = folder / FOLDER
    cache.mkdir(exist_ok=True)
    _find_certificates()
    process = CrawlerProcess(scrapy_settings(fetch, cache))
    quiet_logging(str(cache / "fetch.log"))
    process.crawl(
        RisSpider,
        make_runs=make_runs,
        finish=finish,
        interrupted=interrupted,
        tell=lambda run: tell(run.keeper.label, run.walk.published),
        at_once=max(1, fetch.sources_at_once),
        window=WINDOW if fetch.seconds_between_requests == 0 else 2,
    )
    process.start()


def _find_certificates() -> None:
    """OpenSSL as it comes with Python packages finds the system's list of authorities on Linux only; elsewhere Mozilla's is taken."""
    if sys.platform in ("win32", "darwin") and not os.environ.get("SSL_CERT_FILE"):
        with contextlib.suppress(ImportError):
            import certifi  # comes with Scrapy

            os.environ["SSL_CERT_FILE"] = certifi.where()


# What Scrapy brings and a walk does not use; each costs at the start or at every answer.
_UNUSED_EXTENSIONS = tuple(
    f"scrapy.extensions.{name}"
    for name in (
        "throttle.AutoThrottle", "corestats.CoreStats", "logcount.LogCount", "telnet.TelnetConsole", "memusage.MemoryUsage",
        "memdebug.MemoryDebugger", "closespider.CloseSpider", "feedexport.FeedExporter", "logstats.LogStats", "spiderstate.SpiderState",
        "remote_control.RemoteControl",
    )
)  # fmt: skip
_UNUSED_SPIDER_MIDDLEWARES = tuple(
    f"scrapy.spidermiddlewares.{name}"
    for name in ("httperror.HttpErrorMiddleware", "referer.RefererMiddleware", "urllength.UrlLengthMiddleware", "depth.DepthMiddleware",
                 "metacopy.MetaCopyDetectionMiddleware")
)  # fmt: skip


def scrapy_settings(fetch: FetchSettings, cache: Path) -> dict[str, Any]:
    """Scrapy's settings for ours. What is not named here and would reach out (telnet, remote control, proxies' caches) is off."""
    throttled = fetch.seconds_between_requests > 0
    place = "ingest.crawl.middlewares"
    return {
        "BOT_NAME": "ratslese",
        "USER_AGENT": f"ratslese/1.0 (research on county council papers; contact: {' '.join(fetch.contact.split())})",
        "ROBOTSTXT_USER_AGENT": "ratslese",
        "ROBOTSTXT_OBEY": False,  # ours is stricter: ingest.crawl.middlewares.Robots
        "LOG_INSTALL_ROOT_HANDLER": False,  # ours: quiet_logging
        "LOG_LEVEL": "WARNING",
        "STATS_DUMP": False,
        "WARN_ON_GENERATOR_RETURN_VALUE": False,  # reads the source of our callbacks at every answer
        "CONCURRENT_ITEMS": 1,
        "DOWNLOADER": f"{place}.PoliteDownloader",
        "CONCURRENT_REQUESTS": 16 * max(1, fetch.sources_at_once),
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1 if throttled else WINDOW,
        "DOWNLOAD_DELAY": fetch.seconds_between_requests,
        "DOWNLOAD_DELAY_JITTER": 0.0,  # never faster than said
        "DOWNLOAD_TIMEOUT": fetch.seconds_per_answer,
        "DOWNLOAD_MAXSIZE": int(fetch.megabytes_per_answer * MEGABYTE),
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "AUTOTHROTTLE_ENABLED": throttled,
        "AUTOTHROTTLE_START_DELAY": fetch.seconds_between_requests,
        "AUTOTHROTTLE_MAX_DELAY": 60.0,
        "RETRY_TIMES": fetch.retries,
        "RETRY_HTTP_CODES": [500, 502, 503, 504, 520, 522, 524, 408],
        "REDIRECT_MAX_TIMES": fetch.redirects,
        "METAREFRESH_ENABLED": False,
        "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8", "Accept-Language": "de"},
        "HTTPCACHE_ENABLED": True,
        "HTTPCACHE_DIR": str(cache.absolute()),
        "HTTPCACHE_POLICY": "ingest.crawl.cache.Policy",
        "HTTPCACHE_STORAGE": "ingest.crawl.cache.Storage",
        "TWISTED_DNS_RESOLVER": f"{place}.PublicResolver",
        "RIS_ALLOW_LOOPBACK": fetch.allow_loopback,
        "RIS_SECONDS_BEFORE_RETRY": fetch.seconds_before_retry,
        "EXTENSIONS": {**dict.fromkeys(_UNUSED_EXTENSIONS), f"{place}.Throttle": 0},
        "SPIDER_MIDDLEWARES": dict.fromkeys(_UNUSED_SPIDER_MIDDLEWARES),
        "DOWNLOADER_MIDDLEWARES": {
            "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware": None,
            "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
            "scrapy.downloadermiddlewares.retry.RetryMiddleware": None,
            "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
            "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware": None,
            f"{place}.Gate": 50,
            f"{place}.Robots": 100,
            f"{place}.Backoff": 550,
            f"{place}.Sessions": 700,
        },
    }


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """One fetch of an archive at a time: two would ask twice as fast."""
    (folder / FOLDER).mkdir(exist_ok=True)
    with (folder / FOLDER / "lock").open("w") as file:
        try:
            import fcntl
        except ImportError:  # no such locks on this system
            yield
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ArchiveError(f"{folder}: another fetch of this archive is running; wait until it is done") from error
        yield
