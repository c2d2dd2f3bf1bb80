"""Answers "what are my actions?" and "what has maths still to do?": open actions, the late ones first.

Only actions of groups whose actions everyone listening may see. In a chat of their own somebody is told all they owe, of
a group they may not see (they may have left it) no more than what they agreed to do.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from bot.asked import Answer, Asked
from bot.handlers.action_keeping import is_own, make_buttons, may_see, say_due
from bot.handlers.buttons import MY_GROUPS, NEXT_MEETING, ask_further, ask_of
from bot.handlers.known_people import find_meant_person, say_unknown
from bot.handlers.meant import find_held
from bot.handlers.own_groups import is_unsettled, say_here_alone
from bot.handlers.paging import ask_again, find_page
from bot.handlers.papers import name_meeting
from bot.handlers.refusal import refuse
from bot.handlers.stretch import say_stretch
from bot.handlers.which_group import ask_which
from bot.routing import on
from cards.card import Button
from cards.meetings import ROWS_A_PAGE
from cards.rows import Row, make_rows_card
from cards.words import format_day, format_distance
from trust.papers import Action, ActionStatus
from trust.people import Person
from trust.permissions import Aspect

MINE = "own actions; of what others may not see, in a chat of one's own alone"
OF_A_PERSON = "a person's actions, of groups whose actions everyone listening may see"


@on("actions")
def tell_actions(asked: Asked) -> Answer:
    """Show open actions: a group's, a person's, or the asker's own where neither is named."""
    entities = asked.question.entities
    if is_unsettled(asked):
        return ask_which(asked)
    if entities.people or entities.person:
        found = find_meant_person(asked)
        if not isinstance(found, Person):
            return found or say_unknown(asked)
        return _tell(asked, found)
    return _tell(asked, asked.asker if entities.mine or entities.group is None else None)


def _tell(asked: Asked, owner: Person | None) -> Answer:
    """Show a page of actions, of one owner or of everyone."""
    entities = asked.question.entities
    group = entities.group
    owned = {_find_group_id(one) for one in asked.year.actions if owner and one.owner == owner.id}
    groups = [group] if group else [one for one in asked.visible if one.id in owned]
    rulings = {one.id: asked.find_rulings(one) for one in groups}
    if group and not rulings[group.id][Aspect.ACTIONS].allowed:
        return refuse(asked, group, "its actions", rulings[group.id][Aspect.ACTIONS])
    found = _find_actions(asked, {one for one in rulings if rulings[one][Aspect.ACTIONS].allowed}, owner)
    late = [action for action in found if is_late(action, asked.today)]
    listed = late if entities.overdue else found
    page = find_page(asked, len(listed), ROWS_A_PAGE)
    shown = listed[page.first : page.last]
    turns = (*page.buttons, *_find_turns(asked, some_late=bool(late)))
    if owner and not entities.mine:
        turns = tuple(replace(turn, data={**turn.data, "person": owner.id}) for turn in turns)
    further: tuple[Button, ...] = (NEXT_MEETING, MY_GROUPS)
    if group:
        agenda = ask_of(group, "group_agenda", "Next agenda")
        further = (agenda, *ask_further(group, rulings[group.id], "chair"))
    card = make_rows_card(
        _say_whose(asked, owner),
        [_make_row(asked, action, whose=owner is None) for action in shown],
        asked.footing,
        kicker=("Late actions" if entities.overdue else "Actions") + page.words,
        lead=_count(asked, len(found), len(late)),
        note="" if group else say_here_alone(asked),
        actions=(*turns, *further),
    )
    own = MINE if owner == asked.asker else OF_A_PERSON
    rule = rulings[group.id][Aspect.ACTIONS].rule if group else own
    return Answer(card, sources=tuple(f"action {action.id}" for action in shown), rule=rule)


def is_late(action: Action, today: date) -> bool:
    """Say whether an action should have been done by now."""
    return action.status is ActionStatus.OPEN and action.due is not None and action.due < today


def _find_actions(asked: Asked, groups: Collection[str], owner: Person | None) -> list[Action]:
    """Find what is open, by the day it is due; asked of the last meeting, all that was agreed at it."""
    entities = asked.question.entities
    wanted = [
        action
        for action in asked.year.actions
        if (owner is None or action.owner == owner.id)
        and (_find_group_id(action) in groups or (entities.group is None and is_own(asked, action)))
    ]
    if entities.past and entities.group:
        held, _ = find_held(asked, [entities.group])
        wanted = [action for action in wanted if held and action.meeting == held[0].key]
    else:
        wanted = [action for action in wanted if action.status is ActionStatus.OPEN]
    if when := entities.when:
        wanted = [action for action in wanted if action.due and when.first <= action.due <= when.last]
    return sorted(wanted, key=lambda a: (a.status is ActionStatus.DONE, a.due or date.max, a.meeting, a.id))


def _find_group_id(action: Action) -> str:
    return action.meeting.split("/")[1]


def _make_row(asked: Asked, action: Action, *, whose: bool) -> Row:
    """Make a row of an action: what and whose, by when, where it was agreed and which agenda it comes back on."""
    if not may_see(asked, action):
        return Row(action.text, (say_due(action, asked.today),), buttons=make_buttons(asked, action))
    meeting = asked.year.meeting_by_key.get(action.meeting)
    group = asked.trust.group_by_id[_find_group_id(action)]
    owner = asked.trust.person_by_id.get(action.owner) if whose else None
    agreed = name_meeting(meeting) if meeting else ""
    if asked.question.entities.group is None:
        agreed = ": ".join(filter(None, (group.name, agreed)))
    done, late = action.status is ActionStatus.DONE, is_late(action, asked.today)
    # Every agenda begins with the group's open actions.
    ahead = [] if done else find_held(asked, [group])[1]
    due = f"{format_day(action.due)} ({format_distance(action.due, asked.today)})" if action.due else ""
    state = "Done" if done else "" if late else f"Due {due}" if due else "No day agreed"
    lines = (
        " · ".join(filter(None, (owner.name if owner else "", state))),
        f"Agreed at {agreed}" if agreed else "",
        f"Carried into the agenda of {format_day(ahead[0].starts.date())}" if ahead else "",
    )
    warning = f"Late: was due {due}" if late else ""
    return Row(action.text, tuple(filter(None, lines)), warning=warning, buttons=make_buttons(asked, action))


def _say_whose(asked: Asked, owner: Person | None) -> str:
    group = asked.question.entities.group
    if owner is None:
        return group.name if group else "Actions"
    whose = "Your actions" if owner == asked.asker else f"{owner.name}'s actions"
    return f"{whose} of {group.name}" if group else whose


def _count(asked: Asked, found: int, late: int) -> str:
    """Say how many there are before they are listed."""
    entities = asked.question.entities
    if entities.past and entities.group:
        return f"{found or 'None'} agreed at the last meeting, {late or 'none'} late."
    days = f" due in {say_stretch(asked, entities.when)}" if entities.when else ""
    if entities.overdue:
        return f"{late} late, of {found} open{days}." if late else f"None is late{days}."
    return f"{found} open{days}, {late or 'none'} late." if found else f"None is open{days}."


def _find_turns(asked: Asked, *, some_late: bool) -> tuple[Button, ...]:
    """Make the way between the late ones and all."""
    if asked.question.entities.overdue:
        return (ask_again(asked, "All open ones", overdue=0),)
    return (ask_again(asked, "Late ones only", overdue=1),) if some_late else ()
