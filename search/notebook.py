"""An archive in a notebook: `import ratslese; a = ratslese.open("study")`. Reads only; plain sqlite3, so that it waits for nobody.

a.search("Sprachmittler OR Dolmetscher")     hits with page and snippet
a.figures("Sprachmittler").to_pandas()        figures with evidence as a DataFrame
a.compare("Integration", by=["kreis", "year"], measure="vzae").to_pandas()
a.sql("SELECT ags, sum(value) FROM figures_with_papers WHERE decided GROUP BY ags")
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from corpus.errors import InputError
from corpus.lookup import connect, find_archive
from search.compare import Comparison, Plan
from search.comparison import compare_archive
from search.engines.base import Hit, SearchFilter
from search.figures import FigureLine, find_figures
from search.places import Selection, choose
from search.query import matching_papers, search_archive

Row = TypeVar("Row")
Names = Sequence[str]


@dataclass(frozen=True, slots=True)
class Rows(Generic[Row]):
    """Records in order, with `to_pandas()`. `notes` say what was left out."""

    records: tuple[Row, ...]
    columns: tuple[str, ...]
    notes: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Row]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __getitem__(self, place: int) -> Row:
        return self.records[place]

    def to_dicts(self) -> list[dict[str, Any]]:
        """Each record as a dict; decimal numbers stay text or Decimal."""
        return [dict(record) if isinstance(record, Mapping) else asdict(record) for record in self.records]  # type: ignore[call-overload]

    def to_pandas(self) -> Any:
        """A DataFrame; what is not told is None. Numbers are floats. Raises InputError where pandas is not installed."""
        try:
            import pandas
        except ModuleNotFoundError as error:
            raise InputError("to_pandas() needs pandas; install it with: pip install pandas") from error
        frame = pandas.DataFrame(self.to_dicts(), columns=list(self.columns))
        for name in ("value", "value_to", *(column for column in frame if frame[column].map(_is_decimal).any())):
            if name in frame:
                frame[name] = pandas.to_numeric(frame[name].map(lambda value: None if value == "" else value), errors="coerce").astype(
                    float
                )
        return frame


def _is_decimal(value: object) -> bool:
    from decimal import Decimal

    return isinstance(value, Decimal)


class Notebook:
    """An archive, open for questions. Kreise, Länder, years and fields are named as on the command line."""

    def __init__(self, folder: Path) -> None:
        self.folder = find_archive(folder)

    def __repr__(self) -> str:
        return f"<ratslese archive {self.folder}>"

    def search(
        self,
        query: str,
        *,
        kreise: Names = (),
        lands: Names = (),
        year: str | int = "",
        fields: Names = (),
        limit: int = 100,
        exact: bool = False,
    ) -> Rows[Hit]:
        """Ranked hits. Raises QueryError for a query that cannot be read."""
        chosen = self._select(kreise, lands, year, fields)
        answer = search_archive(self.folder, query, SearchFilter(chosen.kreise, chosen.lands, chosen.years, chosen.fields), limit, exact)
        notes = (f"{len(answer.hits)} of {answer.total} documents", *([f"Did you mean: {answer.suggestion}"] if answer.suggestion else []))
        return Rows(answer.hits, tuple(Hit.__dataclass_fields__), notes)

    def figures(
        self,
        query: str = "",
        *,
        kreise: Names = (),
        lands: Names = (),
        year: str | int = "",
        fields: Names = (),
        kind: str = "",
        decided: bool | None = None,
    ) -> Rows[FigureLine]:
        """Figures of all papers, or of those that answer a query."""
        chosen = self._select(kreise, lands, year, fields)
        papers = matching_papers(self.folder, query) if query.strip() else None
        asked = Selection(chosen.kreise, chosen.lands, chosen.years, chosen.fields, papers, kind, decided)
        with closing(connect(self.folder)) as connection:
            found = tuple(find_figures(connection, asked))
        return Rows(found, tuple(FigureLine.__dataclass_fields__))

    def compare(
        self,
        query: str = "",
        *,
        by: Names = ("kreis",),
        measure: str = "amount",
        per_capita: bool = False,
        direction: str = "",
        recurrence: str = "all",
        all_figures: bool = False,
        bounds: bool = False,
        kreise: Names = (),
        lands: Names = (),
        year: str | int = "",
        fields: Names = (),
        peers: str = "",
    ) -> Rows[Mapping[str, Any]]:
        """A comparison: one dict a group, None where there is no data; `.notes` are the footnotes.

        Raises InputError for a group, measure, direction or recurrence that there is not.
        """
        names: Any = tuple(dict.fromkeys([by] if isinstance(by, str) else by))
        kinds: Any = (measure, per_capita, direction, recurrence, all_figures, bounds)
        chosen = self._select(kreise, lands, year, fields, peers)
        return _comparison_rows(compare_archive(self.folder, query, chosen, Plan(names, *kinds)))

    def papers(self) -> Rows[Mapping[str, Any]]:
        """All papers with their metadata."""
        return self.sql("SELECT * FROM papers ORDER BY rowid")

    def sql(self, query: str, values: Sequence[object] = ()) -> Rows[Mapping[str, Any]]:
        """What the database answers; it cannot be changed from here. Views for people: amounts, positions, dates, figures_with_papers."""
        with closing(connect(self.folder)) as connection:
            cursor = connection.execute(query, tuple(values))
            names = tuple(column[0] for column in cursor.description or ())
            return Rows(tuple(dict(zip(names, row, strict=True)) for row in cursor), names)

    def _select(self, kreise: Names, lands: Names, year: str | int, fields: Names, peers: str = "") -> Selection:
        return choose(self.folder, _listed(kreise), _listed(lands), str(year or ""), _listed(fields), peers)


def _listed(names: Names) -> Iterable[str]:
    return [names] if isinstance(names, str) else names


def _comparison_rows(comparison: Comparison) -> Rows[Mapping[str, Any]]:
    records = []
    for row in comparison.rows:
        record: dict[str, Any] = dict(zip(comparison.groups, row.group, strict=True))
        for place, column in enumerate(comparison.columns):
            record[column.output_name] = row.values[place]
            if row.lows:
                record |= {f"{column.output_name}_low": row.lows[place], f"{column.output_name}_high": row.highs[place]}
        records.append({**record, "papers": row.papers, "figures": row.figures})
    names = (column.output_name for column in comparison.columns)
    columns = tuple(records[0]) if records else (*comparison.groups, *names, "papers", "figures")
    return Rows(tuple(records), columns, comparison.notes)
