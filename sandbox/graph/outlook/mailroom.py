"""Every letter Exchange would have sent, in the inbox of everyone who would have had it.

A letter to thirty people is one value in thirty inboxes. Who is written to, and when, is decided by the calendar
(`meetings`); this module delivers, counts recipients against the day's limit, keeps to thirty letters a minute, and
remembers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sandbox.graph.outlook import errors
from sandbox.limits import Limits


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter; `kind` is invitation, update, cancellation, reply or message, `when` the moment it arrived."""

    kind: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    when: datetime
    event_id: str | None = None


@dataclass(slots=True)
class Mailroom:
    """All inboxes of the tenant, and those of outsiders who were written to, by address in lower case."""

    limits: Limits
    inboxes: dict[str, list[Mail]] = field(default_factory=dict)
    sent: int = 0

    def check_room(self, sender: str, recipients: int, now: datetime) -> None:
        """Refuse what would pass the sender's daily limit, before anything is done."""
        if self.limits.on and self.limits.recipients.room(sender, now) < recipients:
            raise errors.sending_blocked()

    def post(self, mail: Mail, sender_id: str, behind: Iterable[str]) -> None:
        """Deliver a letter to the inboxes `behind` its addresses and count it for its sender."""
        if not mail.to:
            return
        if self.limits.on:
            self.limits.recipients.spend(sender_id, mail.when, len(mail.to))
            when = self.limits.send(sender_id, mail.when)
            mail = mail if when == mail.when else replace(mail, when=when)
        for address in dict.fromkeys(address.lower() for address in behind):
            self.inboxes.setdefault(address, []).append(mail)
            self.sent += 1

    def read(self, address: str) -> list[Mail]:
        """Return an inbox, oldest letter first."""
        return self.inboxes.get(address.lower(), [])
