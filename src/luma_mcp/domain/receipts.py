"""Receipt files: what they may be, told from their content."""

import hashlib

from luma_mcp.errors import Invalid

MAX_BYTES = 10_000_000

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
