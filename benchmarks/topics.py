"""What the groups of an invented trust are about, the roles that follow, and the cadences they meet by."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from typing import Any

from trust.cadence import Cadence, CadenceRule, Format
from trust.calendar import TermName
from trust.places import Phase
from trust.values import WHOLE_WEEK, Weekday

# The first of each list are those a small trust has.
PRIMARY_SUBJECTS = (
    "maths", "english", "science", "humanities", "re", "computing",
    "art", "music", "pe", "dt", "languages", "phonics",
)  # fmt: skip
SECONDARY_SUBJECTS = (
    "maths", "english", "science", "history", "geography", "re", "languages", "art", "music", "pe", "dt",
    "computing", "drama", "business", "psychology", "food", "sociology", "media", "economics", "law",
)  # fmt: skip
YEARS = ("eyfs", "y1", "y2", "y3", "y4", "y5", "y6")
AREAS = (
    "senco", "dsl", "pp", "tl", "attendance", "behaviour", "pd", "digital", "reading", "cpd",
    "wellbeing", "assessment", "pshe", "eal",
)  # fmt: skip
TERMLY_AREAS = AREAS[10:]
NETWORKS = (
    "principal", "deputy", "careers", "sixth-head", "ap-link", "ect-mentor", "business-manager", "exams-officer",
    "data-manager", "premises-manager", "family-liaison", "librarian",
)  # fmt: skip

PRIMARY = (Phase.PRIMARY, Phase.SPECIAL)
SECONDARY = (Phase.SECONDARY, Phase.SIXTH_FORM, Phase.ALTERNATIVE_PROVISION)
NETWORK_PHASES = {
    "careers": (Phase.SECONDARY, Phase.SIXTH_FORM, Phase.SPECIAL, Phase.ALTERNATIVE_PROVISION),
    "sixth-head": (Phase.SECONDARY, Phase.SIXTH_FORM),
    "ap-link": (Phase.SECONDARY, Phase.ALTERNATIVE_PROVISION),
    "exams-officer": (Phase.SECONDARY, Phase.SIXTH_FORM),
    "librarian": (Phase.SECONDARY, Phase.SIXTH_FORM),
}
# A special school or a provision has fewer teachers than subjects.
MOST_SUBJECTS = {Phase.SPECIAL: 6, Phase.ALTERNATIVE_PROVISION: 5, Phase.SIXTH_FORM: 14}

MON_TO_THU = WHOLE_WEEK[:4]
MIDWEEK = (Weekday.TUE, Weekday.WED, Weekday.THU)
AUTUMN, SPRING, SUMMER = TermName


def make_cadences(venues: Sequence[str]) -> dict[str, Cadence]:
    """Make every cadence by id; those with a conference once for each venue (its id ends theirs)."""
    found = {
        "strategic": Cadence(name="Twice a term", meetings=_make_twice_a_term(time(15, 45), 75, MON_TO_THU)),
        "termly": Cadence(name="Once a term, with workshops in spring", meetings=(
            _make_rule("autumn-1", AUTUMN),
            _make_rule("spring-1", SPRING, format=Format.WORKSHOP, series="spring-workshops"),
            _make_rule("summer-1", SUMMER),
        )),
        "leads": Cadence(name="First in each term", meetings=tuple(
            _make_rule(f"{term}-1", term, half=1, starts=time(16), minutes=60, days=MIDWEEK, first_in_term=True)
            for term in TermName
        )),
        "network": Cadence(name="Three mornings a year", meetings=(
            _make_morning("autumn-1", AUTUMN, half=2, format=Format.IN_PERSON),
            _make_morning("spring-1", SPRING, minutes=90),
            _make_morning("summer-1", SUMMER, half=2, format=Format.IN_PERSON),
        )),
        "half-termly": Cadence(
            name="Every half-term, in working hours", meetings=_make_twice_a_term(time(10), 90, WHOLE_WEEK)
        ),
    }  # fmt: skip
    for venue in venues:
        found |= _make_conference_cadences(venue)
    return found


def _make_conference_cadences(venue: str) -> dict[str, Cadence]:
    autumn = _make_rule("autumn-1", AUTUMN, half=1)
    moderation = _make_rule("moderation", AUTUMN, half=2, month=11, format=Format.MODERATION, minutes=90)
    spring = _make_rule("spring-1", SPRING)
    conference = _make_rule("conference", SUMMER, half=2, format=Format.CONFERENCE, starts=time(9), minutes=390,
                            days=MIDWEEK, venue=venue)  # fmt: skip
    half_day = conference.model_copy(update={"minutes": 180, "blocks": (time(13),)})
    evening = {"starts": time(18), "minutes": 120, "days": MIDWEEK, "half": 2}
    forum = (
        _make_rule("autumn-1", AUTUMN, format=Format.IN_PERSON, venue=venue, **evening),
        _make_rule("spring-1", SPRING, **evening),
        _make_rule("summer-1", SUMMER, format=Format.IN_PERSON, venue=venue, **evening),
    )
    return {
        f"subject-{venue}": Cadence(name="Once a term", meetings=(autumn, spring, conference)),
        f"moderated-{venue}": Cadence(
            name="Once a term, with moderation", meetings=(autumn, moderation, spring, conference)
        ),
        f"year-team-{venue}": Cadence(
            name="Once a term, with a half-day conference", meetings=(autumn, moderation, spring, half_day)
        ),
        f"forum-{venue}": Cadence(name="One evening a term", meetings=forum),
    }


def _make_twice_a_term(starts: time, minutes: int, days: tuple[Weekday, ...]) -> tuple[CadenceRule, ...]:
    return tuple(
        _make_rule(f"{term}-{half}", term, half=half, starts=starts, minutes=minutes, days=days)
        for term in TermName
        for half in (1, 2)
    )


def _make_morning(key: str, term: TermName, **fields: Any) -> CadenceRule:
    return _make_rule(key, term, **{"starts": time(9, 30), "minutes": 150, "days": WHOLE_WEEK} | fields)


def _make_rule(key: str, term: TermName, **fields: Any) -> CadenceRule:
    title = key.replace("-", " ").capitalize()
    return CadenceRule(**{"key": key, "title": title, "term": term, "days": MON_TO_THU} | fields)
