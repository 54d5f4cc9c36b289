"""The whole extraction of a paper: nothing but results, every quote where it says, told facts first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.taxonomy import Taxonomy, load_taxonomies
from corpus.types import Amount, Consultation, DateMention, Extraction, Page, PaperFacts, Position, ReadFile
from extract.pipeline import extract_paper, merge_facts

PAPER = """Landkreis Konstanz
Beschlussvorlage
Drucksachen-Nr. 2019/077
Beratungsfolge
Sozialausschuss\töffentlich\t04.03.2019
Kreistag\töffentlich\t25.03.2019
Tagesordnungspunkt
Ausbau der Sprachmittlung für Geflüchtete
Beschlussvorschlag
Der Kreistag stellt für die Sprachmittlung ab dem 01.07.2019 jährlich 26.000 € bereit. Im Stellenplan 2020 werden
0,5 VZÄ (EG 9b) geschaffen.
Sachverhalt
Im Jahr 2018 gab der Landkreis dafür 12.400,50 Euro aus. Die zentrale Stelle bleibt.
Finanzielle Auswirkungen
Sachaufwand jährlich: 26.000 €
"""


@cache
def taxonomies() -> tuple[Taxonomy, ...]:
    return load_taxonomies(())


def extract(*texts: str, told: PaperFacts = PaperFacts()) -> Extraction:
    pages = tuple(Page(number, text) for number, text in enumerate(texts, 1))
    return extract_paper("p1", [ReadFile("a" * 64, "vorlage.txt", pages)], told, taxonomies())


def mentions(extraction: Extraction) -> Iterator[Amount | Position | DateMention]:
    yield from extraction.amounts
    yield from extraction.positions
    yield from extraction.dates


def assert_quotes_stand(extraction: Extraction, pages: Iterable[Page]) -> None:
    texts = {page.number: page.text for page in pages}
    for mention in mentions(extraction):
        evidence = mention.evidence
        assert texts[evidence.page][evidence.start : evidence.end] == evidence.quote != ""
        assert evidence.rule


def test_one_paper_gives_all_kinds_of_facts() -> None:
    found = extract(PAPER)
    assert found.facts.body == "Landkreis Konstanz"
    assert (found.facts.ags, found.facts.reference) == ("08335", "2019/077")
    assert [(station.committee, station.date) for station in found.facts.consultations] == [
        ("Sozialausschuss", "2019-03-04"),
        ("Kreistag", "2019-03-25"),
    ]
    assert [str(amount.value) for amount in found.amounts] == ["26000", "12400.50", "26000"]
    assert [(str(position.value), position.action, position.grade) for position in found.positions] == [("0.5", "create", "EG 9b")]
    assert [date.value for date in found.dates] == ["2019-03-04", "2019-03-25", "2019-07-01"]
    assert "integration:sprache" in {field.field for field in found.fields}
    yearly = [figure for figure in found.figures if figure.value == 26000]
    assert [(figure.mentions, figure.recurrence, figure.decided) for figure in yearly] == [((0, 2), "yearly", True)]
    assert_quotes_stand(found, [Page(1, PAPER)])


def test_nothing_in_nothing_out() -> None:
    empty = extract("")
    assert list(mentions(empty)) + list(empty.fields) + list(empty.figures) == []
    assert empty.facts == PaperFacts()
    assert extract() == empty


def test_told_facts_win_and_a_contradiction_is_said() -> None:
    found = extract(PAPER, told=PaperFacts(reference="2019/078", title="Anders"))
    assert (found.facts.reference, found.facts.title, found.facts.ags) == ("2019/078", "Anders", "08335")
    assert [problem.code for problem in found.problems] == ["told_differs_from_text"]


def test_a_told_body_takes_no_other_bodys_key() -> None:
    merged = merge_facts(PaperFacts(body="Gemeinde Allensbach"), PaperFacts(body="Landkreis Konstanz", ags="08335"))
    assert (merged.body, merged.ags) == ("Gemeinde Allensbach", "")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=300), max_size=3))
def test_random_text_gives_a_result_whose_quotes_stand(texts: list[str]) -> None:
    assert_quotes_stand(extract(*texts), [Page(number, text) for number, text in enumerate(texts, 1)])


WORDS = st.sampled_from(
    ["12.500 €", "0,5 VZÄ", "20.06.2018", "EG 9b", "Stellen", "Beschlussvorschlag\n", "Beratungsfolge\n", "Kreistag\t", "in T€", "\n", "\t",
     "Summe", "2019", "III. Quartal 2018", "von", "bis", "je", "- in EUR -", "☒ ja ☐ nein", "LK Lörrach", "zwei", "½", "(5.000)", "%"]
)  # fmt: skip


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(WORDS, max_size=60))
def test_shuffled_pieces_of_papers_give_a_result_whose_quotes_stand(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert_quotes_stand(extract(text), [Page(1, text)])


@pytest.mark.shared
def test_quotes_stand_in_all_real_papers(shared: Path) -> None:
    from ingest.reading import read_bytes

    count = 0
    for path in sorted((shared / "papers").iterdir()):
        result = read_bytes(path.read_bytes(), path.name)
        found = extract_paper("p1", [ReadFile("a" * 64, path.name, result.pages)], PaperFacts(), taxonomies())
        assert_quotes_stand(found, result.pages)
        backwards = tuple(reversed(result.pages))
        assert_quotes_stand(extract_paper("p1", [ReadFile("a" * 64, path.name, backwards)], PaperFacts(), taxonomies()), result.pages)
        count += sum(1 for _ in mentions(found))
    assert count > 500


def test_days_of_a_told_beratungsfolge_that_the_text_contradicts_are_an_issue() -> None:
    stations = "Beratungsfolge\tSitzungstermin\nKreisausschuss\t15.05.2024\nKreistag\t17.06.2024\n"
    text = f"Beschlussvorlage Nr. 7/2024\nDatum: 02.05.2024\n{stations}"
    file = ReadFile("a" * 64, "v.txt", (Page(1, text),))
    sittings = (Consultation("Kreisausschuss", "2024-05-15"), Consultation("Kreistag", "2024-06-24"))
    told = PaperFacts(date="2024-05-03", consultations=sittings)
    found = extract_paper("p1", [file], told, ())
    assert found.facts.consultations == told.consultations
    messages = [problem.message for problem in found.problems if problem.code == "told_differs_from_text"]
    assert any(message.startswith("date:") and "2024-05-02" in message for message in messages)
    assert any(message.startswith("consultations:") and "2024-06-24" in message for message in messages)
    same = PaperFacts(consultations=(Consultation("KT", "2024-06-17"), Consultation("KA", "2024-05-15")))
    assert not extract_paper("p1", [file], same, ()).problems
