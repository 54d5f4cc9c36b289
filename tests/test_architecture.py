"""The arrows of the architecture picture, read from the imports: what is not in the picture fails here."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MAY_IMPORT = {
    "corpus": {"corpus"},
    "ingest": {"ingest", "corpus"},
    "extract": {"extract", "corpus"},
    "search": {"search", "corpus"},
    "ratslese": {"ratslese", "corpus", "ingest", "extract", "search"},
}
# third-party library → the modules that may name it (a folder ends with a slash)
OWNERS = {
    "sqlalchemy": ("corpus/store.py", "corpus/schema.py", "corpus/migrations.py", "corpus/harvest.py"),
    "scrapy": ("ingest/crawl/",),
    "twisted": ("ingest/crawl/",),
    "click": ("ratslese.py", "corpus/cli.py", "ingest/cli.py", "ingest/cli_", "extract/cli.py", "search/cli.py", "search/cli_"),
    "rich": ("ratslese.py", "corpus/cli.py", "ingest/cli.py", "ingest/cli_", "extract/cli.py", "search/cli.py", "search/cli_"),
    "spacy": ("extract/language.py",),
    "whoosh": ("search/engines/",),
    "tantivy": ("search/engines/tantivy_",),
    "pypdfium2": ("ingest/reading/", "corpus/samples/"),
    "pdfplumber": ("ingest/reading/",),
    "lxml": ("ingest/reading/", "ingest/vendors/"),
    "pebble": ("corpus/workers.py",),
    "reportlab": ("corpus/samples/",),
}


def source_files() -> list[Path]:
    files = [ROOT / "ratslese.py"]
    for package in ("corpus", "ingest", "extract", "search"):
        files += sorted((ROOT / package).rglob("*.py"))
    return files


def imported(path: Path) -> set[str]:
    """Full names of all modules that a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the arrows"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", source_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_follow_the_picture(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    package = name.split("/")[0].removesuffix(".py")
    tops = {module.split(".")[0] for module in imported(path)}
    assert tops & set(MAY_IMPORT) <= MAY_IMPORT[package]
    for library, owners in OWNERS.items():
        if library in tops:
            assert name.startswith(owners), f"{name} imports {library}, which belongs to {owners}"


def test_reading_knows_nothing_of_getting_papers() -> None:
    for path in sorted((ROOT / "ingest/reading").rglob("*.py")):
        ours = {module for module in imported(path) if module.split(".")[0] in MAY_IMPORT}
        assert all(module.startswith("ingest.reading") or module in ("corpus.types", "corpus.collector") for module in ours), (path, ours)


def test_extraction_but_its_stage_does_no_io() -> None:
    for path in sorted((ROOT / "extract").rglob("*.py")):
        if path.name not in ("stage.py", "cli.py"):
            assert not imported(path) & {"corpus.store", "corpus.lookup", "sqlite3", "socket", "urllib.request", "datetime.now"}, path


def loaded_by(statement: str) -> set[str]:
    code = f"import sys; {statement}; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(done.stdout.split())


def test_help_and_search_load_nothing_heavy() -> None:
    heavy = {"spacy", "pdfplumber", "pypdfium2", "sqlalchemy", "lxml", "pebble", "scrapy", "twisted"}
    assert not loaded_by("import ratslese") & (heavy | {"whoosh", "rich"})
    assert not loaded_by("import search.cli") & heavy
