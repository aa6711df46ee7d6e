"""Files attached to journal entries: what they may be, held against their content."""

from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from luma_mcp.domain.model import Model, Ref, Text
from luma_mcp.domain.paging import MAX_LIMIT, Limit
from luma_mcp.domain.receipts import MAX_BYTES, from_base64
from luma_mcp.ledger_errors import NOT_BASE64, InvalidAttachment

MOST_ATTACHMENTS = 10
_SIGNATURES = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}
_TEXTS = {"text/plain": "", "text/csv": "", "application/xml": "<", "text/xml": "<"}
MIME_TYPES = (*_SIGNATURES, *_TEXTS)


def _content(given: object) -> object:
    try:
        return from_base64(given) if isinstance(given, str) else given
    except ValueError as wrong:
        raise PydanticCustomError(NOT_BASE64, "{words}", {"words": str(wrong)}) from None


FileContent = Annotated[bytes, BeforeValidator(_content), Field(max_length=MAX_BYTES)]


class AttachmentDraft(Model):
    """A file to attach: PDF, PNG, JPEG, GIF, XML, CSV or plain text, up to 10 MB."""

    model_config = ConfigDict(ser_json_bytes="base64")

    file_name: Text
    mime_type: Text = Field(description="Its media type, e.g. application/pdf; the content must be of it")
    content: FileContent = Field(description="Base64 in JSON")


Attachments = Annotated[tuple[AttachmentDraft, ...], Field(max_length=MOST_ATTACHMENTS)]


class AttachmentQuery(Ref):
    """The attachments of which journal entry."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "limit": 10}]}
    )

    limit: Limit = MAX_LIMIT
    include_content: bool = Field(default=False, description="Give the content too, as base64")
    exact: bool = Field(default=False, description="`id` is the entry_id of one version")


class JournalAttachment(Model):
    """A file attached to a journal entry."""

    concise: ClassVar[tuple[str, ...]] = ("id", "file_name", "mime_type", "size", "content")

    id: UUID
    file_name: str
    mime_type: str
    size: int = Field(description="Bytes")
    content: str | None = Field(description="Base64, where it was asked for")
    created_at: datetime


def check_file(draft: AttachmentDraft, field: str) -> None:
    """Hold a file against the type that it claims.

    Raises:
        InvalidAttachment: it is empty, of a type that is not taken, or not of the type that it claims.
    """
    content = draft.content
    if not content:
        raise InvalidAttachment.field(f"{field}.content", "is empty")
    claimed = media_type(draft)
    if claimed not in MIME_TYPES:
        raise InvalidAttachment.field(f"{field}.mime_type", f"{claimed} is not taken; known: {', '.join(MIME_TYPES)}")
    if not _is_of(content, claimed):
        raise InvalidAttachment.field(f"{field}.content", f"is not of the type {claimed}")


def media_type(draft: AttachmentDraft) -> str:
    """The type that an attachment claims, without parameters."""
    claimed = draft.mime_type.partition(";")[0].strip().lower()
    return "image/jpeg" if claimed == "image/jpg" else claimed


def _is_of(content: bytes, claimed: str) -> bool:
    if claimed in _SIGNATURES:
        return content.startswith(_SIGNATURES[claimed])
    if b"\0" in content or any(content.startswith(signature) for signature in _SIGNATURES.values()):
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return text.lstrip().startswith(_TEXTS[claimed])
