"""Puts the parts together: settings in, an open database, executor and interfaces out. The only file that knows all."""

import logging
import os
import secrets
import signal
import socket
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import anyio

from luma_mcp.access.access import Access
from luma_mcp.access.grants import Grants
from luma_mcp.access.people import People
from luma_mcp.access.secret_forms import SecretForms
from luma_mcp.domain.ids import uuid7
from luma_mcp.errors import Unavailable
from luma_mcp.executor import Executor
from luma_mcp.limits import Limits
from luma_mcp.logs import OperationLog, set_up_logs
from luma_mcp.settings import BadSetting, Settings
from luma_mcp.store.back_posting import any_waiting
from luma_mcp.store.database import Database

if TYPE_CHECKING:
    from mcp.server import Server
    from starlette.routing import Route
    from starlette.types import ASGIApp

    from luma_mcp.jobs.worker import Worker
    from luma_mcp.rest.frame import Watcher
    from luma_mcp.rest.mcp_http import McpEndpoint
    from luma_mcp.rest.oauth.documents import Documents
    from luma_mcp.rest.traces import Traces
    from luma_mcp.tools.door import Door


log = logging.getLogger(__name__)


def system_clock() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


class Started(Protocol):
    """Is told once a server listens."""

    def __call__(self, port: int, *, link: str | None) -> None:
        """`link` is the secret of a link for the first owner, while nobody can sign in as one."""


@dataclass(frozen=True)
class Parts:
    """Everything that an interface needs to run operations."""

    settings: Settings
    database: Database
    limits: Limits
    access: Access
    people: People
    grants: Grants
    executor: Executor
    clock: Callable[[], datetime]


@asynccontextmanager
async def open_parts(
    settings: Settings, clock: Callable[[], datetime] = system_clock, *, unposted_too: bool = False
) -> AsyncIterator[Parts]:
    """Open the database that the settings name and everything on top of it; close it at the end.

    Embedded books are brought to the newest schema first (after a copy), and documents from before the ledger are
    posted; an older PostgreSQL is refused. With `unposted_too` books are opened as they are, to import what they lack.
    """
    if settings.is_embedded:
        await prepare_embedded(settings)
    database = Database(settings.database_url)
    try:
        await database.check()
        parts = assemble(settings, database, clock)
        if not unposted_too:
            await _give_ledgers(parts)
        yield parts
    finally:
        await database.close()


async def _give_ledgers(parts: Parts) -> None:
    """Post what is older than the ledger in an embedded file; a PostgreSQL where something waits is refused."""
    async with parts.database.reading() as connection:
        if not await any_waiting(connection):
            return
    if not parts.settings.is_embedded:
        raise Unavailable(
            "Documents from before the ledger are not posted yet; run luma-mcp migrate.",
            fix="It posts them, or says which exchange rate is missing.",
        )
    from luma_mcp.jobs.back_posting import BackPostings

    await BackPostings(parts.database, parts.executor).run()


def assemble(settings: Settings, database: Database, clock: Callable[[], datetime]) -> Parts:
    """Put access, people, grants, limits and executor on an open database."""
    limits, executor = _executor(settings, database, clock)
    forms = SecretForms(secret_of(settings))
    access = Access(database, forms, limits, clock, read_only=settings.read_only)
    people = People(database, forms, limits, clock, uuid7, read_only=settings.read_only)
    grants = Grants(database, forms, clock, uuid7, read_only=settings.read_only)
    return Parts(settings, database, limits, access, people, grants, executor, clock)


def _executor(settings: Settings, database: Database, clock: Callable[[], datetime]) -> tuple[Limits, Executor]:
    limits = Limits(database, clock, reads=settings.reads_per_minute, writes=settings.writes_per_minute)
    return limits, Executor(database, limits, clock=clock, new_id=uuid7, today=settings.today)


async def post_past_documents(settings: Settings, clock: Callable[[], datetime] = system_clock) -> int:
    """Post what is older than the ledger in a migrated database; answers how many documents.

    Raises:
        RateMissing: names the profile, the currency and the day; what was posted before stays.
    """
    from luma_mcp.jobs.back_posting import BackPostings

    database = Database(settings.database_url)
    try:
        return await BackPostings(database, _executor(settings, database, clock)[1]).run()
    finally:
        await database.close()


def worker_of(parts: Parts) -> "Worker":
    """The background jobs of this process."""
    from luma_mcp.jobs.last_uses import LastUses
    from luma_mcp.jobs.old_idempotency_keys import OldIdempotencyKeys
    from luma_mcp.jobs.old_sign_ins import OldSignIns
    from luma_mcp.jobs.recurring_invoices import RecurringInvoices
    from luma_mcp.jobs.worker import Worker

    recurring = RecurringInvoices(parts.database, parts.executor, parts.clock)
    old_keys, old_sign_ins = OldIdempotencyKeys(parts.database, parts.clock), OldSignIns(parts.database, parts.clock)
    return Worker(recurring, old_keys, old_sign_ins, LastUses(parts.access, parts.grants))


def create_app(
    parts: Parts,
    *,
    jobs: bool = True,
    server_over: "Callable[[Door], Server[Any]] | None" = None,
    sessions: bool = False,
    documents: "Documents | None" = None,
) -> "ASGIApp":
    """Make the whole HTTP surface as one ASGI application; with `jobs` the worker lives as long as it does.

    `server_over` puts another MCP server over the tools, and `sessions` lets it ask its clients back; `documents` finds
    OAuth clients by their documents elsewhere than on the Internet.
    """
    from luma_mcp.jobs.last_uses import LastUses
    from luma_mcp.rest.metrics import Metrics
    from luma_mcp.rest.site import build_site

    async def ready() -> bool:
        await parts.database.check()
        return True

    access, executor, settings = parts.access, parts.executor, parts.settings
    metrics, traces, uses = Metrics(), _traces_of(settings), LastUses(access, parts.grants)
    executor.observe_with(OperationLog(), metrics, *traces)
    mcp = _mcp_of(parts, server_over, sessions=sessions)

    @asynccontextmanager
    async def lifespan(_: Any) -> AsyncIterator[None]:  # noqa: ANN401  any application may be served
        async with mcp.run(), anyio.create_task_group() as tasks:
            tasks.start_soon(uses.run)
            if jobs:
                tasks.start_soon(worker_of(parts).run)
            try:
                yield
            finally:
                tasks.cancel_scope.cancel()
        await uses.run_once()
        await parts.database.close()
        for one in traces:
            await anyio.to_thread.run_sync(one.close)

    watchers: tuple[Watcher, ...] = (metrics, *traces)
    return build_site(
        executor,
        access,
        parts.grants,
        settings,
        ready,
        mcp=mcp,
        sign_in=_sign_in_of(parts, documents),
        lifespan=lifespan,
        metrics=metrics,
        watchers=watchers,
    )


def _mcp_of(parts: Parts, server_over: "Callable[[Door], Server[Any]] | None", *, sessions: bool) -> "McpEndpoint":
    """MCP over HTTP, for keys and access tokens."""
    from luma_mcp.rest.lumabill.dialect import Lumabill
    from luma_mcp.rest.lumabill.table import BINDINGS
    from luma_mcp.rest.mcp_http import McpEndpoint, arrival_of
    from luma_mcp.rest.oauth.bearer import Bearers
    from luma_mcp.tools.discovery import changes
    from luma_mcp.tools.server import build_server
    from luma_mcp.tools.toolbox import Toolbox, Visit
    from luma_mcp.tools.toolsets import chosen

    async def visit(request: object) -> Visit:
        arrival = arrival_of(request)
        return Visit(arrival.caller, arrival.toolsets)

    access, settings = parts.access, parts.settings
    toolbox = Toolbox(parts.executor, access, visit, toolsets=settings.toolsets, writes=not settings.read_only)
    refuse = Lumabill(access, settings, BINDINGS).refuse
    bearers = Bearers(access, parts.grants, settings)
    server = (server_over or build_server)(toolbox)
    return McpEndpoint(server, bearers, refuse, chosen, changes=changes, sessions=sessions)


def _sign_in_of(parts: Parts, documents: "Documents | None") -> "Sequence[Route]":
    """The pages of people, and OAuth for their applications."""
    from luma_mcp.rest.oauth.documents import Documents
    from luma_mcp.rest.oauth.fetching import Fetcher
    from luma_mcp.rest.oauth.routes import OAuth, oauth_routes
    from luma_mcp.rest.pages.desk import Desk
    from luma_mcp.rest.pages.routes import page_routes

    access, executor, people, settings = parts.access, parts.executor, parts.people, parts.settings
    found = documents or Documents(Fetcher(), parts.clock)
    oauth = OAuth(access, people, parts.grants, executor, parts.limits, found, settings, parts.clock)
    return [*page_routes(Desk(executor, access, people, settings, parts.clock)), *oauth_routes(oauth)]


def _traces_of(settings: Settings) -> "Sequence[Traces]":
    """What sends traces, where the environment asks for them and the packages for it are installed."""
    if not settings.traces:
        return ()
    try:
        from luma_mcp.rest.traces import Traces
    except ImportError:
        log.warning("Traces are asked for by OTEL_… variables, but cannot be sent: pip install 'luma-mcp[otel]'.")
        return ()
    return (Traces(),)


def serve_http(settings: Settings, host: str, port: int, *, workers: int, jobs: bool, started: Started) -> None:
    """Serve everything over HTTP until told to stop; `started` is told the port and the secret of a first owner's link.

    Raises:
        Unavailable: the address cannot be listened on.
        BadSetting: several processes on an embedded file.
    """
    if workers > 1 and settings.is_embedded:
        raise BadSetting("LUMA_DATABASE_URL", "several --workers need PostgreSQL; an embedded file has one process")
    with _listening(host, port) as listening:
        if workers > 1:
            _serve_with_workers(settings, listening, workers, started, jobs=jobs)
        else:
            anyio.run(partial(_serve_alone, settings, listening, started, jobs=jobs))


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=2048)
    except OSError as problem:
        reason = f"Cannot listen on {host} port {port}: {os.strerror(problem.errno or 0)}."
        raise Unavailable(reason, fix="Choose another with --port.") from problem
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else an answer on a kept connection waits 40 ms
    return listening


async def _serve_alone(settings: Settings, listening: socket.socket, started: Started, *, jobs: bool) -> None:
    from luma_mcp.rest.serving import serve

    async with open_parts(settings) as parts:
        link = await parts.people.first_owner_link()
        told = partial(started, link=link.token if link else None)
        await serve(create_app(parts, jobs=jobs), started=told, sockets=[listening])


def _serve_with_workers(
    settings: Settings, listening: socket.socket, workers: int, started: Started, *, jobs: bool
) -> None:
    from luma_mcp.rest.workers import serve_with_workers

    async def look_into() -> str | None:
        async with open_parts(settings) as parts:
            link = await parts.people.first_owner_link()
            return link.token if link else None

    link = anyio.run(look_into)
    started(listening.getsockname()[1], link=link)
    factory = app_with_jobs if jobs else app_without_jobs
    serve_with_workers(f"{__name__}:{factory.__name__}", listening, workers)


def app_with_jobs() -> "ASGIApp":
    """Make the application of one worker process from the environment."""
    return _app_of_process(jobs=True)


def app_without_jobs() -> "ASGIApp":
    """Make the application of one worker process that leaves jobs to others."""
    return _app_of_process(jobs=False)


def _app_of_process(*, jobs: bool) -> "ASGIApp":
    settings = Settings.from_environment()
    set_up_logs(settings.log)
    return create_app(assemble(settings, Database(settings.database_url), system_clock), jobs=jobs)


async def work(settings: Settings, *, every_seconds: float = 60.0) -> None:
    """Run background jobs until told to stop."""
    async with open_parts(settings) as parts:

        async def run() -> None:
            log.info("background jobs are running")
            await worker_of(parts).run(every_seconds=every_seconds)

        await _until_told_to_stop(run)


async def _until_told_to_stop(task: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a task until SIGINT or SIGTERM; where a system knows no such signals, until the keyboard interrupts it."""
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(task)
        if os.name == "posix":
            with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
                async for _ in signals:
                    tasks.cancel_scope.cancel()
                    return


def secret_of(settings: Settings) -> str:
    """The secret that keys are peppered with: LUMA_SECRET, else one kept beside the embedded file."""
    if settings.secret is not None:
        return settings.secret
    if not settings.is_embedded:
        raise BadSetting("LUMA_SECRET", "is needed with PostgreSQL: at least 32 random characters, the same everywhere")
    path = settings.embedded_path.with_suffix(f"{settings.embedded_path.suffix}.secret")
    if not path.exists():
        _write_secret(path)
    return path.read_text(encoding="ascii").strip()


def _write_secret(path: Path) -> None:
    """Write it whole beside its place and link it there, so that of two processes that start together one wins."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        path.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


async def prepare_embedded(settings: Settings) -> None:
    """Make an embedded file, or bring it to the newest schema (after a copy beside it)."""
    path = settings.embedded_path
    path.parent.mkdir(parents=True, exist_ok=True)
    existed = path.is_file() and path.stat().st_size > 0
    database = Database(settings.database_url)
    try:
        behind = await database.is_behind()
    finally:
        await database.close()
    if behind:
        from luma_mcp.store.migrate import keep_copy, migrate

        if existed:
            keep_copy(settings.database_url)
        await migrate(settings.database_url)
