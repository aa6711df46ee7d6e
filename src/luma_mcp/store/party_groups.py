"""Groups of clients and of vendors in the books, and the control account of each party."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Column, ColumnElement, RowMapping, Table, and_, func, select

from luma_mcp.domain.charts import AccountType
from luma_mcp.domain.metadata import kept, shown
from luma_mcp.domain.paging import Page
from luma_mcp.domain.party_groups import (
    ClientGroup,
    Group,
    GroupQuery,
    GroupSeed,
    Region,
    VendorGroup,
    client_groups,
    fallbacks,
    vendor_groups,
)
from luma_mcp.domain.profiles import Profile
from luma_mcp.store.books import Books, WritableAccountBooks, WritableBooks
from luma_mcp.store.chart import ChartAccount, chart_account
from luma_mcp.store.ledger_accounts import ledger_account, posting_role
from luma_mcp.store.listing import Listing, list_rows, matching, plain, search_text
from luma_mcp.store.party_group_tables import client_group, client_standing, vendor_group, vendor_standing

Kept = TypeVar("Kept", bound=Group)


@dataclass(frozen=True, eq=False)
class Groups(Generic[Kept]):
    """The groups of one kind of party: their table, who is in them, and the role of their usual account."""

    noun: str
    model: type[Kept]
    page: type[Page[Kept]]
    table: Table
    standing: Table
    party: Column[UUID]
    member_of: Column[UUID]
    account_type: AccountType
    """Also the name of the posting role."""

    @property
    def account(self) -> ColumnElement[UUID]:
        """The account of a group: its own, or the one that plays the role."""
        plays = and_(posting_role.c.profile_id == self.table.c.profile_id, posting_role.c.role == self.account_type)
        usual = select(posting_role.c.account_id).where(plays).correlate(self.table).scalar_subquery()
        return func.coalesce(self.table.c.account_id, usual)

    @property
    def listing(self) -> Listing:
        """How they are listed."""
        group = self.table.c
        same = and_(ledger_account.c.profile_id == group.profile_id, ledger_account.c.id == self.account)
        account = [ledger_account.c.id.label("kept_on"), ledger_account.c.number.label("account_number")]
        return Listing(
            columns=[self.table, *account, ledger_account.c.name.label("account_name")],
            source=self.table.outerjoin(ledger_account, same),
            id=group.id,
            sorts={
                "number": group.number,
                "name": func.lower(group.name),
                "created_at": group.created_at,
                "updated_at": group.updated_at,
            },
        )


OF_CLIENTS = Groups(
    "client group",
    ClientGroup,
    Page[ClientGroup],
    client_group,
    client_standing,
    client_standing.c.client_id,
    client_standing.c.client_group_id,
    AccountType.RECEIVABLE,
)
OF_VENDORS = Groups(
    "vendor group",
    VendorGroup,
    Page[VendorGroup],
    vendor_group,
    vendor_standing,
    vendor_standing.c.vendor_id,
    vendor_standing.c.vendor_group_id,
    AccountType.PAYABLE,
)


async def control_account_of_client(books: Books, client_id: UUID | None) -> ChartAccount:
    """The account that holds what a client owes: its group's; without a client the usual one."""
    return await _control_account(books, OF_CLIENTS, client_id)


async def control_account_of_vendor(books: Books, vendor_id: UUID | None) -> ChartAccount:
    """The account that holds what is owed to a vendor: its group's; without a vendor the usual one."""
    return await _control_account(books, OF_VENDORS, vendor_id)


async def list_groups(books: Books, groups: Groups[Kept], query: GroupQuery) -> Page[Kept]:
    """A page of groups."""
    listed = await list_rows(books, groups.listing, query, matching(books, groups.table, query))
    return groups.page(data=tuple(_group(groups, row) for row in listed.rows), meta=listed.meta)


async def find_group(books: Books, groups: Groups[Kept], group_id: UUID) -> Kept | None:
    """One group."""
    listing = groups.listing
    query = select(*listing.columns).select_from(listing.source)
    row = await books.fetch_one(query.where(books.this(groups.table, group_id)))
    return _group(groups, row) if row else None


async def group_for(books: Books, groups: Groups[Kept], region: Region) -> UUID:
    """The group that a new party from there joins: that of its region, of a wider one, or the first."""
    table = groups.table.c
    rows = await books.fetch_all(
        select(table.id, table.default_for).where(books.own(groups.table)).order_by(table.number)
    )
    found = {row["default_for"]: row["id"] for row in rows}
    by_region = (found[one] for one in fallbacks(region) if one in found)
    first: UUID = next(by_region, rows[0]["id"])
    return first


async def hold_groups(books: WritableBooks, groups: Groups[Kept]) -> None:
    """Keep other writes from changing groups until this one is done."""
    await books.hold(groups.table, books.own(groups.table))


async def number_taken(books: Books, groups: Groups[Kept], number: int, but: UUID | None = None) -> bool:
    """Whether another group bears this number."""
    same = groups.table.c.number == number
    return await books.exists(groups.table, same if but is None else same & (groups.table.c.id != but))


async def next_number(books: Books, groups: Groups[Kept]) -> int:
    """The number after the highest that there is."""
    query = select(func.max(groups.table.c.number)).where(books.own(groups.table))
    return int(await books.fetch_value(query) or 0) + 1


async def has_members(books: Books, groups: Groups[Kept], group_id: UUID) -> bool:
    """Whether anybody is in a group."""
    return await books.exists(groups.standing, groups.member_of == group_id)


async def is_last(books: Books, groups: Groups[Kept], group_id: UUID) -> bool:
    """Whether there is no other group."""
    return not await books.exists(groups.table, groups.table.c.id != group_id)


async def stand_back(books: WritableBooks, groups: Groups[Kept], region: Region) -> None:
    """Whatever group new parties of a region joined, they join it no longer."""
    holder = books.own(groups.table) & (groups.table.c.default_for == region)
    await books.write(groups.table.update().where(holder).values(default_for=None, updated_at=books.now))


async def add_group(books: WritableBooks, groups: Groups[Kept], group_id: UUID, fields: dict[str, Any]) -> None:
    """Write a new group."""
    stamp = {"profile_id": books.profile_id, "id": group_id, "created_at": books.now, "updated_at": books.now}
    await books.add(groups.table, **stamp, **_row(fields), search=_search(fields))


async def save_group(books: WritableBooks, groups: Groups[Kept], before: Kept, fields: dict[str, Any]) -> None:
    """Write what changed on a group."""
    named = {"number": before.number, "name": before.name} | fields
    row = _row(fields) | {"search": _search(named), "updated_at": books.now}
    await books.write(groups.table.update().where(books.this(groups.table, before.id)).values(**row))


async def remove_group(books: WritableBooks, groups: Groups[Kept], group_id: UUID) -> None:
    """Delete a group that nobody is in."""
    await books.write(groups.table.delete().where(books.this(groups.table, group_id)))


async def groups_on(books: Books, account_id: UUID) -> list[str]:
    """The names of the groups that are kept on an account of their own choice."""
    named = [
        select(one.table.c.name).where(books.own(one.table), one.table.c.account_id == account_id)
        for one in (OF_CLIENTS, OF_VENDORS)
    ]
    return sorted([str(row["name"]) for query in named for row in await books.fetch_all(query)])


async def seed_party_groups(books: WritableAccountBooks | WritableBooks, made: Profile) -> None:
    """Write the groups of clients and of vendors that a new profile starts with."""
    await _seed(books, client_group, made.id, client_groups(made.country, made.language))
    await _seed(books, vendor_group, made.id, vendor_groups(made.country, made.language))


async def _seed(
    books: WritableAccountBooks | WritableBooks, table: Table, profile_id: UUID, seeds: Sequence[GroupSeed]
) -> None:
    stamp = {"profile_id": profile_id, "created_at": books.now, "updated_at": books.now, "metadata": {}}
    rows = [
        stamp
        | {"id": books.new_id(), "number": seed.number, "name": seed.name, "default_for": seed.default_for}
        | {"search": search_text(seed.number, seed.name)}
        for seed in seeds
    ]
    await books.write_rows(table, rows)


async def _control_account(books: Books, groups: Groups[Any], party_id: UUID | None) -> ChartAccount:
    role = books.own(posting_role) & (posting_role.c.role == groups.account_type)
    wanted: ColumnElement[UUID] = select(posting_role.c.account_id).where(role).scalar_subquery()
    if party_id is not None:
        of_party = and_(
            groups.standing.c.profile_id == groups.table.c.profile_id, groups.member_of == groups.table.c.id
        )
        own = select(groups.table.c.account_id).select_from(groups.table.join(groups.standing, of_party))
        own = own.where(books.own(groups.standing), groups.party == party_id)
        wanted = func.coalesce(own.scalar_subquery(), wanted)
    query = select(ledger_account).where(books.own(ledger_account), ledger_account.c.id == wanted)
    row = await books.fetch_one(query)
    if row is None:
        raise LookupError(f"a chart without an account that is {groups.account_type}")
    return chart_account(row)


def _row(fields: dict[str, Any]) -> dict[str, Any]:
    return fields | ({"metadata": kept(fields["metadata"])} if "metadata" in fields else {})


def _search(fields: dict[str, Any]) -> str:
    return search_text(fields["number"], fields["name"])


def _group(groups: Groups[Kept], row: RowMapping) -> Kept:
    fields = plain(row)
    fields |= {"account_id": fields.pop("kept_on"), "metadata": shown(fields["metadata"])}
    return groups.model.model_validate(fields)
