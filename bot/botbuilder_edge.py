"""The Bot Framework SDK, all of it we use: activities read and written, tokens verified, turns run.

No other module imports it. The SDK is at the end of its life and has faults we work round here: it fetches keys with
blocking calls and no time limit (we put ours into its cache), trusts keys without endorsements (checked beforehand),
answers bad input with 500 (refused beforehand), and opens a connection for every message (ours goes through one).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.integration.aiohttp import ConfigurationBotFrameworkAuthentication
from botbuilder.schema import Activity, ActivityTypes, ResourceResponse
from botframework.connector.auth import (
    AuthenticateRequestResult,
    ChannelValidation,
    JwtTokenExtractor,
    ServiceClientCredentialsFactory,
)
from msrest.authentication import Authentication
from msrest.exceptions import ClientException
from msrest.universal_http.requests import ClientRetryPolicy

from bot.connector import Connector
from bot.keys import SigningKeys
from bot.messages import CARD, make_message
from bot.ports import ConversationReference, Inbound, Kind, Outbound, Pressed, Scope, Sender
from bot.settings import BotSettings
from bot.verification import (
    Body,
    RefusedRequestError,
    Reply,
    check_claims,
    check_service,
    check_tenant,
    read_token_header,
    unauthorised,
)

# A list here costs the SDK most of the time of a turn.
ClientRetryPolicy.safe_codes = frozenset(ClientRetryPolicy.safe_codes)  # type: ignore[assignment]

MESSAGE = "application/vnd.microsoft.activity.message"
BELOW = "My answer is below."
NOTHING_NEW = "I have answered that already."
SCOPES = {"personal": Scope.PERSONAL, "groupChat": Scope.GROUP, "channel": Scope.CHANNEL}
Respond = Callable[[Inbound], Awaitable[Outbound | None]]
FetchToken = Callable[[], Awaitable[str]]


class _Bearer(Authentication):
    """Signs what the SDK sends by itself."""

    def __init__(self, token: str) -> None:
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def signed_session(self, session: Any = None) -> Any:
        signed = super().signed_session(session)
        signed.headers.update(self._headers)
        return signed


class _Credentials(ServiceClientCredentialsFactory):  # type: ignore[misc]
    """Gives the SDK the bot's one token, from whichever azure-identity credential the settings hold."""

    def __init__(self, settings: BotSettings, fetch_token: FetchToken) -> None:
        self._settings, self._fetch_token = settings, fetch_token

    async def is_valid_app_id(self, app_id: str) -> bool:
        return isinstance(app_id, str) and app_id == self._settings.app_id

    async def is_authentication_disabled(self) -> bool:
        return self._settings.unsigned

    async def create_credentials(self, *_: object, **__: object) -> Authentication:
        return _Bearer(await self._fetch_token())


class TeamsAdapter(CloudAdapterBase):  # type: ignore[misc]
    """The SDK's adapter with our own way out."""

    def __init__(self, authentication: ConfigurationBotFrameworkAuthentication, connector: Connector) -> None:
        super().__init__(authentication)
        self._connector = connector

    async def send_activities(
        self, context: TurnContext, activities: list[Activity]
    ) -> list[ResourceResponse]:
        """Send what a turn says. Raises bot.connector.ConnectorError."""
        sent = []
        for activity in activities:
            if activity.type == ActivityTypes.invoke_response:
                context.turn_state[self._INVOKE_RESPONSE_KEY] = activity
                sent.append(ResourceResponse(id=""))
                continue
            activity_id = await self._connector.post_message(
                activity.service_url,
                activity.conversation.id,
                activity.serialize(),
                activity.reply_to_id or "",
            )
            sent.append(ResourceResponse(id=activity_id))
        return sent


class BotFrameworkEdge:
    """Takes in what Teams posts and says what to answer over HTTP."""

    def __init__(
        self, settings: BotSettings, keys: SigningKeys, connector: Connector, respond: Respond
    ) -> None:
        self._settings, self._keys, self._respond = settings, keys, respond
        # The SDK takes the address of keys from a class attribute and nowhere else.
        ChannelValidation.open_id_metadata_endpoint = settings.metadata_url
        configuration = SimpleNamespace(APP_ID=settings.app_id)
        self._authentication = ConfigurationBotFrameworkAuthentication(
            configuration, credentials_factory=_Credentials(settings, connector.fetch_token)
        )
        self._adapter = TeamsAdapter(self._authentication, connector)

    async def receive(self, header: str | None, body: Body) -> Reply:
        """Take one activity in. Raises RefusedRequestError when it is not to be trusted or makes no sense."""
        activity = read_activity(body)
        verified = await self._verify(header, body, activity)
        check_service(body, self._settings)
        answer = await self._adapter.process_activity(verified, activity, self._take_turn)
        if answer is None:
            return Reply(200)
        return Reply(int(answer.status), answer.body)

    async def _verify(self, header: str | None, body: Body, activity: Activity) -> AuthenticateRequestResult:
        if self._settings.unsigned:
            return await self._authentication.authenticate_request(activity, None)
        key = await self._keys.find(read_token_header(header))
        cached = JwtTokenExtractor.get_open_id_metadata(self._settings.metadata_url)
        cached.keys, cached.last_updated = [key], datetime.now()  # noqa: DTZ005  (the SDK compares it to a naive one)
        try:
            verified = await self._authentication.authenticate_request(activity, header)
        except Exception as error:
            raise unauthorised() from error
        check_claims(verified.claims_identity.claims, body, self._settings)
        check_tenant(body, self._settings)
        return verified

    async def _take_turn(self, context: TurnContext) -> None:
        inbound = read_inbound(context.activity)
        if inbound is None:
            return
        outbound = await self._respond(inbound)
        pressed = context.activity.type == ActivityTypes.invoke
        if outbound is not None and not (pressed and outbound.replaces and outbound.card):
            await context.send_activity(Activity().deserialize(make_message(outbound)))
        if pressed:
            response = InvokeResponse(status=200, body=_make_invoke_body(outbound))
            await context.send_activity(Activity(type=ActivityTypes.invoke_response, value=response))


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
    scope = SCOPES.get(activity.conversation.conversation_type or "personal", Scope.GROUP)
    pressed = _read_pressed(activity)
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
            bot_id=activity.recipient.id if activity.recipient else "",
            user_aad_id=sender.aad_id if scope is Scope.PERSONAL else "",
        ),
        text=(TurnContext.remove_recipient_mention(activity) or "").strip() if activity.text else "",
        pressed=pressed,
        locale=activity.locale or "en-GB",
        timestamp=activity.timestamp,
    )


def _find_kind(activity: Activity) -> Kind | None:
    if activity.type == ActivityTypes.message:
        return Kind.MESSAGE
    if activity.type == ActivityTypes.invoke and activity.name == "adaptiveCard/action":
        return Kind.BUTTON
    if activity.type == ActivityTypes.installation_update:
        return Kind.INSTALL if (activity.action or "add").startswith("add") else Kind.REMOVE
    bot = activity.recipient.id if activity.recipient else ""
    if activity.type == ActivityTypes.conversation_update and any(
        m.id == bot for m in activity.members_added or ()
    ):
        return Kind.INSTALL
    return None


def _read_pressed(activity: Activity) -> Pressed | None:
    value = activity.value if isinstance(activity.value, dict) else {}
    action = value.get("action") if activity.type == ActivityTypes.invoke else value
    if not isinstance(action, dict) or not action:
        return Pressed("", {}) if activity.type == ActivityTypes.invoke else None
    inner = action.get("data")
    data = inner if activity.type == ActivityTypes.invoke and isinstance(inner, dict) else action
    return Pressed(str(action.get("verb") or data.get("verb") or ""), data)


def _make_invoke_body(outbound: Outbound | None) -> dict[str, Any]:
    if outbound is not None and outbound.replaces and outbound.card:
        return {"statusCode": 200, "type": CARD, "value": outbound.card.body}
    return {"statusCode": 200, "type": MESSAGE, "value": BELOW if outbound else NOTHING_NEW}
