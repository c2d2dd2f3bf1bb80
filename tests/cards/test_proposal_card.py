"""What the cards of changes by hand say of each kind of change; how they look is in the gallery."""

from __future__ import annotations

from typing import Any

import pytest
from changed_by_hand import a_deletion, a_departure, a_drag, a_dragged_cancellation
from hypothesis import given
from hypothesis import strategies as st

from cards.card import Button
from cards.limits import check_limits
from cards.proposal import (
    ProposalShown,
    make_proposal_card,
    make_proposals_card,
    make_settled_card,
    make_sides,
    name_buttons,
)
from examples.gallery.parts import FOOTING
from trust.proposals import LIKENESS, Proposal

SIX = tuple(Button(f"B{n}", "ask") for n in range(6))


def a_change(kind: str, field: str, seen: Any, wanted: Any, item: str = "") -> Proposal:
    return a_drag(kind=kind, field=field, seen=seen, wanted=wanted, item=item)


@pytest.mark.parametrize(
    ("proposal", "titles"),
    [
        (a_drag(), ["Keep the new time", "Put it back to Tue 19 Jan 15:45"]),
        (
            a_drag(seen="2027-01-19T15:45/2027-01-19T17:30"),
            ["Keep the new time", "Put it back to Tue 19 Jan 15:45–17:00"],
        ),
        (a_change("event", "place", "Hall", "Library"), ["Keep the new place", "Put the place back"]),
        (a_change("event", "subject", "A", "B"), ["Keep the new title", "Put the title back"]),
        (a_change("event", "online", False, True), ["Keep it as it is", "Put it back"]),
        (
            a_change("event", "attendees", True, False, "dee@x.example"),
            ["Keep them invited", "Take them off"],
        ),
        (
            a_change("event", "attendees", False, True, "dee@x.example"),
            ["Leave them off", "Invite them again"],
        ),
        (a_deletion(), ["Call the meeting off", "Send it out again"]),
        (a_dragged_cancellation(), ["Leave it in diaries", "Cancel it there too"]),
        (a_deletion(kind="folder"), ["Leave it deleted", "Make it again"]),
        (a_departure(), ["Leave them off", "Put them back"]),
        (a_change("list", "owners", True, False, "dee@x.example"), ["Keep them", "Take them off again"]),
        (
            a_change("list", LIKENESS, "Maths", "Maths", "id"),
            ["Use the one that is there", "Make ours beside it"],
        ),
        (a_change("folder", "name", "Sums", "Maths"), ["Keep the new name", "Put the name back"]),
        (a_change("folder", "inside", "Art", "2026-27"), ["Leave it where it is", "Move it back"]),
        (a_change("access", "grants", True, False, "dee@x.example (read)"), ["Let them in", "Shut them out"]),
        (
            a_change("access", "grants", False, True, "the list dsl (write)"),
            ["Leave them out", "Let them in again"],
        ),
    ],
)
def test_both_buttons_say_what_will_then_be(proposal, titles):
    assert [*name_buttons(proposal).values()] == titles


@pytest.mark.parametrize(
    ("proposal", "sides"),
    [
        (a_drag(), ("Outlook says", "Wed 20 Jan 2027, 15:45–17:00", "Tue 19 Jan 2027, 15:45–17:00")),
        (a_change("event", "online", False, True), ("Outlook says", "no", "yes")),
        (a_change("event", "place", "", "Library"), ("Outlook says", "nothing", "Library")),
        (a_deletion(), ("Outlook says", "it was deleted", "it should be there")),
        (
            a_dragged_cancellation(),
            ("Outlook says", "still there: Wed 20 Jan 2027, 15:45 to 17:00", "it was called off"),
        ),
        (a_departure(), ("The list says", "Cal is not in", "Cal is in")),
        (
            a_change("event", "attendees", True, False, "dee@x.example"),
            ("Outlook says", "Cal is in", "Cal is not in"),
        ),
        (
            a_change("event", LIKENESS, "Maths", "Maths: Spring", "id"),
            ("Outlook says", "Maths is there", "Maths: Spring, not made yet"),
        ),
        (a_change("folder", "name", "Sums", "Maths"), ("SharePoint says", "Sums", "Maths")),
        (a_change("folder", "names", ("A", "B"), ()), ("SharePoint says", "A, B", "nobody")),
    ],
)
def test_both_sides_are_said_in_words(proposal, sides):
    there, seen, wanted = sides

    assert make_sides(proposal, "Cal") == {there: seen, "The year says": wanted}


def test_the_card_says_everything_in_words_too():
    shown = ProposalShown(a_drag(), "Ada (chair) or a trust lead")

    assert make_proposal_card(shown, (), FOOTING).text.splitlines()[:-1] == [
        "Maths: Spring meeting, Tue 19 Jan 2027: changed by hand",
        "The time was changed to Wed 20 Jan 2027, 15:45 to 17:00; the year says Tue 19 Jan 2027, 15:45 to 17:00.",
        "Outlook says: Wed 20 Jan 2027, 15:45–17:00",
        "The year says: Tue 19 Jan 2027, 15:45–17:00",
        "Found: Mon 14 Dec 2026, 08:30",
        "Who may settle it: Ada (chair) or a trust lead",
        f"Press one, or type “adopt {a_drag().id}” or “put back {a_drag().id}”.",
    ]


def test_an_address_is_said_as_a_name():
    assert (
        ProposalShown(a_departure(), who="Cal Price").sentence == "Cal Price was taken off the list by hand."
    )


@pytest.mark.parametrize(
    ("shown", "note"),
    [
        (ProposalShown(a_drag()), ""),
        (ProposalShown(a_deletion()), "Calling a meeting off takes two people."),
        (
            ProposalShown(a_deletion(), agreed="Ben"),
            "Calling a meeting off takes two people. Ben has agreed; one more is needed.",
        ),
    ],
)
def test_calling_a_meeting_off_takes_two_people_and_says_so(shown, note):
    assert shown.note == note
    assert (note in make_proposal_card(shown, (), FOOTING).text) is True


@given(st.text(min_size=1, max_size=400))
def test_whatever_somebody_wrote_in_outlook_stays_words_within_the_limits(text: str):
    proposal = a_drag(field="place", seen=text, wanted=text, what=text, title=text[:200])
    shown = ProposalShown(proposal, text, who=text[:100], agreed=text[:100])

    for card in (
        make_proposal_card(shown, SIX, FOOTING, lead=text),
        make_proposals_card([shown] * 6, SIX, FOOTING, more=2),
        make_settled_card(text, text, FOOTING, facts={"Maths": text}),
    ):
        assert check_limits(card) == ()
