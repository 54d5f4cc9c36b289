"""PDFium's C functions called without ctypes' conversion of arguments, and for many letters in one go.

A page needs thousands of calls, and the conversion costs more than they do; so does a Python loop around them.
"""

from __future__ import annotations

import ctypes
import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import cache
from itertools import chain, repeat
from typing import Any

_ROOM = 512  # answers that are taken in one go
_STEP = 12  # bytes from one segment of a path to the next

Segments = tuple[list[float], list[float], bytes]


class Handle(ctypes.c_void_p):
    """A pointer that PDFium gave out; as a class of its own ctypes neither unpacks it nor forgets its width."""


class TextPage:
    """The text of an open page; to be closed before the page is. pypdfium2 keeps more of one, which takes as long as some lines."""

    def __init__(self, page: Any) -> None:
        import pypdfium2
        import pypdfium2.raw as pdfium

        self.raw = pdfium.FPDFText_LoadPage(page.raw)
        if not self.raw:
            raise pypdfium2.PdfiumError("Failed to load text page.")

    def count_chars(self) -> int:
        """How many characters it has, those included that PDFium made up."""
        import pypdfium2.raw as pdfium

        return int(pdfium.FPDFText_CountChars(self.raw))

    def close(self) -> None:
        """Give it back; nothing that was read of it may be asked for more afterwards."""
        import pypdfium2.raw as pdfium

        pdfium.FPDFText_ClosePage(self.raw)


@cache
def load_call(name: str, result: type[Any] | None = ctypes.c_int) -> Any:
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


def ask_segments(paths: Sequence[Handle], counts: Sequence[int]) -> Segments:
    """x, y and kind of the segments of some paths, all in a row; a path has one segment at least."""
    get = load_call("FPDFPath_GetPathSegment", ctypes.c_void_p)
    firsts, lasts = list(map(get, paths, repeat(0))), list(map(get, paths, [count - 1 for count in counts]))
    if not _lie_in_a_row() or any(last - first != _STEP * (count - 1) for first, last, count in zip(firsts, lasts, counts, strict=True)):
        return _ask_one_by_one(paths, counts)
    data = b"".join(map(ctypes.string_at, firsts, [_STEP * count for count in counts]))
    places: Any = memoryview(data).cast("f")
    return places[0::3].tolist(), places[1::3].tolist(), data[8::_STEP]


def _ask_one_by_one(paths: Sequence[Handle], counts: Sequence[int]) -> Segments:
    """The same with a call for each segment's place and one for its kind."""
    owners = chain.from_iterable(map(repeat, paths, counts))
    segments = list(map(load_call("FPDFPath_GetPathSegment", Handle), owners, chain.from_iterable(map(range, counts))))
    places = _ask(load_call("FPDFPathSegment_GetPoint"), [segments], *_room(threading.get_ident(), "f", 2, 2))
    return places[0::2], places[1::2], bytes(map(load_call("FPDFPathSegment_GetType"), segments))


@cache
def _lie_in_a_row() -> bool:
    """Whether this PDFium keeps a path's segments as all do so far: one behind the other, x and y as floats, then the kind.

    Tried on a path made for it: three calls for each of the ten thousands of segments of a map take longer than all the rest of it.
    """
    path = load_call("FPDFPageObj_CreateNewPath", Handle)(ctypes.c_float(1.5), ctypes.c_float(-2.25))
    try:
        load_call("FPDFPath_LineTo")(path, ctypes.c_float(3.0), ctypes.c_float(1e6))
        load_call("FPDFPath_BezierTo")(path, *map(ctypes.c_float, (5.0, 6.5, 7.0, -8.0, 9.25, 10.0)))
        load_call("FPDFPath_MoveTo")(path, ctypes.c_float(-11.0), ctypes.c_float(12.0))
        load_call("FPDFPath_Close")(path)
        count = load_call("FPDFPath_CountSegments")(path)
        get = load_call("FPDFPath_GetPathSegment", ctypes.c_void_p)
        places = [get(path, at) for at in range(count)]
        if [place - places[0] for place in places] != [_STEP * at for at in range(count)]:
            return False
        data = ctypes.string_at(places[0], _STEP * count)
        floats = memoryview(data).cast("f")
        return (floats[0::3].tolist(), floats[1::3].tolist(), data[8::_STEP]) == _ask_one_by_one([path], [count])
    finally:
        load_call("FPDFPageObj_Destroy", None)(path)


def ask_all(call: Any, handles: list[Handle], code: str, width: int, parts: int) -> list[float]:
    """What `call(handle, place, …)` writes at `parts` places for `width` numbers together ("f" floats, "i" whole ones), for each handle."""
    return _ask(call, [handles], *_room(threading.get_ident(), code, width, parts))


def ask_colors(call: Any, handles: list[Handle]) -> list[tuple[int, ...] | None]:
    """Red, green, blue and how opaque, which `call` says of each handle; None where it says nothing."""
    view, places, width = _room(threading.get_ident(), "I", 4, 4)
    found: list[tuple[int, ...] | None] = []
    for start in range(0, len(handles), _ROOM):
        answers = list(map(call, handles[start : start + _ROOM], *places))
        values = iter(view[: width * len(answers)].tolist())
        found += [color if known else None for known, color in zip(answers, zip(*[values] * width, strict=True), strict=True)]
    return found


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
    kind: Any = {"f": ctypes.c_float, "d": ctypes.c_double, "i": ctypes.c_int, "I": ctypes.c_uint}[code]
    buffer = (kind * (width * _ROOM))()
    size = ctypes.sizeof(kind)
    places = [[ctypes.byref(buffer, size * (width * at + part)) for at in range(_ROOM)] for part in range(parts)]
    return memoryview(buffer).cast("B").cast(code), places, width  # type: ignore[call-overload]
