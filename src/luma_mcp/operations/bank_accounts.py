"""Bank accounts and cash registers: list, read, make, change, delete."""

from datetime import date
from decimal import Decimal

from luma_mcp.domain.bank_accounts import BankAccount, BankAccountChange, BankAccountDraft, BankAccountQuery
from luma_mcp.domain.charts import CONTROL_TYPES, AccountClass
from luma_mcp.domain.ledger import EntryKind, Leg, Source, Voucher
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.money import round_to_minor, to_major, to_minor
from luma_mcp.domain.paging import Page
from luma_mcp.domain.vat_postings import in_base
from luma_mcp.errors import BankAccountInUse, Invalid, NotFound, WriteOnce
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.posting import post
from luma_mcp.operations.settlement import bank_ledger_account
from luma_mcp.operations.taking_back import take_back_document
from luma_mcp.store import bank_accounts as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import accounts_by_number, working_chart
from luma_mcp.store.exchange_rates import rate_on
from luma_mcp.store.opening_balances import opened_on
from luma_mcp.store.profiles import this_profile


@reads("bank-accounts")
async def list_bank_accounts(books: Books, query: BankAccountQuery) -> Page[BankAccount]:
    """List bank accounts and cash registers with their balances."""
    return await store.list_bank_accounts(books, query)


@reads("bank-accounts")
async def get_bank_account(books: Books, wanted: Ref) -> BankAccount:
    """Show one bank account with its balance."""
    found = await store.find_bank_account(books, wanted.id)
    if found is None:
        raise NotFound.of("bank account", wanted.id)
    return found


@writes("bank-accounts")
async def create_bank_account(books: WritableBooks, draft: BankAccountDraft) -> BankAccount:
    """Create a bank account or cash register; the first one is the default."""
    currency = draft.currency or (await this_profile(books)).currency
    opening = to_minor(draft.opening_balance or Decimal(0), currency, "opening_balance")
    is_default = draft.is_default if draft.is_default is not None else not await store.any_bank_account(books)
    if is_default:
        await store.clear_default(books)
    stamp = {key: value for key, value in books.stamp().items() if key != "profile_id"}
    made = BankAccount(
        **draft.model_dump(exclude={"currency", "is_default", "opening_balance", "archived"}),
        **stamp,
        currency=currency,
        is_default=is_default,
        opening_balance=to_major(opening, currency),
        balance=to_major(opening, currency),
        archived=bool(draft.archived),
    )
    await _check_ledger_account(books, made.account_number)
    await store.add_bank_account(books, made, opening_given=draft.opening_balance is not None)
    await post_opening(books, made, books.today)
    return made


@writes("bank-accounts")
async def update_bank_account(books: WritableBooks, change: BankAccountChange) -> BankAccount:
    """Change a bank account: only the fields given. The opening balance is written once."""
    await store.hold_bank_account(books, change.id)
    before = await get_bank_account(books, Ref(id=change.id))
    fields = changed_fields(change)
    if fields.get("currency", before.currency) != before.currency:
        await _check_unused(books, before)
    opening_given = fields.get("opening_balance") is not None
    if opening_given:
        await _check_opening(books, before, change)
    if fields.get("is_default"):
        await store.clear_default(books)
    if fields.get("account_number") != before.account_number:
        await _check_ledger_account(books, fields.get("account_number"))
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await store.save_bank_account(books, changed, opening_given=opening_given)
    if opening_given and changed.opening_balance != before.opening_balance:
        await post_opening(books, changed, books.today)
    return await get_bank_account(books, Ref(id=change.id))


@writes("bank-accounts", destructive=True)
async def delete_bank_account(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a bank account that nothing was booked on; one that is used is archived instead."""
    await get_bank_account(books, wanted)
    if await store.bank_account_in_use(books, wanted.id):
        raise BankAccountInUse
    await take_back_document(books, [Source.BANK_ACCOUNT], wanted.id)
    await store.remove_bank_account(books, wanted.id)
    return Deleted(id=wanted.id)


async def post_opening(books: WritableBooks, account: BankAccount, day: date) -> None:
    """Post what was on the account when the books began with it, against the opening of the books."""
    amount = round_to_minor(account.opening_balance, account.currency)
    if not amount:
        return
    chart = await working_chart(books)
    bank = await bank_ledger_account(books, chart, await store.bank_of(books, account.id))
    opening = chart.account("opening_equity")
    for recorded in await opened_on(books, [bank.id]):
        if recorded.source is Source.OPENING_BALANCE and recorded.currency == account.currency:
            raise WriteOnce(
                f"Opening balance: {bank.number} {bank.name} has it from {recorded.entry} already.",
                fix="Leave opening_balance away, or take that entry back first (delete_journal_entry).",
            )
    rate = await rate_on(books, chart.base, account.currency, day)
    legs = [Leg(bank.id, 0, amount), Leg(opening.id, 0, -amount, of_result=opening.of_result)]
    voucher = Voucher(
        date=day,
        description=f"Opening balance of {account.name}"[:200],
        source=Source.BANK_ACCOUNT,
        source_id=account.id,
        legs=tuple(in_base(legs, account.currency, chart.base, rate.rate, fixed=0)),
        currency=account.currency,
        kind=EntryKind.OPENING,
        rate=rate.rate,
        rate_date=rate.date,
    )
    await post(books, voucher)


async def _check_ledger_account(books: WritableBooks, number: str | None) -> None:
    """Refuse a ledger account that is not in the chart, or is not one for money."""
    if number is None:
        return
    found = (await accounts_by_number(books, [number])).get(number)
    if found is None:
        raise Invalid.field("account_number", f"there is no account {number} in the chart; use list_accounts")
    if found.account_class not in (AccountClass.ASSET, AccountClass.LIABILITY) or found.type in CONTROL_TYPES:
        raise Invalid.field("account_number", f"{number} {found.name} is not an account for money")


async def _check_unused(books: WritableBooks, account: BankAccount) -> None:
    if account.opening_balance or await store.bank_account_in_use(books, account.id):
        raise BankAccountInUse("The currency of a bank account is fixed once something is booked on it.")


async def _check_opening(books: WritableBooks, account: BankAccount, change: BankAccountChange) -> None:
    if change.opening_balance is not None:
        to_minor(change.opening_balance, change.currency or account.currency, "opening_balance")
    if change.opening_balance != account.opening_balance and await store.opening_balance_given(books, account.id):
        raise WriteOnce("The opening balance was written before.", fix="Record the difference as income or an expense.")
