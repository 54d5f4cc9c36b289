"""What the READMEs show is what a reader gets: the transcript word for word, and every command and option exists."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from ingest.reading import can_ocr
from ratslese import cli

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.de.md")


def read_transcript() -> list[tuple[str, str]]:
    """Commands and what README says that they print."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = text.split("<!-- transcript -->\n```\n")[1].split("```\n<!-- /transcript -->")[0]
    shown = [part.split("\n", 1) for part in re.split(r"^\$ ", block, flags=re.M)[1:]]
    return [(command, output.strip("\n")) for command, output in shown]


def run(*arguments: str, cwd: Path) -> str:
    """Both streams of a command, as on a screen without colours."""
    command = [sys.executable, "-m", "ratslese", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "200"}
    done = subprocess.run(command, cwd=cwd, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout
    return done.stdout.strip("\n")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not can_ocr():
        pytest.skip("Tesseract with German data is not installed: apt-get install tesseract-ocr tesseract-ocr-deu")
    folder = tmp_path_factory.mktemp("readme") / "demo"
    run("demo", str(folder), cwd=ROOT)
    return folder


@pytest.mark.parametrize(("command", "shown"), read_transcript(), ids=[command[:40] for command, _ in read_transcript()])
def test_the_transcript_is_what_the_demo_prints(demo: Path, command: str, shown: str) -> None:
    name, *arguments = shlex.split(command)
    assert name == "ratslese"
    assert run(*arguments, cwd=demo) == shown


def find_commands(name: str) -> Iterator[list[str]]:
    """The words of every line in a block of shell, and of every piece of code, that calls ratslese."""
    text = (ROOT / name).read_text(encoding="utf-8")
    lines = re.findall(r"^\$? ?(ratslese .+)$", text, flags=re.M) + re.findall(r"`(ratslese [^`]+)`", text)
    for line in lines:
        # Placeholders and remarks are no part of the call: "ratslese compare … --per-capita   # per head"
        yield shlex.split(re.sub(r"\s#.*|…", " ", line), posix=True)[1:]


@pytest.mark.parametrize("name", READMES)
def test_commands_and_options_of_a_readme_exist(name: str) -> None:
    checked = 0
    for words in find_commands(name):
        command: click.Command = cli
        with click.Context(cli) as context:
            for word in words:
                if isinstance(command, click.Group) and (found := command.get_command(context, word)) is not None:
                    command = found
        assert command is not cli or words[0].startswith("-"), f"{name}: no command in {words}"
        options = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)} | {"--help"}
        unknown = [word for word in words if re.match(r"--[a-z]", word) and word.split("=")[0] not in options | {"--version"}]
        assert not unknown, f"{name}: {' '.join(words)}"
        checked += 1
    assert checked >= 10


def write_transcript(folder: Path) -> None:
    """Put what the demo in `folder` prints into README.md, after a change that is meant: read the difference before you commit it."""
    path = ROOT / "README.md"
    run("demo", str(folder), cwd=ROOT)
    shown = "\n\n".join(f"$ {command}\n{run(*shlex.split(command)[1:], cwd=folder)}" for command, _ in read_transcript())
    head, rest = path.read_text(encoding="utf-8").split("<!-- transcript -->\n")
    after = rest.split("<!-- /transcript -->")[1]
    path.write_text(f"{head}<!-- transcript -->\n```\n{shown}\n```\n<!-- /transcript -->{after}", encoding="utf-8")


if __name__ == "__main__":
    write_transcript(Path(sys.argv[1]))
