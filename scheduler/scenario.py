"""What a lead tries out as values: wishes beside the rules, and what came of them.

A wish keeps a meeting where it is, puts it elsewhere, or keeps a stretch of days free of one meeting, of a group, or of
all. Keeping and putting make a meeting one that is fixed; keeping free bars times as a blackout does. So the planner and
the repair work on wishes as on everything else, and there is no second planner.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from scheduler.proposal import Unmet
from trust.meetings import Meeting, MeetingKey
from trust.values import LocalDatetime, Slug, Value, place_in_london

MOST_WISHES = 40
MOST_NAME = 80
KEPT_FREE = "this trial keeps it free"


class Keep(Value):
    """Leave a meeting where it is."""

    kind: Literal["keep"] = "keep"
    meeting: MeetingKey


class Put(Value):
    """Hold a meeting at another time."""

    kind: Literal["put"] = "put"
    meeting: MeetingKey
    starts: LocalDatetime
    ends: LocalDatetime


class Avoid(Value):
    """Keep days, or one time on them, free of a meeting or of a group's meetings; of all, where neither is named."""

    kind: Literal["avoid"] = "avoid"
    meeting: MeetingKey | None = None
    group: Slug | None = None
    first: date
    last: date
    at: time | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last < self.first:
            raise ValueError("ends before it begins")
        return self

    def bars(self, key: str, group: str, starts: datetime) -> bool:
        """Say whether it keeps a meeting from a time."""
        local = place_in_london(starts)
        return (
            self.first <= local.date() <= self.last
            and self.at in (None, local.time())
            and self.meeting in (None, key)
            and self.group in (None, group)
        )


Wish = Annotated[Keep | Put | Avoid, Field(discriminator="kind")]


class Question(Value):
    """What is to be tried out.

    Attributes:
        name: What its author calls it.
        wishes: What is wished for; without any, what planning would make of the year by itself.
        anew: Plan everything that is not published anew, instead of moving as little as can be.
        seen: The ids of the groups its author sees the members of: nothing else shows in what comes of it.
        standing: Nothing is to change: how good is the year as it stands?
    """

    name: Annotated[str, Field(max_length=MOST_NAME)] = ""
    wishes: Annotated[tuple[Wish, ...], Field(max_length=MOST_WISHES)] = ()
    anew: bool = False
    seen: tuple[str, ...] = ()
    standing: bool = False


class Compromise(Value):
    """What a year breaks of one soft rule: the cost, the meetings (keys) it lies between, the people (ids) who bear it."""

    rule: str
    cost: int
    meetings: tuple[str, ...]
    people: tuple[str, ...] = ()


class Certificate(Value):
    """How good a year is: its cost, a cost below which none can go round what is fixed, the best that was found.

    `unmet` names each meeting that the cadences ask for and that has no date.
    """

    cost: int
    bound: int
    best: int
    unmet: tuple[Unmet, ...] = ()


class Outcome(Value):
    """What came of a question.

    Attributes:
        digest: Of the year it was worked out on, as its author sees it.
        certificate: How good the year would be.
        meetings: The year's meetings as they would be.
        compromises: What that would cost.
        before: What the year costs as it stands.
        unkept: The wishes that could not be kept, by number.
        fewest: No year that keeps the wishes moves fewer published meetings, which is proved.
    """

    digest: str
    certificate: Certificate
    meetings: tuple[Meeting, ...] = ()
    compromises: tuple[Compromise, ...] = ()
    before: tuple[Compromise, ...] = ()
    unkept: tuple[int, ...] = ()
    fewest: bool = False


def sum_costs(compromises: Iterable[Compromise]) -> int:
    """Sum up what compromises cost."""
    return sum(compromise.cost for compromise in compromises)


def sum_by_rule(compromises: Iterable[Compromise]) -> Counter[str]:
    """Sum up what compromises cost, rule by rule."""
    costs: Counter[str] = Counter()
    for compromise in compromises:
        costs[compromise.rule] += compromise.cost
    return costs


def sum_by_person(compromises: Iterable[Compromise]) -> Counter[str]:
    """Sum up what of it each person (id) bears, their share of what several bear together."""
    costs: Counter[str] = Counter()
    for compromise in compromises:
        for person in compromise.people:
            costs[person] += compromise.cost // len(compromise.people)
    return costs
