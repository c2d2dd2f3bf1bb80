"""What breaking each soft rule of a planned year costs, in the trust's own scale.

The defaults follow the order in which a trust minds: the figures matter only beside each other. A weight of 0 switches
its rule off.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from trust.values import Value

Weight = Annotated[int, Field(ge=0, le=1000)]


class Weights(Value):
    """The price of breaking each soft rule once, most important first."""

    clash: Annotated[
        Weight, Field(description="A member needed in two places; a school's only one counts double.")
    ] = 20
    away: Annotated[
        Weight, Field(description="A member not working that day; a school's only one counts double.")
    ] = 8
    week_load: Annotated[
        Weight, Field(description="A twilight beyond the weekly number, for each person.")
    ] = 6
    one_a_day: Annotated[Weight, Field(description="A second twilight on one day, for each person.")] = 6
    edge: Annotated[Weight, Field(description="A meeting in the first or last two days of a half-term.")] = 5
    spacing: Annotated[
        Weight, Field(description="A week more or less than the spacing of a group's meetings.")
    ] = 4
    directed_time: Annotated[
        Weight, Field(description="A quarter of an hour past a person's directed time in a half-term.")
    ] = 3
    staff_meeting: Annotated[
        Weight, Field(description="A twilight on a member school's own meeting night.")
    ] = 3
    avoided_day: Annotated[
        Weight, Field(description="A day to be avoided: a faith date, a school's parents' evening.")
    ] = 3
    series: Annotated[Weight, Field(description="A week between meetings of one series.")] = 3
    first_in_term: Annotated[
        Weight, Field(description="A meeting before the leads' meeting of its term.")
    ] = 2
    deadline: Annotated[
        Weight, Field(description="A meeting in the days before a deadline its members owe.")
    ] = 2
    busy_week: Annotated[
        Weight, Field(description="A meeting more in a week than an even year would have.")
    ] = 1
    midweek: Annotated[Weight, Field(description="A meeting on a Monday or Friday.")] = 1
