"""What of an answer is not for everybody, for the audit log: what it tells of groups that are not open, and of drafts.

Pure, and for an answer about open groups next to nothing to work out: it looks at the rows an answer was made from, and at
the rule it rests on. A refusal shows nothing, and so is not told of here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.asked import Answer
from bot.handlers.agenda_writing import RULE as WRITING
from trust.auditing import Seen
from trust.groups import Sensitivity
from trust.meetings import find_group_of
from trust.papers import AgendaStatus
from trust.permissions import Aspect
from trust.year import Year

_KEY = re.compile(r"20\d\d-\d\d/[a-z0-9-]+/[a-z0-9-]+")
_RULE = re.compile(r" group, (.+): seen by ")
_REFUSED = re.compile(r": not for |^not for ")
DRAFTS = (Aspect.AGENDA_DRAFT.value, Aspect.MINUTES_DRAFT.value, Aspect.ALL_REPLIES.value)


def find_seen(answer: Answer, year: Year) -> tuple[Seen, ...]:
    """Find what an answer shows that is not for everybody, one thing a meeting, or a group where it shows several."""
    if _REFUSED.search(answer.rule):
        return ()
    ruled = found[1] if (found := _RULE.search(answer.rule)) else ""
    sources = answer.sources or tuple(filter(None, (answer.context.group,)))
    closed: dict[str, list[Seen]] = {}
    for source in sources:
        about = _find_about(source, year)
        draft = _find_draft(answer.rule, ruled, source, about, year)
        if about and (draft or not is_open(year, about)):
            what = draft or ruled or source.partition(" ")[0]
            closed.setdefault(_find_group(about), []).append(Seen(about=about, what=what))
    return tuple(_put_together(group, seen) for group, seen in closed.items())


def find_not_open(abouts: Iterable[str], year: Year) -> tuple[Seen, ...]:
    """Find what of the meetings and groups that were found by somebody is of groups that are not open."""
    closed = (about for about in dict.fromkeys(abouts) if about and not is_open(year, about))
    return tuple(Seen(about=about, what="found") for about in closed)


def is_open(year: Year, about: str) -> bool:
    """Say whether a group, or a meeting's, is open; one that is not known is not."""
    group = year.trust.group_by_id.get(_find_group(about))
    return group is not None and group.sensitivity is Sensitivity.OPEN


def _find_group(about: str) -> str:
    return find_group_of(about) or about


def _find_about(source: str, year: Year) -> str:
    """Find the meeting or the group that a row is of; nothing for what is of none."""
    if key := _KEY.search(source):
        return key[0]
    word = source.rpartition(" ")[2]
    if source.startswith("action "):
        return next((action.meeting for action in year.actions if action.id == word), "")
    return word if word in year.trust.group_by_id else ""


def _find_draft(rule: str, ruled: str, source: str, about: str, year: Year) -> str:
    if ruled in DRAFTS:
        return ruled
    if rule != WRITING or not source.startswith("agenda "):
        return ""
    agenda = year.agenda_by_meeting.get(about)
    draft = agenda is not None and agenda.status is AgendaStatus.DRAFT
    return Aspect.AGENDA_DRAFT.value if draft else ""


def _put_together(group: str, seen: list[Seen]) -> Seen:
    one = seen[0]
    same = all(other.about == one.about for other in seen)
    return one if same else Seen(about=group, what=one.what)
