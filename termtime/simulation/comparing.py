"""How a trust stands in the end: its year, Microsoft 365, and the ledger; and in what two ends differ.

Left out is what differs between any two runs: moments, ids Microsoft gives, and how often a document was written on the
way. One difference is to be expected of a run in which replicas were killed: what a killed sync would have read is read
by the next night's, so that somebody who had replied in Outlook may be asked for their reply, and a replica that died
between sending a message and noting it leaves a row that says it is not known. Each of those is checked, and counted.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sandbox.graph.outlook.bodies import to_text
from sandbox.server import Sandbox
from trust.nudges import NudgeKind, Row, State
from trust.year import Year

TIMES = {"at", "found"}
# A request is named by the second in which it was made.
SECONDS = re.compile(r"(T\d{4})\d\d(?=[+-]\d{4}$)")


@dataclass(frozen=True, slots=True)
class EndState:
    """Everything that is compared: lines by what they are about, and the ledger's rows by key and person."""

    lines: dict[str, Counter[str]]
    ledger: dict[tuple[str, str], State]


@dataclass(frozen=True, slots=True)
class Differences:
    """In what an end differs from the one it should equal, a sentence each."""

    unexplained: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()


def take_picture(year: Year, sandbox: Sandbox, rows: Iterable[Row]) -> EndState:
    """Describe how everything stands."""
    parts = {
        name: getattr(year, name)
        for name in ("meetings", "agendas", "minutes", "actions", "replies", "attendance", "requests")
    }
    lines = {
        name: Counter(one.model_dump_json(exclude=TIMES) for one in values) for name, values in parts.items()
    }
    lines |= {name: Counter(map(repr, found)) for name, found in _look_at(sandbox).items()}
    return EndState(lines, {(SECONDS.sub(r"\1", row.key), row.person): row.outcome for row in rows})


def find_differences(should: EndState, stands: EndState) -> Differences:
    """Find in what one end differs from another."""
    found, explained = list[str](), list[str]()
    for what in should.lines:
        for sign, one in (("missing", should.lines[what] - stands.lines[what]),
                          ("not expected", stands.lines[what] - should.lines[what])):  # fmt: skip
            found += [f"{what}, {sign}: {line[:300]}" for line in one.elements()]
    for row in sorted(should.ledger.keys() | stands.ledger.keys()):
        before, after = should.ledger.get(row), stands.ledger.get(row)
        if before is not after:
            is_told = f"{row[0]} for {row[1]} is {after or 'not there'}, not {before or 'absent'}"
            (explained if _is_explained(row[0], before, after) else found).append(is_told)
    return Differences(tuple(found), tuple(explained))


def _is_explained(key: str, before: State | None, after: State | None) -> bool:
    if before is State.SENT and after is State.NOT_KNOWN:
        return True
    asked_again = key.startswith(f"{NudgeKind.REPLY_WANTED}/")
    return asked_again and None in (before, after)


def _look_at(sandbox: Sandbox) -> dict[str, list[tuple[Any, ...]]]:
    state = sandbox.state
    names = {key: user["userPrincipalName"] for key, user in state.directory.users.items()}
    names |= {key: group.data["mailNickname"] for key, group in state.directory.groups.items()}
    [drive] = state.sites.drives.values()
    return {
        "diaries": [
            (names[mailbox], *_describe_event(entry))
            for mailbox, calendar in state.calendars.by_mailbox.items()
            for entry in calendar.entries.values()
        ],
        "lists": [
            (
                group.data["mailNickname"],
                group.data["displayName"],
                sorted(names[one] for one in group.members),
                sorted(names[one] for one in group.owners),
            )
            for group in state.directory.groups.values()
        ],
        "library": [
            (
                drive.path_of(item),
                _read_text(item.name, item.content or b""),
                item.inherits,
                sorted((_read_who(grant, names), *grant["roles"]) for grant in item.grants),
            )
            for item in drive.items.values()
        ],
        "letters": [
            (address, mail.kind, mail.subject)
            for address, box in state.mailroom.inboxes.items()
            for mail in box
        ],
    }


def _describe_event(entry: Any) -> Sequence[Any]:
    meeting = entry.meeting
    return (
        meeting.data["subject"],
        str(meeting.start),
        str(meeting.end),
        str(meeting.data["location"]["displayName"]),
        to_text(meeting.data["body"]),
        entry.is_organiser,
        entry.cancelled,
        sorted(attendee["emailAddress"]["address"] for attendee in meeting.attendees),
    )


def _read_text(name: str, content: bytes) -> str:
    """Name what a document says; a Word file's package holds the moment it was packed as well."""
    if name.endswith(".docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            content = package.read("word/document.xml")
    return sha256(content).hexdigest()[:12]


def _read_who(grant: Any, names: dict[str, str]) -> str:
    who = next(iter(grant["grantedToV2"].values()))
    return names.get(who["id"], str(who.get("displayName") or who["id"]))
