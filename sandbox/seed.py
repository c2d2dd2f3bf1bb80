"""What a tenant starts with: the organisation, its apps, its people, its sites and its bot.

This module decides whether a seed makes sense and gives every person an id; what becomes of them afterwards belongs to
the services. A seed is plain data (a dict read from JSON), so that a command line can hand one over.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

PEOPLE = UUID("5d1c3f0a-6a56-4a58-9a0e-6f4b7c1d2e3f")
USER_FIELDS = ("givenName", "surname", "jobTitle", "companyName")


class SeedError(ValueError):
    """A seed that cannot become a tenant; the text is one sentence for a person."""


@dataclass(frozen=True, slots=True)
class AppSeed:
    """An app registration with its secret and its consented application permissions.

    `mailboxes` are the addresses Exchange lets it reach, in lower case, and `sites` its role at each site's path; None
    is all of them. `attendance` says whether a Teams application access policy names it.
    """

    client_id: str
    client_secret: str
    roles: frozenset[str]
    mailboxes: frozenset[str] | None = None
    sites: Mapping[str, str] | None = None
    attendance: bool = False


@dataclass(frozen=True, slots=True)
class SiteSeed:
    """A SharePoint site, addressed as `hostname` + `path`."""

    hostname: str
    path: str
    display_name: str


@dataclass(frozen=True, slots=True)
class Seed:
    """A checked seed; `users` are Graph user resources, `without_teams` the ids whose mailbox makes no Teams links."""

    tenant_id: str
    domain: str
    display_name: str
    apps: tuple[AppSeed, ...]
    users: tuple[dict[str, Any], ...]
    sites: tuple[SiteSeed, ...]
    bot_id: str
    bot_name: str
    without_teams: frozenset[str]


def make_seed(raw: Mapping[str, Any]) -> Seed:
    """Check a seed and fill in what may be left out.

    Raises:
        SeedError: Something is missing, of the wrong kind, or there twice.
    """
    tenant = _mapping(raw.get("tenant"), "tenant")
    bot = _mapping(raw.get("bot", {"app_id": str(uuid5(PEOPLE, "bot")), "name": "Bot"}), "bot")
    domain = _text(tenant, "domain", "tenant")
    rows = [_mapping(user, f"users[{i}]") for i, user in enumerate(_rows(raw, "users"))]
    users = tuple(make_user(user, f"users[{i}]") for i, user in enumerate(rows))
    _refuse_twins([user["userPrincipalName"].lower() for user in users], "userPrincipalName")
    _refuse_twins([user["id"] for user in users], "id")
    _refuse_twins([user["mail"].lower() for user in users if user["mail"]], "mail")
    apps = tuple(
        _make_app(_mapping(app, f"apps[{i}]"), f"apps[{i}]") for i, app in enumerate(_rows(raw, "apps"))
    )
    sites = tuple(
        _make_site(_mapping(s, f"sites[{i}]"), f"sites[{i}]") for i, s in enumerate(_rows(raw, "sites"))
    )
    _refuse_unknown_sites(apps, {site.path for site in sites})
    return Seed(
        tenant_id=_uuid(_text(tenant, "id", "tenant"), "tenant.id"),
        domain=domain,
        display_name=str(tenant.get("display_name") or domain),
        apps=apps,
        users=users,
        sites=sites,
        bot_id=_text(bot, "app_id", "bot"),
        bot_name=str(bot.get("name") or "Bot"),
        without_teams=frozenset(
            u["id"] for u, row in zip(users, rows, strict=True) if row.get("onlineMeetings") is False
        ),
    )


def _make_app(app: Mapping[str, Any], where: str) -> AppSeed:
    roles = app.get("roles", [])
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise SeedError(f"The seed's {where}.roles must be a list of permission names.")
    mailboxes, sites, attendance = app.get("mailboxes"), app.get("sites"), app.get("attendance", False)
    if mailboxes is not None and (
        not isinstance(mailboxes, list) or not all(isinstance(one, str) and "@" in one for one in mailboxes)
    ):
        raise SeedError(f"The seed's {where}.mailboxes must be a list of addresses.")
    if sites is not None and (not isinstance(sites, Mapping) or not set(sites.values()) <= {"read", "write"}):
        raise SeedError(f"The seed's {where}.sites must say read or write for each site's path.")
    if not isinstance(attendance, bool):
        raise SeedError(f"The seed's {where}.attendance must be true or false.")
    return AppSeed(
        _text(app, "client_id", where),
        _text(app, "client_secret", where),
        frozenset(roles),
        None if mailboxes is None else frozenset(one.lower() for one in mailboxes),
        sites,
        attendance,
    )


def make_user(user: Mapping[str, Any], where: str) -> dict[str, Any]:
    """Return a Graph user resource for a person described in a seed."""
    upn = _text(user, "userPrincipalName", where)
    if "@" not in upn:
        raise SeedError(f"The seed's {where}.userPrincipalName is {upn!r}, which is not an address.")
    mail = user.get("mail", upn)
    if mail is not None and (not isinstance(mail, str) or "@" not in mail):
        raise SeedError(f"The seed's {where}.mail is {mail!r}, which is not an address.")
    return {
        "id": _uuid(str(user["id"]), f"{where}.id") if user.get("id") else str(uuid5(PEOPLE, upn.lower())),
        "userPrincipalName": upn,
        "displayName": str(user.get("displayName") or upn),
        "mail": mail,
        "userType": user.get("userType") or "Member",
        "accountEnabled": user.get("accountEnabled", True),
        **{field: user.get(field) for field in USER_FIELDS},
        "businessPhones": [],
        "mobilePhone": None,
        "officeLocation": None,
        "preferredLanguage": None,
    }


def _make_site(site: Mapping[str, Any], where: str) -> SiteSeed:
    path = _text(site, "path", where)
    if not path.startswith("/"):
        raise SeedError(f"The seed's {where}.path is {path!r}; it must begin with a slash.")
    return SiteSeed(
        _text(site, "hostname", where), path, str(site.get("displayName") or path.rsplit("/", 1)[-1])
    )


def _rows(raw: Mapping[str, Any], name: str) -> Sequence[Any]:
    rows = raw.get(name, [])
    if not isinstance(rows, list):
        raise SeedError(f"The seed's {name} must be a list.")
    return rows


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise SeedError(f"The seed's {where} must be an object with named fields.")
    return value


def _text(row: Mapping[str, Any], field: str, where: str) -> str:
    value = row.get(field)
    if not isinstance(value, str) or not value:
        raise SeedError(f"The seed's {where} has no {field}.")
    return value


def _uuid(value: str, where: str) -> str:
    try:
        return str(UUID(value))
    except ValueError:
        raise SeedError(f"The seed's {where} is {value!r}, which is not a UUID.") from None


def _refuse_twins(values: Sequence[str], field: str) -> None:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise SeedError(f"The seed has two users with the {field} {value!r}.")
        seen.add(value)


def _refuse_unknown_sites(apps: Sequence[AppSeed], paths: set[str]) -> None:
    for i, app in enumerate(apps):
        if unknown := sorted(set(app.sites or ()) - paths):
            raise SeedError(f"The seed's apps[{i}].sites names {unknown[0]!r}, which is no site of the seed.")
