"""What is read again and what is not: only what changed, and a stream whose token is too old from its beginning."""

from __future__ import annotations

from datetime import timedelta

from builders import NOW

from graph_sync.kinds import Kind
from trust.values import LONDON

MATHS = "2026-27/maths/spring-1"
FOLDER = "/2026-27/Maths/2027-01-19 Spring meeting"


def parts(office):
    return office.sandbox.requests["graph"]


async def test_when_nothing_has_changed_one_request_is_made_for_each_stream(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(year)
        before = parts(office)
        result = await office.sync(year)

        assert (result.plan.changes, result.requests, parts(office) - before) == ((), 2, 4)


async def test_a_token_too_old_has_that_stream_read_anew_and_no_other(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(year)
        since = {name: stream.since for name, stream in office.store.streams.items()}
        office.sandbox.state.calendars.of(office.organiser).feed.expire()
        result = await office.sync(year, now=NOW + timedelta(days=1))

        anew = [name for name, stream in office.store.streams.items() if stream.since != since[name]]
        assert (result.plan.changes, anew) == ((), ["diary/codesign@fernvale.example"])


async def test_all_tokens_too_old_are_made_good_without_a_change(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.sandbox.expire_delta_tokens()

        assert (await office.sync(year)).plan.changes == ()


async def test_what_people_do_is_seen_by_what_has_changed(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        edits, event = office.sandbox.edits, office.events["Maths: Spring meeting"].id
        edits.rename_event("codesign@fernvale.example", event, "Maths together")
        edits.rename_item(FOLDER, "Maths in January")
        edits.remove_member("codesign-maths", "cal@fernvale.example")
        edits.share("/2026-27/Safeguarding", "ada@fernvale.example", "read")
        result = await office.sync(year)

        assert {(p.kind, p.field, p.item) for p in result.plan.proposals} == {
            (Kind.EVENT, "subject", ""),
            (Kind.FOLDER, "name", ""),
            (Kind.LIST, "members", "cal@fernvale.example"),
            (Kind.ACCESS, "grants", "ada@fernvale.example (read)"),
        }


async def test_pupils_are_not_read_and_a_new_colleague_is_looked_up(open_office, year):
    async with open_office(year.trust, without=("cal",)) as office:
        for number in range(30):
            office.sandbox.edits.add_user(f"pupil{number}@fernvale.example", f"Pupil {number}")
        await office.sync(year)
        office.sandbox.edits.add_user("cal@fernvale.example", "Cal")
        result = await office.sync(year)

        known = {row["upn"].partition("@")[0] for row in office.store.streams["users"].rows.values()}
        assert known == {"ada", "ben", "cal", "eva", "fay", "codesign"}
        assert [(c.verb, c.kind) for c in result.plan.changes] == [("update", "list")]


async def test_a_colleague_who_leaves_the_tenant_is_no_longer_known(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.sandbox.edits.remove_user("cal@fernvale.example")
        result = await office.sync(year)

        assert [c.reason for c in result.plan.changes if c.verb == "report"] == [
            "no account in the tenant: Cal (cal@fernvale.example)"
        ]


async def test_a_diary_is_read_anew_every_second_month(open_office, year):
    later = NOW.astimezone(LONDON) + timedelta(days=61)
    async with open_office(year.trust) as office:
        await office.sync(year)
        result = await office.sync(year, now=later)

        assert office.store.streams["diary/codesign@fernvale.example"].since == later
        assert [change.verb for change in result.plan.changes if change.kind is Kind.EVENT] == []


async def test_a_renamed_folder_gives_what_is_in_it_a_new_address(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.sandbox.edits.rename_item("/2026-27/Maths", "Mathematics")
        await office.sync(year)
        noted = await office.store.fetch_applied()

        assert "/2026-27/Mathematics/" in noted[Kind.FILE, f"{MATHS}/agenda"].web_url
