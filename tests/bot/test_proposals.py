"""What people changed by hand, asked about and settled in Teams: only by those who may, and once."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from builders import NOW
from changed_by_hand import a_deletion, a_departure, a_drag

from bot.answer import answer
from bot.asked import Answer
from bot.ports import NO_CONTEXT, Desk, Kind, Pressed, Scope, Settle
from bot.understand.reading import read_question
from cards.limits import check_limits
from graph_sync.directory import USERS
from graph_sync.ports import StreamChange
from sandbox.connector.state import Conversation
from scheduler.jobs import ticking
from termtime.nudging import nudge_people
from tests.bot.conftest import RunningBot
from tests.bot.example import a_year, an_inbound, buttons_of, say, some_groups
from trust.nudges import NudgeKind
from trust.proposals import Decision, Proposal, Verdict
from trust.settling import NOT_YOURS, Matter, find_matters
from trust.values import LONDON

ADA, BEN, DEE = (f"{name}@fernvale.example" for name in ("ada", "ben", "dee"))
MATHS = "2026-27/maths-secondary/spring-1"
DRAG = a_drag(MATHS, title="Secondary Mathematics: Spring meeting, Tue 19 Jan 2027")
ENGLISH = a_drag("2026-27/english/spring-1", title="English: Spring meeting, Tue 12 Jan 2027")
DSL = a_drag("2026-27/safeguarding/spring-1", title="Safeguarding Leads: Spring audit, Wed 20 Jan 2027")
CASE = a_drag("2026-27/case-review/spring-1", title="Case Review: Cases, Fri 22 Jan 2027")
ALL = (DRAG, ENGLISH, DSL, CASE)
ADOPT, PUT_BACK = Verdict.ADOPT, Verdict.PUT_BACK
NOTHING = "Nothing is waiting for you to settle: nobody changed anything by hand that you look after."
NOT_HERE = "Nothing is waiting that everyone here may settle. Ask me in a chat of our own about all of yours."
NOT_OPEN = "That is not open, or no longer: it was settled, or has changed again since."
NOTED = "Noted. Calling a meeting off takes two people, so one more has to agree."


def ask(
    people: str, text: str = "", matters: tuple[Matter, ...] = find_matters(ALL, ()), **pressed: Any
) -> Answer:
    """Ask as the first of the people, all of whom listen; with more than one, in a group chat."""
    year = a_year()
    audience = tuple(year.trust.person_by_id[person] for person in people.split())
    button = (
        {"kind": Kind.BUTTON, "pressed": Pressed(pressed.pop("verb", "settle"), pressed)} if pressed else {}
    )
    scope = Scope.GROUP if len(audience) > 1 else Scope.PERSONAL
    return answer(
        an_inbound(text, scope=scope, **button), year, audience, NO_CONTEXT, NOW, asker=audience[0], desk=Desk(matters)
    )  # fmt: skip


def sources(answered: Answer) -> list[str]:
    return [source.removeprefix("proposal ") for source in answered.sources]


def press(proposal: Proposal, verdict: Verdict = ADOPT) -> dict[str, Any]:
    return {"proposal": proposal.id, "verdict": verdict.value, "about": proposal.key}


@pytest.mark.parametrize(
    "text",
    [
        "what changed in Outlook?",
        "anything to settle",
        "did anyone move my meeting?",
        "what has been changed by hand",
        "did anyone move the maths meeting",
        "did somebody delete the secondary maths meeting?",
        "who moved the secondary maths meeting",
    ],
)
def test_what_was_changed_is_shown_to_whoever_may_settle_it(text):
    answered = ask("ada", text)

    assert (answered.intent, sources(answered)) == ("proposals", [DRAG.id])
    assert buttons_of(answered) == ["Keep the new time", "Put it back to Tue 19 Jan 15:45"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("who is in charge of english", "group_chair"),
        ("when does english meet", "group_dates"),
        ("when are we back", "term_dates"),
        ("a child told me someone hurt her", "disclosure"),
    ],
)
def test_other_questions_stay_what_they_were(text, intent):
    assert read_question(text, some_groups()).intent == intent


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ("ada", [DRAG]),
        ("lea", [DRAG, ENGLISH]),
        ("rae", [CASE]),
        ("dot", [DSL]),
        ("dee", []),
        ("gus", []),
        ("ada ben", [DRAG]),
        ("lea ada", [DRAG]),
        ("ada dee", []),
        ("lea rae", []),
    ],
)
def test_only_what_everyone_listening_may_settle_is_shown(people, shown):
    assert sources(ask(people, "what changed in outlook")) == [proposal.id for proposal in shown]


def test_what_nobody_here_may_settle_is_as_if_it_were_not_there():
    for people, said in (("dee", NOTHING), ("ada dee", NOT_HERE)):
        with_them, without = (ask(people, "anything to settle", m) for m in (find_matters(ALL, ()), ()))

        assert say(with_them) == say(without) == said


def test_several_are_listed_and_opened_one_by_one():
    listed = ask("lea", "anything to settle")
    opened = ask("lea", verb="ask", intent="settle", proposal=ENGLISH.id)

    assert say(listed).splitlines()[0] == "2 changes to settle"
    assert buttons_of(listed) == ["Open 1", "Open 2"]
    assert sources(opened) == [ENGLISH.id]
    assert opened.effect is None


def test_a_group_named_narrows_it_down():
    assert sources(ask("lea", "did anyone move the english meeting")) == [ENGLISH.id]


@pytest.mark.parametrize(
    ("people", "text", "effect"),
    [
        ("ada", "keep it", Settle(DRAG.id, ADOPT)),
        ("ada", "Put it back!", Settle(DRAG.id, PUT_BACK)),
        ("ada", "put the time back please", Settle(DRAG.id, PUT_BACK)),
        ("ada", "undo it", Settle(DRAG.id, PUT_BACK)),
        ("ada", f"adopt {DRAG.id}", Settle(DRAG.id, ADOPT)),
        ("lea", f"adopt {ENGLISH.id}", Settle(ENGLISH.id, ADOPT)),
        ("lea", f"put back {ENGLISH.id[:4]}…", Settle(ENGLISH.id, PUT_BACK)),
        ("lea", "put back the english meeting", Settle(ENGLISH.id, PUT_BACK)),
        ("lea", "keep it", None),
        ("dee", "keep it", None),
        ("dee", f"adopt {DRAG.id}", None),
        ("lea", f"adopt {CASE.id}", None),
        ("ada dee", f"adopt {DRAG.id}", None),
        ("ada", "adapt", None),
        ("ada", "keep it or put it back", None),
    ],
)
def test_typing_settles_where_it_is_clear_what_is_meant_and_the_asker_may(people, text, effect):
    answered = ask(people, text)

    assert (answered.intent, answered.effect) == ("settle", effect)


@pytest.mark.parametrize(
    ("people", "proposal", "effect"),
    [
        ("ada", DRAG, Settle(DRAG.id, ADOPT)),
        ("ben", DRAG, Settle(DRAG.id, ADOPT)),
        ("ada ben", DRAG, Settle(DRAG.id, ADOPT)),
        ("dee", DRAG, None),
        ("ada dee", DRAG, None),
        ("lea", CASE, None),
    ],
)
def test_a_button_settles_only_for_those_who_may(people, proposal, effect):
    answered = ask(people, **press(proposal))

    assert answered.effect == effect


@pytest.mark.parametrize(
    "forged",
    [
        {"proposal": 7, "verdict": "adopt"},
        {"proposal": "x" * 10, "verdict": "adopt"},
        {"proposal": DRAG.id, "verdict": "delete"},
        {"proposal": DRAG.id, "verdict": ["adopt"]},
        {"proposal": DRAG.id, "verdict": "adopt", "about": 7},
        {"proposal": ""},
        {"verb": "ask", "intent": "settle", "proposal": ["a"]},
        {"verb": "turn", "intent": "settle"},
    ],
)
def test_a_button_nobody_made_does_nothing(forged):
    answered = ask("ada", **forged)

    assert (answered.intent, answered.effect) == ("out_of_scope", None)


@pytest.mark.parametrize(
    ("people", "said"),
    [("dee", NOT_YOURS), ("ada dee", "Not everyone here may settle that. Ask me in a chat of our own.")],
)
def test_whoever_may_know_of_it_is_told_that_it_is_not_for_them(people, said):
    for answered in (ask(people, **press(DRAG)), ask(people, f"adopt {DRAG.id}")):
        assert (say(answered), answered.effect) == (f"Not to be settled here\n{said}", None)


def test_a_meeting_that_is_only_proposed_is_not_told_by_a_made_up_card():
    answered = ask("ada", proposal=DRAG.id[::-1], verdict="adopt", about="2026-27/english/summer-2")

    assert say(answered) == f"No longer open\n{NOT_OPEN}"


@pytest.mark.parametrize("people", ["lea", "dee", "ada"])
def test_a_confidential_groups_title_is_not_told_by_its_card(people):
    assert "audit" not in ask(people, **press(DSL)).text


@pytest.mark.parametrize("who", ["dee", "lea", "ada"])
def test_a_hidden_groups_stale_card_shows_an_outsider_nothing(who):
    assert (
        say(ask(who, **press(CASE)))
        == say(ask(who, **press(CASE), matters=()))
        == f"No longer open\n{NOT_OPEN}"
    )


def test_a_stale_card_shows_what_the_year_says_now():
    assert say(ask("ada", matters=(), **press(DRAG))).splitlines() == [
        "No longer open",
        NOT_OPEN,
        "Now: Tue 19 Jan 2027, 15:45–17:00 · Spring meeting · Online",
    ]


def test_a_card_stale_because_it_was_moved_again_shows_the_new_question():
    again = DRAG.model_copy(update={"seen": "2027-01-21T15:45/2027-01-21T17:00"})
    answered = ask("ada", matters=find_matters([again], ()), **press(DRAG))

    assert (sources(answered), answered.effect) == ([again.id], None)
    assert say(answered).splitlines()[0] == f"{NOT_OPEN} This is how it stands now."


def test_a_card_stale_because_somebody_decided_says_who():
    decided = find_matters([DRAG], [Decision(proposal=DRAG, verdict=PUT_BACK, by="ben", at=NOW)])

    assert say(ask("ada", matters=decided, **press(DRAG))).splitlines()[1] == (
        "Ben decided on Mon 14 Dec at 08:30 to put it back."
    )


def test_every_answer_is_within_the_limits():
    many = find_matters(
        [a_drag(MATHS, seen=f"2027-02-{n:02}T15:45/2027-02-{n:02}T17:00") for n in range(1, 21)], ()
    )
    answered = ask("ada", "anything to settle", many)

    assert check_limits(answered.card) == ()
    assert "And 14 more." in say(answered)


async def start(bot: RunningBot, *proposals: Proposal) -> None:
    await bot.store.sync.save_proposals(proposals, NOW)


def card_of(message: dict[str, Any]) -> dict[str, Any]:
    content: dict[str, Any] = message["attachments"][0]["content"]
    return content


async def press_in_teams(bot: RunningBot, who: str, message: dict[str, Any], number: int) -> Any:
    button = card_of(message)["actions"][number]
    return await bot.teams.press(who, message["id"], button["data"], button["verb"])


async def read_meeting(bot: RunningBot) -> Any:
    return (await bot.store.fetch_year()).meeting_by_key[MATHS]


async def test_keeping_the_new_time_moves_the_meeting_and_takes_the_cards_place(bot):
    await start(bot, DRAG)
    await bot.teams.install(ADA)
    [message] = await bot.teams.say(ADA, "what changed in outlook?")

    answered = await press_in_teams(bot, ADA, message, 0)

    assert answered["value"]["speak"].splitlines()[:3] == [
        DRAG.title,
        "Ada keeps it: the year now says so too.",
        "Now: Wed 20 Jan 2027, 15:45–17:00 · Spring meeting · Online",
    ]
    assert (await read_meeting(bot)).starts == datetime(2027, 1, 20, 15, 45, tzinfo=LONDON)


async def test_typing_does_what_pressing_does(bot):
    await start(bot, DRAG)
    await bot.teams.install(ADA)
    [message] = await bot.teams.say(ADA, f"put back {DRAG.id}")

    assert message["summary"].splitlines()[1] == (
        "Ada puts it back: the next sync makes Microsoft 365 say again what the year says."
    )
    assert [(d.by, d.verdict) for d in await bot.store.sync.fetch_decisions()] == [("ada", PUT_BACK)]


async def test_who_comes_second_is_told_who_decided(bot):
    await start(bot, DRAG)
    for who in (ADA, BEN):
        await bot.teams.install(who)
    [hers], [his] = [await bot.teams.say(who, "anything to settle") for who in (ADA, BEN)]
    await press_in_teams(bot, ADA, hers, 0)

    late = await press_in_teams(bot, BEN, his, 1)

    assert late["value"]["speak"].splitlines()[1] == "Ada decided on Mon 14 Dec at 08:30 to keep it as it is."
    assert [d.by for d in await bot.store.sync.fetch_decisions()] == ["ada"]


async def test_a_meeting_is_called_off_when_a_second_person_agrees(bot):
    await start(bot, a_deletion(MATHS))
    for who in (ADA, BEN):
        await bot.teams.install(who)
    [hers], [his] = [await bot.teams.say(who, "anything to settle") for who in (ADA, BEN)]

    first = await press_in_teams(bot, ADA, hers, 0)
    second = await press_in_teams(bot, BEN, his, 0)

    assert NOTED in first["value"]["speak"]
    assert "Ada has agreed; one more is needed." in first["value"]["speak"]
    assert second["value"]["speak"].splitlines()[1:3] == [
        "Ben is the second to agree: the meeting is called off.",
        "Now: Tue 19 Jan 2027, 15:45–17:00 · Spring meeting · Online (cancelled)",
    ]


async def test_somebody_elses_button_does_nothing_for_whoever_may_not(bot):
    await start(bot, DRAG)
    for who in (ADA, DEE):
        await bot.teams.install(who)
    [message] = await bot.teams.say(ADA, "anything to settle")
    button = card_of(message)["actions"][0]
    [hers] = await bot.teams.say(DEE, "hello")

    answered = await bot.teams.press(DEE, hers["id"], button["data"], button["verb"])

    assert answered["value"]["speak"].splitlines()[:2] == ["Not to be settled here", NOT_YOURS]
    assert await bot.store.sync.fetch_decisions() == ()


async def fill_directory(bot: RunningBot) -> None:
    users = bot.sandbox.state.directory.users.values()
    rows = {user["id"]: {"upn": user["userPrincipalName"].lower(), "mail": ""} for user in users}
    await bot.store.sync.save_streams([StreamChange(USERS, "token", NOW, rows)])


async def tell(bot: RunningBot, now: datetime = NOW) -> list[tuple[str, int, str]]:
    """Let a tick pass; tell who was written to about how many changes, and what became of it."""
    rows = await nudge_people(bot.store, bot.endpoint.connector, lambda: now)
    told = Counter((row.person, row.reason) for row in rows if row.kind is NudgeKind.CHANGED)
    return [(person, count, reason) for (person, reason), count in told.items()]


def heard(bot: RunningBot) -> dict[str, list[str]]:
    """What the bot said last to each person in their own chat, the first line of it, beyond the greeting."""
    names = {
        user["id"]: user["userPrincipalName"].split("@")[0]
        for user in bot.sandbox.state.directory.users.values()
    }
    chats: list[Conversation] = list(bot.sandbox.state.conversations.by_id.values())
    return {
        names[next(iter(chat.members))]: [message["summary"].splitlines()[0] for message in chat.messages[1:]]
        for chat in chats
    }


async def test_officers_with_a_chat_are_told_once_whoever_looks(bot):
    await start(bot, DRAG, CASE)
    await fill_directory(bot)
    for who in (ADA, DEE):
        await bot.teams.install(who)

    told = [await tell(bot), await tell(bot)]
    await bot.teams.install(BEN)
    told.append(await tell(bot))

    assert told == [[("ada", 1, "sent")], [], [("ben", 1, "sent")]]
    lead = "Somebody changed this in Microsoft 365. What is right?"
    assert heard(bot) == {"ada": [lead], "ben": [lead], "dee": []}


async def test_several_are_told_in_one_message(bot):
    await start(bot, DRAG, a_departure("maths-secondary", "ben", title="Secondary Mathematics"))
    await fill_directory(bot)
    await bot.teams.install(ADA)

    assert await tell(bot) == [("ada", 2, "sent")]
    assert heard(bot) == {"ada": ["2 changes to settle"]}


async def test_quiet_hours_hold_and_it_is_told_after_them(bot):
    await start(bot, DRAG)
    await fill_directory(bot)
    await bot.teams.install(ADA)

    moments = ((14, 18, 0), (15, 2, 0), (15, 7, 29), (15, 7, 30))
    told = [await tell(bot, NOW.replace(day=d, hour=h, minute=m)) for d, h, m in moments]

    assert told == [[], [], [], [("ada", 1, "sent")]]


async def test_the_same_edit_made_again_later_is_told_again(bot):
    await start(bot, DRAG)
    await fill_directory(bot)
    await bot.teams.install(ADA)
    await tell(bot)
    await start(bot)
    await bot.store.sync.save_proposals([DRAG], NOW + timedelta(days=1))

    assert await tell(bot, NOW + timedelta(days=1)) == [("ada", 1, "sent")]


async def test_what_is_settled_is_not_told(bot):
    await start(bot, DRAG)
    await fill_directory(bot)
    await bot.teams.install(ADA)
    await bot.store.sync.save_decision(Decision(proposal=DRAG, verdict=ADOPT, by="ben", at=NOW))

    assert await tell(bot) == []


async def test_whoever_blocked_the_bot_is_not_asked_again(bot):
    await start(bot, DRAG)
    await fill_directory(bot)
    await bot.teams.install(ADA)
    bot.teams.block(ADA)

    assert [await tell(bot), await tell(bot)] == [[("ada", 1, "failed: blocked")], []]


async def test_people_are_told_while_the_service_runs_and_no_longer(bot):
    await start(bot, DRAG)
    await fill_directory(bot)
    await bot.teams.install(ADA)
    done = asyncio.Event()

    async def tick() -> None:
        await tell(bot)
        done.set()

    async with ticking(tick):
        await done.wait()

    assert len(heard(bot)["ada"]) == 1
