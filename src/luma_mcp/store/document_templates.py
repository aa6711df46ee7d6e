"""Designs of documents and their rows."""

from typing import Any
from uuid import UUID

from sqlalchemy import Index, RowMapping, func, select
from sqlalchemy import text as text_of

from luma_mcp.domain.document_templates import FIRST_NAME, DocumentTemplate, DocumentTemplateQuery, DocumentType
from luma_mcp.domain.paging import Page
from luma_mcp.store.books import Books, WritableAccountBooks, WritableBooks
from luma_mcp.store.listing import Listing, list_rows, matching, plain, search_text
from luma_mcp.store.schema import flag, one_of, profile_table, text, unique_index

document_template = profile_table(
    "document_template",
    text("name"),
    text("document_type"),
    flag("is_default"),
    text("accent_colour", null=True),
    text("footer", null=True),
    text("search"),
    unique_index("uq_document_template_name", "profile_id", "document_type", "search"),
    Index(
        "uq_document_template_default",
        "profile_id",
        "document_type",
        unique=True,
        sqlite_where=text_of("is_default = 1"),
        postgresql_where=text_of("is_default"),
    ),
    one_of("document_type", "invoice", "credit_note", "offer", "order_confirmation"),
)

_SORTS = {
    "name": func.lower(document_template.c.name),
    "document_type": document_template.c.document_type,
    "created_at": document_template.c.created_at,
    "updated_at": document_template.c.updated_at,
}


async def seed_document_templates(books: WritableAccountBooks, profile_id: UUID) -> None:
    """Write the designs that a new profile starts with: one of each type, its default."""
    await books.write_rows(
        document_template,
        [
            {
                "profile_id": profile_id,
                "id": books.new_id(),
                "name": FIRST_NAME,
                "document_type": str(kind),
                "is_default": True,
                "search": search_text(FIRST_NAME),
                "created_at": books.now,
                "updated_at": books.now,
            }
            for kind in DocumentType
        ],
    )


async def list_templates(books: Books, query: DocumentTemplateQuery) -> Page[DocumentTemplate]:
    """A page of designs."""
    listing = Listing([document_template], document_template, document_template.c.id, _SORTS)
    listed = await list_rows(books, listing, query, matching(books, document_template, query, "document_type"))
    return Page[DocumentTemplate](data=tuple(_template(row) for row in listed.rows), meta=listed.meta)


async def find_template(books: Books, template_id: UUID) -> DocumentTemplate | None:
    """One design."""
    row = await books.fetch_one(select(document_template).where(books.this(document_template, template_id)))
    return _template(row) if row else None


async def hold_template(books: WritableBooks, template_id: UUID) -> None:
    """Keep other writes from changing a design until this one is done."""
    await books.hold_record(document_template, template_id)


async def name_taken(books: Books, kind: DocumentType, name: str, but: UUID | None = None) -> bool:
    """Whether another design of this type is called so, in whatever case."""
    own = document_template.c
    same = (own.document_type == kind) & (own.search == search_text(name))
    return await books.exists(document_template, same if but is None else same & (own.id != but))


async def end_default(books: WritableBooks, kind: DocumentType) -> None:
    """Leave a type without a default, because another design becomes it."""
    own = books.own(document_template) & (document_template.c.document_type == kind) & document_template.c.is_default
    await books.write(document_template.update().where(own).values(is_default=False, updated_at=books.now))


async def add_template(books: WritableBooks, made: DocumentTemplate) -> None:
    """Write a new design."""
    await books.add(document_template, profile_id=books.profile_id, **_row(made))


async def save_template(books: WritableBooks, changed: DocumentTemplate) -> None:
    """Write a changed design."""
    row = _row(changed)
    del row["id"], row["created_at"]
    await books.write(document_template.update().where(books.this(document_template, changed.id)).values(**row))


def _row(template: DocumentTemplate) -> dict[str, Any]:
    return template.model_dump() | {"search": search_text(template.name)}


def _template(row: RowMapping) -> DocumentTemplate:
    return DocumentTemplate.model_validate(plain(row))
