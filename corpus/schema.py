"""The archive's tables (SQLAlchemy Core). Version 4. See `corpus.store` for who writes what and when.

Money and posts are stored twice: as text (`value`, exact) and as an integer of hundredths (`hundredths`, for sums and
comparisons in SQL). Booleans that may be unknown are 0, 1 or NULL.
Version 2 added corrections: their two tables, and `review`, `extracted` and `note` of mentions and figures.
Version 3 added what Ratsinformationssysteme hold: sources and the three tables below it (see `corpus.harvest`).
Version 4 added which sums are the cost of which posts: `cost_of` and `cost_basis` of figures.
"""

from __future__ import annotations

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, LargeBinary, MetaData, Table, Text, UniqueConstraint

from corpus.lookup import SCHEMA_VERSION as SCHEMA_VERSION

metadata = MetaData()

settings = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

bodies = Table(
    "bodies",
    metadata,
    Column("ags", Text, primary_key=True),  # 5 digits for a Kreis, 8 for a Gemeinde; "name:…" where the key is unknown
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default=""),
    Column("land", Text, nullable=False, server_default=""),
)

files = Table(
    "files",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("name", Text, nullable=False),  # the name it came with, for messages only, never used as a path
    Column("media_type", Text, nullable=False, server_default=""),
    Column("size", Integer, nullable=False),
    Column("added_at", Text, nullable=False),
    Column("read_key", Text, nullable=False, server_default=""),  # version of the reader that read it; "" = unread
    Column("text_source", Text, nullable=False, server_default=""),  # text | ocr | none, "" = unread
    Column("page_count", Integer, nullable=False, server_default="0"),
)

origins = Table(
    "origins",
    metadata,
    Column("file_sha256", Text, ForeignKey("files.sha256"), nullable=False),
    Column("origin", Text, nullable=False),  # path, "archive.zip!member", "dump.jsonl#id" or URL
    Column("added_at", Text, nullable=False),
    UniqueConstraint("file_sha256", "origin"),
)

pages = Table(
    "pages",
    metadata,
    Column("file_sha256", Text, ForeignKey("files.sha256"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("width", Float, nullable=False),
    Column("height", Float, nullable=False),
    Column("layout", LargeBinary, nullable=False),  # zlib(JSON) of words, tables, ticks, offsets
)

papers = Table(
    "papers",
    metadata,
    Column("paper_id", Text, primary_key=True),
    Column("told", Text, nullable=False, server_default="{}"),  # JSON: what the import was told (csv, metadata, --body)
    Column("source_url", Text, nullable=False, server_default=""),
    Column("ingested_at", Text, nullable=False),
    Column("extract_key", Text, nullable=False, server_default=""),  # hash of inputs and rules; "" = stale
    # Filled by extraction, what was told first:
    Column("body", Text, nullable=False, server_default=""),
    Column("ags", Text, nullable=False, server_default=""),
    Column("reference", Text, nullable=False, server_default=""),
    Column("title", Text, nullable=False, server_default=""),
    Column("paper_type", Text, nullable=False, server_default=""),
    Column("date", Text, nullable=False, server_default=""),
    Column("public", Integer),
    Column("lead_unit", Text, nullable=False, server_default=""),
)

paper_files = Table(
    "paper_files",
    metadata,
    Column("paper_id", Text, ForeignKey("papers.paper_id"), primary_key=True),
    Column("position", Integer, primary_key=True),  # 0 is the main file
    Column("file_sha256", Text, ForeignKey("files.sha256"), nullable=False),
)

consultations = Table(
    "consultations",
    metadata,
    Column("paper_id", Text, ForeignKey("papers.paper_id"), primary_key=True),
    Column("position", Integer, primary_key=True),  # from 1
    Column("file_sha256", Text, nullable=False),
    Column("committee", Text, nullable=False),
    Column("date", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("result", Text, nullable=False),
)

mentions = Table(
    "mentions",
    metadata,
    Column("mention_id", Integer, primary_key=True),
    Column("paper_id", Text, ForeignKey("papers.paper_id"), nullable=False),
    Column("kind", Text, nullable=False),  # amount | position | date
    Column("file_sha256", Text, nullable=False),
    Column("figure_id", Text, nullable=False, server_default=""),
    Column("page", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("bbox", Text, nullable=False, server_default=""),  # "x0 top x1 bottom" or ""
    Column("section", Text, nullable=False, server_default=""),
    Column("rule", Text, nullable=False),
    Column("cues", Text, nullable=False, server_default=""),  # names of the rules that set attributes, ";"
    Column("confidence", Integer, nullable=False, server_default="100"),  # hundredths
    Column("value", Text, nullable=False),  # decimal or date
    Column("hundredths", Integer),  # cents or hundredths of a VZÄ; NULL for dates
    Column("direction", Text, nullable=False, server_default=""),
    Column("recurrence", Text, nullable=False, server_default=""),
    Column("years", Text, nullable=False, server_default=""),
    Column("action", Text, nullable=False, server_default=""),
    Column("grade", Text, nullable=False, server_default=""),
    Column("role", Text, nullable=False, server_default=""),
    Column("decided", Integer),
    Column("range_end", Integer, nullable=False, server_default="0"),
    Column("fields", Text, nullable=False, server_default=""),  # ids, ";"
    Column("review", Text, nullable=False, server_default=""),  # corrected | rejected | noted, ";"; "" = not reviewed
    Column("extracted", Text, nullable=False, server_default=""),  # JSON: what the rules said where a correction says otherwise
    Index("mentions_paper", "paper_id", "kind"),
    Index("mentions_figure", "figure_id"),
)

figures = Table(
    "figures",
    metadata,
    Column("figure_id", Text, primary_key=True),
    Column("paper_id", Text, ForeignKey("papers.paper_id"), nullable=False),
    Column("kind", Text, nullable=False),  # amount | position
    Column("value", Text, nullable=False),
    Column("hundredths", Integer, nullable=False),
    Column("value_to", Text, nullable=False, server_default=""),
    Column("hundredths_to", Integer),
    Column("unit", Text, nullable=False),  # EUR | VZÄ
    Column("direction", Text, nullable=False, server_default=""),
    Column("recurrence", Text, nullable=False, server_default=""),
    Column("years", Text, nullable=False, server_default=""),
    Column("action", Text, nullable=False, server_default=""),
    Column("grade", Text, nullable=False, server_default=""),
    Column("decided", Integer),
    Column("part_of", Text, nullable=False, server_default=""),
    Column("fields", Text, nullable=False, server_default=""),
    Column("mention_count", Integer, nullable=False),
    Column("page", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    Column("review", Text, nullable=False, server_default=""),  # as of mentions
    Column("extracted", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),  # reviewers' notes, "; "
    Column("cost_of", Text, nullable=False, server_default=""),  # figures of posts, ";"
    Column("cost_basis", Text, nullable=False, server_default=""),  # total | per_post
    Index("figures_paper", "paper_id"),
)

paper_fields = Table(
    "paper_fields",
    metadata,
    Column("paper_id", Text, ForeignKey("papers.paper_id"), primary_key=True),
    Column("field", Text, primary_key=True),
    Column("file_sha256", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("score", Integer, nullable=False),  # thousandths
    Column("evidence", Text, nullable=False),  # words, "; "
)

issues = Table(
    "issues",
    metadata,
    Column("issue_id", Integer, primary_key=True),
    Column("stage", Text, nullable=False),  # import | read | extract | index
    Column("subject", Text, nullable=False),  # what the user knows it by: path, origin, paper
    Column("file_sha256", Text, nullable=False, server_default=""),
    Column("paper_id", Text, nullable=False, server_default=""),
    Column("code", Text, nullable=False),
    Column("message", Text, nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
    Column("created_at", Text, nullable=False),
    Index("issues_subject", "stage", "subject"),
)

fetch_log = Table(
    "fetch_log",
    metadata,
    Column("fetch_id", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("origin", Text, nullable=False),  # path or URL
    Column("action", Text, nullable=False),  # stored | known | refused | failed
    Column("file_sha256", Text, nullable=False, server_default=""),
    Column("detail", Text, nullable=False, server_default=""),
)

# What a person says against the extraction. Never touched by a run: the rows of mentions and figures are changed by them anew
# after every extraction. NULL leaves an attribute as it was extracted, "" says that the text does not tell it.
corrections = Table(
    "corrections",
    metadata,
    Column("correction_id", Integer, primary_key=True),
    Column("created_at", Text, nullable=False),
    Column("kind", Text, nullable=False),  # amount | position
    Column("value", Text),
    Column("direction", Text),
    Column("recurrence", Text),
    Column("years", Text),
    Column("action", Text),
    Column("grade", Text),
    Column("decided", Integer),
    Column("rejected", Integer, nullable=False, server_default="0"),
    Column("note", Text, nullable=False, server_default=""),
)

# Where the corrected figure was read: the n-th time that the page prints these characters, whatever rules find there later.
correction_places = Table(
    "correction_places",
    metadata,
    Column("correction_id", Integer, ForeignKey("corrections.correction_id"), primary_key=True),
    Column("file_sha256", Text, primary_key=True),
    Column("page", Integer, primary_key=True),
    Column("quote", Text, primary_key=True),
    Column("occurrence", Integer, primary_key=True),  # from 1
    Index("correction_places_file", "file_sha256"),
)

# A Ratsinformationssystem that was asked: where it is, who allowed what, how far the last walk came.
sources = Table(
    "sources",
    metadata,
    Column("source_id", Text, primary_key=True),  # the key of the Kreis, else host and path
    Column("ags", Text, nullable=False, server_default=""),
    Column("body", Text, nullable=False, server_default=""),
    Column("vendor", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("options", Text, nullable=False, server_default="{}"),  # JSON
    Column("permission_who", Text, nullable=False, server_default=""),  # a permission got in writing: by whom,
    Column("permission_when", Text, nullable=False, server_default=""),  # of which day (ISO), for what
    Column("permission_scope", Text, nullable=False, server_default=""),
    Column("robots", Text, nullable=False, server_default=""),  # allowed | disallowed | unreachable, "" = not asked yet
    Column("state", Text, nullable=False, server_default=""),  # walking | complete | limited | incomplete | refused | unreachable
    Column("detail", Text, nullable=False, server_default=""),
    Column("walk_began", Text, nullable=False, server_default=""),
    Column("walk_window", Text, nullable=False, server_default=""),  # JSON: what it asks for; an interrupted walk goes on if it is the same
    Column("walk_ended", Text, nullable=False, server_default=""),  # "" = interrupted or under way
    Column("complete_began", Text, nullable=False, server_default=""),  # when the last walk that came to its end began
    Column("complete_window", Text, nullable=False, server_default=""),  # what that walk asked for
    Column("full_began", Text, nullable=False, server_default=""),  # the same of the last one that asked for all papers again
)

# A paper as its source tells it. `record` is the adapter's RisPaper as JSON; what it was before stands in source_versions.
source_papers = Table(
    "source_papers",
    metadata,
    Column("source_id", Text, ForeignKey("sources.source_id"), primary_key=True),
    Column("key", Text, primary_key=True),
    Column("url", Text, nullable=False, server_default=""),
    Column("reference", Text, nullable=False, server_default=""),
    Column("title", Text, nullable=False, server_default=""),
    Column("paper_type", Text, nullable=False, server_default=""),
    Column("date", Text, nullable=False, server_default=""),  # ISO: its own, else of its first sitting
    Column("latest", Text, nullable=False, server_default=""),  # ISO: the last date that is told, of the paper or of a sitting
    Column("public", Integer),
    Column("seen_rows", Text, nullable=False, server_default=""),  # hashes of what lists say of it, blanks between
    Column("record", Text, nullable=False, server_default=""),
    Column("record_hash", Text, nullable=False, server_default=""),
    Column("paper_id", Text, nullable=False, server_default=""),  # of papers, "" until it is fetched
    Column("state", Text, nullable=False),  # known | fetched | failed | refused | withheld | gone
    Column("detail", Text, nullable=False, server_default=""),
    Column("first_seen", Text, nullable=False),
    Column("last_seen", Text, nullable=False),
    Column("fetched_at", Text, nullable=False, server_default=""),
    Index("source_papers_paper", "paper_id"),
)

source_files = Table(
    "source_files",
    metadata,
    Column("source_id", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("file_key", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("name", Text, nullable=False, server_default=""),
    Column("url", Text, nullable=False, server_default=""),
    Column("size", Integer),  # bytes as stated
    Column("role", Text, nullable=False),  # main | collected | attachment
    Column("told", Text, nullable=False, server_default=""),  # hash of what the source says of it: changed = ask again
    Column("etag", Text, nullable=False, server_default=""),
    Column("last_modified", Text, nullable=False, server_default=""),
    Column("sha256", Text, nullable=False, server_default=""),
    Column("state", Text, nullable=False),  # known | complete | failed | refused | left (not wanted) | gone
    Column("detail", Text, nullable=False, server_default=""),
    Column("fetched_at", Text, nullable=False, server_default=""),
    Index("source_files_sha256", "sha256"),
)

# What a paper was before it changed at its source.
source_versions = Table(
    "source_versions",
    metadata,
    Column("version_id", Integer, primary_key=True),
    Column("source_id", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("until", Text, nullable=False),  # when the change was seen
    Column("record", Text, nullable=False),
    Column("record_hash", Text, nullable=False),
    Column("files", Text, nullable=False, server_default="{}"),  # JSON: file_key → sha256
    Index("source_versions_paper", "source_id", "key"),
)
