"""Keeps actions: one action with what may become of it, done, open again, carried forward, given to somebody else.

By its owner or an officer of the group. To an owner who may not see the group's actions, such as one who has left it, their
own is told in their own chat: what they agreed to do, but nothing of the group.
"""

from __future__ import annotations

from datetime import date

from bot.asked import Answer, Asked, find_own_groups
from bot.handlers.buttons import ASK, TURN, ask_of, do, fill_in
from bot.handlers.doing import do_and_show, do_said, find_tried, say, tell
from bot.handlers.likeness import ALIKE, find_alike, leave_out
from bot.handlers.own_groups import is_unsettled
from bot.handlers.paging import pick_nth
from bot.handlers.papers import name_meeting
from bot.handlers.which_group import ask_which
from bot.ports import Done, Scope
from bot.routing import on, on_deed
from bot.understand.carrying import MOST_WORDS
from cards.action import ActionShown, make_action_card, make_due_field, make_owner_field
from cards.card import MOST_ACTIONS, Button, Card
from cards.choice import make_choice_card
from cards.elements import Element
from cards.words import format_day, format_distance, shorten
from trust.deeds.actions import find_next_day, may_change
from trust.deeds.minutes import find_owners
from trust.deeds.rights import NO_ACTION, Right, has_right
from trust.deeds.values import CarryAction, FinishAction, ReassignAction, ReopenAction
from trust.groups import Group
from trust.meetings import find_group_of
from trust.papers import Action, ActionStatus
from trust.permissions import Aspect
from trust.values import Value

MY_ACTIONS = Button("My actions", ASK, {"intent": "actions", "mine": 1})
OWN = "own actions, in a chat of one's own"
MOST_LETTERS, MOST_OWNERS = 60, 100
ASKING = {
    "action",
    "actions",
    "done",
    "finished",
    "mark",
    "completed",
    "complete",
    "carry",
    "forward",
    "reassign",
}
HINT = "Or type: I have done this, carry it forward, or: give it to Ben"
DONE_HERE = "That is done. The action itself is not for everyone here: ask me in a chat of our own."
NOT_DONE_HERE = "That was not done. Ask me in a chat of our own, and I will say why."


@on("one_action")
def tell_action(asked: Asked) -> Answer:
    """Show one action."""
    action = _find_meant(asked)
    return show_action(asked, action) if isinstance(action, Action) else action


@on("finish_action")
def finish_action(asked: Asked) -> Answer:
    """Note that an action is done."""
    return _do_to(asked, FinishAction, ActionStatus.OPEN)


@on("reopen_action")
def reopen_action(asked: Asked) -> Answer:
    """Note that an action is not done after all."""
    return _do_to(asked, ReopenAction, ActionStatus.DONE)


@on("carry_action")
def carry_action(asked: Asked) -> Answer:
    """Carry an action forward: to the day named, or to the group's next meeting."""
    when = asked.question.entities.when
    return _do_to(asked, CarryAction, ActionStatus.OPEN, **({"due": when.last.isoformat()} if when else {}))


@on("reassign_action")
def reassign_action(asked: Asked) -> Answer:
    """Give an action to the person named; without one, ask to whom."""
    person = asked.question.entities.person
    if person or find_tried(asked):
        return _do_to(asked, ReassignAction, ActionStatus.OPEN, owner=person.id if person else "")
    action = _find_meant(asked, ActionStatus.OPEN)
    if not isinstance(action, Action):
        return action
    group = _find_group(asked, action)
    if group is None or not may_see(asked, action):
        return show_action(asked, action)
    people = asked.trust.person_by_id
    owners = sorted(
        find_owners(asked.trust, group, asked.today) - {action.owner}, key=lambda p: people[p].name
    )
    choices = {one: people[one].name for one in owners[:MOST_OWNERS]}
    buttons = (fill_in("Give it to them", ReassignAction, action=action.id), open_action(action, "Leave it"))
    return _show(asked, action, fields=(make_owner_field(choices),), buttons=buttons)


@on("action_day")
def ask_day(asked: Asked) -> Answer:
    """Ask to which day an action is carried."""
    action = _find_meant(asked, ActionStatus.OPEN)
    if not isinstance(action, Action):
        return action
    buttons = (
        fill_in("Carry it to that day", CarryAction, action=action.id),
        open_action(action, "Leave it"),
    )
    field = make_due_field(action.due.isoformat() if action.due else "")
    return _show(asked, action, fields=(field,), buttons=buttons)


@on_deed(FinishAction, ReopenAction, ReassignAction, CarryAction)
def show_after(asked: Asked, deed: FinishAction, done: Done) -> Answer:
    """Show the action as it stands."""
    action = next((one for one in asked.year.actions if one.id == deed.action), None)
    if action and (may_see(asked, action) or is_own(asked, action)):
        return show_action(asked, action, done.sentence)
    if asked.scope is Scope.PERSONAL:
        return tell(asked, done)
    return say(asked, DONE_HERE, "Done") if done.result else say(asked, NOT_DONE_HERE)


def open_action(action: Action, title: str) -> Button:
    """Make a button that shows an action in the card's own place."""
    return Button(title, TURN, {"intent": "one_action", "detail": action.id})


def make_buttons(asked: Asked, action: Action) -> tuple[Button, ...]:
    """Make the buttons a row of a list has for what the asker may change: done, to the next meeting, anything else."""
    if not may_keep(asked, action) or action.status is ActionStatus.DONE:
        return ()
    group = _find_group(asked, action)
    ahead = find_next_day(asked.year, group, asked.now) if group and may_see(asked, action) else None
    carry = ahead is not None and ahead != action.due
    return (
        do("Done", FinishAction(action=action.id)),
        *((do("Carry forward", CarryAction(action=action.id)),) if carry else ()),
        open_action(action, "Reassign or change"),
    )


def may_see(asked: Asked, action: Action) -> bool:
    """Say whether everyone listening may see an action as one of its group's."""
    group = _find_group(asked, action)
    return group in asked.visible and asked.find_rulings(group)[Aspect.ACTIONS].allowed


def is_own(asked: Asked, action: Action) -> bool:
    """Say whether an action is the asker's, and nobody else is listening."""
    return asked.scope is Scope.PERSONAL and asked.asker is not None and action.owner == asked.asker.id


def may_keep(asked: Asked, action: Action) -> bool:
    """Say whether the asker may change an action, and it may be shown here."""
    if asked.asker is None or not (may_see(asked, action) or is_own(asked, action)):
        return False
    group = _find_group(asked, action)
    return action.owner == asked.asker.id or (
        group is not None and may_change(asked.trust, asked.asker, action, group, asked.today)
    )


def say_due(action: Action, today: date) -> str:
    """Say by when an action is to be done, or that it is."""
    if action.status is ActionStatus.DONE:
        return f"Done on {format_day(action.closed)}" if action.closed else "Done"
    if action.due is None:
        return "No day agreed"
    due = f"{format_day(action.due)} ({format_distance(action.due, today)})"
    return f"Late: was due {due}" if action.due < today else f"Due {due}"


def offer_to_reassign(action: Action) -> Button:
    """Make the button that offers to give an action to somebody else."""
    return Button("Give it to somebody else", TURN, {"intent": "reassign_action", "detail": action.id})


def show_action(asked: Asked, action: Action, lead: str = "") -> Answer:
    """Show an action, and what the asker may do with it."""
    group = _find_group(asked, action)
    seen, keeps = may_see(asked, action), may_keep(asked, action)
    ahead = find_next_day(asked.year, group, asked.now) if group and seen else None
    buttons: list[Button] = []
    if keeps and action.status is ActionStatus.DONE:
        buttons.append(do("Not done after all", ReopenAction(action=action.id)))
    elif keeps:
        buttons.append(do("Done", FinishAction(action=action.id)))
        if ahead and ahead != action.due:
            buttons.append(do(f"Carry to {format_day(ahead)}", CarryAction(action=action.id)))
        buttons.append(Button("Another day", TURN, {"intent": "action_day", "detail": action.id}))
        if seen:
            buttons.append(offer_to_reassign(action))
    listed = (ask_of(group, "actions", "All its actions"),) if group and seen else ()
    return _show(
        asked, action, lead=lead, buttons=(*buttons, *listed, MY_ACTIONS), hint=HINT if keeps and seen else ""
    )


def _show(
    asked: Asked,
    action: Action,
    *,
    lead: str = "",
    hint: str = HINT,
    fields: tuple[Element, ...] = (),
    buttons: tuple[Button, ...] = (),
) -> Answer:
    group, seen = _find_group(asked, action), may_see(asked, action)
    owner = asked.trust.person_by_id.get(action.owner)
    meeting = asked.year.meeting_by_key.get(action.meeting)
    shown = ActionShown(
        text=action.text,
        state=say_due(action, asked.today),
        owner=owner.name if owner else "",
        group=group.name if group and seen else "",
        agreed=name_meeting(meeting) if meeting and seen else "",
        late=action.status is ActionStatus.OPEN and action.due is not None and action.due < asked.today,
    )
    card = make_action_card(shown, asked.footing, lead=lead, hint=hint, fields=fields, buttons=buttons)
    rule = asked.find_rulings(group)[Aspect.ACTIONS].rule if group and seen else OWN
    return Answer(card, sources=(f"action {action.id}",), rule=rule)


def _do_to(asked: Asked, kind: type[Value], status: ActionStatus, **said: str) -> Answer:
    """Do a deed to the action meant, or show what came of it once it was tried."""
    if tried := find_tried(asked):
        return do_and_show(asked, tried)
    action = _find_meant(asked, status)
    return do_said(asked, kind, action=action.id, **said) if isinstance(action, Action) else action


def _find_meant(asked: Asked, status: ActionStatus | None = None) -> Action | Answer:
    """Find the action a question is about, among those the asker may change; ask back where several fit.

    Without a word about which, it is one of the asker's own. An action that is in no such state already is found where it
    alone fits, so that whoever asks twice is told how it stands.
    """
    entities = asked.question.entities
    if is_unsettled(asked):
        return ask_which(asked)
    exact = [one for one in asked.year.actions if entities.detail and one.id[:MOST_WORDS] == entities.detail]
    if len(exact) == 1 and (may_see(asked, exact[0]) or is_own(asked, exact[0])):
        return exact[0]
    kept = _find_kept(asked)
    topic = leave_out(entities.topic, ASKING)
    if entities.group:
        kept = [action for action in kept if find_group_of(action.meeting) == entities.group.id]
    elif not topic:
        kept = [action for action in kept if asked.asker and action.owner == asked.asker.id]
    if topic:
        kept = find_alike(topic, kept, lambda action: [action.text], ALIKE)
    kept = [action for action in kept if status in (None, action.status)] or kept
    kept = sorted(kept, key=lambda action: (action.due or date.max, action.meeting, action.id))
    if entities.nth:
        kept = [one for one in (pick_nth(kept, entities.nth),) if one]
    if not kept:
        return say(asked, NO_ACTION)
    return kept[0] if len(kept) == 1 else Answer(_ask_which(asked, kept), rule=OWN)


def _find_kept(asked: Asked) -> list[Action]:
    """Find the actions the asker may change: their own, and those of groups of which they are an officer."""
    looked_after = {
        group.id
        for group in find_own_groups(asked.trust, asked.asker, asked.today)
        if asked.asker and has_right(asked.trust, asked.asker, Right.MINUTES, group, asked.today)
    }
    return [
        action
        for action in asked.year.actions
        if asked.asker and (action.owner == asked.asker.id or find_group_of(action.meeting) in looked_after)
        if may_keep(asked, action)
    ]


def _ask_which(asked: Asked, actions: list[Action]) -> Card:
    data = {"intent": asked.question.intent}
    if asked.question.entities.person:
        data["person"] = asked.question.entities.person.id
    if when := asked.question.entities.when:
        data |= {"first": when.first.isoformat(), "last": when.last.isoformat(), "words": when.words}
    buttons = tuple(
        Button(shorten(action.text, MOST_LETTERS), TURN, {**data, "detail": action.id})
        for action in actions[:MOST_ACTIONS]
    )
    return make_choice_card("Which action?", buttons, asked.footing, kicker="Which one?")


def _find_group(asked: Asked, action: Action) -> Group | None:
    return asked.trust.group_by_id.get(find_group_of(action.meeting))
