"""The report is one page that loads nothing, links every number to its evidence and escapes what papers say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from lxml import html

from search.compare import Plan
from search.comparison import compare_archive
from search.places import Selection
from search.report import collect_report, render_report
from search.report.charts import SHADES, load_shapes, make_bars, make_map, make_series
from search.report.words import tell_question
from search.studies import Study
from tests.search.conftest import Builder

MOMENT = datetime(2024, 5, 6, 7, 8, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n picture"


def page(folder: Path, *by: str, measure: str = "amount") -> html.HtmlElement:
    comparison = compare_archive(folder, "", Selection(), Plan(by or ("kreis",), measure))  # type: ignore[arg-type]
    report = collect_report(folder, comparison, "Bericht <b>", "alles", MOMENT, pictures)
    return html.document_fromstring("".join(render_report(report)))


def pictures(places: Sequence[tuple[str, int, tuple[float, float, float, float]]]) -> list[bytes | None]:
    return [PNG for _ in places]


def test_every_link_leads_to_a_place_of_the_page(builder: Builder) -> None:
    tree = page(builder.folder)
    ids = [node.get("id") for node in tree.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    inner = {link.get("href")[1:] for link in tree.iter("a") if link.get("href", "").startswith("#")}
    assert inner
    assert inner <= set(ids)
    assert {use.get("href")[1:] for use in tree.iter("use")} <= set(ids)


def test_every_number_of_the_table_leads_to_a_card_with_quote_page_and_hash(builder: Builder) -> None:
    tree = page(builder.folder)
    numbers = [cell for cell in tree.xpath("//table//td[contains(@class, 'n')]") if re.search(r"\d,\d\d", cell.text_content())]
    assert numbers
    assert all(cell.xpath("./a") for cell in numbers)
    cards = tree.xpath("//article")
    assert cards
    for card in cards:
        assert card.xpath(".//mark")[0].text_content()
        assert re.search(r"page \d", card.text_content())
        assert re.search(r"[0-9a-f]{64}", card.text_content())


def test_nothing_is_loaded_and_nothing_runs(builder: Builder) -> None:
    builder.execute("UPDATE papers SET title = '<script>alert(1)</script>', source_url = 'javascript:alert(2)'")
    builder.execute("UPDATE figures SET quote = '\"><img src=x onerror=alert(3)>'")
    tree = page(builder.folder)
    assert not tree.xpath("//script")
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")
    assert not [link for link in tree.xpath("//@href") if link.startswith("javascript")]
    assert all(source.startswith("data:image/png;base64,") for source in tree.xpath("//@src"))
    policy = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    assert policy.startswith("default-src 'none'")
    assert tree.xpath("//h1")[0].text_content() == "Bericht <b>"


def test_a_map_stands_beside_its_source(builder: Builder) -> None:
    text = page(builder.folder).text_content()
    assert "© GeoBasis-DE / BKG 2021" in text
    assert "no data" in text


def test_years_make_a_time_series(builder: Builder) -> None:
    lines = {"A": {"2018": Decimal(10), "2020": Decimal(5)}, "B": {"2019": Decimal(0)}}
    first, second = make_series(lines)
    assert [(point.year, point.x, point.y) for point in first.points] == [("2018", 0.0, 0.0), ("2020", 640.0, 120.0)]
    assert [(point.x, point.y) for point in second.points] == [(320.0, 240.0)]
    assert make_series({"A": {"2018": Decimal(1)}}) == ()
    assert not page(builder.folder, "kreis", "year").xpath("//*[contains(@class, 'map')]")


def test_bars_are_sorted_and_leave_out_what_has_no_data() -> None:
    long = ("c", Decimal(10), Decimal(5), Decimal(20), "g3")
    bars = make_bars([("a", Decimal(5), None, None, "g1"), ("b", None, None, None, "g2"), long])
    assert [(bar.label, bar.width) for bar in bars] == [("c", 260.0), ("a", 130.0)]
    assert (bars[0].low, bars[0].high) == (130.0, 520.0)


def test_shades_are_quantiles_and_unknown_kreise_have_none() -> None:
    keys = list(load_shapes()["shapes"])[:6]  # type: ignore[call-overload]
    values = {ags: (ags, Decimal(number), str(number), "g") for number, ags in enumerate(keys[:5], 1)}
    drawn = make_map({**values, keys[5]: ("x", None, "", "")})
    assert drawn is not None
    shades = {area.ags: area.shade for area in drawn.areas}
    assert [shades[ags] for ags in keys] == [1, 2, 3, 4, SHADES, 0]
    assert len(drawn.areas) == 401
    assert make_map({keys[0]: ("x", None, "", "")}) is None


def test_a_report_without_figures_is_a_page_too(build: type[Builder]) -> None:
    builder = build()
    builder.paper("leer", "Nichts von Zahlen")
    tree = page(builder.folder, measure="vzae")
    assert tree.xpath("//h1")
    assert not tree.xpath("//article")


def test_charts_tell_the_digits_of_the_table(builder: Builder) -> None:
    for year, posts in (("2018", "0.10"), ("2019", "1.25")):
        builder.paper(f"p-{year}", "Stellen", body="Landkreis Lörrach", ags="08336", date=f"{year}-05-02")
        builder.figure(f"v-{year}", f"p-{year}", posts, kind="position", unit="VZÄ", action="create")
    comparison = compare_archive(builder.folder, "", Selection(), Plan(("kreis", "year"), "vzae", per_capita=True))
    tree = html.document_fromstring("".join(render_report(collect_report(builder.folder, comparison, "t", "q", MOMENT))))
    numbers = {cell.text_content() for cell in tree.xpath("//table//td/a") if re.fullmatch(r"\d,\d{4}", cell.text_content())}
    drawn = {text.text_content() for text in tree.xpath("//section[contains(@class, 'chart')]//figure[1]//text()/..")}
    assert numbers
    assert numbers <= drawn
    assert not [text for text in drawn if re.fullmatch(r"\d+,\d\d", text)]
    points = [title.text_content() for title in tree.xpath("//circle/title")]
    assert points
    assert all(re.search(r": \d,\d{4} VZÄ", point) for point in points)


def test_a_label_under_the_first_year_stands_within_the_picture(builder: Builder) -> None:
    builder.paper("wtm-2", "Kosten", body="Landkreis Wittmund", ags="03462", date="2021-03-01")
    builder.figure("f-27", "wtm-2", "100.00", direction="expense", recurrence="yearly", years="2021")
    (picture,) = page(builder.folder, "kreis", "year").xpath("//svg[starts-with(@aria-label, 'Time series of expense, yearly')]")
    left, _, width, _ = map(float, picture.get("viewbox").split())
    places = [float(text.get("x")) for text in picture.xpath(".//text[@text-anchor='middle']")]
    assert places
    assert left + 20 <= min(places)  # a year of 13 px letters is less than 40 wide
    assert max(places) + 20 <= left + width


def test_a_wide_table_is_printed_across(builder: Builder) -> None:
    assert not page(builder.folder).xpath("//*[@class='wide']")
    builder.figure("f-i", "wtm-1", "5.00", direction="income", recurrence="yearly")
    builder.figure("f-b", "wtm-1", "6.00", direction="budget", recurrence="once")
    wide = page(builder.folder, "kreis", "year").xpath("//*[@class='wide']")
    assert [node.tag for node in wide] == ["header", "section"]


def test_a_report_asks_and_notes_in_words_without_commands(builder: Builder) -> None:
    span = {"value_to": "80000.00", "hundredths_to": 8000000, "direction": "expense"}
    builder.figure("f-r", "loe-1", "70000.00", recurrence="once", years="2019", **span)
    builder.paper("loe-2", "Noch einmal", body="Landkreis Lörrach", ags="08336", date="2020-01-01")
    builder.figure("f-61", "loe-2", "60000.00", direction="expense", recurrence="once", years="2018")
    builder.figure("f-62", "loe-2", "5.00", direction="expense", recurrence="once", years="2019")
    text = " ".join(page(builder.folder).xpath("//body")[0].text_content().split())
    for told in ("given only as a range", "several years (2018 to 2020)", "equal figure stands in several papers"):
        assert told in text
    assert " --" not in text
    assert not re.search(r"ratslese (?!0\.)", text)


def test_bounds_lead_to_cards_of_what_is_only_in_them(build: type[Builder]) -> None:
    builder = build()
    text = "Zuschuss von 70.000 bis 80.000 Euro"
    sha256 = builder.paper("p", text, body="Landkreis Lörrach", ags="08336", date="2020-01-01")
    for quote, value in (("70.000", "70000.00"), ("80.000 Euro", "80000.00")):
        builder.mention("p", sha256, text, quote, value, figure_id="f-range")
    span = {"value_to": "80000.00", "hundredths_to": 8000000, "direction": "expense", "recurrence": "once"}
    builder.figure("f-range", "p", "70000.00", **span)
    comparison = compare_archive(builder.folder, "", Selection(), Plan(("kreis",), "amount", bounds=True))
    tree = html.document_fromstring("".join(render_report(collect_report(builder.folder, comparison, "t", "q", MOMENT))))
    (cell,) = tree.xpath("//table//td[contains(., '80.000,00')]")
    (place,) = cell.xpath("./a/@href")
    (group,) = tree.xpath(f"//section[@aria-labelledby='{place[1:]}']")
    assert group.xpath(".//article/@id") == ["f-f-range"]
    assert group.xpath(".//article/h4")[0].text_content() == "70.000,00 – 80.000,00 €"
    assert "more place" not in group.text_content()  # its ends are one place
    assert "Only within the least and the most" in group.text_content()


def test_a_question_tells_measure_direction_and_sample() -> None:
    assert tell_question(Study("Sprachmittler")) == (
        "Asked: papers that answer “Sprachmittler”; amounts in €; by Kreis; expense, income and budget apart; only what is decided."
    )
    asked = Study(
        by=("kreis", "year"), direction="income", recurrence="once", per_capita=True, all_figures=True, bounds=True,
        lands=("Hessen",), year="2018..2020", peers="Lörrach",
    )  # fmt: skip
    assert tell_question(asked) == (
        "Asked: all papers; amounts in €; per 1,000 inhabitants; by Kreis and year; income only; only what is paid once; decided or not;"
        " with the least and the most of each sum; Länder: Hessen; years: 2018 to 2020; Lörrach and the Kreise of its Land."
    )
    assert tell_question(Study(by=("type",), measure="papers")) == "Asked: all papers; the number of papers; by kind of paper."
