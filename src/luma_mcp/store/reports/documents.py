"""What a ledger line comes from: the entry, the document's number, and the client or vendor."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Subquery, and_, func, select

from luma_mcp.store.clients import client
from luma_mcp.store.credit_notes import credit_note
from luma_mcp.store.expenses import expense
from luma_mcp.store.invoices import invoice
from luma_mcp.store.journal import journal_entry, journal_line
from luma_mcp.store.open_items import open_item
from luma_mcp.store.vendor_table import vendor

DOCUMENTS = (invoice, credit_note, expense)


def with_documents(page: Subquery, order: Sequence[str]) -> Any:
    """The rows of a page (which has profile_id and entry_id) with entry, source, number, party and description."""
    same = and_(journal_entry.c.profile_id == page.c.profile_id, journal_entry.c.id == page.c.entry_id)
    source: Any = page.join(journal_entry, same)
    for table in DOCUMENTS:
        of_entry = and_(table.c.profile_id == page.c.profile_id, table.c.id == journal_entry.c.source_id)
        source = source.outerjoin(table, of_entry)
    bought = and_(vendor.c.profile_id == page.c.profile_id, vendor.c.id == expense.c.vendor_id)
    number = func.coalesce(*(table.c.number for table in DOCUMENTS), _of_lines(page, open_item, "number"))
    party = func.coalesce(
        invoice.c.client_name,
        credit_note.c.client_name,
        vendor.c.name,
        _of_lines(page, client, "name"),
        _of_lines(page, vendor, "name"),
    )
    columns = [
        *page.c,
        journal_entry.c.number.label("entry"),
        journal_entry.c.source.label("source"),
        journal_entry.c.description.label("entry_description"),
        number.label("number"),
        party.label("party"),
    ]
    return select(*columns).select_from(source.outerjoin(vendor, bought)).order_by(*(page.c[name] for name in order))


_KEYS = {open_item: "open_item_id", client: "client_id", vendor: "vendor_id"}


def _of_lines(page: Subquery, table: Any, name: str) -> Any:
    """What the lines of the same entry say: the number of the item that is settled, the client, the vendor."""
    line, other = journal_line.alias(), table.alias()
    same = and_(other.c.profile_id == line.c.profile_id, other.c.id == line.c[_KEYS[table]])
    query = select(func.min(other.c[name])).select_from(line.join(other, same))
    return query.where(line.c.profile_id == page.c.profile_id, line.c.entry_id == page.c.entry_id).scalar_subquery()
