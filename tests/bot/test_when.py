"""Each case is what somebody typed and the days meant, as `day/month/year` or `first - last`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import cache
from time import process_time

import pytest
from builders import NOW, a_person, a_school, a_trust, some_half_terms, some_settings
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understand.when import find_when
from trust.calendar import Blackout, HalfTerm, InsetDay, TermName
from trust.values import LONDON
from trust.year import Trust

WESTMARCH = (
    (TermName.AUTUMN, 1, date(2026, 9, 3), date(2026, 10, 16)),
    (TermName.AUTUMN, 2, date(2026, 10, 26), date(2026, 12, 17)),
    (TermName.SPRING, 1, date(2027, 1, 5), date(2027, 2, 5)),
    (TermName.SPRING, 2, date(2027, 2, 15), date(2027, 3, 25)),
    (TermName.SUMMER, 1, date(2027, 4, 12), date(2027, 5, 28)),
    (TermName.SUMMER, 2, date(2027, 6, 7), date(2027, 7, 23)),
)


@cache
def two_councils() -> Trust:
    halves = tuple(
        HalfTerm(council="westmarch", term=term, half=half, name=f"Term {count}", starts=starts, ends=ends)
        for count, (term, half, starts, ends) in enumerate(WESTMARCH, start=1)
    )
    return a_trust(
        settings=some_settings(councils={"fernshire": "Fernshire", "westmarch": "Westmarch"}),
        schools=(a_school("oak"), a_school("elm"), a_school("west", council="westmarch")),
        half_terms=(*some_half_terms(), *halves),
        people=(a_person("ada"), a_person("ben", school="elm"), a_person("wyn", school="west"), a_person("rae", school=None)),
        inset_days=(
            InsetDay(school="oak", day=date(2026, 10, 23)),
            InsetDay(school="oak", day=date(2027, 1, 4)),
            InsetDay(school="oak", day=date(2027, 2, 12)),
            InsetDay(school="west", day=date(2027, 1, 5)),
        ),
        blackouts=(
            Blackout(reason="Mock exam fortnight", schools=("oak",), starts=date(2026, 11, 23), ends=date(2026, 12, 1)),
            Blackout(reason="GCSE and A-level exam weeks", schools=("oak",), starts=date(2027, 5, 10), ends=date(2027, 6, 18)),
            Blackout(reason="Sports week", schools=("west",), starts=date(2027, 6, 21), ends=date(2027, 6, 25)),
            Blackout(reason="Trust staff day", starts=date(2027, 2, 3), ends=date(2027, 2, 3)),
        ),
    )  # fmt: skip


def find(text: str, asker: str = "ada", now: datetime = NOW, **said: bool | str) -> str:
    trust = two_councils()
    found = find_when(text, trust, trust.person_by_id[asker], now, **said)
    if found is None:
        return ""
    first, last = found.when.first, found.when.last
    return write(first) if first == last else f"{write(first)} - {write(last)}"


def write(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %y}"


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 8, 30, tzinfo=LONDON)


@pytest.mark.parametrize("asker", ["ada", "wyn"])
@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("today", "Mon 14 Dec 26"),
        ("what's on tomorrow", "Tue 15 Dec 26"),
        ("is there anything tonight", "Mon 14 Dec 26"),
        ("this week", "Mon 14 Dec 26 - Sun 20 Dec 26"),
        ("next week", "Mon 21 Dec 26 - Sun 27 Dec 26"),
        ("last week", "Mon 7 Dec 26 - Sun 13 Dec 26"),
        ("a week thursday", "Thu 24 Dec 26"),
        ("thursday week", "Thu 24 Dec 26"),
        ("a week on thursday", "Thu 24 Dec 26"),
        ("next thursday", "Thu 24 Dec 26"),
        ("this friday", "Fri 18 Dec 26"),
        ("this monday", "Mon 14 Dec 26"),
        ("mon", "Mon 21 Dec 26"),
        ("on monday", "Mon 21 Dec 26"),
        ("on thurs", "Thu 17 Dec 26"),
        ("weds", "Wed 16 Dec 26"),
        ("tuesdya", "Tue 15 Dec 26"),
        ("wendesday", "Wed 16 Dec 26"),
        ("tomrrow", "Tue 15 Dec 26"),
        ("day after tomorrow", "Wed 16 Dec 26"),
        ("on the 21st", "Mon 21 Dec 26"),
        ("on the 2nd", "Sat 2 Jan 27"),
        ("are we in on the 5th?", "Tue 5 Jan 27"),
        ("on the first of the month", "Tue 1 Dec 26"),
        ("21 jan", "Thu 21 Jan 27"),
        ("21/1", "Thu 21 Jan 27"),
        ("21/1/27", "Thu 21 Jan 27"),
        ("21.1.27", "Thu 21 Jan 27"),
        ("2027-01-21", "Thu 21 Jan 27"),
        ("21st of january 2027", "Thu 21 Jan 27"),
        ("jan 21st 2027", "Thu 21 Jan 27"),
        ("twenty first of january", "Thu 21 Jan 27"),
        ("on the third of march", "Wed 3 Mar 27"),
        ("tuesday the ninth of february", "Tue 9 Feb 27"),
        ("thursday 21st", "Thu 21 Jan 27"),
        ("mon 11th jan", "Mon 11 Jan 27"),
        ("21 november", "Sat 21 Nov 26"),
        ("5th nov", "Thu 5 Nov 26"),
        ("21-23 jan", "Thu 21 Jan 27 - Sat 23 Jan 27"),
        ("18 to 22 jan", "Mon 18 Jan 27 - Fri 22 Jan 27"),
        ("between 11 and 20 january", "Mon 11 Jan 27 - Wed 20 Jan 27"),
        ("week beginning 11 jan", "Mon 11 Jan 27 - Sun 17 Jan 27"),
        ("w/b 11 jan", "Mon 11 Jan 27 - Sun 17 Jan 27"),
        ("wc 11th", "Mon 11 Jan 27 - Sun 17 Jan 27"),
        ("w/c the 11th", "Mon 11 Jan 27 - Sun 17 Jan 27"),
        ("the week of 18th january", "Mon 18 Jan 27 - Sun 24 Jan 27"),
        ("week ending 15 jan", "Mon 11 Jan 27 - Sun 17 Jan 27"),
        ("in march", "Mon 1 Mar 27 - Wed 31 Mar 27"),
        ("maths dates in june?", "Tue 1 Jun 27 - Wed 30 Jun 27"),
        ("in september", "Tue 1 Sep 26 - Wed 30 Sep 26"),
        ("next march", "Mon 1 Mar 27 - Wed 31 Mar 27"),
        ("last march", "Sun 1 Mar 26 - Tue 31 Mar 26"),
        ("jan last year", "Thu 1 Jan 26 - Sat 31 Jan 26"),
        ("early march", "Mon 1 Mar 27 - Wed 10 Mar 27"),
        ("mid january", "Mon 11 Jan 27 - Wed 20 Jan 27"),
        ("end of march", "Mon 22 Mar 27 - Wed 31 Mar 27"),
        ("late november", "Sat 21 Nov 26 - Mon 30 Nov 26"),
        ("start of next month", "Fri 1 Jan 27 - Sun 10 Jan 27"),
        ("end of the month", "Tue 22 Dec 26 - Thu 31 Dec 26"),
        ("this month", "Tue 1 Dec 26 - Thu 31 Dec 26"),
        ("next month", "Fri 1 Jan 27 - Sun 31 Jan 27"),
        ("the next month", "Mon 14 Dec 26 - Thu 14 Jan 27"),
        ("in the next two weeks", "Mon 14 Dec 26 - Mon 28 Dec 26"),
        ("in the last fortnight", "Mon 30 Nov 26 - Mon 14 Dec 26"),
        ("over the next few weeks", "Mon 14 Dec 26 - Mon 4 Jan 27"),
        ("in the coming weeks", "Mon 14 Dec 26 - Mon 4 Jan 27"),
        ("in a fortnight", "Mon 28 Dec 26"),
        ("in three weeks", "Mon 4 Jan 27 - Sun 10 Jan 27"),
        ("two weeks ago", "Mon 30 Nov 26 - Sun 6 Dec 26"),
        ("three days ago", "Fri 11 Dec 26"),
        ("couple of weeks ago", "Mon 30 Nov 26 - Sun 6 Dec 26"),
        ("two weeks on thursday", "Thu 31 Dec 26"),
        ("fortnight on friday", "Fri 1 Jan 27"),
        ("week after next", "Mon 28 Dec 26 - Sun 3 Jan 27"),
        ("thursday next week", "Thu 24 Dec 26"),
        ("next week thursday", "Thu 24 Dec 26"),
        ("friday w/b 11 jan", "Fri 15 Jan 27"),
        ("first monday in march", "Mon 1 Mar 27"),
        ("the 2nd tuesday in february", "Tue 9 Feb 27"),
        ("last tuesday of march", "Tue 30 Mar 27"),
        ("in the second week of january", "Mon 4 Jan 27 - Sun 10 Jan 27"),
        ("first half of january", "Fri 1 Jan 27 - Fri 15 Jan 27"),
        ("this weekend", "Sat 19 Dec 26 - Sun 20 Dec 26"),
        ("at the weekend", "Sat 19 Dec 26 - Sun 20 Dec 26"),
        ("monday to friday", "Mon 14 Dec 26 - Fri 18 Dec 26"),
        ("from monday to friday", "Mon 14 Dec 26 - Fri 18 Dec 26"),
        ("between tuesday and friday", "Tue 15 Dec 26 - Fri 18 Dec 26"),
        ("until friday", "Mon 14 Dec 26 - Fri 18 Dec 26"),
        ("by friday", "Mon 14 Dec 26 - Fri 18 Dec 26"),
        ("before 21 jan", "Mon 14 Dec 26 - Wed 20 Jan 27"),
        ("after 21 jan", "Fri 22 Jan 27 - Tue 31 Aug 27"),
        ("from january", "Fri 1 Jan 27 - Tue 31 Aug 27"),
        ("from january to march", "Fri 1 Jan 27 - Wed 31 Mar 27"),
        ("until march", "Mon 14 Dec 26 - Wed 31 Mar 27"),
        ("since september", "Tue 1 Sep 26 - Mon 14 Dec 26"),
        ("since last week", "Mon 7 Dec 26 - Mon 14 Dec 26"),
        ("since monday", "Mon 7 Dec 26 - Mon 14 Dec 26"),
        ("from now on", "Mon 14 Dec 26 - Tue 31 Aug 27"),
        ("before next week", "Mon 14 Dec 26 - Sun 20 Dec 26"),
        ("this year", "Tue 1 Sep 26 - Tue 31 Aug 27"),
        ("next year", "Wed 1 Sep 27 - Thu 31 Aug 28"),
        ("last year", "Mon 1 Sep 25 - Mon 31 Aug 26"),
        ("2025-26", "Mon 1 Sep 25 - Mon 31 Aug 26"),
        ("in 2027", "Fri 1 Jan 27 - Fri 31 Dec 27"),
        ("this time last year", "Mon 1 Dec 25 - Mon 29 Dec 25"),
        ("same time last year", "Mon 1 Dec 25 - Mon 29 Dec 25"),
        ("same week last year", "Mon 15 Dec 25 - Sun 21 Dec 25"),
        ("minutes from last week", "Mon 7 Dec 26 - Sun 13 Dec 26"),
        ("actions from january's meeting", "Fri 1 Jan 27 - Sun 31 Jan 27"),
        ("later this week", "Mon 14 Dec 26 - Sun 20 Dec 26"),
        ("in the new year", "Fri 1 Jan 27 - Sun 31 Jan 27"),
        ("good friday", "Fri 26 Mar 27"),
        ("easter monday", "Mon 29 Mar 27"),
        ("boxing day", "Sat 26 Dec 26"),
        ("new year's day", "Fri 1 Jan 27"),
        ("may bank holiday", "Mon 3 May 27"),
        ("august bank holiday", "Mon 30 Aug 27"),
        ("next bank holiday", "Fri 25 Dec 26"),
        ("on bank holiday monday", "Mon 28 Dec 26"),
        ("before the trust staff day", "Mon 14 Dec 26 - Tue 2 Feb 27"),
        ("easter holidays", "Fri 26 Mar 27 - Sun 11 Apr 27"),
        ("the week after easter", "Mon 12 Apr 27 - Sun 18 Apr 27"),
        ("first day back after easter", "Mon 12 Apr 27"),
        ("in march before easter", "Mon 1 Mar 27 - Thu 25 Mar 27"),
        ("between easter and half term", "Mon 12 Apr 27 - Fri 28 May 27"),
        ("between now and easter", "Mon 14 Dec 26 - Thu 25 Mar 27"),
    ],
)
def test_everyday_days_are_the_same_for_everybody(text, meant, asker):
    assert find(text, asker) == meant


@pytest.mark.parametrize(
    ("text", "fernshire", "westmarch"),
    [
        ("this term", "Wed 2 Sep 26 - Fri 18 Dec 26", "Thu 3 Sep 26 - Thu 17 Dec 26"),
        ("next term", "Mon 4 Jan 27 - Thu 25 Mar 27", "Tue 5 Jan 27 - Thu 25 Mar 27"),
        ("last term", "Mon 13 Apr 26 - Wed 22 Jul 26", "Mon 13 Apr 26 - Fri 24 Jul 26"),
        ("autumn term", "Wed 2 Sep 26 - Fri 18 Dec 26", "Thu 3 Sep 26 - Thu 17 Dec 26"),
        ("the spring term", "Mon 4 Jan 27 - Thu 25 Mar 27", "Tue 5 Jan 27 - Thu 25 Mar 27"),
        ("in the summer", "Mon 12 Apr 27 - Wed 21 Jul 27", "Mon 12 Apr 27 - Fri 23 Jul 27"),
        ("spring 1", "Mon 4 Jan 27 - Fri 12 Feb 27", "Tue 5 Jan 27 - Fri 5 Feb 27"),
        ("spring 2", "Mon 22 Feb 27 - Thu 25 Mar 27", "Mon 15 Feb 27 - Thu 25 Mar 27"),
        ("aut 2", "Mon 2 Nov 26 - Fri 18 Dec 26", "Mon 26 Oct 26 - Thu 17 Dec 26"),
        ("2nd half of spring", "Mon 22 Feb 27 - Thu 25 Mar 27", "Mon 15 Feb 27 - Thu 25 Mar 27"),
        ("second half of the spring term", "Mon 22 Feb 27 - Thu 25 Mar 27", "Mon 15 Feb 27 - Thu 25 Mar 27"),
        ("spring term second half", "Mon 22 Feb 27 - Thu 25 Mar 27", "Mon 15 Feb 27 - Thu 25 Mar 27"),
        ("1st half of spring", "Mon 4 Jan 27 - Fri 12 Feb 27", "Tue 5 Jan 27 - Fri 5 Feb 27"),
        ("second half term", "Mon 2 Nov 26 - Fri 18 Dec 26", "Mon 26 Oct 26 - Thu 17 Dec 26"),
        ("term 1", "Wed 2 Sep 26 - Fri 18 Dec 26", "Thu 3 Sep 26 - Fri 16 Oct 26"),
        ("term 3", "Mon 12 Apr 27 - Wed 21 Jul 27", "Tue 5 Jan 27 - Fri 5 Feb 27"),
        ("term 5", "Mon 12 Apr 27 - Fri 28 May 27", "Mon 12 Apr 27 - Fri 28 May 27"),
        ("half term 3", "Mon 4 Jan 27 - Fri 12 Feb 27", "Tue 5 Jan 27 - Fri 5 Feb 27"),
        ("ht3", "Mon 4 Jan 27 - Fri 12 Feb 27", "Tue 5 Jan 27 - Fri 5 Feb 27"),
        ("half term", "Sat 13 Feb 27 - Sun 21 Feb 27", "Sat 6 Feb 27 - Sun 14 Feb 27"),
        ("over half term", "Sat 13 Feb 27 - Sun 21 Feb 27", "Sat 6 Feb 27 - Sun 14 Feb 27"),
        ("when is feb half term", "Sat 13 Feb 27 - Sun 21 Feb 27", "Sat 6 Feb 27 - Sun 14 Feb 27"),
        ("before february half term", "Mon 14 Dec 26 - Fri 12 Feb 27", "Mon 14 Dec 26 - Fri 5 Feb 27"),
        ("after february half term", "Mon 22 Feb 27 - Thu 25 Mar 27", "Mon 15 Feb 27 - Thu 25 Mar 27"),
        ("before christmas", "Mon 14 Dec 26 - Fri 18 Dec 26", "Mon 14 Dec 26 - Thu 17 Dec 26"),
        ("over christmas", "Sat 19 Dec 26 - Sun 3 Jan 27", "Fri 18 Dec 26 - Mon 4 Jan 27"),
        ("after christmas", "Mon 4 Jan 27 - Thu 25 Mar 27", "Tue 5 Jan 27 - Thu 25 Mar 27"),
        ("since half term", "Mon 2 Nov 26 - Mon 14 Dec 26", "Mon 26 Oct 26 - Mon 14 Dec 26"),
        ("between half term and easter", "Mon 22 Feb 27 - Thu 25 Mar 27", "Mon 15 Feb 27 - Thu 25 Mar 27"),
        ("this half term", "Mon 2 Nov 26 - Fri 18 Dec 26", "Mon 26 Oct 26 - Thu 17 Dec 26"),
        ("next half term", "Mon 4 Jan 27 - Fri 12 Feb 27", "Tue 5 Jan 27 - Fri 5 Feb 27"),
        ("last half term", "Wed 2 Sep 26 - Fri 23 Oct 26", "Thu 3 Sep 26 - Fri 16 Oct 26"),
        ("the half term break", "Sat 13 Feb 27 - Sun 21 Feb 27", "Sat 6 Feb 27 - Sun 14 Feb 27"),
        ("the week before half term", "Mon 8 Feb 27 - Fri 12 Feb 27", "Mon 1 Feb 27 - Fri 5 Feb 27"),
        ("the monday after half term", "Mon 22 Feb 27", "Mon 15 Feb 27"),
        ("two weeks after half term", "Mon 22 Feb 27 - Sun 7 Mar 27", "Mon 15 Feb 27 - Sun 28 Feb 27"),
        ("the day before half term", "Fri 12 Feb 27", "Fri 5 Feb 27"),
        ("the week after we're back", "Mon 11 Jan 27 - Sun 17 Jan 27", "Mon 11 Jan 27 - Sun 17 Jan 27"),
        ("the week we're back", "Mon 4 Jan 27 - Sun 10 Jan 27", "Tue 5 Jan 27 - Sun 10 Jan 27"),
        ("first week back", "Mon 4 Jan 27 - Sun 10 Jan 27", "Tue 5 Jan 27 - Sun 10 Jan 27"),
        ("first monday back", "Mon 4 Jan 27", "Mon 11 Jan 27"),
        ("first day back", "Mon 4 Jan 27", "Tue 5 Jan 27"),
        ("second week back", "Mon 11 Jan 27 - Sun 17 Jan 27", "Mon 11 Jan 27 - Sun 17 Jan 27"),
        ("last week of term", "Mon 14 Dec 26 - Fri 18 Dec 26", "Mon 14 Dec 26 - Thu 17 Dec 26"),
        ("last day of term", "Fri 18 Dec 26", "Thu 17 Dec 26"),
        ("last friday of term", "Fri 18 Dec 26", "Fri 19 Mar 27"),
        ("the thursday before we break up", "Thu 17 Dec 26", "Thu 10 Dec 26"),
        ("the week we break up", "Mon 14 Dec 26 - Fri 18 Dec 26", "Mon 14 Dec 26 - Thu 17 Dec 26"),
        ("when do we break up for easter", "Thu 25 Mar 27", "Thu 25 Mar 27"),
        ("first two weeks of term", "Mon 4 Jan 27 - Sun 17 Jan 27", "Tue 5 Jan 27 - Sun 17 Jan 27"),
        ("start of term", "Mon 4 Jan 27 - Sun 17 Jan 27", "Tue 5 Jan 27 - Mon 18 Jan 27"),
        ("end of term", "Sat 5 Dec 26 - Fri 18 Dec 26", "Fri 4 Dec 26 - Thu 17 Dec 26"),
        ("first day of next term", "Mon 4 Jan 27", "Tue 5 Jan 27"),
        ("the second week of next term", "Mon 11 Jan 27 - Sun 17 Jan 27", "Mon 11 Jan 27 - Sun 17 Jan 27"),
        ("rest of this term", "Mon 14 Dec 26 - Fri 18 Dec 26", "Mon 14 Dec 26 - Thu 17 Dec 26"),
        ("before next term", "Mon 14 Dec 26 - Sun 3 Jan 27", "Mon 14 Dec 26 - Mon 4 Jan 27"),
        ("after the holidays", "Mon 4 Jan 27 - Thu 25 Mar 27", "Tue 5 Jan 27 - Thu 25 Mar 27"),
        ("on our next inset day", "Mon 4 Jan 27", "Tue 5 Jan 27"),
        ("since the start of term", "Wed 2 Sep 26 - Mon 14 Dec 26", "Thu 3 Sep 26 - Mon 14 Dec 26"),
        ("autumn term last year", "Wed 3 Sep 25 - Fri 19 Dec 25", "Thu 4 Sep 25 - Thu 18 Dec 25"),
        ("spring term 2027", "Mon 4 Jan 27 - Thu 25 Mar 27", "Tue 5 Jan 27 - Thu 25 Mar 27"),
        ("end of the year", "Thu 8 Jul 27 - Wed 21 Jul 27", "Sat 10 Jul 27 - Fri 23 Jul 27"),
        ("before the summer", "Mon 14 Dec 26 - Wed 21 Jul 27", "Mon 14 Dec 26 - Fri 23 Jul 27"),
        ("by the end of term", "Mon 14 Dec 26 - Fri 18 Dec 26", "Mon 14 Dec 26 - Thu 17 Dec 26"),
        ("before the exams", "Mon 14 Dec 26 - Sun 9 May 27", ""),
        ("over the summer", "Thu 22 Jul 27 - Tue 31 Aug 27", "Sat 24 Jul 27 - Wed 1 Sep 27"),
        ("after easter", "Mon 12 Apr 27 - Wed 21 Jul 27", "Mon 12 Apr 27 - Fri 23 Jul 27"),
    ],
)
def test_school_days_are_those_of_the_askers_own_council(text, fernshire, westmarch):
    assert (find(text, "ada"), find(text, "wyn")) == (fernshire, westmarch)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("21 jan last year", "Wed 21 Jan 26"),
        ("25 december 2027", "Sat 25 Dec 27"),
        ("last thursday", "Thu 10 Dec 26"),
        ("the last two terms", "Mon 5 Jan 26 - Wed 22 Jul 26"),
        ("the last two years", "Sun 1 Sep 24 - Mon 31 Aug 26"),
        ("the next half term", "Mon 4 Jan 27 - Fri 12 Feb 27"),
        ("next 3 weeks", "Mon 14 Dec 26 - Mon 4 Jan 27"),
        ("within two weeks", "Mon 14 Dec 26 - Mon 28 Dec 26"),
        ("in 2 months", "Mon 1 Feb 27 - Sun 28 Feb 27"),
        ("in 10 days", "Thu 24 Dec 26"),
        ("this time last week", "Mon 7 Dec 26"),
        ("this time last month", "Mon 9 Nov 26 - Sun 15 Nov 26"),
        ("this time last term", "Mon 20 Jul 26 - Wed 22 Jul 26"),
        ("this time next year", "Mon 29 Nov 27 - Mon 27 Dec 27"),
        ("this fortnight", "Mon 14 Dec 26 - Mon 28 Dec 26"),
        ("spring term 2026/27", "Mon 4 Jan 27 - Thu 25 Mar 27"),
        ("spring term next year", "Mon 3 Jan 28 - Thu 23 Mar 28"),
        ("easter 2028", "Fri 24 Mar 28 - Sun 9 Apr 28"),
        ("christmas last year", "Sat 20 Dec 25 - Sun 4 Jan 26"),
        ("next easter", "Fri 26 Mar 27 - Sun 11 Apr 27"),
        ("last easter", "Fri 27 Mar 26 - Sun 12 Apr 26"),
        ("first inset of the year", "Fri 23 Oct 26"),
        ("our last inset day", "Fri 23 Oct 26"),
        ("start of the holidays", "Sat 19 Dec 26 - Fri 25 Dec 26"),
        ("end of half term", "Sat 12 Dec 26 - Fri 18 Dec 26"),
        ("start of the week", "Mon 14 Dec 26 - Tue 15 Dec 26"),
        ("end of next week", "Thu 24 Dec 26 - Fri 25 Dec 26"),
        ("the sixth half term", "Mon 7 Jun 27 - Wed 21 Jul 27"),
        ("middle of term", "Sat 6 Feb 27 - Fri 19 Feb 27"),
        ("mid february", "Wed 10 Feb 27 - Fri 19 Feb 27"),
        ("first day of march", "Mon 1 Mar 27"),
        ("last 3 days of term", "Wed 16 Dec 26 - Fri 18 Dec 26"),
        ("first fortnight of next term", "Mon 4 Jan 27 - Sun 17 Jan 27"),
        ("second half of january", "Sat 16 Jan 27 - Sun 31 Jan 27"),
        ("month after easter", "Mon 12 Apr 27 - Tue 11 May 27"),
        ("fortnight before easter", "Fri 12 Mar 27 - Thu 25 Mar 27"),
        ("day after easter monday", "Tue 30 Mar 27"),
        ("the last friday before easter", "Fri 19 Mar 27"),
        ("the first monday after half term", "Mon 22 Feb 27"),
        ("earlier this term", "Wed 2 Sep 26 - Mon 14 Dec 26"),
        ("half term in may", "Sat 29 May 27 - Sun 6 Jun 27"),
        ("the friday we break up", "Fri 18 Dec 26"),
        ("when we're back", "Mon 4 Jan 27 - Sun 10 Jan 27"),
        ("the second day back", "Tue 5 Jan 27"),
        ("between christmas and new year", "Sat 19 Dec 26 - Fri 1 Jan 27"),
        ("between easter and christmas", "Mon 12 Apr 27 - Fri 17 Dec 27"),
        ("21st of this month", "Mon 21 Dec 26"),
        ("21st of next month", "Thu 21 Jan 27"),
        ("from friday onwards", "Fri 18 Dec 26 - Tue 31 Aug 27"),
        ("week 3 of next term", "Mon 18 Jan 27 - Sun 24 Jan 27"),
        ("the spring holidays", "Fri 26 Mar 27 - Sun 11 Apr 27"),
        ("spring half term", "Sat 13 Feb 27 - Sun 21 Feb 27"),
        ("in two days", "Wed 16 Dec 26"),
    ],
)
def test_rarer_ways_of_saying_it_are_understood(text, meant):
    assert find(text) == meant


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("thursday", "Thu 10 Dec 26"),
        ("on monday", "Mon 7 Dec 26"),
        ("on the 21st", "Sat 21 Nov 26"),
        ("21 nov", "Sat 21 Nov 26"),
        ("in january", "Thu 1 Jan 26 - Sat 31 Jan 26"),
        ("in the summer", "Mon 13 Apr 26 - Wed 22 Jul 26"),
        ("at easter", "Fri 27 Mar 26 - Sun 12 Apr 26"),
        ("half term", "Sat 24 Oct 26 - Sun 1 Nov 26"),
        ("last half term", "Wed 2 Sep 26 - Fri 23 Oct 26"),
        ("before half term", "Tue 1 Sep 26 - Fri 23 Oct 26"),
        ("after half term", "Mon 2 Nov 26 - Mon 14 Dec 26"),
        ("the week before half term", "Mon 19 Oct 26 - Fri 23 Oct 26"),
        ("in the first week of term", "Wed 2 Sep 26 - Sun 6 Sep 26"),
        ("since we came back", "Mon 2 Nov 26 - Mon 14 Dec 26"),
        ("from september", "Tue 1 Sep 26 - Wed 30 Sep 26"),
        ("autumn term", "Wed 2 Sep 26 - Fri 18 Dec 26"),
        ("when we broke up", "Fri 23 Oct 26"),
        ("this friday", "Fri 11 Dec 26"),
    ],
)
def test_a_question_about_the_past_means_the_latest(text, meant):
    assert find(text, past=True) == meant


@pytest.mark.parametrize(
    ("now", "text", "meant"),
    [
        (at(2027, 3, 27), "tomorrow", "Sun 28 Mar 27"),
        (at(2027, 3, 27), "next monday", "Mon 29 Mar 27"),
        (at(2027, 3, 27), "in two weeks", "Mon 5 Apr 27 - Sun 11 Apr 27"),
        (at(2027, 3, 28), "a week today", "Sun 4 Apr 27"),
        (at(2026, 10, 24), "tomorrow", "Sun 25 Oct 26"),
        (at(2026, 10, 24), "this half term", "Mon 2 Nov 26 - Fri 18 Dec 26"),
        (at(2026, 10, 24), "half term", "Sat 24 Oct 26 - Sun 1 Nov 26"),
        (at(2026, 10, 24), "when are we back after half term", "Mon 2 Nov 26"),
        (at(2026, 10, 24), "next term", "Mon 4 Jan 27 - Thu 25 Mar 27"),
        (at(2026, 12, 28), "this term", "Mon 4 Jan 27 - Thu 25 Mar 27"),
        (at(2026, 12, 28), "next term", "Mon 4 Jan 27 - Thu 25 Mar 27"),
        (at(2026, 12, 28), "last term", "Wed 2 Sep 26 - Fri 18 Dec 26"),
        (at(2026, 12, 28), "over the holidays", "Sat 19 Dec 26 - Sun 3 Jan 27"),
        (at(2026, 12, 28), "before christmas", "Tue 1 Sep 26 - Fri 18 Dec 26"),
        (at(2026, 12, 28), "next month", "Fri 1 Jan 27 - Sun 31 Jan 27"),
        (at(2026, 12, 31), "tomorrow", "Fri 1 Jan 27"),
        (at(2026, 12, 31), "on the 1st", "Fri 1 Jan 27"),
        (at(2026, 12, 31), "next week", "Mon 4 Jan 27 - Sun 10 Jan 27"),
        (at(2026, 12, 31), "in the last fortnight", "Thu 17 Dec 26 - Thu 31 Dec 26"),
        (at(2026, 12, 31), "2 jan", "Sat 2 Jan 27"),
        (at(2027, 7, 15), "september", "Wed 1 Sep 27 - Thu 30 Sep 27"),
        (at(2027, 7, 15), "in october", "Fri 1 Oct 27 - Sun 31 Oct 27"),
        (at(2027, 7, 15), "next term", "Wed 1 Sep 27 - Fri 17 Dec 27"),
        (at(2027, 7, 15), "autumn term", "Wed 1 Sep 27 - Fri 17 Dec 27"),
        (at(2027, 7, 15), "the spring term", "Mon 4 Jan 27 - Thu 25 Mar 27"),
        (at(2027, 7, 15), "christmas", "Sat 18 Dec 27 - Sun 2 Jan 28"),
        (at(2027, 7, 15), "after the summer", "Wed 1 Sep 27 - Fri 17 Dec 27"),
        (at(2027, 8, 10), "this term", "Wed 1 Sep 27 - Fri 17 Dec 27"),
        (at(2027, 8, 10), "last term", "Mon 12 Apr 27 - Wed 21 Jul 27"),
        (at(2027, 8, 10), "first day back", "Wed 1 Sep 27"),
        (at(2027, 8, 10), "this year", "Tue 1 Sep 26 - Tue 31 Aug 27"),
        (at(2027, 8, 10), "on the 3rd", "Fri 3 Sep 27"),
        (at(2026, 9, 1), "this year", "Tue 1 Sep 26 - Tue 31 Aug 27"),
        (at(2026, 9, 1), "first day back", "Wed 2 Sep 26"),
        (at(2026, 9, 1), "last term", "Mon 13 Apr 26 - Wed 22 Jul 26"),
        (at(2026, 9, 1), "half term", "Sat 24 Oct 26 - Sun 1 Nov 26"),
        (at(2027, 1, 6), "first week back", "Mon 4 Jan 27 - Sun 10 Jan 27"),
        (at(2027, 1, 6), "the week after we're back", "Mon 11 Jan 27 - Sun 17 Jan 27"),
        (at(2027, 1, 6), "second half term", "Mon 22 Feb 27 - Thu 25 Mar 27"),
        (at(2027, 2, 15), "half term", "Sat 13 Feb 27 - Sun 21 Feb 27"),
        (at(2027, 2, 15), "last half term", "Mon 4 Jan 27 - Fri 12 Feb 27"),
        (at(2027, 2, 15), "this term", "Mon 4 Jan 27 - Thu 25 Mar 27"),
        (at(2026, 12, 19), "monday", "Mon 21 Dec 26"),
        (at(2026, 12, 19), "next monday", "Mon 21 Dec 26"),
        (at(2026, 12, 19), "saturday", "Sat 26 Dec 26"),
        (at(2026, 12, 19), "this week", "Mon 14 Dec 26 - Sun 20 Dec 26"),
        (at(2026, 12, 20), "next week", "Mon 21 Dec 26 - Sun 27 Dec 26"),
        (at(2026, 12, 20), "next thursday", "Thu 24 Dec 26"),
        (at(2026, 12, 20), "this weekend", "Sat 19 Dec 26 - Sun 20 Dec 26"),
        (at(2026, 12, 18), "this friday", "Fri 18 Dec 26"),
        (at(2026, 12, 18), "friday", "Fri 25 Dec 26"),
        (at(2026, 10, 5), "before the exams", "Mon 5 Oct 26 - Sun 9 May 27"),
        (at(2027, 1, 11), "next inset day", "Fri 12 Feb 27"),
        (at(2027, 12, 1), "last summer", "Mon 12 Apr 27 - Wed 21 Jul 27"),
        (at(2030, 1, 10), "next term", "Mon 8 Apr 30 - Wed 17 Jul 30"),
    ],
)
def test_days_are_counted_from_the_day_it_is_asked(now, text, meant):
    assert find(text, now=now) == meant


@pytest.mark.parametrize(
    "text",
    [
        "year 6",
        "ks3",
        "key stage 2 leads",
        "2 maths leads",
        "next year 6 meeting",
        "next y6 mtg",
        "this year 5 team",
        "year 5/6 team",
        "Y5/6",
        "6th form",
        "for the sixth form",
        "the second one",
        "the 2nd one",
        "the 2nd",
        "on the 2nd floor",
        "minutes of the 3rd group",
        "next two meetings",
        "whens the next meeting",
        "what did we decide last meeting",
        "24/7",
        "at 3.45pm",
        "4pm",
        "13/13",
        "30/2/27",
        "29th feb",
        "on the 31st of february",
        "once a term",
        "how many times a term",
        "every week",
        "term dates",
        "when are the inset days",
        "bank holidays",
        "may i see the minutes",
        "who may i ask",
        "who is june",
        "april jones",
        "who sat on it",
        "put it back",
        "half the group",
        "Early Years Team",
        "notes from year leaders",
        "Heads of Sixth",
        "for first aiders",
        "s",
        "'s",
        "half past three",
        "end of the meeting",
        "ht meeting",
        "room 12",
        "item 3",
        "maths match",
        "remember me",
        "term 7",
        "before the party",
        "in in in in in",
        "99999999999999999999 weeks ago",
    ],
)
def test_what_is_no_day_is_never_taken_for_one(text):
    assert find(text) == ""


@pytest.mark.parametrize(
    ("now", "today"),
    [
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), "Sun 25 Oct 26"),
        (datetime(2026, 10, 25, 23, 30, tzinfo=UTC), "Sun 25 Oct 26"),
        (datetime(2027, 3, 28, 0, 30, tzinfo=UTC), "Sun 28 Mar 27"),
        (datetime(2027, 3, 28, 23, 30, tzinfo=UTC), "Mon 29 Mar 27"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "Thu 31 Dec 26"),
    ],
)
def test_today_is_londons_across_the_clock_change(now, today):
    assert find("today", now=now) == today


@pytest.mark.parametrize(
    ("text", "words", "left"),
    [
        ("When's the Maths meeting on 21/1, please?", "on 21/1", "When's the Maths meeting , please?"),
        ("y6 spring 1 dates", "spring 1", "y6 dates"),
        ("anything on the week after we\u2019re back?", "on the week after we\u2019re back", "anything ?"),
        ("minutes from last  week's hod meeting", "from last week's", "minutes hod meeting"),
        ("Year 6 March dates", "March", "Year 6 dates"),
        ("in March before Easter, english", "in March before Easter", ", english"),
    ],
)
def test_words_for_days_can_be_taken_out_of_the_message(text, words, left):
    found = find_when(text, two_councils(), None, NOW)
    assert found is not None
    assert (found.when.words, " ".join(found.take_out(text).split())) == (words, left)


def test_somebody_of_no_school_has_the_first_councils_days():
    assert find("feb half term", "rae") == find("feb half term", "ada")


def test_another_schools_days_can_be_asked_for():
    trust = two_councils()
    assert find("our next inset day", school=trust.school_by_id["west"]) == "Tue 5 Jan 27"
    assert find("feb half term", council="westmarch") == "Sat 6 Feb 27 - Sun 14 Feb 27"


def test_a_school_with_no_inset_days_has_no_next_one():
    assert find("on our next inset day", "ben") == ""


def test_exams_are_known_only_where_a_blackout_says_so():
    assert (find("before the exams"), find("before the exams", "wyn")) == ("Mon 14 Dec 26 - Sun 9 May 27", "")


def test_a_council_with_no_term_dates_has_days_but_no_terms():
    trust = a_trust(half_terms=())
    found = [
        find_when(text, trust, None, NOW)
        for text in ("next term", "first week back", "since half term", "tomorrow")
    ]
    assert [spoken and spoken.when.words for spoken in found] == [None, None, None, "tomorrow"]


JUMBLE = """
    from to the last first week of term half before after between and until back 21 jan next monday year 6 easter in on
    999 weeks terms years months 9999-12-31 0001-01-01 2099 99999999999 31/12 32/13 ago 12th may w/b inset s 's of
"""


@settings(deadline=None)
@given(st.lists(st.sampled_from(JUMBLE.split()), max_size=40))
def test_any_jumble_of_words_is_read_or_left(words):
    text = " ".join(words)
    found = find_when(text, two_councils(), None, NOW)
    assert found is None or (
        found.when.first <= found.when.last and 0 <= found.start < found.end <= len(text)
    )


def test_a_message_is_read_in_under_a_millisecond():
    texts = [
        "when do geog next get together the week after we're back",
        "whos running eyfs now",
        "wheres last terms hod notes gone",
    ] * 50
    find(texts[0])
    started = process_time()
    for text in texts:
        find(text)
    assert (process_time() - started) / len(texts) < 0.001
