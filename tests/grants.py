"""What an OAuth client has once somebody consented."""

from typing import Any

from luma_mcp.access.grants import Client, Tokens, challenge_of
from tests.world import World

CLIENT = Client("https://assistant.example/client.json", "Assistant", ("https://assistant.example/callback",))
VERIFIER = "v" * 43


async def consented(world: World, **given: Any) -> str:
    """The code after a consent."""
    made = await world.connect(**given)
    account, uri = world.owner.account_id, CLIENT.redirect_uris[0]
    return await world.parts.grants.new_code(account, made.id, uri, challenge_of(VERIFIER))


async def exchanged(world: World, code: str, client: Client = CLIENT, **other: Any) -> Tokens:
    """The tokens for a code; what is not said is as it should be."""
    given = {"redirect_uri": CLIENT.redirect_uris[0], "verifier": VERIFIER, "resource": None} | other
    return await world.parts.grants.exchange_code(client, code, **given)


async def connected(world: World, **given: Any) -> Tokens:
    """The tokens after a consent."""
    return await exchanged(world, await consented(world, **given))
