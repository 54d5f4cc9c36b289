"""PDFium's C functions called without ctypes' conversion of arguments, and for many letters in one go.

A page needs thousands of calls, and the conversion costs more than they do; so does a Python loop around them.
"""

from __future__ import annotations

import ctypes
import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import cache
from itertools import repeat
from typing import Any

_ROOM = 512  # answers that are taken in one go

Segments = tuple[list[float], list[float], bytes]


class Handle(ctypes.c_void_p):
    """A pointer that PDFium gave out; as a class of its own ctypes neither unpacks it nor forgets its width."""


@cache
def load_call(name: str, result: type[Any] = ctypes.c_int) -> Any:
    """The function `name` of PDFium. Pointers go in as Handle or byref, whole numbers as int; nothing is checked."""
    return ctypes.PYFUNCTYPE(result)(_address_of(name))  # keeps the interpreter's lock: none of these calls takes longer than letting it go


@cache
def load_getter(name: str) -> Callable[[int | None], int | None]:
    """The function `name` of PDFium that is given a pointer and gives another, both as numbers."""
    getter: Callable[[int | None], int | None] = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p)(_address_of(name))
    return getter


def _address_of(name: str) -> int:
    import pypdfium2.raw as pdfium

    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value
    if address is None:
        raise RuntimeError(f"this PDFium has no {name}")
    return address


def handle_of(raw: Any) -> Handle:
    """The pointer behind an object of pypdfium2's raw interface."""
    return Handle(ctypes.cast(raw, ctypes.c_void_p).value)


def read_floats(call: Any, handle: Handle, indexes: Sequence[int], width: int) -> list[float]:
    """What `call(handle, index, place)` writes at a place for `width` floats, for each index: all in a row."""
    return _ask(call, [[handle] * len(indexes), indexes], *_room(threading.get_ident(), "f", width, 1))


def read_origins(call: Any, handle: Handle, indexes: Sequence[int]) -> list[float]:
    """What `call(handle, index, x, y)` writes at two places for doubles, for each index: x, y, x, y …"""
    return _ask(call, [[handle] * len(indexes), indexes], *_room(threading.get_ident(), "d", 2, 2))


def ask_segments(path: Handle, count: int) -> Segments:
    """x, y and kind of a path's segments, asked of PDFium one by one."""
    segments = list(map(load_call("FPDFPath_GetPathSegment", Handle), repeat(path), range(count)))
    places = _ask(load_call("FPDFPathSegment_GetPoint"), [segments], *_room(threading.get_ident(), "f", 2, 2))
    return places[0::2], places[1::2], bytes(map(load_call("FPDFPathSegment_GetType"), segments))


def ask_all(call: Any, handles: list[Handle], code: str, width: int, parts: int) -> list[float]:
    """What `call(handle, place, …)` writes at `parts` places for `width` numbers together ("f" floats, "i" whole ones), for each handle."""
    return _ask(call, [handles], *_room(threading.get_ident(), code, width, parts))


def _ask(call: Any, arguments: Sequence[Sequence[Any]], view: Any, places: list[list[Any]], width: int) -> list[float]:
    """Call with each of the arguments and a place for the answer; the loop runs in C."""
    count = len(arguments[0])
    if count > _ROOM:
        parts = ([some[start : start + _ROOM] for some in arguments] for start in range(0, count, _ROOM))
        return [value for part in parts for value in _ask(call, part, view, places, width)]
    deque(map(call, *arguments, *places), 0)
    return view[: width * count].tolist()  # type: ignore[no-any-return]


@cache
def _room(_thread: int, code: str, width: int, parts: int) -> tuple[Any, list[list[Any]], int]:
    """A buffer for answers of `width` numbers, pointers to where each of their parts goes, and the width. Each thread has its own."""
    kind: Any = {"f": ctypes.c_float, "d": ctypes.c_double, "i": ctypes.c_int}[code]
    buffer = (kind * (width * _ROOM))()
    size = ctypes.sizeof(kind)
    places = [[ctypes.byref(buffer, size * (width * at + part)) for at in range(_ROOM)] for part in range(parts)]
    return memoryview(buffer).cast("B").cast(code), places, width  # type: ignore[call-overload]
