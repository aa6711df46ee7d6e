"""The chart of accounts: list with balances, make and change accounts."""

from luma_mcp.domain.accounts import Account, AccountChange, AccountDraft, AccountName, AccountQuery
from luma_mcp.domain.chart import ChartQuery, ChartRow, public_number
from luma_mcp.domain.charts import CLASS_OF, AccountClass, AccountType
from luma_mcp.domain.money import to_major
from luma_mcp.domain.paging import Page
from luma_mcp.errors import AccountInUse, Invalid, NotFound, NumberTaken
from luma_mcp.operation import reads, writes
from luma_mcp.operations.changes import changed_fields
from luma_mcp.store import chart_of_accounts as store
from luma_mcp.store.books import Books, WritableBooks
from luma_mcp.store.chart import base_currency
from luma_mcp.store.chart_list import list_rows_of_chart
from luma_mcp.store.profiles import this_profile

_FIXED_ONCE_USED = ("number", "class_", "type")
_FIXED_BY_ROLE = ("class_", "type", "archived")
_OF_RESULT = frozenset({AccountClass.REVENUE, AccountClass.EXPENSE})


@reads("accounts")
async def list_accounts(books: Books, query: AccountQuery) -> Page[Account]:
    """List the chart of accounts by number with balances; search looks at number and name in every language.

    Balances are in the books' currency and by whole months to the present one: of assets, liabilities and equity since
    the beginning, of revenue and expense since the start of the fiscal year. Above zero is the usual side.
    """
    return await store.list_accounts(books, query)


@reads("accounts")
async def list_chart(books: Books, query: ChartQuery) -> Page[ChartRow]:
    """List the whole chart from top to bottom: accounts between their headings and totals, by public number."""
    return await list_rows_of_chart(books, query)


@writes("accounts")
async def create_account(books: WritableBooks, draft: AccountDraft) -> Account:
    """Add an account to the chart; its class follows from its type unless said otherwise."""
    if await store.number_taken(books, draft.number):
        raise NumberTaken
    if draft.vat_code:
        await _check_vat_code(books, draft.vat_code)
    made = Account(
        **draft.model_dump(exclude={"names", "class_", "archived", "public_number"}),
        public_number=draft.public_number or await _public_number(books, draft.number, draft.type),
        **{key: value for key, value in books.stamp().items() if key != "profile_id"},
        names=_named(draft.names or ()),
        class_=_class_of(draft.type, draft.class_),
        balance=to_major(0, currency := await base_currency(books)),
        currency=currency,
        archived=bool(draft.archived),
    )
    await store.add_account(books, made)
    return made


@writes("accounts")
async def update_account(books: WritableBooks, change: AccountChange) -> Account:
    """Change an account: only the fields given. One with entries keeps its number, class and type.

    Raises:
        AccountInUse: it has entries, or postings need it (a posting role, a VAT code) as it is.
    """
    await store.hold_account(books, change.id)
    before = await store.find_account(books, change.id)
    if before is None:
        raise NotFound.of("account", change.id)
    fields = changed_fields(change)
    if "names" in fields:
        fields["names"] = _named(change.names or ())
    if {"type", "class_"} & fields.keys():
        given = fields.get("class_") or (None if "type" in fields else before.class_)
        fields["class_"] = _class_of(fields.get("type", before.type), given)
    moved = {name for name, value in fields.items() if value != getattr(before, name)}
    await _check_change(books, before, moved)
    if "number" in moved and await store.number_taken(books, fields["number"], but=change.id):
        raise NumberTaken
    if fields.get("vat_code"):
        await _check_vat_code(books, fields["vat_code"])
    if fields.get("public_number", ...) is None:
        here = (fields.get("number", before.number), fields.get("type", before.type))
        fields["public_number"] = await _public_number(books, *here)
    changed = before.model_copy(update=fields | {"updated_at": books.now})
    await store.save_account(books, changed)
    return changed


async def _public_number(books: Books, number: str, kind: AccountType) -> int | None:
    """The usual number in the public standard chart, where the country has one."""
    return public_number((await this_profile(books)).country, number, kind)


async def _check_change(books: WritableBooks, account: Account, moved: set[str]) -> None:
    """An account with entries keeps its place, and so does one that postings look up."""
    if moved & set(_FIXED_ONCE_USED) and await store.has_lines(books, account.id):
        raise AccountInUse(
            f"{account.number} {account.name} has entries; it keeps its number, class and type.",
            fix="Archive it and create another account.",
        )
    if moved & set(_FIXED_BY_ROLE) and (roles := await store.roles_of(books, account.id)):
        raise AccountInUse(
            f"{account.number} {account.name} is what documents are posted on ({', '.join(roles)}).",
            fix="Change its name, or create another account beside it.",
        )


async def _check_vat_code(books: Books, code: str) -> None:
    if not await store.is_vat_code(books, code):
        raise Invalid.field("vat_code", f"there is no VAT code {code} in this profile; use list_vat_codes")


def _class_of(kind: AccountType, given: AccountClass | None) -> AccountClass:
    """The class of a type; another one is taken as long as both are of the balance sheet, or both of the result."""
    usual = CLASS_OF[kind]
    if given is None or given == usual:
        return usual
    if (given in _OF_RESULT) or (usual in _OF_RESULT):
        raise Invalid.field("class", f"{kind} accounts are of the class {usual}")
    return given


def _named(names: tuple[AccountName, ...]) -> tuple[AccountName, ...]:
    """One name a language, the last one given, by language."""
    by_language = {name.language: name for name in names}
    return tuple(by_language[language] for language in sorted(by_language))
