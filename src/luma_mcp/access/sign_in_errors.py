"""What people are refused with who sign in, or follow a link; only pages say it."""

from luma_mcp.errors import Refusal


class SignInFailed(Refusal):
    """The e-mail address or the password is wrong."""

    code = "sign_in_failed"
    fix = "Try again. For a forgotten password, 'luma-mcp members reset EMAIL' prints a link to choose another."


class NotSignedIn(Refusal):
    """Nobody is signed in, or the session has ended."""

    code = "not_signed_in"
    fix = "Sign in again."


class LinkInvalid(Refusal):
    """This link is unknown, used or too old."""

    code = "link_invalid"
    fix = "Ask for a new one."
