"""SessionNet's search: its forms, periods in halves, answers that hold not all."""

from __future__ import annotations

import pytest

from ingest.vendors.sessionnet_pages import parse_page
from ingest.vendors.sessionnet_search import halve_search, make_search, read_search_answer, read_search_form
from tests.ingest.vendors.sessionnet_asks import BASE
from tests.ingest.vendors.sessionnet_own import page

OLD_FORM = (
    '<form action="vo0040.php"><textarea name="smcsuchwoerter"></textarea><input name="smcfreigabevon"><input name="smcfreigabebis">'
    '<input type="hidden" name="smcmandant" value="1"></form>'
)


def test_forms_of_older_searches_take_german_dates() -> None:
    import datetime

    form = read_search_form(parse_page(page("vo0040", "Recherche", OLD_FORM)))
    assert form is not None
    ask = make_search(form, BASE + "vo0040.php", "Radweg", datetime.date(2018, 1, 1), datetime.date(2018, 12, 31))
    assert dict(ask.form or ())["smcfreigabevon"] == "01.01.2018"
    assert dict(ask.form or ())["smcmandant"] == "1"
    later, earlier = halve_search(ask)
    assert (dict(later.form or ())["smcfreigabebis"], dict(earlier.form or ())["smcfreigabevon"]) == ("31.12.2018", "01.01.2018")
    assert dict(earlier.form or ())["smcfreigabebis"] == "02.07.2018"
    assert dict(later.form or ())["smcfreigabevon"] == "03.07.2018"
    short = make_search(form, BASE, "x", datetime.date(2018, 1, 1), datetime.date(2018, 1, 9))
    assert halve_search(short) == ()


def test_no_form_without_words_and_period() -> None:
    assert read_search_form(parse_page(page("vo0040", "Recherche", '<form><input name="__swords"></form>'))) is None


@pytest.mark.parametrize(
    ("more", "cut"),
    [
        ("", False),
        ("<p>Treffer 1 - 1 von 237</p>", True),
        ("<p>237 Treffer</p>", True),
        ("<p>1 Treffer im Zeitraum vom 01.01.2018 bis 31.12.2024</p>", False),
        ("<p>Es werden nur die ersten 100 angezeigt</p>", True),
        ('<ul class="pagination"><li><a href="vo0040.asp?__cpage=2">2</a></li></ul>', True),
        ('<ul class="pagination"><li class="active"><a href="vo0040.asp?__cpage=1">1</a></li></ul>', False),
    ],
)
def test_answers_that_hold_not_all(more: str, cut: bool) -> None:
    hit = '<tr class="smc-t-r-l"><td class="voname"><a href="vo0050.asp?__kvonr=1" title="Vorlage anzeigen: Radweg">1/2024</a></td></tr>'
    answer = read_search_answer(parse_page(page("vo0040", "Recherche", f"<table>{hit}</table>{more}")))
    assert [paper.key for paper in answer.papers] == ["kvonr=1"]
    assert answer.cut is cut
