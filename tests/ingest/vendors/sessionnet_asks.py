"""A SessionNet source of our own, and what its adapter answers to one page."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.vendors.records import Ask, Found, Reply, Source, Window
from ingest.vendors.sessionnet import VENDOR

PERIOD = Window(since="2019-01-01", today="2021-06-01")
BASE = "https://ris.musterau.example/bi/"
SOURCE = Source("sessionnet", BASE + "info.asp", body="Landkreis Musterau")
LATER = Window(since="2024-01-01", today="2024-06-01")


def follow(ask: Ask, body: bytes, *, url: str = "", status: int = 200, window: Window = PERIOD, source: Source = SOURCE) -> list[Found]:
    headers: Mapping[str, str] = {"content-type": "text/html"}
    return list(VENDOR.follow(source, window, ask, Reply(url or ask.url, status, headers, body)))
