-- An archive of schema version 1, as ratslese 0.1.0 made it.
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
CREATE TABLE fetch_log (
	fetch_id INTEGER NOT NULL,
	at TEXT NOT NULL,
	origin TEXT NOT NULL,
	action TEXT NOT NULL,
	file_sha256 TEXT DEFAULT '' NOT NULL,
	detail TEXT DEFAULT '' NOT NULL,
	PRIMARY KEY (fetch_id)
);
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
	PRIMARY KEY (figure_id),
	FOREIGN KEY(paper_id) REFERENCES papers (paper_id)
);
INSERT INTO "figures" VALUES('f1','p1','amount','500.00',50000,'',NULL,'EUR','expense','','','','',1,'','',1,1,'500 €');
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
INSERT INTO "files" VALUES('abababababababababababababababababababababababababababababababab','vorlage.txt','',60,'2024-01-01T00:00:00Z','reader1','text',1);
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
	PRIMARY KEY (mention_id),
	FOREIGN KEY(paper_id) REFERENCES papers (paper_id)
);
INSERT INTO "mentions" VALUES(1,'p1','amount','abababababababababababababababababababababababababababababababab','f1',1,21,26,'500 €','','','amount.currency','',100,'500.00',50000,'expense','','','','','',1,0,'');
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
INSERT INTO "pages" VALUES('abababababababababababababababababababababababababababababababab',1,'Der Zuschuss beträgt 500 €.','text',0.0,0.0,X'');
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
INSERT INTO "paper_files" VALUES('p1',0,'abababababababababababababababababababababababababababababababab');
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
INSERT INTO "papers" VALUES('p1','{}','','2024-01-01T00:00:00Z','rules1','','','','Zuschuss','','',NULL,'');
CREATE INDEX issues_subject ON issues (stage, subject);
CREATE INDEX mentions_paper ON mentions (paper_id, kind);
CREATE INDEX mentions_figure ON mentions (figure_id);
CREATE INDEX figures_paper ON figures (paper_id);
COMMIT;
PRAGMA user_version = 1;
