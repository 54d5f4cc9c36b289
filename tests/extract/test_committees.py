from __future__ import annotations

import pytest

from extract.committees import nominative, tidy_committee


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("15. Plenarsitzung Gemeinderat", "Gemeinderat"),
        ("12. Sitzung des Kreisausschusses", "Kreisausschuss"),
        ("3. Sitzung des Stadtteilbeirates Nord", "Stadtteilbeirat Nord"),
        ("Sozialaus-schuss", "Sozialausschuss"),
        ("Kreistag (öffentlich)", "Kreistag"),
        ("Haupt- und Finanzausschuss", "Haupt- und Finanzausschuss"),
        ("Haupt-und Finanzausschuss", "Haupt-und Finanzausschuss"),
        ("5 Kreistag", "Kreistag"),
        ("Ö 7.1 Jugendhilfeausschuss", "Jugendhilfeausschuss"),
        ("Bezirksausschuss 25", "Bezirksausschuss 25"),
        ("19. Öffentliche Sitzung der Stadtvertretung", "Stadtvertretung"),
        ("Nichtöffentliche Sitzung des Kreisausschusses", "Kreisausschuss"),
    ],
)
def test_committees_lose_the_number_of_the_sitting(written: str, expected: str) -> None:
    assert tidy_committee(written) == expected


def test_the_nominative() -> None:
    assert nominative("Rates der Stadt Musterhausen") == "Rat der Stadt Musterhausen"
    assert nominative("Bezirksausschusses des 25. Stadtbezirkes") == "Bezirksausschuss des 25. Stadtbezirkes"
    assert nominative("Planungs- und Verkehrssenates") == "Planungs- und Verkehrssenat"
    assert nominative("Kreistag des Landkreises Musterau") == "Kreistag des Landkreises Musterau"
