"""Receipt files: what they may be, told from their content."""

import base64
import hashlib

from luma_mcp.errors import Invalid

MAX_BYTES = 10_000_000
_LONGEST_BASE64 = MAX_BYTES * 3 // 2

_SIGNATURES = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg", b"%PDF-": "application/pdf"}


def file_type(content: bytes) -> str:
    """The media type of a receipt, from its first bytes; anything but JPG, PNG and PDF is refused."""
    if len(content) > MAX_BYTES:
        raise Invalid.field("content", "is larger than 10 MB")
    for signature, media_type in _SIGNATURES.items():
        if content.startswith(signature):
            return media_type
    raise Invalid.field("content", "is not a JPG, PNG or PDF file")


def digest(content: bytes) -> str:
    """The SHA-256 under which a file is kept, in hex."""
    return hashlib.sha256(content).hexdigest()


def from_base64(text: str) -> bytes:
    """The bytes that a text in base64 stands for; line breaks in it mean nothing.

    Raises:
        ValueError: it is not base64, or of a file that is too large.
    """
    if len(text) > _LONGEST_BASE64:
        raise ValueError("is larger than 10 MB")
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except ValueError:
        raise ValueError("is not base64") from None
