"""Which function answers which intent.

A handler is registered under its intent with `@on(...)`. One that needs a group is only called with one: several that
fit are asked back, a name nobody goes by is said not to be known, and none at all is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.asked import Answer, Asked
from bot.ports import Context, Done
from bot.understand.carrying import write_question
from trust.groups import Group

# After these a conversation is about what it was about before.
FORGOTTEN = frozenset({"hello", "thanks", "help", "out_of_scope", "disclosure", "settle", "preferences", "do", "send_broadcast",
                       "send_apologies", "unknown_asker", "unknown_listener", "administrator"})  # fmt: skip

Handler = Callable[[Asked], Answer]
# Shows how something stands once a deed was tried: done, with its result, or refused, without.
DeedHandler = Callable[[Asked, Any, Done], Answer]
GroupHandler = Callable[[Asked, Group], Answer]


@dataclass(frozen=True, slots=True)
class Router:
    """Handlers by intent, and what is said when a group is wanting."""

    handlers: dict[str, Handler]
    group_handlers: dict[str, GroupHandler]
    deed_handlers: dict[type, DeedHandler]

    def on(self, intent: str) -> Callable[[Handler], Handler]:
        """Register a handler."""

        def register(handler: Handler) -> Handler:
            self._refuse_twice(intent)
            self.handlers[intent] = handler
            return handler

        return register

    def on_group(self, intent: str) -> Callable[[GroupHandler], GroupHandler]:
        """Register a handler of questions about one group."""

        def register(handler: GroupHandler) -> GroupHandler:
            self._refuse_twice(intent)
            self.group_handlers[intent] = handler
            return handler

        return register

    def on_deed(self, *deeds: type) -> Callable[[DeedHandler], DeedHandler]:
        """Register a handler that shows how something stands after a deed of any of some kinds."""

        def register(handler: DeedHandler) -> DeedHandler:
            for deed in deeds:
                if deed in self.deed_handlers:
                    raise ValueError(f"Two handlers show what came of {deed.__name__}.")
                self.deed_handlers[deed] = handler
            return handler

        return register

    def knows(self, intent: str) -> bool:
        """Say whether anything answers an intent."""
        return intent in self.handlers or intent in self.group_handlers

    def route(self, asked: Asked) -> Answer:
        """Answer a question; the intent is one that is known."""
        question = asked.question
        group = question.entities.group
        if question.intent in self.handlers:
            answer = self.handlers[question.intent](asked)
        elif group is not None:
            answer = self.group_handlers[question.intent](asked, group)
        else:
            answer = self.handlers["which_group"](asked)
        return replace(
            answer,
            intent=question.intent,
            entities=question.entities.as_dict(),
            confidence=question.confidence,
            context=Context() if question.intent in FORGOTTEN else make_context(asked, answer.sources),
        )

    def _refuse_twice(self, intent: str) -> None:
        if self.knows(intent):
            raise ValueError(f"Two handlers answer the intent {intent}.")


def make_context(asked: Asked, sources: tuple[str, ...]) -> Context:
    """Remember a question, and the meeting its answer was first about, for the one that comes after it."""
    question, group = asked.question, asked.question.entities.group
    keys = (source.removeprefix("meeting ") for source in sources if source.startswith("meeting "))
    meeting = asked.year.meeting_by_key.get(next(keys, ""))
    return Context(
        group=group.id if group else "",
        intent=question.intent,
        meeting=meeting.key if meeting else "",
        day=meeting.starts.date().isoformat() if meeting else "",
        said=write_question(question),
    )


ROUTER = Router({}, {}, {})
on, on_group, on_deed = ROUTER.on, ROUTER.on_group, ROUTER.on_deed
