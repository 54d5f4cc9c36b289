"""Tesseract: whether it is there, and one picture into words. It runs as a program of its own, killed when it takes too long.

A program beside ours, not a library within: what crashes or hangs over a picture harms nothing else, one thread a page
leaves the other cores to the other workers, and the package of any system will do.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGE = "deu"


class OcrError(Exception):
    """Tesseract could not read a picture: it crashed, took too long or refused it. The message is one line."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Tesseract as found: the program and what its results depend on (its version, its German data)."""

    program: str
    key: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A word in a picture: its pixels from the upper left corner, Tesseract's confidence 0..100, and which line it belongs to."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    confidence: float
    line: int


def find_engine() -> Engine | None:
    """Tesseract with German data; None where one of them is missing. Asked once for each program that is found."""
    program = shutil.which("tesseract")
    return _ask(program, os.environ.get("TESSDATA_PREFIX", "")) if program else None


@cache
def _ask(program: str, _prefix: str) -> Engine | None:
    try:
        version = subprocess.run([program, "--version"], capture_output=True, timeout=20, check=True).stdout
        listed = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, check=True).stdout.decode(errors="replace")
    except (OSError, subprocess.SubprocessError):
        return None
    if LANGUAGE not in listed.split():
        return None
    folder = re.search(r'"([^"]+)"', listed)
    data = Path(folder[1]) / f"{LANGUAGE}.traineddata" if folder else Path()
    size = data.stat().st_size if data.is_file() else 0
    return Engine(program, hashlib.sha256(version.split(b"\n")[0] + str(size).encode()).hexdigest()[:8])


def read_picture(engine: Engine, pixels: Any, dpi: int, mode: int, seconds: float) -> list[Seen]:
    """The words of a grey picture in page segmentation mode `mode` (6 one block, 11 sparse). Raises OcrError."""
    header = f"P5 {pixels.shape[1]} {pixels.shape[0]} 255\n".encode()
    command = [engine.program, "stdin", "stdout", "-l", LANGUAGE, "--dpi", str(dpi), "--psm", str(mode), "tsv"]
    try:
        done = subprocess.run(
            command,
            input=header + pixels.tobytes(),
            capture_output=True,
            timeout=max(1.0, seconds),
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )
    except subprocess.TimeoutExpired as error:
        raise OcrError(f"not done within {seconds:.0f} s") from error
    except OSError as error:
        raise OcrError(f"cannot start {engine.program}: {error.strerror}") from error
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise OcrError(f"tesseract ended with {done.returncode}{': ' + told[-1] if told else ''}")
    return parse_tsv(done.stdout.decode(errors="replace"))


def parse_tsv(text: str) -> list[Seen]:
    """Tesseract's table of words: level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
    found: list[Seen] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in text.splitlines()[1:]:
        cells = row.split("\t")
        if len(cells) != 12 or cells[0] != "5" or not cells[11].strip():
            continue
        left, top, width, height = (float(cell) for cell in cells[6:10])
        line = lines.setdefault(tuple(cells[2:5]), len(lines))
        found.append(Seen(cells[11].strip(), left, top, left + width, top + height, float(cells[10]), line))
    return found
