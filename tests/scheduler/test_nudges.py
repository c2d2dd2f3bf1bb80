"""Whom the year has written to and when: the right person, on a day of theirs, once; and nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust, some_half_terms, some_settings
from changed_by_hand import a_drag

from scheduler.nudges.days import add_term_days, choose_day
from scheduler.nudges.finding import find_nudges, find_open_nudges
from trust.cadence import Format
from trust.deeds.requests import Needs, Request
from trust.deeds.values import CancelMeeting
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import MeetingStatus
from trust.nudges import Nudge, NudgeKind
from trust.papers import (
    Action,
    ActionStatus,
    Agenda,
    AgendaStatus,
    Answer,
    Minutes,
    MinutesStatus,
    PaperText,
    Reply,
)
from trust.settling import find_matters
from trust.values import LONDON, Weekday
from trust.word_minutes import Found, FoundAction
from trust.year import Trust, Year

KEY = "2026-27/maths/spring-1"
TUESDAY = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)
MON, TUE, WED, THU, FRI = (Weekday(day) for day in ("Mon", "Tue", "Wed", "Thu", "Fri"))
CHAIR = Officer(group="maths", office=Office.CHAIR, person="ada")
CO_CHAIR = Officer(group="maths", office=Office.CO_CHAIR, person="ben")


def the_trust(**fields: Any) -> Trust:
    """A maths group of ada (chair), ben (co-chair) and cal; lea leads the trust, ivy runs the service."""
    trust = a_trust()
    return a_trust(**{
        "settings": some_settings(leads=("ivy", "lea", "lou"), it_administrators=("ivy",)),
        "people": (*trust.people, *(a_person(one, school=None) for one in ("ivy", "lea", "lou"))),
    } | fields)  # fmt: skip


def the_year(**fields: Any) -> Year:
    return Year(**{"trust": the_trust(), "meetings": (a_meeting(),)} | fields)


def with_person(person: str, **fields: Any) -> Trust:
    """The trust with somebody in it changed."""
    trust = the_trust()
    people = tuple(p.model_copy(update=fields) if p.id == person else p for p in trust.people)
    return trust.model_copy(update={"people": people})


def at(day: date, clock: str = "08:00") -> datetime:
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=LONDON)


def jan(day: int, clock: str = "08:00") -> datetime:
    return at(date(2027, 1, day), clock)


def tick_daily(
    year: Year, first: date, last: date, kinds: Iterable[NudgeKind] = NudgeKind
) -> list[tuple[str, str]]:
    """Tick every morning with a ledger; tell what was sent when, "minutes_late/1 ada", in order."""
    sent: dict[tuple[str, str], str] = {}
    found = []
    wanted = set(kinds)
    for day in (first + timedelta(days=n) for n in range((last - first).days + 1)):
        for nudge in find_nudges(year, at(day)):
            if nudge.kind in wanted and (nudge.key, nudge.person) not in sent:
                sent[nudge.key, nudge.person] = ""
                found.append((f"{day:%d %b}", f"{nudge.kind} {nudge.stage} {nudge.person}"))
    return found


PAPERS = (NudgeKind.AGENDA_DUE, NudgeKind.MINUTES_DUE, NudgeKind.MINUTES_LATE)


def tick_papers(year: Year) -> list[str]:
    days = tick_daily(year, date(2027, 1, 4), date(2027, 3, 25), PAPERS)
    return [f"{day}: {what}" for day, what in days]


def test_papers_are_asked_of_the_chair_then_the_co_chair_then_a_lead_who_may_read_them():
    assert tick_papers(the_year()) == [
        "07 Jan: agenda_due 1 ada",
        "12 Jan: agenda_due 2 ben",
        "20 Jan: minutes_due 1 ada",
        "27 Jan: minutes_late 1 ada",
        "01 Feb: minutes_late 2 ben",
        "04 Feb: minutes_late 3 lea",
    ]


@pytest.mark.parametrize(
    ("officers", "asked"),
    [
        ((CHAIR,), ["07 Jan: agenda_due 1 ada", "20 Jan: minutes_due 1 ada", "27 Jan: minutes_late 1 ada",
                    "04 Feb: minutes_late 3 lea"]),
        ((CO_CHAIR,), ["07 Jan: agenda_due 1 ben", "20 Jan: minutes_due 1 ben", "27 Jan: minutes_late 1 ben",
                       "04 Feb: minutes_late 3 lea"]),
        ((), ["07 Jan: agenda_due 1 lea", "20 Jan: minutes_due 1 lea", "27 Jan: minutes_late 1 lea"]),
    ],
)  # fmt: skip
def test_in_a_vacancy_the_next_is_asked_and_nobody_twice_at_one_stage(officers, asked):
    assert tick_papers(the_year(trust=the_trust(officers=officers))) == asked


def test_the_chair_of_the_day_is_asked():
    handed_over = (
        CHAIR.model_copy(update={"ends": date(2027, 1, 24)}),
        Officer(group="maths", office=Office.CHAIR, person="dee", starts=date(2027, 1, 25)),
    )

    assert tick_papers(the_year(trust=the_trust(officers=handed_over)))[1:4] == [
        "20 Jan: minutes_due 1 ada",
        "25 Jan: minutes_due 1 dee",
        "27 Jan: minutes_late 1 dee",
    ]


@pytest.mark.parametrize("sensitivity", [Sensitivity.CONFIDENTIAL, Sensitivity.RESTRICTED])
@pytest.mark.parametrize(("member", "heard"), [(False, []), (True, ["lea"])])
def test_a_lead_hears_of_the_late_minutes_of_a_closed_group_only_as_its_member(sensitivity, member, heard):
    groups = (a_group("maths", sensitivity=sensitivity),)
    memberships = (a_membership("maths", "lea"),) if member else ()
    year = the_year(trust=the_trust(groups=groups, memberships=memberships))

    found = find_nudges(year, at(date(2027, 2, 4)))

    assert [n.person for n in found if n.kind is NudgeKind.MINUTES_LATE and n.stage == 3] == heard


@pytest.mark.parametrize(
    "papers",
    [
        {"minutes": (Minutes(meeting=KEY, saved=date(2027, 1, 20)),)},
        {"minutes": (Minutes(meeting=KEY, status=MinutesStatus.APPROVED),)},
        {"meetings": (a_meeting(status=MeetingStatus.CANCELLED),)},
        {"meetings": (a_meeting(status=MeetingStatus.PROPOSED),)},
    ],
)
def test_minutes_that_are_saved_or_never_will_be_are_not_asked_for(papers):
    days = tick_daily(the_year(**papers), date(2027, 1, 20), date(2027, 3, 25), PAPERS)

    assert days == []


def test_a_draft_that_was_only_begun_is_still_asked_for():
    year = the_year(minutes=(Minutes(meeting=KEY),), agendas=(Agenda(meeting=KEY),))

    assert tick_papers(year) == tick_papers(the_year())


def test_delay_counts_in_days_of_term_so_nobody_escalates_over_a_holiday():
    meeting = a_meeting(starts=datetime(2027, 3, 23, 15, 45, tzinfo=LONDON))
    days = tick_daily(the_year(meetings=(meeting,)), date(2027, 3, 24), date(2027, 5, 1), PAPERS)

    assert days == [
        ("24 Mar", "minutes_due 1 ada"),
        ("12 Apr", "minutes_late 1 ada"),
        ("15 Apr", "minutes_late 2 ben"),
        ("20 Apr", "minutes_late 3 lea"),
    ]


# Minutes that were written in Word.

FOUND = Found(decisions=("One plan for all.",), actions=(FoundAction(text="Share the audit", owner="Cal"),))
OFFERS = (NudgeKind.MINUTES_DUE, NudgeKind.MINUTES_LATE, NudgeKind.FOUND_IN_WORD)


def in_word(found_on: date | None = None, found: Found = FOUND) -> PaperText:
    return PaperText(item="i", meeting=KEY, paper="minutes", lines=("x",), found=found, found_on=found_on)


def tick_offers(year: Year) -> list[str]:
    days = tick_daily(year, date(2027, 1, 4), date(2027, 3, 25), OFFERS)
    return [f"{day}: {what}" for day, what in days]


@pytest.mark.parametrize(
    ("found_on", "asked"),
    [
        (date(2027, 1, 19), ["20 Jan: found_in_word 1 ada", "25 Jan: found_in_word 2 ben"]),
        (date(2027, 1, 22), ["22 Jan: found_in_word 1 ada", "27 Jan: found_in_word 2 ben"]),
        (None, ["20 Jan: found_in_word 1 ada", "25 Jan: found_in_word 2 ben"]),
    ],
)
def test_minutes_in_word_are_offered_to_the_chair_then_the_co_chair_and_never_told_to_a_lead(found_on, asked):
    found = tick_offers(the_year(texts=(in_word(found_on),)))

    assert [line for line in found if "found_in_word" in line] == asked
    assert [line for line in found if "found_in_word" not in line] == [
        "27 Jan: minutes_late 1 ada",
        "01 Feb: minutes_late 2 ben",
    ]


@pytest.mark.parametrize(
    "fields",
    [
        {"minutes": (Minutes(meeting=KEY, saved=date(2027, 1, 20), decisions=FOUND.decisions),),
         "actions": (Action(id="a1", meeting=KEY, text="Share the audit", owner="cal"),)},
        {"minutes": (Minutes(meeting=KEY, status=MinutesStatus.APPROVED),)},
        {"meetings": (a_meeting(status=MeetingStatus.CANCELLED),)},
        {"trust": the_trust(officers=())},
    ],
)  # fmt: skip
def test_what_is_taken_over_approved_or_nobodys_to_take_is_not_offered(fields):
    year = the_year(**{"texts": (in_word(),)} | fields)

    assert not [line for line in tick_offers(year) if "found_in_word" in line]


def test_minutes_taken_over_from_word_but_not_saved_are_asked_for_as_any_draft():
    begun = Minutes(meeting=KEY, decisions=FOUND.decisions)
    taken = the_year(texts=(in_word(found=Found(decisions=FOUND.decisions)),), minutes=(begun,))

    assert tick_offers(taken) == tick_offers(the_year(minutes=(begun,)))


def test_saved_minutes_that_somebody_adds_to_in_word_are_offered_anew_and_what_was_left_out_is_not():
    saved = Minutes(meeting=KEY, saved=date(2027, 1, 20))
    old = in_word(date(2027, 1, 19), Found(decisions=("Left out.",)))
    ours = in_word(date(2027, 2, 1), Found(decisions=("One plan for all.",))).model_copy(update={"item": "j"})
    noted = saved.model_copy(update={"decisions": ("One plan for all.",)})

    def keys(year: Year) -> set[str]:
        return {n.key for n in find_open_nudges(year, at(date(2027, 2, 2))) if n.person == "ada"
                and n.kind is NudgeKind.FOUND_IN_WORD}  # fmt: skip

    assert keys(the_year(texts=(old, ours), minutes=(noted,))) == {f"found_in_word/{KEY}/2027-01-20/1"}
    assert keys(the_year(texts=(old, ours), minutes=(saved,))) == {f"found_in_word/{KEY}/2027-02-01/1"}


# What members hear before a meeting.

BEFORE = (NudgeKind.AGENDA_PUBLISHED, NudgeKind.REPLY_WANTED, NudgeKind.REMINDER)
PUBLISHED = Agenda(meeting=KEY, status=AgendaStatus.PUBLISHED, published=date(2027, 1, 12))


def tick_before(year: Year, kinds: Iterable[NudgeKind] = BEFORE) -> list[str]:
    days = tick_daily(year, date(2027, 1, 4), date(2027, 2, 12), kinds)
    return [f"{day}: {what}" for day, what in days]


def test_members_hear_of_the_agenda_are_asked_for_a_reply_and_reminded():
    assert tick_before(the_year(agendas=(PUBLISHED,))) == [
        "07 Jan: reply_wanted 1 cal",
        "13 Jan: agenda_published 1 cal",
        "18 Jan: reminder 1 ada",
        "18 Jan: reminder 1 ben",
        "18 Jan: reminder 1 cal",
    ]


@pytest.mark.parametrize(
    ("answer", "heard"),
    [
        (Answer.ACCEPTED, ["ada", "ben", "cal"]),
        (Answer.TENTATIVE, ["ada", "ben", "cal"]),
        (Answer.DECLINED, ["ada", "ben"]),
    ],
)
def test_whoever_replied_is_not_asked_and_whoever_apologised_is_not_reminded(answer, heard):
    year = the_year(replies=(Reply(meeting=KEY, person="cal", answer=answer),))

    assert tick_before(year, (NudgeKind.REPLY_WANTED,)) == []
    assert tick_before(year, (NudgeKind.REMINDER,)) == [f"18 Jan: reminder 1 {who}" for who in heard]


@pytest.mark.parametrize(
    ("sensitivity", "heard"), [("open", ["ada", "ben", "dee"]), ("restricted", ["ada", "ben"])]
)
def test_whoever_goes_in_anothers_place_is_reminded_where_that_is_possible(sensitivity, heard):
    reply = Reply(meeting=KEY, person="cal", answer=Answer.DECLINED, delegate="dee")
    year = the_year(trust=the_trust(groups=(a_group("maths", sensitivity=sensitivity),)), replies=(reply,))

    assert sorted(n.person for n in find_nudges(year, jan(18)) if n.kind is NudgeKind.REMINDER) == heard


def test_a_meeting_that_moves_is_announced_anew_and_never_at_its_old_time():
    before = the_year()
    after = the_year(meetings=(a_meeting(starts=TUESDAY + timedelta(days=7)),))

    old = [n for n in find_open_nudges(before, jan(18)) if n.kind is NudgeKind.REMINDER]
    assert [n for n in find_open_nudges(after, jan(18)) if n.kind is NudgeKind.REMINDER] == []
    new = [n for n in find_open_nudges(after, jan(25)) if n.kind is NudgeKind.REMINDER]
    assert {n.person for n in old} == {n.person for n in new} == {"ada", "ben", "cal"}
    assert {n.key for n in old}.isdisjoint(n.key for n in new)


def test_a_meeting_that_is_called_off_is_not_spoken_of():
    year = the_year(meetings=(a_meeting(status=MeetingStatus.CANCELLED),), agendas=(PUBLISHED,))

    assert tick_before(year, set(NudgeKind) - {NudgeKind.LEAD_DIGEST}) == []


def test_only_those_are_written_to_who_belong_today_and_will_then():
    joins = a_membership("maths", "dee", starts=date(2027, 1, 14))
    leaves = a_membership("maths", "lou", ends=date(2027, 1, 18))
    year = the_year(trust=the_trust(memberships=(joins, leaves)), agendas=(PUBLISHED,))

    assert [line for line in tick_before(year) if line.endswith(("dee", "lou"))] == [
        "14 Jan: reply_wanted 1 dee",
        "14 Jan: agenda_published 1 dee",
        "18 Jan: reminder 1 dee",
    ]


def test_an_agenda_published_on_the_day_is_left_to_the_reminder():
    late = PUBLISHED.model_copy(update={"published": TUESDAY.date()})

    assert tick_before(the_year(agendas=(late,)), (NudgeKind.AGENDA_PUBLISHED,)) == []


# Whose day it is.


@pytest.mark.parametrize(
    ("days", "reminded"),
    [
        ((MON, TUE), "18 Jan"),
        ((TUE, WED), "19 Jan"),
        ((WED, THU), "14 Jan"),
        ((FRI,), "15 Jan"),
        ((Weekday.SAT,), "18 Jan"),
    ],
)
def test_part_timers_are_reminded_on_a_day_they_work_if_one_is_soon_enough(days, reminded):
    year = the_year(trust=with_person("cal", working_days=days))

    assert [line for line in tick_before(year, (NudgeKind.REMINDER,)) if line.endswith("cal")] == [
        f"{reminded}: reminder 1 cal"
    ]


def test_a_missed_tick_is_made_good_by_the_next_that_is_theirs():
    year = the_year(trust=with_person("ada", working_days=(MON, THU)))
    due = [day for day in range(7, 19) if any(n.person == "ada" and n.kind is NudgeKind.AGENDA_DUE
                                              for n in find_nudges(year, jan(day)))]  # fmt: skip

    assert due == [7, 11, 14, 18]


@pytest.mark.parametrize(
    ("moment", "sends"),
    [
        (jan(18, "07:29"), False),
        (jan(18, "07:30"), True),
        (jan(18, "17:59"), True),
        (jan(18, "18:00"), False),
        (jan(17, "12:00"), False),  # a Sunday
        (jan(19, "15:44"), True),
        (jan(19, "15:45"), False),
    ],
)
def test_a_reminder_comes_between_the_morning_before_and_the_meeting_outside_quiet_hours(moment, sends):
    found = [n for n in find_nudges(the_year(), moment) if n.kind is NudgeKind.REMINDER]

    assert bool(found) is sends


def test_nothing_comes_at_weekends_on_bank_holidays_or_out_of_term_but_junes_planning():
    meetings = tuple(a_meeting(f"m{n}", starts=TUESDAY + timedelta(days=n)) for n in range(-80, 180, 3))
    actions = tuple(
        Action(
            id=f"a{n}", meeting=KEY, text="Share the unit", owner="cal", due=NOW.date() + timedelta(days=n)
        )
        for n in range(0, 220, 4)
    )
    year = the_year(meetings=meetings, actions=actions, trust=the_trust(half_terms=some_half_terms()[:5]))
    days = [date(2026, 9, 1) + timedelta(days=n) for n in range(330)]
    closed = [
        day for day in days if day.weekday() > 4 or not any(h.holds(day) for h in year.trust.half_terms)
    ]
    # A bank holiday in term: 3 May 2027.
    kinds = {n.kind for day in (*closed, date(2027, 5, 3)) for n in find_nudges(year, at(day))}

    assert kinds == {NudgeKind.PLANNING}
    assert len({n.kind for day in days for n in find_nudges(year, at(day))}) > 6


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 3, 28)])
def test_mornings_stay_mornings_when_the_clocks_change(day):
    monday = day + timedelta(days=1)
    meeting = a_meeting(starts=at(monday + timedelta(days=1), "15:45"))
    halves = tuple(h.model_copy(update={"ends": h.ends + timedelta(days=9)}) for h in some_half_terms()[:4])
    year = the_year(trust=the_trust(half_terms=halves), meetings=(meeting,))
    if monday == date(2027, 3, 29):
        # Easter Monday: the last working day before is Thursday.
        monday = date(2027, 3, 25)
    due = {
        n.due.astimezone(UTC)
        for n in find_open_nudges(year, at(monday, "12:00"))
        if n.kind is NudgeKind.REMINDER
    }

    assert due == {at(monday, "07:30").astimezone(UTC)}


# Actions.


def an_action(**fields: Any) -> Action:
    return Action(**{"id": "a1", "meeting": KEY, "text": "Share the unit", "owner": "cal", "due": date(2027, 1, 29)}
                  | fields)  # fmt: skip


ACTIONS = (NudgeKind.ACTION_DUE, NudgeKind.ACTION_LATE)


def tick_actions(year: Year) -> list[tuple[str, str]]:
    return tick_daily(year, date(2027, 1, 4), date(2027, 3, 25), ACTIONS)


def test_an_action_is_asked_for_before_its_day_and_once_after_it():
    assert tick_actions(the_year(actions=(an_action(),))) == [
        ("27 Jan", "action_due 1 cal"),
        ("01 Feb", "action_late 1 cal"),
    ]


@pytest.mark.parametrize("fields", [{"status": ActionStatus.DONE}, {"due": None}])
def test_an_action_that_is_done_or_undated_is_not_asked_for(fields):
    assert tick_actions(the_year(actions=(an_action(**fields),))) == []


def test_the_chair_is_asked_about_an_action_whose_owner_has_left():
    assert tick_actions(the_year(actions=(an_action(owner="gone"),))) == [
        ("27 Jan", "action_due 1 ada"),
        ("01 Feb", "action_late 1 ada"),
    ]


def test_an_action_carried_forward_is_asked_for_again():
    keys = [
        {
            n.key
            for n in find_open_nudges(the_year(actions=(an_action(due=due),)), at(due))
            if n.kind in ACTIONS
        }
        for due in (date(2027, 1, 29), date(2027, 2, 5))
    ]

    assert keys == [{"action_due/a1/2027-01-29"}, {"action_due/a1/2027-02-05"}]


def test_whoever_has_left_a_restricted_group_hears_no_more_of_what_they_owed_it():
    groups = (a_group("maths", sensitivity=Sensitivity.RESTRICTED),)
    actions = (an_action(owner="dee"), an_action(id="a2"))

    found = tick_actions(the_year(trust=the_trust(groups=groups), actions=actions))

    assert {what.split()[-1] for _, what in found} == {"cal"}


# By the calendar.


def test_moderation_is_prepared_three_weeks_ahead_by_whoever_looks_after_the_papers():
    meeting = a_meeting(
        "moderation", format=Format.MODERATION, starts=datetime(2026, 11, 26, 15, 45, tzinfo=LONDON)
    )
    days = tick_daily(
        the_year(meetings=(meeting,)), date(2026, 10, 1), date(2026, 12, 1), (NudgeKind.MODERATION,)
    )

    assert days == [("05 Nov", "moderation 1 ada")]


def test_a_terms_digest_comes_as_it_begins_and_to_who_joins_later_as_they_join():
    year = the_year(trust=with_person("cal", starts=date(2027, 1, 13)))
    days = tick_daily(year, date(2026, 12, 1), date(2027, 3, 25), (NudgeKind.TERM_DIGEST,))

    assert days == [
        ("04 Jan", "term_digest 1 ada"),
        ("04 Jan", "term_digest 1 ben"),
        ("13 Jan", "term_digest 1 cal"),
    ]


def test_leads_hear_how_each_term_went_and_in_june_that_the_next_year_is_to_be_planned():
    kinds = (NudgeKind.LEAD_DIGEST, NudgeKind.PLANNING)
    days = tick_daily(the_year(), date(2026, 9, 1), date(2027, 8, 31), kinds)

    assert days == [
        ("11 Dec", "lead_digest 1 lea"), ("11 Dec", "lead_digest 1 lou"),
        ("18 Mar", "lead_digest 1 lea"), ("18 Mar", "lead_digest 1 lou"),
        ("01 Jun", "planning 1 lea"), ("01 Jun", "planning 1 lou"),
        ("14 Jul", "lead_digest 1 lea"), ("14 Jul", "lead_digest 1 lou"),
    ]  # fmt: skip


# What waits to be settled.


def test_officers_are_told_of_a_change_by_hand_until_it_is_settled():
    found = jan(15, "16:00")
    matters = find_matters([a_drag(found=found)], ())
    moments = (jan(15, "15:59"), jan(15, "16:00"), jan(16, "12:00"), jan(17, "12:00"), jan(18, "08:00"))

    told = [
        sorted(n.person for n in find_nudges(the_year(), now, matters) if n.kind is NudgeKind.CHANGED)
        for now in moments
    ]

    assert told == [[], ["ada", "ben"], [], [], ["ada", "ben"]]


def test_whoever_may_agree_to_a_request_is_asked_and_never_who_made_it():
    deed = CancelMeeting(meeting=KEY, was=TUESDAY, reason="Strike day")
    request = Request(deed=deed, by="ada", at=jan(8, "09:00"), needs=Needs.SECOND)

    found = [
        n for n in find_nudges(the_year(requests=(request,)), jan(8, "09:05")) if n.kind is NudgeKind.REQUEST
    ]

    assert [(n.person, n.detail, n.about) for n in found] == [
        (who, request.id, KEY) for who in ("ben", "lea", "lou")
    ]


# Days.


def test_days_of_term_leave_out_holidays_and_end_with_the_year():
    trust = a_trust()

    assert add_term_days(trust, date(2027, 2, 12), 1) == date(2027, 2, 22)
    assert add_term_days(trust, date(2027, 7, 21), 2) == date(2027, 7, 23)


def test_no_day_is_chosen_where_none_would_do():
    trust = a_trust()
    person = trust.person_by_id["ada"]

    assert choose_day(trust, NudgeKind.REMINDER, person, date(2027, 8, 2), date(2027, 8, 6)) is None
    assert choose_day(trust, NudgeKind.AGENDA_PUBLISHED, person, date(2027, 1, 20), date(2027, 1, 19)) is None


def test_a_nudge_is_the_same_whenever_it_is_worked_out():
    def find(now: datetime) -> set[Nudge]:
        return {n for n in find_nudges(the_year(), now) if n.kind is NudgeKind.REMINDER}

    assert find(jan(18, "07:30")) == find(jan(18, "17:00")) == find(jan(19, "09:00"))


def test_replies_to_other_meetings_count_for_nothing():
    other = a_meeting("summer-1", starts=TUESDAY + timedelta(days=90))
    replies = (Reply(meeting=other.key, person="cal", answer=Answer.DECLINED),)

    assert "18 Jan: reminder 1 cal" in tick_before(the_year(meetings=(a_meeting(), other), replies=replies))
