"""What is owed to a vendor when the books begin with it: an opening entry, never a bare number."""

from datetime import date, timedelta
from decimal import Decimal

from luma_mcp.domain.ledger import Area, EntryKind, ItemKind, Leg, Source, Voucher
from luma_mcp.domain.money import to_minor
from luma_mcp.domain.periods import fiscal_year_of
from luma_mcp.domain.profiles import Profile
from luma_mcp.domain.vendors import Vendor
from luma_mcp.operations.entry_lines import Planned, completed
from luma_mcp.operations.posting import post
from luma_mcp.operations.purchase_postings import DAYS_TO_PAY
from luma_mcp.store.books import WritableBooks
from luma_mcp.store.chart import working_chart
from luma_mcp.store.fiscal_years import neighbours, start_of_year
from luma_mcp.store.party_groups import control_account_of_vendor
from luma_mcp.store.posting import locked_day


async def post_vendor_opening(books: WritableBooks, profile: Profile, vendor: Vendor, amount: Decimal) -> None:
    """Post what is owed to a vendor (below zero: what it owes us) on its group's account, against opening equity.

    It opens an item on the first open day of the current fiscal year, in the currency of the books.
    """
    chart, owed = await working_chart(books), await control_account_of_vendor(books, vendor.id)
    minor, equity = to_minor(amount, chart.base, "opening_balance"), chart.account("opening_equity")
    day = await _first_open_day(books, profile)
    days = vendor.payment_deadline_days
    due = day + timedelta(days=DAYS_TO_PAY if days is None else days)
    control = Leg(owed.id, -minor, -minor, vendor_id=vendor.id)
    voucher = Voucher(
        date=day,
        description=f"Opening balance of {vendor.name}"[:200],
        source=Source.OPENING_BALANCE,
        kind=EntryKind.OPENING,
        legs=(),
        currency=chart.base,
    )
    planned = [Planned(control, ItemKind.PAYABLE, due_date=due), Planned(Leg(equity.id, minor, minor))]
    await post(books, await completed(books, voucher, planned))


async def _first_open_day(books: WritableBooks, profile: Profile) -> date:
    """The first day of the fiscal year that is open; today at the latest, which posting refuses where it is locked."""
    start = await start_of_year(books, books.today)
    if start is None:
        start = fiscal_year_of(books.today, profile.fiscal_year_start)[0]
        before, _ = await neighbours(books, books.today)
        start = max(start, before + timedelta(days=1)) if before else start
    locked = await locked_day(books, [Area.GENERAL])
    return min(max(start, locked + timedelta(days=1)), books.today) if locked else start
