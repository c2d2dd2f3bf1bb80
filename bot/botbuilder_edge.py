"""The Bot Framework SDK, all of it we use: activities read and written, tokens verified, turns run.

No other module imports it. The SDK is at the end of its life and has faults we work round here: it fetches keys with
blocking calls and no time limit (we put ours into its cache), trusts keys without endorsements (checked beforehand),
answers bad input with 500 (refused beforehand), and makes two HTTP clients for every turn and a connection for every
message (what we say goes out through bot.connector, in our own words).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from types import SimpleNamespace
from typing import Any

from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.integration.aiohttp import ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity, ActivityTypes
from botframework.connector.auth import (
    AuthenticateRequestResult,
    ChannelValidation,
    ClaimsIdentity,
    ConnectorFactory,
    JwtTokenExtractor,
    ServiceClientCredentialsFactory,
)
from msrest.exceptions import ClientException

from bot.connector import Connector
from bot.extension import QUERY
from bot.keys import SigningKeys
from bot.messages import CARD, make_message
from bot.ports import ConversationReference, Inbound, Kind, Outbound, Pressed, Query, Scope, Sender
from bot.service import Deliver
from bot.settings import BotSettings
from bot.verification import (
    Body,
    RefusedRequestError,
    Reply,
    Token,
    check_claims,
    check_service,
    check_tenant,
    unauthorised,
)

MESSAGE = "application/vnd.microsoft.activity.message"
BELOW = "My answer is below."
NOTHING_NEW = "I have answered that already."
# Nobody asks in so many words; reading more would keep everybody else waiting.
LONGEST_TEXT = 4000
LONGEST_WORDS, MOST_SKIPPED = 200, 500
SCOPES = {"personal": Scope.PERSONAL, "groupChat": Scope.GROUP, "channel": Scope.CHANNEL}
Respond = Callable[[Inbound, Deliver], Awaitable[Outbound | None]]
LookUp = Callable[[Inbound], Awaitable[dict[str, Any]]]


class _Credentials(ServiceClientCredentialsFactory):  # type: ignore[misc]
    """Tells the SDK whose messages are for us; to sign anything is never asked of it."""

    def __init__(self, settings: BotSettings) -> None:
        self._settings = settings

    async def is_valid_app_id(self, app_id: str) -> bool:
        return isinstance(app_id, str) and app_id == self._settings.app_id

    async def is_authentication_disabled(self) -> bool:
        return self._settings.unsigned

    async def create_credentials(self, *_: object, **__: object) -> None:
        raise NotImplementedError


class _Authentication(ConfigurationBotFrameworkAuthentication):  # type: ignore[misc]
    """The SDK's verification, without the client it makes for each turn to sign people in with."""

    async def create_user_token_client(self, claims_identity: ClaimsIdentity) -> None:
        """Make none."""


class _NoClient(ConnectorFactory):  # type: ignore[misc]
    """Stands in for the HTTP client the SDK makes for each turn: what we say goes out another way."""

    async def create(self, *_: object) -> ConnectorFactory:
        return self


class BotFrameworkEdge:
    """Takes in what Teams posts and says what to answer over HTTP."""

    def __init__(
        self,
        settings: BotSettings,
        keys: SigningKeys,
        connector: Connector,
        respond: Respond,
        look_up: LookUp | None = None,
    ) -> None:
        self._settings, self._keys, self._connector = settings, keys, connector
        self._respond, self._look_up = respond, look_up
        # The SDK takes the address of keys from a class attribute and nowhere else.
        ChannelValidation.open_id_metadata_endpoint = settings.metadata_url
        configuration = SimpleNamespace(APP_ID=settings.app_id)
        self._authentication = _Authentication(configuration, credentials_factory=_Credentials(settings))
        self._adapter = CloudAdapterBase(self._authentication)

    async def receive(
        self, token: Token | None, body: Body, is_late: Callable[[], bool] = lambda: False
    ) -> Reply:
        """Take one activity in. Raises RefusedRequestError when it is not to be trusted or makes no sense.

        Args:
            token: What it is signed with; None when nothing is.
            body: The activity.
            is_late: Says whether the reply can no longer carry the answer, which then goes as a message.
        """
        activity = read_activity(body)
        verified = await self._verify(token, body, activity)
        verified.connector_factory = _NoClient()
        check_service(body, self._settings)
        # Answers to be given back in the reply is something Teams never asks for, and the SDK fails at.
        activity.delivery_mode = None
        take_turn = partial(self._take_turn, read_inbound(activity), is_late)
        answer = await self._adapter.process_activity(verified, activity, take_turn)
        if answer is None:
            return Reply(200)
        return Reply(int(answer.status), answer.body)

    async def _verify(self, token: Token | None, body: Body, activity: Activity) -> AuthenticateRequestResult:
        if self._settings.unsigned:
            return await self._authentication.authenticate_request(activity, None)
        if token is None:
            raise unauthorised()
        key = await self._keys.find(token.kid)
        cached = JwtTokenExtractor.get_open_id_metadata(self._settings.metadata_url)
        cached.keys, cached.last_updated = [key], datetime.now()  # noqa: DTZ005  (the SDK compares it to a naive one)
        try:
            verified = await self._authentication.authenticate_request(activity, token.header)
        except Exception as error:
            raise unauthorised() from error
        check_claims(verified.claims_identity.claims, body, self._settings)
        check_tenant(body, self._settings)
        return verified

    async def _take_turn(
        self, inbound: Inbound | None, is_late: Callable[[], bool], context: TurnContext
    ) -> None:
        if inbound is None:
            return
        if inbound.kind is Kind.QUERY:
            if self._look_up is None:
                return
            response = InvokeResponse(status=200, body=await self._look_up(inbound))
            await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=response))
            return
        pressed = context.activity.type == ActivityTypes.invoke

        async def say(outbound: Outbound) -> None:
            if not (pressed and _find_card(outbound)):
                await self._post(inbound, outbound)

        outbound = await self._respond(inbound, say)
        if pressed and is_late():
            if outbound is not None and _find_card(outbound):
                await self._post(inbound, outbound)
        elif pressed:
            response = InvokeResponse(status=200, body=_make_invoke_body(outbound))
            await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=response))

    async def _post(self, inbound: Inbound, outbound: Outbound) -> None:
        """Say something in reply. Raises bot.ports.ConnectorError."""
        message = make_message(outbound) | {"replyToId": inbound.activity_id}
        where = inbound.reference.service_url, inbound.conversation_id
        await self._connector.post_message(*where, message, inbound.activity_id)


def read_activity(body: Body) -> Activity:
    """Read a body as the SDK's activity. Raises RefusedRequestError with 400."""
    try:
        return Activity().deserialize(body)
    except (ClientException, ValueError, TypeError, AttributeError, KeyError):
        raise RefusedRequestError(400, "The body is not an activity.") from None


def read_inbound(activity: Activity) -> Inbound | None:
    """Translate an activity; None for one that asks nothing of us, such as a reaction."""
    kind = _find_kind(activity)
    if kind is None or not activity.id:
        return None
    data = activity.channel_data if isinstance(activity.channel_data, dict) else {}
    tenant = data.get("tenant")
    sender = Sender(activity.from_property.id, activity.from_property.aad_object_id or "")
    # What does not say that it is a person's own chat is answered as one where others listen.
    scope = SCOPES.get(activity.conversation.conversation_type, Scope.GROUP)
    pressed = _read_pressed(activity) if kind is not Kind.QUERY else None
    return Inbound(
        activity_id=activity.id,
        kind=Kind.BUTTON if pressed else kind,
        scope=scope,
        sender=sender,
        reference=ConversationReference(
            service_url=activity.service_url,
            conversation_id=activity.conversation.id,
            tenant_id=activity.conversation.tenant_id
            or (tenant.get("id", "") if isinstance(tenant, dict) else ""),
            bot_id=activity.recipient.id,
            user_aad_id=sender.aad_id if scope is Scope.PERSONAL else "",
        ),
        text=_read_text(activity),
        pressed=pressed,
        query=_read_query(activity.value) if kind is Kind.QUERY else None,
        locale=activity.locale or "en-GB",
        timestamp=activity.timestamp,
    )


def _find_kind(activity: Activity) -> Kind | None:
    if activity.type == ActivityTypes.message:
        return Kind.MESSAGE
    if activity.type == ActivityTypes.invoke and activity.name == "adaptiveCard/action":
        return Kind.BUTTON
    if activity.type == ActivityTypes.invoke and activity.name == QUERY:
        return Kind.QUERY
    if activity.type == ActivityTypes.installation_update:
        return Kind.INSTALL if (activity.action or "add").startswith("add") else Kind.REMOVE
    added = activity.members_added or () if activity.type == ActivityTypes.conversation_update else ()
    return Kind.INSTALL if any(m and m.id == activity.recipient.id for m in added) else None


def _read_text(activity: Activity) -> str:
    """Leave off the mention of the bot. The SDK's own way trips over odd mentions and reads them as patterns."""
    text: str = (activity.text or "")[:LONGEST_TEXT].replace("\0", "")
    for entity in activity.entities or ():
        mention = entity.additional_properties if entity else {}
        mentioned, shown = mention.get("mentioned"), mention.get("text")
        if (
            isinstance(mentioned, dict)
            and mentioned.get("id") == activity.recipient.id
            and isinstance(shown, str)
        ):
            text = text.replace(shown, "")
    return text.strip()


def _read_pressed(activity: Activity) -> Pressed | None:
    value = activity.value if isinstance(activity.value, dict) else {}
    action = value.get("action") if activity.type == ActivityTypes.invoke else value
    if not isinstance(action, dict) or not action:
        return Pressed("", {}) if activity.type == ActivityTypes.invoke else None
    inner = action.get("data")
    data = inner if activity.type == ActivityTypes.invoke and isinstance(inner, dict) else action
    return Pressed(str(action.get("verb") or data.get("verb") or ""), data)


def _find_card(outbound: Outbound) -> dict[str, Any] | None:
    """Find the card that takes the pressed one's place, unless it is too large to arrive."""
    attached = make_message(outbound).get("attachments") if outbound.replaces else None
    return attached[0]["content"] if attached else None


def _read_query(value: Any) -> Query:
    """Read what is looked up as strictly as a button's data; what makes no sense is left out."""
    said = value if isinstance(value, dict) else {}
    listed, options = said.get("parameters"), said.get("queryOptions")
    parameters = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    words = next((one.get("value") for one in parameters if one.get("name") == "query"), "")
    skip, count = ((options.get(n) if isinstance(options, dict) else 0) for n in ("skip", "count"))
    return Query(
        command=str(said.get("commandId") or "")[:40],
        words=words[:LONGEST_WORDS] if isinstance(words, str) else "",
        skip=skip if isinstance(skip, int) and 0 <= skip <= MOST_SKIPPED else 0,
        count=count if isinstance(count, int) and count > 0 else 0,
    )


def _make_invoke_body(outbound: Outbound | None) -> dict[str, Any]:
    if outbound is not None and (card := _find_card(outbound)):
        return {"statusCode": 200, "type": CARD, "value": card}
    return {"statusCode": 200, "type": MESSAGE, "value": BELOW if outbound else NOTHING_NEW}
