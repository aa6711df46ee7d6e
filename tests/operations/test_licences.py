"""Licences: granted until the owner withdraws them, company by company."""

from typing import Any

import pytest

from luma_mcp.domain.model import Model
from luma_mcp.errors import Invalid, LicenceRequired, NotFound
from luma_mcp.operation import AnyOperation, reads
from luma_mcp.operations.licences import require_licence
from luma_mcp.store.books import Books
from tests.world import World


class Nothing(Model):
    """Nothing is asked."""


@reads("subscriptions")
async def ask(books: Books, _: Nothing) -> Nothing:
    """Need the licence."""
    await require_licence(books, "Subscription")
    return Nothing()


LICENSED: AnyOperation = ask


async def change(world: World, **given: Any) -> tuple[list[str], list[str]]:
    made = await world.run("update_licences", caller=world.owner, **{"id": world.swiss} | given)
    return list(made.granted), list(made.withdrawn)


async def run(world: World, profile: Any) -> None:
    await world.parts.executor.run(await world.at(profile), LICENSED, {})


async def test_a_company_has_every_licence_until_one_is_withdrawn(world: World) -> None:
    assert await change(world) == (["Subscription", "CustomerPortal", "MeteredProducts"], [])
    await run(world, world.swiss)


async def test_what_needs_a_withdrawn_licence_is_refused_in_that_company_alone(world: World) -> None:
    assert await change(world, withdraw=["Subscription"]) == (["CustomerPortal", "MeteredProducts"], ["Subscription"])
    with pytest.raises(LicenceRequired) as caught:
        await run(world, world.swiss)
    assert (caught.value.licence, caught.value.code) == ("Subscription", "licence_required")
    await run(world, world.danish)


async def test_a_licence_that_is_granted_again_is_there(world: World) -> None:
    await change(world, withdraw=["MeteredProducts", "Subscription"])
    assert (await change(world, grant=["Subscription"]))[1] == ["MeteredProducts"]
    await run(world, world.swiss)


async def test_a_licence_is_not_granted_and_withdrawn_at_once(world: World) -> None:
    with pytest.raises(Invalid, match="Subscription cannot be granted and withdrawn"):
        await change(world, grant=["Subscription"], withdraw=["Subscription", "CustomerPortal"])


async def test_only_licences_that_there_are_and_profiles_that_there_are(world: World) -> None:
    with pytest.raises(Invalid, match="Subscription"):
        await change(world, withdraw=["Everything"])
    with pytest.raises(NotFound):
        await change(world, id="0197a943-2325-7829-b835-b6c71a293065")
