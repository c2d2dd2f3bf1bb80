"""A year in which every paper, title, place and name carries a mark, and who may be told which: tests.bot.marked_example.

Four groups, one of each kind of secrecy, named Harbour, Lantern, Meadow and Thimble; each has the same officers, members,
meetings and papers. A mark is a word such as `zqxdraft4`: what it stands in, and the number of its group. A group's meetings
begin at minutes that end in its number, so that a time tells whose it is. Who may be told what is written down here from
the trust's rules in plain words, apart from trust.permissions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from builders import NOW, a_cadence, a_group, a_meeting, a_membership, a_person, a_trust, some_settings

from bot.personal import Look, Looks, MeetingSeen, Personal
from trust.cadence import Format
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import Meeting, MeetingStatus
from trust.papers import Action, Agenda, AgendaItem, AgendaStatus, Minutes, MinutesStatus, PaperText, Reply
from trust.papers import Answer as Replied
from trust.people import Person, PersonKind, Role
from trust.places import Venue
from trust.proposals import Proposal
from trust.register import Deadline, ExternalSupport, GlossaryEntry
from trust.settling import Matter, find_matters
from trust.values import LONDON
from trust.year import Links, Trust, Year

SITE = "https://fernvale.sharepoint.com/sites/codesign"
OPEN, CONFIDENTIAL, NAMED, HIDDEN = GROUPS = (1, 2, 3, 4)
SPOKEN = {OPEN: "Harbour", CONFIDENTIAL: "Lantern", NAMED: "Meadow", HIDDEN: "Thimble"}
SECRECY = {
    OPEN: Sensitivity.OPEN,
    CONFIDENTIAL: Sensitivity.CONFIDENTIAL,
    NAMED: Sensitivity.RESTRICTED,
    HIDDEN: Sensitivity.RESTRICTED,
}
MARK = re.compile(r"zqx([a-z]+)([1-4])")
TIME = re.compile(r"\b1\d:\d([1-4])\b")

# Who stands how to which group. Whoever stands to none is as the last column of PEOPLE says.
OFFICER, MEMBER, LEAD, STAFF, NOBODY = "officer", "member", "lead", "staff", "nobody"
IN_A_GROUP = {
    "chair": (OFFICER, STAFF),
    "cochair": (OFFICER, STAFF),
    "coord": (OFFICER, STAFF),
    "member": (MEMBER, STAFF),
    "guest": (MEMBER, NOBODY),
    "former": (STAFF, STAFF),
}
IN_NONE = {
    "lead": LEAD,
    "staff": STAFF,
    "visitor": NOBODY,
    "admin": NOBODY,
    "left": NOBODY,
    "stranger": NOBODY,
}
IN_EVERY = "everywhere"
PEOPLE = (*(f"{one}{n}" for one in IN_A_GROUP for n in GROUPS), *IN_NONE, IN_EVERY)
# Of these nobody has anything to be told: they are not in the trust's files, or run the service.
TOLD_NOTHING = frozenset({"admin", "left", "stranger"})

OFFICERS = frozenset({OFFICER})
MEMBERS = OFFICERS | {MEMBER}
MEMBERS_AND_LEADS = MEMBERS | {LEAD}
ALL_STAFF = MEMBERS_AND_LEADS | {STAFF}
NEVER: frozenset[str] = frozenset()

# What is marked, and who may be told of it in a group that is open, confidential, restricted but with a contact, hidden.
BEING = (ALL_STAFF, ALL_STAFF, ALL_STAFF, MEMBERS)
CHAIRING = (ALL_STAFF, ALL_STAFF, MEMBERS, MEMBERS)
MEETING = (ALL_STAFF, MEMBERS, MEMBERS, MEMBERS)
BELONGING = (MEMBERS_AND_LEADS, MEMBERS, MEMBERS, MEMBERS)
DRAFTING = (OFFICERS,) * 4
SETTLING = (OFFICERS | {LEAD}, OFFICERS, OFFICERS, OFFICERS)
MAY_BE_TOLD = {
    **dict.fromkeys(("name", "id", "contact", "post", "partner"), BEING),
    **dict.fromkeys(("chair", "cochair", "dates"), CHAIRING),
    **dict.fromkeys(("purpose", "title", "cancelled", "room", "join", "folder"), MEETING),
    **dict.fromkeys(("agenda", "agendatext", "agendaurl"), MEETING),
    **dict.fromkeys(("decision", "summary", "minutestext", "minutesurl"), MEETING),
    **dict.fromkeys(("coord", "member", "guest", "former", "action", "oldaction"), BELONGING),
    **dict.fromkeys(("draftagenda", "draftagendatext", "draftagendaurl"), DRAFTING),
    **dict.fromkeys(("draftdecision", "draftsummary", "draftminutestext", "draftminutesurl"), DRAFTING),
    "change": SETTLING,
    "proposed": (NEVER,) * 4,
}
# The register of partners is the staff's, not a guest's.
STAFF_ALONE = ("partner",)
# Members are told who accepts, which here is the member; of the rest, and of who is silent, officers alone.
REPLYING = {
    "member": (MEMBERS,) * 4,
    **dict.fromkeys(("chair", "cochair", "guest", "coord"), DRAFTING),
}
# Staff know of each other and of who holds which post, unless the post is there for a hidden group alone.
KNOWING = dict.fromkeys(("chair", "cochair", "coord", "member", "guest", "former"), (ALL_STAFF,) * 4)
HOLDING_A_POST = {"member": BEING}
ASKED_WITH = {
    "replies": REPLYING,
    "person": KNOWING,
    "school_lead": HOLDING_A_POST,
    # Whoever cannot come may send any colleague.
    **dict.fromkeys(("accept_meeting", "give_reply", "maybe_meeting", "send_apologies"), KNOWING),
}
# What somebody agreed to do, and their own name, they are told alone, whatever became of their membership.
OWN = {"oldaction": "former", **{kind: kind for kind in KNOWING}}
# A reason is its author's, and the chair's where it is shared; nobody else may be listening.
REASONS = {"sharedreason": ("cochair", "chair"), "ownreason": ("guest",)}


def find_relation(person: str, group: int) -> str:
    """How a person stands to a group."""
    if person == IN_EVERY:
        return MEMBER
    if person in IN_NONE:
        return IN_NONE[person]
    inside, outside = IN_A_GROUP[person[:-1]]
    return inside if person[-1] == str(group) else outside


def may_be_told(people: Sequence[str], kind: str, group: int, intent: str = "") -> bool:
    """Whether all of some people may be told what carries a mark, in answer to a kind of question."""
    own = kind in OWN and tuple(people) == (f"{OWN[kind]}{group}",)
    return own or are_to_be_told(people, kind, group, intent)


def are_to_be_told(people: Sequence[str], kind: str, group: int, intent: str = "") -> bool:
    """Whether they are told it as well, wherever that is what is asked."""
    if kind in REASONS:
        return all(person in {f"{one}{group}" for one in REASONS[kind]} for person in people)
    if kind in STAFF_ALONE and any(person.startswith("guest") for person in people):
        return False
    may = ASKED_WITH.get(intent, {}).get(kind, MAY_BE_TOLD[kind])[group - 1]
    return all(find_relation(person, group) in may for person in people)


def find_hidden(people: Sequence[str]) -> frozenset[int]:
    """The groups that not all of some people may know of."""
    return frozenset(n for n in GROUPS if not may_be_told(people, "name", n))


def find_marks(said: str) -> set[tuple[str, int]]:
    """All marks in a text, each as what it stands in and whose it is."""
    marks = {(kind, int(n)) for kind, n in MARK.findall(said.lower())}
    return marks | {("dates", int(n)) for n in TIME.findall(said)}


def mark(kind: str, group: int) -> str:
    return f"zqx{kind}{group}"


def name_key(group: int, rule: str) -> str:
    return f"2026-27/{mark('id', group)}/{rule}"


def name_person(kind: str, group: int) -> str:
    given = {
        "chair": "Nora",
        "cochair": "Theo",
        "coord": "Uma",
        "member": "Vera",
        "guest": "Walt",
        "former": "Xena",
    }
    return f"{given[kind]} {mark(kind, group).title()}"


def some_people() -> tuple[Person, ...]:
    gone = date(2026, 10, 1)
    named = [
        a_person(
            f"{kind}{n}",
            name=name_person(kind, n),
            kind=PersonKind.GUEST if kind == "guest" else PersonKind.STAFF,
            school=None if kind == "guest" else "oak",
            roles=(f"post-{n}",) if kind == "member" else (),
        )
        for kind in IN_A_GROUP
        for n in GROUPS
    ]
    return (
        *named,
        *(a_person(person) for person in ("lead", "staff", "admin", IN_EVERY)),
        a_person("visitor", kind=PersonKind.GUEST, school=None),
        a_person("left", ends=gone),
        a_person("head", name="Hal Reed", school="elm", roles=("principal",)),
    )


def some_offices() -> tuple[Officer, ...]:
    offices = {Office.CHAIR: "chair", Office.CO_CHAIR: "cochair", Office.COORDINATOR: "coord"}
    return (
        *(Officer(group=mark("id", n), office=office, person=f"{kind}{n}")
          for n in GROUPS for office, kind in offices.items()),
        *(Officer(group=mark("id", n), office=Office.COORDINATOR, person="left") for n in GROUPS),
        *(Officer(group=mark("id", n), office=Office.CHAIR, person=f"former{n}", ends=date(2026, 10, 30)) for n in GROUPS),
    )  # fmt: skip


def a_marked_trust() -> Trust:
    gone = date(2026, 10, 30)
    memberships = (
        *(a_membership(mark("id", n), f"guest{n}") for n in GROUPS),
        *(a_membership(mark("id", n), f"former{n}", ends=gone) for n in GROUPS),
        *(a_membership(mark("id", n), person) for n in GROUPS for person in (IN_EVERY, "left")),
    )
    groups = tuple(
        a_group(
            mark("id", n),
            name=f"{SPOKEN[n]} {mark('name', n)}",
            sensitivity=SECRECY[n],
            roles=(f"post-{n}",),
            purpose=f"To meet about {mark('purpose', n)}",
            contact=f"Rae Adeyemi {mark('contact', n)}" if n == NAMED else "",
        )
        for n in GROUPS
    )
    support = [
        ExternalSupport(id=f"hub-{n}", area="Rowing", organisation=f"Hub {mark('partner', n)}", kind="both",
                        groups=(mark("id", n),))
        for n in GROUPS
    ]  # fmt: skip
    return a_trust(
        settings=some_settings(
            it_administrators=("admin",), leads=("lead",), cadences={"termly": a_cadence()}
        ),
        people=some_people(),
        roles=(
            Role(id="principal", name="Principal"),
            *(Role(id=f"post-{n}", name=f"{mark('post', n).title()} lead") for n in GROUPS),
        ),
        groups=groups,
        officers=some_offices(),
        memberships=memberships,
        venues=(Venue(id="mill", name="The Mill Centre"),),
        external_support=tuple(support),
        deadlines=(Deadline(id="data", title="Data collection", due=date(2027, 1, 8), audience=("principal",)),),
        glossary=(GlossaryEntry(term="KASE", meaning="Knowledge and skills."),),
    )  # fmt: skip


def some_meetings(n: int) -> tuple[Meeting, ...]:
    """A group's meetings: two that were held, two to come, one called off, and one nobody has announced."""

    def at(rule: str, day: date, title: str = "title", **fields: Any) -> Meeting:
        starts = datetime(day.year, day.month, day.day, 15, 40 + n, tzinfo=LONDON)
        placed = {"format": Format.IN_PERSON, "place": "mill", "room": f"Room {mark('room', n)}"}
        return a_meeting(rule, mark("id", n), **{
            "starts": starts, "ends": starts + timedelta(minutes=70), "title": f"Gathering {mark(title, n)}", **placed,
        } | fields)  # fmt: skip

    return (
        at("autumn-1", date(2026, 10, 6)),
        at("moderation", date(2026, 11, 17), format=Format.MODERATION),
        at("spring-1", date(2027, 1, 19)),
        at("off", date(2027, 2, 3), "cancelled", status=MeetingStatus.CANCELLED),
        at("spring-2", date(2027, 3, 2), format=Format.ONLINE, place=None),
        at("summer-1", date(2027, 5, 4), "proposed", status=MeetingStatus.PROPOSED),
    )


def some_agendas(n: int) -> tuple[Agenda, ...]:
    return (
        Agenda(meeting=name_key(n, "spring-1"), status=AgendaStatus.PUBLISHED,
               items=(AgendaItem(title=f"Gondolas {mark('agenda', n)}", minutes=30, lead=f"chair{n}"),)),
        Agenda(meeting=name_key(n, "spring-2"),
               items=(AgendaItem(title=f"Gondolas {mark('draftagenda', n)}", minutes=30),)),
    )  # fmt: skip


def some_minutes(n: int) -> tuple[Minutes, ...]:
    return (
        Minutes(meeting=name_key(n, "autumn-1"), status=MinutesStatus.APPROVED, saved=date(2026, 10, 9),
                decisions=(f"Gondolas {mark('decision', n)}.",), summary=f"Gondolas {mark('summary', n)}.",
                present=(f"member{n}",)),
        Minutes(meeting=name_key(n, "moderation"), saved=date(2026, 11, 20),
                decisions=(f"Gondolas {mark('draftdecision', n)}.",), summary=f"Gondolas {mark('draftsummary', n)}."),
    )  # fmt: skip


def some_replies(n: int) -> tuple[Reply, ...]:
    spring = name_key(n, "spring-1")
    return (
        Reply(meeting=spring, person=f"member{n}", answer=Replied.ACCEPTED),
        Reply(meeting=spring, person=f"cochair{n}", answer=Replied.DECLINED, share_with_chair=True,
              reason=f"Away {mark('sharedreason', n)}"),
        Reply(meeting=spring, person=f"guest{n}", answer=Replied.TENTATIVE, reason=f"A scan {mark('ownreason', n)}"),
    )  # fmt: skip


def some_actions(n: int) -> tuple[Action, ...]:
    return tuple(
        Action(id=f"{kind}-{n}", meeting=name_key(n, "autumn-1"), owner=f"{owner}{n}", due=date(2026, 12, 1),
               text=f"Tidy {mark(kind, n)}")
        for kind, owner in (("action", "member"), ("oldaction", "former"))
    )  # fmt: skip


def some_links(n: int) -> tuple[Links, ...]:
    def at(rule: str, **kinds: str) -> Links:
        urls = {field: f"{SITE}/{mark(kind, n)}.docx" for field, kind in kinds.items()}
        return Links(meeting=name_key(n, rule), folder_url=f"{SITE}/{mark('folder', n)}", **urls)

    return (
        at("autumn-1", minutes_url="minutesurl"),
        at("moderation", minutes_url="draftminutesurl"),
        at("spring-1", agenda_url="agendaurl", join_url="join"),
        at("spring-2", agenda_url="draftagendaurl"),
    )


def some_texts(n: int) -> tuple[PaperText, ...]:
    return tuple(
        PaperText(item=f"{kind}-{n}", meeting=name_key(n, rule), paper=paper, lines=(f"Gondolas afloat {mark(kind, n)}",))
        for kind, rule, paper in (
            ("agendatext", "spring-1", "agenda"),
            ("draftagendatext", "spring-2", "agenda"),
            ("minutestext", "autumn-1", "minutes"),
            ("draftminutestext", "moderation", "minutes"),
        )
    )  # fmt: skip


def a_marked_year() -> Year:
    return Year(
        trust=a_marked_trust(),
        meetings=tuple(one for n in GROUPS for one in some_meetings(n)),
        agendas=tuple(one for n in GROUPS for one in some_agendas(n)),
        minutes=tuple(one for n in GROUPS for one in some_minutes(n)),
        actions=tuple(one for n in GROUPS for one in some_actions(n)),
        replies=tuple(one for n in GROUPS for one in some_replies(n)),
        links=tuple(one for n in GROUPS for one in some_links(n)),
        texts=tuple(one for n in GROUPS for one in some_texts(n)),
    )


def some_matters() -> tuple[Matter, ...]:
    """An invitation of each group that somebody dragged elsewhere."""
    return find_matters(
        (
            Proposal(
                kind="event",
                key=name_key(n, "spring-1"),
                field="when",
                title=f"Dragged {mark('change', n)}",
                what=f"Somebody moved it {mark('change', n)}",
                seen="2027-01-20T10:00/2027-01-20T11:00",
                wanted="2027-01-19T10:30/2027-01-19T11:30",
            )
            for n in GROUPS
        ),
        (),
    )


def a_curious_persons_past() -> Personal:
    """What somebody was shown who could once see all there is; everybody is given it, to see what of it comes out."""
    before = {
        meeting.key: MeetingSeen(
            starts=meeting.starts - timedelta(days=1), ends=meeting.ends - timedelta(days=1),
            place=f"Room {mark('room', n)}", agenda=False, minutes="",
        )
        for n in GROUPS for meeting in (*some_meetings(n), a_meeting("gone", mark("id", n)))
    }  # fmt: skip
    look = Look(at=NOW - timedelta(days=30), groups=tuple(mark("id", n) for n in GROUPS), meetings=before)
    return Personal(looks=Looks(last=look, before=look))
