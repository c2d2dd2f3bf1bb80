"""A question or a button that does something, as the service has it done: answered, done, and answered again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from builders import NOW

from bot.answer import answer
from bot.asked import Answer, Asked, find_visible
from bot.ports import EMPTY_DESK, NO_CONTEXT, Desk, Do, Done, Kind, Pressed, Scope
from bot.routing import ROUTER
from bot.understand.question import Entities, Question
from tests.bot.example import an_inbound
from trust.deeds.doing import do
from trust.people import Person
from trust.values import RefusedError
from trust.year import Year


@dataclass
class Office:
    """A year that changes as people do things to it. The first of some people asks, all of them listen."""

    year: Year
    done: Done | None = None

    def put(self, who: str, intent: str, **entities: Any) -> Answer:
        """Put a question without its words; groups and people by id."""
        trust = self.year.trust
        by_id: dict[str, Any] = {"group": trust.group_by_id, "person": trust.person_by_id}
        found = {name: by_id[name][value] if name in by_id else value for name, value in entities.items()}
        question = Question(intent, Entities(**found))
        audience, scope = self._find_listeners(who)

        def ask(desk: Desk) -> Answer:
            visible = find_visible(trust, audience, NOW.date())
            return ROUTER.route(Asked(question, self.year, audience, audience[0], scope, NOW, visible, desk))

        return self._answer(audience[0], ask)

    def press(self, who: str, button: dict[str, Any], **filled_in: Any) -> Answer:
        """Press a button of a card, with what its fields are filled in with."""
        audience, scope = self._find_listeners(who)
        data = {name: value for name, value in button["data"].items() if name != "verb"} | filled_in
        pressed = Pressed(button["data"]["verb"], data)
        inbound = replace(an_inbound(kind=Kind.BUTTON, pressed=pressed), scope=scope)

        def ask(desk: Desk) -> Answer:
            return answer(inbound, self.year, audience, NO_CONTEXT, NOW, asker=audience[0], desk=desk)

        return self._answer(audience[0], ask)

    def _find_listeners(self, who: str) -> tuple[tuple[Person, ...], Scope]:
        audience = tuple(self.year.trust.person_by_id[person] for person in who.split())
        return audience, Scope.PERSONAL if len(audience) == 1 else Scope.GROUP

    def _answer(self, by: Person, ask: Any) -> Answer:
        first = ask(EMPTY_DESK)
        self.done = None
        if not isinstance(first.effect, Do):
            return first
        try:
            result = do(self.year, first.effect.deed, by, NOW)
        except RefusedError as refused:
            self.done = Done(first.effect, str(refused))
        else:
            self.done = Done(first.effect, result.sentence, result)
            self._save(result.saved)
        return ask(replace(EMPTY_DESK, done=self.done))

    def _save(self, saved: Any) -> None:
        agendas = {agenda.meeting: agenda for agenda in (*self.year.agendas, *saved.agendas)}
        replies = {(one.meeting, one.person): one for one in (*self.year.replies, *saved.replies)}
        changed = {"agendas": tuple(agendas.values()), "replies": tuple(replies.values())}
        self.year = self.year.model_copy(update=changed)


def find_button(answered: Answer, title: str) -> dict[str, Any]:
    """Find a button of a card by its title."""
    return next(one for one in answered.card.body["actions"] if one["title"] == title)


def find_fields(answered: Answer) -> dict[str, Any]:
    """Find what stands in the fields of a card, by name."""
    return {
        part["id"]: part.get("value", "")
        for part in answered.card.body["body"]
        if part["type"].startswith("Input.")
    }
