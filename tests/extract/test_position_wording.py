"""Usual wordings of posts: how many, what becomes of them, and for which years. One sentence each, as counties of all Länder write it."""

from __future__ import annotations

import pytest

from corpus.types import Page, PaperFacts
from extract.context import PageContext
from extract.positions import find_positions
from extract.sections import Section

SHA = "c" * 64


def told(text: str) -> list[tuple[str, str, str]]:
    """Value, action and years of each mention of posts in one paragraph of a Beschlussvorlage, by value."""
    page = f"Sachverhalt\n\n{text}\n\nWeitere Angaben folgen im Bericht.\n"
    section = Section(SHA, 1, 0, len(page), "facts", "Sachverhalt")
    context = PageContext(SHA, Page(1, page), (section,), PaperFacts(paper_type="Beschlussvorlage", reference="12/2023"))
    return sorted((str(found.value), found.action, found.years) for found in find_positions(context))


# Expected are value:action, and :years where the sentence names one that could be meant.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Der Stellenplan wird um 2,0 Stellen erweitert.", "2:create"),
        ("Das Gesundheitsamt wird personell um 1,5 VZÄ verstärkt.", "1.5:create"),
        ("Der Kreistag bewilligt drei zusätzliche Planstellen für die Ausländerbehörde.", "3:create"),
        ("Für die Sprachmittlung ist ein Stellenanteil von 0,5 VZÄ neu einzurichten.", "0.5:create"),
        ("Die Bemessung zeigt im Unterhaltsvorschuss ein Defizit von insgesamt 2,3 Stellen.", "2.3:create"),
        ("Es fehlen derzeit 2,0 VZÄ in der Leistungsgewährung.", "2:create"),
        ("Daraus ergibt sich ein zusätzlicher Personalbedarf in Höhe von 1,25 VbE.", "1.25:create"),
        ("Der Landkreis plant, vier neue Stellen für Integrationslotsen auszuschreiben.", "4:create"),
        ("Zur Bewältigung der Aufgaben soll eine weitere Vollzeitstelle geschaffen werden.", "1:create"),
        ("Die Fraktion beantragt die Einrichtung einer Stelle für einen Klimaschutzmanager.", "1:create"),
        ("Die Fallzahlen erfordern eine Aufstockung um 2,5 Stellen.", "2.5:create"),
        ("Für die Koordination des Projekts ist eine 0,75-Stelle vorgesehen.", "0.75:create"),
        ("Im Stellenplan 2023 sind sechs Stellen mehr ausgewiesen als im Vorjahr.", "6:create"),
        ("Es wird vorgeschlagen, die Stelle eines Radverkehrsbeauftragten mit 1,0 VZÄ auszuweisen.", "1:create"),
        ("Für die Umsetzung wird mit einem Personalaufwand von 1,0 VZÄ gerechnet.", "1:create"),
        ("Der Personalmehrbedarf beträgt 2,0 VZÄ.", "2:create"),
        ("Für die neue Wohngeldstelle müssen zwei Sachbearbeiterstellen eingerichtet werden.", "2:create"),
        ("Im Gegenzug entfällt eine halbe Stelle im Sekretariat.", "0.5:cut"),
        ("Durch die Zusammenlegung können 2,0 VZÄ eingespart werden.", "2:cut"),
        ("Eine Stelle im Bereich Zensus fällt zum Jahresende weg.", "1:cut"),
        ("Die Stellenzahl im Jobcenter verringert sich um 3,5 Stellen.", "3.5:cut"),
        ("Mit dem Ausscheiden der Stelleninhaberin werden 1,2 Stellenanteile nicht wiederbesetzt.", "1.2:cut"),
        ("Der Abbau von 2,0 Stellen im Bereich Asyl ist bis Ende 2025 umzusetzen.", "2:cut"),
        ("Das Konsolidierungskonzept sieht die Streichung von 4 Planstellen vor.", "4:cut"),
        ("Der Umfang der Beratung wird um 0,5 VZÄ gekürzt.", "0.5:cut"),
        ("Es werden 5,0 VZÄ weniger benötigt.", "5:cut"),
        ("Im Jugendamt sind derzeit 12,5 VZÄ im Allgemeinen Sozialen Dienst tätig.", "12.5:existing"),
        ("Die Kontaktstelle verfügt über drei Vollzeitstellen.", "3:existing"),
        ("Das Team besteht aus 2,0 Vollzeitstellen.", "2:existing"),
        ("Die Beratungsstelle ist mit 1,5 VZÄ ausgestattet.", "1.5:existing"),
        ("Die Personalausstattung des Sachgebiets umfasst 7,25 Stellen.", "7.25:existing"),
        ("Zum Stand 30.06.2022 waren 20 Stellen nicht besetzt.", "20:existing"),
        ("Von den vorhandenen Stellen sind vier Stellen unbesetzt.", "4:existing"),
        ("Die Aufgabe wird mit vorhandenem Personal (1,0 VZÄ) erledigt.", "1:existing"),
        ("Zwei Stellen wurden bereits mit dem Nachtragshaushalt 2021 geschaffen.", "2:existing"),
        ("Die Verwaltung teilt mit, dass 4,5 zusätzliche VZÄ in den Stellenplan aufgenommen wurden.", "4.5:existing"),
        ("Die im letzten Jahr eingerichtete Stelle (1,0 VZÄ) ist seit Mai besetzt.", "1:existing"),
        ("Seit 2019 gibt es im Kreis drei Stellen für Schulsozialarbeit.", "3:existing"),
        ("Eine halbe Stelle konnte bisher nicht besetzt werden.", "0.5:existing"),
        ("Hierfür wird eine Stelle aus dem Sozialamt in das Jugendamt verlagert.", "1:existing"),
        ("Die Jugendberufsagentur wird mit 2,25 Vollzeitstellen dauerhaft fortgesetzt.", "2.25:extend"),
        ("Die Befristung von zwei Stellen wird bis zum 31.12.2026 verlängert.", "2:extend"),
        ("Die bisher befristeten drei Stellen werden entfristet.", "3:extend"),
        ("Die bis Ende 2024 befristete Stelle (1,0 VZÄ) soll unbefristet weitergeführt werden.", "1:extend"),
        ("Der Wegfall des kw-Vermerks bei 2,0 Stellen wird beschlossen.", "2:extend"),
        ("An 6,5 Stellen entfallen die Befristungsvermerke.", "6.5:extend"),
        ("Die Förderung der 1,5 Stellen im Integrationsmanagement wird für weitere drei Jahre fortgeführt.", "1.5:extend"),
        ("Die Verwaltung empfiehlt, die Stelle des Bildungskoordinators (1,0 VZÄ) über den 31.07.2025 hinaus zu erhalten.", "1:extend"),
        ("Insgesamt umfasst der künftige Bedarf 45 Stellen.", "45:"),
        ("Die Zahl der Stellen wird auf 290 begrenzt.", "290:"),
        ("Die Zahl der Vollzeiteinheiten (VZE) ist künftig auf 318 VZE beschränkt.", "318:"),
        ("Der Stellenplan erhöht sich auf 14 Stellen.", "14:"),
        ("Der Bedarf läge nach dem Gutachten bei 9,0 Stellen.", "9:"),
        ("Es besteht ein Bedarf von 1,0 VZE im Bereich der Wirtschaftsförderung.", "1:create"),
        ("Mit dem Haushalt 2027 sind insgesamt 61,2375 Stellen neu zu schaffen.", "61.24:create:2027"),
        (
            "Der Stellenplan 2026 enthält insgesamt 812,0 Stellen und gegenüber 2025 einen Zuwachs von 7,5 Stellen.",
            "7.5:create:2026 812::2026",
        ),
        ("Von den 9,0 Mehrstellen sind 4,0 Stelleneinsparungen abzuziehen.", "9:create 4:cut"),
        ("Es sind 2,0 Stellenstreichungen vorgesehen.", "2:cut"),
        ("Der Entwurf enthält 3,0 Stellenmehrungen.", "3:create"),
        ("Die Zahl der Stellen steigt von 30 auf 32.", "30:existing 32:"),
        ("Ab dem 01.01.2023 wird eine halbe Stelle für die Ehrenamtskoordination eingerichtet.", "0.5:create:2023-"),
        ("Für die Jahre 2024 und 2025 wird eine Vollzeitstelle zur Digitalisierung geschaffen.", "1:create:2024;2025"),
        ("Im Haushaltsjahr 2022 ist 1,0 VZÄ für das Gesundheitsamt einzuplanen.", "1:create:2022"),
        ("Die Verwaltung richtet eine zentrale Anlaufstelle ein.", ""),
        ("An dieser Stelle wird auf zwei weitere Beratungsstellen verwiesen.", ""),
        ("Die Zahl der Tagespflegestellen steigt von derzeit 14 auf 18.", ""),
        ("Pro Vollzeitstelle werden 15.200 Euro gefördert.", ""),
        ("Im Jugendamt arbeiten 12 Mitarbeiterinnen und Mitarbeiter.", ""),
        ("Es stehen 25 Plätze in drei Einsatzstellen zur Verfügung.", ""),
        ("Je 1,0 VZÄ sind 80 Fälle zu betreuen.", ""),
        ("Die Förderung setzt voraus, dass keine neue Stelle geschaffen wird.", ""),
        ("Mitte 2016 wurden vier Außenstellen eröffnet.", ""),
        ("Eine Fachkraft mit einem Beschäftigungsumfang von 100 % wird zusätzlich eingestellt.", "1:create"),
        ("Frau Muster ist mit einem Stellenumfang von 50 % für die Koordination zuständig.", "0.5:existing"),
        ("Die Mehrbelastung soll durch 2 neue VZÄ aufgefangen werden.", "2:create"),
        ("Der Antrag zielt auf 0,8 VZÄ für einen Kümmerer in der Gemeinschaftsunterkunft.", "0.8:create"),
        ("Auf die Gemeinden entfallen drei Stellen der mobilen Jugendarbeit, die der Kreis seit Jahren fördert.", "3:existing"),
        ("Das Land finanziert bereits eine Vollzeitstelle.", "1:existing"),
        ("Der Rat hat 2023 der Verwaltung aufgegeben, zwei Stellen im Ordnungsdienst einzurichten.", "2:create"),
        ("Mit Kreistagsbeschluss vom 12.12.2019 wurden zwei Stellen bewilligt.", "2:existing"),
        ("Die Verlängerung der am 30.09.2027 auslaufenden Projektstelle (1,0 VZÄ) ist sicherzustellen.", "1:extend"),
        ("Der Kreistag stimmt der Weiterführung der Stelle (1,0 VZÄ) zu.", "1:extend"),
        ("Die Aufnahme von 3,0 VZS in den Stellenplan 2026 wird empfohlen.", "3:create"),
        ("Eingestellt werden zwei Fachkräfte des gehobenen Dienstes (bis A 11/Entgeltgruppe 10 TVöD).", "2:create"),
        ("Die im Stellenplan 2024 enthaltene ½ Stelle wird von der Tourismusförderung mitgenutzt.", "0.5:existing"),
        ("Der Stellenplan 2023 umfasste 8 Beamtenstellen und 22,5 Beschäftigtenstellen.", "8:existing 22.5:existing"),
        ("Der Fachdienst hatte am 01.01.1995 nur 6,5 Stellen.", "6.5:existing"),
        ("Zum Stellenplan 2025 werden 4 Asyl-Stellen zurückgegeben.", "4:cut"),
        ("Nach Ablauf der Befristung ist die Umwandlung in eine unbefristete Stelle angestrebt.", "1:extend"),
        ("Es seien zunächst 15 Stellen zur sofortigen Besetzung vorgeschlagen worden.", "15:create"),
        ("Der Sozialausschuss habe eine Empfehlung zur Einrichtung von 5,0 Stellen für die Pflegeberatung abgegeben.", "5:create"),
        ("Die 0,9 Stelle wird zum Jahresende auslaufen.", "0.9:cut"),
        ("Der Ausschuss stimmt der Einrichtung einer 3. Vollzeitstelle zu.", "1:create"),
        ("Die Verwaltung wird ermächtigt, zwei befristete Stellen (bis max. EG 10) überplanmäßig zu besetzen.", "2:create"),
        ("Der Umfang der Stelle wird von derzeit 1,5 VZÄ nicht erhöht und bleibt bei 1,5 VZÄ.", "1.5:existing 1.5:existing"),
        ("Derzeit sind 6,0 Stellen besetzt, davon gehört ein 0,5-Stellenanteil zur Jugendpflege.", "6:existing 0.5:existing"),
        ("Von den 14 bewilligten Plätzen werden 10 durch zwei vorhandene Vollzeitstellen betreut.", "2:existing"),
        ("Für das Sachgebiet Einbürgerung wird die Neueinrichtung einer Vollzeitstelle in EG 9c vorgeschlagen.", "1:create"),
        ("Zur Umsetzung des Onlinezugangsgesetzes ist die Einstellung von 3,0 VZÄ unumgänglich.", "3:create"),
        ("Dafür wird eine Stelle im Hochbauamt gestrichen.", "1:cut"),
        ("Die SPD-Fraktion stellt den Antrag, eine zusätzliche Stelle in der Lebensmittelüberwachung auszuweisen.", "1:create"),
        ("In der Wohngeldstelle arbeiten aktuell Sachbearbeiterinnen im Umfang von 2,5 VZÄ.", "2.5:existing"),
        ("Von den vier Planstellen ist derzeit eine nicht besetzt.", "4:existing"),
        ("Eine Stelle ist seit März vakant, eine halbe Stelle ruht wegen Elternzeit.", "1:existing 0.5:existing"),
        ("Im Stellenplan 2025 sind für den Brand- und Katastrophenschutz 1,5 Stellen zusätzlich berücksichtigt.", "1.5:create:2025"),
        ("Der Stellenanteil wird von 0,5 VZÄ auf 0,75 VZÄ erhöht.", "0.5:existing 0.75:"),
        ("Die Erhöhung um 0,25 VZÄ ist kostenneutral.", "0.25:create"),
        ("Zum 31.12.2024 waren 12,0 VZÄ beschäftigt.", "12:existing"),
        ("Die Leitstelle hat 12 Vollzeitkräfte im Schichtdienst.", "12:existing"),
        ("Die Förderung der drei Vollzeitstellen im Programm Streetwork läuft bis 2028 weiter.", "3:extend"),
        ("Die Stelle des Breitbandkoordinators (1,0 VZÄ) soll dauerhaft weitergeführt werden.", "1:extend"),
        ("Zwei bis Juni 2026 befristete Stellen werden um zwei Jahre verlängert.", "2:extend"),
        ("Gewünscht wird eine zusätzliche halbe Stelle für die Archivpädagogik.", "0.5:create"),
        ("Das entspricht rund 3,0 VZÄ.", "3:"),
        ("Nach dem Personalbemessungsverfahren beträgt der Gesamtbedarf 22,0 VZÄ.", "22:"),
        ("Auf 1,0 VZÄ entfallen 65 Beratungsfälle.", ""),
        ("Der Landkreis unterhält drei Rettungswachen und zwei Nebenstellen.", ""),
        ("Gesucht werden zwei Ehrenamtliche für die Geschäftsstelle.", ""),
        ("Die Ausbildungsstellen im Kreishaus bleiben unverändert.", ""),
        ("Es ist beabsichtigt, ab dem 01.07.2026 eine Sachbearbeiterstelle in der Unteren Naturschutzbehörde einzurichten.", "1:create"),
        ("Im Jobcenter werden zwei weitere Vermittlungsfachkräfte (EG 9c) benötigt.", "2:create"),
        ("Aus dem Landesprogramm werden bereits vier Stellen finanziert.", "4:existing"),
        ("Der Haushaltsentwurf 2026 sieht drei neue Stellen in der Jugendhilfe vor.", "3:create:2026"),
        ("Der Stellenplan weist zwei Stellen weniger aus als im Vorjahr.", "2:cut"),
        ("Insgesamt steigt die Zahl der Stellen um sechs Stellen.", "6:create"),
        ("Die Aufgaben werden von einer Mitarbeiterin mit einem Stellenanteil von 100 % wahrgenommen.", "1:existing"),
    ],
)
def test_wording(text: str, expected: str) -> None:
    wanted = sorted((*mention.split(":"), "*", "*")[:3] for mention in expected.split())
    found = told(text)
    assert [(value, action) for value, action, _ in found] == [(value, action) for value, action, _ in wanted]
    assert all(years in ("*", mine) for (_, _, mine), (_, _, years) in zip(found, wanted, strict=True))
