"""The language of schools is understood on a trust of other groups, other abbreviations and six terms."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache

import pytest
from builders import a_group, a_meeting, a_person, a_school, some_half_terms, some_settings

from bot.asked import Answer
from tests.bot.example import ask, held
from trust.calendar import InsetDay
from trust.groups import GroupKind, Office, Officer, Sensitivity
from trust.people import Role
from trust.places import Phase, Room, Venue
from trust.register import Deadline, ExternalSupport, GlossaryEntry, SupportKind
from trust.values import LONDON
from trust.year import Trust, Year

# Id, name, aliases and the roles that belong to it.
GROUPS = (
    ("stem", "STEM Faculty", ("STEM",), "stem-lead"),
    ("hums", "Humanities Collective", ("Hums",), "hums-lead"),
    ("arts", "Expressive Arts Circle", ("EA", "Arts"), "arts-lead"),
    ("fs", "Foundation Stage Practitioners", ("FS", "Nursery"), "fs-lead"),
    ("lks2", "Lower Key Stage 2", ("LKS2",), "lks2-lead"),
    ("uks2", "Upper Key Stage 2", ("UKS2",), "uks2-lead"),
    ("inclusion", "Inclusion Network", ("SENDCo",), "senco"),
    ("heads", "Headteachers' Board", ("Heads", "HTs"), "head"),
    ("oracy", "Oracy Working Party", ("Oracy",), "oracy-lead"),
    ("welfare", "Attendance and Welfare Officers", ("EWOs", "Attendance"), "ewo"),
    ("sbm", "Business Managers", ("SBMs", "Finance"), "sbm"),
    ("data", "Exams and Data Officers", ("Data managers", "Exams"), "data-lead"),
    ("outdoor", "Outdoor Learning", ("Forest school",), "outdoor-lead"),
    ("voice", "Pupil Voice", ("School council",), "voice-lead"),
)
PEOPLE = (
    ("nia-hopkirk", "Nia Hopkirk", "harbour", "stem-lead", "data-lead"),
    ("tom-ferris", "Tom Ferris", "quayside", "hums-lead"),
    ("zoe-lacey", "Zoe Lacey", "quayside", "head"),
    ("abel-marsh", "Abel Marsh", "harbour", "senco", "uks2-lead"),
    ("una-grant", "Una Grant", "harbour", "sbm"),
)


@cache
def the_year() -> Year:
    """Two schools of a council with six named terms, and two meetings of each group."""
    terms = tuple(
        half.model_copy(update={"name": f"Term {number}"})
        for number, half in enumerate(some_half_terms("saltshire"), start=1)
    )
    groups = tuple(
        a_group(key, name=name, aliases=aliases, roles=(role,), kind=GroupKind.NETWORK)
        for key, name, aliases, role in GROUPS
    )
    secret = a_group("restructure", name="Restructure Steering", roles=(), sensitivity=Sensitivity.RESTRICTED)
    trust = Trust(
        settings=some_settings(name="Salt Coast Schools", short_name="Salt Coast", councils={"saltshire": "Saltshire"}),
        schools=(
            a_school("harbour", name="Harbour View School", council="saltshire"),
            a_school("quayside", name="Quayside Juniors", council="saltshire", phase=Phase.PRIMARY),
        ),
        half_terms=terms,
        people=tuple(a_person(key, name=name, school=school, roles=roles) for key, name, school, *roles in PEOPLE),
        groups=(*groups, secret),
        roles=tuple(
            Role(id=role, name=name)
            for role, name in (("head", "Headteacher"), ("senco", "SENDCo"), ("stem-lead", "STEM lead"))
        ),
        officers=(
            Officer(group="stem", office=Office.CHAIR, person="nia-hopkirk"),
            Officer(group="hums", office=Office.CHAIR, person="tom-ferris"),
            Officer(group="inclusion", office=Office.CHAIR, person="abel-marsh"),
        ),
        inset_days=(InsetDay(school="harbour", day=date(2027, 1, 4), reason="Start of term"),),
        venues=(Venue(id="pier", name="Pier Pavilion", address="The Front"),),
        rooms=(Room(place="pier", name="Compass Room", capacity=40, step_free=True),),
        deadlines=(
            Deadline(id="sef", title="School self-evaluation", due=date(2027, 2, 5), audience=("head",)),
            Deadline(id="census", title="Spring census return", due=date(2027, 1, 21), audience=("data-lead",)),
        ),
        external_support=(
            ExternalSupport(id="beacon", area="Oracy", organisation="Beacon Talk", kind=SupportKind.SUPPORT),
        ),
        glossary=(GlossaryEntry(term="PLT", meaning="Peer-led teaching, in pairs across schools."),),
    )  # fmt: skip
    day = date(2027, 1, 12)
    spring = (
        held(key, day + timedelta(days=n), "Spring meeting", "spring-1") for n, (key, *_) in enumerate(GROUPS)
    )
    autumn = (held(key, date(2026, 10, 6) + timedelta(days=n % 10)) for n, (key, *_) in enumerate(GROUPS))
    hidden = a_meeting(group="restructure", starts=datetime(2027, 1, 21, 16, tzinfo=LONDON))
    return Year(trust=trust, meetings=(*spring, *autumn, hidden))


def put(text: str, person: str = "nia-hopkirk") -> Answer:
    return ask(person, text, year=the_year())


@pytest.mark.parametrize(
    ("text", "intent", "about"),
    [
        ("when do stem meet next", "group_dates", "stem"),
        ("hums dates pls", "group_dates", "hums"),
        ("next ht board when", "group_dates", "heads"),
        ("wen is lks2 on", "group_dates", "lks2"),
        ("did the ewos meet in october", "group_dates", "welfare"),
        ("when are sbms next getting together", "group_dates", "sbm"),
        ("uks2 next term?", "group_dates", "uks2"),
        ("forest school meeting date", "group_dates", "outdoor"),
        ("whos in charge of expressive arts", "group_chair", "arts"),
        ("hums chair?", "group_chair", "hums"),
        ("who do i speak to about oracy", "group_chair", "oracy"),
        ("is tom ferris still running humanities", "group_chair", "hums"),
        ("who goes to the sendco network", "group_members", "inclusion"),
        ("list of people in stem", "group_members", "stem"),
        ("which schools have someone on pupil voice", "group_members", "voice"),
        ("whats the oracy working party for", "group_purpose", "oracy"),
        ("remit of business managers", "group_purpose", "sbm"),
        ("how do i join outdoor learning", "join_group", "outdoor"),
        ("take me off the exams list", "join_group", "data"),
        ("im not getting invites from stem", "join_group", "stem"),
        ("stem agenda", "group_agenda", "stem"),
        ("has the agenda gone out for headteachers board", "group_agenda", "heads"),
        ("what are we covering at humanities next time", "group_agenda", "hums"),
        ("fs mins", "group_minutes", "fs"),
        ("where are the notes from nursery", "group_minutes", "fs"),
        ("i missed uks2 can i see the minutes", "group_minutes", "uks2"),
        ("what was decided at stem", "decisions", "stem"),
        ("did attendance agree anything about letters home", "decisions", "welfare"),
        ("outcomes from data managers", "decisions", "data"),
        ("stem actions", "actions", "stem"),
        ("who still owes something for hums", "actions", "hums"),
        ("whats on my to do list", "actions", ""),
        ("whos coming to stem", "replies", "stem"),
        ("who hasnt replied for stem yet", "replies", "stem"),
        ("does stem clash with exams", "clashes", ""),
        ("am i double booked anywhere", "clashes", ""),
        ("when else could lks2 meet", "free_slots", "lks2"),
        ("need another date for the arts lot", "free_slots", "arts"),
        ("why is oracy on a wednesday", "why_date", "oracy"),
        ("how come finance is so early", "why_date", "sbm"),
        ("how big is the compass room", "rooms", ""),
        ("who is hosting stem moderation", "moderation", "stem"),
        ("when do we break up", "term_dates", ""),
        ("when does term 4 start", "term_dates", ""),
        ("last day before easter", "term_dates", ""),
        ("when is our next inset", "inset_days", ""),
        ("is quayside shut on 4 jan", "inset_days", ""),
        ("bank hols in may", "bank_holidays", ""),
        ("when is the census due", "deadlines", ""),
        ("school self evaluation deadline", "deadlines", ""),
        ("whats due in january", "deadlines", ""),
        ("what does beacon talk do", "partners", ""),
        ("who from outside helps with oracy", "partners", "oracy"),
        ("where are the stem papers kept", "saved_where", "stem"),
        ("sharepoint link for hums", "saved_where", "hums"),
        ("where does everything get saved", "saved_where", ""),
        ("what have i missed", "changes", ""),
        ("has stem moved", "changes", "stem"),
        ("what can you do", "help", ""),
        ("pause my reminders", "preferences", ""),
        ("who is zoe lacey", "person", ""),
        ("whos the sendco at harbour view", "school_lead", "inclusion"),
        ("head at quayside?", "school_lead", ""),
        ("what does PLT mean", "glossary", ""),
        ("search minutes for phones", "search", ""),
        ("is uks2 online or in person", "meeting_detail", "uks2"),
        ("what have i got on in january", "my_meetings", ""),
        ("my next meeting", "next_meeting", ""),
        ("which groups am i in", "my_groups", ""),
        ("whats for lunch", "out_of_scope", ""),
    ],
)  # fmt: skip
def test_what_is_asked_on_another_trust_is_understood(text: str, intent: str, about: str) -> None:
    answered = put(text)
    assert (answered.intent, answered.entities.get("group", "")) == (intent, about)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("when do stem meet next", "STEM Faculty: Tue 12 Jan 2027, 15:45–17:00"),
        ("hums chair?", "Tom Ferris"),
        ("when does term 4 start", "Mon 22 Feb 2027"),
        ("when is the census due", "Thu 21 Jan 2027"),
        ("what does beacon talk do", "Beacon Talk"),
        ("what does PLT mean", "Peer-led teaching"),
        ("how many does the compass room hold", "Holds 40"),
        ("which school is abel marsh at", "Harbour View School"),
        ("when is our next inset", "Mon 4 Jan 2027"),
        ("where does everything get saved", "in a folder for each meeting"),
        ("when does the dance group meet", "I don't know a group called “dance”"),
        ("when does restructure steering meet", "I don't know a group called “restructure steering”"),
    ],
)
def test_what_is_answered_on_another_trust_is_its_own(text: str, said: str) -> None:
    assert said in put(text).text
