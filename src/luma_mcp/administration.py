"""What the command line does beside serving: accounts, keys, rates, the demo, migrations, proving the books."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from pydantic import ValidationError

from luma_mcp.access.caller import Caller
from luma_mcp.app import Parts, post_past_documents, prepare_embedded
from luma_mcp.demo.books import fill
from luma_mcp.demo.calendar import FIRST_MOMENT, LAST_DAY
from luma_mcp.demo.diary import DemoClock, DemoIds
from luma_mcp.demo.rates import demo_quotes
from luma_mcp.domain.ecb import read_quotes
from luma_mcp.domain.export.formats import WRITERS
from luma_mcp.domain.export.journal import ExportFormat, ExportQuery, JournalStretch
from luma_mcp.domain.keys import Key
from luma_mcp.domain.licences import Licences
from luma_mcp.domain.members import Role
from luma_mcp.domain.oauth_clients import OAuthClient
from luma_mcp.domain.profiles import Profile, ProfileDraft
from luma_mcp.domain.scopes import LEDGERBEE, PARTNER
from luma_mcp.domain.verification import STRETCH, Section, Verification
from luma_mcp.errors import AccountRequired, Invalid, NoProfile, NotEmpty, NotFound
from luma_mcp.executor import Executor
from luma_mcp.operation import AnyOperation
from luma_mcp.operations.export import export_journal
from luma_mcp.operations.keys import create_key
from luma_mcp.operations.licences import update_licences
from luma_mcp.operations.members import invite_member
from luma_mcp.operations.oauth_clients import create_oauth_client
from luma_mcp.operations.profiles import create_profile, get_profile
from luma_mcp.operations.profiles import update_profile as change_profile
from luma_mcp.operations.registry import SCOPES
from luma_mcp.operations.verification import verify_books
from luma_mcp.problems import problems_of
from luma_mcp.settings import BadSetting, Settings
from luma_mcp.store.accounts import Account, add_account, all_accounts, set_today
from luma_mcp.store.exchange_rates import import_quotes
from luma_mcp.store.revision import HEAD

VERIFY_JOB = "verify"
EXPORT_JOB = "export"


@dataclass(frozen=True)
class ImportedRates:
    """What importing a file of exchange rates did; the currencies and days are those of the file."""

    added: int
    unchanged: int
    currencies: int
    first: date
    last: date


@dataclass(frozen=True)
class Migrated:
    """Where a migration left the database, and what it found to do."""

    revision: str
    posted: int = 0
    """Documents from before the ledger."""
    put_back: Sequence[str] = ()
    """What was wrong with the guards of an embedded file."""


@dataclass(frozen=True)
class Demo:
    """What making the demo books answers: ids to use and keys that are shown once."""

    account: UUID
    profiles: Sequence[Mapping[str, str]]
    keys: Mapping[str, str]


async def accounts(parts: Parts) -> Sequence[Account]:
    """Every account of this database, oldest first."""
    async with parts.database.reading() as connection:
        return await all_accounts(connection)


async def make_account(parts: Parts, name: str, plan: str = "lifetime") -> Account:
    """Make an account."""
    now = parts.clock()
    async with parts.database.writing() as connection:
        return await add_account(connection, account_id=parts.executor.new_id(), name=name, plan=plan, now=now)


async def owner_of(parts: Parts, account: str | None) -> Caller:
    """The owner of the account named (by id or name), or of the only one.

    Raises:
        AccountRequired: there are several and none was named.
        NotFound: there is no such account.
        NoProfile: there is none at all.
    """
    known = await accounts(parts)
    if not known:
        raise NoProfile
    wanted = [one for one in known if account is None or account in {str(one.id), one.name}]
    if not wanted:
        raise NotFound(f"There is no account {account}.", fix="See 'luma-mcp accounts list'.")
    if len(wanted) > 1:
        raise AccountRequired(candidates=[f"{one.id} {one.name}" for one in wanted])
    return await parts.access.owner(wanted[0].id)


async def run(parts: Parts, caller: Caller, operation: AnyOperation, given: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Run an operation as this caller."""
    return (await parts.executor.run(caller, operation, given)).result


async def first_profile(parts: Parts, given: Mapping[str, Any]) -> Profile:
    """Make the first company of one's own books, and the account that owns it; nothing when the fields are not valid.

    Raises:
        NotEmpty: there is a company already.
        Invalid: a field cannot be taken.
    """
    try:
        name = ProfileDraft.model_validate(given).name
    except ValidationError as problem:
        problems = problems_of(problem)
        raise Invalid("; ".join(f"{one.field} {one.problem}" for one in problems), problems=problems) from None
    known = await accounts(parts)
    if len(known) > 1 or (known and await parts.access.profiles(await parts.access.owner(known[0].id))):
        raise NotEmpty(fix="Add a company with 'luma-mcp profiles create'.")
    account = known[0] if known else await make_account(parts, name)
    made: Profile = await run(parts, await parts.access.owner(account.id), create_profile, given)
    return made


async def update_profile(
    parts: Parts, account: str | None, profile: str, given: Mapping[str, Any], licences: Mapping[str, Any]
) -> tuple[Profile, Licences | None]:
    """Change what later documents of a company (named by id or name) start from, and its licences if any is named."""
    owner = await owner_of(parts, account)
    profile_id = await _profile_id(parts, owner, profile)
    kept: Licences | None = None
    if licences:
        kept = await run(parts, owner, update_licences, {**licences, "id": profile_id})
    if given:
        await run(parts, owner, change_profile, {**given, "id": profile_id})
    changed: Profile = await run(parts, owner, get_profile, {"id": profile_id})
    return changed, kept


async def make_owned_key(
    parts: Parts, account: str | None, profile: str | None, given: Mapping[str, Any]
) -> tuple[str, Key]:
    """Make an API key for an account, of one company (named by id or name) or of all."""
    owner = await owner_of(parts, account)
    chosen = {} if profile is None else {"profile_id": await _profile_id(parts, owner, profile)}
    return await make_key(parts, owner, {**given, **chosen})


async def make_key(parts: Parts, owner: Caller, given: Mapping[str, Any]) -> tuple[str, Key]:
    """Make an API key; its secret (shown once, kept nowhere) and what is kept of it.

    Raises:
        Invalid: a scope is none that there is.
    """
    _refuse_unknown(given.get("scopes", ()))
    new = parts.access.new_key()
    kept = {"public_id": new.public_id, "mac": new.mac, "last_four": new.last_four}
    return new.token, await run(parts, owner, create_key, {**given, **kept})


async def invite(parts: Parts, account: str | None, profiles: Sequence[str], given: Mapping[str, Any]) -> str:
    """Invite somebody to companies (named by id or name); the secret of the link.

    Raises:
        MemberExists: the address is a member's, or the account has an owner who can sign in already.
    """
    owner = await owner_of(parts, account)
    if given.get("role") == Role.OWNER:
        return (await parts.people.invite_owner(owner.account_id, str(given["email"]))).token
    new = parts.people.new_invitation()
    granted = [await _profile_id(parts, owner, profile) for profile in profiles]
    fixed = {"profile_ids": granted, "public_id": new.public_id, "mac": new.mac}
    await run(parts, owner, invite_member, {**given, **fixed})
    return new.token


async def reset(parts: Parts, account: str | None, email: str) -> str:
    """A link with which a member chooses another password; its secret."""
    account_id = None if account is None else (await owner_of(parts, account)).account_id
    return (await parts.people.reset_link(email, account_id)).token


async def make_oauth_client(
    parts: Parts, account: str | None, profile: str, given: Mapping[str, Any]
) -> tuple[str, OAuthClient]:
    """Make an OAuth client for a service of one company (named by id or name); its secret and what is kept of it."""
    _refuse_unknown(given.get("scopes", ()))
    owner = await owner_of(parts, account)
    new = parts.grants.new_client_secret()
    fixed = {"profile_id": await _profile_id(parts, owner, profile), "mac": new.mac, "last_four": new.last_four}
    return new.token, await run(parts, owner, create_oauth_client, {**given, **fixed})


async def verify(
    parts: Parts, told: Callable[[str], None] = lambda _: None, *, stretch: int = STRETCH
) -> Sequence[tuple[str, Verification]]:
    """Prove the books of every profile of every account again; profile names and what was found.

    `told` hears what was just proved: a section, or a stretch of the entries of a long book.
    """
    found = []
    for account in await accounts(parts):
        owner = await parts.access.owner(account.id)
        for handle in await parts.access.profiles(owner):
            caller = Caller.system(account.id, handle, VERIFY_JOB, frozenset({verify_books.name}))
            caller, proved = replace(caller, account_today=account.today), Verification()
            async for section, proof in _proofs(parts, caller, stretch):
                proved = proved.plus(proof)
                done = f", {proof.next_seq:,} of {proof.last_seq:,}" if proof.next_seq else ""
                told(f"{handle.name}: {section}{done}")
            found.append((handle.name, proved))
    return found


async def _proofs(parts: Parts, caller: Caller, stretch: int) -> AsyncIterator[tuple[Section, Verification]]:
    for section in Section:
        after_seq: int | None = 0
        while after_seq is not None:
            given = {"section": section, "after_seq": after_seq, "stretch": stretch}
            proof: Verification = await run(parts, caller, verify_books, given)
            yield section, proof
            after_seq = proof.next_seq


async def export(parts: Parts, account: str | None, profile: str | None, wanted: ExportFormat) -> AsyncIterator[str]:
    """The journal of a company (named by id or name, or the only one) as text for another program, piece by piece.

    What is posted while it is written is left out.
    """
    owner = await owner_of(parts, account)
    handle = (await parts.access.choose_profile(owner, profile, by_name=True)).profile
    if handle is None:
        raise NoProfile
    caller = Caller.system(owner.account_id, handle, EXPORT_JOB, frozenset({export_journal.name}))
    writer, given = WRITERS[wanted], ExportQuery()
    while True:
        stretch: JournalStretch = (await parts.executor.run(caller, export_journal, given)).result
        if not given.after_seq:
            yield writer.head(stretch)
        for entry in stretch.entries:
            yield writer.entry(entry, stretch.currency)
        if stretch.next_seq is None:
            return
        given = ExportQuery(after_seq=stretch.next_seq, last_seq=stretch.last_seq)


async def import_rates(parts: Parts, content: bytes, *, replace: bool = False) -> ImportedRates:
    """Keep the exchange rates of a file that the European Central Bank publishes, or nothing of it.

    Raises:
        Invalid: the file is not one of these, or a rate that is kept already differs and `replace` is not set.
    """
    quotes = read_quotes(content)
    async with parts.database.writing() as connection:
        added, unchanged = await import_quotes(connection, quotes, replace=replace)
    currencies = len({quote.currency for quote in quotes})
    return ImportedRates(added, unchanged, currencies, quotes[0].date, quotes[-1].date)


async def migrate(settings: Settings) -> Migrated:
    """Bring the database to the newest schema, put its guards in place, and post documents from before the ledger.

    On PostgreSQL the owner role of LUMA_MIGRATION_URL changes the schema and grants the role of LUMA_DATABASE_URL what
    it needs; that role posts.

    Raises:
        RateMissing: the schema is in place and what was posted stays; another migration goes on from there.
    """
    revision, put_back = await _migrate_schema(settings)
    return Migrated(revision, await post_past_documents(settings), put_back)


async def _migrate_schema(settings: Settings) -> tuple[str, Sequence[str]]:
    from luma_mcp.store import migrate as schema

    if settings.is_embedded:
        await prepare_embedded(settings)
        return HEAD, await schema.restore_guards(settings.database_url)
    owner_url = settings.migration_url or settings.database_url
    role, owner = _role(settings.database_url), _role(owner_url)
    if settings.migration_url and role == owner:
        raise BadSetting("LUMA_MIGRATION_URL", "names the same role as LUMA_DATABASE_URL; the program owns no tables")
    return await schema.migrate(owner_url, application_role=role if role != owner else None), ()


async def make_demo(parts: Parts) -> Demo:
    """Fill an empty database with the demo: one account, two profiles, 18 months, four keys.

    Raises:
        NotEmpty: there is an account already.
    """
    if await accounts(parts):
        raise NotEmpty
    clock, ids = DemoClock(FIRST_MOMENT), DemoIds()
    executor = Executor(parts.database, parts.limits, clock=clock, new_id=ids)
    account_id = ids(clock())
    await _add_demo_account(parts, account_id, clock())
    owner = await parts.access.owner(account_id)
    async with parts.database.writing() as connection:
        await import_quotes(connection, demo_quotes())
    profiles = await fill(executor, parts.access, owner, clock)
    async with parts.database.writing() as connection:
        await set_today(connection, account_id, LAST_DAY)
    first, second = profiles
    wanted: dict[str, dict[str, Any]] = {
        "owner": {"label": "Demo owner", "mode": "read_write"},
        "read_only": {"label": "Demo reports", "mode": "read_only"},
        "scoped": {"label": "Demo one company", "mode": "read_write", "profile_id": first.id},
        "ledgerbee": {
            "label": "Demo LedgerBee",
            "mode": "read_write",
            "profile_id": second.id,
            "scopes": sorted({*SCOPES, *LEDGERBEE}),
        },
    }
    keys = {name: (await make_key(parts, owner, given))[0] for name, given in wanted.items()}
    return Demo(account_id, [{"id": str(one.id), "name": one.name} for one in profiles], keys)


def _refuse_unknown(scopes: Iterable[str]) -> None:
    """Refuse a scope that there is not; which there are, an operation cannot know, for it stands in their table."""
    known = {*SCOPES, *LEDGERBEE, *PARTNER}
    for scope in scopes:
        if scope not in known:
            near = get_close_matches(scope, sorted(known), n=1)
            problem = f"there is no scope {scope}" + (f"; did you mean {near[0]}?" if near else "")
            raise Invalid.field("scopes", problem)


async def _profile_id(parts: Parts, owner: Caller, wanted: str) -> UUID:
    chosen = (await parts.access.choose_profile(owner, wanted, by_name=True)).profile
    if chosen is None:
        raise NoProfile
    return chosen.id


async def _add_demo_account(parts: Parts, account_id: UUID, now: datetime) -> None:
    async with parts.database.writing() as connection:
        await add_account(connection, account_id=account_id, name="Demo", plan="lifetime", now=now)


def _role(url: str) -> str:
    return unquote(urlsplit(url).username or "")
