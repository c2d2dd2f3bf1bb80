"""What one person is given: all that is theirs, and nothing that is somebody else's."""

from __future__ import annotations

import asyncio
import json
import stat
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from builders import NOW, a_group, a_meeting, a_membership, a_person, a_trust, some_settings
from command_line import run
from sqlalchemy import insert

from bot.personal import Look, MeetingSeen, Preferences
from termtime.governance.assembling import NOT_YOU, Access, assemble, find_subject
from termtime.governance.packing import pack, write_page, write_readme
from termtime.noting import name_operator
from termtime.store import SqlStore, open_store
from termtime.store.access_tables import feeds, scenarios, sessions
from termtime.store.holdings import Holdings
from termtime.store.tables import accounts, broadcasts, conversations, deliveries, threads
from trust.auditing import AuditKind
from trust.deeds.values import GiveReply, NoteAttendance, ProposeItem
from trust.groups import Office, Officer, Sensitivity
from trust.papers import (
    Action,
    Agenda,
    AgendaItem,
    Answer,
    Attendance,
    Minutes,
    PaperText,
    Reply,
)
from trust.people import AccessNeed
from trust.values import RefusedError
from trust.year import Year

# Stands in every private field of everybody but Ada, and in what groups wrote.
SECRET = "Zebrafish"
OWN = "Marigold"
HELD = a_meeting("autumn-1", starts=NOW - timedelta(days=30))
COMING = a_meeting("spring-1", starts=NOW + timedelta(days=30))
CASES = a_meeting("autumn-1", "cases", starts=NOW - timedelta(days=20))
ADA = a_person("ada", name="Ada Lane", roles=("maths-lead",), access_needs=(AccessNeed.HEARING_LOOP,))
BEN = a_person(
    "ben", name=f"Ben {SECRET}", upn=f"{SECRET.lower()}@fernvale.example", roles=("maths-lead",),
    access_needs=(AccessNeed.NO_STAIRS,),
)  # fmt: skip
CAL = a_person("cal", name=f"Cal {SECRET}", roles=("maths-lead",))
TRUST = a_trust(
    settings=some_settings(auditors=("ada",)),
    people=(ADA, BEN, CAL),
    groups=(a_group("maths"), a_group("cases", roles=(), sensitivity=Sensitivity.RESTRICTED)),
    officers=(
        Officer(group="maths", office=Office.CHAIR, person="ben"),
        Officer(group="maths", office=Office.CO_CHAIR, person="ada", starts=date(2026, 9, 1)),
        Officer(group="cases", office=Office.CHAIR, person="cal"),
    ),
    memberships=(a_membership("cases", "ben"),),
)
YEAR = Year(
    trust=TRUST,
    meetings=(HELD, COMING, CASES),
    agendas=(
        Agenda(meeting=HELD.key, items=(
            AgendaItem(title=f"{OWN} item", lead="ada", outcome="One unit"),
            AgendaItem(title=f"{SECRET} item", lead="ben", outcome="Ada Lane is asked"),
        )),
    ),
    minutes=(
        Minutes(meeting=HELD.key, present=("ada", "ben"), summary=f"Ada Lane said {SECRET}", decisions=(SECRET,)),
        Minutes(meeting=CASES.key, present=("ben",), summary=f"Ada Lane is talked about: {SECRET}"),
    ),
    actions=(
        Action(id="a1", meeting=HELD.key, text=f"{OWN} action", owner="ada"),
        Action(id="a2", meeting=HELD.key, text=f"{SECRET} action for Ada Lane", owner="ben"),
        Action(id="a3", meeting=CASES.key, text=f"{SECRET} action", owner="cal"),
    ),
    replies=(
        Reply(meeting=HELD.key, person="ada", answer=Answer.DECLINED, reason=f"{OWN} clinic", delegate="cal"),
        Reply(meeting=HELD.key, person="ben", answer=Answer.DECLINED, reason=f"{SECRET} clinic", delegate="ada"),
    ),
    attendance=(
        Attendance(meeting=HELD.key, person="ada", minutes=41),
        Attendance(meeting=HELD.key, person="cal", minutes=17),
    ),
)  # fmt: skip


async def fill(store: SqlStore) -> None:
    """Put something of Ada's, and the same of Ben's, everywhere."""
    await store.save_year(YEAR)
    await store.do(GiveReply(meeting=COMING.key, answer=Answer.DECLINED, reason=f"{OWN} visit"), ADA, NOW)
    await store.do(GiveReply(meeting=COMING.key, answer=Answer.DECLINED, reason=f"{SECRET} visit"), BEN, NOW)
    await store.do(ProposeItem(meeting=COMING.key, title=f"{OWN} proposal"), ADA, NOW)
    await store.do(ProposeItem(meeting=COMING.key, title=f"{SECRET} proposal"), BEN, NOW)
    await store.do(NoteAttendance(meeting=HELD.key, present=("ada", "cal"), apologies=("ben",)), ADA, NOW)
    await store.do(NoteAttendance(meeting=CASES.key, present=("ada", "ben")), CAL, NOW)
    text = PaperText(item="w1", meeting=HELD.key, paper="minutes", lines=(f"Ada Lane: {SECRET}",))
    await store.papers.save([(text, "v1")])
    for person, word in ((ADA, OWN), (BEN, SECRET)):
        who = person.id
        await store.personal.save_preferences(who, Preferences(paused_until=date(2027, 1, 1)))
        seen = {HELD.key: MeetingSeen(starts=HELD.starts, ends=HELD.ends, place=SECRET)}
        await store.personal.save_look(who, Look(at=NOW, groups=("maths",), meetings=seen))
        await store.audit.note(AuditKind.SAW, who, COMING.key, NOW, {"what": f"{word} draft"})
        await store.audit.note(AuditKind.SAW, "ben", "page/people", NOW, {"what": SECRET, "as": who})
        async with store._database.writing() as connection:
            for statement in (
                insert(accounts).values(aad_id=f"aad-{word}", upn=person.upn),
                insert(conversations).values(
                    conversation_id=f"a:{word}",
                    service_url="s",
                    tenant_id="t",
                    bot_id="b",
                    user_aad_id=f"aad-{word}",
                    updated=NOW,
                ),
                insert(threads).values(
                    conversation_id=f"a:{word}",
                    context={"group": "maths", "said": {"person": "ben"}},
                    expires=NOW,
                ),
                insert(sessions).values(
                    digest=SECRET + who, person=who, how="browser", began=NOW, expires=NOW
                ),
                insert(feeds).values(
                    digest=SECRET + who, person=who, group="", made=NOW, marks={"x": SECRET}
                ),
                insert(deliveries).values(
                    key=f"reminder/{word}",
                    person=who,
                    kind="reminder",
                    about=HELD.key,
                    due=NOW,
                    outcome="failed",
                    why=f"{word} why",
                    at=NOW,
                    message=SECRET,
                ),
                insert(broadcasts).values(
                    id=word,
                    by=who,
                    audience={"kind": "members", "group": "maths"},
                    text=f"{word} broadcast",
                    at=NOW,
                ),
                insert(scenarios).values(
                    id=word,
                    by=who,
                    at=NOW,
                    wishes={"free": ["ben", "ada"]},
                    state="done",
                    note=f"{word} note",
                    touched=NOW,
                    result={"x": SECRET},
                ),
            ):
                await connection.execute(statement)  # fmt: skip


@pytest.fixture
async def access(sqlite_url: str) -> Access:
    async with await open_store(sqlite_url) as store:
        await fill(store)
        held = await store.holdings.fetch(ADA.id, ADA.upn, ADA.name)
        return assemble(await store.fetch_year(), held, find_subject(TRUST, "ada"), NOW)


def rows(access: Access, part: str) -> list[dict[str, Any]]:
    return [dict(row) for one in access.parts if one.name == part for row in one.rows]


def read_all(access: Access) -> str:
    return "\n".join(
        (
            json.dumps(access.model_dump(mode="json"), ensure_ascii=False),
            write_page(access),
            write_readme(access),
        )
    )


def test_nothing_private_of_anybody_else_is_in_it(access: Access):
    told = read_all(access)

    for private in (SECRET, SECRET.lower(), '"ben"', '"cal"', "no-stairs", ">ben<", "17 minutes", "cases"):
        assert private not in told, private


def test_everything_of_the_persons_own_is_in_it(access: Access):
    told = read_all(access)

    for own in ("clinic", "visit", "proposal", "item", "action", "broadcast", "note", "why"):
        assert f"{OWN} {own}" in told, own
    assert [part.name for part in access.parts if not part.rows] == ["requests"]
    assert rows(access, "you")[0]["access_needs"] == ["hearing-loop"]
    assert {(row["group"], row["as"]) for row in rows(access, "belonging")} == {
        ("maths", "co-chair"), ("maths", "member today"), ("", "auditors"),
    }  # fmt: skip
    assert [row["meeting"] for row in rows(access, "meetings")] == [HELD.key, COMING.key]
    assert [row["noted"] for row in rows(access, "attendance")] == ["present", "41 minutes in Teams"]
    assert {row.get("answer") for row in rows(access, "replies")} == {
        "declined", "a colleague named you to go in their place",
    }  # fmt: skip


def test_of_what_others_did_only_that_it_was_about_them_is_told(access: Access):
    journal = rows(access, "journal")

    assert [(row["what"], row["by"]) for row in journal] == [
        ("give_reply", "you"), ("propose_item", "you"), ("propose_item", NOT_YOU), ("note_attendance", "you"),
    ]  # fmt: skip
    assert journal[0]["said"]["reason"] == f"{OWN} visit"
    assert all("said" not in row for row in journal[2:])
    audit = rows(access, "audit")
    assert [(row["by"], row["detail"]) for row in audit] == [
        ("you", {"what": f"{OWN} draft"}), ("somebody else, about you or in your name", {}),
    ]  # fmt: skip
    assert rows(access, "trials")[0]["wishes"] == {"free": ["a colleague", "you"]}


def test_where_they_are_named_is_a_list_of_places_and_what_is_said_there_is_not(access: Access):
    assert {(row["about"], row["where"]) for row in rows(access, "mentions")} == {
        (HELD.key, "agenda"), (HELD.key, "minutes"), (HELD.key, "an action"), (HELD.key, "minutes in Word"),
    }  # fmt: skip


def test_what_is_of_a_group_they_may_not_know_of_is_counted_and_not_told(access: Access):
    # Its minutes name them in a text and as present, and the journal tells of that.
    assert access.elsewhere == 3
    assert "3 entries were left out" in write_page(access)
    assert "3 entries were left out" in write_readme(access)


def test_who_has_left_the_files_is_found_by_id_and_an_unknown_address_is_a_sentence():
    assert find_subject(TRUST, "ADA@fernvale.example").name == "Ada Lane"
    assert find_subject(TRUST, "long-gone").id == "long-gone"
    with pytest.raises(RefusedError, match=r"Nobody in .* files goes by x@y\.example"):
        find_subject(TRUST, "x@y.example")


class Page(HTMLParser):
    """Collects what the page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def find(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_page_needs_no_script_and_nothing_from_elsewhere_and_can_be_found_ones_way_in(access: Access):
    page = Page(write_page(access))
    ids = {attributes["id"] for _, attributes in page.tags if "id" in attributes}

    assert page.find("html") == [{"lang": "en-GB"}]
    assert not page.find("script") + page.find("link") + page.find("img") + page.find("iframe")
    assert {str(a["href"]).removeprefix("#") for a in page.find("a")} <= ids
    assert all(str(a["href"]).startswith("#") for a in page.find("a"))
    assert len(page.find("h1")) == len(page.find("main")) == len(page.find("title")) == 1
    assert (
        len(page.find("table")) == len(page.find("caption")) == sum(bool(part.rows) for part in access.parts)
    )
    assert all(th.get("scope") == "col" for th in page.find("th"))


def test_what_somebody_wrote_is_text_on_the_page():
    marked = YEAR.model_copy(
        update={
            "actions": (Action(id="a1", meeting=HELD.key, text="<script>alert(1)</script>", owner="ada"),)
        }
    )
    page = write_page(assemble(marked, Holdings(), find_subject(TRUST, "ada"), NOW))

    assert "&lt;script&gt;alert(1)" in page
    assert "<script" not in page


def test_the_same_is_packed_to_the_same_bytes(access: Access):
    assert pack(access) == pack(access)


def test_the_file_is_for_its_owner_alone_and_taking_it_out_is_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    url = f"sqlite:///{tmp_path}/termtime.db"
    monkeypatch.setenv("DATABASE_URL", url)

    async def begin() -> None:
        async with await open_store(url) as store:
            await fill(store)

    async def fetch() -> list[tuple[str, str, Any]]:
        async with await open_store(url) as store:
            entries = await store.audit.fetch(kind=AuditKind.EXPORTED)
        return [(entry.by, entry.about, entry.detail) for entry in entries]

    asyncio.run(begin())
    out = tmp_path / "ada.zip"
    code, said, _ = run(
        "subject-access", "ada@fernvale.example", "--out", str(out), "--at", "2026-12-14T08:30", "--json"
    )

    assert code == 0
    assert json.loads(said)["parts"]["Actions"] == 1
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    with ZipFile(out) as archive:
        assert archive.namelist() == ["README.txt", "page.html", "data.json"]
        data = json.loads(archive.read("data.json"))
        assert SECRET not in archive.read("page.html").decode()
    assert data["subject"] == {"id": "ada", "name": "Ada Lane", "upn": "ada@fernvale.example"}
    assert datetime.fromisoformat(data["made"]) == NOW
    assert asyncio.run(fetch()) == [(name_operator(), "ada", {"what": "subject access", "format": "zip"})]

    code, _, why = run("subject-access", "ada", "--out", str(out))
    assert (code, why) == (1, f"{out} is there already; name another file.")
