"""To decide: what people changed by hand in Microsoft 365, and what others asked for and may not do alone.

A change is shown to whoever may settle it, and a request to whoever may agree to it or asked for it: of anything else
not even the number is told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.handlers.meeting_requests import tell_request
from bot.handlers.proposals import show_matter
from bot.ports import Desk
from cards.moving import ChangeShown
from cards.proposal import ProposalShown, make_sides, name_buttons
from cards.words import format_moment
from termtime.pages.page import Ask
from termtime.pages.tables import Table, make_table
from termtime.pages.viewer import Viewer
from termtime.pages.views.lead import TABS, Tab, find_sight
from termtime.pages.views.shown import DeedButton, find_not_open, make_button
from trust.deeds.agreeing import find_own, find_waiting
from trust.deeds.moving import find_group_asked_about
from trust.deeds.requests import Needs, Request
from trust.deeds.values import Agree, Refuse
from trust.proposals import Verdict
from trust.settling import Matter, find_group_id, may_settle, tell_decision

SETTLING = "Everything here waits for you or for others who may decide it. Whoever is first decides."


@dataclass(frozen=True, slots=True)
class VerdictButton:
    """The button that decides one way: what it says and sends, and whether it is the quieter of the two."""

    title: str
    verdict: str
    quiet: bool


@dataclass(frozen=True, slots=True)
class MatterRow:
    """Something changed by hand.

    Attributes:
        id: Its name, which its buttons carry.
        shown: What was changed, for those who may settle it.
        group: Whose it is; the trust's where it is nobody's.
        href: Where it is seen.
        facts: What each side says, when it was found and who may settle it, by name.
        buttons: How it may be decided; fewer where the viewer has agreed already.
        agreed: That they have, and that it takes somebody else.
    """

    id: str
    shown: ProposalShown
    group: str
    href: str
    facts: Mapping[str, str]
    buttons: tuple[VerdictButton, ...]
    agreed: str = ""


@dataclass(frozen=True, slots=True)
class RequestRow:
    """Something asked for."""

    shown: ChangeShown
    facts: Mapping[str, str]
    own: bool
    buttons: tuple[DeedButton, ...]


@dataclass(frozen=True, slots=True)
class DriftPage:
    """What the page says."""

    title: str
    tabs: tuple[Tab, ...]
    here: str
    scope: str
    matters: tuple[MatterRow, ...]
    requests: tuple[RequestRow, ...]
    settled: tuple[str, ...]
    matter_table: Table
    tables: tuple[Table, ...]
    saw: tuple[str, ...]


def make_drift_page(viewer: Viewer, _ask: Ask, desk: Desk) -> DriftPage | None:
    """Make the page; None for whoever is no trust lead."""
    if find_sight(viewer) is None:
        return None
    viewer = replace(viewer, desk=desk)
    theirs = [
        m for m in desk.matters if may_settle(viewer.trust, viewer.person, m.proposal, viewer.today).allowed
    ]
    open_ = [matter for matter in theirs if matter.settled is None]
    rows = tuple(_make_row(viewer, matter) for matter in open_)
    requests = (
        *find_waiting(viewer.year, viewer.person, viewer.now),
        *find_own(viewer.year, viewer.person, viewer.now),
    )
    matters, asked = _tabulate(rows), tuple(_make_request(viewer, request) for request in requests)
    return DriftPage(
        title="To decide",
        tabs=TABS,
        here="/lead/drift",
        scope=SETTLING,
        matters=rows,
        requests=asked,
        settled=tuple(
            f"{matter.proposal.title}: {tell_decision(viewer.trust, matter.settled)}"
            for matter in theirs
            if matter.settled
        ),
        matter_table=matters,
        tables=(matters, _tabulate_requests(asked)),
        saw=_find_saw(viewer, theirs, requests),
    )


def _make_row(viewer: Viewer, matter: Matter) -> MatterRow:
    proposal, trust = matter.proposal, viewer.trust
    shown = show_matter(trust, matter, viewer.today)
    group = trust.group_by_id.get(find_group_id(proposal))
    mine = {v for v in Verdict if viewer.person.id in matter.find_agreed(v)}
    buttons = tuple(
        VerdictButton(title, verdict.value, quiet=(verdict is Verdict.ADOPT) is proposal.cancels)
        for verdict, title in name_buttons(proposal).items()
        if verdict not in mine
    )
    meeting = viewer.find_meeting(proposal.key)
    return MatterRow(
        proposal.id,
        shown,
        group.name if group else trust.settings.name,
        f"/meetings/{meeting.key}" if meeting else f"/groups/{group.id}" if group else "",
        make_sides(proposal, shown.who)
        | {
            "Found": format_moment(proposal.found) if proposal.found else "",
            "Who may settle it": shown.settlers,
        },
        buttons,
        "You have agreed; it takes one more person." if mine else "",
    )


def _make_request(viewer: Viewer, request: Request) -> RequestRow:
    own = request.by == viewer.person.id
    shown = tell_request(viewer.asked, request)
    refuse = make_button("Take it back" if own else "Refuse", Refuse(request=request.id))
    agree = () if own else (make_button("Agree", Agree(request=request.id)),)
    facts = {name: said for name, said in shown.facts.items() if said}
    if request.needs is Needs.SECOND:
        facts["It takes"] = "two people: whoever asked, and one who agrees"
    return RequestRow(shown, facts, own, (*agree, refuse))


def _tabulate(rows: Sequence[MatterRow]) -> Table:
    return make_table(
        "changes-by-hand", "Changes made by hand", "What", "Group", "Changed", "There it says", "The year says", "Found",
        "Who may settle it", "Decided so far",
        rows=[
            (
                row.shown.proposal.title, row.group, row.shown.sentence, *row.facts.values(),
                row.shown.note,
            )
            for row in rows
        ],
        empty="Nothing was changed by hand that you may settle.",
    )  # fmt: skip


def _tabulate_requests(rows: Sequence[RequestRow]) -> Table:
    return make_table(
        "requests", "Requests waiting", "Group", "What", "Asked by", "Who may agree",
        rows=[
            (row.shown.title, row.shown.lead, row.facts.get("Asked by", ""),
             row.facts.get("Sign-off by", row.facts.get("Second person", "")))
            for row in rows
        ],
        empty="Nothing waits for your agreement.",
    )  # fmt: skip


def _find_saw(viewer: Viewer, matters: Sequence[Matter], requests: Sequence[Request]) -> tuple[str, ...]:
    groups = [viewer.trust.group_by_id.get(find_group_id(matter.proposal)) for matter in matters]
    groups += [find_group_asked_about(viewer.year, request) for request in requests]
    return tuple(dict.fromkeys(name for group in groups if group for name in find_not_open(group)))
