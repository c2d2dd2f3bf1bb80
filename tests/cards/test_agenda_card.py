from __future__ import annotations

from cards.agenda import MOST_OUTCOME, ItemShown, make_agenda_card
from cards.limits import check_limits
from examples.gallery.parts import FOOTING


def test_an_item_without_times_or_a_lead_shows_its_title_alone():
    card = make_agenda_card("Maths", "Spring meeting", "Published.", (ItemShown("Fractions"),), FOOTING)

    assert card.text.splitlines()[:-1] == ["Maths: Spring meeting", "Published.", "- Fractions"]


def test_an_item_says_when_it_begins_who_leads_it_and_what_it_should_lead_to():
    item = ItemShown("Fractions", 45, "15:55", "Ben", "One unit")

    assert (item.time, item.details) == ("15:55 · 45 min", "Ben · Outcome: One unit")


def test_a_page_of_the_longest_items_is_within_the_limits():
    item = ItemShown("ß" * 120, 600, "15:45", "ß" * 120, "ß" * 5000)
    card = make_agenda_card("ß" * 120, "ß" * 120, "Published.", (item,) * 8, FOOTING)

    assert check_limits(card) == ()
    assert len(item.details) == 120 + len(" · Outcome: ") + MOST_OUTCOME
