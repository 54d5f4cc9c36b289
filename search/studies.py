"""Studies: comparisons that stand in ratslese.toml, are run again with the same outcome, and tell what changed where they are not.

    [study.sprachmittler]
    query = "Sprachmittler OR Dolmetscher"
    by = ["kreis", "year"]
    measure = "vzae"
    lands = ["Niedersachsen"]
    year = "2018..2020"

The first run writes `studies/NAME.json`: the table, every figure in it with its file's hash, the version of the rules. A later run
computes anew and says whether that is still so; `verify` lists what changed.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, fields
from operator import attrgetter
from pathlib import Path
from typing import Any, cast, get_args

from corpus.errors import ArchiveError, InputError, QueryError
from corpus.lookup import SETTINGS, connect
from corpus.raw import write_atomically
from search.compare import Comparison, Plan
from search.comparison import compare_archive
from search.places import Peers, Selection, choose
from search.summands import check_plan

FOLDER = "studies"
FORMAT = 1
_VALUES = attrgetter("values")


@dataclass(frozen=True, slots=True)
class Study:
    """What a study asks, as written in ratslese.toml. Kreise, Länder and fields as the user names them."""

    query: str = ""
    by: tuple[str, ...] = ("kreis",)
    measure: str = "amount"
    per_capita: bool = False
    direction: str = ""
    recurrence: str = "all"
    all_figures: bool = False
    bounds: bool = False
    kreise: tuple[str, ...] = ()
    lands: tuple[str, ...] = ()
    year: str = ""
    fields: tuple[str, ...] = ()
    peers: str = ""
    peers_by: str = "land"

    @property
    def plan(self) -> Plan:
        """The plan of its comparison."""
        named: Any = (self.measure, self.per_capita, self.direction, self.recurrence, self.all_figures, self.bounds)
        by: Any = tuple(dict.fromkeys(self.by))
        return Plan(by, *named)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was: "rules", "file", "figure" or "table"; which; and how."""

    kind: str
    subject: str
    change: str


def load_studies(archive: Path) -> dict[str, Study]:
    """All studies of ratslese.toml by name. Raises ArchiveError that names the study and what is wrong with it."""
    try:
        data = tomllib.loads((archive / SETTINGS).read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ArchiveError(f"{archive / SETTINGS}: cannot be read: {error}") from error
    studies = data.get("study", {})
    return {name: _parse_study(archive / SETTINGS, name, values) for name, values in studies.items()}


def find_study(archive: Path, name: str) -> Study:
    """The study of this name. Raises QueryError with the names there are."""
    studies = load_studies(archive)
    if name not in studies:
        known = ", ".join(studies) or "none yet"
        raise QueryError(f"no study is called {name!r}; there are: {known}; write one as [study.{name}] into {archive / SETTINGS}")
    return studies[name]


def _parse_study(path: Path, name: str, values: object) -> Study:
    where = f"{path}: [study.{name}]"
    if not isinstance(values, dict):
        raise ArchiveError(f"{where}: must be a section, as in [study.{name}] with query = …")
    known = {entry.name: entry for entry in fields(Study)}
    found: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            raise ArchiveError(f"{where}: unknown setting {key!r}; there are {', '.join(known)}")
        default = getattr(Study(), key)
        if isinstance(default, tuple):
            value = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, list) else value
            right = isinstance(value, tuple) and all(isinstance(part, str) for part in value)
        else:
            value = str(value) if key == "year" and isinstance(value, int) else value
            right = type(value) is type(default)
        if not right:
            raise ArchiveError(f"{where}: {key} = {value!r} cannot be read; it is written like {key} = {json.dumps(default)}")
        found[key] = value
    study = Study(**found)
    try:
        check_plan(study.plan)
    except InputError as error:
        raise ArchiveError(f"{where}: {error}") from error
    if study.peers_by not in get_args(Peers):
        raise ArchiveError(f"{where}: peers_by cannot be {study.peers_by!r}; there are: {', '.join(get_args(Peers))}")
    return study


def selection_of(archive: Path, study: Study) -> Selection:
    """Which papers and figures a study takes. Raises RegistryError and QueryError as the options of `compare` do."""
    return choose(archive, study.kreise, study.lands, study.year, study.fields, study.peers, cast(Peers, study.peers_by))


def run_study(archive: Path, study: Study) -> Comparison:
    """The comparison of a study over the archive as it is now."""
    return compare_archive(archive, study.query, selection_of(archive, study), study.plan)


def record_study(archive: Path, name: str, study: Study, comparison: Comparison) -> Path:
    """Keep what a study found; an older record is replaced whole. Returns the record's path."""
    path = archive / FOLDER / f"{_file_name(name)}.json"
    path.parent.mkdir(exist_ok=True)
    write_atomically(path, json.dumps(_record(archive, study, comparison), ensure_ascii=False, indent=1, sort_keys=True).encode())
    return path


def load_record(archive: Path, name: str) -> Mapping[str, Any] | None:
    """What was kept of a study; None where nothing was. Raises ArchiveError where the record cannot be read."""
    path = archive / FOLDER / f"{_file_name(name)}.json"
    if not path.is_file():
        return None
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        if record["format"] != FORMAT:
            raise ValueError(f"format {record['format']}")
        return dict(record)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"{path}: cannot be read ({error}); make it anew with: ratslese study run {name} --renew") from error


def _file_name(name: str) -> str:
    """A study's name as a file's: letters, digits, - and _; others by their code."""
    return "".join(sign if sign.isalnum() or sign in "-_" else f"%{ord(sign):02x}" for sign in name)[:100]


def _record(archive: Path, study: Study, comparison: Comparison, bounds: bool = True) -> dict[str, Any]:
    """What is kept; without `bounds` as older records are, which hold no least and most."""
    from corpus.data_version import data_hash

    sides = (("low", attrgetter("lows")), ("high", attrgetter("highs"))) if bounds and study.bounds else ()
    used = sorted({figure for row in comparison.rows for figure in (*row.figure_ids, *(row.bound_ids if sides else ()))})
    columns = [column.name for column in comparison.columns]
    return {
        "format": FORMAT,
        "study": asdict(study),
        "registry": data_hash(),
        "bounds": bool(sides),
        "columns": columns + [f"{name}_{side}" for side, _ in sides for name in columns],
        "rows": [
            {"group": list(row.group), "values": [_text(value) for get in (_VALUES, *(get for _, get in sides)) for value in get(row)]}
            for row in comparison.rows
        ],
        "figures": _figures(archive, used),
        "rules": _rules(archive, used),
        "extractions": _extractions(archive, used),
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _figures(archive: Path, used: Sequence[str]) -> dict[str, dict[str, Any]]:
    """What each figure says and where it stands, by its id."""
    found = {}
    with closing(connect(archive)) as connection:
        for figure in used:
            row = connection.execute(
                "SELECT g.*, p.reference, p.body, (SELECT m.file_sha256 FROM mentions m WHERE m.figure_id = g.figure_id"
                " ORDER BY m.mention_id LIMIT 1) AS sha256 FROM figures g JOIN papers p USING (paper_id) WHERE g.figure_id = ?",
                (figure,),
            ).fetchone()
            names = ("value", "value_to", "direction", "recurrence", "years", "action", "decided", "part_of", "page", "quote", "review")
            found[figure] = {name: row[name] for name in (*names, "reference", "body", "sha256")}
    return found


def _rules(archive: Path, used: Sequence[str]) -> list[str]:
    """The names of the rules that found the figures."""
    with closing(connect(archive)) as connection:
        rules: set[str] = set()
        for figure in used:
            rules.update(row[0] for row in connection.execute("SELECT rule FROM mentions WHERE figure_id = ?", (figure,)))
    return sorted(rules)


def _extractions(archive: Path, used: Sequence[str]) -> dict[str, str]:
    """By paper, the key of the extraction that its figures come from: it changes with the rules, the files and what was told."""
    with closing(connect(archive)) as connection:
        query = "SELECT p.paper_id, p.extract_key FROM papers p JOIN figures g USING (paper_id) WHERE g.figure_id = ?"
        rows = (connection.execute(query, (figure,)).fetchone() for figure in used)
        return {row["paper_id"]: row["extract_key"] for row in rows if row is not None}


def verify_study(archive: Path, study: Study, record: Mapping[str, Any], comparison: Comparison) -> list[Change]:
    """What is not as it was when the record was made: the question, the registry, files, figures, the table."""
    now = _record(archive, study, comparison, record.get("bounds", False) or not record["study"].get("bounds"))
    changes = [
        Change("question", name, f"{_shown(record['study'].get(name))} → {_shown(value)}")
        for name, value in json.loads(json.dumps(now["study"])).items()
        if record["study"].get(name) != value
    ]
    if record["registry"] != now["registry"]:
        changes.append(Change("registry", "population and territories", f"{record['registry']} → {now['registry']}"))
    other = [paper for paper, key in record["extractions"].items() if now["extractions"].get(paper, key) != key]
    if other:
        papers = f"{len(other)} of {len(record['extractions'])} papers"
        changes.append(Change("rules", papers, "extracted anew: other rules, files or metadata"))
    changes += _changed_rules(record["rules"], now["rules"])
    changes += _changed_figures(archive, record["figures"], now["figures"])
    before = {tuple(row["group"]): dict(zip(record["columns"], row["values"], strict=True)) for row in record["rows"]}
    after = {tuple(row["group"]): dict(zip(now["columns"], row["values"], strict=True)) for row in now["rows"]}
    for group in dict.fromkeys((*before, *after)):
        for column in dict.fromkeys((*before.get(group, {}), *after.get(group, {}))):
            old, new = before.get(group, {}).get(column), after.get(group, {}).get(column)
            if old != new:
                changes.append(Change("table", " · ".join((*group, column)), f"{_shown(old)} → {_shown(new)}"))
    return changes


def _changed_rules(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    gone = [Change("rules", rule, "found figures then, and none now") for rule in before if rule not in after]
    return gone + [Change("rules", rule, "finds figures now, and found none then") for rule in after if rule not in before]


def _changed_figures(archive: Path, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]) -> list[Change]:
    with closing(connect(archive)) as connection:
        files = {row[0] for row in connection.execute("SELECT sha256 FROM files")}
    changes = []
    for figure in dict.fromkeys((*before, *after)):
        old, new = before.get(figure), after.get(figure)
        told = old or new or {}
        subject = f"{figure} ({told['body']}, {told['reference'] or 'no number'}, p. {told['page']}: {told['quote']})"
        if old is None:
            changes.append(Change("figure", subject, "is new"))
        elif new is None:
            gone = old["sha256"] not in files
            changes.append(Change("file" if gone else "figure", subject, "its file is gone" if gone else "is not in the table any more"))
        else:
            differing = [f"{name} {_shown(old[name])} → {_shown(new[name])}" for name in old if old[name] != new.get(name)]
            changes += [Change("figure", subject, "; ".join(differing))] if differing else []
    return changes


def _shown(value: object) -> str:
    return "no data" if value is None else "–" if value in ("", [], False) else str(value)
