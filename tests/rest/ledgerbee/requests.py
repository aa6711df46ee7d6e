"""A valid request for every row, made from the examples of the wire models and the records of one company."""

from collections.abc import Awaitable, Callable
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import Any
from uuid import UUID

from luma_mcp.rest.binding import Binding
from tests.world import World

Make = Callable[..., Awaitable[Any]]
Maker = Callable[[Make], Awaitable[dict[str, object]]]

MAKERS: list[Maker] = []
"""Each makes records of a group of rows and says their ids: `customers` for /customers/{id}, `customerGroupId` …"""

BODIES: dict[str, dict[str, Any]] = {}
"""What a row is sent where the example of its wire model does not do."""


UNIQUE: dict[str, tuple[str, ...]] = {}
"""The texts of a row's body that must be new with each request, such as names."""

_FRESH = count(1)


def fresh(text: str) -> str:
    """Make a text that was not used before."""
    return f"{text} {next(_FRESH)}"


def makes(maker: Maker) -> Maker:
    """Record what makes the records of some rows."""
    MAKERS.append(maker)
    return maker


@dataclass(frozen=True)
class Records:
    """The ids of one company's records, by the path's segment or by what a reference to them is called."""

    ids: dict[str, str]

    def path(self, binding: Binding) -> str:
        """The path of a row, about these records."""
        path, noun = binding.path, binding.path.split("/")[3]
        if "{id}" in path:
            path = path.replace("{id}", self.ids.get(f"{binding.name}.id") or self.ids[noun])
        for name in binding.in_path:
            path = path.replace(f"{{{name}}}", self.ids.get(name, ""))
        return path

    def body(self, binding: Binding) -> Any:
        """A valid body of a row, about these records; None where it takes none."""
        if not binding.operation.writes or binding.given is None or not binding.open_fields:
            return None
        example = BODIES.get(binding.name) or example_of(binding)
        body = self._about(deepcopy(example), "")
        for name in UNIQUE.get(binding.name, ()):
            body[name] = fresh(body[name])
        return body

    def _about(self, value: Any, name: str) -> Any:
        if isinstance(value, dict):
            return {key: self._about(part, key) for key, part in value.items()}
        if isinstance(value, list):
            return [self._about(part, name) for part in value]
        return self.ids.get(name, value) if isinstance(value, str) and name.endswith(("Id", "Ids")) else value


def example_of(binding: Binding) -> dict[str, Any]:
    """The example of what a row is sent."""
    assert binding.given is not None
    extra: Any = binding.given.model_config.get("json_schema_extra") or {}
    examples = extra.get("examples")
    assert examples, f"{binding.given.__name__} needs an example: model_config json_schema_extra examples"
    found: dict[str, Any] = examples[0]
    return found


def references(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where in a body ids of other records stand, e.g. ("lines", 0, "accountId")."""
    if isinstance(value, dict):
        return [found for key, part in value.items() for found in references(part, (*at, key))]
    if isinstance(value, list):
        return [found for n, part in enumerate(value) for found in references(part, (*at, n))]
    named = next((key for key in reversed(at) if isinstance(key, str)), "")
    return [at] if named.endswith(("Id", "Ids")) and named != "externalSystemId" and isinstance(value, str) else []


def with_value(body: Any, at: tuple[Any, ...], value: object) -> Any:
    """A copy of a body with another value at one place."""
    changed = deepcopy(body)
    inner = changed
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = value
    return changed


async def records_of(world: World, company: UUID) -> Records:
    """Make one record of every kind in a company."""
    at = await world.at(company)

    async def make(operation: str, **given: Any) -> Any:
        return await world.run(operation, caller=at, **given)

    ids: dict[str, object] = {}
    for maker in MAKERS:
        ids |= await maker(make)
    return Records({name: str(value) for name, value in ids.items()})
