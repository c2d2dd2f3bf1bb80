"""What looks like one of ours though it does not carry our marker: an Outlook year or a list from before Termtime.

It is only ever proposed for adoption, so a wrong guess costs a question; a miss would double somebody's diary.
"""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz

from graph_sync.desired import Wanted, WantedEvent, WantedList
from graph_sync.observed import Seen

ALIKE = 85.0


def find_alike(wanted: Wanted, strangers: Iterable[Seen]) -> Seen | None:
    """Find the stranger that is most like a thing that is wanted, if one is like it at all."""
    scored = [(_score(wanted, one), one) for one in strangers if one.kind is wanted.kind]
    best = max(scored, key=lambda pair: (pair[0], pair[1].graph_id), default=(0.0, None))
    return best[1] if best[0] else None


def _score(wanted: Wanted, stranger: Seen) -> float:
    if isinstance(wanted, WantedEvent):
        return _score_event(wanted, stranger)
    if not isinstance(wanted, WantedList):
        return 0.0
    if stranger.fields.get("nickname") == wanted.nickname:
        return 200.0
    same = str(stranger.fields["name"]).casefold() == str(wanted.fields["name"]).casefold()
    return 100.0 if same else 0.0


def _score_event(wanted: WantedEvent, stranger: Seen) -> float:
    """Score an event of the same day that is called like the meeting, or like its group; the same time counts extra."""
    ours, theirs = str(wanted.fields["when"]), str(stranger.fields["when"])
    if ours[:10] != theirs[:10]:
        return 0.0
    subject = stranger.name.casefold()
    alike = max(
        fuzz.token_set_ratio(wanted.group.casefold(), subject),
        fuzz.token_sort_ratio(str(wanted.fields["subject"]).casefold(), subject),
    )
    return alike + (10.0 if ours == theirs else 0.0) if alike >= ALIKE else 0.0
