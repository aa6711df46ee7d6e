"""Product groups: list, read, make, change, delete."""

from collections.abc import Mapping
from uuid import UUID

from luma_mcp.domain.charts import CONTROL_TYPES
from luma_mcp.domain.clients import VatZone
from luma_mcp.domain.model import Deleted, Ref
from luma_mcp.domain.paging import Page
from luma_mcp.domain.product_groups import (
    ACCOUNT_OF_ZONE,
    ProductGroup,
    ProductGroupChange,
    ProductGroupDraft,
    ProductGroupQuery,
)
from luma_mcp.errors import Invalid, NotForSales, NotFound, NumberTaken, RecordInUse, UnknownReference
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.operations.numbers import Series, record_number
from luma_mcp.store import product_groups as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import ChartAccount, accounts_by_id, vat_codes_of

_ACCOUNTS = tuple(ACCOUNT_OF_ZONE.values())
_SERIES = Series("product_group", "", 1, store.number_taken)
_WITHOUT_VAT = ACCOUNT_OF_ZONE[VatZone.DOMESTIC_WITHOUT_VAT]


@reads("products")
async def list_product_groups(books: Books, query: ProductGroupQuery) -> Page[ProductGroup]:
    """List product groups by number, with their accounts; search is what the number or the name begins with."""
    return await store.list_product_groups(books, query)


@reads("products")
async def get_product_group(books: Books, wanted: Ref) -> ProductGroup:
    """Show one product group with the account of each VAT zone."""
    found = await store.find_product_group(books, wanted.id)
    if found is None:
        raise NotFound.of("product group", wanted.id)
    return found


@writes("products")
async def create_product_group(books: WritableBooks, draft: ProductGroupDraft) -> ProductGroup:
    """Create a product group: sales of its products are booked on the account of the client's VAT zone.

    Raises:
        UnknownReference: an account is not there.
        NotForSales: an account has no VAT code for sales; the one without VAT needs none.
    """
    await _check_accounts(books, {name: getattr(draft, name) for name in _ACCOUNTS})
    stamp = {key: value for key, value in books.stamp().items() if key != "profile_id"}
    number = await record_number(books, _SERIES, draft.number, subject="product group")
    row = draft.model_dump() | stamp | {"number": number, "is_default": False, "by_vat_code": False}
    await store.add_product_group(books, row)
    return await get_product_group(books, Ref(id=stamp["id"]))


@writes("products")
async def update_product_group(books: WritableBooks, change: ProductGroupChange) -> ProductGroup:
    """Change a product group: only the fields given. What is posted stays where it is.

    Raises:
        UnknownReference: an account is not there.
        NotForSales: an account has no VAT code for sales; the one without VAT needs none.
    """
    await store.hold_product_group(books, change.id)
    before = await get_product_group(books, Ref(id=change.id))
    fields = changed_fields(change)
    moved = {name: value for name, value in fields.items() if value != getattr(before, name)}
    if "number" in moved and await store.number_taken(books, fields["number"], but=change.id):
        raise NumberTaken(subject="product group")
    accounts = {name: moved[name] for name in _ACCOUNTS if name in moved}
    await _check_accounts(books, accounts)
    chosen = {"by_vat_code": False} if accounts else {}
    await store.save_product_group(books, before.model_copy(update=fields | chosen | {"updated_at": books.now}))
    return await get_product_group(books, Ref(id=change.id))


@writes("products", destructive=True)
async def delete_product_group(books: WritableBooks, wanted: Ref) -> Deleted:
    """Delete a product group that holds no product; the profile's own group stays."""
    await store.hold_product_group(books, wanted.id)
    found = await get_product_group(books, wanted)
    if found.is_default:
        words = f"{found.number} {found.name} is where products stand for which no group is named."
        raise RecordInUse(words, fix="Change it instead.", subject="product group")
    if found.product_count:
        words = f"{found.number} {found.name} holds {found.product_count} products."
        raise RecordInUse(words, fix="Move them to another group first (update_product).", subject="product group")
    await store.remove_product_group(books, wanted.id)
    return Deleted(id=wanted.id)


async def _check_accounts(books: Books, given: Mapping[str, UUID]) -> None:
    if not given:
        return
    accounts = await accounts_by_id(books, list(given.values()))
    for_sales = {code.code for code in await vat_codes_of(books) if code.category is not None}
    for name, account_id in given.items():
        if account_id not in accounts:
            raise UnknownReference.of(name, "account", account_id)
        _check_account(name, accounts[account_id], for_sales)


def _check_account(name: str, account: ChartAccount, for_sales: set[str]) -> None:
    """What revenue can be booked on: no control account, and with VAT only one whose code is for sales."""
    if account.type in CONTROL_TYPES:
        raise Invalid.field(name, f"{account.number} {account.name} is kept by open items; name one of revenue")
    if account.archived:
        raise Invalid.field(name, f"{account.number} {account.name} is archived; name another one")
    if name != _WITHOUT_VAT and account.vat_code not in for_sales:
        bears = f"bears the VAT code {account.vat_code}" if account.vat_code else "bears no VAT code"
        raise NotForSales.field(name, f"{account.number} {account.name} {bears}, which is not one for sales")
