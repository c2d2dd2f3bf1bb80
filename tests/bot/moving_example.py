"""Whole conversations about moving meetings, in a year that changes by them: import it as tests.bot.moving_example."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from builders import NOW

from bot.answer import answer
from bot.asked import Answer, Asked, find_visible
from bot.ports import NO_CONTEXT, Desk, Do, Done, Kind, Pressed, Scope
from bot.routing import ROUTER
from bot.understand.question import Entities, Question
from bot.understand.when import When
from cards.limits import check_limits
from termtime.answering import YearPlanning
from tests.bot.example import an_inbound
from tests.bot.planning_example import a_clashing_year
from trust.deeds.doing import do
from trust.deeds.result import Entry
from trust.deeds.values import Deed, Undo
from trust.people import Person
from trust.values import RefusedError
from trust.year import Year


class Talk:
    """A year, everybody who talks about it, and the card each was last shown."""

    def __init__(self, year: Year | None = None) -> None:
        self.year = year or a_clashing_year()
        self.now = NOW
        self.journal: list[Entry] = []
        self.shown: dict[str, Answer] = {}

    def type(self, people: str, intent: str, group: str = "", **entities: Any) -> Answer:
        """Ask in words, as they are understood; with several people, in a group chat."""
        first, *others = people.split()
        named = self.year.trust.group_by_id[group] if group else None
        question = Question(intent, Entities(named, **entities))
        return self._answer(first, others, lambda asked: ROUTER.route(replace(asked, question=question)))

    def press(self, people: str, button: str, card: Answer | None = None, **filled: str) -> Answer:
        """Press a button of the card last shown, or of one shown before; with what its fields are filled in with."""
        first, *others = people.split()
        actions = (card or self.shown[first]).card.body.get("actions", [])
        [action] = [one for one in actions if one["title"].startswith(button)]
        pressed = Pressed(action["verb"], action["data"] | filled)

        def press(asked: Asked) -> Answer:
            inbound = an_inbound(kind=Kind.BUTTON, pressed=pressed, scope=asked.scope)
            return answer(
                inbound, asked.year, asked.audience, NO_CONTEXT, self.now, asker=asked.asker, desk=asked.desk
            )

        return self._answer(first, others, press)

    def do(self, person: str, deed: Deed) -> Done:
        """Do a deed as the store does, or say why not."""
        return self._carry_out(Do(deed), self.year.trust.person_by_id[person])

    def _answer(self, first: str, others: list[str], ask: Any) -> Answer:
        answered = ask(self._asked(first, others, Desk(planning=YearPlanning())))
        if isinstance(answered.effect, Do):
            done = self._carry_out(answered.effect, self.year.trust.person_by_id[first])
            answered = ask(self._asked(first, others, Desk(planning=YearPlanning(), done=done)))
        assert answered.effect is None
        assert check_limits(answered.card) == ()
        self.shown[first] = answered
        return answered

    def _asked(self, first: str, others: list[str], desk: Desk) -> Asked:
        audience = tuple(self.year.trust.person_by_id[person] for person in (first, *others))
        visible = find_visible(self.year.trust, audience, self.now.date())
        scope = Scope.GROUP if others else Scope.PERSONAL
        return Asked(Question(""), self.year, audience, audience[0], scope, self.now, visible, desk)

    def _carry_out(self, effect: Do, by: Person) -> Done:
        entry = None
        try:
            if isinstance(effect.deed, Undo):
                entry = next((one for one in self.journal if one.number == effect.deed.entry), None)
            result = do(self.year, effect.deed, by, self.now, entry)
        except RefusedError as refused:
            return Done(effect, str(refused))
        number = len(self.journal) + 1
        before = result.find_before(self.year)
        self.journal.append(
            Entry(number=number, at=self.now, by=by.id, deed=effect.deed, before=before, after=result.saved)
        )
        meetings = {m.key: m for m in (*self.year.meetings, *result.saved.meetings)}
        kept = [request for request in self.year.requests if request.id not in result.closed]
        asked = [result.request] if result.request else []
        self.year = self.year.model_copy(
            update={"meetings": tuple(meetings.values()), "requests": (*kept, *asked)}
        )
        return Done(effect, result.sentence, result.model_copy(update={"entry": number}))


def on(year: int, month: int, day: int, words: str = "") -> When:
    return When(date(year, month, day), date(year, month, day), words)


def starts(talk: Talk, key: str) -> datetime:
    return talk.year.meeting_by_key[key].starts
