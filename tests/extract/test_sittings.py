from __future__ import annotations

import pytest

from corpus.types import Page, PaperFacts, ReadFile
from extract.metadata import find_facts
from extract.sections import find_sections
from extract.sittings import find_phrases


@pytest.mark.parametrize(
    ("text", "committee", "day"),
    [
        ("Antrag zur öffentlichen Sitzung\ndes Rates der Stadt Altdorf\nam 12. Februar 2021", "Rat der Stadt Altdorf", "2021-02-12"),
        ("Bekanntgabe im Kommunalausschuss am 04.02.2021", "Kommunalausschuss", "2021-02-04"),
        ("beantragt, der Kreistag möge in seiner Sitzung am 11. März 2020 beschließen", "Kreistag", "2020-03-11"),
        ("Beschluss der öffentlichen Sitzung des Kreistages vom 22.09.2014.", "Kreistag", "2014-09-22"),
        ("Vorlage an den Kreistag zur Beschlussfassung am 22.10.2012", "Kreistag", "2012-10-22"),
        ("Beschluss des Bezirksausschusses des 3. Stadtbezirkes vom 09.02.2021", "Bezirksausschuss des 3. Stadtbezirkes", "2021-02-09"),
    ],
)
def test_phrases_of_a_head(text: str, committee: str, day: str) -> None:
    found = [(station.committee, station.date) for _, _, station in find_phrases(text)]
    assert found == [(committee, day)]


def test_who_wrote_a_paper_is_no_station_nor_is_a_part_of_a_name() -> None:
    assert not list(find_phrases("Vortrag des Magistrats vom 08.07.2016, M 138"))
    assert not list(find_phrases("Bericht der Verwaltung\n19. Sitzung des Kreistages am 25. Juni 2018"))


@pytest.mark.parametrize(
    "text",
    [
        "In der Sitzung des Kreistages am 14.03.2017 wurde der Stand der Gespräche erörtert.",
        "Ergänzend hat die Verwaltung in der Sitzung des Stadtrats vom 11.07.2018 mit der Planung begonnen.",
        "Vortrag des Magistrats vom 02.05.2014, M 77",
        "Antrag des Ortsbeirates vom 02.05.2014",
    ],
)
def test_what_happened_in_a_sitting_or_who_wrote_the_paper_is_no_station(text: str) -> None:
    assert [item for _, _, item in find_phrases(text)] == []


def test_what_a_committee_sits_for_is_no_part_of_its_name() -> None:
    text = (
        "Betreff: Neubau\nBeratungsfolge:\nSenat zur Senatsberatung\nBauausschuss zur Kenntnisnahme\n19.09.2022\n"
        "73. Sitzung des Bauausschusses zurückgestellt\n10.10.2022\n74. Sitzung des Bauausschusses zur Kenntnis genommen\n\n"
        "Sachverhalt\nText.\n"
    )
    file = ReadFile("0" * 64, "vorlage.txt", (Page(1, text),))
    found = [(item.committee, item.date) for item in find_facts([file], find_sections(file)).consultations]
    assert found == [("Senat", ""), ("Bauausschuss", "2022-09-19"), ("Bauausschuss", "2022-10-10")]


@pytest.mark.parametrize(
    ("text", "committee", "day"),
    [
        ("Anfrage zur Ratssitzung, 22. Juni 2015", "Rat", "2015-06-22"),
        ("Antrag zur Kreistagssitzung am 03.05.2017", "Kreistag", "2017-05-03"),
        ("Anfrage für die Tagesordnung der Kreistagssitzung am 03.05.2017", "Kreistag", "2017-05-03"),
        (
            "Die Fraktion bittet, diese Anfrage auf die Tagesordnung der Sitzung des Bau- und Planungsausschusses am 10.11.2011 zu nehmen.",
            "Bau- und Planungsausschuss",
            "2011-11-10",
        ),
    ],
)
def test_the_sitting_for_which_a_letter_asks(text: str, committee: str, day: str) -> None:
    file = ReadFile("0" * 64, "anfrage.txt", (Page(1, f"{text}\n\nUnbesetzte Stellen im Amt\n\nWie viele Stellen sind unbesetzt?\n"),))
    paper = find_facts([file], find_sections(file))
    assert [(item.committee, item.date) for item in paper.consultations] == [(committee, day)]
    assert paper.date == ""


def test_a_line_below_a_day_may_name_its_sitting_without_the_word() -> None:
    text = (
        "Betreff: Schule\nBeratungsfolge:\nSchulausschuss Vorberatung\n19.05.2011\ndes Schulausschusses beschlossen\n"
        "Bezirksvertretung Mitte Anhörung\n01.06.2011\nder Bezirksvertretung des Stadtbezirks Mitte\nIntegrationsrat Vorberatung\n"
        "01.06.2011\ndes Integrationsrates beschlossen\nJugendhilfeausschuss Entscheidung\n27.06.2012      zur Kenntnis genommen\n\n"
        "Sachverhalt\nText.\n"
    )
    file = ReadFile("0" * 64, "vorlage.txt", (Page(1, text),))
    paper = find_facts([file], find_sections(file))
    assert [(item.committee, item.date) for item in paper.consultations] == [
        ("Schulausschuss", "2011-05-19"),
        ("Bezirksvertretung Mitte", "2011-06-01"),
        ("Integrationsrat", "2011-06-01"),
        ("Jugendhilfeausschuss", "2012-06-27"),
    ]
    assert paper.date == ""


def test_a_phrase_may_name_the_committees_one_after_the_other() -> None:
    first = "Vorlage an den Umwelt- und Verkehrsausschuss zur Vorberatung am 12.10.2015"
    text = f"{first} und an den Kreistag zur Beschlussfassung am 19.10.2015\n\nNeue Buslinien"
    file = ReadFile("a" * 64, "vorlage.txt", (Page(1, text),))
    paper = find_facts([file], find_sections(file))
    stations = [(item.committee, item.date) for item in paper.consultations]
    assert stations == [("Umwelt- und Verkehrsausschuss", "2015-10-12"), ("Kreistag", "2015-10-19")]


def read(text: str) -> PaperFacts:
    file = ReadFile("a" * 64, "vorlage.txt", (Page(1, text),))
    return find_facts([file], find_sections(file))


def test_the_sitting_that_a_head_names_comes_behind_its_list_of_what_went_before() -> None:
    paper = read(
        "Landkreis Uelzen\nBeschlussvorlage zur Sitzung des Kreistages am 12.06.2019\n\nBetr.: Bedarfsplan der Kindertagesbetreuung\n\n"
        "Vorberatung:\nJugendhilfeausschuss am 28.05.2019\nKreisausschuss am 03.06.2019\n\nBeschlussvorschlag\nDer Plan wird bestätigt.\n"
    )
    stations = [(item.committee, item.date) for item in paper.consultations]
    assert stations == [("Jugendhilfeausschuss", "2019-05-28"), ("Kreisausschuss", "2019-06-03"), ("Kreistag", "2019-06-12")]


def test_a_phrase_ends_where_its_paragraph_ends() -> None:
    assert not list(find_phrases("Vorlage an den Kreistag Nr. 2022/118\n\nUelzen, 14.09.2022"))
    assert not list(find_phrases("Vorlage an den Kreistag\n\nUelzen 14.09.2022"))


def test_rows_of_committee_and_day_without_a_head() -> None:
    paper = read(
        "Landkreis Uelzen\nBeratungsunterlage Nr. 2017/086\n12.07.2017\n\n"
        "Verwaltungs- und Finanzausschuss am 25.07.2017          nichtöffentlich (Vorberatung)\n"
        "Kreistag am 26.07.2017                                  öffentlich (Beschlussfassung)\n\n"
        "TOP 4\nEinsatz der Lotsen\n\n1. Beschlussantrag\nDer Kreistag stimmt zu.\n"
    )
    stations = [(item.committee, item.date) for item in paper.consultations]
    assert stations == [("Verwaltungs- und Finanzausschuss", "2017-07-25"), ("Kreistag", "2017-07-26")]
    assert (paper.public, paper.date) == (True, "2017-07-12")


def test_the_mark_before_a_committee_tells_whether_its_sitting_is_public() -> None:
    rows = "Status Gremium Termin Zuständigkeit\nÖ Sozialausschuss 10.09.2020 zur Kenntnis\nN Hauptausschuss 17.09.2020 zur Kenntnis\n"
    paper = read(f"Kreis Steinburg\nVO/2020/155\n\nBeratungsfolge:\n{rows}\nBericht zum Konzept\n\nSachverhalt:\nEs läuft.\n")
    assert [(item.committee, item.date) for item in paper.consultations] == [
        ("Sozialausschuss", "2020-09-10"),
        ("Hauptausschuss", "2020-09-17"),
    ]
    assert paper.public is True


def test_the_heads_of_columns_may_stand_one_below_the_other_and_the_role_behind_the_committee() -> None:
    paper = read(
        "Beschlussvorlage\nVO/2023/0456\nBeratungsfolge\nGeplante\nÖffentlichkeitsstatus\nSitzungstermine\n"
        "Jugendhilfeausschuss (Vorberatung)\n09.05.2023\nÖ\nKreistag (Entscheidung)\n20.06.2023\nÖ\n\n"
        "Betreff:\nSchulsozialarbeit\n\nSachverhalt\nSie wirkt.\n"
    )
    stations = [(item.committee, item.date) for item in paper.consultations]
    assert stations == [("Jugendhilfeausschuss", "2023-05-09"), ("Kreistag", "2023-06-20")]


def test_stations_in_one_line_behind_their_label() -> None:
    paper = read(
        "Beschlussvorlage Nr. 088/2020 öffentlich\nBehandlung im: Bildungsausschuss am 17.06.2020, Stadtrat am 25. Juni 2020\n"
        "Thema: Medienentwicklungsplan\nBeschlussvorschlag: Der Stadtrat beschließt den Plan.\n"
    )
    stations = [(item.committee, item.date) for item in paper.consultations]
    assert stations == [("Bildungsausschuss", "2020-06-17"), ("Stadtrat", "2020-06-25")]


def test_a_line_says_for_what_a_paper_goes_to_a_committee() -> None:
    for text in ("Bericht\nzur Kenntnis im Kreisausschuss am 11.04.2022 (öffentlich)", "Zur Beratung im Kreisausschuss am 11.04.2022"):
        assert {(item.committee, item.date) for _, _, item in find_phrases(text)} == {("Kreisausschuss", "2022-04-11")}


def test_an_extract_of_minutes_has_the_sitting_as_its_station() -> None:
    paper = read(
        "Auszug aus der Niederschrift über die 12. öffentliche Sitzung des Kreistages vom 14.12.2020\n\n"
        "TOP 9: Haushaltssatzung 2021\n\nDer Kreistag beschließt die Haushaltssatzung.\n"
    )
    assert [(item.committee, item.date) for item in paper.consultations] == [("Kreistag", "2020-12-14")]
