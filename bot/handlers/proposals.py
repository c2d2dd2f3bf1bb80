"""Settles what a person changed in Microsoft 365 by hand: lists it, shows one, and says what was decided.

Only what everyone listening may settle is ever shown or named. What a hidden group has to settle gets the same words as
what is no longer open and what never was.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.asked import Answer, Asked
from bot.handlers.buttons import MY_GROUPS, open_proposal, settle
from bot.ports import Scope, Settle
from bot.routing import on
from bot.showing import show_meeting
from cards.card import MOST_ACTIONS, Button, Card, Footing
from cards.notice import make_notice_card
from cards.proposal import ProposalShown, make_proposal_card, make_proposals_card, make_settled_card
from cards.words import format_span, join_words
from trust.groups import Sensitivity
from trust.meetings import MeetingStatus
from trust.permissions import Aspect
from trust.proposals import Verdict
from trust.settling import (
    NOT_YOURS,
    TRUST_LEAD,
    Matter,
    find_group_id,
    find_name,
    find_settlers,
    may_know,
    may_settle,
    tell_decision,
)
from trust.year import Trust

LIST = Button("What else changed?", "ask", {"intent": "proposals"})
NOTHING = "Nothing is waiting for you to settle: nobody changed anything by hand that you look after."
NOTHING_HERE = (
    "Nothing is waiting that everyone here may settle. Ask me in a chat of our own about all of yours."
)
NOT_FOR_ALL = "Not everyone here may settle that. Ask me in a chat of our own."
NOT_OPEN = "That is not open, or no longer: it was settled, or has changed again since."
RULE = "changes by hand: shown to those who may settle them"
ROWS = MOST_ACTIONS


@on("proposals")
def tell_proposals(asked: Asked) -> Answer:
    """List what may be settled; a single one is shown at once."""
    found = _find_open(asked)
    if not found:
        return _say_none(asked)
    card = make_matters_card(asked.trust, found, asked.today, asked.footing)
    return Answer(card, sources=tuple(_name(matter) for matter in found), rule=RULE)


@on("settle")
def settle_proposal(asked: Asked) -> Answer:
    """Settle the proposal named, or the only one that is open; show it where nothing was decided yet."""
    named, verdict = asked.question.entities.proposal, asked.question.entities.verdict
    if (done := asked.desk.done) is not None and isinstance(done.effect, Settle):
        return _tell_outcome(asked, done.effect.proposal, done.sentence)
    found = [matter for matter in _find_open(asked) if matter.proposal.id.startswith(named)]
    if not found:
        return _say_not_open(asked, named) if named else _say_none(asked)
    if len(found) > 1:
        return tell_proposals(asked)
    if verdict is None:
        return _show(asked, found[0])
    shown = _show(asked, found[0])
    return Answer(shown.card, sources=shown.sources, rule=RULE, effect=Settle(found[0].proposal.id, verdict))


def show_matter(trust: Trust, matter: Matter, day: date) -> ProposalShown:
    """Show a proposal to those who may settle it, with a person's name in place of an address."""
    proposal = matter.proposal
    group = trust.group_by_id.get(find_group_id(proposal))
    settlers = find_settlers(trust, proposal, day)
    who = [f"{person.name} ({office})" for person, office in settlers]
    officers = {office for _, office in settlers} - {TRUST_LEAD}
    if officers and group and group.sensitivity is Sensitivity.OPEN and trust.settings.leads:
        who.append("a trust lead")
    about = trust.person_by_upn.get(proposal.item)
    agreed = [find_name(trust, one) for one in matter.find_agreed(Verdict.ADOPT) if proposal.cancels]
    return ProposalShown(
        proposal,
        settlers=join_words(who, "or"),
        who=about.name if about else "",
        agreed="".join(agreed[:1]),
    )


def make_matters_card(
    trust: Trust, matters: Sequence[Matter], day: date, footing: Footing, *, lead: str = ""
) -> Card:
    """Make the card that asks somebody who may settle them what to do; of several, a list to choose from."""
    shown = [show_matter(trust, matter, day) for matter in matters[:ROWS]]
    if len(matters) == 1:
        return make_proposal_card(shown[0], settle(matters[0].proposal), footing, lead=lead)
    buttons = tuple(open_proposal(one.proposal) for one in shown)
    return make_proposals_card(shown, buttons, footing, more=len(matters) - len(shown))


def _find_open(asked: Asked) -> list[Matter]:
    """Find what is open and everyone listening may settle, of one group if one was named."""
    group = asked.question.entities.group
    return [
        matter
        for matter in _find_theirs(asked)
        if matter.settled is None and (group is None or find_group_id(matter.proposal) == group.id)
    ]


def _find_theirs(asked: Asked) -> list[Matter]:
    return [
        matter
        for matter in asked.desk.matters
        if all(may_settle(asked.trust, one, matter.proposal, asked.today).allowed for one in asked.audience)
    ]


def _show(asked: Asked, matter: Matter, lead: str = "") -> Answer:
    card = make_matters_card(asked.trust, (matter,), asked.today, asked.footing, lead=lead)
    return Answer(card, sources=(_name(matter),), rule=RULE)


def _tell_outcome(asked: Asked, proposal: str, sentence: str) -> Answer:
    """Say what came of deciding; where a second person is needed, the question stays open."""
    matter = next((m for m in _find_theirs(asked) if m.proposal.id == proposal), None)
    if matter is None:
        return _say_not_open(asked, proposal, sentence)
    if matter.settled is None:
        return _show(asked, matter, sentence)
    facts = _find_standing(asked, matter.proposal.key)
    more = (LIST,) if _find_open(asked) else ()
    card = make_settled_card(matter.proposal.title, sentence, asked.footing, facts=facts, buttons=more)
    return Answer(card, sources=(_name(matter),), rule=RULE)


def _say_not_open(asked: Asked, proposal: str, sentence: str = NOT_OPEN) -> Answer:
    """Say that there is nothing to decide here, and show how it stands: the newer question, or what the year says."""
    about = asked.question.entities.about
    matter = next((m for m in asked.desk.matters if m.proposal.id == proposal), None)
    if matter is not None and matter in _find_theirs(asked) and matter.settled:
        sentence = tell_decision(asked.trust, matter.settled)
    elif matter is not None and may_know(asked.trust, asked.audience, matter.proposal, asked.today):
        sentence = NOT_YOURS if asked.scope is Scope.PERSONAL else NOT_FOR_ALL
        return Answer(make_settled_card("Not to be settled here", sentence, asked.footing), rule=RULE)
    again = next((matter for matter in _find_open(asked) if about and matter.proposal.key == about), None)
    if again is not None:
        return _show(asked, again, f"{sentence} This is how it stands now.")
    facts = _find_standing(asked, about)
    card = make_settled_card("No longer open", sentence, asked.footing, facts=facts, buttons=(LIST,))
    return Answer(card, rule=RULE)


def _find_standing(asked: Asked, key: str) -> dict[str, str]:
    """Find what the year says of a meeting now, as far as everyone listening may know it."""
    meeting = asked.year.meeting_by_key.get(key)
    group = asked.trust.group_by_id.get(meeting.group) if meeting else None
    if meeting is None or meeting.status is MeetingStatus.PROPOSED or group not in asked.visible:
        return {}
    rulings = asked.find_rulings(group)
    if not rulings[Aspect.DATES].allowed:
        return {}
    shown = show_meeting(asked, meeting, rulings)
    when = format_span(shown.starts, shown.ends)
    said = " · ".join(filter(None, (when, shown.title, shown.place)))
    return {"Now": f"{said} (cancelled)" if shown.cancelled else said}


def _say_none(asked: Asked) -> Answer:
    text = NOTHING if asked.scope is Scope.PERSONAL else NOTHING_HERE
    card = make_notice_card("Nothing to settle", text, asked.footing, actions=(MY_GROUPS,))
    return Answer(card, rule=RULE)


def _name(matter: Matter) -> str:
    return f"proposal {matter.proposal.id}"
