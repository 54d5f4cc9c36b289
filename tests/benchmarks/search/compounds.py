"""How many papers a word finds of those that hold it inside a German compound, and how many of the compounds it finds are such.

    .venv/bin/python tests/benchmarks/search/compounds.py ARCHIVE [--words Integration Klima] [--unjudged]

ARCHIVE is extracted and indexed, for example with the texts of ../shared/bench/karlsruhe-4000.jsonl.gz. For each of 30 words of the
field two samples of 20 are drawn out of its papers' words, common ones rather than rare ones, the same each time:

- recall: words that hold the letters of the word's stem. Of the papers that hold one of these that is a compound of the word, the
  share that the query finds.
- precision: words that the query finds beside the word's own forms. The share of them (by papers) that are compounds of the word.

What is a compound stands in `compounds.json`, judged by reading: "yes"; "sense" for a compound of the word in another sense
("Rissbildung"), which counts as yes; "no" where the letters belong to another word ("Transportkosten" holds no Sport) or to what is
derived from it ("Bearbeitung", "sprachlich"). --unjudged lists the drawn words that nobody has
judged; they are left out of the numbers and counted.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[3]))

from corpus.lookup import connect
from search.engines.base import SearchFilter
from search.engines.language import parse_query
from search.expansion import expand
from search.german import find_tokens, fold, stem_word, umlaut_variants
from search.opened import open_engine, open_words

SAMPLE = 20
WORDS = """
    Integration Kosten Flüchtling Personal Sprache Klima Schule Kind Jugend Wohnung Gesundheit Pflege Verkehr Haushalt Konzept Bildung
    Arbeit Familie Sozial Umwelt Energie Kultur Sport Migration Asyl Zuschuss Vertrag Gebühr Satzung Stadt
    """.split()  # noqa: SIM905 - a column of quoted words reads worse
VERDICTS = Path(__file__).with_suffix(".json")


def draw(words: Iterable[str], weight: Mapping[str, int]) -> list[str]:
    """SAMPLE of the words, each the likelier the more papers it stands in; the same words in any order give the same sample."""

    def luck(word: str) -> float:
        share = (int.from_bytes(hashlib.sha256(word.encode()).digest()[:7], "big") + 1) / 2**56
        return float(share ** (1 / weight[word]))

    return sorted(words, key=lambda word: (-luck(word), word))[:SAMPLE]


def load_papers(archive: Path) -> dict[str, set[str]]:
    """Folded words → the papers that hold them."""
    holders: dict[str, set[str]] = defaultdict(set)
    with closing(connect(archive)) as connection:
        rows = connection.execute("SELECT f.paper_id, p.text FROM paper_files f JOIN pages p USING (file_sha256)")
        for paper_id, text in rows:
            for word in {token.word for token in find_tokens(text)}:
                holders[word].add(paper_id)
    return holders


def measure(archive: Path, word: str, holders: Mapping[str, set[str]], verdicts: Mapping[str, str]) -> tuple[float, float, list[str]]:
    """Recall and precision of a word, and the drawn words that nobody has judged."""
    words = open_words(archive)
    tree = expand(parse_query(word)[0], words)
    found = {match.paper_id for match in open_engine(archive).search(tree, SearchFilter(), 1_000_000).matches}
    stem = stem_word(fold(word))
    weight = {other: len(papers) for other, papers in holders.items()}
    holding = draw((other for other in holders if stem in other and other.isalpha() and stem_word(other) != stem), weight)
    added = words.compounds((stem, *umlaut_variants(fold(word), stem)))
    adding = draw((other for other in added if other in holders and stem_word(other) != stem), weight)
    wanted = set[str]().union(*(holders[other] for other in holding if verdicts.get(other) in ("yes", "sense")))
    judged = {other: weight[other] for other in adding if other in verdicts}
    right = sum(weight for other, weight in judged.items() if verdicts[other] != "no")
    unjudged = [other for other in dict.fromkeys((*holding, *adding)) if other not in verdicts]
    return len(wanted & found) / (len(wanted) or 1), right / (sum(judged.values()) or 1), unjudged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=lambda name: Path(name).resolve())
    parser.add_argument("--words", nargs="+", default=WORDS)
    parser.add_argument("--unjudged", action="store_true")
    arguments = parser.parse_args()
    holders = load_papers(arguments.archive)
    told: Mapping[str, Mapping[str, Sequence[str]]] = json.loads(VERDICTS.read_text(encoding="utf-8")) if VERDICTS.is_file() else {}
    recalls, precisions = [], []
    for word in arguments.words:
        verdicts = {other: verdict for verdict, others in told.get(word, {}).items() for other in others}
        recall, precision, unjudged = measure(arguments.archive, word, holders, verdicts)
        recalls.append(recall)
        precisions.append(precision)
        print(f"{word:12} recall {recall:.3f}  precision {precision:.3f}  {len(unjudged)} unjudged")
        if arguments.unjudged and unjudged:
            print(f"    {' '.join(unjudged)}")
    print(f"mean recall {sum(recalls) / len(recalls):.3f} (lowest {min(recalls):.3f}), "
          f"mean precision {sum(precisions) / len(precisions):.3f} (lowest {min(precisions):.3f})")  # fmt: skip


if __name__ == "__main__":
    main()
