"""The question set: what people in schools type, asked of the bot on the example trust, and how each answer is judged.

Rows are in questions/; its README says how to write one. A third of them, chosen by a hash of the words, is set aside:
it is asked like the rest and never looked at to make the bot better. `python -m tests.bot.question_set` counts the
right answers; add --aside for the set-aside third, --verbose for what is wrong with the others.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import yaml
from pydantic import BeforeValidator, Field, TypeAdapter, ValidationError

from bot.asked import Answer, Audience
from bot.personal import NOTHING_KEPT, Looks, Personal
from bot.ports import (
    NO_CONTEXT,
    ConversationReference,
    Desk,
    Do,
    Done,
    Effect,
    Inbound,
    Kind,
    NoteLook,
    Prefer,
    Scope,
    Sender,
)
from bot.service import answer_with_effect
from termtime.answering import KEPT, StoreClerk
from termtime.demo import EXAMPLE_MOMENT
from termtime.directory import read_year
from termtime.store import open_store
from trust.auditing import Seen
from trust.deeds.doing import do
from trust.deeds.result import Entry
from trust.meetings import Meeting
from trust.papers import Agenda, Attendance, Reply
from trust.people import Person, PersonKind
from trust.values import RefusedError, Texts, Value
from trust.year import Links, Trust, Year

HERE = Path(__file__).parent / "questions"
EXAMPLE = Path(__file__).parents[2] / "examples" / "fernvale"
ONE_IN = 3
LEAKED = "leaked"
ANY = "any"
CHAT = ConversationReference("http://127.0.0.1/teams/", "a:1", "tenant", "28:bot")


def _listed(cell: Any) -> Any:
    return (cell,) if isinstance(cell, str) else cell


OneOrMore = Annotated[Texts, BeforeValidator(_listed), Field(min_length=1)]


class Row(Value):
    """A question, or a dialogue judged by its last answer, and what its answer must and must not contain."""

    ask: OneOrMore
    as_: Annotated[str, Field(alias="as")]
    intent: OneOrMore
    scope: Scope = Scope.PERSONAL
    with_: Annotated[Texts, Field(alias="with")] = ()
    says: Texts = ()
    never: Texts = ()


@dataclass(frozen=True, slots=True)
class Broken:
    """No answer at all: the bot raised an error."""

    error: str


def load_open() -> tuple[Row, ...]:
    """Load the rows that may be looked at."""
    return tuple(row for path in sorted((HERE / "open").glob("*.yaml")) for row in load_rows(path))


def load_aside() -> tuple[Row, ...]:
    """Load the rows set aside."""
    return load_rows(HERE / "aside.yaml")


def load_rows(path: Path) -> tuple[Row, ...]:
    """Load a file of rows.

    Raises:
        RefusedError: A row is not one; the sentence names the file, the row and the field, not what is in it.
    """
    rows = yaml.safe_load(path.read_text("utf-8"))
    try:
        return TypeAdapter(tuple[Row, ...]).validate_python(rows)
    except ValidationError as error:
        first = error.errors()[0]
        where = ", ".join(str(part) for part in first["loc"])
        raise RefusedError(f"{path.name}, row and field {where}: {first['msg']}.") from None


def is_aside(row: Row) -> bool:
    """Say whether a row belongs to the set-aside third: by its words alone, so that who asks makes no difference."""
    words = "\n".join(row.ask).encode()
    return int.from_bytes(blake2b(words, digest_size=4).digest()) % ONE_IN == 0


@cache
def load_year() -> Year:
    """Load the example trust as it stood at its moment, with a spring and a summer that stay the same."""
    year = read_year(EXAMPLE)
    added = json.loads((HERE / "year.json").read_text("utf-8"))
    kinds: dict[str, type[Value]] = {
        "meetings": Meeting,
        "agendas": Agenda,
        "replies": Reply,
        "attendance": Attendance,
        "links": Links,
    }
    return year.model_copy(
        update={
            name: (*getattr(year, name), *(kind.model_validate(one) for one in added[name]))
            for name, kind in kinds.items()
        }
    )


@dataclass(frozen=True, slots=True)
class SteadyYear:
    """Implements bot.ports.YearSource with a year that is read once."""

    year: Year

    async def fetch_year(self) -> Year:
        return self.year


@dataclass(frozen=True, slots=True)
class RowClerk:
    """Implements bot.ports.Clerk as the service does, but what a person asks to be kept is kept for one row alone."""

    clerk: StoreClerk
    kept: dict[str, Personal] = field(default_factory=dict)

    async def fetch_desk(self) -> Desk:
        return await self.clerk.fetch_desk()

    async def fetch_personal(self, person: Person) -> Personal:
        return self.kept.get(person.id, NOTHING_KEPT)

    async def fetch_entries(self, meeting: str) -> tuple[Entry, ...]:
        return await self.clerk.fetch_entries(meeting)

    async def note_seen(self, seen: Sequence[Seen], by: Person) -> None:
        """Nothing is noted of questions nobody asked."""

    async def carry_out(self, effect: Effect, by: Person) -> Done:
        personal = await self.fetch_personal(by)
        if isinstance(effect, Do):
            return self._do(effect, by)
        if isinstance(effect, Prefer):
            self.kept[by.id] = Personal(preferences=effect.preferences, looks=personal.looks)
        elif isinstance(effect, NoteLook):
            looks = Looks(last=effect.look, before=personal.looks.last)
            self.kept[by.id] = Personal(preferences=personal.preferences, looks=looks)
        return Done(effect, KEPT)

    def _do(self, effect: Do, by: Person) -> Done:
        """Do a deed to the year everybody is asked about, which stays as it is."""
        try:
            result = do(load_year(), effect.deed, by, EXAMPLE_MOMENT)
        except RefusedError as refused:
            return Done(effect, str(refused))
        return Done(effect, result.sentence, result)


def answer_row(row: Row) -> Answer | Broken:
    """Ask a row's questions one after another and give the last answer."""
    return answer_rows([row])[0]


def answer_rows(rows: Sequence[Row], year: Year | None = None) -> list[Answer | Broken]:
    """Ask the questions of every row, of the example year unless another is given, and give each row's last answer."""
    return asyncio.run(_answer_rows(rows, year or load_year()))


async def _answer_rows(rows: Sequence[Row], year: Year) -> list[Answer | Broken]:
    with TemporaryDirectory() as folder:
        async with await open_store(f"sqlite:///{folder}/questions.db") as store:
            await store.save_year(year)
            clerk = StoreClerk(store, lambda: EXAMPLE_MOMENT)
            return [await _answer_row(row, SteadyYear(year), RowClerk(clerk)) for row in rows]


async def _answer_row(row: Row, source: SteadyYear, clerk: RowClerk) -> Answer | Broken:
    async def find_listeners(trust: Trust) -> tuple[Person | None, Audience]:
        asker = trust.person_by_upn.get(row.as_)
        return asker, find_audience(trust, row, asker)

    context = NO_CONTEXT
    answered: Answer | Broken = Broken("nothing was asked")
    for text in row.ask:
        inbound = Inbound("1", Kind.MESSAGE, row.scope, Sender(row.as_), CHAT, text)
        try:
            answered = await answer_with_effect(
                inbound, source, clerk, find_listeners, context, EXAMPLE_MOMENT
            )
        except Exception as error:  # noqa: BLE001  (an answer that breaks is a wrong one; the rest are still asked)
            return Broken(f"{type(error).__name__}: {error}")
        # As bot.service does.
        if answered.context != context and answered.context.intent:
            context = answered.context
    return answered


def find_audience(trust: Trust, row: Row, asker: Person | None) -> Audience:
    """Find everyone who reads an answer: the asker, those named, or in a channel all staff."""
    if row.scope is Scope.PERSONAL:
        return (asker,)
    if row.scope is Scope.GROUP:
        return (asker, *(trust.person_by_upn.get(upn) for upn in row.with_))
    return (asker, *_find_staff(trust))


def _find_staff(trust: Trust) -> Iterable[Person]:
    day, administrators = EXAMPLE_MOMENT.date(), trust.settings.it_administrators
    return (
        p for p in trust.people if p.kind is PersonKind.STAFF and p.holds(day) and p.id not in administrators
    )


def judge(row: Row, answered: Answer | Broken) -> list[str]:
    """List what is wrong with an answer; what begins with LEAKED is a leak."""
    if isinstance(answered, Broken):
        return [f"broke: {answered.error}"]
    said = "\n".join(line for line in answered.text.splitlines() if " · as of " not in line)
    shown = f"{answered.text}\n{json.dumps(answered.card.body, ensure_ascii=False)}"
    faults = [f"{LEAKED}: {part}" for part in row.never if contains(shown, part)]
    if answered.intent not in row.intent and ANY not in row.intent:
        faults.append(f"understood as {answered.intent}")
    return faults + [f"does not say: {part}" for part in row.says if not contains(said, part)]


def contains(text: str, part: str) -> bool:
    """Find whole words, or a /pattern/, whatever the case and the kind of apostrophe."""
    pattern = part[1:-1] if len(part) > 1 and part[0] == part[-1] == "/" else _bound(re.escape(part))
    return re.search(pattern, text.replace("’", "'"), re.IGNORECASE) is not None


def _bound(words: str) -> str:
    return rf"(?<!\w){words}(?!\w)"


@dataclass(frozen=True, slots=True, repr=False)
class Tally:
    """The rows asked, and what is wrong with the answer to each. A failing test must not print what is set aside."""

    faults: tuple[tuple[Row, tuple[str, ...]], ...]

    def __repr__(self) -> str:
        return f"<{len(self.faults)} rows, {self.share:.1%} right>"

    @property
    def share(self) -> float:
        """The share of right answers."""
        return sum(not faults for _, faults in self.faults) / len(self.faults)

    @property
    def leaks(self) -> tuple[Row, ...]:
        """The rows answered with something this audience must not be told."""
        return tuple(row for row, faults in self.faults if any(f.startswith(LEAKED) for f in faults))


def ask_all(rows: Sequence[Row]) -> Tally:
    """Ask every row."""
    answers = zip(rows, answer_rows(rows), strict=True)
    return Tally(tuple((row, tuple(judge(row, answered))) for row, answered in answers))


def describe(tally: Tally, *, verbose: bool) -> str:
    """Describe a tally by intent, and row by row what is wrong if asked to."""
    asked = Counter(row.intent[0] for row, _ in tally.faults)
    right = Counter(row.intent[0] for row, faults in tally.faults if not faults)
    lines = [
        f"{row.as_.split('@')[0]} ({row.scope}): {' // '.join(row.ask)}\n    {'; '.join(faults)}"
        for row, faults in tally.faults
        if faults and verbose
    ]
    lines += [f"{intent:16} {right[intent]:4} of {asked[intent]}" for intent in sorted(asked)]
    lines.append(
        f"{'all':16} {right.total():4} of {asked.total()} ({tally.share:.1%}), {len(tally.leaks)} leaks"
    )
    return "\n".join(lines)


def main() -> None:
    """Print how many answers are right."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--aside", action="store_true", help="ask the set-aside third instead")
    parser.add_argument("--verbose", action="store_true", help="say what is wrong, of the open rows alone")
    options = parser.parse_args()
    tally = ask_all(load_aside() if options.aside else load_open())
    sys.stdout.write(describe(tally, verbose=options.verbose and not options.aside) + "\n")


if __name__ == "__main__":
    main()
