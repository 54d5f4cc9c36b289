"""Puts a `Site` behind a real socket: keeps the log of requests with times, and makes it slow, broken or hostile as told.

with Replica(TinySite(papers=20), faults=Faults(error_share=0.2)) as replica:
    fetch(replica.url)
    assert replica.requests_for("/paper/") == …
"""

from __future__ import annotations

import contextlib
import hashlib
import random
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

from tests.replicas.replica import Answer, Request, Site


@dataclass
class Faults:
    """What goes wrong. Shares are of all requests but robots.txt, drawn by a seeded die; `latency` in seconds.

    `refuse_after`: from the n-th request on `refuse_status` for everything (`refuse_paths` narrows it). `loops` and `endless`: paths
    (beginnings) that redirect to themselves for ever or send bytes without end. `moved`: path → where it redirects to. `slow`: path →
    seconds until its answer.
    """

    latency: float = 0.0
    error_share: float = 0.0
    cut_share: float = 0.0
    seed: int = 1
    etags: bool = True
    robots: str | None = None
    robots_status: int = 200
    refuse_after: int = 0
    refuse_status: int = 429
    refuse_paths: str = "/"
    loops: tuple[str, ...] = ()
    endless: tuple[str, ...] = ()
    moved: Mapping[str, str] = field(default_factory=dict)
    slow: Mapping[str, float] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Logged:
    """One request: when it came (monotonic seconds), what was asked, what was answered. `sent`: bytes of the body, -1 = cut."""

    at: float
    method: str
    path: str
    status: int
    sent: int
    headers: Mapping[str, str]


class Replica:
    """A site behind a socket on this machine. `url` is the source's start address, `base` the server's."""

    def __init__(self, site: Site, faults: Faults | None = None, certificate: str = "") -> None:
        self.site, self.faults = site, faults or Faults()
        self.log: list[Logged] = []
        self.count = 0  # of requests but robots.txt
        self.lock = threading.Lock()
        self.die = random.Random(self.faults.seed)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self._server.server_address[1]}"
        if certificate:  # a PEM file with the key
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self.base = f"https://localhost:{self._server.server_address[1]}"
        self.url = site.start(self.base)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

        self._server.handle_error = lambda request, address: None  # type: ignore[method-assign,misc]  # clients are killed here

    def __enter__(self) -> Replica:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def asked(self, path: str = "/") -> list[Logged]:
        """The requests whose path (with query) begins so, without robots.txt."""
        return [entry for entry in self.log if entry.path.startswith(path) and entry.path != "/robots.txt"]

    def most_in(self, seconds: float) -> int:
        """The largest number of requests that came within any span of so many seconds."""
        times = sorted(entry.at for entry in self.log)
        return max((sum(1 for other in times if start <= other < start + seconds) for start in times), default=0)


def _handler(replica: Replica) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self._serve("GET")

        def do_POST(self) -> None:
            self._serve("POST")

        def do_HEAD(self) -> None:
            self._serve("HEAD")

        def log_message(self, format: str, *args: object) -> None:
            pass

        def _serve(self, method: str) -> None:
            at = time.monotonic()
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else b""
            request = _parse(method, self.path, self.headers, body)
            status, sent = 0, 0
            try:
                status, sent = self._answer(request)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection, sent = True, -1
            with replica.lock:
                replica.log.append(Logged(at, method, self.path, status, sent, request.headers))

        def _answer(self, request: Request) -> tuple[int, int]:
            faults = replica.faults
            if request.path == "/robots.txt":
                told = faults.robots
                return self._send(request, Answer(404 if told is None else faults.robots_status, (told or "").encode(), "text/plain"))
            time.sleep(faults.latency + faults.slow.get(request.path, 0.0))
            with replica.lock:
                replica.count += 1
                number = replica.count
                error, cut = replica.die.random() < faults.error_share, replica.die.random() < faults.cut_share
            if faults.refuse_after and number > faults.refuse_after and request.path.startswith(faults.refuse_paths):
                return self._send(request, Answer(faults.refuse_status, b"Zu viele Anfragen"))
            if request.path in faults.moved:
                return self._send(request, Answer(302, headers={"Location": faults.moved[request.path]}))
            if faults.loops and request.path.startswith(faults.loops):
                return self._send(request, Answer(302, headers={"Location": f"{request.path}?again={number}"}))
            if faults.endless and request.path.startswith(faults.endless):
                return self._send_endless()
            if error:
                return self._send(request, Answer(500, b"Fehler"))
            with replica.lock:
                answer = replica.site.answer(request)
            return self._send(request, answer, cut=cut)

        def _send(self, request: Request, answer: Answer, cut: bool = False) -> tuple[int, int]:
            headers = {"Content-Type": answer.content_type, **replica.faults.headers, **answer.headers}
            body, status = answer.body, answer.status
            if replica.faults.etags and status == 200 and "ETag" not in headers:
                headers["ETag"] = '"' + hashlib.sha256(body).hexdigest()[:20] + '"'
            if status == 200 and headers.get("ETag") and request.headers.get("if-none-match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response_only(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if request.method == "HEAD":
                return status, 0
            if cut and len(body) > 1:
                self.wfile.write(body[: len(body) // 2])
                self.close_connection = True
                return status, -1
            self.wfile.write(body)
            return status, len(body)

        def _send_endless(self) -> tuple[int, int]:
            self.send_response_only(200)
            self.send_header("Content-Type", "application/pdf")
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            self.wfile.write(b"%PDF-1.4\n")
            for _ in range(100_000):
                self.wfile.write(b"x" * 65536)
            return 200, -1

    return Handler


def _parse(method: str, target: str, headers: object, body: bytes) -> Request:
    parts = urlsplit(target)
    pairs = {name.lower(): value for name, value in headers.items()}  # type: ignore[attr-defined]
    cookies: dict[str, str] = {}
    with contextlib.suppress(CookieError):
        cookies = {name: morsel.value for name, morsel in SimpleCookie(pairs.get("cookie", "")).items()}
    form = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    return Request(method, parts.path, dict(parse_qsl(parts.query, keep_blank_values=True)), form, pairs, cookies)
