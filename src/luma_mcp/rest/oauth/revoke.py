"""The revocation endpoint (RFC 7009): a client gives back a token, and with a refresh token its whole connection."""

import logging
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from luma_mcp.access.caller import Caller
from luma_mcp.access.grants import Grants
from luma_mcp.access.oauth_errors import InvalidRequest
from luma_mcp.errors import NotFound
from luma_mcp.executor import Executor
from luma_mcp.operations.connections import revoke_connection
from luma_mcp.rest.oauth.answers import NOT_KEPT
from luma_mcp.rest.oauth.clients import Clients
from luma_mcp.rest.oauth.forms import credentials_of, read_form

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RevocationEndpoint:
    """Takes tokens back, from clients with a secret and without."""

    grants: Grants
    clients: Clients
    executor: Executor

    async def answer(self, request: Request) -> Response:
        """End what a token stands for; one that is unknown, or another client's, opens nothing for it anyway.

        Raises:
            OAuthRefusal: the client did not prove who it is, or sent no token.
        """
        form = await read_form(request)
        client = await self.clients.proved(credentials_of(request, form))
        if "token" not in form:
            raise InvalidRequest("token is missing.")
        grant = await self.grants.revocable(client, form["token"])
        if grant is not None:
            caller = Caller(grant.account_id, f"grant:{grant.id}", grant.plan, grant.client_name, rated=False)
            await self._end(caller, grant.id)
        return Response(status_code=200, headers=NOT_KEPT)

    async def _end(self, caller: Caller, grant_id: UUID) -> None:
        try:
            await self.executor.run(caller.only(revoke_connection), revoke_connection, {"id": grant_id})
        except NotFound:
            log.info("a connection was revoked twice at once")
