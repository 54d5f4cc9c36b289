"""Printed lines of a county's forms: what stands in most papers of one body says little about any of them.

"Finanzielle Auswirkungen: ☐ ja ☐ nein" is in every Vorlage of a Kreis; a search for it should find first who wrote of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Mapping

from search.german import line_key
from search.words import Words

LEAST_PAPERS = 10  # of a body; below that a line's share says nothing
SHARE = 0.5
_GROWN = 1.5  # counted anew when a body has so many times the papers
_LONGEST = 300  # characters; longer lines are paragraphs
_MOST_PAPERS = 400  # papers of a body that are looked at
_BODY = "CASE WHEN p.ags <> '' THEN p.ags ELSE 'name:' || p.body END"


def update_forms(connection: sqlite3.Connection, words: Words) -> Mapping[str, frozenset[int]]:
    """The keys of form lines by body (AGS, or "name:…"); counted anew for bodies that have grown much since they were last counted."""
    found: dict[str, frozenset[int]] = {}
    fresh: dict[str, str] = {}
    rows = connection.execute(f"SELECT {_BODY} AS body, count(*) AS papers FROM papers p GROUP BY 1 HAVING count(*) >= ?", (LEAST_PAPERS,))
    for body, papers in rows.fetchall():
        known = json.loads(words.note(f"forms:{body}") or "{}")
        if papers < known.get("papers", 0) * _GROWN:
            found[body] = frozenset(known["lines"])
            continue
        found[body] = _count_lines(connection, body)
        fresh[f"forms:{body}"] = json.dumps({"papers": papers, "lines": sorted(found[body])})
    if fresh:
        words.keep(fresh)
    return found


def _count_lines(connection: sqlite3.Connection, body: str) -> frozenset[int]:
    """Keys of lines that stand in more than half of a body's papers."""
    papers = connection.execute(
        f"SELECT p.paper_id, pf.file_sha256 FROM papers p JOIN paper_files pf ON pf.paper_id = p.paper_id AND pf.position = 0"
        f" WHERE {_BODY} = ? ORDER BY p.paper_id LIMIT {_MOST_PAPERS}",
        (body,),
    ).fetchall()
    counts: Counter[int] = Counter()
    for _, sha256 in papers:
        keys: set[int] = set()
        for (text,) in connection.execute("SELECT text FROM pages WHERE file_sha256 = ?", (sha256,)):
            keys.update(line_key(line) for line in text.split("\n") if 2 < len(line) <= _LONGEST)
        counts.update(keys)
    return frozenset(key for key, number in counts.items() if number > len(papers) * SHARE and number >= LEAST_PAPERS)
