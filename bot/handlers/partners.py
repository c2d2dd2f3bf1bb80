"""Answers "who supports us with …?" from the register of external support and challenge: by area, group or school.

A row kept for groups that nobody here may know of is left out, as if it were not in the register.
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.asked import Answer, Asked
from bot.handlers.buttons import ASK
from bot.handlers.likeness import PARTLY, find_alike, find_wordings, leave_out
from bot.handlers.orientation import say_contact
from bot.handlers.paging import ask_again, find_page
from bot.handlers.staff_only import STAFF_RULE, for_staff
from bot.handlers.term_dates import find_school_meant
from bot.routing import on
from cards.notice import make_notice_card
from cards.rows import Row, make_rows_card
from cards.words import format_day, join_words
from trust.register import ExternalSupport, SupportKind

ROWS_A_PAGE = 5
MOST_NAMED = 4
ASKING = frozenset({
    "advice", "challenge", "challenges", "contact", "days", "everyone", "external", "expert", "go",
    "help", "helps", "organisation", "organisations", "outside", "partner", "partners", "provider",
    "school's", "support", "supports", "supporting", "use", "used", "using", "work", "works", "working",
})  # fmt: skip
MOST_AREAS = 8
KINDS = {
    SupportKind.SUPPORT: "Support",
    SupportKind.CHALLENGE: "Challenge",
    SupportKind.BOTH: "Support and challenge",
}


@on("partners")
@for_staff("External partners")
def tell_partners(asked: Asked) -> Answer:
    """Show the partners for an area, a group or a school; without any of these, all of them."""
    rows = [
        row for row in asked.trust.external_support if _may_be_named(asked, row) and not _is_over(asked, row)
    ]
    found, about = _find_asked_for(asked, rows)
    if not found:
        return _say_none(asked, about, rows)
    page = find_page(asked, len(found), ROWS_A_PAGE)
    shown = found[page.first : page.last]
    actions = (ask_again(asked, "All partners", ASK, topic="", group="", school=""),) if about else ()
    card = make_rows_card(
        f"Partners for {about}" if about else "External partners",
        [_make_row(asked, row) for row in shown],
        asked.footing,
        kicker=f"Support and challenge{page.words}",
        actions=(*page.buttons, *actions),
    )
    return Answer(card, sources=tuple(f"external support {row.id}" for row in shown), rule=STAFF_RULE)


def _may_be_named(asked: Asked, row: ExternalSupport) -> bool:
    return not row.groups or any(group.id in row.groups for group in asked.visible)


def _is_over(asked: Asked, row: ExternalSupport) -> bool:
    return row.ends is not None and row.ends < asked.today


def _find_asked_for(asked: Asked, rows: list[ExternalSupport]) -> tuple[list[ExternalSupport], str]:
    """Find the rows asked for, and the words for what was: a topic, groups and a school narrow each other down."""
    entities = asked.question.entities
    topic = leave_out(entities.topic or (entities.unknown if entities.group is None else ""), ASKING)
    groups = (entities.group,) if entities.group else entities.candidates
    found = [row for row in rows if _is_of_kind(row, entities.topic)]
    if groups:
        ids = {group.id for group in groups}
        found = [row for row in found if ids.intersection(row.groups)]
        topic = "" if found else topic or groups[0].name
        found = found or rows
    if topic:
        wordings = find_wordings(asked.trust, topic)
        found = find_alike(topic, found, _find_names, others=wordings) or find_alike(
            topic, found, _find_text, PARTLY, others=wordings
        )
    school = entities.school
    if school:
        found = [row for row in found if not row.schools or school.id in row.schools]
    about = (topic, join_words([group.name for group in groups], "or") if not topic else "")
    said = next(filter(None, about), "")
    return found, " at ".join(filter(None, (said, school.name if school else "")))


def _find_names(row: ExternalSupport) -> Iterable[str]:
    return filter(None, (row.area, row.organisation, row.contact))


def _find_text(row: ExternalSupport) -> Iterable[str]:
    return (" ".join((row.area, row.organisation, row.contact, row.detail)),)


def _is_of_kind(row: ExternalSupport, topic: str) -> bool:
    """Say whether a row is of the kind asked for: who challenges us is not who supports us."""
    challenge = "challenge" in topic.casefold()
    return not challenge or row.kind is not SupportKind.SUPPORT


def _make_row(asked: Asked, row: ExternalSupport) -> Row:
    groups = [group.name for group in asked.visible if group.id in row.groups]
    facts = {
        "Contact": row.contact or "none named here",
        "Schools": _say_schools(asked, row),
        "Groups": join_words(groups),
        "Days allowed": f"{row.days_allowed} a school" if row.days_allowed is not None else "",
        "Review": format_day(row.review) if row.review else "",
        "Until": format_day(row.ends) if row.ends else "",
    }
    starts = f"From {format_day(row.starts)}." if row.starts and row.starts > asked.today else ""
    about = " ".join(filter(None, (f"{KINDS[row.kind]}.", row.detail, starts)))
    said = " · ".join(f"{name}: {value}" for name, value in facts.items() if value)
    return Row(row.organisation, (about, said), heading=row.area)


def _say_schools(asked: Asked, row: ExternalSupport) -> str:
    """Name a few schools, or count many, saying whether the asker's or the one named is among them."""
    names = [asked.trust.school_by_id[school].name for school in row.schools]
    if len(names) <= MOST_NAMED:
        return join_words(names) or "every school"
    one = find_school_meant(asked)
    among = "" if one is None else f", {one.name} {'is' if one.id in row.schools else 'is not'} among them"
    return f"{len(names)} schools{among}"


def _say_none(asked: Asked, about: str, rows: list[ExternalSupport]) -> Answer:
    areas = join_words(list(dict.fromkeys(row.area for row in rows))[:MOST_AREAS])
    text = f"No partner{f' for {about}' if about else ''} is in the register of external support."
    if rows:
        text += f" It holds such areas as {areas}."
    text += f" You may ask {say_contact(asked)}."
    actions = (ask_again(asked, "All partners", ASK, topic="", group="", school=""),) if rows else ()
    card = make_notice_card(
        "Not held here", text, asked.footing, kicker="Support and challenge", actions=actions
    )
    return Answer(card, rule=STAFF_RULE)
