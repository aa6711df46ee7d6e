"""Bank accounts and cash registers: list, read, make, change, delete."""

from decimal import Decimal

from luma_mcp.domain.bank_accounts import BankAccount, BankAccountChange, BankAccountDraft, BankAccountQuery
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.money import to_major, to_minor
from luma_mcp.domain.paging import Page
from luma_mcp.errors import BankAccountInUse, NotFound, WriteOnce
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.store import bank_accounts as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.profiles import this_profile

_NEVER_EMPTY = frozenset({"name", "currency", "is_default", "archived", "opening_balance"})


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
    await store.add_bank_account(books, made, opening_given=draft.opening_balance is not None)
    return made


@writes("bank-accounts")
async def update_bank_account(books: WritableBooks, change: BankAccountChange) -> BankAccount:
    """Change a bank account: only the fields given. The opening balance is written once."""
    await store.hold_bank_account(books, change.id)
    before = await get_bank_account(books, Ref(id=change.id))
    fields = changed_fields(change, never_empty=_NEVER_EMPTY)
    if fields.get("currency", before.currency) != before.currency:
        await _check_unused(books, before)
    opening_given = fields.get("opening_balance") is not None
    if opening_given:
        await _check_opening(books, before, change)
    if fields.get("is_default"):
        await store.clear_default(books)
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await store.save_bank_account(books, changed, opening_given=opening_given)
    return await get_bank_account(books, Ref(id=change.id))


@writes("bank-accounts", destructive=True)
async def delete_bank_account(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a bank account that nothing was booked on; one that is used is archived instead."""
    await get_bank_account(books, wanted)
    if await store.bank_account_in_use(books, wanted.id):
        raise BankAccountInUse
    await store.remove_bank_account(books, wanted.id)
    return Deleted(id=wanted.id)


async def _check_unused(books: WritableBooks, account: BankAccount) -> None:
    if account.opening_balance or await store.bank_account_in_use(books, account.id):
        raise BankAccountInUse("The currency of a bank account is fixed once something is booked on it.")


async def _check_opening(books: WritableBooks, account: BankAccount, change: BankAccountChange) -> None:
    if change.opening_balance is not None:
        to_minor(change.opening_balance, change.currency or account.currency, "opening_balance")
    if change.opening_balance != account.opening_balance and await store.opening_balance_given(books, account.id):
        raise WriteOnce("The opening balance was written before.", fix="Record the difference as income or an expense.")
