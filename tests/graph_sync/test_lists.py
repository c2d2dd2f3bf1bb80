from __future__ import annotations

from graph_sync.ledger import Outcome
from trust.groups import Office, Officer


def with_trust(year, **fields):
    return year.model_copy(update={"trust": year.trust.model_copy(update=fields)})


async def test_a_renamed_group_renames_its_list_and_a_new_chair_owns_it(open_office, year):
    groups = tuple(
        g.model_copy(update={"name": "Mathematics"}) if g.id == "maths" else g for g in year.trust.groups
    )
    officers = (Officer(group="maths", office=Office.CHAIR, person="cal"), *year.trust.officers[1:])
    later = with_trust(year, groups=groups, officers=officers)
    async with open_office(year.trust) as office:
        await office.sync(year)
        await office.sync(later)

        group = office.lists["codesign-maths"]
        owners = {office.sandbox.state.directory.users[one]["displayName"] for one in group.owners}
        assert (group.data["displayName"], owners) == ("Mathematics", {"Ben", "Cal"})
        assert (await office.sync(later)).plan.changes == ()


async def test_someone_put_into_a_list_by_hand_stays_and_is_reported(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        directory, group = office.sandbox.state.directory, office.lists["codesign-maths"]
        directory.add_people(group, "members", [directory.find_user("dee@fernvale.example")["id"]])
        result = await office.sync(year)

        assert [(c.verb, c.reason) for c in result.plan.changes] == [
            ("report", "dee@fernvale.example was put on the list by hand")
        ]
        assert len(group.members) == 4


async def test_someone_who_joined_meanwhile_counts_as_added(open_office, year):
    later = with_trust(year, people=tuple(
        p.model_copy(update={"roles": ("maths-lead",)}) if p.id == "dee" else p for p in year.trust.people
    ))  # fmt: skip
    async with open_office(year.trust) as office:
        await office.sync(year)

        async def join(_plan):
            directory = office.sandbox.state.directory
            directory.add_people(
                office.lists["codesign-maths"], "members", [directory.find_user("dee@fernvale.example")["id"]]
            )
            return True

        result = await office.sync(later, confirm=join)

        assert result.ledger.count(Outcome.FAILED) == 0
        assert (await office.sync(later)).plan.changes == ()


async def test_an_address_that_is_taken_is_said_in_graphs_words(open_office, year):
    async with open_office(year.trust) as office:
        await office.sync(year)
        office.lists["codesign-maths"].data |= {"uniqueName": None, "description": "Ours since 2019"}
        office.sandbox.state.directory.by_unique_name.clear()
        office.store.forget()
        result = await office.sync(year)

        reasons = [e.why for e in result.ledger.entries if e.outcome is Outcome.FAILED]
        assert reasons[0] == "a list like this one, which Termtime did not make, is there already (Maths)"
