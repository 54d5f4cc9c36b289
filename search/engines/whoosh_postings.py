"""How our whoosh index is written: postings gathered by term and packed a block at a time, not one by one through whoosh's layers.

The files are whoosh's own (its "W3" codec) and whoosh reads them; only who writes them differs: in about half the time, two thirds of
the size. Bytes are pickled in protocol 3, which knows them; protocol 2, whoosh's, writes them as text.
"""

from __future__ import annotations

import itertools
import pickle
import struct
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import whoosh.codec.whoosh3
import whoosh.fields
import whoosh.filedb.filetables
import whoosh.formats
import whoosh.util.numeric
import whoosh.util.numlists
import whoosh.writing

from search.german import Terms

# whoosh3 has partial types and whoosh-reloaded none: to the type checker both are untyped.
fields: Any = whoosh.fields
formats: Any = whoosh.formats
codec: Any = whoosh.codec.whoosh3
tables: Any = whoosh.filedb.filetables
writing: Any = whoosh.writing
GrowableArray: Any = whoosh.util.numlists.GrowableArray
length_to_byte: Any = whoosh.util.numeric.length_to_byte

_BLOCK = 128  # postings
_LEAST_COMPRESSED = 400  # bytes: what is shorter hardly shrinks
_LEVEL = 3  # of zlib: what whoosh takes too
_CRC32 = 1  # whoosh's name for the quickest hash of its dictionary
_LEAST_WEIGHT = 0.1
_BUFFER = 1 << 20
_lengths, _pointer = struct.Struct("!ii"), struct.Struct("!Iq")
_TERM = struct.Struct("!BfIBBfIIqi")  # inlined, weight, documents, shortest, longest, most weight, first, last, offset, length
_FIELD, _INT, _PLACE = struct.Struct("!H"), struct.Struct("!i"), struct.Struct("=H")


class Places(formats.Positions):  # type: ignore[misc]
    """The positions of a term in one document: two bytes each, or four behind a zero, which makes the number of bytes odd."""

    def encode(self, poslist: Sequence[int]) -> bytes:
        if len(poslist) == 1 and poslist[0] < 1 << 16:
            return _PLACE.pack(poslist[0])
        try:
            return array("H", poslist).tobytes()
        except OverflowError:
            return b"\0" + array("I", poslist).tobytes()

    def decode_positions(self, valuestring: bytes) -> list[int]:
        if len(valuestring) % 2:
            return array("I", valuestring[1:]).tolist()
        return array("H", valuestring).tolist()

    def decode_frequency(self, valuestring: bytes) -> int:
        return len(valuestring) // 4 if len(valuestring) % 2 else len(valuestring) // 2


class PlacedText(fields.TEXT):  # type: ignore[misc]
    """Takes the `Terms` of a text."""

    def __init__(self) -> None:
        super().__init__()
        self.format = Places()


class WordSet(fields.FieldType):  # type: ignore[misc]
    """Takes ready terms and keeps only which documents hold them: for patterns and exact keys."""

    def __init__(self, stored: bool = False, unique: bool = False) -> None:
        super().__init__(formats.Existence(), None, scorable=False, stored=stored, unique=unique)


class Pool:
    """The postings of a segment in memory: field → term → a list, of documents or, for a text, of document, weight, places in turn.

    Terms are strings, but for numbers, whose terms are whoosh's bytes. Its size is bounded by that of a batch.
    """

    def __init__(self, schema: Any) -> None:
        self.schema = schema
        self.fields: dict[str, defaultdict[Any, list[Any]]] = {}

    def terms(self, field: str) -> defaultdict[Any, list[Any]]:
        return self.fields.setdefault(field, defaultdict(list))

    def add(self, item: tuple[str, bytes, int, float, bytes]) -> None:
        """A posting out of an older segment that is merged into this one."""
        name, text, document, weight, value = item
        kind = self.schema[name]
        term = text.decode() if isinstance(kind, (PlacedText, WordSet)) else text
        self.terms(name)[term].extend((document, weight, value) if isinstance(kind, PlacedText) else (document,))

    def add_text(self, field: str, document: int, value: Terms) -> int:
        """A text's postings; returns how many places they have."""
        terms, less, encode = self.terms(field), value.weights, Places().encode
        length = 0
        for stem, places in value.positions().items():
            count = len(places)
            length += count
            weight = max(_LEAST_WEIGHT, count - less[stem]) if stem in less else count
            terms[stem].extend((document, weight, encode(places)))
        return length

    def iter_postings(self) -> Iterator[tuple[str, defaultdict[Any, list[Any]]]]:
        """The terms of every field, for `FieldWriter` alone."""
        for name in sorted(self.fields):
            yield name, self.fields.pop(name)

    def cleanup(self) -> None:
        self.fields.clear()


class TermWriter(tables.OrderedHashWriter):  # type: ignore[misc]
    """whoosh's dictionary file, held back until it is closed."""

    def __init__(self, dbfile: Any) -> None:
        tables.HashWriter.__init__(self, dbfile, hashtype=_CRC32)
        self.index = GrowableArray("I")
        self._at = dbfile.tell()
        self._held: list[bytes] = []

    def add(self, key: bytes, value: bytes) -> None:
        at, mark = self._at, zlib.crc32(key)
        self.index.append(at)
        self.buckets[mark & 255].append((mark, at))
        entry = _lengths.pack(len(key), len(value)) + key + value
        self._held.append(entry)
        self._at = at + len(entry)

    def _write_hashes(self) -> None:
        self.dbfile.write(b"".join(self._held))
        self._held.clear()
        at, empty = self._at, (0, 0)
        for entries in self.buckets:
            slots = 2 * len(entries)
            self.directory.append((at, slots))
            table = [empty] * slots
            for entry in entries:
                slot = (entry[0] >> 8) % slots
                while table[slot] is not empty:
                    slot = (slot + 1) % slots
                table[slot] = entry
            self.dbfile.write(b"".join([_pointer.pack(*entry) for entry in table]))
            at += slots * _pointer.size


class FieldWriter(codec.W3FieldWriter):  # type: ignore[misc]
    """Writes the terms of a `Pool`."""

    def __init__(self, _: Any, storage: Any, segment: Any) -> None:
        self._storage, self._segment = storage, segment
        self._tindex = TermWriter(self._create_file(codec.W3Codec.TERMS_EXT))
        self._fieldmap: dict[str, int] = {}
        self._tindex.extras["fieldmap"] = self._fieldmap
        self._postfile = self._create_file(codec.W3Codec.POSTS_EXT)
        self._at = 0
        self._held = bytearray()
        self.is_closed = False

    def add_postings(self, schema: Any, lengths: Any, items: Iterator[tuple[str, Mapping[Any, list[Any]]]]) -> None:
        for name, terms in items:
            head = _FIELD.pack(self._fieldmap.setdefault(name, len(self._fieldmap)))
            placed = isinstance(schema[name], PlacedText)
            sizes = [lengths.doc_field_length(number, name) or 0 for number in range(lengths.doc_count_all())] if placed else None
            for term in sorted(terms):  # strings in the order of their bytes in UTF-8
                key = term if isinstance(term, bytes) else term.encode()
                self._tindex.add(head + key, self._write_term(terms[term], sizes))
        self._write_out()

    def close(self) -> None:
        self._tindex.close()
        self._postfile.close()
        self.is_closed = True

    def _write_term(self, postings: list[Any], sizes: Sequence[int] | None) -> bytes:
        """All blocks of a term; returns what the dictionary says of it."""
        documents, weights, values = (postings, None, None) if sizes is None else (postings[::3], postings[1::3], postings[2::3])
        count, start = len(documents), self._at
        self._hold(codec.WHOOSH3_HEADER_MAGIC)
        most, shortest, longest = 1.0 if weights is None else max(weights), 0, 0
        for at in range(0, count, _BLOCK):
            end = min(at + _BLOCK, count)
            low, high = self._write_block(
                documents[at:end], weights and weights[at:end], values and values[at:end], sizes, end == count
            )  # fmt: skip
            shortest, longest = min(shortest or low, low), max(longest, high)
        weight = count if weights is None else sum(weights)
        return _TERM.pack(0, weight, count, shortest, longest, most, documents[0], documents[-1], start, self._at - start)

    def _write_block(
        self, documents: Sequence[int], weights: list[float] | None, values: list[bytes] | None, sizes: Sequence[int] | None, last: bool
    ) -> tuple[int, int]:
        """One block; returns the bytes for its shortest and its longest text."""
        shortest = longest = 0
        if sizes is not None:
            inside = [sizes[document] for document in documents]
            shortest, longest = length_to_byte(min(inside)), length_to_byte(max(inside))
        data = pickle.dumps((_pack_numbers(documents), _pack_weights(weights), values and tuple(values)), 3)
        level = _LEVEL if len(data) >= _LEAST_COMPRESSED else 0
        if level:
            data = zlib.compress(data, level)
        most = max(weights) if weights else 1.0
        info = pickle.dumps((len(documents), documents[-1], most, level, shortest, longest), 2)
        size = len(info) + len(data)
        self._hold(_INT.pack(-size if last else size) + info + data)
        return shortest, longest

    def _hold(self, data: bytes) -> None:
        self._held += data
        self._at += len(data)
        if len(self._held) > _BUFFER:
            self._write_out()

    def _write_out(self) -> None:
        self._postfile.write(bytes(self._held))
        self._held.clear()


def _pack_numbers(documents: Sequence[int]) -> bytes | tuple[int, ...]:
    """Each document as its distance to the one before; whoosh reads bytes as it reads a tuple of small numbers."""
    if len(documents) == 1:
        return (documents[0],)
    steps = [documents[0], *(after - before for before, after in itertools.pairwise(documents))]
    return bytes(steps) if max(steps) < 256 else tuple(steps)


def _pack_weights(weights: list[float] | None) -> bytes | tuple[float, ...] | float | None:
    """None where all are 1, one number where all are equal, else each."""
    if weights is None or weights.count(weights[0]) == len(weights):
        return None if weights is None or weights[0] == 1 else array("f", weights[:1])[0]
    try:
        return bytes(weights)  # type: ignore[arg-type]  # counts up to 255
    except (TypeError, ValueError):
        return tuple(array("f", weights))


class Codec(codec.W3Codec):  # type: ignore[misc]
    """whoosh's codec with our writer of fields; segments are read by whoosh's own."""

    def field_writer(self, storage: Any, segment: Any) -> FieldWriter:
        return FieldWriter(self, storage, segment)

    def new_segment(self, storage: Any, indexname: str) -> Any:
        return codec.W3Segment(codec.W3Codec(), indexname)


class Writer(writing.SegmentWriter):  # type: ignore[misc]
    """whoosh's writer with our pool. Raises whoosh's LockError where another process writes."""

    def __init__(self, opened: Any) -> None:
        super().__init__(opened, codec=Codec(), compound=False)
        self.pool = Pool(self.schema)
        self._old: Any = None

    def add_document(self, **values: Any) -> None:
        """A document of `Terms`, words or numbers by field; None where it has none."""
        self.perdocwriter.start_doc(self.docnum)
        for name, value in values.items():
            if value is not None:
                kind = self.schema[name]
                length = self._add_field(name, kind, value)
                self.perdocwriter.add_field(name, kind, value if kind.stored else None, length)
        self.perdocwriter.finish_doc()
        self._added = True
        self.docnum += 1

    def _add_field(self, name: str, kind: Any, value: Any) -> int:
        if isinstance(kind, PlacedText):
            return self.pool.add_text(name, self.docnum, value)
        if kind.indexed:
            terms = self.pool.terms(name)
            number = self.docnum
            if not isinstance(kind, WordSet):
                value = [text for text, *_ in kind.index(value)]
            for word in (value,) if isinstance(value, str) else value:
                terms[word].append(number)
        return 0

    def delete_document_of(self, name: str, value: str) -> None:
        """Take out what older segments hold under a key."""
        if self._old is None:
            if not self.segments:
                return
            self._old = self.reader()
        key = (name, value.encode())
        if key in self._old:
            for number in self._old.postings(*key).all_ids():
                self.delete_document(number)

    def _finish(self) -> None:
        if self._old is not None:
            self._old.close()
        super()._finish()
