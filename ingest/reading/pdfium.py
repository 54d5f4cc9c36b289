"""PDFium's C functions called without ctypes' conversion of arguments.

A page needs thousands of calls, and the conversion costs more than they do.
"""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any


class Handle(ctypes.c_void_p):
    """A pointer that PDFium gave out; as a class of its own ctypes neither unpacks it nor forgets its width."""


@cache
def load_call(name: str, result: type[Any] = ctypes.c_int) -> Any:
    """The function `name` of PDFium. Pointers go in as Handle or byref, whole numbers as int; nothing is checked."""
    import pypdfium2.raw as pdfium

    address = ctypes.cast(getattr(pdfium, name), ctypes.c_void_p).value
    if address is None:
        raise RuntimeError(f"this PDFium has no {name}")
    return ctypes.PYFUNCTYPE(result)(address)  # keeps the interpreter's lock: none of these calls takes longer than letting it go


def handle_of(raw: Any) -> Handle:
    """The pointer behind an object of pypdfium2's raw interface."""
    return Handle(ctypes.cast(raw, ctypes.c_void_p).value)
