"""Tells what a message asks for, by the model that `learning` wrote."""

from __future__ import annotations

from array import array
from base64 import b85decode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from math import exp

from bot.understand.features import find_features, find_stem

# What the weights were multiplied by, so as to be kept in a byte each.
SCALE = 16.0


@dataclass(frozen=True, slots=True)
class Model:
    """What was learnt: for each feature a weight for each intent; `asked_with` are the words each is asked with."""

    digest: str
    intents: tuple[str, ...]
    asked_with: dict[str, frozenset[str]]
    features: dict[str, int]
    weights: array[int]


@cache
def load_model() -> Model:
    """Load the model."""
    text = files("bot.understand").joinpath("data", "intents.model").read_text(encoding="utf-8")
    digest, intents, words, features, weights = text.rstrip("\n").split("\n")
    index = {feature: at for at, feature in enumerate(features.split("\t"))}
    packed = array("b", b85decode(weights))
    names = tuple(intents.split())
    asked_with = {name: frozenset(some.split()) for name, some in zip(names, words.split("\t"), strict=True)}
    return Model(digest, names, asked_with, index, packed)


@cache
def find_words() -> frozenset[str]:
    """Give all words that questions are asked with, as stems."""
    return frozenset().union(*load_model().asked_with.values())


def is_asked_with(word: str, intent: str = "") -> bool:
    """Say whether questions, or those of one intent, are asked with a word: then it is neither a name nor a slip."""
    return find_stem(word) in (load_model().asked_with[intent] if intent else find_words())


def rank_intents(marked: Sequence[str]) -> list[tuple[str, float]]:
    """Give every intent with how likely it is, the likeliest first.

    Args:
        marked: The message, as `features.mark_words` marks it.
    """
    model = load_model()
    many = len(model.intents)
    scores = [0.0] * many
    for feature in find_features(marked):
        at = model.features.get(feature)
        if at is not None:
            for n, weight in enumerate(model.weights[at * many : (at + 1) * many]):
                scores[n] += weight
    highest = max(scores)
    shares = [exp((score - highest) / SCALE) for score in scores]
    total = sum(shares)
    return sorted(
        zip(model.intents, (share / total for share in shares), strict=True), key=lambda p: (-p[1], p[0])
    )
