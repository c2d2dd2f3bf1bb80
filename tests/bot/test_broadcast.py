"""A message to an audience: previewed, sent once by Send alone, and accounted for; never to or about what is hidden."""

from __future__ import annotations

from typing import Any

import pytest
from builders import NOW

from bot.answer import answer
from bot.asked import Answer, Asked, find_visible
from bot.broadcasts import check_text, read_audience, read_sending, write_sending
from bot.ports import NO_CONTEXT, Account, Consult, Desk, Done, Kind, Pressed, Scope, Send
from bot.routing import ROUTER
from bot.understand.question import Entities, Question
from cards.limits import check_limits
from termtime.broadcasting import ALREADY, ON_THE_WAY
from termtime.nudging import nudge_people
from tests.bot.conftest import RunningBot
from tests.bot.example import a_year, an_inbound, buttons_of, say
from tests.bot.test_proposals import ADA, BEN, fill_directory
from trust.audiences import LONGEST, NOT_YOURS, Audience, AudienceKind, Broadcast
from trust.groups import Group
from trust.nudges import NudgeKind, Row, State
from trust.papers import Reply

MEMBERS = Audience(kind=AudienceKind.MEMBERS, group="maths-secondary")
NO_REPLY = Audience(kind=AudienceKind.WITHOUT_REPLY, meeting="2026-27/maths-secondary/spring-1")
LEA = "lea@fernvale.example"


def find_group(group: str) -> Group:
    return a_year().trust.group_by_id[group]


def ask(
    person: str, intent: str = "broadcast", desk: Desk | None = None, year: Any = None, **entities: Any
) -> Answer:
    year = year or a_year()
    asker = year.trust.person_by_id[person]
    scope = entities.pop("scope", Scope.PERSONAL)
    question = Question(intent, Entities(**entities))
    visible = find_visible(year.trust, (asker,), NOW.date())
    return ROUTER.route(Asked(question, year, (asker,), asker, scope, NOW, visible, desk or Desk()))


def press(person: str, desk: Desk | None = None, **data: Any) -> Answer:
    year = a_year()
    inbound = an_inbound(kind=Kind.BUTTON, pressed=Pressed("send", data))
    return answer(inbound, year, (year.trust.person_by_id[person],), NO_CONTEXT, NOW, desk=desk or Desk())


@pytest.mark.parametrize(
    ("person", "words", "group", "lines"),
    [
        ("lea", "all chairs", "", ["To all chairs: 3 people.", "Ada, Cal and Dot."]),
        (
            "lea",
            "chairs and co-chairs",
            "",
            ["To all chairs and co-chairs: 4 people.", "Ada, Ben, Cal and Dot."],
        ),
        (
            "lea",
            "the members",
            "maths-secondary",
            ["To all members of Secondary Mathematics: 2 people.", "Ada and Ben."],
        ),
        ("ada", "", "maths-secondary", ["To all members of Secondary Mathematics: 1 person.", "Ben."]),
        ("rae", "", "case-review", ["Nobody is in that audience today, so there is nobody to send it to."]),
    ],
)
def test_a_preview_says_whom_it_goes_to_and_sends_nothing(person, words, group, lines):
    answered = ask(person, topic=words, group=find_group(group) if group else None)

    assert (
        say(answered).splitlines()[1 : 1 + len(lines)] == lines
        or say(answered).splitlines()[: len(lines)] == lines
    )
    assert answered.effect is None


def test_a_preview_has_a_field_for_the_words_and_one_button():
    answered = ask("lea", topic="all chairs", detail="Please send me your dates.")
    [field] = [part for part in answered.card.body["body"] if part["type"] == "Input.Text"]

    assert (field["id"], field["value"], field["isRequired"]) == ("text", "Please send me your dates.", True)
    assert buttons_of(answered) == ["Send"]
    assert check_limits(answered.card) == ()


def test_a_lead_is_told_how_many_have_not_replied_and_an_officer_who():
    group = find_group("maths-secondary")
    asked = {
        person: say(ask(person, topic="maths leads without a reply", group=group))
        for person in ("lea", "ada")
    }

    assert "without a reply to Spring meeting, Tue 19 Jan 2027: 2 people." in asked["lea"]
    assert "you are told how many they are" in asked["lea"]
    assert "Ben" not in asked["lea"]
    assert "Ben." in asked["ada"].splitlines()


@pytest.mark.parametrize(
    ("person", "words"), [("dee", "all chairs"), ("ada", "everyone"), ("ben", "all co-chairs")]
)
def test_who_may_not_write_to_an_audience_is_told_so(person, words):
    assert NOT_YOURS in say(ask(person, topic=words))


def test_a_hidden_group_is_as_one_that_is_not_there():
    hidden = [say(ask("lea", group=find_group(group))) for group in ("case-review",)]
    made_up = say(ask("lea", unknown="case review"))

    assert "There is no such group or meeting" in hidden[0]
    assert "Rae" not in hidden[0] + made_up


def test_without_an_audience_one_is_offered():
    assert buttons_of(ask("lea")) == ["All chairs", "All co-chairs", "All chairs and co-chairs", "Everyone"]


def test_in_front_of_others_nobody_is_named():
    assert "a chat of our own" in say(ask("lea", topic="all chairs", scope=Scope.GROUP))


@pytest.mark.parametrize(
    ("words", "group", "audience"),
    [
        ("everyone", "", Audience(kind=AudienceKind.EVERYONE)),
        ("all staff", "", Audience(kind=AudienceKind.EVERYONE)),
        ("secondary chairs", "", Audience(kind=AudienceKind.CHAIRS, phase="secondary")),
        ("the co chairs", "", Audience(kind=AudienceKind.CO_CHAIRS)),
        ("all primary chairs and co-chairs", "", Audience(kind=AudienceKind.BOTH, phase="primary")),
        ("all the chairs", "chairs", Audience(kind=AudienceKind.CHAIRS)),
        ("members of chairs and co-chairs", "chairs", Audience(kind=AudienceKind.MEMBERS, group="chairs")),
        ("maths", "maths-secondary", MEMBERS),
        ("whoever hasn't replied", "", None),
        ("", "", None),
    ],
)
def test_an_audience_is_read_from_words(words, group, audience):
    assert read_audience(words, find_group(group) if group else None, None) == audience


def test_send_asks_for_it_to_be_sent_and_nothing_else_does():
    data = write_sending(MEMBERS, NOW) | {"text": "Please bring\r\nyour plans.  "}

    answered = press("ada", **data)

    assert answered.effect == Send(MEMBERS, "Please bring\nyour plans.", NOW.isoformat())
    assert ask("ada", group=find_group("maths-secondary"), detail="Please bring your plans.").effect is None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"kind": "members", "group": "maths-secondary", "text": "Hello"},
        {"kind": "members", "group": "maths-secondary", "made": "then", "text": "Hello"},
        {"kind": "everyone", "group": "maths-secondary", "made": NOW.isoformat()},
        {"kind": "strangers", "made": NOW.isoformat(), "text": "Hello"},
        {"kind": "everyone", "made": NOW.isoformat(), "text": ["Hello"]},
        {"kind": "everyone", "made": NOW.isoformat(), "text": "Hello", "people": "ada"},
    ],
)
def test_what_no_button_of_ours_says_is_not_read(data):
    assert read_sending(data) is None
    assert press("lea", **data).intent == "out_of_scope"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "write the message first"),
        (" \n\t", "write the message first"),
        ("a" * (LONGEST + 1), f"may have {LONGEST} letters"),
    ],
)
def test_no_words_or_too_many_are_not_sent(text, said):
    answered = press("ada", **write_sending(MEMBERS, NOW), text=text)

    assert said in say(answered)
    assert answered.effect is None


def test_words_are_tidied_and_lose_nothing_that_is_seen():
    assert check_text(" One\u0007 \r\ntwo  ") == ("One\ntwo", "")


def an_account(audience: Audience = MEMBERS, **outcomes: tuple[State, str]) -> Account:
    broadcast = Broadcast(id="0123456789", by="lea", audience=audience, text="Hello", at=NOW)
    rows = tuple(
        Row(key="broadcast/0123456789", person=person, kind=NudgeKind.BROADCAST, about=broadcast.id, due=NOW,
            outcome=outcome, why=why, at=NOW)
        for person, (outcome, why) in outcomes.items()
    )  # fmt: skip
    return Account(broadcast, rows)


def consult(account: Account) -> Answer:
    done = Done(Consult(), "", accounts=(account,))
    return ask("lea", "deliveries", Desk(done=done))


def test_the_ledger_accounts_for_everyone_and_says_why():
    account = an_account(
        ada=(State.SENT, ""), ben=(State.FAILED, "not installed"), cal=(State.FAILED, "not installed"),
        dee=(State.DEFERRED, "paused"), dot=(State.NOT_KNOWN, "NoAnswer"),
    )  # fmt: skip

    assert say(consult(account)).splitlines() == [
        "To all members of Secondary Mathematics",
        "Sent on Mon 14 Dec 2026, 08:30.",
        "For: 5 people",
        "Sent: 1",
        "Failed: 2",
        "Deferred: 1",
        "Not known: 1",
        "- deferred: paused (Dee)",
        "- failed: not installed (Ben and Cal)",
        "- not known: NoAnswer (Dot)",
    ]


def test_the_ledger_of_those_without_a_reply_names_nobody_to_a_lead():
    said = say(consult(an_account(NO_REPLY, ada=(State.SENT, ""), ben=(State.FAILED, "blocked"))))

    assert "- failed: blocked (1)" in said.splitlines()
    assert "Ben" not in said


def test_whoever_asks_for_their_ledger_has_it_read_first():
    assert ask("lea", "deliveries").effect == Consult()
    assert "You have sent no message" in say(ask("lea", "deliveries", Desk(done=Done(Consult(), ""))))


# As it runs.


async def test_a_message_is_previewed_sent_once_and_accounted_for(bot: RunningBot):
    await fill_directory(bot)
    for who in (ADA, BEN, LEA):
        await bot.teams.install(who)
    [hers] = await bot.teams.say(LEA, "hello")
    data = write_sending(MEMBERS, NOW) | {"text": "Please bring your plans."}

    pressed = [(await bot.teams.press(LEA, hers["id"], data, "send"))["value"]["speak"] for _ in range(2)]
    rows = await nudge_people(bot.store, bot.endpoint.connector, lambda: NOW)
    again = await nudge_people(bot.store, bot.endpoint.connector, lambda: NOW)

    assert [said.splitlines()[1] for said in pressed] == [ON_THE_WAY, ALREADY]
    sent = [row for row in (*rows, *again) if row.kind is NudgeKind.BROADCAST]
    assert [(row.person, row.reason) for row in sent] == [("ada", "sent"), ("ben", "sent")]


async def test_whoever_may_not_is_refused_again_when_it_is_sent(bot: RunningBot):
    await bot.teams.install(ADA)
    [hers] = await bot.teams.say(ADA, "hello")
    everyone = Audience(kind=AudienceKind.EVERYONE)

    answered = await bot.teams.press(
        ADA, hers["id"], write_sending(everyone, NOW) | {"text": "Hello"}, "send"
    )

    assert NOT_YOURS in answered["value"]["speak"]
    assert await bot.store.deliveries.fetch() == ()


def test_an_officers_audience_leaves_out_who_replied():
    replies = (Reply(meeting="2026-27/maths-secondary/spring-1", person="ben", answer="accepted"),)
    group = find_group("maths-secondary")
    answered = ask("ada", topic="those who have not replied", group=group, year=a_year(replies=replies))

    assert "Nobody is in that audience" in say(answered)
