from __future__ import annotations

from builders import a_meeting, a_person, a_trust

from trust.papers import Agenda, Minutes
from trust.places import Venue
from trust.year import Links, Year


def test_trust_finds_everything_by_its_key():
    mill = Venue(id="mill", name="Mill")
    trust = a_trust(venues=(mill,))

    assert list(trust.school_by_id) == ["oak", "elm"]
    assert trust.person_by_upn["ada@fernvale.example"] == a_person("ada", roles=("maths-lead",))
    assert trust.group_by_id["maths"] is trust.groups[0]
    assert list(trust.place_by_id) == ["oak", "elm", "mill"]
    assert trust.place_by_id["mill"] == mill


def test_year_finds_meetings_and_papers_by_meeting():
    meeting = a_meeting()
    agenda, minutes, links = (kind(meeting=meeting.key) for kind in (Agenda, Minutes, Links))
    year = Year(trust=a_trust(), meetings=(meeting,), agendas=(agenda,), minutes=(minutes,), links=(links,))

    assert year.meeting_by_key == {meeting.key: meeting}
    assert year.agenda_by_meeting == {meeting.key: agenda}
    assert year.minutes_by_meeting == {meeting.key: minutes}
    assert year.links_by_meeting == {meeting.key: links}
