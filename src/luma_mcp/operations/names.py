"""What was meant: an id, a number or a name becomes one record, or a refusal that names candidates."""

from uuid import UUID

from luma_mcp.domain.names import Meant, Spoken
from luma_mcp.errors import Ambiguous, NotFound, plural_of
from luma_mcp.operation import reads
from luma_mcp.store import names as store
from luma_mcp.store.books import Books


@reads("clients", internal=True)
async def resolve_client(books: Books, spoken: Spoken) -> Meant:
    """Find the client that is meant by an id, a number or a name."""
    return await _meant(books, "client", spoken.text)


@reads("vendors", internal=True)
async def resolve_vendor(books: Books, spoken: Spoken) -> Meant:
    """Find the vendor that is meant by an id, a number or a name."""
    return await _meant(books, "vendor", spoken.text)


@reads("clients", internal=True)
async def resolve_client_group(books: Books, spoken: Spoken) -> Meant:
    """Find the group of clients that is meant by an id, a number or a name."""
    return await _meant(books, "client group", spoken.text)


@reads("vendors", internal=True)
async def resolve_vendor_group(books: Books, spoken: Spoken) -> Meant:
    """Find the group of vendors that is meant by an id, a number or a name."""
    return await _meant(books, "vendor group", spoken.text)


@reads("catalog", internal=True)
async def resolve_catalog_item(books: Books, spoken: Spoken) -> Meant:
    """Find the catalog item that is meant by an id, a number or a name."""
    return await _meant(books, "catalog item", spoken.text)


@reads("products", internal=True)
async def resolve_product(books: Books, spoken: Spoken) -> Meant:
    """Find the product that is meant by an id, a number or a name."""
    return await _meant(books, "product", spoken.text)


@reads("products", internal=True)
async def resolve_product_group(books: Books, spoken: Spoken) -> Meant:
    """Find the product group that is meant by an id, a number or a name."""
    return await _meant(books, "product group", spoken.text)


@reads("invoices", internal=True)
async def resolve_invoice(books: Books, spoken: Spoken) -> Meant:
    """Find the invoice that is meant by an id, a number or words on it."""
    return await _meant(books, "invoice", spoken.text)


@reads("credit-notes", internal=True)
async def resolve_credit_note(books: Books, spoken: Spoken) -> Meant:
    """Find the credit note that is meant by an id, a number or words on it."""
    return await _meant(books, "credit note", spoken.text)


@reads("open-items", internal=True)
async def resolve_open_item(books: Books, spoken: Spoken) -> Meant:
    """Find the open item that is meant by an id or the number of its document."""
    return await _meant(books, "open item", spoken.text)


@reads("offers", internal=True)
async def resolve_offer(books: Books, spoken: Spoken) -> Meant:
    """Find the offer that is meant by an id, a number or words on it."""
    return await _meant(books, "offer", spoken.text)


@reads("recurring-invoices", internal=True)
async def resolve_recurring_invoice(books: Books, spoken: Spoken) -> Meant:
    """Find the recurring invoice that is meant by an id, its title or words on it."""
    return await _meant(books, "recurring invoice", spoken.text)


@reads("expenses", internal=True)
async def resolve_expense(books: Books, spoken: Spoken) -> Meant:
    """Find the expense that is meant by an id, a number or words on it."""
    return await _meant(books, "expense", spoken.text)


@reads("bank-accounts", internal=True)
async def resolve_bank_account(books: Books, spoken: Spoken) -> Meant:
    """Find the bank account that is meant by an id, its name or its IBAN."""
    return await _meant(books, "bank account", spoken.text)


@reads("journal-entries", internal=True)
async def resolve_journal_entry(books: Books, spoken: Spoken) -> Meant:
    """Find the journal entry that is meant by an id, a number or words of it."""
    return await _meant(books, "journal entry", spoken.text)


@reads("journal-entries", internal=True)
async def resolve_draft_entry(books: Books, spoken: Spoken) -> Meant:
    """Find the draft of a journal entry that is meant by an id or words of it."""
    return await _meant(books, "draft entry", spoken.text)


@reads("journal-categories", internal=True)
async def resolve_journal_category(books: Books, spoken: Spoken) -> Meant:
    """Find the journal category that is meant by an id or a name."""
    return await _meant(books, "journal category", spoken.text)


@reads("accounts", internal=True)
async def resolve_account(books: Books, spoken: Spoken) -> Meant:
    """Find the ledger account that is meant by an id, a number or a name."""
    return await _meant(books, "account", spoken.text)


@reads("dimensions", internal=True)
async def resolve_dimension(books: Books, spoken: Spoken) -> Meant:
    """Find the dimension that is meant by an id or a name."""
    return await _meant(books, "dimension", spoken.text)


@reads("fiscal-years", internal=True)
async def resolve_fiscal_year(books: Books, spoken: Spoken) -> Meant:
    """Find the fiscal year that is meant by an id or a name."""
    return await _meant(books, "fiscal year", spoken.text)


@reads("projects", internal=True)
async def resolve_project(books: Books, spoken: Spoken) -> Meant:
    """Find the project that is meant by an id, its name or its external reference."""
    return await _meant(books, "project", spoken.text)


async def _meant(books: Books, noun: str, spoken: str) -> Meant:
    found = await _found(books, noun, spoken)
    if len(found) == 1:
        return Meant(id=found[0].id, label=found[0].label)
    if found:
        shown = [str(named) for named in found[: store.MOST_CANDIDATES]]
        raise Ambiguous(f"Several {plural_of(noun)} match '{spoken}'.", candidates=shown)
    similar = await store.find_similar(books, noun, spoken)
    raise NotFound.of(noun, f"'{spoken}'", candidates=[str(named) for named in similar])


async def _found(books: Books, noun: str, spoken: str) -> list[store.Named]:
    try:
        record_id = UUID(spoken)
    except ValueError:
        return await store.find_by_name(books, noun, spoken)
    named = await store.find_by_id(books, noun, record_id)
    return [named] if named else []
