"""What all commands share: the books opened, an operation run as their owner, rows and JSON printed."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import anyio
import click

from luma_mcp.settings import Settings

if TYPE_CHECKING:
    from luma_mcp.app import Parts

T = TypeVar("T")


def with_parts(work: "Callable[[Parts], Awaitable[T]]", *, unposted_too: bool = False) -> T:
    """Open the books that the environment names and do the work in them."""

    async def opened() -> T:
        from luma_mcp.app import open_parts

        async with open_parts(Settings.from_environment(), unposted_too=unposted_too) as parts:
            return await work(parts)

    return anyio.run(opened)


def as_owner(account: str | None, operation: str, fields: Mapping[str, Any]) -> Any:  # noqa: ANN401
    """Run an operation as the owner of the account named, or of the only one; its result."""
    from luma_mcp import administration
    from luma_mcp.operations.registry import BY_NAME

    async def work(parts: "Parts") -> Any:  # noqa: ANN401  each operation answers its own model
        owner = await administration.owner_of(parts, account)
        return await administration.run(parts, owner, BY_NAME[operation], fields)

    return with_parts(work)


def words_of(text: str) -> list[str]:
    """The words of a list with commas."""
    return [scope.strip() for scope in text.split(",") if scope.strip()]


def print_rows(rows: Sequence[Mapping[str, Any]], *, as_json: bool, one: bool = False) -> None:
    """Print rows in columns, or as JSON; `one` where there is always one."""
    if as_json:
        print_json(rows[0] if one else list(rows))
        return
    cells = [[str(value) for value in row.values()] for row in rows]
    widths = [max(len(cell) for cell in column) for column in zip(*cells, strict=True)]
    for line in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def print_json(value: Any) -> None:  # noqa: ANN401
    """Print a value as one line of JSON."""
    click.echo(json.dumps(value, default=str, ensure_ascii=False))
