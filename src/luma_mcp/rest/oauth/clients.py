"""Finds the client that a request is from: registered here, a service, or known by its document."""

from dataclasses import dataclass

from luma_mcp.access.grants import Client, Grants
from luma_mcp.access.oauth_errors import InvalidClient
from luma_mcp.rest.oauth.documents import Documents, check_document_id, is_document_id
from luma_mcp.rest.oauth.forms import Credentials


@dataclass(frozen=True, slots=True)
class Clients:
    """All clients there are."""

    grants: Grants
    documents: Documents

    async def asking(self, client_id: str) -> Client:
        """The client that asks somebody for access, with the addresses that it may be answered at.

        Raises:
            InvalidClient: it is unknown, revoked, or a service, which asks nobody.
        """
        if is_document_id(client_id):
            return await self.documents.client(client_id)
        client = await self.grants.client(client_id)
        if client is None or client.is_service:
            raise InvalidClient("There is no client with this client_id here.", fix="Register it again.")
        return client

    async def proved(self, given: Credentials) -> Client:
        """The client that asks for tokens or gives them back, once it proved who it is.

        Who is known by a document has no secret, and is as good as the code or token that it shows; its document is
        not asked again.

        Raises:
            InvalidClient: it is unknown or revoked, or proves it in another way than it registered.
        """
        if is_document_id(given.client_id):
            check_document_id(given.client_id)
            client: Client | None = Client(given.client_id, "", ())
        else:
            client = await self.grants.client(given.client_id)
        if client is None:
            raise InvalidClient
        if given.method != client.auth_method and not (client.is_service and given.secret):
            raise InvalidClient(f"This client proves who it is by {client.auth_method}.")
        self.grants.check_secret(client, given.secret)
        return client
