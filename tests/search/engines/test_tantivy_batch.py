"""What a batch of the tantivy engine does beyond the contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.engines.base import load_engine
from search.engines.document import IndexDocument, analyse


@pytest.mark.parametrize("held", [False, True])
def test_of_two_documents_of_one_name_the_later_stays(held: bool, tmp_path: Path) -> None:
    pytest.importorskip("tantivy", reason="the extra [fast] is not installed")
    engine = load_engine(tmp_path / "index", "tantivy")
    engine.create()
    for keys in (("key-0",), ("key-1", "key-2")) if held else (("key-1", "key-2"),):
        batch = engine.batch()
        for key in keys:
            batch.add(analyse(IndexDocument("p1", "a" * 64, key, pages=(f"Fassung {key}",))))
        batch.commit()
    assert engine.keys() == {f"p1/{'a' * 64}": "key-2"}
