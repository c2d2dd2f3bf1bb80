"""Learns to tell intents apart from the ways of asking in `data/phrases.yaml`, and writes what it learnt beside them.

Run `python -m bot.understand.learning` after changing the phrases. The phrases are patterns; each is spelt out many times
by a seeded throw, with politeness around it and now and then a name we would not know, and a linear model is fitted to
the result (multinomial logistic regression by AdaGrad). Nothing of this runs when a question is answered.
"""

from __future__ import annotations

import random
from base64 import b85encode
from collections import Counter
from collections.abc import Collection, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import Any

import yaml

from bot.understand.features import (
    DEADLINE,
    GROUP,
    OTHER,
    PARTNER,
    PERSON,
    ROOM,
    SCHOOL,
    WHEN,
    find_features,
    find_stem,
    join_marks,
)
from bot.understand.patterns import Choice, Slot, Tree, parse_pattern
from bot.understand.rules import load_rules
from bot.understand.words import settle_spelling, split_words

DATA = Path(__file__).parent / "data"
PHRASES, MODEL = DATA / "phrases.yaml", DATA / "intents.model"
SLOTS = {"g": GROUP, "p": PERSON, "s": SCHOOL, "w": WHEN, "t": OTHER, "d": DEADLINE, "o": PARTNER, "r": ROOM}
SAMPLES, EACH, EPOCHS, LEAST_SEEN, SCALE = 700, 24, 14, 4, 16.0
UNKNOWN_SHARE, POLITE_SHARE, RATE, DECAY = 0.2, 0.45, 0.35, 2e-5
# Names that may not be known, and then are words like others.
UNSURE = frozenset({GROUP, PERSON, SCHOOL, DEADLINE, PARTNER, ROOM})
OVERLOOKED = 0.2
BEFORE_DAYS = frozenset(
    {"in", "on", "at", "by", "before", "after", "until", "till", "from", "of", "this", "for", "the"}
)


def main() -> None:
    """Learn, and write the model."""
    text = PHRASES.read_text("utf-8")
    MODEL.write_text(learn(yaml.safe_load(text), find_digest(text)), "utf-8")


def find_digest(text: str) -> str:
    """Name a version of the phrases."""
    return blake2b(text.encode(), digest_size=8).hexdigest()


def learn(phrases: dict[str, Any], digest: str) -> str:
    """Fit the model and write it as text: digest, intents, words, features, and the weights in bytes."""
    import numpy as np  # noqa: PLC0415  (only learning needs it)

    topics = load_rules().topics
    dice = random.Random(2027)  # noqa: S311  (the same model every time)
    intents = list(phrases["intents"])
    rows = [
        (label, sample)
        for label, intent in enumerate(intents)
        for sample in _spell_out(phrases["intents"][intent].splitlines(), phrases["polite"], topics, dice)
    ]
    words = [
        sorted({token for at, sample in rows if at == label for token in sample})
        for label in range(len(intents))
    ]
    seen = Counter(feature for _, sample in rows for feature in find_features(sample))
    features = sorted(feature for feature, count in seen.items() if count >= LEAST_SEEN)
    index = {feature: at for at, feature in enumerate(features)}
    known = [
        (label, np.array([index[f] for f in sorted(find_features(sample)) if f in index]))
        for label, sample in rows
    ]
    coin = np.random.default_rng(2027)
    weights = np.zeros((len(features), len(intents)))
    mean, passes = np.zeros_like(weights), 0
    squares = np.full_like(weights, 1e-2)
    for epoch in range(EPOCHS):
        dice.shuffle(known)
        for label, whole in known:
            # What is learnt must not hang on one word alone: now and then one is overlooked.
            there = whole[coin.random(len(whole)) > OVERLOOKED]
            if not len(there):
                continue
            scores = weights[there].sum(axis=0)
            error = np.exp(scores - scores.max())
            error /= error.sum()
            error[label] -= 1.0
            step = error + DECAY * weights[there]
            squares[there] += step**2
            weights[there] -= RATE * step / np.sqrt(squares[there])
        if epoch >= EPOCHS // 2:
            # The mean of the later passes depends less on their order.
            mean, passes = mean + weights, passes + 1
    packed = np.clip(np.rint(mean / passes * SCALE), -127, 127).astype(np.int8)
    lines = (
        digest,
        " ".join(intents),
        "\t".join(map(" ".join, words)),
        "\t".join(features),
        b85encode(packed.tobytes()).decode(),
    )
    return "\n".join(lines) + "\n"


def _spell_out(
    patterns: Sequence[str], polite: dict[str, list[str]], topics: Collection[str], dice: random.Random
) -> list[list[str]]:
    """Spell patterns out into marked words, each as often as the others."""
    trees = [parse_pattern(pattern) for pattern in patterns]
    samples = []
    for number in range(max(SAMPLES, EACH * len(trees))):
        words = _throw(trees[number % len(trees)], dice)
        if dice.random() < POLITE_SHARE:
            words = [*_split(dice.choice(polite["before"])), *words, *_split(dice.choice(polite["after"]))]
        marked = [OTHER if word in topics else _mark(word, dice) for word in _join_days(words, dice)]
        samples.append(join_marks(marked))
    return samples


def _join_days(words: Sequence[str], dice: random.Random) -> list[str]:
    """Leave out small words before days as often as not: whoever finds days takes many of them for part of these."""
    return [
        word
        for word, after in zip(words, (*words[1:], ""), strict=True)
        if not (word in BEFORE_DAYS and after == WHEN and dice.random() < 0.5)
    ]


def _split(text: str) -> tuple[str, ...]:
    return settle_spelling(split_words(text))


def _mark(word: str, dice: random.Random) -> str:
    if word not in SLOTS.values():
        return find_stem(word)
    unknown = word in UNSURE and dice.random() < UNKNOWN_SHARE
    return OTHER if unknown else word


def _throw(tree: Tree, dice: random.Random) -> list[str]:
    words: list[str] = []
    for node in tree:
        if isinstance(node, Choice):
            words += _throw(dice.choice(node.ways), dice)
        elif isinstance(node, Slot):
            words.append(SLOTS[node.kind])
        else:
            words += _split(node)
    return words


if __name__ == "__main__":
    main()
