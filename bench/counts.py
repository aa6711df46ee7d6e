"""What is counted instead of timed: statements of each operation, tokens of the tool lists."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anyio
from sqlalchemy import event

from bench.books import copy_of
from luma_mcp.errors import Refusal
from luma_mcp.operation import AnyOperation
from luma_mcp.operations.registry import OPERATIONS
from luma_mcp.store.database import Database
from luma_mcp.store.migrate import migrate
from luma_mcp.tools.door import Listed
from luma_mcp.tools.toolsets import ALL, DEFAULT
from tests.laws.stage import Stage, open_stage
from tests.tokens import count_tokens
from tests.tools.assistant import toolbox_of
from tests.world import open_world

STATEMENTS_HEAD = ("operation", "statements")
TOKENS_HEAD = ("tools listed", "tools", "tokens seen", "characters", "tokens with outputs", "characters")

_UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SELECT set_config")


def statements() -> Sequence[Sequence[str]]:
    """Statements of every operation that a caller may run, on SQLite; writes with an idempotency key."""
    return anyio.run(_statements)


def tokens() -> Sequence[Sequence[str]]:
    """What tools/list costs a model, for a caller of one company and of several."""
    return anyio.run(_tokens)


async def _tokens() -> Sequence[Sequence[str]]:
    with TemporaryDirectory() as folder:
        async with open_world(await _empty_books(Path(folder))) as world:
            one, several = await world.at(world.swiss), world.owner
            kinds = [
                ("default, one company", DEFAULT, one),
                ("default, several companies", DEFAULT, several),
                ("all, several companies", ALL, several),
            ]
            return [
                _cost(name, await toolbox_of(world, caller, toolsets=(toolset,)).list_tools(None))
                for name, toolset, caller in kinds
            ]


async def _empty_books(folder: Path) -> str:
    url = f"sqlite+aiosqlite:///{folder / 'luma.db'}"
    await migrate(url)
    return url


async def _statements() -> Sequence[Sequence[str]]:
    with TemporaryDirectory() as folder:
        await _empty_books(Path(folder))
        offered = [one for one in OPERATIONS if not (one.internal or one.owner_only)]
        return [(one.name, str(await _on_a_stage(Path(folder) / "luma.db", one))) for one in offered]


async def _on_a_stage(template: Path, operation: AnyOperation) -> int:
    books = copy_of(template, f"{operation.name}.db")
    async with open_stage(f"sqlite+aiosqlite:///{books}") as stage:
        return await _count(stage, operation)


async def _count(stage: Stage, operation: AnyOperation) -> int:
    caller = await stage.world.at(stage.world.swiss)
    key = f"bench-{operation.name}" if operation.writes else None
    with counting(stage.world.parts.database) as counted:
        try:
            await stage.world.parts.executor.run(caller, operation, stage.own.given(operation), idempotency_key=key)
        except Refusal as refusal:
            raise AssertionError(f"{operation.name}: {refusal.message}") from refusal
    return len(counted)


@contextmanager
def counting(database: Database) -> Iterator[list[str]]:
    """Collect the statements that reach the database, without BEGIN, COMMIT and settings."""
    counted: list[str] = []

    def note(_: Any, __: Any, statement: str, *rest: Any) -> None:  # noqa: ANN401, ARG001  an event of SQLAlchemy
        if not statement.startswith(_UNCOUNTED):
            counted.append(statement)

    for engine in database.engines:
        event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield counted
    finally:
        for engine in database.engines:
            event.remove(engine.sync_engine, "before_cursor_execute", note)


def _cost(name: str, tools: Sequence[Listed]) -> Sequence[str]:
    seen = _compact([tool.seen_by_model for tool in tools])
    whole = _compact([tool.seen_by_model | {"outputSchema": tool.output_schema} for tool in tools])
    figures = (len(tools), count_tokens(seen), len(seen), count_tokens(whole), len(whole))
    return (name, *(str(figure) for figure in figures))


def _compact(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
