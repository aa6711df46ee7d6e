"""Designs of documents: each for one type, one of them the default of its type."""

from enum import StrEnum
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints

from luma_mcp.domain.model import Model, Notes, Resource, Text, of_form
from luma_mcp.domain.paging import PageQuery


class DocumentType(StrEnum):
    """What a design is for."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    OFFER = "offer"
    ORDER_CONFIRMATION = "order_confirmation"


FIRST_NAME = "Standard"
"""What the design of each type is called that a new profile starts with."""

Colour = Annotated[
    str,
    StringConstraints(strip_whitespace=True, to_lower=True, max_length=7),
    of_form("#[0-9a-f]{6}", "is not a colour such as #1f6f8b"),
]


class DocumentTemplateFields(Model):
    """What may be said of a design besides its name and type."""

    is_default: bool | None = Field(None, description="Whether documents of its type use it where nothing else is said")
    accent_colour: Colour | None = Field(None, description="Colour of lines and headings")
    footer: Notes | None = Field(None, description="Text at the foot of every page")


class DocumentTemplateDraft(DocumentTemplateFields):
    """A new design."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "Green", "document_type": "invoice", "accent_colour": "#2e7d32"}]}
    )

    name: Text
    document_type: DocumentType


class DocumentTemplateChange(DocumentTemplateFields):
    """What changes on a design: only the fields given."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"id": "0197a943-2325-7829-b835-b6c71a293065", "footer": "Thank you"}]}
    )
    never_empty: ClassVar[frozenset[str]] = frozenset({"is_default", "name"})

    id: UUID = Field(description="Document template")
    name: Text | None = None


class DocumentTemplateQuery(PageQuery):
    """Which designs."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"document_type": "invoice"}]})
    sorts: ClassVar[tuple[str, ...]] = ("name", "document_type", "created_at", "updated_at")
    default_sort: ClassVar[str] = "name"

    document_type: DocumentType | None = None


class DocumentTemplate(Resource):
    """A design of documents of one type."""

    concise: ClassVar[tuple[str, ...]] = ("id", "name", "document_type", "is_default")

    name: str
    document_type: DocumentType
    is_default: bool
    accent_colour: str | None
    footer: str | None
