"""The groups of a co-design year, who holds office in them, and who joins by name."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import BeforeValidator, Field

from trust.calendar import OpenSpan
from trust.places import Phase
from trust.values import Name, Slug, Slugs, Texts, split_list


class GroupKind(StrEnum):
    """What sort of group it is; cadence and wording follow from it."""

    SUBJECT = "subject"
    YEAR_TEAM = "year-team"
    STRATEGIC = "strategic"
    NETWORK = "network"
    LEADS = "leads"
    FORUM = "forum"


class Sensitivity(StrEnum):
    """How much of the group people outside it may see (see trust.permissions)."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    RESTRICTED = "restricted"


class Office(StrEnum):
    """An office held in a group. A coordinator looks after its papers."""

    CHAIR = "chair"
    CO_CHAIR = "co-chair"
    COORDINATOR = "coordinator"


class Group(OpenSpan):
    """Staff who lead the same subject or area and meet by the rule of a cadence."""

    id: Slug
    name: Name
    kind: GroupKind
    cadence: Annotated[Slug, Field(description="The id of a cadence in trust.yaml.")]
    sensitivity: Sensitivity = Sensitivity.OPEN
    aliases: Texts = ()
    phases: Annotated[
        tuple[Phase, ...],
        BeforeValidator(split_list),
        Field(description="Phases whose schools it draws on; empty for all."),
    ] = ()
    schools: Annotated[Slugs, Field(description="Only these schools; empty for all of the phases.")] = ()
    roles: Annotated[Slugs, Field(description="Holders of any of these roles are members.")] = ()
    officers_of: Annotated[
        tuple[GroupKind, ...],
        BeforeValidator(split_list),
        Field(description="Chairs and co-chairs of groups of these kinds are members (a leads' group)."),
    ] = ()
    purpose: str = ""
    association: Annotated[str, Field(description="The professional association it follows.")] = ""
    contact: Annotated[
        str, Field(description="Whom outsiders may ask about a restricted group; empty hides it.")
    ] = ""


class Officer(OpenSpan):
    """Who holds an office in a group, and when. An empty person is a vacancy, said on purpose."""

    group: Slug
    office: Office
    person: Slug | None = None


class Membership(OpenSpan):
    """A member by name, beside those the group's roles bring in."""

    group: Slug
    person: Slug
