"""OAuth clients of an owner's own services."""

import pytest

from luma_mcp.errors import Invalid, NotFound
from tests.world import World


async def test_a_service_belongs_to_one_company_with_fixed_scopes(world: World) -> None:
    secret, made = await world.service(profile_id=world.danish, scopes=["clients-read", "invoices-write"])
    (listed,) = (await world.run("list_oauth_clients", caller=world.owner)).data
    assert (listed.label, listed.profile_id, listed.scopes) == (
        "Shop",
        world.danish,
        ("clients-read", "invoices-write"),
    )
    assert secret.endswith(listed.last_four)
    await world.run("revoke_oauth_client", caller=world.owner, id=made.id)
    with pytest.raises(NotFound):
        await world.run("revoke_oauth_client", caller=world.owner, id=made.id)


@pytest.mark.parametrize("scopes", [[], ["nonsense"], ["portal-provision"], ["portal-sso-mint"]])
async def test_a_scope_that_no_service_has_is_refused(sqlite_world: World, scopes: list[str]) -> None:
    with pytest.raises(Invalid):
        await sqlite_world.service(profile_id=sqlite_world.swiss, scopes=scopes)


async def test_a_company_of_another_account_is_not_found(sqlite_world: World) -> None:
    with pytest.raises(NotFound):
        await sqlite_world.service(profile_id="0197a943-2325-7829-b835-b6c71a293065")


async def test_a_service_is_made_by_create_oauth_client(sqlite_world: World) -> None:
    given = {"label": "Shop", "profile_id": sqlite_world.swiss, "scopes": ["invoices-read"]}
    secret = {"mac": "0" * 64, "last_four": "x9Yz"}
    made = await sqlite_world.run("create_oauth_client", caller=sqlite_world.owner, **given, **secret)
    assert (made.label, made.last_four, made.revoked_at) == ("Shop", "x9Yz", None)


async def test_a_client_is_let_in_with_what_create_connection_was_told(sqlite_world: World) -> None:
    _, anna = await sqlite_world.invite(profile_ids=[sqlite_world.swiss], role="member")
    given = {"member_id": anna.id, "profile_id": sqlite_world.swiss, "mode": "read_write"}
    made = await sqlite_world.run(
        "create_connection",
        caller=sqlite_world.owner,
        client="https://assistant.example/client.json",
        client_name="Assistant",
        redirect_host="assistant.example",
        **given,
    )
    assert (made.client_id, made.mode, made.member) == (
        "https://assistant.example/client.json",
        "read_write",
        "anna@example.com",
    )
