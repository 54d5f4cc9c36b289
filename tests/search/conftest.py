"""A small archive of our own: three bodies, their papers, pages, mentions and figures. No paper of anyone."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, event, insert

from corpus import schema
from corpus.views import VIEWS


class Builder:
    """Writes an archive row by row; `paper` and `figure` fill in what a test does not care about."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ratslese.toml").write_text("[archive]\nname = 'study'\n", encoding="utf-8")
        self.engine = create_engine(f"sqlite:///{folder / 'ratslese.sqlite'}")
        event.listen(self.engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
        schema.metadata.create_all(self.engine)
        with self.engine.begin() as connection:
            for statement in VIEWS:
                connection.exec_driver_sql(statement)

    def insert(self, table: str, **values: Any) -> None:
        with self.engine.begin() as connection:
            connection.execute(insert(schema.metadata.tables[table]).values(**values))

    def execute(self, statement: str) -> None:
        with self.engine.begin() as connection:
            connection.exec_driver_sql(statement)

    def paper(self, paper_id: str, *pages: str, fields: tuple[str, ...] = (), **values: Any) -> str:
        """A paper with one file of these pages; returns the file's SHA-256."""
        sha256 = hashlib.sha256("\f".join((paper_id, *pages)).encode()).hexdigest()
        self.insert(
            "files", sha256=sha256, name=f"{paper_id}.txt", size=1, added_at="2024-01-01T00:00:00Z", read_key="reader-1",
            text_source="text", page_count=len(pages), media_type="text/plain",
        )  # fmt: skip
        for number, text in enumerate(pages, 1):
            self.insert(
                "pages", file_sha256=sha256, number=number, text=text, source="text", width=0, height=0, layout=zlib.compress(b"{}")
            )
        self.insert("papers", paper_id=paper_id, ingested_at="2024-01-01T00:00:00Z", **{"extract_key": "rules-1", **values})
        self.insert("paper_files", paper_id=paper_id, position=0, file_sha256=sha256)
        for field in fields:
            self.insert(
                "paper_fields", paper_id=paper_id, field=field, file_sha256=sha256, label=f"Feld {field[-4:]}", score=800, evidence="Wort"
            )
        return sha256

    def figure(self, figure_id: str, paper_id: str, value: str, **values: Any) -> None:
        cents = round(float(value) * 100)
        usual = {"kind": "amount", "unit": "EUR", "mention_count": 1, "page": 1, "quote": f"{value} €", "decided": 1}
        self.insert("figures", figure_id=figure_id, paper_id=paper_id, value=value, hundredths=cents, **{**usual, **values})

    def mention(self, paper_id: str, sha256: str, text: str, quote: str, value: str, **values: Any) -> None:
        """A mention of `quote` where it first stands in `text`."""
        start = text.index(quote)
        usual = {"kind": "amount", "page": 1, "rule": "amount.currency_after", "hundredths": round(float(value) * 100)}
        self.insert(
            "mentions", paper_id=paper_id, file_sha256=sha256, start=start, end=start + len(quote), quote=quote, value=value,
            **{**usual, **values},
        )  # fmt: skip


LOERRACH = (
    "Beschlussvorlage\nDer Kreistag beschließt die Förderung der Sprachmittlung.",
    "Für die Sprachmittler werden einmalig 60.000 € bereitgestellt. Davon trägt der Landkreis 30.000 €.\nAnträge nimmt das Amt entgegen.",
)
WITTMUND = ("Forderung der Gemeinden\nDie Integration der Geflüchteten kostet jährlich 26.500,50 €.",)
KONSTANZ = ("Bericht über die Integration. Foerderung und Kosten sind nicht beziffert.",)


@pytest.fixture
def build(tmp_path: Path) -> Iterator[Callable[[], Builder]]:
    made: list[Builder] = []

    def make() -> Builder:
        made.append(Builder(tmp_path / "study"))
        return made[-1]

    yield make
    for one in made:
        one.engine.dispose()


@pytest.fixture
def builder(build: Callable[[], Builder]) -> Builder:
    """The archive of three counties."""
    made = build()
    sha256 = made.paper(
        "loe-1", *LOERRACH, fields=("integration:sprache", "produkt:31"), body="Landkreis Lörrach", ags="08336", reference="139/2018",
        title="Sprachmittlung im Landkreis", paper_type="Beschlussvorlage", date="2018-05-02", public=1,
    )  # fmt: skip
    made.insert(
        "consultations",
        paper_id="loe-1",
        position=1,
        file_sha256=sha256,
        committee="Sozialausschuss",
        date="2018-06-20",
        role="",
        result="",
    )
    made.figure("f-60", "loe-1", "60000.00", direction="expense", recurrence="once", years="2018", page=2, quote="60.000 €")
    made.figure("f-30", "loe-1", "30000.00", direction="expense", recurrence="once", years="2018", page=2, part_of="f-60")
    made.figure("f-post", "loe-1", "0.50", kind="position", unit="VZÄ", action="create", quote="0,5 VZÄ")
    text = LOERRACH[1]
    shared: dict[str, Any] = {"page": 2, "direction": "expense", "recurrence": "once", "decided": 1}
    made.mention("loe-1", sha256, text, "60.000 €", "60000.00", figure_id="f-60", cues="amount.cost;amount.once", **shared)
    made.mention("loe-1", sha256, text, "30.000 €", "30000.00", figure_id="f-30", bbox="1.00 2.00 3.00 4.00", **shared)
    made.paper(
        "wtm-1", *WITTMUND, fields=("integration:ankommen",), body="Landkreis Wittmund", ags="03462", reference="2020/7", title="Kosten",
        date="2020-03-01",
    )  # fmt: skip
    made.figure("f-26", "wtm-1", "26500.50", direction="expense", recurrence="yearly", years="2020-")
    made.paper("kon-1", *KONSTANZ, body="Landkreis Konstanz", ags="08335", title="-Bericht", date="2019-01-10")
    return made


@pytest.fixture
def archive(builder: Builder) -> Path:
    return builder.folder


@pytest.fixture
def indexed(archive: Path) -> Path:
    from search.index import update_index

    assert len(list(update_index(archive))) == 3
    return archive
