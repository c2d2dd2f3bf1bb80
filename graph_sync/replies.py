"""Who answered an invitation in Outlook, as replies of the year."""

from __future__ import annotations

from collections.abc import Iterator

from graph_sync.kinds import Kind
from graph_sync.observed import Observed
from trust.papers import Answer, Reply
from trust.year import Year

ANSWERS = {
    "accepted": Answer.ACCEPTED,
    "tentativelyAccepted": Answer.TENTATIVE,
    "declined": Answer.DECLINED,
}


def find_replies(observed: Observed, year: Year) -> tuple[Reply, ...]:
    """Find what people answered in Outlook since we last knew of it, ordered by meeting and person.

    Whichever was given last counts, there or here; a reason given here stays with an answer that is the same.
    """
    return tuple(sorted(_find(observed, year), key=lambda reply: (reply.meeting, reply.person)))


def _find(observed: Observed, year: Year) -> Iterator[Reply]:
    known = {(reply.meeting, reply.person): reply for reply in year.replies}
    for key, event in observed.events.items():
        if key not in year.meeting_by_key or event.kind is not Kind.EVENT:
            continue
        for address, said in event.replies.items():
            person, answer = year.trust.person_by_upn.get(address), ANSWERS.get(said.response)
            if person is None or answer is None or said.at is None:
                continue
            last = known.get((key, person.id))
            if last and (last.answer is answer or (last.at is not None and last.at >= said.at)):
                continue
            yield Reply(meeting=key, person=person.id, answer=answer, at=said.at)
