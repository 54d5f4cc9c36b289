"""SQL views for people who ask the database themselves (sqlite3, DuckDB, R): the exported tables, with numbers as numbers.

`papers`, `figures`, `consultations` and `paper_fields` are tables of the same names; these views stand beside them. Columns are those of
the export (see `search.columns`); `decided` and `range_end` are 0, 1 or NULL.
"""

from __future__ import annotations

# The date of a paper `p`: its own, else that of its first sitting.
DATED = "coalesce(nullif(p.date, ''), (SELECT min(c.date) FROM consultations c WHERE c.paper_id = p.paper_id AND c.date <> ''), '')"

_MENTION = "mention_id, paper_id, file_sha256, figure_id, page, CAST(value AS REAL) AS value"
_PLACE = 'section, fields, quote, start, "end", bbox, rule, confidence / 100.0 AS confidence, review'
VIEWS = (
    f"CREATE VIEW IF NOT EXISTS amounts AS SELECT {_MENTION}, direction, recurrence, years, decided, range_end, {_PLACE}"
    " FROM mentions WHERE kind = 'amount'",
    f"CREATE VIEW IF NOT EXISTS positions AS SELECT {_MENTION}, action, years, grade, decided, range_end, {_PLACE}"
    " FROM mentions WHERE kind = 'position'",
    'CREATE VIEW IF NOT EXISTS dates AS SELECT mention_id, paper_id, file_sha256, page, value, role, section, quote, start, "end", bbox,'
    " rule, confidence / 100.0 AS confidence FROM mentions WHERE kind = 'date'",
    # What comparisons sum: decided or not, without what a person rejected; a share names its total in part_of.
    "CREATE VIEW IF NOT EXISTS figures_with_papers AS SELECT g.figure_id, g.paper_id, p.ags, p.body, p.reference, p.title, p.date,"
    " substr(p.date, 1, 4) AS paper_year, g.kind, CAST(g.value AS REAL) AS value, CAST(nullif(g.value_to, '') AS REAL) AS value_to, g.unit,"
    " g.direction, g.recurrence, g.years, g.action, g.grade, g.decided, g.part_of, g.fields, g.mention_count AS mentions, g.page, g.quote,"
    " g.review, g.cost_of, g.cost_basis FROM figures g JOIN papers p USING (paper_id) WHERE instr(g.review, 'rejected') = 0",
    # What posts cost where the text ties a sum to them: a row a sum, with the posts that it is for, and what one VZÄ costs by it.
    "CREATE VIEW IF NOT EXISTS post_costs AS SELECT a.figure_id, a.paper_id, p.ags, p.body, p.reference,"
    " substr(p.date, 1, 4) AS paper_year, CAST(a.value AS REAL) AS value, a.recurrence, a.years, a.direction, a.decided,"
    " a.cost_of, a.cost_basis,"
    " sum(v.hundredths) / 100.0 AS vzae,"
    " CASE WHEN a.value_to <> '' OR max(v.value_to) <> '' OR max(instr(v.review, 'rejected')) > 0 OR sum(v.hundredths) <= 0"
    " THEN NULL"
    " WHEN a.cost_basis = 'per_post' THEN CAST(a.value AS REAL) ELSE a.hundredths * 1.0 / sum(v.hundredths) END AS per_vzae"
    " FROM figures a JOIN papers p USING (paper_id) JOIN figures v ON v.paper_id = a.paper_id AND v.kind = 'position'"
    " AND instr(';' || a.cost_of || ';', ';' || v.figure_id || ';') > 0"
    " WHERE a.cost_of <> '' AND instr(a.review, 'rejected') = 0 GROUP BY a.figure_id",
)
