"""The words of an archive, beside its index: what the compounds hold, how words are misspelt, which lines are printed forms.

`index/words.sqlite` grows with every batch of documents, before the engine's own commit: a kill between the two counts words of a
batch twice, which shifts no answer. Where the engine counts its words itself, they are taken over behind its commit. What left the archive
is forgotten at the next rebuild. Read and written through sqlite3 only.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from corpus.collector import collector_at_rest
from search.german import ANALYSIS_VERSION, CAPITAL, Terms, pattern_regex, stem_word

FILE = "words.sqlite"
MOST_WORDS = 5000  # that one word of a query may stand for
MOST_LIKE = 2000  # that a pattern may stand for to be looked up here
_AT_ONCE = 300  # rows of one statement: some builds of SQLite take 999 values at most
_MOST_KEPT = 256  # words of queries whose compounds are remembered
_RELEARN = 1.2  # the lexicon is learned anew when the archive has grown by a fifth
_SCHEMA = """
CREATE TABLE IF NOT EXISTS words (
    word TEXT PRIMARY KEY, documents INTEGER NOT NULL, capitalized INTEGER NOT NULL, split INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS parts (stem TEXT NOT NULL, word TEXT NOT NULL, PRIMARY KEY (stem, word)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(slots=True)
class Count:
    """Words of documents that are not written down yet; behind CAPITAL those that a document writes with a capital letter."""

    documents: int
    marked: Counter[str]

    @classmethod
    def empty(cls) -> Count:
        return cls(0, Counter())

    def add(self, terms: Terms) -> None:
        """One document's folded words."""
        self.documents += 1
        self.marked.update(terms.marked)

    def merge(self, other: Count) -> None:
        """What was counted elsewhere."""
        self.documents += other.documents
        self.marked.update(other.marked)


class Words:
    """The file of words in the folder `index/`. It is made where it is missing, and anew where it is damaged or of another version."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE
        # Kept as long as the file stays the same: to open it takes as long as several questions.
        self._reader: sqlite3.Connection | None = None
        self._mark: object = None
        self._compounds: dict[tuple[str, ...], tuple[str, ...]] = {}

    def __del__(self) -> None:
        self._stop_reading()

    def _stop_reading(self) -> None:
        if self._reader is not None:
            self._reader.close()
            self._reader = None
        self._compounds.clear()

    def is_current(self) -> bool:
        """Whether the file holds words, counted as this version counts them."""
        return self.note("version") == _version() and self.note("documents") not in ("", "0")

    def clear(self) -> None:
        """Forget all words."""
        self._stop_reading()
        for suffix in ("", "-journal", "-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def write(self, count: Count) -> None:
        """Add what a batch of documents holds."""
        words, marked = sorted([word for word in count.marked if word[0] != CAPITAL]), count.marked  # the table's order is the quick one
        with self._writing() as connection:
            connection.executemany(
                "INSERT INTO words (word, documents, capitalized) VALUES (?, ?, ?) ON CONFLICT (word) DO UPDATE"
                " SET documents = documents + excluded.documents, capitalized = capitalized + excluded.capitalized",
                ((word, marked[word], marked[CAPITAL + word]) for word in words),
            )
            _note(connection, "documents", str(int(_read_note(connection, "documents") or 0) + count.documents))

    @collector_at_rest()
    def replace(self, counted: Iterable[tuple[str, int, int]], documents: int, generation: str) -> None:
        """Put the counts of an engine's commit in place: (word, documents, capitalized) of all its words."""
        with self._writing() as connection:
            known = {word: tuple(counts) for word, *counts in connection.execute("SELECT word, documents, capitalized FROM words")}
            rows = sorted(row for row in counted if known.get(row[0]) != row[1:]) if known else sorted(counted)
            _insert(connection, [row for row in rows if row[0] not in known] if known else rows)
            changed = [(*counts, word) for word, *counts in rows if word in known]
            connection.executemany("UPDATE words SET documents = ?, capitalized = ? WHERE word = ?", changed)
            _note(connection, "documents", str(documents))
            _note(connection, "counted", generation)

    def split(self) -> None:
        """Take the compounds apart that came since, or all where the archive has grown much."""
        from search.compounds import WordCount, learn_lexicon  # a search needs none of it

        with self._writing() as connection:
            documents, learned = (int(_read_note(connection, name) or 0) for name in ("documents", "learned"))
            if documents >= learned * _RELEARN:
                connection.execute("DELETE FROM parts")
                connection.execute("UPDATE words SET split = 0")
                _note(connection, "learned", str(documents))
            new = connection.execute("SELECT word, documents, capitalized FROM words WHERE split = 0").fetchall()
            if not new:
                return
            rows = connection.execute("SELECT word, documents, capitalized FROM words").fetchall() if documents else new
            lexicon = learn_lexicon({word: WordCount(number, capitals) for word, number, capitals in rows})
            # In the table's order, which is the quick one.
            found = sorted([(stem, word) for word, number, capitals in new for stem in lexicon.parts(word, capitals * 2 >= number)])
            connection.executemany("INSERT OR IGNORE INTO parts VALUES (?, ?)", found)
            connection.execute("UPDATE words SET split = 1 WHERE split = 0")

    def compounds(self, stems: Sequence[str]) -> tuple[str, ...]:
        """The folded compounds that hold one of these stems; the MOST_WORDS commonest where there are more."""
        key = tuple(stems)
        self._check_reader()
        if key not in self._compounds:
            rows = [row for stem in stems for row in self._read("SELECT word, 0 FROM parts WHERE stem = ?", (stem,))]
            found = tuple(dict.fromkeys([word for word, _ in rows]))
            if len(self._compounds) >= _MOST_KEPT:
                self._compounds.clear()
            self._compounds[key] = found if len(found) <= MOST_WORDS else self.commonest(found, MOST_WORDS)
        return self._compounds[key]

    def commonest(self, words: Sequence[str], most: int) -> tuple[str, ...]:
        """Those of some folded words that stand in most papers, these first."""
        query = "SELECT word, documents FROM words WHERE word IN (SELECT value FROM json_each(?)) ORDER BY documents DESC, word LIMIT ?"
        return tuple(word for word, _ in self._read(query, (json.dumps(words), most)))

    def like(self, pattern: str) -> tuple[str, ...]:
        """The folded words that a pattern with * and ? stands for; () where there are none, or more than MOST_LIKE."""
        loose = pattern.replace("[", "[[]").replace("?", "*")  # a ? may be two letters, of an umlaut
        most = -1 if "?" in pattern else MOST_LIKE + 1
        rows = self._read("SELECT word, 0 FROM words WHERE word GLOB ? LIMIT ?", (loose, most))
        fits = re.compile(pattern_regex(pattern)).fullmatch if "?" in pattern else bool
        found = tuple(word for word, _ in rows if fits(word))
        return found if len(found) <= MOST_LIKE else ()

    def knows(self, word: str) -> bool:
        """Whether a folded word stands in the archive."""
        return bool(self._read("SELECT 1 FROM words WHERE word = ?", (word,)))

    def near(self, word: str, distance: int) -> tuple[tuple[str, int], ...]:
        """(word, documents) of folded words at most `distance` letters away that begin alike; nearest, then commonest first."""
        rows = self._read(
            "SELECT word, documents FROM words WHERE word >= ? AND word < ? AND length(word) BETWEEN ? AND ?",
            (word[:1], chr(ord(word[:1] or "a") + 1), len(word) - distance, len(word) + distance),
        )
        letters = set(word)  # each step changes one letter for another at most
        likely = [row for row in rows if len(letters.symmetric_difference(row[0])) <= 2 * distance]
        near = [(steps, -number, other) for other, number in likely if (steps := letters_apart(word, other, distance)) <= distance]
        return tuple((other, -number) for _, number, other in sorted(near))

    def note(self, name: str) -> str:
        """A kept value, "" where there is none."""
        rows = self._read("SELECT value FROM notes WHERE name = ?", (name,))
        return str(rows[0][0]) if rows else ""

    def keep(self, values: Mapping[str, str]) -> None:
        """Keep values under their names."""
        with self._writing() as connection:
            for name, value in values.items():
                _note(connection, name, value)

    def _check_reader(self) -> None:
        """Forget what is kept where the file was changed or replaced since."""
        try:
            told = self.path.stat()
            mark: object = (told.st_ino, told.st_mtime_ns, told.st_size)
        except OSError:
            mark = None
        if mark != self._mark:
            self._stop_reading()
            self._mark = mark

    def _read(self, query: str, values: Sequence[object]) -> list[tuple[str, int]]:
        self._check_reader()
        try:
            if self._reader is None:
                self._reader = sqlite3.connect(f"{self.path.as_uri()}?mode=ro", uri=True, check_same_thread=False)
            return self._reader.execute(query, tuple(values)).fetchall()
        except sqlite3.DatabaseError:  # missing or damaged: answers without it are answers still
            self._stop_reading()
            return []

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        self._stop_reading()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with closing(sqlite3.connect(self.path)) as connection, connection:
                _make(connection)
                yield connection
        except sqlite3.DatabaseError:
            self.clear()
            with closing(sqlite3.connect(self.path)) as connection, connection:
                _make(connection)


def _version() -> str:
    from search.compounds import COMPOUNDS_VERSION

    return f"{ANALYSIS_VERSION}.{COMPOUNDS_VERSION}"


def _make(connection: sqlite3.Connection) -> None:
    connection.executescript(_SCHEMA)
    if _read_note(connection, "version") != _version():
        for table in ("words", "parts", "notes"):
            connection.execute(f"DELETE FROM {table}")
        _note(connection, "version", _version())


def _insert(connection: sqlite3.Connection, rows: Sequence[tuple[str, int, int]]) -> None:
    """Put words in that the table does not hold yet, in its own order, which is the quick one; many at once take half the time."""
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        places = ", ".join(["(?, ?, ?)"] * len(some))
        connection.execute(f"INSERT INTO words (word, documents, capitalized) VALUES {places}", list(chain.from_iterable(some)))


def _note(connection: sqlite3.Connection, name: str, value: str) -> None:
    connection.execute("INSERT OR REPLACE INTO notes VALUES (?, ?)", (name, value))


def _read_note(connection: sqlite3.Connection, name: str) -> str:
    row = connection.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else ""


def letters_apart(one: str, other: str, most: int) -> int:
    """How many letters must be changed, put in, left out or swapped (Damerau, Levenshtein); `most` + 1 where it is more than `most`."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    line = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        before, last, line = line, before, [row]
        for column, sign in enumerate(other, 1):
            steps = min(before[column] + 1, line[column - 1] + 1, before[column - 1] + (letter != sign))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == sign:
                steps = min(steps, last[column - 2] + 1)
            line.append(steps)
        if min(line) > most:
            return most + 1
    return line[-1]


def stems_of(words: Iterable[str]) -> tuple[str, ...]:
    """The stems of folded words, each once."""
    return tuple(dict.fromkeys(map(stem_word, words)))
