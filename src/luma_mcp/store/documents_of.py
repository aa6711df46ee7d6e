"""Who stands on documents: whether a client or a product may be deleted."""

from uuid import UUID

from luma_mcp.store.books import Books
from luma_mcp.store.dimension_tables import project
from luma_mcp.store.invoices import invoice, invoice_line
from luma_mcp.store.journal import journal_line
from luma_mcp.store.journal_tables import draft_entry, draft_line, entry_fact
from luma_mcp.store.offer_table import offer, offer_line
from luma_mcp.store.open_items import open_item
from luma_mcp.store.recurring_invoices import recurring_invoice, recurring_invoice_line


async def client_in_use(books: Books, client_id: UUID) -> bool:
    """Whether a client has documents, projects or draft entries, or the ledger names it."""
    documents = (invoice, offer, recurring_invoice, project, draft_entry, draft_line)
    for table in (*documents, open_item, journal_line, entry_fact):
        if await books.exists(table, table.c.client_id == client_id):
            return True
    return False


async def product_in_use(books: Books, product_id: UUID) -> bool:
    """Whether a product stands on a line of a document."""
    for table in (invoice_line, offer_line, recurring_invoice_line):
        if await books.exists(table, table.c.catalog_item_id == product_id):
            return True
    return False
