"""Refusals that only HTTP knows: a body, a path, a method or a media type that cannot be taken."""

from collections.abc import Sequence

from luma_mcp.errors import Refusal


class BadRequest(Refusal):
    """The request cannot be read."""

    code = "bad_request"
    fix = "Correct the request. The OpenAPI document says what is expected."


class NoSuchPath(Refusal):
    """There is nothing at this path."""

    code = "not_found"
    fix = "See the OpenAPI document for the paths there are."


class MethodNotAllowed(Refusal):
    """This path does not take this method."""

    code = "method_not_allowed"

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        ways = ", ".join(allowed)
        super().__init__(f"{method} is not possible here.", fix=f"Use one of: {ways}.")
        self.headers = {"Allow": ways}


class BodyTooLarge(Refusal):
    """The body is larger than what is taken here."""

    code = "payload_too_large"

    def __init__(self, most_bytes: int) -> None:
        super().__init__(fix=f"Send at most {most_bytes:,} bytes.")


class UnsupportedMedia(Refusal):
    """This media type is not taken here."""

    code = "unsupported_media_type"

    def __init__(self, accepted: Sequence[str]) -> None:
        kinds = ", ".join(accepted)
        super().__init__(f"The body must be {' or '.join(accepted)}.", fix=f"Send it with Content-Type: {accepted[0]}.")
        self.headers = {"Accept": kinds}


class Fault(Refusal):
    """Something went wrong on our side."""

    code = "internal_error"
    fix = "Try again later; if it stays, report it with the request_id."
