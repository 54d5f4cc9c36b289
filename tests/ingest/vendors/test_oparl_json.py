"""What OParl servers write into values: JSON that is mended, texts, days, links, keys."""

from __future__ import annotations

import pytest

from ingest.vendors.oparl_json import date_in, key_of, link, load_json, text_in


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'\xef\xbb\xbf{"a": 1}', {"a": 1}),
        ('{"a": "Mülheim"}'.encode("cp1252"), {"a": "Mülheim"}),
        (b'{"a": "eins\x04zwei\nzeile"}', {"a": "eins\x04zwei\nzeile"}),
        (rb'{"a": "C:\daten\x"}', {"a": r"C:\daten\x"}),
        (b'{"a": [1, 2,], "b": "x,]",}', {"a": [1, 2], "b": "x,]"}),
        (b'"{\\"a\\": 1}"', {"a": 1}),
        (b"<html></html>", None),
        (b'{"a": ', None),
        (b"[" * 100_000, None),
        (b"", None),
    ],
)
def test_json_is_mended_not_guessed(data: bytes, value: object) -> None:
    assert load_json(data) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [("N/A", ""), ("  ", ""), (None, ""), (True, ""), ([], ""), (12, "12"), (" a\r\n b", "a b"), ("Zu\x04schuss", "Zuschuss")],
)
def test_texts(value: object, text: str) -> None:
    assert text_in(value) == text


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-31", "2026-03-31"),
        ("2026-03-31T17:00:00+02:00", "2026-03-31"),
        ("2026-03-30T22:00:00Z", "2026-03-31"),
        ("2026-03-30T23:00:00+00:00", "2026-03-31"),
        ("2026-03-30T12:00:00Z", "2026-03-30"),
        ("2026-02-31", ""),
        ("N/A", ""),
        (20260331, ""),
    ],
)
def test_days(value: object, day: str) -> None:
    assert date_in(value) == day


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://ris.test/webservice/oparl/v1.0/body/1/paper/60", "body/1/paper/60"),
        ("http://ris.test/webservice/oparl/v1.1/body/1/paper/60", "body/1/paper/60"),
        ("http://ris.test/bi/oparl/1.0/papers.asp?id=1664", "papers.asp?id=1664"),
        ("https://ris.test/public/oparl/papers?id=7", "papers?id=7"),
        ("https://ris.test/oparl/meeting/ni_2018-PLUV-8", "meeting/2018-PLUV-8"),
        ("https://ris.test/oparl/agendaItem/2018-PLUV-8%7C00810%7C1", "agendaItem/2018-PLUV-8|00810|1"),
        ("https://oparl.example.org/paper/749", "paper/749"),
    ],
)
def test_keys_outlive_hosts_and_versions(url: str, key: str) -> None:
    assert key_of(url) == key


def test_links() -> None:
    assert link("papers?page=2", "https://ris.test/oparl/papers") == "https://ris.test/oparl/papers?page=2"
    assert link("http://ris.test/a", "https://ris.test/b") == "https://ris.test/a"
    assert link("http://other.test/a", "https://ris.test/b") == "http://other.test/a"
    for value in ("", "N/A", "javascript:x()", "mailto:a@b.test", None, "http://[kaputt"):
        assert link(value, "https://ris.test/") == ""
