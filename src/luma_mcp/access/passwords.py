"""Passwords: what may be one, and its Argon2id hash (RFC 9106), made beside the event loop."""

from functools import cache

from anyio import CapacityLimiter, to_thread
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from luma_mcp.errors import Invalid

SHORTEST, LONGEST = 12, 200

_hasher = PasswordHasher()
_at_once = CapacityLimiter(2)
"""Each hash takes 64 MB; more of them at once would let strangers fill the memory."""


def check_password(password: str, email: str) -> None:
    """Refuse a password that is short or says what everybody knows.

    Raises:
        Invalid: says what is wrong with it.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid.field("password", f"has {SHORTEST} to {LONGEST} characters")
    plain = password.casefold()
    if plain in {email.casefold(), email.casefold().partition("@")[0]} or len(set(plain)) < SHORTEST // 3:
        raise Invalid.field("password", "is too easy to guess; take several words")


async def hashed(password: str) -> str:
    """The hash of a password, with salt and parameters in it."""
    return await to_thread.run_sync(_hasher.hash, password, limiter=_at_once)


async def fits(password: str, kept: str | None) -> bool:
    """Whether a password is the one that a hash was kept of; without a hash it takes as long, and is not."""
    found = await to_thread.run_sync(_verify, kept, password, limiter=_at_once)
    return found and kept is not None


@cache
def _nobody() -> str:
    """The hash that is compared when there is none."""
    return _hasher.hash("nobody")


def _verify(kept: str | None, password: str) -> bool:
    try:
        return _hasher.verify(kept or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
