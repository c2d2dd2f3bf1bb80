"""What people change by hand: asked about once, left as it is until decided, then kept or put back as they said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import NOW, a_membership
from crashes import take_picture

from graph_sync.changes import Adopt, Claim
from graph_sync.events import MARKER
from graph_sync.ledger import Outcome
from trust.proposals import Verdict
from trust.values import LONDON

BOX = "codesign@fernvale.example"
MATHS = "2026-27/maths/spring-1"
FOLDER = "/2026-27/Maths/2027-01-19 Spring meeting"
THURSDAY = datetime(2027, 1, 21, 15, 45, tzinfo=LONDON)
LATER = datetime(2027, 1, 26, 15, 45, tzinfo=LONDON)
EVERYONE = ("ada", "ben", "cal")
ADA, BEN, CAL, DEE = (f"{one}@fernvale.example" for one in ("ada", "ben", "cal", "dee"))


def event_id(office: Any) -> str:
    calendar = office.sandbox.state.calendars.of(office.organiser)
    return next(e.id for e in calendar.entries.values() if e.meeting.properties.get(MARKER) == MATHS)


def list_of(office: Any, nickname: str) -> tuple[str, list[str]]:
    group = office.lists[nickname]
    users = office.sandbox.state.directory.users
    return group.data["displayName"], sorted(users[one]["userPrincipalName"] for one in group.members)


def attendees(office: Any) -> list[str]:
    entry = office.sandbox.state.calendars.of(office.organiser).entries[event_id(office)]
    return sorted(one["emailAddress"]["address"] for one in entry.meeting.attendees)


def picture(office: Any) -> dict[str, Any]:
    """What there is, but for the letters, and what was called off in people's diaries."""
    found = take_picture(office.sandbox)
    del found["letters"]
    return found | {"diaries": [row for row in found["diaries"] if not row[8]]}


def letters(office: Any) -> list[tuple[str, str]]:
    return sorted(
        (address.partition("@")[0], mail.kind)
        for address, box in office.sandbox.state.mailroom.inboxes.items()
        for mail in box
    )


def news(before: list[tuple[str, str]], after: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The letters that have come since."""
    rest = list(after)
    for letter in before:
        rest.remove(letter)
    return rest


@dataclass(frozen=True)
class Edit:
    """What somebody does by hand, what is said of it, and whom putting it back is to be told."""

    make: Callable[[Any], object]
    spot: tuple[str, str, str]
    what: str
    told: tuple[tuple[str, str], ...] = ()


def to_all(kind: str) -> tuple[tuple[str, str], ...]:
    return tuple((person, kind) for person in EVERYONE)


EDITS = {
    "an event was dragged": Edit(
        lambda o: o.sandbox.edits.move_event(BOX, event_id(o), THURSDAY, THURSDAY + timedelta(hours=1)),
        ("event", MATHS, "when"),
        "the time was changed to Thu 21 Jan 2027, 15:45 to 16:45; the year says Tue 19 Jan 2027, 15:45 to 17:00",
        to_all("update"),
    ),
    "an event was renamed": Edit(
        lambda o: o.sandbox.edits.rename_event(BOX, event_id(o), "Fractions"),
        ("event", MATHS, "subject"),
        "the subject was changed to Fractions; the year says Maths: Spring meeting",
        to_all("update"),
    ),
    "an event was given a place": Edit(
        lambda o: o.sandbox.edits.place_event(BOX, event_id(o), "The library"),
        ("event", MATHS, "place"),
        "the place was changed to The library; the year says Microsoft Teams meeting",
        to_all("update"),
    ),
    "someone was taken off an event": Edit(
        lambda o: o.sandbox.edits.remove_attendee(BOX, event_id(o), CAL),
        ("event", MATHS, "attendees"),
        f"{CAL} was taken off the invitation by hand",
        (("cal", "invitation"),),
    ),
    "someone was invited to an event": Edit(
        lambda o: o.sandbox.edits.add_attendee(BOX, event_id(o), DEE),
        ("event", MATHS, "attendees"),
        f"{DEE} was invited by hand",
        (("dee", "cancellation"),),
    ),
    "an event was deleted": Edit(
        lambda o: o.sandbox.edits.delete_event(BOX, event_id(o)),
        ("event", MATHS, "existence"),
        "someone deleted this event",
        to_all("invitation"),
    ),
    "a list was renamed": Edit(
        lambda o: o.sandbox.edits.rename_list("codesign-maths", "Numbers"),
        ("list", "maths", "name"),
        "the name was changed to Numbers; the year says Maths",
    ),
    "someone was taken off a list": Edit(
        lambda o: o.sandbox.edits.remove_member("codesign-maths", CAL),
        ("list", "maths", "members"),
        f"{CAL} was taken off the list by hand",
    ),
    "someone was put on a list": Edit(
        lambda o: o.sandbox.edits.add_member("codesign-maths", DEE),
        ("list", "maths", "members"),
        f"{DEE} was put on the list by hand",
    ),
    "someone was made an owner of a list": Edit(
        lambda o: o.sandbox.edits.add_member("codesign-maths", CAL, "owners"),
        ("list", "maths", "owners"),
        f"{CAL} was made an owner of the list by hand",
    ),
    "a folder was renamed": Edit(
        lambda o: o.sandbox.edits.rename_item(FOLDER, "Fractions"),
        ("folder", MATHS, "name"),
        "the name was changed to Fractions; the year says 2027-01-19 Spring meeting",
    ),
    "a folder was moved": Edit(
        lambda o: o.sandbox.edits.move_item(FOLDER, "/2026-27/Safeguarding"),
        ("folder", MATHS, "inside"),
        "the folder it is in was changed to Safeguarding; the year says 2026-27/maths",
    ),
    "a folder was deleted": Edit(
        lambda o: o.sandbox.edits.delete_item(FOLDER),
        ("folder", MATHS, "existence"),
        "someone deleted this folder",
    ),
    "a file was renamed": Edit(
        lambda o: o.sandbox.edits.rename_item(f"{FOLDER}/Agenda.docx", "Old agenda.docx"),
        ("file", f"{MATHS}/agenda", "name"),
        "the name was changed to Old agenda.docx; the year says Agenda.docx",
    ),
    "a file was deleted": Edit(
        lambda o: o.sandbox.edits.delete_item(f"{FOLDER}/Agenda.docx"),
        ("file", f"{MATHS}/agenda", "existence"),
        "someone deleted this file",
    ),
    "a restricted folder was shared": Edit(
        lambda o: o.sandbox.edits.share("/2026-27/Safeguarding", BEN, "read"),
        ("access", "2026-27/safeguarding", "grants"),
        f"{BEN} (read) was let in by hand",
    ),
    "a file in a restricted folder was shared": Edit(
        lambda o: o.sandbox.edits.share(
            "/2026-27/Safeguarding/2027-02-02 Spring meeting/Minutes.docx", BEN, "write"
        ),
        ("access", "2026-27/safeguarding", "grants"),
        f"{BEN} (write of Minutes.docx) was let in by hand",
    ),
    "a restricted folder was shut to its list": Edit(
        lambda o: o.sandbox.edits.unshare("/2026-27/Safeguarding", "codesign-safeguarding@fernvale.example"),
        ("access", "2026-27/safeguarding", "grants"),
        "the list safeguarding (write) was shut out by hand",
    ),
}  # fmt: skip
every_edit = pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)


@every_edit
async def test_an_edit_is_asked_about_once_and_stays_as_it_is_over_several_runs(open_office, year, edit):
    async with open_office(year.trust) as office:
        await office.sync(year)
        edit.make(office)
        there = take_picture(office.sandbox)
        for day in range(3):
            result = await office.sync(year, now=NOW + timedelta(days=day))

            asked = [(p.kind, p.key, p.field, p.what) for p in office.store.proposals]
            assert asked == [(*edit.spot, edit.what)]
            # A new address is noted; that is all.
            assert [c for c in result.plan.writes if not isinstance(c, Adopt)] == []
        assert take_picture(office.sandbox) == there


@every_edit
async def test_an_edit_that_was_adopted_stays_and_is_not_asked_about_again(open_office, year, edit):
    async with open_office(year.trust) as office:
        await office.sync(year)
        edit.make(office)
        await office.sync(year)
        there = take_picture(office.sandbox)
        office.store.decide(Verdict.ADOPT, by="ada")
        office.store.decide(Verdict.ADOPT, by="ben")
        for _ in range(3):
            result = await office.sync(year)

            assert (result.plan.proposals, result.plan.mails) == ((), 0)
        assert result.plan.changes == ()
        assert take_picture(office.sandbox) == there


@every_edit
async def test_an_edit_that_was_put_back_is_undone_and_only_whom_it_concerns_is_told(open_office, year, edit):
    async with open_office(year.trust) as office:
        await office.sync(year)
        before = picture(office)
        edit.make(office)
        await office.sync(year)
        told = letters(office)
        office.store.decide(Verdict.PUT_BACK)
        result = await office.sync(year)

        assert picture(office) == before
        assert news(told, letters(office)) == sorted(edit.told)
        assert result.plan.mails == len(edit.told)
        assert result.ledger.count(Outcome.SENT) == len(result.plan.changes)
        assert (await office.sync(year)).plan.changes == ()


@every_edit
async def test_the_same_edit_made_again_after_it_was_put_back_is_asked_about_anew(open_office, year, edit):
    async with open_office(year.trust) as office:
        await office.sync(year)
        for _ in range(2):
            edit.make(office)
            there = take_picture(office.sandbox)
            asked = await office.sync(year)

            assert [p.what for p in asked.plan.proposals] == [edit.what]
            assert take_picture(office.sandbox) == there
            office.store.decide(Verdict.PUT_BACK)
            await office.sync(year)
            assert (await office.sync(year)).plan.changes == ()


@every_edit
async def test_the_same_edit_made_again_at_once_after_it_was_put_back_is_asked_about_anew(
    open_office, year, edit
):
    """As above, with no quiet run in between to drop the decision."""
    async with open_office(year.trust) as office:
        await office.sync(year)
        edit.make(office)
        await office.sync(year)
        office.store.decide(Verdict.PUT_BACK)
        await office.sync(year)
        edit.make(office)
        there = take_picture(office.sandbox)
        asked = await office.sync(year)

        assert [p.what for p in asked.plan.proposals] == [edit.what]
        assert take_picture(office.sandbox) == there


@pytest.mark.parametrize("verdict", Verdict)
async def test_an_edit_on_both_sides_is_a_conflict_asked_about_once(open_office, year, change, verdict):
    async with open_office(year.trust) as office:
        await office.sync(year)
        EDITS["an event was dragged"].make(office)
        moved = change(year, MATHS, starts=LATER)
        for _ in range(2):
            result = await office.sync(moved)
            (conflict,) = [p for p in result.plan.proposals if p.kind == "event"]

            assert conflict.both
            assert conflict.what == (
                "the time was changed to Thu 21 Jan 2027, 15:45 to 16:45; "
                "the year says Tue 26 Jan 2027, 15:45 to 17:00, and the year has changed too"
            )
            assert office.events["Maths: Spring meeting"].meeting.start == THURSDAY
        office.store.decide(verdict)
        await office.sync(moved)

        assert office.events["Maths: Spring meeting"].meeting.start == (
            THURSDAY if verdict is Verdict.ADOPT else LATER
        )
        assert (await office.sync(moved)).plan.changes == ()


async def test_when_the_year_moves_on_after_an_adopted_time_the_year_wins_again(open_office, year, change):
    async with open_office(year.trust) as office:
        await office.sync(year)
        EDITS["an event was dragged"].make(office)
        await office.sync(year)
        office.store.decide(Verdict.ADOPT)
        await office.sync(year)
        result = await office.sync(change(year, MATHS, starts=LATER))

        assert [c.verb for c in result.plan.changes if c.kind == "event"] == ["update"]
        assert office.events["Maths: Spring meeting"].meeting.start == LATER


@pytest.mark.parametrize("between", [True, False], ids=["a run between", "at once"])
async def test_when_the_year_agrees_and_then_moves_on_it_wins_though_a_run_may_lie_between(
    open_office, year, change, between
):
    async with open_office(year.trust) as office:
        await office.sync(year)
        EDITS["an event was dragged"].make(office)
        await office.sync(year)
        office.store.decide(Verdict.ADOPT)
        await office.sync(year)
        if between:
            agreed = change(year, MATHS, starts=THURSDAY, ends=THURSDAY + timedelta(hours=1))
            assert [c.verb for c in (await office.sync(agreed)).plan.writes if c.kind == "event"] == []
        await office.sync(change(year, MATHS, starts=LATER))

        assert office.events["Maths: Spring meeting"].meeting.start == LATER


async def test_someone_taken_off_a_list_who_leaves_and_joins_again_is_added(open_office, year):
    def with_cal(roles):
        people = tuple(
            p.model_copy(update={"roles": roles}) if p.id == "cal" else p for p in year.trust.people
        )
        return year.model_copy(update={"trust": year.trust.model_copy(update={"people": people})})

    async with open_office(year.trust) as office:
        await office.sync(year)
        office.sandbox.edits.remove_member("codesign-maths", CAL)
        await office.sync(year)
        office.store.decide(Verdict.ADOPT)
        await office.sync(year)
        assert list_of(office, "codesign-maths") == ("Maths", [ADA, BEN])
        await office.sync(with_cal(()))
        await office.sync(with_cal(("maths-lead",)))

        assert list_of(office, "codesign-maths") == ("Maths", [ADA, BEN, CAL])


async def test_a_group_renamed_after_its_lists_name_was_adopted_is_renamed(open_office, year):
    groups = tuple(
        g.model_copy(update={"name": "Mathematics"}) if g.id == "maths" else g for g in year.trust.groups
    )
    renamed = year.model_copy(update={"trust": year.trust.model_copy(update={"groups": groups})})
    async with open_office(year.trust) as office:
        await office.sync(year)
        EDITS["a list was renamed"].make(office)
        await office.sync(year)
        office.store.decide(Verdict.ADOPT)
        await office.sync(year)
        await office.sync(renamed)

        assert list_of(office, "codesign-maths")[0] == "Mathematics"


async def test_a_second_edit_after_an_adopted_one_is_asked_about_and_may_be_put_back_to_the_first(
    open_office, year
):
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.sandbox.edits.rename_event(BOX, event_id(office), "Fractions")
        await office.sync(year)
        office.store.decide(Verdict.ADOPT)
        await office.sync(year)
        office.sandbox.edits.rename_event(BOX, event_id(office), "Decimals")
        again = await office.sync(year)

        assert [p.what for p in again.plan.proposals] == [
            "the subject was changed to Decimals; the year says Fractions"
        ]
        office.store.decide(Verdict.PUT_BACK)
        await office.sync(year)
        assert "Fractions" in office.events
        assert (await office.sync(year)).plan.changes == ()


async def test_adopting_that_a_meeting_was_deleted_takes_two_people(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        EDITS["an event was deleted"].make(office)
        await office.sync(year)
        office.store.decide(Verdict.ADOPT, by="ada")
        office.store.decide(Verdict.ADOPT, by="ada")
        assert [p.what for p in (await office.sync(year)).plan.proposals] == ["someone deleted this event"]
        office.store.decide(Verdict.ADOPT, by="ben")

        assert (await office.sync(year)).plan.changes == ()
        assert len(office.events) == 2


async def test_a_deleted_event_that_was_put_back_is_made_again_once(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        EDITS["an event was deleted"].make(office)
        await office.sync(year)
        office.store.decide(Verdict.PUT_BACK)
        for _ in range(3):
            await office.sync(year)

        calendar = office.sandbox.state.calendars.of(office.organiser)
        assert sum(e.meeting.properties.get(MARKER) == MATHS for e in calendar.entries.values()) == 1
        assert office.mails("ada").count(("invitation", "Maths: Spring meeting")) == 2


async def test_a_restricted_folder_that_inherits_again_is_asked_about_and_closed_again(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        before = picture(office)
        office.sandbox.edits.restore_inheritance("/2026-27/Safeguarding")
        result = await office.sync(year)

        assert {p.kind for p in result.plan.proposals} == {"access"}
        assert office.paths["/2026-27/Safeguarding"].inherits
        office.store.decide(Verdict.PUT_BACK)
        await office.sync(year)
        assert picture(office) == before
        assert (await office.sync(year)).plan.changes == ()


async def test_who_leaves_a_restricted_group_can_no_longer_open_its_folder(open_office, year):
    people = tuple(p.model_copy(update={"roles": ()}) if p.id == "fay" else p for p in year.trust.people)
    without = year.model_copy(update={"trust": year.trust.model_copy(update={"people": people})})

    def may_open(office):
        folder = office.paths["/2026-27/Safeguarding"]
        groups = office.sandbox.state.directory.groups
        (grant,) = folder.grants
        assert not folder.inherits
        users = office.sandbox.state.directory.users
        members = groups[grant["grantedToV2"]["group"]["id"]].members
        return sorted(users[one]["userPrincipalName"] for one in members)

    async with open_office(year.trust) as office:
        await office.sync(year)
        assert may_open(office) == ["eva@fernvale.example", "fay@fernvale.example"]
        await office.sync(without)

        assert may_open(office) == ["eva@fernvale.example"]
        assert [kind for kind, _ in office.mails("fay")] == ["invitation", "cancellation"]


def make_look_alike(office):
    start = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)
    return office.sandbox.edits.make_event(
        BOX, "Maths: Spring meeting", start, start + timedelta(minutes=75), [ADA, BEN]
    )


async def test_an_event_like_ours_is_offered_claimed_only_by_decision_and_then_kept_in_step(
    open_office, year, change
):
    async with open_office(year.trust) as office:
        alike = make_look_alike(office)
        entry = office.sandbox.state.calendars.of(office.organiser).entries[alike]
        for _ in range(2):
            result = await office.sync(year)

            assert [(p.kind, p.key, p.field, p.seen) for p in result.plan.proposals] == [
                ("event", MATHS, "likeness", "Maths: Spring meeting")
            ]
            assert entry.meeting.properties == {}
        told = letters(office)
        office.store.decide(Verdict.ADOPT)
        claimed = await office.sync(year)
        assert [type(change) for change in claimed.plan.changes] == [Claim]
        assert (entry.meeting.properties[MARKER], news(told, letters(office))) == (MATHS, [])

        step = await office.sync(year)
        assert attendees(office) == [ADA, BEN, CAL]
        assert news(told, letters(office)) == [("cal", "invitation")]
        assert step.plan.mails == 1
        await office.sync(change(year, MATHS, starts=LATER))
        assert (entry.meeting.start, len(office.events)) == (LATER, 3)


async def test_an_event_like_ours_that_is_not_to_be_adopted_stays_and_ours_is_made_beside_it(
    open_office, year
):
    async with open_office(year.trust) as office:
        alike = make_look_alike(office)
        calendar = office.sandbox.state.calendars.of(office.organiser)
        before = repr((calendar.entries[alike].meeting.data, calendar.entries[alike].meeting.attendees))
        await office.sync(year)
        office.store.decide(Verdict.PUT_BACK)
        await office.sync(year)

        assert (
            repr((calendar.entries[alike].meeting.data, calendar.entries[alike].meeting.attendees)) == before
        )
        assert len(calendar.entries) == 4
        assert (await office.sync(year)).plan.changes == ()


async def test_a_list_like_ours_is_offered_claimed_only_by_decision_and_then_kept_in_step(open_office, year):
    joined = year.model_copy(
        update={"trust": year.trust.model_copy(update={"memberships": (a_membership("maths", "dee"),)})}
    )
    async with open_office(year.trust) as office:
        office.sandbox.edits.make_list("maths-team", "Maths", [ADA], [ADA, BEN])
        for _ in range(2):
            result = await office.sync(year)

            assert [(p.kind, p.key, p.field) for p in result.plan.proposals] == [
                ("list", "maths", "likeness")
            ]
            assert sorted(office.lists) == ["codesign-safeguarding", "maths-team"]
            assert list_of(office, "maths-team") == ("Maths", [ADA, BEN])
        office.store.decide(Verdict.ADOPT)
        await office.sync(year)
        await office.sync(year)
        assert list_of(office, "maths-team") == ("Maths", [ADA, BEN, CAL])
        await office.sync(joined)
        assert list_of(office, "maths-team") == ("Maths", [ADA, BEN, CAL, DEE])
        office.store.forget()
        await office.sync(joined)
        assert sorted(office.lists) == ["codesign-safeguarding", "maths-team"]
        assert (await office.sync(joined)).plan.changes == ()
