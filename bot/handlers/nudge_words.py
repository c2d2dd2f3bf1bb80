"""What every nudge says of a meeting, its group and its people: the words and the buttons they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bot.handlers.buttons import ASK, do
from bot.showing import FORMATS
from cards.card import Button
from cards.nudges import NudgeShown
from cards.words import format_day, format_distance, format_span, join_words
from trust.deeds.requests import Needs
from trust.deeds.values import AddMeeting, Agree, CancelMeeting, MoveMeeting, Refuse
from trust.groups import Group, Office
from trust.meetings import Meeting, find_group_of
from trust.membership import find_members, find_officers
from trust.nudges import Nudge
from trust.papers import Reply
from trust.settling import find_name
from trust.values import place_in_london
from trust.year import Links, Year


@dataclass(frozen=True, slots=True)
class Told:
    """Who is told, when, of which year."""

    year: Year
    person: str
    now: datetime

    @property
    def today(self) -> date:
        """The day of telling."""
        return place_in_london(self.now).date()

    def find_meeting(self, nudge: Nudge) -> Meeting:
        """Find the meeting a nudge is about."""
        return self.year.meeting_by_key[nudge.about]

    def find_group(self, key: str) -> Group:
        """Find whose a meeting is, by its key."""
        return self.year.trust.group_by_id[find_group_of(key)]

    def group(self, meeting: Meeting) -> Group:
        """Find whose a meeting is."""
        return self.year.trust.group_by_id[meeting.group]

    def links(self, meeting: Meeting) -> Links:
        """Find where a meeting's things are."""
        return self.year.links_by_meeting.get(meeting.key, Links(meeting=meeting.key))

    def title(self, meeting: Meeting, what: str) -> str:
        """Say whose meeting it is and what about it."""
        return f"{self.group(meeting).name}: {what}"

    def say(self, meeting: Meeting) -> str:
        """Say which meeting, when and where."""
        place = self.year.trust.place_by_id.get(meeting.place or "")
        where = ", ".join(filter(None, (place.name if place else "", meeting.room)))
        said = f"{meeting.title}, {format_span(meeting.starts, meeting.ends)}"
        return f"{said} · {': '.join(filter(None, (FORMATS[meeting.format], where)))}"

    def say_deadline(self, nudge: Nudge) -> str:
        """Say by which day, and how far off that is."""
        day = nudge.deadline or self.today
        return f"{format_day(day)} ({format_distance(day, self.today)})"

    def say_officers(self, meeting: Meeting) -> str:
        """Name who may look after a meeting's papers."""
        held = find_officers(self.year.trust, self.group(meeting), self.today)
        names = [f"{person.name} ({office})" for office in Office for person in held[office]]
        return join_words(names, "or") or "Nobody, as every office is vacant,"

    def is_officer(self, meeting: Meeting) -> bool:
        """Say whether the person holds an office of the group."""
        held = find_officers(self.year.trust, self.group(meeting), self.today)
        return any(person.id == self.person for people in held.values() for person in people)

    def is_invited(self, meeting: Meeting) -> bool:
        """Say whether the person is a member on the day of a meeting."""
        members = find_members(self.year.trust, self.group(meeting), meeting.starts.date())
        return any(member.id == self.person for member in members)

    def find_reply(self, meeting: Meeting) -> Reply | None:
        """Find what the person replied."""
        theirs = (r for r in self.year.replies if r.meeting == meeting.key and r.person == self.person)
        return next(theirs, None)

    def ask(self, meeting: Meeting, intent: str, title: str) -> Button:
        """Make a button for a question about one meeting of a group."""
        day = meeting.starts.date()
        when = {"first": day.isoformat(), "last": day.isoformat(), "words": format_day(day)}
        return Button(title, ASK, {"intent": intent, "group": meeting.group, **when})

    def ask_last(self, meeting: Meeting, intent: str, title: str) -> Button:
        """Make a button for a question about the group's last meeting."""
        return Button(title, ASK, {"intent": intent, "group": meeting.group, "past": 1})


def show_request(told: Told, nudge: Nudge) -> NudgeShown:
    """Show what somebody asked for and may not do alone, with the two answers to it."""
    request = next(one for one in told.year.requests if one.id == nudge.detail)
    deed, who = request.deed, find_name(told.year.trust, request.by)
    if isinstance(deed, AddMeeting):
        group, said = told.year.trust.group_by_id[deed.group], ""
        wish = f"add a meeting on {format_span(deed.starts, deed.ends)}"
    else:
        meeting = told.find_meeting(nudge)
        group, said = told.group(meeting), told.say(meeting)
        wish = "call it off"
        if isinstance(deed, MoveMeeting):
            wish = f"move it to {format_span(deed.starts, deed.ends)}"
        elif isinstance(deed, CancelMeeting) and deed.reason:
            wish = f"call it off, because: {deed.reason}"
    needs = "your sign-off" if request.needs is Needs.SIGN_OFF else "a second person to agree"
    return NudgeShown(
        f"{group.name}: will you agree?",
        f"{who} asks to {wish}. That takes {needs}.",
        (said,) if said else (),
        typed="Or type: what is waiting for me?",
        actions=(do("Agree", Agree(request=request.id)), do("Refuse", Refuse(request=request.id))),
    )
