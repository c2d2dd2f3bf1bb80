from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from builders import a_group, a_meeting, a_membership, a_person, a_trust, some_settings

from trust.deeds.doing import do
from trust.deeds.locking import find_to_lock, is_locked
from trust.deeds.minutes import APPROVED, LOCKED, NOT_BEGUN, SUMMARY_CHANGED, name_action
from trust.deeds.result import Entry, Result
from trust.deeds.rights import CANCELLED, NO_MEETING
from trust.deeds.values import (
    AddDecision,
    AgreeAction,
    ApproveMinutes,
    Deed,
    DropAction,
    DropDecision,
    NoteAttendance,
    ReopenMinutes,
    SaveMinutes,
    Undo,
    WriteSummary,
)
from trust.groups import Office, Officer, Sensitivity
from trust.meetings import MeetingStatus
from trust.papers import Minutes, MinutesStatus
from trust.settings import Rules
from trust.values import LONDON, RefusedError
from trust.year import Year

# A Tuesday in autumn, the group's next meeting in January, its last one in May.
HELD = a_meeting("autumn-1", starts=datetime(2026, 11, 17, 15, 45, tzinfo=LONDON), title="Autumn meeting")
NEXT, LAST = a_meeting("spring-1"), a_meeting("summer-1", starts=datetime(2027, 5, 4, 15, 45, tzinfo=LONDON))
OFF = a_meeting("off", starts=datetime(2026, 11, 24, 15, 45, tzinfo=LONDON), status=MeetingStatus.CANCELLED)
DURING, AT_NEXT = HELD.starts + timedelta(minutes=10), NEXT.starts
KEY = HELD.key
DRAFT, LOCKED_NOW, FIVE = MinutesStatus.DRAFT, MinutesStatus.LOCKED, Rules()


def a_year(*minutes: Minutes, **fields: Any) -> Year:
    """Ada chairs, Ben co-chairs, Cal is a member, Cora coordinates, Dee is nobody to the group."""
    trust = a_trust(
        people=(*a_trust().people, a_person("cora"), a_person("rae"), a_person("ned", ends=date(2026, 10, 1))),
        groups=(a_group(), a_group("cases", roles=(), sensitivity=Sensitivity.RESTRICTED)),
        officers=(*a_trust().officers, Officer(group="maths", office=Office.COORDINATOR, person="cora"),
                  Officer(group="cases", office=Office.CHAIR, person="rae")),
        memberships=(a_membership("maths", "ned"),),
    )  # fmt: skip
    hidden = a_meeting("autumn-1", "cases", starts=HELD.starts)
    return Year(trust=trust, meetings=(HELD, OFF, NEXT, LAST, hidden), minutes=minutes, **fields)


def a_draft(**fields: Any) -> Minutes:
    return Minutes(meeting=KEY, **fields)


def try_as(year: Year, deed: Deed, by: str = "ada", now: datetime = DURING) -> Result:
    return do(year, deed, year.trust.person_by_id[by], now)


def after(year: Year, *deeds: Deed, by: str = "ada", now: datetime = DURING) -> Year:
    """The year after some deeds."""
    for deed in deeds:
        result = try_as(year, deed, by, now)
        minutes = {one.meeting: one for one in (*year.minutes, *result.saved.minutes)}
        actions = {
            one.id: one for one in (*year.actions, *result.saved.actions) if one.id not in result.dropped
        }
        year = year.model_copy(
            update={"minutes": tuple(minutes.values()), "actions": tuple(actions.values())}
        )
    return year


def noted(year: Year) -> Minutes:
    return year.minutes_by_meeting[KEY]


TAKING: tuple[Deed, ...] = (
    NoteAttendance(meeting=KEY, present=("cal",)),
    AddDecision(meeting=KEY, text="Moderate."),
    DropDecision(meeting=KEY, text="Moderate."),
    WriteSummary(meeting=KEY, text="We met."),
    AgreeAction(meeting=KEY, text="Share the unit", owner="cal"),
    DropAction(meeting=KEY, action="a-1"),
    SaveMinutes(meeting=KEY),
)
OF_CHAIRS: tuple[Deed, ...] = (ApproveMinutes(meeting=KEY), ReopenMinutes(meeting=KEY))


@pytest.mark.parametrize("deed", [*TAKING, *OF_CHAIRS], ids=lambda deed: deed.kind)
class TestEveryDeed:
    @pytest.mark.parametrize("by", ["cal", "dee", "rae"])
    def test_is_for_officers(self, deed: Deed, by: str) -> None:
        with pytest.raises(RefusedError, match="Only the chair"):
            try_as(a_year(a_draft(decisions=("One.",), saved=date(2026, 11, 20))), deed, by, AT_NEXT)

    def test_waits_for_the_start(self, deed: Deed) -> None:
        with pytest.raises(RefusedError, match=NOT_BEGUN):
            try_as(a_year(), deed, now=HELD.starts - timedelta(seconds=1))

    def test_of_a_meeting_that_was_called_off_is_refused(self, deed: Deed) -> None:
        with pytest.raises(RefusedError, match=CANCELLED):
            try_as(a_year(), deed.model_copy(update={"meeting": OFF.key}), now=AT_NEXT)

    @pytest.mark.parametrize(
        "key", ["2026-27/cases/autumn-1", "2026-27/maths/never", "2026-27/none/autumn-1"]
    )
    def test_of_a_hidden_group_is_refused_as_of_none(self, deed: Deed, key: str) -> None:
        with pytest.raises(RefusedError) as refused:
            try_as(a_year(), deed.model_copy(update={"meeting": key}))
        assert str(refused.value) == NO_MEETING


@pytest.mark.parametrize("deed", TAKING, ids=lambda deed: deed.kind)
@pytest.mark.parametrize(
    ("minutes", "sentence"),
    [
        (a_draft(status="approved", approved=date(2027, 1, 19)), APPROVED),
        (a_draft(status="approved", approved=date(2027, 1, 11)), LOCKED),
        (a_draft(status="approved"), LOCKED),
        (a_draft(status="locked"), LOCKED),
    ],
)
def test_nothing_changes_minutes_that_are_approved_or_locked(
    deed: Deed, minutes: Minutes, sentence: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        try_as(a_year(minutes), deed, now=AT_NEXT)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("deed", TAKING, ids=lambda deed: deed.kind)
@pytest.mark.parametrize("by", ["ada", "ben", "cora"])
def test_officers_do_each_twice_and_the_second_changes_nothing(deed: Deed, by: str) -> None:
    first = after(a_year(a_draft(decisions=("Moderate",))), deed, by=by)
    again = try_as(first, deed, by)

    assert (again.changes_year, bool(again.sentence)) == (False, True)


class TestAttendance:
    @pytest.mark.parametrize(
        ("stands", "said", "present", "apologies"),
        [
            ({"present": ("ada",)}, {"present": ("ben",)}, ("ada", "ben"), ()),
            ({"apologies": ("ben",)}, {"present": ("ben",)}, ("ben",), ()),
            ({"present": ("ben",)}, {"apologies": ("ben",)}, (), ("ben",)),
            ({"present": ("ada", "ben")}, {"absent": ("ben",)}, ("ada",), ()),
            ({"apologies": ("ada", "ben")}, {"absent": ("ben",)}, (), ("ada",)),
            ({}, {"present": ("ada",), "apologies": ("ada",)}, ("ada",), ()),
            # A form that showed Ada and Ben: Ben's tick was taken away, Cal, whom another noted since, stays.
            ({"present": ("ada", "ben", "cal")}, {"present": ("ada",), "was_present": ("ada", "ben")},
             ("ada", "cal"), ()),
            # What a form only showed says nothing of Ada, whose apologies another noted since.
            ({"apologies": ("ada",)}, {"present": ("ada", "cal"), "was_present": ("ada",)}, ("cal",), ("ada",)),
            ({"apologies": ("cal",)}, {"present": ("cal",), "apologies": ("cal",), "was_apologies": ("cal",)},
             ("cal",), ()),
        ],
    )  # fmt: skip
    def test_is_merged_person_by_person(
        self,
        stands: dict[str, Any],
        said: dict[str, Any],
        present: tuple[str, ...],
        apologies: tuple[str, ...],
    ) -> None:
        minutes = noted(after(a_year(a_draft(**stands)), NoteAttendance(meeting=KEY, **said)))
        assert (minutes.present, minutes.apologies) == (present, apologies)

    def test_names_only_people_of_the_trust(self) -> None:
        with pytest.raises(RefusedError, match="1 of those people"):
            try_as(a_year(), NoteAttendance(meeting=KEY, present=("ada", "nobody")))


class TestDecisionsAndSummary:
    def test_decisions_stand_in_the_order_they_were_noted_each_once(self) -> None:
        said = ("Moderate in November.", "One policy", "moderate  in november")
        minutes = noted(after(a_year(), *(AddDecision(meeting=KEY, text=text) for text in said)))
        assert minutes.decisions == said[:2]

    def test_only_the_decision_named_is_taken_out(self) -> None:
        year = a_year(a_draft(decisions=("One.", "Two.")))
        assert noted(after(year, DropDecision(meeting=KEY, text="one"))).decisions == ("Two.",)

    def test_summary_is_never_written_over_one_that_changed(self) -> None:
        year = after(a_year(), WriteSummary(meeting=KEY, text="Mine"))
        with pytest.raises(RefusedError) as refused:
            try_as(year, WriteSummary(meeting=KEY, text="Theirs"), "ben")
        assert str(refused.value) == SUMMARY_CHANGED
        both = after(year, WriteSummary(meeting=KEY, text="Mine and theirs", before="Mine"), by="ben")
        assert noted(both).summary == "Mine and theirs"

    def test_line_breaks_of_another_system_are_the_same(self) -> None:
        year = after(
            a_year(a_draft(summary="One\r\ntwo")), WriteSummary(meeting=KEY, text="3\r\n4", before="One\ntwo")
        )
        assert noted(year).summary == "3\n4"


class TestActions:
    def test_action_is_noted_with_its_owner_and_day(self) -> None:
        year = after(a_year(), AgreeAction(meeting=KEY, text="Share it", owner="cal", due=date(2027, 1, 8)))
        [action] = year.actions
        assert (action.id, action.owner, action.due) == (
            name_action(KEY, "share it.", "cal"),
            "cal",
            date(2027, 1, 8),
        )

    def test_agreed_again_for_another_day_that_day_counts(self) -> None:
        first, second = date(2027, 1, 8), date(2027, 1, 15)
        year = after(
            a_year(),
            AgreeAction(meeting=KEY, text="Share it", owner="cal", due=first),
            AgreeAction(meeting=KEY, text="share it", owner="cal", due=second),
            AgreeAction(meeting=KEY, text="Share it", owner="ben", due=first),
        )
        assert sorted((one.owner, one.due) for one in year.actions) == [("ben", first), ("cal", second)]

    @pytest.mark.parametrize(
        ("owner", "allowed"), [("cal", True), ("cora", True), ("dee", False), ("nobody", False)]
    )
    def test_owner_belongs_to_the_group(self, owner: str, allowed: bool) -> None:
        deed = AgreeAction(meeting=KEY, text="Share it", owner=owner)
        if allowed:
            assert after(a_year(), deed).actions[0].owner == owner
        else:
            with pytest.raises(RefusedError, match="belongs to Maths"):
                try_as(a_year(), deed)

    def test_owner_may_be_a_guest_who_was_there(self) -> None:
        year = after(
            a_year(a_draft(present=("dee",))), AgreeAction(meeting=KEY, text="Share it", owner="dee")
        )
        assert year.actions[0].owner == "dee"

    def test_day_before_the_meeting_is_refused(self) -> None:
        with pytest.raises(RefusedError, match="before the meeting"):
            try_as(a_year(), AgreeAction(meeting=KEY, text="Share", owner="cal", due=date(2026, 11, 16)))

    def test_action_of_another_meeting_is_not_taken_out(self) -> None:
        year = after(a_year(), AgreeAction(meeting=KEY, text="Share it", owner="cal"))
        [action] = year.actions
        other = DropAction(meeting=NEXT.key, action=action.id)
        assert after(year, other, now=AT_NEXT).actions == (action,)
        assert after(year, DropAction(meeting=KEY, action=action.id)).actions == ()


class TestSaving:
    def test_first_day_stays(self) -> None:
        year = after(a_year(a_draft(decisions=("One.",))), SaveMinutes(meeting=KEY))
        later = after(year, SaveMinutes(meeting=KEY), now=DURING + timedelta(days=3))
        assert (noted(later).saved, noted(later).status) == (date(2026, 11, 17), DRAFT)

    def test_empty_draft_is_refused(self) -> None:
        with pytest.raises(RefusedError, match="Nothing stands"):
            try_as(a_year(), SaveMinutes(meeting=KEY))

    def test_an_action_alone_is_enough(self) -> None:
        year = after(a_year(), AgreeAction(meeting=KEY, text="Share", owner="cal"), SaveMinutes(meeting=KEY))
        assert noted(year).saved == DURING.date()


class TestApproval:
    saved = a_draft(decisions=("One.",), saved=date(2026, 11, 20))

    @pytest.mark.parametrize(
        ("by", "allowed"), [("ada", True), ("ben", True), ("cora", False), ("cal", False)]
    )
    def test_is_for_chair_and_co_chair(self, by: str, allowed: bool) -> None:
        year, deed = a_year(self.saved), ApproveMinutes(meeting=KEY)
        if allowed:
            minutes = noted(after(year, deed, by=by, now=AT_NEXT))
            assert (minutes.status, minutes.approved, minutes.approved_by) == (
                "approved",
                date(2027, 1, 19),
                by,
            )
        else:
            with pytest.raises(RefusedError, match="Only the chair or co-chair"):
                try_as(year, deed, by, AT_NEXT)

    def test_waits_for_the_next_meeting_that_is_held(self) -> None:
        with pytest.raises(RefusedError, match="from Tue 19 Jan 2027 on"):
            try_as(a_year(self.saved), ApproveMinutes(meeting=KEY), now=AT_NEXT - timedelta(seconds=1))

    @pytest.mark.parametrize(("day", "allowed"), [(date(2027, 5, 11), False), (date(2027, 5, 12), True)])
    def test_after_the_last_meeting_waits_five_working_days(self, day: date, allowed: bool) -> None:
        # The first Monday of May is a bank holiday, and the last meeting is held on a Wednesday.
        last = a_meeting("summer-1", starts=datetime(2027, 5, 5, 9, tzinfo=LONDON))
        year = a_year(Minutes(meeting=last.key, saved=date(2027, 5, 6)))
        year = year.model_copy(update={"meetings": (HELD, NEXT, last)})
        now = datetime(day.year, day.month, day.day, 0, 1, tzinfo=LONDON)
        deed = ApproveMinutes(meeting=last.key)
        if allowed:
            assert try_as(year, deed, now=now).changes_year
        else:
            with pytest.raises(RefusedError, match="from Wed 12 May 2027 on"):
                try_as(year, deed, now=now)

    def test_draft_never_saved_is_refused(self) -> None:
        with pytest.raises(RefusedError, match="never saved"):
            try_as(a_year(a_draft(decisions=("One.",))), ApproveMinutes(meeting=KEY), now=AT_NEXT)

    def test_second_approval_changes_nothing_not_even_who_did(self) -> None:
        year = after(a_year(self.saved), ApproveMinutes(meeting=KEY), now=AT_NEXT)
        again = try_as(year, ApproveMinutes(meeting=KEY), "ben", AT_NEXT)
        assert (again.changes_year, again.sentence) == (False, "Those minutes are approved already.")

    def test_reopened_minutes_are_a_draft_to_be_approved_again(self) -> None:
        year = after(a_year(self.saved), ApproveMinutes(meeting=KEY), ReopenMinutes(meeting=KEY), now=AT_NEXT)
        assert noted(year) == self.saved
        assert noted(after(year, AddDecision(meeting=KEY, text="Two."), now=AT_NEXT)).decisions == (
            "One.",
            "Two.",
        )

    @pytest.mark.parametrize("minutes", [a_draft(), a_draft(decisions=("One.",))])
    def test_reopening_a_draft_changes_nothing(self, minutes: Minutes) -> None:
        assert not try_as(a_year(minutes), ReopenMinutes(meeting=KEY), now=AT_NEXT).changes_year


class TestLocking:
    @pytest.mark.parametrize(
        ("rules", "minutes", "moment", "locked"),
        [
            (FIVE, a_draft(saved=date(2026, 11, 20)), "2027-07-01T00:00", False),
            (FIVE, a_draft(status="approved", approved=date(2027, 1, 19)), "2027-01-26T23:59", False),
            (FIVE, a_draft(status="approved", approved=date(2027, 1, 19)), "2027-01-27T00:00", True),
            (FIVE, a_draft(status="approved", saved=date(2027, 1, 19)), "2027-01-27T00:00", True),
            (FIVE, a_draft(status="approved"), "2026-11-17T00:00", True),
            (FIVE, a_draft(status="locked", approved=date(2027, 1, 19)), "2027-01-19T00:00", True),
            (Rules(minutes_locked_working_days_after=0), a_draft(status="approved", approved=date(2027, 1, 19)),
             "2027-01-20T00:00", True),
            (Rules(minutes_locked_working_days_after=30), a_draft(status="approved", approved=date(2027, 1, 19)),
             "2027-02-26T00:00", False),
        ],
    )  # fmt: skip
    def test_from_when(self, rules: Rules, minutes: Minutes, moment: str, locked: bool) -> None:
        assert is_locked(rules, minutes, datetime.fromisoformat(moment).replace(tzinfo=LONDON)) is locked

    def test_reopening_is_refused_once_locked_whether_written_down_or_not(self) -> None:
        approved = a_draft(status="approved", approved=date(2027, 1, 19))
        for minutes in (approved, approved.model_copy(update={"status": LOCKED_NOW})):
            with pytest.raises(RefusedError, match=LOCKED):
                try_as(a_year(minutes), ReopenMinutes(meeting=KEY), now=datetime(2027, 1, 27, tzinfo=LONDON))

    def test_what_is_to_be_written_down_is_found_once(self) -> None:
        ready = a_draft(status="approved", approved=date(2027, 1, 19))
        fresh = Minutes(meeting=NEXT.key, status=MinutesStatus.APPROVED, approved=date(2027, 1, 26))
        year = a_year(ready, fresh, Minutes(meeting=LAST.key))
        now = datetime(2027, 1, 27, 6, tzinfo=LONDON)

        found = find_to_lock(year, now)

        assert found == (ready.model_copy(update={"status": LOCKED_NOW}),)
        assert find_to_lock(year.model_copy(update={"minutes": found}), now) == ()

    def test_rule_is_the_trusts_own(self) -> None:
        settings = some_settings(rules=Rules(minutes_locked_working_days_after=20))
        year = a_year(a_draft(status="approved", approved=date(2027, 1, 19)))
        slow = year.model_copy(update={"trust": year.trust.model_copy(update={"settings": settings})})
        now = datetime(2027, 1, 27, tzinfo=LONDON)
        assert [len(find_to_lock(one, now)) for one in (year, slow)] == [1, 0]


class TestTakingBack:
    """What was noted is taken back while the minutes are a draft, and no longer."""

    noting = (
        AgreeAction(meeting=KEY, text="Share", owner="cal"),
        AddDecision(meeting=KEY, text="Two."),
    )

    @pytest.mark.parametrize("deed", noting, ids=lambda deed: deed.kind)
    @pytest.mark.parametrize(
        ("since", "sentence"),
        [
            ({}, ""),
            ({"status": "approved", "approved": date(2027, 1, 19)}, "approved|changed there since"),
            ({"status": "locked", "approved": date(2027, 1, 19)}, "locked"),
        ],
    )
    def test_until_approved(self, deed: Deed, since: dict[str, Any], sentence: str) -> None:
        before = a_year(a_draft(decisions=("One.",), saved=date(2026, 11, 20)))
        result = try_as(before, deed, now=AT_NEXT)
        entry = Entry(
            number=1, at=AT_NEXT, by="ada", deed=deed, before=result.find_before(before), after=result.saved
        )
        year = after(before, deed, now=AT_NEXT)
        year = year.model_copy(
            update={"minutes": (Minutes.model_validate(noted(year).model_dump() | since),)}
        )
        ada = year.trust.person_by_id["ada"]
        if sentence:
            with pytest.raises(RefusedError, match=sentence):
                do(year, Undo(entry=1), ada, AT_NEXT, entry)
        else:
            back = do(year, Undo(entry=1), ada, AT_NEXT, entry)
            assert back.changes_year
