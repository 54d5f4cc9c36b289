"""A file of a paper as engines take it, and as they index it. A search loads nothing of this."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from search.engines.base import PAGE_GAP, fold_reference
from search.german import Terms, count_terms, find_tokens, fold

_KEPT_TEXTS = 1000

@dataclass(frozen=True, slots=True)
class IndexDocument:
    """One file of one paper, as an engine takes it.

    `key` tells whether the document changed. `amounts` are the paper's figures in cents, `vzae` in hundredths of a VZÄ with their total,
    background left out; `year` is None where no date is told. `fields` are taxonomy ids with the label's words behind. `forms` are
    keys of lines that most papers of the body print alike (see `search.german.line_key`).
    """

    paper_id: str
    file_sha256: str
    key: str
    reference: str = ""
    title: str = ""
    body: str = ""
    ags: str = ""
    land: str = ""
    date: str = ""
    year: int | None = None
    paper_type: str = ""
    fields: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    amounts: tuple[int, ...] = ()
    vzae: tuple[int, ...] = ()
    total_vzae: int | None = None
    recurrences: tuple[str, ...] = ()
    pages: tuple[str, ...] = ()
    forms: frozenset[int] = frozenset()

    @property
    def doc_id(self) -> str:
        """The document's name in an index; a file that belongs to two papers is two documents."""
        return document_id(self.paper_id, self.file_sha256)


def document_id(paper_id: str, file_sha256: str) -> str:
    """The name of one file of one paper in an index."""
    return f"{paper_id}/{file_sha256}"


@dataclass(frozen=True, slots=True)
class Analysed:
    """A document as engines index it; made by `analyse`.

    `pages` begin with the title and the number, `forms` are as in IndexDocument. `text` are the terms of the pages, empty for an engine
    that analyses them itself.
    """

    doc_id: str
    key: str
    pages: tuple[str, ...]
    forms: frozenset[int]
    text: Terms
    title: Terms
    body: Terms
    paper_type: Terms
    land_name: Terms
    committee: Terms
    reference: str
    ags: str
    land: str
    fields: frozenset[str]
    recurrences: frozenset[str]
    year: int | None
    amounts: tuple[int, ...]
    vzae: tuple[int, ...]
    total_vzae: int | None

    def uncounted(self) -> Analysed:
        """Without the words that are only counted, and without what they were read from: all that goes between processes takes time."""
        return replace(self, pages=(), forms=frozenset(), text=self.text._replace(marked=set()))


@lru_cache(maxsize=_KEPT_TEXTS)
def _count_repeated(text: str) -> Terms:
    """The terms of what many papers have alike. Nobody changes them."""
    return count_terms((text,), 0)


def analyse(document: IndexDocument, with_text: bool = True) -> Analysed:
    """The terms of a document. A title and a number are found as words of its text too. `with_text` as `Engine.takes_terms`."""
    head = " ".join(part for part in (document.title, document.reference) if part)
    terms = set()
    for (
        name
    ) in document.fields:  # "integration:sprache" is found by the id, by "sprache" and by "integration"; labels by each of their words
        terms.add(fold(name))
        terms.update(token.word for token in find_tokens(name) if token.stem)
    pages = (head, *document.pages)
    return Analysed(
        document.doc_id,
        document.key,
        pages,
        document.forms,
        count_terms(pages, PAGE_GAP, document.forms) if with_text else Terms("", {}, [], set()),
        count_terms((document.title,), 0),
        _count_repeated(f"{document.body} {document.ags}"),
        _count_repeated(document.paper_type),
        _count_repeated(document.land),
        count_terms(document.committees, PAGE_GAP),
        fold_reference(document.reference),
        document.ags,
        document.ags[:2],
        frozenset(terms),
        frozenset(document.recurrences),
        document.year,
        document.amounts,
        document.vzae,
        document.total_vzae,
    )
