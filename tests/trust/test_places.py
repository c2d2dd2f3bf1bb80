from __future__ import annotations

from trust.places import Phase


def test_all_through_school_is_primary_and_secondary_and_others_are_themselves():
    assert Phase.ALL_THROUGH.covers == {Phase.ALL_THROUGH, Phase.PRIMARY, Phase.SECONDARY}
    assert all(phase.covers == {phase} for phase in Phase if phase is not Phase.ALL_THROUGH)
