"""What all replicas share: a request, an answer, a vendor's site as a pure function of requests and its own state.

`tests/replicas/server.py` puts a site behind a real socket, keeps the log of requests and makes it slow, broken or hostile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Request:
    """`query` and `form` hold the last value of each name, `headers` names in lower case, `cookies` what the client sent."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Answer:
    """`headers` may hold Set-Cookie, ETag, Last-Modified, Location. The server answers conditional requests from ETag by itself."""

    status: int = 200
    body: bytes = b""
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)


class Site(Protocol):
    """A vendor's replica: made with `papers`, it has so many public papers of known truth, each with a small PDF and, some, attachments."""

    vendor: str
    papers: int

    def start(self, base: str) -> str:
        """Told its own address ("http://127.0.0.1:4711"), returns the source's start address."""

    def answer(self, request: Request) -> Answer:
        """The answer to one request; 404 for what is not there. Called from one thread at a time."""

    def truth(self) -> Mapping[str, str]:
        """Reference (Vorlagennummer) of each public paper → its title."""


def small_pdf(text: str) -> bytes:
    """A one-page PDF that prints one line of ASCII: enough to be a file with a hash of its own."""
    safe = text.encode("ascii", "replace").decode().replace("\\", "").replace("(", "").replace(")", "")
    stream = f"BT /F1 12 Tf 72 720 Td ({safe}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    xref = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, xref)
