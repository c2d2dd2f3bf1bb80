"""Our own limits on a manifest: what Teams refuses, and what it would take but ought not to.

Microsoft's schema lets plain http pass, does not compare one part with another, and is not always at hand; this is, so a
package is never built unchecked. It knows the parts we use and no others.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from manifest.values import DeveloperName, Guid, Host, Https, Version
from trust.values import Value

SCHEMA_VERSION = "1.22"
RESERVED = ("conversations", "about")

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,64}$")]
Title = Annotated[str, StringConstraints(min_length=1, max_length=32)]
Sentence = Annotated[str, StringConstraints(min_length=1, max_length=128)]
FileName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+\.png$")]
Scope = Literal["personal", "team", "groupChat"]
Scopes = Annotated[tuple[Scope, ...], Field(min_length=1, max_length=3)]


class Part(Value):
    """A part of a manifest, its fields named as Teams names them."""

    model_config = ConfigDict(alias_generator=to_camel)


class Developer(Part):
    """Who runs the app."""

    name: DeveloperName
    website_url: Https
    privacy_url: Https
    terms_of_use_url: Https


class AppName(Part):
    """What the app is called."""

    short: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    full: Annotated[str, StringConstraints(max_length=100)]


class Description(Part):
    """What the app is for."""

    short: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    full: Annotated[str, StringConstraints(min_length=1, max_length=4000)]


class Icons(Part):
    """The two files beside the manifest."""

    color: FileName
    outline: FileName


class Tab(Part):
    """A page of ours, or one of the two that Teams keeps a place for."""

    entity_id: Id
    scopes: tuple[Literal["personal"]]
    name: Sentence | None = None
    content_url: Https | None = None
    website_url: Https | None = None

    @model_validator(mode="after")
    def _is_a_page(self) -> Self:
        told = (self.name, self.content_url, self.website_url)
        if None in told and (self.entity_id not in RESERVED or any(told)):
            raise ValueError(
                "a tab needs name, contentUrl and websiteUrl; only Teams' own two have none of them"
            )
        return self


class Command(Part):
    """A question Teams offers to someone who opens the bot's menu."""

    title: Title
    description: Sentence


class CommandList(Part):
    """The questions offered in one place or another."""

    scopes: Scopes
    commands: Annotated[tuple[Command, ...], Field(min_length=1, max_length=10)]


class Bot(Part):
    """Who answers."""

    bot_id: Guid
    scopes: Scopes
    supports_files: bool
    is_notification_only: Literal[False]
    command_lists: Annotated[tuple[CommandList, ...], Field(min_length=1, max_length=3)]


class Parameter(Part):
    """What is typed into a search."""

    name: Id
    title: Title
    description: Sentence
    input_type: Literal["text"]


class Search(Part):
    """Something to look up while writing to others."""

    id: Id
    type: Literal["query"]
    title: Title
    description: Sentence
    context: tuple[Literal["compose", "commandBox"], ...]
    initial_run: bool
    parameters: Annotated[tuple[Parameter, ...], Field(min_length=1, max_length=5)]


class Extension(Part):
    """The searches, and the bot that answers them."""

    bot_id: Guid
    commands: Annotated[tuple[Search, ...], Field(min_length=1, max_length=10)]


class SignIn(Part):
    """The registration people sign in with, and what Teams asks a token for."""

    id: Guid
    resource: str


class Permission(Part):
    """What a team's owners are asked for."""

    name: Id
    type: Literal["Application", "Delegated"]


class Permissions(Part):
    """All that is asked for."""

    resource_specific: Annotated[tuple[Permission, ...], Field(max_length=16)]


class Authorization(Part):
    """Where Teams looks for permissions."""

    permissions: Permissions


class Capabilities(Part):
    """What opens where the app is added to a team or a chat."""

    team: Literal["bot"]
    groupchat: Literal["bot"]


class Manifest(Part):
    """A whole manifest."""

    schema_address: Annotated[Https, Field(alias="$schema")]
    manifest_version: Literal["1.22"]
    version: Version
    id: Guid
    developer: Developer
    name: AppName
    description: Description
    icons: Icons
    accent_color: Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$")]
    static_tabs: Annotated[tuple[Tab, ...], Field(max_length=16)]
    bots: tuple[Bot]
    compose_extensions: tuple[Extension]
    valid_domains: Annotated[tuple[Host, ...], Field(min_length=1, max_length=16)]
    web_application_info: SignIn
    authorization: Authorization
    default_install_scope: Scope
    default_group_capability: Capabilities

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if wrong := "; ".join(_find_disagreements(self)):
            raise ValueError(wrong)
        return self


def find_limit_faults(manifest: Mapping[str, Any]) -> tuple[str, ...]:
    """Find what keeps a manifest from being used, each as `part: sentence`."""
    try:
        Manifest.model_validate(manifest)
    except ValidationError as error:
        faults = {fault["loc"]: fault["msg"] for fault in error.errors()}
        # A list with a wrong item is then short of one, which need not be said too.
        inside = {place[:-1] for place in faults if place[1:]}
        return tuple(_describe(place, problem) for place, problem in faults.items() if place not in inside)
    return ()


def _find_disagreements(manifest: Manifest) -> list[str]:
    tabs, domains = manifest.static_tabs, manifest.valid_domains
    urls = [url for tab in tabs for url in (tab.content_url, tab.website_url) if url]
    found = [
        f"{url} is on none of the validDomains, so Teams would not open it"
        for url in urls
        if urlsplit(url).netloc not in domains
    ]
    if len({tab.entity_id for tab in tabs}) < len(tabs):
        found.append("two tabs have the same entityId")
    if manifest.compose_extensions[0].bot_id != manifest.bots[0].bot_id:
        found.append("the message extension belongs to another bot")
    sign_in = manifest.web_application_info
    if sign_in.resource not in {f"api://{domain}/{sign_in.id}" for domain in domains}:
        found.append(f"the resource {sign_in.resource} is not api://, one of the validDomains, / and the id")
    return found


def _describe(place: tuple[int | str, ...], problem: str) -> str:
    said = problem.removeprefix("Value error, ")
    said = said[:1].lower() + said[1:]
    return f"{'.'.join(map(str, place))}: {said}" if place else said
