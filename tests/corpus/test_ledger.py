"""The ledger: counts by body and year, gaps in the numbering, the line under comparisons."""

from __future__ import annotations

import pytest

from corpus.harvest import Harvest, PaperRow
from corpus.ledger import LedgerRow, coverage_line, find_gaps, load_ledger, parse_reference
from corpus.store import Archive, PageRow
from corpus.types import PaperFacts


@pytest.mark.parametrize(
    ("reference", "year", "parsed"),
    [
        ("139/2018", "2018", ("", "2018", 139)),
        ("2017/198", "2017", ("", "2017", 198)),
        ("VO/2026/181", "", ("VO", "2026", 181)),
        ("0083/2020-1", "2020", ("", "2020", 83)),
        ("BV-KT 12 / 2019", "2019", ("BV KT", "2019", 12)),
        ("17/19", "2019", ("", "2019", 17)),
        ("17/19", "2020", None),
        ("Drs. 20-1234", "2019", None),
        ("", "2019", None),
        ("4711", "2019", None),
    ],
)
def test_numbers_are_told_from_years(reference: str, year: str, parsed: tuple[str, str, int] | None) -> None:
    assert parse_reference(reference, year) == parsed


def test_gaps_are_found_where_numbers_are_a_series() -> None:
    numbers = [1, 2, 3, 5, 6, 10]
    assert find_gaps((f"{number:03}/2020", "2020") for number in numbers) == {"2020": [("4", 1), ("7-9", 3)]}
    assert find_gaps((f"{number}/2020", "2020") for number in (1, 2, 3)) == {}, "three numbers are no series"
    assert find_gaps((f"{number}/2020", "2020") for number in (5, 500, 900, 1400, 2100)) == {}, "numbers for other things too"
    assert find_gaps((f"{number}/2021", "2021") for number in range(400, 410)) == {"2021": []}, "a series that began in another year"
    both = [(f"BV/2020/{number}", "2020") for number in range(1, 7)] + [(f"MV/2020/{number}", "2020") for number in (1, 2, 4, 5, 6)]
    assert find_gaps(both) == {"2020": [("MV 3", 1)]}


def test_counts_of_what_is_here_and_what_is_not(archive: Archive) -> None:
    harvest = Harvest(archive, "08336")
    states = ["fetched", "fetched", "gone", "failed", "refused", "withheld", "known"]
    with archive.begin() as connection:
        harvest.save_source(connection, vendor="tiny", url="u", body="Landkreis Lörrach", ags="08336", state="complete",
                            permission_who="Büro", permission_when="2026-01-02", permission_scope="alles")  # fmt: skip
        for number, state in enumerate(states, 1):
            paper_id = f"p{number}" if number < 4 else ""
            date = "2019-05-01" if number < 6 else ""
            harvest.save_papers(connection, [PaperRow(str(number), reference=f"{number}/2019", date=date, state=state, paper_id=paper_id)])
            if paper_id:
                sha256 = str(number) * 64
                archive.add_file(connection, sha256, "x.pdf", 1, f"https://x/{number}")
                harvest.publish(connection, paper_id, PaperFacts(date=date), "", [sha256])
        archive.save_reading(connection, "1" * 64, "application/pdf", [PageRow(1, "Text", "ocr", 0, 0, b"")], (), "r")
        archive.save_reading(connection, "2" * 64, "application/pdf", [PageRow(1, "Text", "text", 0, 0, b"")], (), "r")
        archive.add_file(connection, "f" * 64, "hand.pdf", 1, "/hand.pdf")
        archive.add_paper(connection, "hand", "f" * 64, PaperFacts(body="Landkreis Konstanz", ags="08335"))
    undated, year, hand = load_ledger(archive.folder)
    assert (undated.year, undated.known, undated.withheld) == ("", 2, 1)
    assert (year.year, year.known, year.fetched, year.read, year.ocred, year.with_figures) == ("2019", 5, 3, 2, 1, 0)
    assert (year.failed, year.refused, year.gone, year.gaps) == (1, 1, 1, 0)
    assert year.permission == "Büro, 2026-01-02, alles"
    assert (hand.source_id, hand.imported) == ("", 1)
    assert load_ledger(archive.folder, ["08336"]) == (undated, year)
    assert coverage_line(load_ledger(archive.folder, brief=True)) == coverage_line([undated, year, hand])
    assert coverage_line([undated, year, hand]) == (
        "Coverage: 7 papers known at 1 source, 3 fetched, 2 read, 1 failed, 1 refused, 1 withheld, 1 gone; see: ratslese ledger"
    )


def test_no_line_where_no_source_was_asked(archive: Archive) -> None:
    assert load_ledger(archive.folder) == ()
    assert coverage_line([LedgerRow("", "", "Landkreis Konstanz", "", "2019", imported=3)]) == ""
