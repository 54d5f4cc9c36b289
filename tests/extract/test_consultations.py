from __future__ import annotations

from corpus.types import Page
from extract.consultations import Station, find_tables
from extract.header import read_lines


def stations(text: str) -> list[Station]:
    return [station for table in find_tables(read_lines(Page(1, text))) for station in table.stations]


def told(text: str) -> list[tuple[str, str]]:
    return [(station.consultation.committee, station.consultation.date) for station in stations(text)]


def test_a_table_with_columns() -> None:
    text = (
        "Beratungsfolge\tStatus\tDatum\nBau- und Umweltausschuss\töffentlich\t20.06.2018\n"
        "Kreistag\tnichtöffentlich\t18.07.2018\nBetreff\tHalle\n"
    )
    assert told(text) == [("Bau- und Umweltausschuss", "2018-06-20"), ("Kreistag", "2018-07-18")]
    assert [station.public for station in stations(text)] == [True, False]


def test_committee_line_then_date_line_with_result() -> None:
    text = (
        "Beratungsfolge:\n"
        "Sozialausschuss Beschlussempfehlung an den Kreistag\n21.08.2018\nSitzung des Sozialausschusses (offen)\n"
        "Kreistag des Kreises Musterau Abschließende Beschlussfassung\n11.09.2018\n"
        "Sitzung des Kreistages des Kreises Musterau ungeändert beschlossen\n"
    )
    assert told(text) == [("Sozialausschuss", "2018-08-21"), ("Kreistag des Kreises Musterau", "2018-09-11")]
    assert [station.consultation.result for station in stations(text)] == ["", "ungeändert beschlossen"]
    assert stations(text)[1].consultation.role == "Abschließende Beschlussfassung"


def test_the_date_first() -> None:
    text = "Beratungsfolge\nTermin\tGremium\tBeschluss\nDi, 29.09.2026 16:30 Uhr\tRat\t\n"
    assert told(text) == [("Rat", "2026-09-29")]
    assert told("Beratungsfolge:\n06.09.2022 Ausschuss für Ordnung Vorberatung\n04.10.2022 Kreistag Entscheidung\n") == [
        ("Ausschuss für Ordnung", "2022-09-06"),
        ("Kreistag", "2022-10-04"),
    ]


def test_rows_without_a_head() -> None:
    text = "Kreisausschuss\t16.09.2019\tbeschlossen\nKreistag\tam 30.09.2019\nHaushalt 2020\n"
    assert told(text) == [("Kreisausschuss", "2019-09-16"), ("Kreistag", "2019-09-30")]


def test_running_text_columns_with_crosses_for_the_public() -> None:
    text = (
        "Beratungsfolge dieser Vorlage\nGremium Termin TOP ö nö Ergebnis\n"
        "Schulbeirat 10.11.2021 1 x  vorberaten\nGemeinderat 07./08.12.2021 6  x \nBeschlussantrag\n"
    )
    assert told(text) == [("Schulbeirat", "2021-11-10"), ("Gemeinderat", "2021-12-07")]
    assert [station.public for station in stations(text)] == [True, False]
    assert stations(text)[0].consultation.result == "vorberaten"


def test_prose_after_the_table_is_no_station() -> None:
    text = "Gremium Termin TOP\nGemeinderat 22.10.2019 16\nDer Gemeinderat möge beschließen, dass der Ausschuss am 01.12.2019 berät.\n"
    assert told(text) == [("Gemeinderat", "2019-10-22")]


def test_weekday_letters_do_not_eat_names() -> None:
    text = "Gremium Termin TOP\nMigrationsbeirat 01.06.2011 1\nSozialausschuss 02.06.2011 2\n"
    assert told(text) == [("Migrationsbeirat", "2011-06-01"), ("Sozialausschuss", "2011-06-02")]


def test_text_without_a_beratungsfolge_has_no_stations() -> None:
    assert told("Der Kreistag hat am 14.12.2021 beschlossen.\nDer Ausschuss tagt am 02.03.2022.\n") == []


def test_names_that_wrap_with_the_sitting_on_the_line_below() -> None:
    text = (
        "Beratungsfolge:\nAusschuss für Bau, Umwelt und Ver-\nkehr\n28.08.2018 Sitzung des Ausschusses für Bau, Umwelt und Verkehr\n"
        "Haupt-\nund Finanzausschuss\n04.09.2018 Sitzung des Haupt- und Finanzausschusses\n"
        "Kreistag des Kreises\nMusterau\n11.09.2018 Sitzung des Kreistages des Kreises Musterau\n"
    )
    assert told(text) == [
        ("Ausschuss für Bau, Umwelt und Verkehr", "2018-08-28"),
        ("Haupt- und Finanzausschuss", "2018-09-04"),
        ("Kreistag des Kreises Musterau", "2018-09-11"),
    ]


def test_a_committee_without_a_date_does_not_swallow_the_next() -> None:
    text = "Beratungsfolge:\nRat der Stadt\nSozialausschuss\n28.08.2018\nKreistag\n04.09.2018\n"
    assert told(text) == [("Rat der Stadt", ""), ("Sozialausschuss", "2018-08-28"), ("Kreistag", "2018-09-04")]


def test_several_sittings_of_one_committee_each_with_its_result() -> None:
    text = (
        "Beratungsfolge:\nHauptausschuss Vorberatung\n"
        "06.03.2019\n31. Öffentliche/nichtöffentliche Sitzung des Hauptausschusses vertagt\n"
        "03.04.2019\n32. Öffentliche/nichtöffentliche Sitzung des Hauptausschusses (offen)\n"
        "Gemeindevertretung Musterhagen Entscheidung\n08.05.2019\n17. Sitzung der Gemeindevertretung ungeändert beschlossen\n"
    )
    assert told(text) == [
        ("Hauptausschuss", "2019-03-06"),
        ("Hauptausschuss", "2019-04-03"),
        ("Gemeindevertretung Musterhagen", "2019-05-08"),
    ]
    assert [station.consultation.result for station in stations(text)] == ["vertagt", "", "ungeändert beschlossen"]


def test_committees_by_letters_with_roles_and_the_public_in_columns_behind_the_days() -> None:
    text = (
        "Beratungsfolge\nDatum\nBehandlungszweck/-art\nErgebnis\n"
        "BezGR Neuhofen\nVKSA\nGR\n07.05.2013\n14.05.2013\n16.05.2013\n"
        "Anhörung\nVorberatung\nEntscheidung\nöffentlich\nnichtöffentlich\nöffentlich\nBeschlussvorlage\nAusbau der Betreuung\n"
    )
    assert told(text) == [("BezGR Neuhofen", "2013-05-07"), ("VKSA", "2013-05-14"), ("GR", "2013-05-16")]
    assert [station.public for station in stations(text)] == [True, False, True]
