"""Which files describe a trust and its year: one row here for each, with the value a row of it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from trust.calendar import Blackout, HalfTerm, InsetDay
from trust.groups import Group, Membership, Officer
from trust.meetings import Meeting
from trust.papers import Action, Agenda, Minutes, Reply
from trust.people import Person, Role
from trust.places import Room, School, Venue
from trust.register import ConsultationStep, Deadline, ExternalSupport, GlossaryEntry
from trust.settings import TrustSettings
from trust.values import Value

SETTINGS_FILE = "trust.yaml"


@dataclass(frozen=True)
class Table:
    """A table of a trust's files: its name, the value a row becomes, and what names a row."""

    name: str
    part: str
    model: type[Value]
    noun: str
    keys: tuple[tuple[str, ...], ...] = (("id",),)
    required: bool = False

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The model's own fields first, then the first and last day most rows leave empty."""
        own = [name for name in self.model.model_fields if name in self.model.__annotations__]
        return (*own, *(name for name in self.model.model_fields if name not in own))

    @cached_property
    def nested(self) -> bool:
        """Whether a row holds rows of its own, which only JSON can say."""
        inner = [arg for field in self.model.model_fields.values() for arg in get_args(field.annotation)]
        return any(isinstance(arg, type) and issubclass(arg, Value) for arg in inner)

    @property
    def in_year(self) -> bool:
        """Whether it belongs to the year's meetings and papers, rather than to the trust."""
        return self.name.startswith("year/")

    @property
    def file_names(self) -> tuple[str, ...]:
        """The names it may be written under, best first."""
        return (f"{self.name}.json",) if self.nested else (f"{self.name}.csv", f"{self.name}.json")


SETTINGS = Table("trust", "settings", TrustSettings, "setting", keys=(), required=True)

TABLES: tuple[Table, ...] = (
    Table("schools", "schools", School, "school", required=True),
    Table("term_dates", "half_terms", HalfTerm, "half-term", (("council", "term", "half"),), required=True),
    Table("inset_days", "inset_days", InsetDay, "INSET day", (("school", "day"),)),
    Table("blackouts", "blackouts", Blackout, "blackout", ()),
    Table("roles", "roles", Role, "role"),
    Table("people", "people", Person, "person", (("id",), ("upn",)), required=True),
    Table("groups", "groups", Group, "group", required=True),
    Table("officers", "officers", Officer, "officer", (("group", "office", "person", "starts"),)),
    Table("members", "memberships", Membership, "member", (("group", "person", "starts"),)),
    Table("venues", "venues", Venue, "venue"),
    Table("rooms", "rooms", Room, "room", (("place", "name"),)),
    Table("deadlines", "deadlines", Deadline, "deadline"),
    Table("external_support", "external_support", ExternalSupport, "row of external support"),
    Table("consultations", "consultations", ConsultationStep, "consultation step"),
    Table("glossary", "glossary", GlossaryEntry, "glossary entry", (("term",),)),
    Table("year/meetings", "meetings", Meeting, "meeting", (("key",),)),
    Table("year/agendas", "agendas", Agenda, "agenda", (("meeting",),)),
    Table("year/minutes", "minutes", Minutes, "set of minutes", (("meeting",),)),
    Table("year/actions", "actions", Action, "action"),
    Table("year/replies", "replies", Reply, "reply", (("meeting", "person"),)),
)

TABLE_BY_NAME = {table.name: table for table in TABLES}
