"""Designs of documents, as LedgerBee lists them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import Field
from typing_extensions import override

from luma_mcp.domain.document_templates import DocumentTemplate, DocumentType
from luma_mcp.domain.paging import Search
from luma_mcp.operations import document_templates
from luma_mcp.rest.binding import Binding, Listed
from luma_mcp.rest.wire import PageGiven, Shown, Timestamp


class DocumentTemplateType(StrEnum):
    """What a template is for."""

    INVOICE = "invoice-template"
    CREDIT_NOTE = "credit-note-template"
    QUOTE = "quote-template"
    ORDER_CONFIRMATION = "order-confirmation-template"


class DocumentTemplateSort(StrEnum):
    """What templates can be sorted by."""

    NAME = "name"
    DOCUMENT_TYPE = "documentType"
    CREATED_AT = "createdAt"


class SortOrder(StrEnum):
    """Which way a list is sorted."""

    ASC = "asc"
    DESC = "desc"


_TYPES: Mapping[DocumentType, DocumentTemplateType] = {
    DocumentType.INVOICE: DocumentTemplateType.INVOICE,
    DocumentType.CREDIT_NOTE: DocumentTemplateType.CREDIT_NOTE,
    DocumentType.OFFER: DocumentTemplateType.QUOTE,
    DocumentType.ORDER_CONFIRMATION: DocumentTemplateType.ORDER_CONFIRMATION,
}
_MEANT = {outside: inside for inside, outside in _TYPES.items()}
_SORTS = {
    DocumentTemplateSort.NAME: "name",
    DocumentTemplateSort.DOCUMENT_TYPE: "document_type",
    DocumentTemplateSort.CREATED_AT: "created_at",
}


class DocumentTemplateListQuery(PageGiven):
    """Which templates, in which order."""

    document_type: DocumentTemplateType | None = None
    search: Search | None = Field(None, description="Words of a name; all must occur")
    sort_by: DocumentTemplateSort = DocumentTemplateSort.NAME
    sort_order: SortOrder = SortOrder.ASC

    @override
    def to_domain(self) -> dict[str, Any]:
        """The type and the order in the core's words."""
        fields = super().to_domain()
        down = "-" if fields.pop("sort_order", self.sort_order) is SortOrder.DESC else ""
        fields["sort"] = down + _SORTS[fields.pop("sort_by", self.sort_by)]
        if self.document_type is not None:
            fields["document_type"] = _MEANT[self.document_type]
        return fields


class DocumentTemplateResponse(Shown):
    """A design of documents of one type; one of each type is the default."""

    id: UUID
    name: str
    document_type: DocumentTemplateType
    is_default: bool
    created_at: Timestamp
    updated_at: Timestamp

    @classmethod
    @override
    def spoken(cls, made: Any) -> dict[str, Any]:
        """The type in these words."""
        template: DocumentTemplate = made
        return {"document_type": _TYPES[template.document_type]}


BINDINGS = (
    Binding(
        "GET",
        "/api/v1/document-templates",
        document_templates.list_document_templates,
        row="list_document_templates",
        group="Document Templates",
        scope="document-templates-read",
        given=DocumentTemplateListQuery,
        shown=DocumentTemplateResponse,
        listed=Listed.PAGE,
    ),
)
