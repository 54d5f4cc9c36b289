"""Where a SessionNet begins: its folder and extension, a login before it, another product behind its name."""

from __future__ import annotations

import pytest

from ingest.vendors.records import Ask, Found, Refusal, Source, Trouble
from ingest.vendors.sessionnet import VENDOR
from tests.ingest.vendors.sessionnet_asks import BASE, LATER, follow
from tests.ingest.vendors.sessionnet_own import page


def start(body: bytes, url: str = BASE, **options: str) -> list[Found]:
    source = Source("sessionnet", BASE)
    (ask,) = VENDOR.begin(source, LATER)
    assert isinstance(ask, Ask)
    assert (ask.url, ask.kind) == (BASE, "start")
    return follow(ask, body, url=url, source=source, window=LATER)


@pytest.mark.parametrize(
    ("body", "url", "first"),
    [
        (page("info", "Bürgerinfo", ""), BASE + "infobi.php", BASE + "si0040.php"),
        (b'<html><frameset><frame src="info.asp"></frameset></html>', BASE, BASE + "si0040.asp"),
        (b'<html><meta http-equiv="refresh" content="0; url=sessionnet/bi/info.php"></html>', BASE, BASE + "sessionnet/bi/si0040.php"),
        (b'<html><a href="/kontakt.php">Kontakt</a><a href="si0040.asp">Kalender</a></html>', BASE, BASE + "si0040.asp"),
    ],
)
def test_folder_and_extension_from_the_start_page(body: bytes, url: str, first: str) -> None:
    (ask,) = start(body, url)
    assert isinstance(ask, Ask)
    assert ask.url.split("?")[0] == first


def test_a_start_page_of_nothing_known_and_one_behind_a_login() -> None:
    (guess,) = start(b"<html><p>Willkommen</p></html>")
    assert isinstance(guess, Ask)
    assert (guess.url, guess.kind) == (BASE + "si0040.asp", "start")
    (again,) = follow(guess, b"not found", status=404, source=Source("sessionnet", BASE))
    assert isinstance(again, Ask)
    assert again.url == BASE + "si0040.php"
    (trouble,) = follow(again, b"not found", status=404, source=Source("sessionnet", BASE))
    assert isinstance(trouble, Trouble)
    (found,) = follow(again, page("si0040", "Kalender", ""), source=Source("sessionnet", BASE), window=LATER)
    assert isinstance(found, Ask)
    assert found.kind == "calendar"
    (refusal,) = start(b"<html></html>", BASE + "ylogon.php")
    assert isinstance(refusal, Refusal)


def test_the_shell_of_version_6_is_told() -> None:
    (trouble,) = start(b"<html><title>SessionNet | Portal</title><app-root></app-root></html>")
    assert isinstance(trouble, Trouble)
    assert trouble.problem.code == "other_vendor"


def test_the_extension_may_be_an_option() -> None:
    (ask,) = VENDOR.begin(Source("sessionnet", "https://ris.example/bi", options=(("ext", "php"),)), LATER)
    assert isinstance(ask, Ask)
    assert ask.url.startswith("https://ris.example/bi/si0040.php?")
