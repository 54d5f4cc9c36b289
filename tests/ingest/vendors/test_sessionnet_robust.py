"""Whatever a server sends, the adapters of SessionNet answer with records, never with an exception."""

from __future__ import annotations

import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.vendors.records import Ask, PaperRef, Refusal, Reply, RisPaper, Source, Trouble, Vendor, Window
from ingest.vendors.sessionnet import VENDOR
from ingest.vendors.sessionnet6 import VENDOR as VENDOR6
from tests.ingest.vendors.sessionnet_own import accordion, box, card, page, row, table, tabs
from tests.replicas.sessionnet import SessionNetSite
from tests.replicas.sessionnet6 import SessionNet6Site
from tests.replicas.sessionnet_driver import BASE, harvest

WINDOW = Window(since="2019-01-01", today="2019-12-01")
FIELDS = table(row("vobetr", "Betreff", "Radweg &#220;ber"), row("voname", "Vorlage", "7/2024"))
FORM = '<form action="ydocstart.asp"><input name="DT" value="5"></form>'
STATIONS = accordion(card("17.01.2024 Kreistag TOP 4 öffentlich - Entscheidung"))
PAPER = page("vo0050", "Radweg", tabs(4711) + FIELDS + box(31, "Vorlage", symbol="VO") + STATIONS + FORM)


def answers(skin: str) -> list[tuple[Vendor, Source, Ask, bytes]]:
    """Real requests of a walk with the answers of the replica."""
    site = SessionNetSite(8, skin=skin)
    seen: list[tuple[Vendor, Source, Ask, bytes]] = []

    def follow(source: Source, window: Window, ask: Ask, reply: Reply):  # type: ignore[no-untyped-def]
        seen.append((VENDOR, source, ask, reply.body))
        return VENDOR.follow(source, window, ask, reply)

    spy = Vendor("sessionnet", "spy", VENDOR.recognise, VENDOR.parse_paper, VENDOR.begin, follow)
    harvest(site, spy, Window(since="2019-01-01", until="2019-02-28", today="2019-12-01"))
    kinds: dict[str, tuple[Vendor, Source, Ask, bytes]] = {entry[2].kind: entry for entry in seen}
    return list(kinds.values())


def use(vendor: Vendor, source: Source, ask: Ask, body: bytes, status: int = 200) -> None:
    for url in (ask.url, BASE + "/bi/error.php"):
        for entry in vendor.follow(source, WINDOW, ask, Reply(url, status, {}, body)):
            assert isinstance(entry, (Ask, PaperRef, RisPaper, Refusal, Trouble))
    list(vendor.recognise(body, ask.url))
    vendor.parse_paper(body, "")
    vendor.parse_paper(body, ask.url)


@given(st.binary(max_size=400))
@settings(max_examples=30, deadline=None)
def test_random_bytes(body: bytes) -> None:
    for kind in ("start", "calendar", "meeting", "paper", "form", "search", "documents", "item", "stations"):
        context = (("year", "2019"), ("month", "2"), ("key", "kvonr=7"), ("pages", "si0057"), ("number", "7"))
        use(VENDOR, Source("sessionnet", BASE + "/bi/"), Ask(BASE + "/bi/si0040.php?__kvonr=7", kind, context), body)
    for kind in ("committees", "meetings", "agenda", "documents"):
        use(VENDOR6, Source("sessionnet6", BASE + "/portal/"), Ask(BASE + "/portal/api/v1/gremien", kind), body)


@pytest.mark.parametrize("skin", ["table", "cards", "old"])
def test_truncated_and_mutated_pages(skin: str) -> None:
    dice = random.Random(7)
    for vendor, source, ask, body in answers(skin):
        for _ in range(12):
            start, end = sorted(dice.randrange(len(body) + 1) for _ in range(2))
            use(vendor, source, ask, body[:end])
            use(vendor, source, ask, body[start:] + body[:start])
            use(vendor, source, ask, body[:start] + bytes(dice.randrange(256) for _ in range(20)) + body[end:])


@given(st.integers(0, len(PAPER)), st.integers(0, len(PAPER)), st.binary(max_size=30))
@settings(max_examples=80, deadline=None)
def test_a_mutated_paper(start: int, end: int, noise: bytes) -> None:
    VENDOR.parse_paper(PAPER[:start] + noise + PAPER[end:], "https://ris.musterau.example/bi/vo0050.asp?__kvonr=4711")


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 50_000,
        b"<table><tr><td>" * 5_000,
        b"<div class='smc-table-row'>" * 3_000 + b"</div>",
        b'<a href="getfile.asp?id=1&type=do">' * 5_000,
        b"<!--" * 5_000,
        b"&#99999999999;&#xD800;&#0;" * 500,
        b'<meta content="SessionNet Version ' + b"1" * 200_000,
        b'<div class="' + b"smc_" * 60_000,
        b"\x00" * 5_000,
        b"17.01.2024 Kreistag TOP " * 8_000 + "öffentlich".encode(),
    ],
)
def test_hostile_pages_are_read_in_time(body: bytes) -> None:
    import time

    before = time.monotonic()
    ask = Ask(BASE + "/bi/vo0050.php?__kvonr=7", "paper", (("key", "kvonr=7"),))
    use(VENDOR, Source("sessionnet", BASE + "/bi/"), ask, PAPER[: PAPER.index(b"<body")] + b"<body>" + body)
    assert time.monotonic() - before < 20


_NAMES = st.sampled_from(["siNr", "toNr", "doNr", "voNr", "oSt", "grNr", "dat", "name", "ref", "freigabeDatum", "text", "beschluss"])
_PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
_JSON = st.recursive(_PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_NAMES, inner, max_size=8), max_leaves=25)


@given(_JSON)
@settings(max_examples=100, deadline=None)
def test_json_of_any_shape(value: object) -> None:
    body = json.dumps(value).encode()
    site = SessionNet6Site(3)
    source = Source("sessionnet6", site.start(BASE))
    asks: list[Ask] = [ask for ask in VENDOR6.begin(source, WINDOW) if isinstance(ask, Ask)]
    for _ in range(3):
        for ask in asks[-2:]:
            asks += [entry for entry in VENDOR6.follow(source, WINDOW, ask, Reply(ask.url, 200, {}, body)) if isinstance(entry, Ask)]
    for ask in asks:
        use(VENDOR6, source, ask, body)
