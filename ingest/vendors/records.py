"""What a Ratsinformationssystem tells, whatever its vendor, and what an adapter asks of it: the words between adapters and crawler.

Adapters are pure ("sans I/O"): `begin` yields the first requests, `follow` turns an answer into records and further requests.
They open no connection, read no clock and keep no state but what stands in an `Ask`. Frozen, slotted; what the source does
not tell is an empty string, None or (). Addresses are absolute. Dates are ISO. Sources: RIS.md-like notes stand in each module.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from corpus.types import PaperFacts, Problem

# Beschlussvorschlag · Sachverhalt, Begründung · Finanzielle Auswirkungen · the rest
TextKind = Literal["decision", "facts", "finance", "other"]
FileRole = Literal["main", "collected", "attachment"]  # Vorlage · Sammeldokument (Vorlage with all attachments) · Anlage


@dataclass(frozen=True, slots=True)
class RisFile:
    """A document of a paper. `key` names it within the paper for good (a document number, never a session-bound address).

    `size` in bytes as stated, None where not. `session_bound`: the address dies with the session in which its page was read.
    `form` holds fields of a POST, for documents that only a form gives; `url` is then the form's address with the same fields.
    """

    key: str
    name: str
    url: str
    role: FileRole = "attachment"
    size: int | None = None
    media_type: str = ""
    modified: str = ""
    checksum: str = ""
    session_bound: bool = False
    form: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class RisText:
    """A text that the page itself holds, classified by its heading (by the vendor's slot only where there is none)."""

    kind: TextKind
    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class RisPaper:
    """A paper as its source tells it. `key` is its name at the source for good ("kvonr=19902", an OParl id without host changes).

    `facts` are the metadata with the Beratungsfolge. `person` is the Bearbeiter/-in where stated (kept out of exports).
    `modified` is ISO, or empty where the source does not tell it or lies. `deleted`: the source says that it is gone.
    `withheld`: the source says that it is not public; nothing else of it is then filled. `license`: stated terms of use.
    """

    vendor: str
    key: str
    url: str
    facts: PaperFacts = PaperFacts()
    files: tuple[RisFile, ...] = ()
    texts: tuple[RisText, ...] = ()
    person: str = ""
    created: str = ""
    modified: str = ""
    deleted: bool = False
    withheld: bool = False
    license: str = ""


@dataclass(frozen=True, slots=True)
class PaperRef:
    """A paper seen in a list or an agenda, before its own page was read: what is known at the source, for the ledger.

    `row` is what the list says of it, in one string: as long as it stays the same and the paper is settled, its page need not be
    read again. `ask` is the request for its page (None where the list holds all there is and a RisPaper comes by itself).
    `public` False is recorded, never fetched. `date` is a paper's own date or that of the meeting it was seen in.
    """

    key: str
    url: str
    reference: str = ""
    title: str = ""
    paper_type: str = ""
    date: str = ""
    public: bool | None = None
    row: str = ""
    ask: Ask | None = None


@dataclass(frozen=True, slots=True)
class Ask:
    """A request that an adapter wants made, and what it needs to know when the answer comes.

    `kind` is the adapter's own word ("calendar", "meeting", "paper"); `context` goes back to it unchanged. `session`: requests with
    the same name share cookies and are made one after another, in the order asked; "" shares nothing. `form` makes it a POST.
    `fresh`: must not be answered from the cache without asking the server. `priority`: higher is asked first.
    """

    url: str
    kind: str
    context: tuple[tuple[str, str], ...] = ()
    form: tuple[tuple[str, str], ...] | None = None
    headers: tuple[tuple[str, str], ...] = ()
    session: str = ""
    fresh: bool = False
    priority: int = 0

    def told(self, name: str) -> str:
        """A value of `context`, "" where there is none."""
        return dict(self.context).get(name, "")


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: status, headers (names in lower case), body as sent (decompressed), and the address it came from in the end."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Window:
    """What the user wants. Dates ISO, "" = open; `today` is given, so that adapters read no clock. `full`: no short cut by dates of
    change. `changed_since`: when the last walk that came to its end began (RFC 3339), "" = never. `kinds` and `query` may be used to
    ask less of the source; the crawler filters anyway.
    """

    since: str = ""
    until: str = ""
    today: str = ""
    kinds: tuple[str, ...] = ()
    query: str = ""
    full: bool = False
    changed_since: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One system of one body: where it is. `url` is its start page (or the OParl system), `body` and `ags` what it is told to be.

    `options`: the vendor's own settings, such as ("body", "https://…/body/1") on a server of many bodies or ("cpanr", "2").
    """

    vendor: str
    url: str
    body: str = ""
    ags: str = ""
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """The source does not want us (gate, captcha, "zu viele Zugriffe", login, geo-block): the crawl of it stops. `sign`: what was seen."""

    sign: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to be filed as an issue; the crawl goes on. `retry`: asking once more may help."""

    problem: Problem
    url: str = ""
    retry: bool = False


def trouble(code: str, message: str, ask: Ask, retry: bool = False) -> Trouble:
    """What an answer to `ask` gave trouble with."""
    return Trouble(Problem(code, message), ask.url, retry)


Found = Ask | PaperRef | RisPaper | Refusal | Trouble


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sign of a vendor on a page: what was found ("meta generator: SD.NET RIM 4"), the version where told, 1 = sure, below = hint."""

    vendor: str
    sign: str
    version: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor's adapter. `parse_paper` reads a saved page of one paper (None: it is none of this vendor's)."""

    name: str
    label: str
    recognise: Callable[[bytes, str], Iterable[Evidence]]  # (page's bytes, its address or "")
    parse_paper: Callable[[bytes, str], RisPaper | None]  # (page's bytes, its address or "")
    begin: Callable[[Source, Window], Iterator[Found]]
    follow: Callable[[Source, Window, Ask, Reply], Iterator[Found]]
