"""Do weights of words, learned from annotated papers, beat or mend the rules on bodies that they never saw?

    .venv/bin/python tests/benchmarks/learn_attributes.py TEXTS GOLD [TEXTS GOLD …] [--tasks direction,decided] [--folds 8]

Takes pairs of a folder of papers and a folder of gold (the JSON that `ratslese score` reads); the first pair is what the rules were
written against, the others are what they were not. No network, one core, minutes; two runs print the same. Prints Markdown.

A multinomial logistic regression (L2, numpy) learns the words around a mention, each marked with its place, with the rules' own answer
and cues among them. Nothing of a body is learned where the body is tested. What is compared:
  rules     what the rules say;
  model     what the model says, always;
  hybrid    the rules' answer, unless the model is so much surer of another that in folds of the training bodies this mended most
            without harm to the first pair.
Last the rules' own doubts (corpus.doubts): how many answers in doubt are right, and how many of the others.

The rules' answers on papers that they were written against are better than elsewhere: what counts are papers annotated before the rules
had met them.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(ROOT))

from corpus.doubts import doubt_of  # noqa: E402
from tests.benchmarks.train_roles import Document, Item, read_document, set_groups  # noqa: E402

Floats = NDArray[np.float64]
SEED, RESAMPLES = 20, 2000
INNER_FOLDS, STEPS, REMEMBERED = 4, 120, 8
PENALTY = 5.0
THRESHOLDS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 2.0)  # 2: the rules always
HARM = 0.003  # of the first pair's mentions that a threshold may spoil
LARGE = 6  # mentions above which a document's further ones count less and less in training


@dataclass(frozen=True)
class Asked:
    """A mention with its body; `known` where the rules were written against its document."""

    item: Item
    body: str
    known: bool

    @property
    def gold(self) -> str:
        return self.item.gold[0]

    @property
    def rules(self) -> str:
        return self.item.rules[0]


@dataclass(frozen=True)
class Model:
    """Weights by word and label."""

    words: dict[str, int]
    labels: tuple[str, ...]
    weights: Floats
    bias: Floats

    def shares(self, mentions: Sequence[Asked]) -> Floats:
        """How probable each label is of each mention."""
        return _shares(_matrix(mentions, self.words) @ self.weights + self.bias)


def load_documents(pairs: Sequence[Path]) -> list[Document]:
    """The documents of all pairs of folders, "known" those of the first; a gold file whose paper is missing is left out."""
    found = []
    for number, (texts, gold) in enumerate(zip(pairs[::2], pairs[1::2], strict=True)):
        for path in sorted(gold.glob("*.json")):
            told = json.loads(path.read_text(encoding="utf-8"))
            paper = texts / Path(told["file"]).name
            if paper.exists():
                document = read_document(told, "new" if number else "known", paper.read_bytes())
                document.body = document.body or re.split(r"[_.\d]", paper.name)[0]  # pages are named for their host
                found.append(document)
    set_groups(found)
    return found


def _signs(mention: Asked) -> set[str]:
    """What is learned from: words with their place, stems of long ones, the rules' answer and cues."""
    words = mention.item.words
    stems = {word[:8] for word in words if len(word) > 10} | {f"~{word[-6:]}" for word in words if len(word) > 12}
    return {*words, *stems, f"RULES-{mention.rules}", *(f"CUE-{cue}" for cue in mention.item.cues)}


def _words_of(mentions: Iterable[Asked]) -> dict[str, int]:
    """The signs that more than one document has, numbered."""
    seen = defaultdict(set)
    for mention in mentions:
        for sign in _signs(mention):
            seen[sign].add(mention.item.document)
    return {sign: number for number, sign in enumerate(sorted(sign for sign, documents in seen.items() if len(documents) > 1))}


def _matrix(mentions: Sequence[Asked], words: dict[str, int]) -> Floats:
    matrix = np.zeros((len(mentions), len(words)))
    for row, mention in enumerate(mentions):
        matrix[row, [words[sign] for sign in _signs(mention) if sign in words]] = 1.0
    return matrix


def _shares(sums: Floats) -> Floats:
    powers: Floats = np.exp(sums - sums.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def train(mentions: Sequence[Asked], labels: tuple[str, ...]) -> Model:
    """A model of the mentions; documents with many of them do not drown the others."""
    words = _words_of(mentions)
    matrix = _matrix(mentions, words)
    truth = np.zeros((len(mentions), len(labels)))
    truth[range(len(mentions)), [labels.index(mention.gold) for mention in mentions]] = 1.0
    sizes = Counter(mention.item.document for mention in mentions)
    weight = np.array([min(1.0, (LARGE / sizes[mention.item.document]) ** 0.5) for mention in mentions])
    weight *= len(weight) / weight.sum()

    def slope(point: Floats) -> tuple[float, Floats]:
        weights, bias = point[:-1], point[-1]
        shares = _shares(matrix @ weights + bias)
        error = (shares - truth) * weight[:, None]
        loss = -(weight * np.log((shares * truth).sum(axis=1) + 1e-12)).sum() + PENALTY / 2 * (weights**2).sum()
        return float(loss), np.vstack([matrix.T @ error + PENALTY * weights, error.sum(axis=0)])

    best = _minimum(slope, np.zeros((len(words) + 1, len(labels))))
    return Model(words, labels, best[:-1], best[-1])


def _minimum(slope: Callable[[Floats], tuple[float, Floats]], point: Floats) -> Floats:
    """L-BFGS with backtracking."""
    loss, gradient = slope(point)
    past: list[tuple[Floats, Floats]] = []
    for _ in range(STEPS):
        step = -_turned(gradient, past)
        length, fall = 1.0, float((gradient * step).sum())
        while True:
            new_loss, new_gradient = slope(point + length * step)
            if new_loss <= loss + 1e-4 * length * fall or length < 1e-6:
                break
            length /= 2
        moved, turned = length * step, new_gradient - gradient
        if (moved * turned).sum() > 1e-10:
            past = [*past, (moved, turned)][-REMEMBERED:]
        point, gain, loss, gradient = point + moved, loss - new_loss, new_loss, new_gradient
        if gain < 1e-5 * max(1.0, abs(loss)):
            break
    return point


def _turned(gradient: Floats, past: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The gradient as the last steps say that the ground curves."""
    if not past:
        scaled: Floats = gradient / max(1.0, float(np.linalg.norm(gradient)))
        return scaled
    left, shares = gradient.copy(), []
    for moved, turned in reversed(past):
        shares.append((moved * left).sum() / (turned * moved).sum())
        left = left - shares[-1] * turned
    moved, turned = past[-1]
    left = left * ((moved * turned).sum() / (turned * turned).sum())
    for (moved, turned), share in zip(past, reversed(shares), strict=True):
        left = left + moved * (share - (turned * left).sum() / (turned * moved).sum())
    return left


def make_folds(mentions: Sequence[Asked], count: int) -> Iterator[set[str]]:
    """Bodies in so many parts of about as many mentions."""
    sizes = Counter(mention.body for mention in mentions)
    parts: list[set[str]] = [set() for _ in range(min(count, len(sizes)))]
    for body, _ in sorted(sizes.items(), key=lambda entry: (-entry[1], entry[0])):
        min(parts, key=lambda part: sum(sizes[name] for name in part)).add(body)
    yield from parts


def leave_out(mentions: Sequence[Asked], labels: tuple[str, ...], count: int) -> Floats:
    """The shares of every mention by a model that saw nothing of its body."""
    shares = np.zeros((len(mentions), len(labels)))
    for out in make_folds(mentions, count):
        rows = [row for row, mention in enumerate(mentions) if mention.body in out]
        model = train([mention for mention in mentions if mention.body not in out], labels)
        shares[rows] = model.shares([mentions[row] for row in rows])
    return shares


def choose(mentions: Sequence[Asked], shares: Floats, labels: tuple[str, ...], threshold: float) -> list[str]:
    """The rules' answer, or the model's where its share is larger by more than the threshold."""
    said = []
    for mention, row in zip(mentions, shares, strict=True):
        best = int(row.argmax())
        own = row[labels.index(mention.rules)] if mention.rules in labels else 0.0
        said.append(labels[best] if row[best] - own > threshold else mention.rules)
    return said


def right(mentions: Sequence[Asked], said: Sequence[str], known: bool) -> float:
    """The part of the mentions on known or new papers whose answer is right."""
    judged = [answer == mention.gold for mention, answer in zip(mentions, said, strict=True) if mention.known == known]
    return sum(judged) / len(judged) if judged else 0.0


def pick_threshold(mentions: Sequence[Asked], labels: tuple[str, ...]) -> float:
    """The threshold that mends most on new papers, in folds of these bodies, without harm to the known ones."""
    shares = leave_out(mentions, labels, INNER_FOLDS)
    least = right(mentions, [mention.rules for mention in mentions], known=True) - HARM
    ways = [(threshold, choose(mentions, shares, labels, threshold)) for threshold in THRESHOLDS]
    harmless = [(right(mentions, said, known=False), threshold) for threshold, said in ways if right(mentions, said, known=True) >= least]
    return max(harmless)[1]


def interval(mentions: Sequence[Asked], said: Sequence[str]) -> tuple[float, float]:
    """95 % interval of the gain over the rules, bodies drawn with replacement."""
    by_body: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for mention, answer in zip(mentions, said, strict=True):
        by_body[mention.body][0] += (answer == mention.gold) - (mention.rules == mention.gold)
        by_body[mention.body][1] += 1
    names, draw, gains = sorted(by_body), random.Random(SEED), []
    for _ in range(RESAMPLES):
        drawn = [by_body[name] for name in draw.choices(names, k=len(names))]
        gains.append(sum(gain for gain, _ in drawn) / sum(count for _, count in drawn))
    gains.sort()
    return gains[int(0.025 * RESAMPLES)], gains[int(0.975 * RESAMPLES)]


def report(documents: Sequence[Document], task: str, folds: int) -> None:
    """Print what rules, model and hybrid have right of a task, on known and new papers, and how the rules' doubts bear out."""
    mentions = [Asked(item, document.group, document.source == "known") for document in documents for item in document.items[task]]
    labels = tuple(sorted({mention.gold for mention in mentions}))
    model, hybrid = [""] * len(mentions), [""] * len(mentions)
    for out in make_folds(mentions, folds):
        rows = [row for row, mention in enumerate(mentions) if mention.body in out]
        rest, asked = [mention for mention in mentions if mention.body not in out], [mentions[row] for row in rows]
        shares, threshold = train(rest, labels).shares(asked), pick_threshold(rest, labels)
        for row, always, mixed in zip(rows, choose(asked, shares, labels, 0.0), choose(asked, shares, labels, threshold), strict=True):
            model[row], hybrid[row] = always, mixed
    print(f"\n### {task}\n")
    print("| papers | mentions | bodies | rules | model | hybrid | 95 % of the hybrid's gain | right of those in doubt | right of others |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    for known in (True, False):
        rows = [row for row, mention in enumerate(mentions) if mention.known == known]
        if rows:
            _print_row([mentions[row] for row in rows], [model[row] for row in rows], [hybrid[row] for row in rows], task, known)


def _print_row(mentions: Sequence[Asked], model: Sequence[str], hybrid: Sequence[str], task: str, known: bool) -> None:
    rules = [mention.rules for mention in mentions]
    low, high = interval(mentions, hybrid)
    told = " | ".join(f"{right(mentions, said, known):.3f}" for said in (rules, model, hybrid))
    doubts: dict[bool, list[bool]] = {True: [], False: []}
    for mention in mentions:
        doubts[doubt_of(task) in mention.item.cues].append(mention.rules == mention.gold)
    parts = " | ".join(f"{sum(judged) / len(judged):.2f} of {len(judged)}" if judged else "–" for judged in doubts.values())
    bodies = len({mention.body for mention in mentions})
    print(f"| {'known' if known else 'new'} | {len(mentions)} | {bodies} | {told} | {low:+.3f} … {high:+.3f} | {parts} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pairs", nargs="+", type=Path, metavar="TEXTS GOLD")
    parser.add_argument("--tasks", default="direction,recurrence,decided,action,role")
    parser.add_argument("--folds", type=int, default=8)
    arguments = parser.parse_args()
    if len(arguments.pairs) % 2:
        parser.error("folders come in pairs: papers and their gold")
    documents = load_documents(arguments.pairs)
    print(f"{len(documents)} documents, {len({document.group for document in documents})} bodies, seed {SEED}")
    for task in arguments.tasks.split(","):
        report(documents, task, arguments.folds)


if __name__ == "__main__":
    main()
