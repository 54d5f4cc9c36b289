"""The stations of a paper in cards (5.x), tables with named cells (5.0, 4.9) and plain tables (up to 4.8)."""

from __future__ import annotations

import pytest

from ingest.vendors.sessionnet_consultations import Header, Stations, parse_header, read_stations, tell_role
from ingest.vendors.sessionnet_pages import parse_page
from tests.ingest.vendors.sessionnet_own import accordion, card, old_page, page


def read(content: str) -> Stations:
    return read_stations(parse_page(page("vo0053", "Radweg", content)))


def told(stations: Stations) -> list[tuple[str, str, str, str]]:
    return [(entry.committee, entry.date, entry.role, entry.result) for entry in stations.consultations]


def test_cards_with_planned_roles_and_results_in_the_body() -> None:
    result = (
        '<p class="smc_field_btname"><strong>Beschluss:</strong> ungeändert beschlossen</p>'
        '<p class="smc_field_totexta">Ja: 20, Nein: 4</p>'
    )
    stations = read(
        accordion(
            card("17.01.2024 Ausschuss für Soziales, Familie und Integration TOP 3.1 öffentlich - Vorberatung", result, badge="2 Dok."),
            card("05.02.2024 Kreistag TOP Ö 7 öffentlich - Entscheidung", number=2),
            card("Kreisausschuss nichtöffentlich - Vorberatung", number=3),
        )
    )
    assert told(stations) == [
        ("Ausschuss für Soziales, Familie und Integration", "2024-01-17", "Vorberatung", "ungeändert beschlossen"),
        ("Kreistag", "2024-02-05", "Entscheidung", ""),
        ("Kreisausschuss", "", "Vorberatung", ""),
    ]
    assert stations.public is True


def test_cards_whose_dash_gives_the_result() -> None:
    stations = read(accordion(card("17.01.2024 Kreistag TOP 3 nicht öffentlich – einstimmig beschlossen", badge="1 Dok.")))
    assert told(stations) == [("Kreistag", "2024-01-17", "", "einstimmig beschlossen")]
    assert stations.public is False


def test_panels_of_bootstrap_3() -> None:
    panel = (
        '<div class="panel panel-default"><div class="panel-heading"><h3><a data-toggle="collapse">03.03.2017 Kreistag TOP 2 öffentlich - '
        'Entscheidung</a></h3></div><div class="panel-body"><p>Beschluss: abgelehnt</p></div></div>'
    )
    assert told(read(panel)) == [("Kreistag", "2017-03-03", "Entscheidung", "abgelehnt")]


def test_cards_of_an_agenda_or_of_documents_are_no_stations() -> None:
    agenda = (
        '<div class="card card-light"><div class="card-header"><h3><button><span class="badge">Ö 3</span><div class="smc-card-text-title">'
        "03.03.2024 Bericht öffentlich - Kenntnisnahme</div></button></h3></div></div>"
    )
    assert read(agenda + card("3 Dokumente") + card("Vorlage") + card("Letzte Änderung: 30.09.2026 17:01:12")).consultations == ()


def test_the_same_station_twice_is_one() -> None:
    twice = card("17.01.2024 Kreistag TOP 3 öffentlich") * 2
    assert len(read(accordion(twice)).consultations) == 1


@pytest.mark.parametrize("prefix", ["", "smc_field_"])
def test_tables_with_named_cells(prefix: str) -> None:
    content = f"""
    <table summary="Inhalt der Tabelle: Beratungen der Vorlage"><thead><tr><th>Sitzung</th><th>Gremium</th></tr></thead><tbody>
    <tr><td class="{prefix}sidat">12.06.2016</td><td class="{prefix}grname"><a href="si0057.php?__ksinr=12">Kreistag</a></td>
    <td class="{prefix}toname">TOP 4</td><td class="{prefix}txname">beschließend</td><td class="{prefix}bfost">öffentlich</td>
    <td class="{prefix}btname">mehrheitlich beschlossen</td></tr></tbody></table>
    <table summary="Inhalt der Tabelle: Weitere Beratungsfolge der Vorlage"><tbody>
    <tr><td class="{prefix}grname">Kreisausschuss</td><td class="{prefix}txname">vorberatend</td>
    <td class="{prefix}bfost">nichtöffentlich</td></tr>
    </tbody></table>"""
    stations = read(content)
    assert told(stations) == [
        ("Kreistag", "2016-06-12", "beschließend", "mehrheitlich beschlossen"), ("Kreisausschuss", "", "vorberatend", ""),
    ]  # fmt: skip
    assert stations.public is True


def test_plain_tables_of_version_4() -> None:
    content = """
    <table class="smccontenttable smc_page_vo0050_contenttable" summary="Inhalt der Tabelle: Beratungen der Vorlage"><tbody>
    <tr valign="top"><td><a href="to0040.php?__ksinr=9">04.05.2011</a></td><td>Ausschuss für Bau und Verkehr</td><td>Ö 5</td>
    <td>Vorberatung</td><td>ungeändert empfohlen</td></tr>
    <tr valign="top"><td><a href="to0040.php?__ksinr=11">23.05.2011</a></td><td>Kreistag</td><td>7.2</td>
    <td>Entscheidung</td><td>&nbsp;</td></tr>
    <tr><td></td><td>Beschluss:</td><td>geändert beschlossen</td></tr>
    </tbody></table>"""
    stations = read_stations(parse_page(old_page("vo0050", "K 17", content)))
    assert told(stations) == [
        ("Ausschuss für Bau und Verkehr", "2011-05-04", "Vorberatung", "ungeändert empfohlen"),
        ("Kreistag", "2011-05-23", "Entscheidung", "geändert beschlossen"),
    ]


def test_documents_in_a_row_and_a_date_beside_the_committee() -> None:
    content = """
    <table summary="Inhalt der Tabelle: Beratungen der Vorlage"><tbody><tr><td><a href="to0040.asp?__ksinr=9">Kreistag 04.05.2011</a></td>
    <td>Entscheidung</td><td><table class="smcdocbox"><tr><td><a href="getfile.asp?id=3&type=do">Beschlussausfertigung</a></td></tr>
    </table></td></tr><tr><td class="grname"><a href="si0057.asp?__ksinr=11" title="Details anzeigen: Bau 23.05.2011">Bauausschuss</a></td>
    <td class="txname">Vorberatung</td></tr></tbody></table>"""
    assert told(read(content)) == [("Kreistag", "2011-05-04", "Entscheidung", ""), ("Bauausschuss", "2011-05-23", "Vorberatung", "")]


def test_div_tables_with_the_fields_of_a_meeting() -> None:
    def cell(name: str, text: str) -> str:
        return f'<div class="smc-table-cell smc-cell-head {name}_title">x</div><div class="smc-table-cell {name}">{text}</div>'

    one = f'<div class="smc-table-row">{cell("sigrname", "Kreistag")}</div><div class="smc-table-row">{cell("sidat", "06.03.2024")}</div>'
    rows = "".join(
        f'<div class="smc-table-row">{cell("grname", committee)}{cell("txname", "Vorberatung")}{cell("bfost", "öffentlich")}</div>'
        for committee in ("Kreisausschuss", "Bauausschuss")
    )
    stations = read(f'<div class="smc-table">{one}</div><div class="smc-table">{rows}</div>')
    assert told(stations) == [
        ("Kreistag", "2024-03-06", "", ""), ("Kreisausschuss", "", "Vorberatung", ""), ("Bauausschuss", "", "Vorberatung", ""),
    ]  # fmt: skip
    assert stations.public is True


def test_tables_by_their_headings_in_any_order() -> None:
    content = """
    <table><thead><tr><th>Gremium</th><th>Beratungsart</th><th>Sitzungsdatum</th><th>Ergebnis</th><th>Status</th></tr></thead><tbody>
    <tr><td>Jugendhilfeausschuss</td><td>Anhörung</td><td>Mi, 06.03.2024</td><td>zur Kenntnis genommen</td><td>öffentlich</td></tr>
    </tbody></table>"""
    stations = read(content)
    assert told(stations) == [("Jugendhilfeausschuss", "2024-03-06", "Anhörung", "zur Kenntnis genommen")]
    assert stations.public is True


def test_other_tables_are_no_stations() -> None:
    content = """
    <table><thead><tr><th>Jahr</th><th>Betrag</th></tr></thead><tbody><tr><td>03.03.2024</td><td>84.000 €</td></tr></tbody></table>
    <table><tr><td>Betreff</td><td>Radweg</td></tr></table>"""
    assert read(content) == Stations()


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("17.09.2020 Kreisausschuss TOP 4 öffentlich - Vorberatung", Header("2020-09-17", "Kreisausschuss", True, "Vorberatung")),
        ("12.03.2024 Amt für öffentliche Aufgaben TOP 2 öffentlich", Header("2024-03-12", "Amt für öffentliche Aufgaben", True, "")),
        ("Mo, 12.03.2024, 17:00 Uhr Kreistag TOP 2 öffentlich – vertagt", Header("2024-03-12", "Kreistag", True, "vertagt")),
        ("Haupt- und Finanzausschuss 05.05.2023 nicht öffentlich", Header("2023-05-05", "Haupt- und Finanzausschuss", False, "")),
        ("12.03.2024 Kreistag - Entscheidung", Header("2024-03-12", "Kreistag", None, "Entscheidung")),
        ("12.03.2024 15. Sitzung des Kreistages TOP 1 öffentlich", Header("2024-03-12", "Kreistag", True, "")),
        ("12.03.2024 Kreistag TOP N 4 - Entscheidung", Header("2024-03-12", "Kreistag", False, "Entscheidung")),
        ("Kreistag, 12.03.2024, TOP 5 (öffentlich)", Header("2024-03-12", "Kreistag", True, "")),
        ("3. öffentliche Sitzung des Ausschusses für Bau 12.03.2024 öffentlich", Header("2024-03-12", "Ausschuss für Bau", True, "")),
        ("Kreistag öffentlich - Entscheidung", Header("", "Kreistag", True, "Entscheidung")),
        ("Beratungen", None),
        ("Vorlage (öffentlich)", None),
        ("3 Dokumente", None),
        ("Letzte Änderung: 30.09.2026 17:01:12", None),
        ("", None),
    ],
)
def test_heads_of_cards(text: str, header: Header | None) -> None:
    assert parse_header(text) == header


@pytest.mark.parametrize(
    "words", ["Vorberatung", "Entscheidung", "Beschlussfassung", "Kenntnisnahme", "Bekanntgabe", "zur Kenntnis", "vorberatend", ""]
)
def test_roles(words: str) -> None:
    assert tell_role(words) == (words, "")


@pytest.mark.parametrize(
    "words",
    ["ungeändert beschlossen", "Einstimmig", "zur Kenntnis genommen", "vertagt", "zurückgezogen", "abgelehnt", "Ja: 12 Nein: 3"],
)
def test_results(words: str) -> None:
    assert tell_role(words) == ("", words)
