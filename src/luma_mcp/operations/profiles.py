"""Profiles: list and read over the interfaces; made and changed on the command line."""

from typing import Any

from luma_mcp.domain.countries import country_pack
from luma_mcp.domain.paging import Meta, Page
from luma_mcp.domain.profiles import (
    MAY_BE_EMPTY,
    BookkeepingMode,
    CompanyQuery,
    Profile,
    ProfileChange,
    ProfileDraft,
    ProfileQuery,
    ProfileRef,
    VatMethod,
    VatPeriod,
)
from luma_mcp.errors import NotFound
from luma_mcp.operation import reads, reads_account, writes_account
from luma_mcp.operations.changes import changed_fields
from luma_mcp.store import categories
from luma_mcp.store import profiles as store
from luma_mcp.store.books import AccountBooks, Books, WritableAccountBooks
from luma_mcp.store.chart import follow_currency, seed_ledger
from luma_mcp.store.document_templates import seed_document_templates
from luma_mcp.store.journal_categories import seed_journal_categories
from luma_mcp.store.party_groups import seed_party_groups
from luma_mcp.store.product_groups import seed_product_group


@reads_account("profiles")
async def list_profiles(books: AccountBooks, query: ProfileQuery) -> Page[Profile]:
    """List the profiles (companies) that this key reaches, with the defaults of their documents."""
    found = await store.list_profiles(books, query)
    meta = Meta(total=await store.count_profiles(books, query), limit=query.limit)
    return Page[Profile](data=tuple(found), meta=meta)


@reads_account("profiles")
async def get_profile(books: AccountBooks, wanted: ProfileRef) -> Profile:
    """Show one profile with its defaults: prefix, deadline, currency, VAT, bank details."""
    found = await store.find_profile(books, wanted.id)
    if found is None:
        raise NotFound.of("profile", wanted.id)
    return found


@reads("profiles")
async def get_company(books: Books, _: CompanyQuery) -> Profile:
    """Show the company whose books these are: address, VAT number, contacts, and what its documents start from."""
    return await store.this_profile(books)


@writes_account("profiles")
async def create_profile(books: WritableAccountBooks, draft: ProfileDraft) -> Profile:
    """Make a profile; what is not given comes from its country."""
    pack = country_pack(draft.country)
    registered = bool(draft.vat_registered)
    made = Profile.model_validate(
        {
            "vat_registered": registered,
            "default_tax_rate": pack.standard_rate if registered else 0,
            "currency": pack.currency,
            "invoice_prefix": "IV-",
            "offer_prefix": "OF-",
            "number_padding": 3,
            "payment_deadline_days": 30,
            "bookkeeping_mode": BookkeepingMode.DOUBLE_ENTRY,
            "vat_method": VatMethod.EFFECTIVE,
            "vat_period": VatPeriod.QUARTER,
            "fiscal_year_start": "01-01",
            "time_zone": pack.time_zone,
            "language": pack.language,
            **dict.fromkeys(MAY_BE_EMPTY),
            **draft.model_dump(exclude_none=True),
            "id": books.new_id(),
            "created_at": books.now,
            "updated_at": books.now,
        }
    )
    await store.add_profile(books, made)
    await categories.seed_categories(books, made.id, pack)
    await seed_ledger(books, made)
    await seed_party_groups(books, made)
    await seed_document_templates(books, made.id)
    await seed_product_group(books, made)
    await seed_journal_categories(books, made)
    return made


@writes_account("profiles")
async def update_profile(books: WritableAccountBooks, change: ProfileChange) -> Profile:
    """Change what later documents of a profile start from; documents already written keep what they say.

    A profile that registers for VAT and has no rate yet takes the standard rate of its country.
    """
    await store.hold_profile(books, change.id)
    before = await get_profile(books, ProfileRef(id=change.id))
    fields: dict[str, Any] = changed_fields(change)
    if fields.get("vat_registered") and not before.vat_registered and not before.default_tax_rate:
        fields.setdefault("default_tax_rate", country_pack(fields.get("country", before.country)).standard_rate)
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await store.save_profile(books, changed)
    if changed.currency != before.currency:
        await follow_currency(books, changed.id, changed.currency)
    return changed
