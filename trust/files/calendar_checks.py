"""Whether a trust's dates make sense: terms whole, INSET days within them, consultations in order."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from trust.calendar import TermName, find_year_bounds, is_working_day
from trust.files.faults import Fault, Severity
from trust.files.sheets import Sheets
from trust.opening import find_half_term
from trust.year import Year


def find_half_term_faults(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find half-terms that are missing, overlap or lie outside the academic year."""
    sheet, settings = sheets["term_dates"], year.trust.settings
    first, last = find_year_bounds(settings.year)
    for entry, half_term in sheet.placed():
        for field in ("starts", "ends"):
            if not first <= (day := getattr(half_term, field)) <= last:
                yield sheet.fault(
                    entry, field, f"{day:%d %b %Y} lies outside the academic year {settings.year}."
                )
    for council, name in settings.councils.items():
        mine = [(entry, half) for entry, half in sheet.placed() if half.council == council]
        missing = [
            f"{term} {number}" for term in TermName for number in (1, 2)
            if not any((half.term, half.half) == (term, number) for _, half in mine)
        ]  # fmt: skip
        if missing:
            yield Fault(sheet.file, 0, "", f"{name} ({council}) has no dates for {', '.join(missing)}.")
        ordered = sorted(mine, key=lambda pair: (pair[1].starts, pair[1].ends))
        for (before, earlier), (entry, later) in pairwise(ordered):
            if later.starts <= earlier.ends:
                said = f"{later.starts:%d %b %Y} falls in {earlier.term} {earlier.half} (line {before.row.line})."
                yield sheet.fault(entry, "starts", said)


def find_inset_faults(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find INSET days that change nothing, as the school is closed on them anyway."""
    if sheet := sheets.get("inset_days"):
        for entry, inset in sheet.placed():
            school = year.trust.school_by_id[inset.school]
            if find_half_term(year.trust, school, inset.day) is None or not is_working_day(inset.day):
                said = f"{inset.day:%a %d %b %Y} is not a school day at {school.name} in any case."
                yield sheet.fault(entry, "day", said, Severity.WARNING)


def find_step_faults(sheets: Sheets, year: Year) -> Iterator[Fault]:
    """Find consultation steps that end before they begin, or wait for themselves in a circle."""
    if not (sheet := sheets.get("consultations")):
        return
    after = {step.id: step.after for step in year.trust.consultations}
    for entry, step in sheet.placed():
        if step.latest < step.earliest:
            said = f"{step.latest:%d %b %Y} is before the earliest day, {step.earliest:%d %b %Y}."
            yield sheet.fault(entry, "latest", said)
        waited_for, reached = step.after, set[str]()
        while waited_for and waited_for not in reached:
            reached.add(waited_for)
            waited_for = after.get(waited_for)
        if step.id in reached:
            yield sheet.fault(entry, "after", f"{step.id!r} waits, in a circle, for itself.")
