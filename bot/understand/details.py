"""What a question says besides whom it is about: past or next, mine, late, the second one, which thing of a meeting."""

from __future__ import annotations

import re

from bot.understand.asking import Asks, is_exact
from bot.understand.question import Entities
from bot.understand.words import Words, split_words
from trust.proposals import Verdict

ORDINALS = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5,
            "5th": 5, "sixth": 6, "6th": 6}  # fmt: skip
DETAILS = {
    "link": ("link", "url", "join", "joining", "log"),
    "place": (
        "where",
        "wheres",
        "venue",
        "room",
        "place",
        "address",
        "building",
        "school",
        "travel",
        "parking",
    ),
    "format": ("online", "teams", "person", "face", "remote", "virtual", "format"),
    "length": ("long", "length"),
    "time": ("time", "finish", "end", "over", "start", "begin", "done"),
}
DETAILS_OF: dict[str, dict[str, tuple[str, ...]]] = {
    "why_date": {
        "moved": (
            "move",
            "moved",
            "change",
            "changed",
            "shift",
            "shifted",
            "reschedule",
            "rescheduled",
            "moving",
        ),
        "cancelled": ("cancel", "cancelled", "called", "off"),
    },
    "free_slots": {"extra": ("another", "extra", "additional")},
    "term_dates": {
        "ends": ("break", "end", "ends", "finish", "finishes", "close", "closes", "last"),
        "starts": ("back", "start", "starts", "begin", "begins", "return", "first"),
    },
    "changes": {},
    "preferences": {},
}
# Who asks these asks after others too, whatever "I" or "we" the question has.
OF_OTHERS = frozenset(
    [
        "who", "whos", "whose", "anyone", "anybody", "everyone", "everybody", "people", "many", "numbers",
        "headcount", "turnout", "list", "only", "chase", "schools", "we", "us", "our",
    ]
)  # fmt: skip
LATE = frozenset({"overdue", "late", "behind"})
PROPOSAL_ID = re.compile(r"[0-9a-f]{10}|(?=.*[0-9])[0-9a-f]{4,9}")
VERDICT_WORDS = ("KEEP", "UNDO", "PUT", "BACK")


def find_details(asks: Asks, text: str) -> Entities:
    """Find what else a question says: past or next, mine, late, the second one, the place of it."""
    soonest = "NEXT" in asks.concepts
    plain = split_words(text)
    detail = next((name for name, known in DETAILS.items() if any(word in known for word in plain)), "")
    return Entities(
        past="PAST" in asks.concepts and not soonest,
        soonest=soonest,
        mine="MY" in asks.concepts,
        overdue=bool(LATE & set(plain)),
        nth=_find_ordinal(plain),
        after=not {"after", "following"}.isdisjoint(plain) and "ABOUT" in asks.concepts,
        detail=detail,
    )


def find_detail(intent: str, text: str, otherwise: str) -> str:
    """Find the detail that means something to one intent: what was done to a date, one more, which end of term."""
    plain = set(split_words(text))
    for name, known in DETAILS_OF.get(intent, {}).items():
        if not plain.isdisjoint(known):
            return name
    return "" if intent in DETAILS_OF else otherwise


def asks_after_own(intent: str, text: str, *, otherwise: bool) -> bool:
    """Say whether the asker's own are meant: "how many are we expecting" asks after everyone's replies."""
    return otherwise and (intent != "replies" or OF_OTHERS.isdisjoint(split_words(text)))


def _find_ordinal(words: Words) -> int:
    """Find which of a list is meant; "the last one" is -1, and a date such as "the 2nd" is none."""
    for at, word in enumerate(words[:-1]):
        if words[at + 1] in ("one", "meeting", "session", "date"):
            if word in ORDINALS:
                return ORDINALS[word]
            if word == "last" and words[at + 1] == "one":
                return -1
    return 0


def is_proposal_id(word: str) -> bool:
    """Say whether a word may be a proposal's id, or the beginning of one.

    >>> is_proposal_id("3f2a09c1de"), is_proposal_id("3f2a"), is_proposal_id("decade")
    (True, True, False)
    """
    return PROPOSAL_ID.fullmatch(word) is not None


def find_verdict(words: Words, asks: Asks) -> Entities:
    """Find which proposal is meant, and what was decided about it, if it was spelled out."""
    if not asks.rule or asks.rule.intent != "settle":
        return Entities()
    keep, back = "KEEP" in asks.concepts, "UNDO" in asks.concepts or asks.concepts.keys() >= {"PUT", "BACK"}
    proposal = next((word for word in words if is_proposal_id(word)), "")
    sure = keep is not back and is_exact(words, asks, VERDICT_WORDS)
    verdict = None if not sure else Verdict.ADOPT if keep else Verdict.PUT_BACK
    return Entities(proposal=proposal, verdict=verdict)
