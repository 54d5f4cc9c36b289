"""How the papers that answer a query spread over Kreise, years and Handlungsfelder."""

from __future__ import annotations

from pathlib import Path

from corpus.lookup import connect
from corpus.views import DATED
from search.engines.base import SearchFilter
from search.query import matching_papers

MOST_ROWS = 15  # of one facet, the commonest first


def count_facets(archive: Path, query: str, chosen: SearchFilter, exact: bool = False) -> dict[str, list[tuple[str, int]]]:
    """(value, papers) by "kreis", "year" and "field", of all papers that answer. Years in order, the others by number of papers."""
    papers = matching_papers(archive, query, exact, chosen)
    connection = connect(archive)
    try:
        connection.execute("CREATE TEMP TABLE answering (paper_id TEXT PRIMARY KEY)")
        connection.executemany("INSERT INTO answering VALUES (?)", ((paper,) for paper in sorted(papers)))
        common = f"GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_ROWS}"
        papers_of = "count(*) FROM papers p JOIN answering USING (paper_id)"
        kreis = f"SELECT coalesce(nullif(p.body, ''), '(not told)'), {papers_of} {common}"
        year = f"SELECT coalesce(nullif(substr({DATED}, 1, 4), ''), '(not told)'), {papers_of} GROUP BY 1 ORDER BY 1"
        field = f"SELECT f.label, count(*) FROM paper_fields f JOIN answering USING (paper_id) {common}"
        queries = {"kreis": kreis, "year": year, "field": field}
        return {name: [(str(row[0]), int(row[1])) for row in connection.execute(sql)] for name, sql in queries.items()}
    finally:
        connection.close()
