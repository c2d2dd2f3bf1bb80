"""A message to an audience as its preview's button carries it and back; and an audience as people name one in words.

Nothing in a button is trusted: whoever presses one may have made it up. Whether they may write to the audience is asked
again when it is sent.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from bot.understand.question import Entities, Question
from trust.audiences import LONGEST, Audience, AudienceKind
from trust.groups import Group
from trust.meetings import Meeting
from trust.places import Phase

FIELDS = ("kind", "phase", "group", "meeting")
BESIDE = frozenset({"verb", "msteams"})
SENDING = "send_broadcast"
TOO_LONG = f"Nothing was sent: a message may have {LONGEST} letters."
NO_WORDS = "Nothing was sent: write the message first."

_EVERYONE = re.compile(r"\b(everyone|everybody|all (the )?staff|all people|the whole trust)\b")
_NO_REPLY = re.compile(
    r"\b(without (a |any )?(reply|response|answer)|(has|have)(n['’]t| not) (replied|responded|answered)|no reply|not replied)\b"
)
_CHAIRS = re.compile(r"(?<!co-)(?<!co )\bchairs?\b")
_CO_CHAIRS = re.compile(r"\bco[- ]?chairs?\b")
_MEMBERS = re.compile(r"\b(members?|leads|people|staff|group|team|network|forum)\b")


def write_sending(audience: Audience, made: datetime) -> dict[str, str | int]:
    """Write an audience for the preview's button to carry, and from which preview it is sent."""
    said = audience.model_dump(mode="json", exclude_none=True)
    return {**{name: str(value) for name, value in said.items()}, "made": made.isoformat()}


def read_sending(data: Mapping[str, Any]) -> Question | None:
    """Read what is to be sent to whom; None where a button of ours would never say so."""
    said = {name: value for name, value in data.items() if name not in BESIDE}
    if not all(isinstance(value, str) for value in said.values()) or said.keys() - {*FIELDS, "made", "text"}:
        return None
    try:
        audience = Audience.model_validate({name: said[name] for name in FIELDS if name in said})
        datetime.fromisoformat(said.get("made", ""))
    except (ValidationError, ValueError):
        return None
    return Question(
        SENDING, Entities(topic=said.get("text", ""), about=audience.model_dump_json(), detail=said["made"])
    )


def check_text(text: str) -> tuple[str, str]:
    """Tidy a message: its words as they are sent, or else a sentence about what is wrong with them."""
    tidy = "\n".join(line.rstrip() for line in text.replace("\r", "").strip().split("\n"))
    tidy = "".join(letter for letter in tidy if letter == "\n" or letter.isprintable())
    if not tidy:
        return "", NO_WORDS
    return (tidy, "") if len(tidy) <= LONGEST else ("", TOO_LONG)


def read_audience(words: str, group: Group | None, meeting: Meeting | None) -> Audience | None:
    """Read whom somebody means; None where the words name no audience.

    Args:
        words: How they put it, "all secondary chairs".
        group: The group they named, if they did.
        meeting: Of that group, the meeting they mean.

    >>> read_audience("all secondary co-chairs", None, None).kind.value
    'co-chairs'
    >>> read_audience("the parents", None, None) is None
    True
    """
    said = words.casefold()
    if group and meeting and _NO_REPLY.search(said):
        return Audience(kind=AudienceKind.WITHOUT_REPLY, meeting=meeting.key)
    chairs, co_chairs = _CHAIRS.search(said), _CO_CHAIRS.search(said)
    if (chairs or co_chairs) and not (group and _MEMBERS.search(said)):
        kind = AudienceKind.CO_CHAIRS if not chairs else AudienceKind.CHAIRS
        kind = AudienceKind.BOTH if chairs and co_chairs else kind
        return Audience(kind=kind, phase=_find_phase(said))
    if group:
        return Audience(kind=AudienceKind.MEMBERS, group=group.id)
    return Audience(kind=AudienceKind.EVERYONE) if _EVERYONE.search(said) else None


def _find_phase(said: str) -> Phase | None:
    spelt = said.replace("sixth form", "sixth-form").replace("all through", "all-through")
    return next((phase for phase in Phase if re.search(rf"\b{re.escape(phase)}\b", spelt)), None)
