-- An archive of schema version 3, as ratslese made it before posts had their cost.
BEGIN TRANSACTION;
CREATE TABLE bodies (
	ags TEXT NOT NULL,
	name TEXT NOT NULL,
	kind TEXT DEFAULT '' NOT NULL,
	land TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (ags)
);
CREATE TABLE consultations (
	paper_id TEXT NOT NULL,
	position INTEGER NOT NULL,
	file_sha256 TEXT NOT NULL,
	committee TEXT NOT NULL,
	date TEXT NOT NULL,
	role TEXT NOT NULL,
	result TEXT NOT NULL,
	PRIMARY KEY (paper_id, position),
	FOREIGN KEY(paper_id) REFERENCES papers (paper_id)
);
CREATE TABLE correction_places (
	correction_id INTEGER NOT NULL,
	file_sha256 TEXT NOT NULL,
	page INTEGER NOT NULL,
	quote TEXT NOT NULL,
	occurrence INTEGER NOT NULL,
	PRIMARY KEY (correction_id, file_sha256, page, quote, occurrence),
	FOREIGN KEY(correction_id) REFERENCES corrections (correction_id)
);
CREATE TABLE corrections (
	correction_id INTEGER NOT NULL,
	created_at TEXT NOT NULL,
	kind TEXT NOT NULL,
	value TEXT,
	direction TEXT,
	recurrence TEXT,
	years TEXT,
	action TEXT,
	grade TEXT,
	decided INTEGER,
	rejected INTEGER DEFAULT '0' NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (correction_id)
);
CREATE TABLE fetch_log (
	fetch_id INTEGER NOT NULL,
	at TEXT NOT NULL,
	origin TEXT NOT NULL,
	action TEXT NOT NULL,
	file_sha256 TEXT DEFAULT '' NOT NULL,
	detail TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (fetch_id)
);
INSERT INTO "fetch_log" VALUES(1,'2026-01-02T03:04:05Z','vorlage.pdf','stored','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','');
CREATE TABLE figures (
	figure_id TEXT NOT NULL,
	paper_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	value TEXT NOT NULL,
	hundredths INTEGER NOT NULL,
	value_to TEXT DEFAULT '' NOT NULL,
	hundredths_to INTEGER,
	unit TEXT NOT NULL,
	direction TEXT DEFAULT '' NOT NULL,
	recurrence TEXT DEFAULT '' NOT NULL,
	years TEXT DEFAULT '' NOT NULL,
	action TEXT DEFAULT '' NOT NULL,
	grade TEXT DEFAULT '' NOT NULL,
	decided INTEGER,
	part_of TEXT DEFAULT '' NOT NULL,
	fields TEXT DEFAULT '' NOT NULL,
	mention_count INTEGER NOT NULL,
	page INTEGER NOT NULL,
	quote TEXT NOT NULL,
	review TEXT DEFAULT '' NOT NULL,
	extracted TEXT DEFAULT '' NOT NULL,
	note TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (figure_id),
	FOREIGN KEY(paper_id) REFERENCES papers (paper_id)
);
INSERT INTO "figures" VALUES('f1','p1','amount','35000.00',3500000,'',NULL,'EUR','expense','','','','',NULL,'','',1,1,'35.000 €','','','');
INSERT INTO "figures" VALUES('f2','p1','position','0.50',50,'',NULL,'VZÄ','','','','create','',NULL,'','',1,1,'eine halbe Stelle','','','');
CREATE TABLE files (
	sha256 TEXT NOT NULL,
	name TEXT NOT NULL,
	media_type TEXT DEFAULT '' NOT NULL,
	size INTEGER NOT NULL,
	added_at TEXT NOT NULL,
	read_key TEXT DEFAULT '' NOT NULL,
	text_source TEXT DEFAULT '' NOT NULL,
	page_count INTEGER DEFAULT '0' NOT NULL,
	PRIMARY KEY (sha256)
);
INSERT INTO "files" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','vorlage.pdf','',10,'2026-01-02T03:04:05Z','','',0);
CREATE TABLE issues (
	issue_id INTEGER NOT NULL,
	stage TEXT NOT NULL,
	subject TEXT NOT NULL,
	file_sha256 TEXT DEFAULT '' NOT NULL,
	paper_id TEXT DEFAULT '' NOT NULL,
	code TEXT NOT NULL,
	message TEXT NOT NULL,
	detail TEXT DEFAULT '' NOT NULL,
	created_at TEXT NOT NULL,
	PRIMARY KEY (issue_id)
);
CREATE TABLE mentions (
	mention_id INTEGER NOT NULL,
	paper_id TEXT NOT NULL,
	kind TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	figure_id TEXT DEFAULT '' NOT NULL,
	page INTEGER NOT NULL,
	start INTEGER NOT NULL,
	"end" INTEGER NOT NULL,
	quote TEXT NOT NULL,
	bbox TEXT DEFAULT '' NOT NULL,
	section TEXT DEFAULT '' NOT NULL,
	rule TEXT NOT NULL,
	cues TEXT DEFAULT '' NOT NULL,
	confidence INTEGER DEFAULT '100' NOT NULL,
	value TEXT NOT NULL,
	hundredths INTEGER,
	direction TEXT DEFAULT '' NOT NULL,
	recurrence TEXT DEFAULT '' NOT NULL,
	years TEXT DEFAULT '' NOT NULL,
	action TEXT DEFAULT '' NOT NULL,
	grade TEXT DEFAULT '' NOT NULL,
	role TEXT DEFAULT '' NOT NULL,
	decided INTEGER,
	range_end INTEGER DEFAULT '0' NOT NULL,
	fields TEXT DEFAULT '' NOT NULL,
	review TEXT DEFAULT '' NOT NULL,
	extracted TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (mention_id),
	FOREIGN KEY(paper_id) REFERENCES papers (paper_id)
);
INSERT INTO "mentions" VALUES(1,'p1','amount','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','f1',1,20,28,'35.000 €','','','test','',100,'35000.00',3500000,'expense','','','','','',NULL,0,'','','');
INSERT INTO "mentions" VALUES(2,'p1','position','aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','f2',1,5,22,'eine halbe Stelle','','','test','',100,'0.50',50,'','','','create','','',NULL,0,'','','');
CREATE TABLE meta (
	"key" TEXT NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY ("key")
);
CREATE TABLE origins (
	file_sha256 TEXT NOT NULL,
	origin TEXT NOT NULL,
	added_at TEXT NOT NULL,
	UNIQUE (file_sha256, origin),
	FOREIGN KEY(file_sha256) REFERENCES files (sha256)
);
INSERT INTO "origins" VALUES('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','vorlage.pdf','2026-01-02T03:04:05Z');
CREATE TABLE pages (
	file_sha256 TEXT NOT NULL,
	number INTEGER NOT NULL,
	text TEXT NOT NULL,
	source TEXT NOT NULL,
	width FLOAT NOT NULL,
	height FLOAT NOT NULL,
	layout BLOB NOT NULL,
	PRIMARY KEY (file_sha256, number),
	FOREIGN KEY(file_sha256) REFERENCES files (sha256)
);
CREATE TABLE paper_fields (
	paper_id TEXT NOT NULL,
	field TEXT NOT NULL,
	file_sha256 TEXT NOT NULL,
	label TEXT NOT NULL,
	score INTEGER NOT NULL,
	evidence TEXT NOT NULL,
	PRIMARY KEY (paper_id, field),
	FOREIGN KEY(paper_id) REFERENCES papers (paper_id)
);
CREATE TABLE paper_files (
	paper_id TEXT NOT NULL,
	position INTEGER NOT NULL,
	file_sha256 TEXT NOT NULL,
	PRIMARY KEY (paper_id, position),
	FOREIGN KEY(paper_id) REFERENCES papers (paper_id),
	FOREIGN KEY(file_sha256) REFERENCES files (sha256)
);
INSERT INTO "paper_files" VALUES('p1',0,'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
CREATE TABLE papers (
	paper_id TEXT NOT NULL,
	told TEXT DEFAULT '{}' NOT NULL,
	source_url TEXT DEFAULT '' NOT NULL,
	ingested_at TEXT NOT NULL,
	extract_key TEXT DEFAULT '' NOT NULL,
	body TEXT DEFAULT '' NOT NULL,
	ags TEXT DEFAULT '' NOT NULL,
	reference TEXT DEFAULT '' NOT NULL,
	title TEXT DEFAULT '' NOT NULL,
	paper_type TEXT DEFAULT '' NOT NULL,
	date TEXT DEFAULT '' NOT NULL,
	public INTEGER,
	lead_unit TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (paper_id)
);
INSERT INTO "papers" VALUES('p1','{"reference": "12/2019"}','','2026-01-02T03:04:05Z','old-key','','','12/2019','','','',NULL,'');
CREATE TABLE source_files (
	source_id TEXT NOT NULL,
	"key" TEXT NOT NULL,
	file_key TEXT NOT NULL,
	position INTEGER NOT NULL,
	name TEXT DEFAULT '' NOT NULL,
	url TEXT DEFAULT '' NOT NULL,
	size INTEGER,
	role TEXT NOT NULL,
	told TEXT DEFAULT '' NOT NULL,
	etag TEXT DEFAULT '' NOT NULL,
	last_modified TEXT DEFAULT '' NOT NULL,
	sha256 TEXT DEFAULT '' NOT NULL,
	state TEXT NOT NULL,
	detail TEXT DEFAULT '' NOT NULL,
	fetched_at TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (source_id, "key", file_key)
);
CREATE TABLE source_papers (
	source_id TEXT NOT NULL,
	"key" TEXT NOT NULL,
	url TEXT DEFAULT '' NOT NULL,
	reference TEXT DEFAULT '' NOT NULL,
	title TEXT DEFAULT '' NOT NULL,
	paper_type TEXT DEFAULT '' NOT NULL,
	date TEXT DEFAULT '' NOT NULL,
	latest TEXT DEFAULT '' NOT NULL,
	public INTEGER,
	seen_rows TEXT DEFAULT '' NOT NULL,
	record TEXT DEFAULT '' NOT NULL,
	record_hash TEXT DEFAULT '' NOT NULL,
	paper_id TEXT DEFAULT '' NOT NULL,
	state TEXT NOT NULL,
	detail TEXT DEFAULT '' NOT NULL,
	first_seen TEXT NOT NULL,
	last_seen TEXT NOT NULL,
	fetched_at TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (source_id, "key"),
	FOREIGN KEY(source_id) REFERENCES sources (source_id)
);
CREATE TABLE source_versions (
	version_id INTEGER NOT NULL,
	source_id TEXT NOT NULL,
	"key" TEXT NOT NULL,
	until TEXT NOT NULL,
	record TEXT NOT NULL,
	record_hash TEXT NOT NULL,
	files TEXT DEFAULT '{}' NOT NULL,
	PRIMARY KEY (version_id)
);
CREATE TABLE sources (
	source_id TEXT NOT NULL,
	ags TEXT DEFAULT '' NOT NULL,
	body TEXT DEFAULT '' NOT NULL,
	vendor TEXT NOT NULL,
	url TEXT NOT NULL,
	options TEXT DEFAULT '{}' NOT NULL,
	permission_who TEXT DEFAULT '' NOT NULL,
	permission_when TEXT DEFAULT '' NOT NULL,
	permission_scope TEXT DEFAULT '' NOT NULL,
	robots TEXT DEFAULT '' NOT NULL,
	state TEXT DEFAULT '' NOT NULL,
	detail TEXT DEFAULT '' NOT NULL,
	walk_began TEXT DEFAULT '' NOT NULL,
	walk_window TEXT DEFAULT '' NOT NULL,
	walk_ended TEXT DEFAULT '' NOT NULL,
	complete_began TEXT DEFAULT '' NOT NULL,
	complete_window TEXT DEFAULT '' NOT NULL,
	full_began TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (source_id)
);
CREATE INDEX issues_subject ON issues (stage, subject);
CREATE INDEX source_files_sha256 ON source_files (sha256);
CREATE INDEX source_versions_paper ON source_versions (source_id, "key");
CREATE INDEX mentions_paper ON mentions (paper_id, kind);
CREATE INDEX mentions_figure ON mentions (figure_id);
CREATE INDEX figures_paper ON figures (paper_id);
CREATE INDEX correction_places_file ON correction_places (file_sha256);
CREATE INDEX source_papers_paper ON source_papers (paper_id);
CREATE VIEW amounts AS SELECT mention_id, paper_id, file_sha256, figure_id, page, CAST(value AS REAL) AS value, direction, recurrence, years, decided, range_end, section, fields, quote, start, "end", bbox, rule, confidence / 100.0 AS confidence, review FROM mentions WHERE kind = 'amount';
CREATE VIEW positions AS SELECT mention_id, paper_id, file_sha256, figure_id, page, CAST(value AS REAL) AS value, action, years, grade, decided, range_end, section, fields, quote, start, "end", bbox, rule, confidence / 100.0 AS confidence, review FROM mentions WHERE kind = 'position';
CREATE VIEW dates AS SELECT mention_id, paper_id, file_sha256, page, value, role, section, quote, start, "end", bbox, rule, confidence / 100.0 AS confidence FROM mentions WHERE kind = 'date';
CREATE VIEW figures_with_papers AS SELECT g.figure_id, g.paper_id, p.ags, p.body, p.reference, p.title, p.date, substr(p.date, 1, 4) AS paper_year, g.kind, CAST(g.value AS REAL) AS value, CAST(nullif(g.value_to, '') AS REAL) AS value_to, g.unit, g.direction, g.recurrence, g.years, g.action, g.grade, g.decided, g.part_of, g.fields, g.mention_count AS mentions, g.page, g.quote, g.review FROM figures g JOIN papers p USING (paper_id) WHERE instr(g.review, 'rejected') = 0;
COMMIT;
PRAGMA user_version = 3;
