"""Paying invoices: a payment is recorded, allocated to what is open, and what is too much is kept for the client."""

from uuid import UUID

from luma_mcp.domain.invoices import Invoice, PaymentDraft
from luma_mcp.domain.money import LIMIT_MINOR, round_to_minor, to_minor
from luma_mcp.errors import Invalid
from luma_mcp.store import invoices as store
from luma_mcp.store import payments
from luma_mcp.store.bank_accounts import default_bank_account, find_bank_account
from luma_mcp.store.books import Books, WritableBooks


async def pay_in_full(books: WritableBooks, invoice: Invoice, draft: PaymentDraft) -> None:
    """Record a payment of the amount given, or of all that is open."""
    currency = invoice.currency
    amount = round_to_minor(invoice.open, currency)
    if draft.amount is not None:
        amount = to_minor(draft.amount, currency, "amount")
    if abs(round_to_minor(invoice.paid + invoice.overpaid, currency) + amount) > LIMIT_MINOR:
        raise Invalid.field("amount", "together with earlier payments it is beyond the largest that the books hold")
    paid_on = draft.date or books.today
    if paid_on > books.today:
        raise Invalid.field("date", f"lies in the future; today is {books.today}")
    await payments.add_payment(
        books,
        draft,
        client_id=invoice.client_id,
        currency=currency,
        amount_minor=amount,
        bank_account_id=await bank_account_for(books, draft.bank_account_id, currency),
        paid_on=paid_on,
    )
    await settle_anew(books, invoice.id, round_to_minor(invoice.gross, currency))


async def settle_anew(books: WritableBooks, invoice_id: UUID, gross_minor: int) -> None:
    """Allocate what payments hold and note on the invoice what is paid and received."""
    paid, received = await payments.settle(books, invoice_id, gross_minor)
    await store.update_head(books, invoice_id, paid_minor=paid, received_minor=received)


async def bank_account_for(books: Books, given: UUID | None, currency: str) -> UUID | None:
    """The bank account given, or the default one of this currency; None where the profile has none.

    Raises:
        Invalid: not in this profile, or in another currency.
    """
    if given is None:
        return await default_bank_account(books, currency)
    found = await find_bank_account(books, given)
    if found is None:
        raise Invalid.field("bank_account_id", "there is no such bank account in this profile; use list_bank_accounts")
    if found.currency != currency:
        raise Invalid.field("bank_account_id", f"{found.name} is in {found.currency}, this is in {currency}")
    return found.id
