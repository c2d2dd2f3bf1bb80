"""From what is held about one person to what they are given: their own data, in parts, each with what it is and how long.

Pure. Everything is the person's own, or says no more of others than that there was somebody: colleagues are not named, a
meeting's roster is not copied, of minutes nothing but that they name the person. What is about a group the person may not
know of is left out and counted, for whoever answers the request to look there with the group's officers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from termtime.governance.places import find_mentions
from termtime.governance.reducing import Reducer
from termtime.governance.taking_part import find_belonging, find_invited, find_own_papers
from termtime.store.holdings import LEFT_OUT, Holdings, Row
from trust.auditing import find_hidden
from trust.files.tables import TABLE_BY_NAME
from trust.meetings import find_group_of
from trust.people import Person
from trust.retention import Kept, Retention, say_rule
from trust.values import RefusedError, Value, place_in_london
from trust.year import Trust, Year

NOT_YOU = "a colleague, to something that names you"
# What somebody wrote as themselves; of every other deed it is told only that they did it, when, and to what.
OWN_WORDS = ("give_reply", "propose_item")
AS_LONG = "for as long as the trust's files name you"
MIRRORED = "for as long as Microsoft 365 says so"
NOT_TOLD = (
    "What other people replied, and why; what is noted of them; and their names, where you met them.",
    "What minutes and agendas say beyond naming you: they are the group's.",
    "Whether anything is kept for a legal reason: the trust's data protection officer answers that.",
    "Backups: they hold what the database held, and are replaced in turn.",
    "What lies in Microsoft 365 itself (invitations, lists, documents, messages): the trust's own search finds it there.",
)


class Subject(Value):
    """Whom it is about; the name and the address are empty for whoever has left the trust's files."""

    id: str
    name: str = ""
    upn: str = ""


class Part(Value):
    """One part of what is held: what it is, how long it is kept, and its rows."""

    name: str
    title: str
    what: str
    kept: str
    rows: tuple[dict[str, Any], ...] = ()


class Access(Value):
    """Everything one person is given.

    Attributes:
        elsewhere: How much was left out because it is about groups they may not know of.
        left_out: What else is not in it, and why.
    """

    subject: Subject
    trust: str
    made: datetime
    parts: tuple[Part, ...]
    elsewhere: int
    left_out: tuple[str, ...]


def find_subject(trust: Trust, asked: str) -> Subject:
    """Find whom somebody means, by id or address. Raises RefusedError for what can be neither."""
    person = trust.person_by_id.get(asked) or trust.find_by_upn(asked)
    if person:
        return Subject(id=person.id, name=person.name, upn=person.upn)
    if "@" in asked or not asked:
        raise RefusedError(f"Nobody in {trust.settings.name}'s files goes by {asked}.")
    return Subject(id=asked, name=asked)


def assemble(year: Year, held: Holdings, subject: Subject, now: datetime) -> Access:
    """Put together everything held about a person."""
    return _Assembly(year, held, subject, now).make()


class _Assembly:
    """What every part is made from, and the count of what was left out."""

    def __init__(self, year: Year, held: Holdings, subject: Subject, now: datetime) -> None:
        self.year, self.held, self.subject, self.now = year, held, subject, place_in_london(now)
        self.person: Person | None = year.trust.person_by_id.get(subject.id)
        self.reduce = Reducer(year.trust, subject.id)
        self.invited = find_invited(year, subject.id)
        today = self.now.date()
        nobody = Person(id=subject.id, name=subject.name or subject.id, upn="nobody@left.invalid")
        self.hidden = find_hidden(year.trust, self.person or nobody, today) - {m.group for m in self.invited}
        self.elsewhere = 0

    def make(self) -> Access:
        retention = self.year.trust.settings.retention
        parts = tuple(
            Part(name=name, title=title, what=what, kept=_say_kept(retention, kept), rows=tuple(make(self)))
            for name, title, what, kept, make in PARTS
        )
        reasons = tuple(why for _, why in LEFT_OUT.values())
        return Access(
            subject=self.subject, trust=self.year.trust.settings.name, made=self.now, parts=parts,
            elsewhere=self.elsewhere, left_out=(*NOT_TOLD, *reasons),
        )  # fmt: skip

    def known(self, rows: Iterable[dict[str, Any]], *about: str) -> Iterator[dict[str, Any]]:
        """Leave out, and count, what is about groups the person may not know of."""
        for row in rows:
            named = {find_group_of(str(row.get(name) or "")) or row.get(name) for name in about}
            if named & self.hidden:
                self.elsewhere += 1
            else:
                yield row


def _find_you(of: _Assembly) -> Iterator[dict[str, Any]]:
    if of.person:
        told = of.person.model_dump(mode="json")
        yield {name: told[name] for name in TABLE_BY_NAME["people"].columns}


def _find_belonging(of: _Assembly) -> Iterator[dict[str, Any]]:
    yield from of.known(find_belonging(of.year.trust, of.subject.id, of.now.date()), "group")


def _find_meetings(of: _Assembly) -> Iterator[dict[str, Any]]:
    groups = of.year.trust.group_by_id
    for meeting in of.invited:
        yield {"meeting": meeting.key, "group": groups[meeting.group].name, "title": meeting.title,
               "starts": meeting.starts.isoformat(), "status": meeting.status.value}  # fmt: skip


def _find_papers(kind: str) -> Callable[[_Assembly], Iterator[dict[str, Any]]]:
    def find(of: _Assembly) -> Iterator[dict[str, Any]]:
        yield from of.known(find_own_papers(of.year, of.subject.id, kind), "meeting")

    return find


def _find_mentions(of: _Assembly) -> Iterator[dict[str, Any]]:
    yield from of.known(find_mentions(of.year, of.held, of.subject.name, of.subject.upn), "about")


def _find_journal(of: _Assembly) -> Iterator[dict[str, Any]]:
    def tell(row: Row) -> dict[str, Any]:
        own = row["by"] == of.subject.id
        told = _tell_moment(row) | {"by": "you" if own else NOT_YOU}
        if own and row["deed"] and row["kind"] in OWN_WORDS:
            told["said"] = of.reduce(row["deed"])
        return told

    yield from of.known(map(tell, of.held.find("journal")), "about")


def _find_requests(of: _Assembly) -> Iterator[dict[str, Any]]:
    asked = (
        {"at": row["at"].isoformat(), "what": row["deed"]["kind"], "about": row["deed"].get("meeting", ""),
         "by": "you" if row["by"] == of.subject.id else NOT_YOU, "needs": row["needs"]}
        for row in of.held.find("requests")
    )  # fmt: skip
    settled = (
        {"at": row["at"].isoformat(), "what": row["verdict"], "about": row["body"]["key"],
         "by": "you" if row["by"] == of.subject.id else NOT_YOU, "needs": ""}
        for row in of.held.find("decisions")
    )  # fmt: skip
    yield from of.known((*asked, *settled), "about")


def _find_messages(of: _Assembly) -> Iterator[dict[str, Any]]:
    for row in of.held.find("deliveries"):
        yield {"at": row["at"].isoformat(), "to": "you", "kind": row["kind"], "about": row["about"],
               "outcome": row["outcome"], "why": row["why"], "until": _say(row["until"])}  # fmt: skip
    for row in of.held.find("broadcasts"):
        yield {"at": row["at"].isoformat(), "to": of.reduce(row["audience"]), "kind": "written by you",
               "text": row["text"]}  # fmt: skip


def _find_chats(of: _Assembly) -> Iterator[dict[str, Any]]:
    yield from ({"what": "account", **row} for row in of.held.find("accounts"))
    for row in of.held.find("conversations"):
        yield {"what": "chat with the bot", **row, "updated": row["updated"].isoformat()}
    for row in of.held.find("threads"):
        yield {"what": "what it was last about", "context": of.reduce(row["context"]),
               "expires": row["expires"].isoformat()}  # fmt: skip


def _find_settings(of: _Assembly) -> Iterator[dict[str, Any]]:
    for row in of.held.find("preferences"):
        yield {"what": "when you want no messages", "paused_until": _say(row["paused_until"]),
               "quiet_hours": f"{row['quiet_starts']} to {row['quiet_ends']}" if row["quiet_starts"] else ""}  # fmt: skip
    for row in of.held.find("looks"):
        for look in filter(None, (row["last"], row["before"])):
            yield {"what": "when you asked what has changed", "at": look["at"],
                   "meetings": sorted(k for k in look.get("meetings", ()) if find_group_of(k) not in of.hidden)}  # fmt: skip


def _find_access(of: _Assembly) -> Iterator[dict[str, Any]]:
    for row in of.held.find("sessions"):
        yield {"what": "signed in", "how": row["how"], "began": row["began"].isoformat(),
               "expires": row["expires"].isoformat()}  # fmt: skip
    for row in of.held.find("feeds"):
        told = {name: _say(row[name]) for name in ("made", "fetched", "revoked")}
        yield {"what": "private calendar address", "of": row["group"] or "your own meetings", **told}


def _find_audit(of: _Assembly) -> Iterator[dict[str, Any]]:
    def tell(row: Row) -> dict[str, Any]:
        own = row["by"] == of.subject.id
        return _tell_moment(row) | {
            "by": "you" if own else "somebody else, about you or in your name",
            "detail": of.reduce(row["detail"] or {}) if own else {},
        }

    yield from of.known(map(tell, of.held.find("audit")), "about")


def _find_trials(of: _Assembly) -> Iterator[dict[str, Any]]:
    for row in of.held.find("scenarios"):
        yield {"at": row["at"].isoformat(), "state": row["state"], "note": row["note"],
               "wishes": of.reduce(row["wishes"])}  # fmt: skip


def _tell_moment(row: Row) -> dict[str, Any]:
    return {"at": row["at"].isoformat(), "what": row["kind"], "about": row["about"]}


def _say(moment: Any) -> str:
    return moment.isoformat() if moment else ""


def _say_kept(retention: Retention, kept: str) -> str:
    return kept.format_map({kind.value: say_rule(retention, kind) for kind in Kept})


Make = Callable[[_Assembly], Iterator[dict[str, Any]]]
PARTS: tuple[tuple[str, str, str, str, Make], ...] = (
    ("you", "You", "What the trust's files say of you.", AS_LONG, _find_you),
    ("belonging", "Groups and offices", "Which groups you belong to, and what you do there.", AS_LONG,
     _find_belonging),
    ("meetings", "Meetings", "The meetings you were or are invited to, as a member of their group on that day.",
     "with the list of meetings, which stays", _find_meetings),
    ("replies", "Replies", "What you replied to invitations, with your own reasons; and where you were named to go.",
     "{replies}; reasons {reasons}", _find_papers("replies")),
    ("attendance", "Attendance", "Where you were noted as present or with apologies, and how long Teams counted you.",
     "{minutes}", _find_papers("attendance")),
    ("actions", "Actions", "What you agreed to do.", "{actions}", _find_papers("actions")),
    ("agendas", "Agenda items", "Items you lead, and those you put forward.", "{agendas}", _find_papers("agendas")),
    ("mentions", "Where you are named", "Places whose text names you, to look in; Microsoft 365's copies among them.",
     MIRRORED, _find_mentions),
    ("journal", "Changes", "What you changed, and what others changed that names you.", "{journal}", _find_journal),
    ("requests", "Requests and decisions", "What you asked for or decided, and what was about you.", "{journal}",
     _find_requests),
    ("messages", "Messages", "What Termtime sent you unasked, and what you had sent to others.", "{deliveries}",
     _find_messages),
    ("chats", "Chats with the bot", "How you are reached in Teams, and what you last asked about.", "{leavers}; what it was about {threads}",
     _find_chats),
    ("settings", "Settings", "What you set, and what you were shown when you asked for news.", "{leavers}",
     _find_settings),
    ("access", "Pages and calendars", "When you signed in, and your private calendar addresses, without their secrets.",
     "{leavers}", _find_access),
    ("audit", "Audit log", "What the audit log notes of what you did, and of what was done about you.", "{audit}",
     _find_audit),
    ("trials", "Years tried out", "Years you tried out as a lead.", "{trials}", _find_trials),
)  # fmt: skip
