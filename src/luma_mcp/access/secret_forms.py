"""Secrets that are shown once: a prefix that says what they open, a public id, 256 random bits, a checksum.

Only the HMAC of one is kept. What has a wrong form is refused without a look-up, and what leaks is recognised by its
prefix: `lm`, a letter, an underscore.
"""

import binascii
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from enum import StrEnum

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_ID, _SECRET, _CHECKSUM = 8, 43, 6
"""43 base62 characters hold 256 bits."""


class SecretKind(StrEnum):
    """What a secret opens, by its prefix."""

    API_KEY = "lmb_"
    ACCESS = "lmt_"
    REFRESH = "lmr_"
    CODE = "lmc_"
    CLIENT = "lmo_"
    SESSION = "lms_"
    INVITATION = "lmi_"


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A secret as it is shown once, and what is kept of it."""

    token: str
    public_id: str
    last_four: str
    mac: str


class SecretForms:
    """Makes secrets and knows them again, peppered with one that is not in the database."""

    def __init__(self, pepper: str) -> None:
        self._pepper = pepper.encode()

    def new(self, kind: SecretKind) -> NewSecret:
        """Make a secret. Only its HMAC is to be kept."""
        body = "".join(secrets.choice(_ALPHABET) for _ in range(_ID + _SECRET))
        token = f"{kind}{body}{_checksum(body)}"
        return NewSecret(token, body[:_ID], token[-4:], self.mac(token))

    def public_id(self, token: str, kind: SecretKind) -> str | None:
        """The part by which a secret of this kind is found, or None for what cannot be one."""
        return token[len(kind) : len(kind) + _ID] if _well_formed(token, kind) else None

    def fits(self, token: str, mac: str) -> bool:
        """Whether this is the secret that an HMAC was kept of."""
        return hmac.compare_digest(mac, self.mac(token))

    def mac(self, token: str) -> str:
        """The HMAC of a secret, in hexadecimal digits; of a text that is signed rather than kept, too."""
        return hmac.new(self._pepper, token.encode(), hashlib.sha256).hexdigest()


def _well_formed(token: str, kind: SecretKind) -> bool:
    body = token[len(kind) :]
    if not token.startswith(kind) or len(body) != _ID + _SECRET + _CHECKSUM:
        return False
    if not body.isascii() or not body.isalnum():
        return False
    return hmac.compare_digest(_checksum(body[:-_CHECKSUM]), body[-_CHECKSUM:])


def _checksum(body: str) -> str:
    rest, digits = binascii.crc32(body.encode()), ""
    for _ in range(_CHECKSUM):
        rest, digit = divmod(rest, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return digits
