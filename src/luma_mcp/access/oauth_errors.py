"""What OAuth clients are refused with, in the words of RFC 6749 §5.2, RFC 7591 §3.2.2 and RFC 8707."""

from typing import ClassVar

from luma_mcp.errors import Refusal


class OAuthRefusal(Refusal):
    """A client's request cannot be done as asked; the code is the one that the standard gives it."""

    status: ClassVar[int] = 400


class InvalidRequest(OAuthRefusal):
    """A parameter is missing, given twice, or has a form that it cannot have."""

    code = "invalid_request"


class InvalidClient(OAuthRefusal):
    """The client is unknown, revoked, or did not prove who it is."""

    code = "invalid_client"
    status = 401


class InvalidGrant(OAuthRefusal):
    """The code or refresh token is unknown, used, too old, revoked, or another client's."""

    code = "invalid_grant"


class UnauthorizedClient(OAuthRefusal):
    """This client does not get tokens in this way."""

    code = "unauthorized_client"


class UnsupportedGrantType(OAuthRefusal):
    """Tokens are given for authorization_code, refresh_token and client_credentials."""

    code = "unsupported_grant_type"


class UnsupportedResponseType(OAuthRefusal):
    """What comes back from the authorization endpoint is a code."""

    code = "unsupported_response_type"


class AccessDenied(OAuthRefusal):
    """The client was not let in."""

    code = "access_denied"


class InvalidScope(OAuthRefusal):
    """There is no such scope, or it is more than was granted."""

    code = "invalid_scope"


class InvalidTarget(OAuthRefusal):
    """The resource is not an MCP address of this server, or not the one that was consented to."""

    code = "invalid_target"


class InvalidRedirectUri(OAuthRefusal):
    """A redirect address is https, or http on this machine (RFC 8252), without a fragment or a wildcard."""

    code = "invalid_redirect_uri"


class InvalidClientMetadata(OAuthRefusal):
    """What the client says of itself cannot be taken."""

    code = "invalid_client_metadata"


class InvalidToken(OAuthRefusal):
    """The access token is unknown, run out or revoked, or is for another address."""

    code = "invalid_token"
    status = 401
    fix = "Sign in again."
