"""The authorization endpoint: somebody who is signed in lets a client into one company, or does not (RFC 6749 §3.1).

Client and redirect address are checked before anything is sent anywhere: what is wrong with them is told on a page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from luma_mcp.access.access import Access
from luma_mcp.access.grants import Client, Grants
from luma_mcp.access.oauth_errors import AccessDenied, InvalidRequest, OAuthRefusal
from luma_mcp.access.people import People, Session
from luma_mcp.domain.keys import KeyMode
from luma_mcp.errors import PlanRequired, ProfileForbidden, RateLimited, Refusal
from luma_mcp.executor import Executor
from luma_mcp.limits import Limits
from luma_mcp.operations.connections import create_connection
from luma_mcp.rest.address import Network, client_address
from luma_mcp.rest.base import base_of, root_of
from luma_mcp.rest.oauth.addresses import company_of
from luma_mcp.rest.oauth.answers import NOT_KEPT
from luma_mcp.rest.oauth.asking import Asked, Back, read_asked, read_pairs, redirect_uri_of
from luma_mcp.rest.oauth.clients import Clients
from luma_mcp.rest.oauth.documents import check_document_id, is_document_id
from luma_mcp.rest.oauth.forms import read_encoded
from luma_mcp.rest.oauth.redirects import host_of, origin_of
from luma_mcp.rest.oauth.throttle import Work
from luma_mcp.rest.pages.render import page
from luma_mcp.rest.pages.session import ForeignForm, FormTooOld, check_csrf, check_origin, session_of, to_sign_in
from luma_mcp.rest.pairs import Pairs

PATH = "/oauth/authorize"
PER_MINUTE = 60

OF_CLIENT = frozenset(
    {
        "response_type",
        "client_id",
        "redirect_uri",
        "state",
        "code_challenge",
        "code_challenge_method",
        "resource",
        "scope",
    }
)
"""What a client may say; the form brings it back, and whatever else was said is left away."""

_FORBIDDEN = (ForeignForm, FormTooOld, PlanRequired, ProfileForbidden)


@dataclass(frozen=True, slots=True)
class AuthorizationEndpoint:
    """Shows who asks for what, and sends the client what was decided."""

    access: Access
    people: People
    grants: Grants
    clients: Clients
    executor: Executor
    public_url: str | None

    async def show(self, request: Request) -> Response:
        """Ask whoever is signed in whether a client may come in.

        Raises:
            Refusal: the client or its redirect address is not one that is known, so that nobody is sent there.
        """
        base, pairs = base_of(request, self.public_url), read_pairs(request.scope["query_string"])
        session = await session_of(request, self.people, base)
        client_id = _client_id(pairs)
        if session is None and is_document_id(client_id):
            check_document_id(client_id)
            return to_sign_in(request, base)
        client = await self.clients.asking(client_id)
        back = _back(client, pairs, base)
        try:
            asked = read_asked(base, pairs)
        except OAuthRefusal as refusal:
            return _sent(back.with_refusal(refusal))
        if session is None:
            return to_sign_in(request, base)
        return await self._page(request, session, client, back, asked)

    async def decide(self, request: Request) -> Response:
        """Do what somebody decided, and go back to the client.

        Raises:
            Refusal: the form is not one of ours, or what it says is not possible.
        """
        base = base_of(request, self.public_url)
        check_origin(request, base)
        given = read_pairs(await read_encoded(request))
        pairs = [(name, value) for name, value in given if name in OF_CLIENT]
        session = await session_of(request, self.people, base)
        if session is None:
            return _sent(f"{root_of(base)}{PATH}?{urlencode(pairs)}")
        said = {name: value for name, value in given if name not in OF_CLIENT}
        check_csrf(session, said.get("csrf"))
        client = await self.clients.asking(_client_id(pairs))
        back = _back(client, pairs, base)
        try:
            if said.get("decision") != "allow":
                raise AccessDenied
            return _sent(back.with_code(await self._code(session, client, back, read_asked(base, pairs), said)))
        except OAuthRefusal as refusal:
            return _sent(back.with_refusal(refusal))

    async def _page(self, request: Request, session: Session, client: Client, back: Back, asked: Asked) -> Response:
        if session.caller.plan == "free":
            raise PlanRequired
        profiles = await self._profiles(session, asked)
        return page(
            request,
            "consent.html",
            base=back.issuer,
            form_action_origin=origin_of(back.redirect_uri),
            client_name=client.name,
            client_id_host=urlsplit(client.id).netloc if is_document_id(client.id) else None,
            redirect_host=host_of(back.redirect_uri),
            account_name=session.account_name,
            email=session.email,
            profiles=profiles,
            pinned_profile=profiles[0] if company_of(asked.resource) else None,
            may_write=not session.caller.read_only,
            asked_to_write=asked.to_write,
            csrf=session.csrf,
            hidden=[pair for pair in read_pairs(request.scope["query_string"]) if pair[0] in OF_CLIENT],
        )

    async def _code(self, session: Session, client: Client, back: Back, asked: Asked, said: Mapping[str, str]) -> str:
        """Make the connection that was consented to, and the code that stands for it."""
        chosen = said.get("profile_id")
        if chosen not in dict(await self._profiles(session, asked)):
            raise ProfileForbidden("You have no access to this company.", fix="Open the page again.")
        draft = {
            "client": client.id,
            "client_name": client.name,
            "redirect_host": host_of(back.redirect_uri),
            "member_id": session.member_id,
            "profile_id": chosen,
            "mode": _mode(said, may_write=asked.to_write and not session.caller.read_only),
            "asked_to_write": asked.to_write,
            "resource": asked.resource,
        }
        consenting = session.caller.only(create_connection)
        made = (await self.executor.run(consenting, create_connection, draft)).result
        return await self.grants.new_code(consenting.account_id, made.id, back.redirect_uri, asked.challenge)

    async def _profiles(self, session: Session, asked: Asked) -> Sequence[tuple[str, str]]:
        """The companies among which to choose, by id and name: the one that the address is for, or all within reach.

        Raises:
            ProfileForbidden: the one that the address is for is out of reach.
        """
        reached = [(str(handle.id), handle.name) for handle in await self.access.profiles(session.caller)]
        wanted = company_of(asked.resource)
        if wanted is None:
            return reached
        pinned = [pair for pair in reached if pair[0] == wanted]
        if not pinned:
            raise ProfileForbidden(
                "You have no access to the company that this address is for.",
                fix="Sign in as somebody who has, or connect to an address without a company in it.",
            )
        return pinned


def on_pages(work: Work, limits: Limits, trusted: Sequence[Network]) -> Work:
    """The endpoint that does this work for people: it counts who asks, and tells on a page what is refused."""

    async def endpoint(request: Request) -> Response:
        try:
            address = client_address(request.scope, trusted)
            await limits.spend_from(f"authorize from:{address}", PER_MINUTE)
            return await work(request)
        except Refusal as refusal:
            return _told(request, refusal)

    return endpoint


def _told(request: Request, refusal: Refusal) -> Response:
    status = 403 if isinstance(refusal, _FORBIDDEN) else 400
    if isinstance(refusal, RateLimited):
        status = 429
    elif refusal.retryable:
        status = 503
    heading = "This did not work" if refusal.retryable else "This application cannot be connected"
    told = {"heading": heading, "text": refusal.message, "fix": refusal.way_out}
    return page(request, "message.html", status=status, onward=None, **told)


def _client_id(pairs: Pairs) -> str:
    given = [value for name, value in pairs if name == "client_id"]
    if len(given) != 1:
        raise InvalidRequest("The application has to say once who it is (client_id).")
    return given[0]


def _back(client: Client, pairs: Pairs, base: str) -> Back:
    states = [value for name, value in pairs if name == "state"]
    return Back(redirect_uri_of(client, pairs), states[0] if states else None, base)


def _mode(said: Mapping[str, str], *, may_write: bool) -> KeyMode:
    if said.get("mode") != KeyMode.READ_WRITE:
        return KeyMode.READ_ONLY
    if not may_write:
        raise FormTooOld("What this form offers has changed meanwhile.")
    return KeyMode.READ_WRITE


def _sent(address: str) -> Response:
    return RedirectResponse(address, status_code=303, headers=NOT_KEPT)
