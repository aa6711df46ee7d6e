"""Designs of documents: list, make, change; one of each type is the default."""

from luma_mcp.domain.document_templates import (
    DocumentTemplate,
    DocumentTemplateChange,
    DocumentTemplateDraft,
    DocumentTemplateQuery,
)
from luma_mcp.domain.paging import Page
from luma_mcp.errors import DefaultRequired, NameTaken, NotFound, Problem
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.store import document_templates as store
from luma_mcp.store.books import Books, WritableBooks


@reads("document-templates")
async def list_document_templates(books: Books, query: DocumentTemplateQuery) -> Page[DocumentTemplate]:
    """List the designs of invoices, credit notes, offers and order confirmations, by name."""
    return await store.list_templates(books, query)


@writes("document-templates")
async def create_document_template(books: WritableBooks, draft: DocumentTemplateDraft) -> DocumentTemplate:
    """Create a design for documents of one type; as its default if that is said."""
    if await store.name_taken(books, draft.document_type, draft.name):
        raise NameTaken(subject="document template")
    if draft.is_default:
        await store.end_default(books, draft.document_type)
    stamp = {name: value for name, value in books.stamp().items() if name != "profile_id"}
    made = DocumentTemplate(**draft.model_dump() | stamp | {"is_default": bool(draft.is_default)})
    await store.add_template(books, made)
    return made


@writes("document-templates")
async def update_document_template(books: WritableBooks, change: DocumentTemplateChange) -> DocumentTemplate:
    """Change a design: only the fields given. Made the default of its type, it takes the place of the one before.

    Raises:
        DefaultRequired: the default of a type is only left by making another one the default.
    """
    await store.hold_template(books, change.id)
    before = await store.find_template(books, change.id)
    if before is None:
        raise NotFound.of("document template", change.id)
    fields = changed_fields(change)
    if before.is_default and fields.get("is_default") is False:
        problem = Problem("is_default", "one design of each type is its default")
        raise DefaultRequired(f"{before.name} is the default of its type.", problems=[problem])
    if "name" in fields and await store.name_taken(books, before.document_type, fields["name"], but=before.id):
        raise NameTaken(subject="document template")
    if fields.get("is_default") and not before.is_default:
        await store.end_default(books, before.document_type)
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await store.save_template(books, changed)
    return changed
