"""Books from before the ledger: they get their chart, and their documents are posted as if it had always been there."""

from collections.abc import Awaitable, Callable, Mapping, Sequence

from luma_mcp.domain.back_posting import BackPosted, BackPosting
from luma_mcp.domain.expenses import ExpenseStatus
from luma_mcp.domain.ledger import Source
from luma_mcp.domain.model import Ref
from luma_mcp.domain.money import round_to_minor
from luma_mcp.domain.profiles import Profile
from luma_mcp.operation import writes
from luma_mcp.operations.bank_accounts import get_bank_account, post_opening
from luma_mcp.operations.expenses import get_expense
from luma_mcp.operations.invoices import get_invoice
from luma_mcp.operations.purchase_postings import post_expense, post_expense_payment, post_income
from luma_mcp.operations.sales_postings import post_invoice
from luma_mcp.operations.settlement import Received, post_payment
from luma_mcp.store import back_posting as store
from luma_mcp.store.back_posting import Past, PastDocument
from luma_mcp.store.bank_accounts import bank_of
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.chart import seed_ledger
from luma_mcp.store.income import find_income
from luma_mcp.store.product_groups import seed_product_group
from luma_mcp.store.profiles import this_profile
from luma_mcp.store.settlements import item_of


@writes("journal-entries", internal=True)
async def post_past_documents(books: WritableBooks, _: BackPosting) -> BackPosted:
    """Give books from before the ledger their chart and post their documents, day after day; others stay as they are.

    Raises:
        RateMissing: a document in another currency lies on a day without a rate; nothing was posted.
    """
    if not await store.lacks_ledger(books):
        return BackPosted(id=books.profile_id, documents=0)
    profile = await this_profile(books)
    await seed_ledger(books, profile)
    await seed_product_group(books, profile)
    await store.keep_banks_on_accounts_for_money(books)
    past = await store.past_documents(books)
    await _post_openings(books, past)
    for document in past:
        await _POSTINGS[document.kind](books, profile, document)
    return BackPosted(id=books.profile_id, documents=len(past))


async def _post_openings(books: WritableBooks, past: Sequence[PastDocument]) -> None:
    """Post what was on bank accounts when the books began: on the day of the first document."""
    for account_id in await store.opened_bank_accounts(books):
        account = await get_bank_account(books, Ref(id=account_id))
        await post_opening(books, account, past[0].day if past else books.today)


async def _post_invoice(books: WritableBooks, profile: Profile, document: PastDocument) -> None:
    await post_invoice(books, profile, await get_invoice(books, Ref(id=document.id)))


async def _post_payment(books: WritableBooks, _: Profile, document: PastDocument) -> None:
    invoice = await get_invoice(books, Ref(id=document.id))
    paid = next(payment for payment in invoice.payments if payment.id == document.payment_id)
    bank = await bank_of(books, paid.bank_account_id) if paid.bank_account_id else None
    received = Received(paid.id, paid.date, round_to_minor(paid.amount, invoice.currency), bank)
    await post_payment(books, invoice, await item_of(books, Source.INVOICE, invoice.id), received)


async def _post_expense(books: WritableBooks, profile: Profile, document: PastDocument) -> None:
    """Post an expense, with its payment if that did not come later."""
    expense = await get_expense(books, Ref(id=document.id))
    if expense.paid_on is not None and expense.paid_on > expense.date:
        expense = expense.model_copy(update={"status": ExpenseStatus.UNPAID, "paid_on": None})
    await post_expense(books, profile, expense)


async def _post_expense_payment(books: WritableBooks, _: Profile, document: PastDocument) -> None:
    await post_expense_payment(books, await get_expense(books, Ref(id=document.id)))


async def _post_income(books: WritableBooks, _: Profile, document: PastDocument) -> None:
    income = await find_income(books, document.id)
    if income is not None:
        await post_income(books, income)


_POSTINGS: Mapping[Past, Callable[[WritableBooks, Profile, PastDocument], Awaitable[None]]] = {
    Past.INVOICE: _post_invoice,
    Past.EXPENSE: _post_expense,
    Past.INCOME: _post_income,
    Past.PAYMENT: _post_payment,
    Past.EXPENSE_PAYMENT: _post_expense_payment,
}
