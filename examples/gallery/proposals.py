"""What a person changed in Microsoft 365 by hand: the question, a list of them, and what was decided."""

from __future__ import annotations

from cards.card import Button, Card
from cards.proposal import (
    ProposalShown,
    make_proposal_card,
    make_proposals_card,
    make_settled_card,
    name_buttons,
)
from examples.gallery.parts import FOOTING, NOW, SPRING
from trust.proposals import EXISTENCE, Proposal

SETTLERS = "Ada Lane (chair), Ben Okoro (co-chair) or a trust lead"
DRAG = Proposal(
    kind="event",
    key=SPRING,
    field="when",
    title="Maths: Spring meeting, Tue 19 Jan 2027",
    what="the time was changed to Wed 20 Jan 2027, 15:45 to 17:00; the year says Tue 19 Jan 2027, 15:45 to 17:00",
    seen="2027-01-20T15:45/2027-01-20T17:00",
    wanted="2027-01-19T15:45/2027-01-19T17:00",
    found=NOW,
)
DELETION = Proposal(
    kind="event",
    key=SPRING,
    field=EXISTENCE,
    item="event-id",
    title=DRAG.title,
    what="someone deleted this event",
    seen=False,
    wanted=True,
    found=NOW,
)
DEPARTURE = Proposal(
    kind="list",
    key="maths",
    field="members",
    item="cal@fernvale.example",
    title="Maths",
    what="cal@fernvale.example was taken off the list by hand",
    seen=False,
    wanted=True,
    found=NOW,
)


def _settle(proposal: Proposal) -> tuple[Button, ...]:
    return tuple(
        Button(title, "settle", {"proposal": proposal.id, "verdict": verdict.value, "about": proposal.key})
        for verdict, title in name_buttons(proposal).items()
    )


PROPOSALS: dict[str, Card] = {
    "proposal": make_proposal_card(ProposalShown(DRAG, SETTLERS), _settle(DRAG), FOOTING),
    "proposal_cancels": make_proposal_card(
        ProposalShown(DELETION, SETTLERS, agreed="Ben Okoro"),
        _settle(DELETION),
        FOOTING,
        lead="Somebody changed this in Microsoft 365. What is right?",
    ),
    "proposal_of_a_member": make_proposal_card(
        ProposalShown(DEPARTURE, SETTLERS, who="Cal Price"), _settle(DEPARTURE), FOOTING
    ),
    "proposals": make_proposals_card(
        [ProposalShown(DRAG), ProposalShown(DEPARTURE, who="Cal Price")],
        (
            Button(
                "1. Maths: Spring meeting, Tue 19 Jan 2027",
                "ask",
                {"intent": "settle", "proposal": DRAG.id},
            ),
            Button("2. Maths", "ask", {"intent": "settle", "proposal": DEPARTURE.id}),
        ),
        FOOTING,
        more=3,
    ),
    "proposal_settled": make_settled_card(
        DRAG.title,
        "Ada Lane keeps it: the year now says so too.",
        FOOTING,
        facts={"Now": "Wed 20 Jan 2027, 15:45–17:00 · Spring meeting · Online"},
        buttons=(Button("What else changed?", "ask", {"intent": "proposals"}),),
    ),
}
