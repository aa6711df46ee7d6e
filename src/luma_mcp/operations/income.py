"""Income without an invoice: record it."""

from decimal import Decimal

from luma_mcp.domain.income import Income, IncomeDraft
from luma_mcp.domain.ledger import Area
from luma_mcp.domain.money import to_major, to_minor
from luma_mcp.domain.vat import tax_in_gross
from luma_mcp.errors import Invalid
from luma_mcp.operation import writes
from luma_mcp.operations.posting import refuse_locked
from luma_mcp.operations.purchase_postings import post_income
from luma_mcp.operations.settlement import bank_account_for
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.categories import check_category
from luma_mcp.store.income import add_income
from luma_mcp.store.profiles import this_profile


@writes("revenue")
async def create_income(books: WritableBooks, draft: IncomeDraft) -> Income:
    """Record income that came without an invoice (cash sale, interest, subsidy …); it counts in get_revenue at once."""
    profile = await this_profile(books)
    currency = profile.currency
    if draft.currency not in (None, currency):
        raise Invalid.field("currency", f"income is recorded in the profile's currency, {currency}")
    gross = to_minor(draft.amount, currency, "amount")
    rate = draft.tax_rate or Decimal(0)
    tax = tax_in_gross(gross, rate)
    await refuse_locked(books, draft.date, Area.SALES)
    await bank_account_for(books, draft.bank_account_id, currency)
    stamp = {name: value for name, value in books.stamp().items() if name != "profile_id"}
    made = Income(
        **stamp,
        date=draft.date,
        amount=to_major(gross, currency),
        currency=currency,
        description=draft.description,
        category=await check_category(books, "income", draft.category),
        bank_account_id=draft.bank_account_id,
        tax_rate=rate,
        net=to_major(gross - tax, currency),
        tax=to_major(tax, currency),
    )
    await add_income(books, made)
    await post_income(books, made)
    return made
