"""Every kind of question, put by everybody, everywhere: the rows and columns of the matrix that nothing may leak from.

Import it as tests.bot.leak_matrix.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from builders import NOW

from bot.answer import PRESSABLE, answer
from bot.asked import Answer, Audience
from bot.ports import NO_CONTEXT, Context, Desk, Do, Done, Kind, Pressed, Scope
from termtime.answering import YearPlanning
from tests.bot.example import an_inbound
from tests.bot.marked_example import (
    GROUPS,
    IN_A_GROUP,
    IN_EVERY,
    IN_NONE,
    OPEN,
    PEOPLE,
    SPOKEN,
    TOLD_NOTHING,
    a_curious_persons_past,
    a_marked_year,
    mark,
    name_key,
    name_person,
    some_matters,
)
from trust.deeds.doing import do
from trust.people import Person
from trust.values import RefusedError
from trust.year import Year

# How each kind of question is typed; {g} is a group's name as people say it, {chair} and {member} people of it.
WORDS = {
    "actions": ("what are {g}'s actions", "my actions", "actions of {former}"),
    "bank_holidays": ("when are the bank holidays",),
    "changes": ("what has changed in {g}", "what has changed"),
    "clashes": ("does anything clash with {g}", "do any of my meetings clash"),
    "deadlines": ("what deadlines are coming up",),
    "decisions": ("what did {g} decide", "what did {g} decide in november"),
    "disclosure": ("a child told me she is being hit at home",),
    "free_slots": ("when else could {g} meet",),
    "glossary": ("what does {g} mean",),
    "group_agenda": ("agenda for {g}", "{g} agenda in march"),
    "group_chair": ("who chairs {g}",),
    "group_dates": ("when does {g} meet", "when did {g} meet", "{g} dates in may"),
    "group_members": ("who is in {g}", "is {member} in {g}"),
    "group_minutes": ("wheres the minutes of {g}",),
    "group_purpose": ("what is {g} for",),
    "hello": ("hello",),
    "help": ("what can you do",),
    "inset_days": ("when are our inset days",),
    "join_group": ("am i in {g}", "how do i join {g}"),
    "meeting_detail": ("where is {g} in january", "is the next {g} meeting online", "where is my next meeting"),
    "moderation": ("when is {g} moderation", "when is our moderation"),
    "my_groups": ("which groups am i in",),
    "my_meetings": ("what meetings have i got in january", "my meetings"),
    "next_meeting": ("when is my next meeting",),
    "out_of_scope": ("order a pizza",),
    "partners": ("who supports us with rowing", "who supports {g}"),
    "person": ("who is {chair}", "who is {member}", "who is {guest}"),
    "preferences": ("pause messages until monday",),
    "proposals": ("what changed in outlook?", "did anyone move the {g} meeting?"),
    "replies": ("who is coming to {g}", "who has not replied to {g}", "what did i reply to {g}"),
    "rooms": ("which room is {g} in", "what rooms has the mill centre", "which room am i in on 19 january"),
    "saved_where": ("where are {g} papers kept",),
    "school_lead": ("who is the post{n} lead at oak school", "who leads {g} at oak school"),
    "search": ("search minutes for gondolas", "which {g} minutes mention gondolas"),
    "settle": ("keep it",),
    "term_dates": ("when is half term",),
    "thanks": ("thank you",),
    "why_date": ("why is {g} on that date",),
    # What is done by typing it; whoever may is shown how it stands then.
    "give_reply": ("reply to the {g} meeting",),
    "accept_meeting": ("i am coming to {g}",),
    "send_apologies": ("apologies for {g}: the dentist", "{member} is going to {g} instead of me"),
    "edit_agenda": ("edit the {g} agenda", "can i publish the {g} agenda?"),
    "draft_agenda": ("draft the {g} agenda",),
    "publish_agenda": ("publish the agenda for {g} in march",),
    "add_item": ("put ribbons on the agenda for {g}", "add an item to the {g} agenda: ribbons, {member} leads"),
    "propose_item": ("propose ribbons for the {g} agenda",),
    "proposed_items": ("what items have been proposed for {g}",),
    "agenda_suggestions": ("any ideas for the {g} agenda",),
    "drop_item": ("take ribbons off the {g} agenda",),
    "take_minutes": ("take minutes for {g}",),
    "note_attendance": ("present at {g}: {member}",),
    "add_decision": ("decision for {g}: ribbons for all",),
    "add_action": ("new action for {g}: {member} to buy ribbons",),
    "write_summary": ("summary for {g}: we spoke of ribbons",),
    "correct_minutes": ("correct the minutes of {g}",),
    "save_minutes": ("save the {g} minutes",),
    "approve_minutes": ("approve the {g} minutes",),
    "reopen_minutes": ("reopen the {g} minutes",),
    "minutes_versions": ("who changed the {g} minutes",),
    "found_in_word": ("whats in word for {g}", "take all of it from the word minutes for {g}"),
    "finish_action": ("ive done my {g} action",),
    "reassign_action": ("give my {g} action to {member}",),
    "carry_action": ("carry my {g} action forward",),
    "move_meeting": ("move {g} to 2 june at 4pm",),
    "add_meeting": ("add a {g} meeting on 2 june at 4pm",),
    "cancel_meeting": ("cancel {g}", "cancel the next {g} meeting because of ribbons"),
    "requests": ("what waits for my agreement",),
    "agree": ("i agree",),
    "undo": ("undo 1",),
    "broadcast": ("message everyone in {g}: ribbons",),
    "todo": ("what is waiting for me",),
}  # fmt: skip
# Said once somebody who could see it has asked about a group in the same conversation.
FOLLOW_UPS = ("and who chairs it?", "and after that one?", "where is it?", "who is coming to it?", "and in march?",
              "the second one", "what was decided?", "and what did they say about gondolas")  # fmt: skip
# What a button may carry beside its question and its group.
CARRIED: dict[str, tuple[dict[str, Any], ...]] = {
    "group_agenda": ({"first": "2027-03-02", "last": "2027-03-02", "words": "2 march"},),
    "decisions": ({"first": "2026-11-17", "last": "2026-11-17", "words": "then"}, {"topic": "gondolas"}),
    "group_dates": ({"past": 1}, {"page": 1}),
    "meeting_detail": ({"detail": "place"}, {"detail": "link"}, {"detail": "organiser"}),
    "search": ({"topic": "gondolas"},),
    "saved_where": ({"first": "2027-03-02", "last": "2027-03-02", "words": "2 march"},),
    "replies": ({"mine": 1},),
    "actions": ({"mine": 1}, {"overdue": 1}),
    "changes": ({"detail": "again"},),
    "my_meetings": ({"past": 1},),
}


class Put(NamedTuple):
    """A question as it is put: typed or pressed, perhaps after another; and whose group or people it names, 0 for none."""

    text: str = ""
    pressed: Pressed | None = None
    context: Context = NO_CONTEXT
    group: int = 0

    @property
    def said(self) -> str:
        """What the asker brings themselves, and may be told again."""
        return f"{self.text} {dict(self.pressed.data) if self.pressed else ''} {self.context}"


class Setting(NamedTuple):
    """Where a question is put: who reads the answer, the asker first; in a channel all staff do."""

    scope: Scope
    people: tuple[str, ...]


@cache
def load_year() -> Year:
    return a_marked_year()


@cache
def load_desk() -> Desk:
    return Desk(some_matters(), planning=YearPlanning(), personal=a_curious_persons_past())


def find_typed() -> Iterator[Put]:
    for ways in WORDS.values():
        for words in ways:
            for n in GROUPS if "{" in words else GROUPS[:1]:
                named = {kind: name_person(kind, n) for kind in ("chair", "member", "guest", "former")}
                yield Put(words.format(g=SPOKEN[n], n=n, **named), group=n if "{" in words else 0)


def find_pressed() -> Iterator[Put]:
    for intent in sorted(PRESSABLE):
        for carried in ({}, *CARRIED.get(intent, ())):
            data = {"intent": intent, **carried}
            yield Put(pressed=Pressed("ask", data))
            for n in GROUPS:
                yield Put(pressed=Pressed("turn", data | {"group": mark("id", n)}), group=n)
    for n in GROUPS:
        for kind in ("chair", "member", "guest"):
            yield Put(pressed=Pressed("ask", {"intent": "person", "person": f"{kind}{n}"}), group=n)
    for n, matter in zip(GROUPS, some_matters(), strict=True):
        about = {"proposal": matter.proposal.id, "about": name_key(n, "spring-1")}
        yield Put(pressed=Pressed("ask", {"intent": "settle", **about}), group=n)
        yield Put(pressed=Pressed("settle", {"verdict": "adopt", **about}), group=n)


def find_followed() -> Iterator[Put]:
    for n in GROUPS:
        before = ask(Setting(Scope.PERSONAL, (IN_EVERY,)), Put(f"when does {SPOKEN[n]} meet")).context
        assert before.group == mark("id", n)
        for words in FOLLOW_UPS:
            yield Put(words, context=before, group=n)


def find_settings(scope: Scope) -> tuple[Setting, ...]:
    """Everybody in a chat of their own; or whoever may be told most, before each sort of listener or all staff."""
    if scope is Scope.PERSONAL:
        return tuple(Setting(scope, (person,)) for person in PEOPLE)
    staff = tuple(p for p in PEOPLE if p not in TOLD_NOTHING and not p.startswith(("guest", "visitor")))
    if scope is Scope.CHANNEL:
        return tuple(Setting(scope, (asker, *staff)) for asker in (IN_EVERY, "chair4"))
    listeners = (*IN_NONE, "former4", "guest1", "guest4", "member2", "cochair4")
    pairs = [(IN_EVERY, other) for other in listeners]
    pairs += [(f"chair{n}", other) for n in GROUPS for other in (IN_EVERY, f"coord{n}", "lead")]
    return tuple(Setting(scope, pair) for pair in pairs)


def is_worth_asking(setting: Setting, put: Put) -> bool:
    """Leave out what others ask as well: most people of one group ask about that alone, and press what is of no group.

    Before whoever is told nothing, what is told most freely is enough.
    """
    asker = setting.people[0]
    if not TOLD_NOTHING.isdisjoint(setting.people):
        return put.group in (0, OPEN)
    if asker == IN_EVERY or (setting.scope is Scope.PERSONAL and asker not in OF_ONE_GROUP):
        return True
    pressed = setting.scope is Scope.PERSONAL and put.pressed is not None and not put.group
    return pressed or asker.endswith(str(put.group))


def find_audience(year: Year, setting: Setting) -> Audience:
    return tuple(year.trust.person_by_id.get(person) for person in setting.people)


def ask(setting: Setting, put: Put, year: Year | None = None) -> Answer:
    year = year or load_year()
    kind = Kind.BUTTON if put.pressed else Kind.MESSAGE
    inbound = an_inbound(put.text, scope=setting.scope, kind=kind, pressed=put.pressed)
    audience = find_audience(year, setting)
    answered = answer(inbound, year, audience, put.context, NOW, asker=audience[0], desk=load_desk())
    if not isinstance(answered.effect, Do) or audience[0] is None:
        return answered
    # As bot.service does: done, and answered again after it.
    after, done = carry_out(answered.effect, year, audience[0])
    desk = replace(load_desk(), done=done)
    return answer(
        inbound, after, find_audience(after, setting), put.context, NOW, asker=audience[0], desk=desk
    )


def carry_out(effect: Do, year: Year, by: Person) -> tuple[Year, Done]:
    """Do a deed, and give the year after it and what came of it."""
    try:
        result = do(year, effect.deed, by, NOW)
    except RefusedError as refused:
        return year, Done(effect, str(refused))
    return result.make_after(year), Done(effect, result.sentence, result)


def read_all(answered: Answer) -> str:
    """Everything that leaves the bot with an answer, or stays behind it."""
    about = (answered.sources, answered.rule, dict(answered.entities), answered.context, answered.effect)
    return f"{answered.text}\n{json.dumps(answered.card.body)}\n{about}"


TYPED, PRESSED = tuple(find_typed()), tuple(find_pressed())
OF_ONE_GROUP = {f"{kind}{n}" for kind in IN_A_GROUP for n in GROUPS} - {"chair1", "chair4"}
