"""What somebody is nudged about, as cards: alone with what leads on, several in one, and opened one by one."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from builders import a_meeting, a_person
from changed_by_hand import a_drag

from bot.answer import answer
from bot.asked import Answer, Asked, find_visible
from bot.handlers.nudges import make_nudges_card
from bot.ports import NO_CONTEXT, Desk, Kind, Pressed, Scope
from bot.routing import ROUTER
from bot.understand.question import Entities, Question
from cards.card import Card
from cards.limits import check_limits
from scheduler.nudges.finding import find_open_nudges
from tests.bot.example import a_year, an_inbound, some_meetings, some_trust
from trust.cadence import Format
from trust.deeds.requests import Needs, Request
from trust.deeds.values import MoveMeeting
from trust.nudges import Nudge, NudgeKind
from trust.papers import Action, Agenda, AgendaStatus, Minutes, MinutesStatus, PaperText, Reply
from trust.settling import find_matters
from trust.values import LONDON
from trust.word_minutes import Found, FoundAction
from trust.year import Year

MATHS = "2026-27/maths-secondary/spring-1"
STARTS = datetime(2027, 1, 19, 15, 45, tzinfo=LONDON)


def on(day: int, month: int = 1, hour: int = 8) -> datetime:
    return datetime(2027 if month < 9 else 2026, month, day, hour, tzinfo=LONDON)


def an_action(n: int = 1, **fields: Any) -> Action:
    return Action(**{"id": f"a{n}", "meeting": MATHS, "text": f"Share unit {n}", "owner": "ben", "due": date(2027, 2, 5)}
                  | fields)  # fmt: skip


def find(year: Year, person: str, now: datetime, *kinds: NudgeKind) -> list[Nudge]:
    return [n for n in find_open_nudges(year, now) if n.person == person and (not kinds or n.kind in kinds)]


def show(year: Year, person: str, now: datetime, kind: NudgeKind) -> Card:
    [nudge] = [n for n in find(year, person, now, kind) if not n.about or "/maths-secondary/" in n.about]
    return make_nudges_card(year, person, (nudge,), now)


def titles(card: Card) -> list[str]:
    return [action["title"] for action in card.body.get("actions", [])]


def ask(person: str, year: Year, now: datetime, topic: str = "", page: int = 0, **fields: Any) -> Answer:
    asker = year.trust.person_by_id[person]
    scope = fields.pop("scope", Scope.PERSONAL)
    question = Question("todo", Entities(topic=topic, page=page))
    visible = find_visible(year.trust, (asker,), now.date())
    desk = Desk(find_nudges=find_open_nudges, **fields)
    return ROUTER.route(Asked(question, year, (asker,), asker, scope, now, visible, desk))


def the_year(**fields: Any) -> Year:
    return a_year(**{"agendas": (), "minutes": ()} | fields)


DRAFT = Agenda(meeting=MATHS)
PUBLISHED = Agenda(meeting=MATHS, status=AgendaStatus.PUBLISHED, published=date(2027, 1, 11))
BEN_COMES = Reply(meeting=MATHS, person="ben", answer="accepted")
MODERATION = a_meeting(
    "moderation", "maths-secondary", title="Moderation", format=Format.MODERATION, place="elm",
    starts=datetime(2026, 11, 26, 15, 45, tzinfo=LONDON),
)  # fmt: skip
KINDS = NudgeKind


@pytest.mark.parametrize(
    ("kind", "person", "now", "fields", "title", "buttons"),
    [
        (KINDS.AGENDA_DUE, "ada", on(8), {}, "Secondary Mathematics: agenda due",
         ["Write the agenda", "Last minutes", "Who is coming?"]),
        (KINDS.AGENDA_DUE, "ada", on(13), {"agendas": (DRAFT,)}, "Secondary Mathematics: agenda due",
         ["Finish the agenda", "Last minutes", "Who is coming?"]),
        (KINDS.REPLY_WANTED, "dee", on(11), {}, "Secondary Mathematics: are you coming?",
         ["I'm coming", "Apologies", "Agenda"]),
        (KINDS.AGENDA_PUBLISHED, "dee", on(12), {"agendas": (PUBLISHED,)}, "Secondary Mathematics: agenda",
         ["Read the agenda", "Open it in Word", "I'm coming", "Apologies"]),
        (KINDS.REMINDER, "ben", on(18), {"replies": (BEN_COMES,)}, "Secondary Mathematics: tomorrow",
         ["Join", "Agenda", "Apologies"]),
        (KINDS.MODERATION, "ada", on(9, 11), {"meetings": (MODERATION,)}, "Secondary Mathematics: moderation",
         ["The moderation", "Agenda", "Who is coming?"]),
        (KINDS.MINUTES_DUE, "ada", on(20), {}, "Secondary Mathematics: minutes due", ["Write the minutes", "Agenda"]),
        (KINDS.MINUTES_LATE, "ada", on(27), {"minutes": (Minutes(meeting=MATHS),)}, "Secondary Mathematics: minutes late",
         ["Save the minutes", "Write the minutes", "Agenda"]),
        (KINDS.MINUTES_LATE, "lea", on(4, 2), {}, "Secondary Mathematics: minutes late", ["Minutes", "Who chairs it?"]),
        (KINDS.ACTION_DUE, "ben", on(4, 2), {"actions": (an_action(),)}, "Secondary Mathematics: action due",
         ["Done", "Carry it forward", "My actions"]),
        (KINDS.ACTION_LATE, "ben", on(8, 2), {"actions": (an_action(),)}, "Secondary Mathematics: action late",
         ["Done", "Carry it forward", "My actions"]),
        (KINDS.ACTION_LATE, "ada", on(8, 2), {"actions": (an_action(owner="gone"),)},
         "Secondary Mathematics: action late",
         ["Done", "Carry it forward", "Give it to somebody else", "My actions"]),
        (KINDS.TERM_DIGEST, "ben", on(5), {}, "Your spring term", ["My meetings", "My actions", "My groups"]),
        (KINDS.LEAD_DIGEST, "lea", on(19, 3), {}, "The spring term, summed up", ["Late actions", "My groups"]),
        (KINDS.PLANNING, "lea", on(2, 6), {}, "Planning 2027-28", ["Term dates", "Moderation this year"]),
    ],
)  # fmt: skip
def test_a_nudge_alone_leads_on_to_what_it_asks_for(kind, person, now, fields, title, buttons):
    trust = some_trust()
    dee = tuple(p.model_copy(update={"roles": ("maths-lead",)}) if p.id == "dee" else p for p in trust.people)
    card = show(the_year(trust=trust.model_copy(update={"people": dee}), **fields), person, now, kind)

    assert (card.text.splitlines()[0], titles(card)) == (title, buttons)
    assert check_limits(card) == ()


IN_WORD = PaperText(
    item="i", meeting=MATHS, paper="minutes", lines=("x",), found_on=date(2027, 1, 19),
    found=Found(present=("Ada",), decisions=("One plan.", "Two books."), actions=(FoundAction(text="Book it"),)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "person", "now", "saved", "lead"),
    [
        (KINDS.FOUND_IN_WORD, "ada", on(20), None, "Take them over? No minutes are saved here yet."),
        (KINDS.FOUND_IN_WORD, "ada", on(20), date(2027, 1, 20), "Take them over?"),
        (KINDS.FOUND_IN_WORD, "ben", on(25), date(2027, 1, 20),
         "Take them over? The chair has not taken them over; you may."),
        (KINDS.MINUTES_LATE, "ada", on(27), None, "Take them over? No minutes are saved here yet."),
    ],
)  # fmt: skip
def test_minutes_written_in_word_are_offered_and_not_chased_as_late(kind, person, now, saved, lead):
    minutes = (Minutes(meeting=MATHS, saved=saved),) if saved else ()
    card = show(the_year(texts=(IN_WORD,), minutes=minutes), person, now, kind)

    assert card.text.splitlines()[0] == "Secondary Mathematics: found in Word"
    assert f"I found minutes in Word: who was there, 2 decisions and 1 action. {lead}" in card.text
    assert "Late" not in card.text
    assert titles(card)[:2] == ["Take them over", "The minutes"]
    assert "One plan" not in card.text


def test_what_is_found_leads_to_where_it_is_taken_over():
    year, now = the_year(texts=(IN_WORD,)), on(20)
    asker = year.trust.person_by_id["ada"]
    data = show(year, "ada", now, KINDS.FOUND_IN_WORD).body["actions"][0]["data"]
    pressed = Pressed(data["verb"], {name: value for name, value in data.items() if name != "verb"})
    inbound = an_inbound(kind=Kind.BUTTON, pressed=pressed)

    shown = answer(inbound, year, (asker,), NO_CONTEXT, now, asker=asker)

    assert "One plan." in shown.text
    assert titles(shown.card)[0] == "Take into the minutes"


def test_a_lead_who_is_told_of_late_minutes_is_told_whose_they_are():
    text = show(the_year(), "lea", on(4, 2), KINDS.MINUTES_LATE).text

    assert "are not saved. Ada (chair) or Ben (co-chair) may save them." in text


def test_a_leads_digest_counts_no_group_they_may_not_see():
    meetings = tuple(m.model_copy(update={"starts": on(12), "ends": on(12, hour=9)}) for m in some_meetings()
                     if m.key.endswith("spring-1"))  # fmt: skip
    minutes = (Minutes(meeting=MATHS, status=MinutesStatus.APPROVED),)
    text = show(the_year(meetings=meetings, minutes=minutes), "lea", on(19, 3), KINDS.LEAD_DIGEST).text

    assert "2 meetings were held in the groups you may see." in text
    assert "Minutes saved: 1 of 2" in text
    assert "Minutes missing: English" in text
    assert [name for name in ("Safeguarding", "Resilience", "Case") if name in text] == []


def test_a_request_is_shown_with_both_answers():
    deed = MoveMeeting(meeting=MATHS, starts=STARTS + timedelta(days=1), ends=STARTS + timedelta(days=1, hours=1),
                       was=STARTS)  # fmt: skip
    request = Request(deed=deed, by="ada", at=on(11), needs=Needs.SIGN_OFF)
    card = show(the_year(requests=(request,)), "lea", on(11), KINDS.REQUEST)

    assert "Ada asks to move it to Wed 20 Jan 2027, 15:45–16:45. That takes your sign-off." in card.text
    assert titles(card) == ["Agree", "Refuse"]


def test_several_are_one_card_of_five_with_a_button_each_and_one_for_the_rest():
    year = the_year(actions=tuple(an_action(n) for n in range(9)))
    nudges = find(year, "ben", on(4, 2), KINDS.ACTION_DUE)
    card = make_nudges_card(year, "ben", nudges, on(4, 2))

    assert card.text.splitlines()[0] == "9 things for you"
    assert titles(card) == [f"Open {n}" for n in range(1, 6)] + ["Show all"]
    assert "And 4 more." in card.text
    assert check_limits(card) == ()


def test_a_hundred_long_ones_stay_within_the_limits():
    year = the_year(actions=tuple(an_action(n, text="Ω" * 500) for n in range(100)))
    card = make_nudges_card(year, "ben", find(year, "ben", on(4, 2), KINDS.ACTION_DUE), on(4, 2))

    assert check_limits(card) == ()


def test_changes_by_hand_alone_keep_their_own_card_and_among_others_open_it():
    year = the_year(actions=(an_action(owner="ada"),))
    drag = a_drag(MATHS, found=on(4, 2))
    matters = find_matters([drag], ())
    changed = [
        n for n in find_open_nudges(year, on(4, 2), matters) if n.person == "ada" and n.kind is KINDS.CHANGED
    ]
    mixed = [*changed, *find(year, "ada", on(4, 2), KINDS.ACTION_DUE)]

    alone = make_nudges_card(year, "ada", changed, on(4, 2), matters)
    among = make_nudges_card(year, "ada", mixed, on(4, 2), matters)

    assert alone.text.splitlines()[0] == "Somebody changed this in Microsoft 365. What is right?"
    opens = among.body["actions"][0]["data"]
    assert (opens["intent"], opens["proposal"]) == ("settle", drag.id)


def test_all_that_waits_is_told_when_asked_page_by_page():
    year = the_year(actions=tuple(an_action(n) for n in range(9)))
    pages = [ask("ben", year, on(4, 2), page=page) for page in (0, 1, 2)]

    assert [titles(answered.card)[-1] for answered in pages] == ["More", "Back", "Back"]
    assert [len(titles(answered.card)) for answered in pages] == [5, 6, 3]
    assert titles(pages[1].card)[0] == "Open 5"


def test_a_button_of_a_digest_opens_the_one_it_names_and_says_so_once_it_is_done():
    year = the_year(actions=tuple(an_action(n) for n in range(3)))
    nudge = find(year, "ben", on(4, 2), KINDS.ACTION_DUE)[1]

    opened = ask("ben", year, on(4, 2), nudge.id)
    done = ask("ben", the_year(actions=(an_action(0), an_action(2))), on(4, 2), nudge.id)
    anothers = ask("ada", year, on(4, 2), nudge.id)

    assert titles(opened.card) == ["Done", "Carry it forward", "My actions"]
    assert "Share unit 1" in opened.text
    for answered in (done, anothers):
        assert "no longer waiting for you" in answered.text
        assert "Share unit" not in answered.text


def test_nothing_waits_for_whoever_has_nothing_and_nobody_is_told_in_front_of_others():
    assert "Nothing is waiting for you" in ask("gus", the_year(), on(4, 2)).text
    assert (
        "a chat of our own" in ask("ben", the_year(actions=(an_action(),)), on(4, 2), scope=Scope.GROUP).text
    )


def test_a_name_from_the_files_is_shown_as_it_was_written():
    trust = some_trust()
    people = (
        *trust.people,
        a_person("eve", name="<b>Eve</b> [x](https://evil.example)", roles=("maths-lead",)),
    )
    year = the_year(
        trust=trust.model_copy(update={"people": people}), actions=(an_action(text="[x](https://y.example)"),)
    )
    card = show(year, "ben", on(4, 2), KINDS.ACTION_DUE)

    assert "](https" not in str(card.body["body"])
