"""Does a small trained spaCy text classifier beat the rules? Measured leave-one-body-out, on what the rules and the gold both have.

    .venv/bin/python tests/benchmarks/train_roles.py [--epochs 8] [--tasks role,direction,decided,produkt]

Reads ../shared/gold with ../shared/papers (says so and stops where they are absent), the project's own corpus/gold and
corpus/samples; no network, one core, a few minutes; two runs print the same table. Prints Markdown on standard output.

What is compared, mention by mention:
  rules     what `extract.pipeline.extract_paper` says;
  words     spacy.blank("de") with a bag-of-words textcat on the words around the mention, each word
            marked with where it stands (L- before, R- after, W- row, C- column, S- section, K- kind of paper);
  +rule     the same with the rules' answer among the words, loudly: may a trained component mend the rules?
Task `produkt` is a textcat_multilabel on the title and the first 300 words, scored as score.py does (micro F1 over labels).

Documents are grouped by body; documents without one, and documents that share text (a form and its plain-text twin), are
grouped by common runs of eight words. Nothing of a group is ever trained on when the group is tested. The rules were
written with shared/gold in sight and without corpus/gold, so the second of the two tables is the fair one for them.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from corpus.taxonomy import load_taxonomies  # noqa: E402
from corpus.types import Extraction, Page, PaperFacts, ReadFile  # noqa: E402
from extract.context import PageContext  # noqa: E402
from extract.cues import surroundings_of  # noqa: E402
from extract.meaning import sum_surroundings  # noqa: E402
from extract.pipeline import extract_paper  # noqa: E402
from extract.sections import find_sections  # noqa: E402
from ingest.reading import read_bytes  # noqa: E402

SEED = 20
SHARED = ROOT.parent / "shared"
KINDS = {
    "role": ("dates",),
    "direction": ("amounts",),
    "recurrence": ("amounts",),
    "decided": ("amounts", "positions"),
    "action": ("positions",),
}
FEW_FOLDS = 5  # the own passages are tested in so many parts, the real papers body by body
SHINGLE, TWINS = 8, 0.15  # words in a run; this part of the shorter document's runs in common makes two documents twins
TITLE_WORDS = 300
RESAMPLES = 1000
BATCH = 32
RULE_TIMES = 20  # the rules' answer is one word among some eighty; said so often it can be heard
Labels = dict[str, str]


@dataclass
class Item:
    """One mention (or, for produkt, one document) with its gold label, the rules' label and the words to learn from."""

    document: str
    words: tuple[str, ...]
    gold: tuple[str, ...]
    rules: tuple[str, ...]
    cues: tuple[str, ...] = ()  # of the rules' label, with its doubt


@dataclass
class Document:
    """A gold document: where it is from, its body, its words for grouping, and its items by task."""

    name: str
    source: str
    body: str
    shingles: frozenset[int]
    items: dict[str, list[Item]] = field(default_factory=lambda: defaultdict(list))
    group: str = ""


def load_documents() -> list[Document]:
    """All gold documents, extracted and paired; in a fixed order."""
    found = []
    for source, gold, papers in (
        ("real papers", SHARED / "gold", SHARED / "papers"),
        ("own passages", ROOT / "corpus/gold", None),
        ("samples", ROOT / "corpus/samples/truth", ROOT / "corpus/samples/papers"),
    ):
        for path in sorted(gold.glob("*.json")):
            told = json.loads(path.read_text(encoding="utf-8"))
            data = (papers / told["file"]).read_bytes() if papers else told["text"].encode()
            found.append(read_document(told, source, data))
    return found


def read_document(told: dict[str, Any], source: str, data: bytes) -> Document:
    """A gold document with the mentions that gold and rules both have."""
    pages = read_bytes(data, told["file"]).pages
    file = ReadFile(told["file_sha256"], told["file"], pages)
    extraction = extract_paper("p", [file], PaperFacts(), load_taxonomies())
    words = re.findall(r"\w+", " ".join(page.text for page in pages).lower())
    shingles = frozenset(hash_words(words[i : i + SHINGLE]) for i in range(len(words) - SHINGLE + 1))
    document = Document(told["file"], source, told["paper"].get("body") or "", shingles)
    contexts = _contexts(file, extraction.facts)
    for task, kinds in KINDS.items():
        for kind in kinds:
            document.items[task] += _mention_items(task, kind, told, extraction, contexts)
    document.items["produkt"].append(_produkt_item(told, extraction, pages))
    return document


def hash_words(words: Sequence[str]) -> int:
    """A hash that is the same in every run (Python's own is salted)."""
    value = 0
    for character in " ".join(words):
        value = (value * 131 + ord(character)) % (1 << 61)
    return value


def _contexts(file: ReadFile, facts: PaperFacts) -> dict[int, PageContext]:
    sections = tuple(find_sections(file))
    return {page.number: PageContext(file.sha256, page, tuple(s for s in sections if s.page == page.number), facts) for page in file.pages}


def _mention_items(task: str, kind: str, told: dict[str, Any], found: Extraction, contexts: dict[int, PageContext]) -> Iterator[Item]:
    """Mentions that gold and rules both have: the same page and value, in order, as score.py pairs them."""
    waiting = defaultdict(list)
    for mention in getattr(found, kind):
        waiting[mention.evidence.page, _value(mention.value)].append(mention)
    for true in told[kind]:
        queue = waiting[int(true["page"]), _value(true["value"])]
        if not queue:
            continue
        mention = queue.pop(0)
        label = true.get(task)
        if label is not None:
            yield Item(told["file"], _around(task, contexts, mention), (_text(label),), (_text(getattr(mention, task)),), mention.cues)


def _value(value: object) -> str:
    text = str(value)
    return text if "-" in text[1:] else f"{float(text):.2f}"


def _text(label: object) -> str:
    return {"True": "true", "False": "false", "None": "false"}.get(str(label), str(label))


def _around(task: str, contexts: dict[int, PageContext], mention: Any) -> tuple[str, ...]:
    """The words around a mention, each marked with its place; nearer than three words are marked once more."""
    context = contexts[mention.evidence.page]
    find = sum_surroundings if task in ("direction", "recurrence") else surroundings_of
    around = find(context, mention.evidence.start, mention.evidence.end)
    before, after = _words(around.before)[-25:], _words(around.after)[:25]
    marked = [f"L-{w}" for w in before] + [f"R-{w}" for w in after]
    marked += [f"LL-{w}" for w in before[-3:]] + [f"RR-{w}" for w in after[:3]]
    marked += [f"W-{w}" for w in _words(around.row)[:20]] + [f"C-{w}" for w in _words(around.column)[:20]]
    marked += [f"S-{w}" for w in _words(around.section)[:8]]
    marked += [f"K-{w}" for w in _words(context.paper.paper_type)]
    return tuple(marked) or ("-",)


def _words(text: str) -> list[str]:
    return [re.sub(r"\d", "0", word) for word in re.findall(r"[^\W\d_]+|\d+|[€%./:]", text.lower())]


def _produkt_item(told: dict[str, Any], found: Extraction, pages: Sequence[Page]) -> Item:
    text = f"{found.facts.title} {' '.join(page.text for page in pages)}"
    words = tuple(word.lower() for word in re.findall(r"[^\W\d_]{3,}", text))[:TITLE_WORDS] or ("-",)
    title = tuple(f"T-{word.lower()}" for word in re.findall(r"[^\W\d_]{3,}", found.facts.title))
    gold = tuple(entry for entry in told["fields"] if entry.startswith("produkt:"))
    return Item(told["file"], words + title, gold, tuple(entry.field for entry in found.fields if entry.field.startswith("produkt:")))


def set_groups(documents: Sequence[Document]) -> None:
    """Group documents of one body, and documents that share text, by union of all such pairs."""
    parent = list(range(len(documents)))

    def root(index: int) -> int:
        while parent[index] != index:
            index = parent[index]
        return index

    for left, one in enumerate(documents):
        for right in range(left):
            if _belong_together(one, documents[right]):
                parent[root(left)] = root(right)
    for index, document in enumerate(documents):
        document.group = documents[root(index)].name


def _belong_together(one: Document, other: Document) -> bool:
    if one.body and one.body == other.body:
        return True
    common = len(one.shingles & other.shingles)
    return common > TWINS * max(1, min(len(one.shingles), len(other.shingles)))


def make_folds(documents: Sequence[Document], source: str) -> Iterator[tuple[list[Document], list[Document]]]:
    """Training and test documents: every group that has a document of `source` is left out once."""
    groups = sorted({document.group for document in documents if document.source == source})
    step = max(1, -(-len(groups) // FEW_FOLDS)) if source == "own passages" else 1
    for first in range(0, len(groups), step):
        out = set(groups[first : first + step])
        test = [document for document in documents if document.group in out and document.source == source]
        yield [document for document in documents if document.group not in out], test


def train(items: Sequence[Item], exclusive: bool, epochs: int, with_rule: bool) -> Any:
    """A spaCy pipeline with one bag-of-words classifier, trained on the items; the same items give the same weights."""
    import spacy
    from spacy.training import Example
    from thinc.api import fix_random_seed

    fix_random_seed(SEED)
    nlp = spacy.blank("de")
    model = {"@architectures": "spacy.TextCatBOW.v3", "exclusive_classes": exclusive, "ngram_size": 1}
    name = "textcat" if exclusive else "textcat_multilabel"
    labels = sorted({label for item in items for label in item.gold})
    pipe: Any = nlp.add_pipe(name, config={"model": {**model, "no_output_layer": False, "length": 1 << 15}})
    for label in labels:
        pipe.add_label(label)
    examples = [
        Example.from_dict(make_doc(nlp, item, with_rule), {"cats": {label: float(label in item.gold) for label in labels}})
        for item in items
    ]
    optimizer = nlp.initialize(lambda: examples[:50])
    optimizer.learn_rate = 0.02
    shuffled = random.Random(SEED)
    for _ in range(epochs):
        shuffled.shuffle(examples)
        for first in range(0, len(examples), BATCH):
            nlp.update(examples[first : first + BATCH], sgd=optimizer, losses={})
    return nlp


def make_doc(nlp: Any, item: Item, with_rule: bool) -> Any:
    from spacy.tokens import Doc

    return Doc(nlp.vocab, words=[*item.words, *(RULE_TIMES * [f"RULE-{label}" for label in item.rules] if with_rule else [])])


def predict(nlp: Any, items: Sequence[Item], with_rule: bool) -> list[Labels]:
    """Scores by label of every item."""
    if not items:
        return []
    pipe = nlp.get_pipe(nlp.pipe_names[0])
    docs = [make_doc(nlp, item, with_rule) for item in items]
    pipe.set_annotations(docs, pipe.predict(docs))
    return [dict(doc.cats) for doc in docs]


Judged = list[tuple[Item, tuple[str, ...]]]


def leave_out(documents: Sequence[Document], task: str, source: str, epochs: int, with_rule: bool, threshold: float = 0.5) -> Judged:
    """Every item of the source with what a classifier said that never saw its group."""
    judged: Judged = []
    for training, test in make_folds(documents, source):
        asked = [item for document in test for item in document.items[task]]
        if not asked:
            continue
        learned = [item for document in training for item in document.items[task]]
        nlp = train(learned, task != "produkt", epochs, with_rule)
        for item, scores in zip(asked, predict(nlp, asked, with_rule), strict=True):
            judged.append((item, choose(scores, task, threshold)))
    return judged


def choose(scores: dict[str, Any], task: str, threshold: float) -> tuple[str, ...]:
    """The best label; for produkt the best and all above the threshold."""
    best = max(sorted(scores), key=lambda label: scores[label])
    return (best,) if task != "produkt" else tuple(label for label in sorted(scores) if label == best or scores[label] >= threshold)


def fit(documents: Sequence[Document], task: str, epochs: int) -> float:
    """F1 on the very data that it learned: near 1 it learned all there is, and what is missing elsewhere is data."""
    items = [item for document in documents for item in document.items[task]]
    scored = predict(train(items, task != "produkt", epochs, False), items, False)
    return micro((choose(scores, task, 0.5), item.gold) for item, scores in zip(items, scored, strict=True))[2]


def micro(pairs: Iterable[tuple[tuple[str, ...], tuple[str, ...]]], label: str = "") -> tuple[float, float, float, int]:
    """Precision, recall, F1 and the number of gold labels, over all labels or one. With one label an item F1 is accuracy."""
    hit = found = gold = 0
    for mine, true in pairs:
        ours, theirs = (set(mine), set(true)) if not label else (set(mine) & {label}, set(true) & {label})
        hit, found, gold = hit + len(ours & theirs), found + len(ours), gold + len(theirs)
    precision, recall = hit / found if found else 0.0, hit / gold if gold else 0.0
    return precision, recall, 2 * hit / (found + gold) if found + gold else 1.0, gold


def told_figures(precision: float, recall: float, f1: float, _: int) -> str:
    return f"{precision:.2f}/{recall:.2f}/{f1:.2f}"


def interval(rules: Judged, trained: Judged) -> tuple[float, float]:
    """95 % interval of F1 (trained) − F1 (rules), documents drawn with replacement."""
    by_document: dict[str, list[tuple[Item, tuple[str, ...], tuple[str, ...]]]] = defaultdict(list)
    for (item, ours), (_, theirs) in zip(rules, trained, strict=True):
        by_document[item.document].append((item, ours, theirs))
    names, draw, differences = sorted(by_document), random.Random(SEED), []
    for _ in range(RESAMPLES):
        drawn = [entry for name in draw.choices(names, k=len(names)) for entry in by_document[name]]
        differences.append(micro((t, i.gold) for i, _, t in drawn)[2] - micro((r, i.gold) for i, r, _ in drawn)[2])
    differences.sort()
    return differences[int(0.025 * RESAMPLES)], differences[int(0.975 * RESAMPLES)]


def report(documents: Sequence[Document], task: str, source: str, epochs: int) -> None:
    """Print one task on one source: totals, who is right where the other is wrong, and every label."""
    words = leave_out(documents, task, source, epochs, with_rule=False)
    mended = leave_out(documents, task, source, epochs, with_rule=True)
    rules: Judged = [(item, item.rules) for item, _ in words]
    ways = {"rules": rules, "words": words, "+rule": mended}
    most = Counter(label for document in documents if document.source != source for item in document.items[task] for label in item.gold)
    common = most.most_common(1)[0][0]
    print(f"\n### {task}, {source}: {len(rules)} items of {len({item.document for item, _ in rules})} documents\n")
    print("| way | precision | recall | F1 | 95 % interval of F1 less the rules' | right alone | rules right alone |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    base = micro(((common,), item.gold) for item, _ in rules)
    print(f"| always “{common}” | {base[0]:.3f} | {base[1]:.3f} | {base[2]:.3f} | | | |")
    for way, judged in ways.items():
        p, r, f1, _ = micro((ours, item.gold) for item, ours in judged)
        low, high = interval(rules, judged)
        better = sum(set(t) == set(i.gold) != set(i.rules) for i, t in judged)
        worse = sum(set(i.rules) == set(i.gold) != set(t) for i, t in judged)
        alone = f"{low:+.3f} … {high:+.3f} | {better} | {worse}" if way != "rules" else " | | "
        print(f"| {way} | {p:.3f} | {r:.3f} | {f1:.3f} | {alone} |")
    print(f"\n| label | gold | {' | '.join(f'{way} P/R/F1' for way in ways)} |\n| --- | --- |{' --- |' * len(ways)}")
    for label in sorted({label for item, _ in rules for label in item.gold}):
        figures = [micro(((ours, item.gold) for item, ours in judged), label) for judged in ways.values()]
        print(f"| {label} | {figures[0][3]} | {' | '.join(told_figures(*each) for each in figures)} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--tasks", default="role,direction,decided,produkt")
    arguments = parser.parse_args()
    if not (SHARED / "gold").is_dir():
        print(f"skipped: {SHARED} with the real papers and their gold is not beside the project")
        return
    began = time.monotonic()
    documents = load_documents()
    set_groups(documents)
    counts = Counter(document.source for document in documents)
    told = ", ".join(f"{number} {source}" for source, number in counts.items())
    print(f"{told}; {len({document.group for document in documents})} groups; {arguments.epochs} epochs; seed {SEED}")
    for task in arguments.tasks.split(","):
        print(f"\n## {task}\n\nF1 of `words` on its own training data: {fit(documents, task, arguments.epochs):.3f}")
        for source in ("real papers", "own passages"):
            report(documents, task, source, arguments.epochs)
            print(f"after {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
