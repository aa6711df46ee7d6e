"""OAuth from end to end: a client registers, somebody consents, tokens open the books until they do not."""

from tests.rest.oauth.flow import BASE, call, open_flow, said
from tests.world import World


async def test_a_client_is_let_in_and_works(world: World) -> None:
    async with open_flow(world) as flow:
        back = await flow.allow()
        assert back.keys() == {"code", "state", "iss"}
        assert (back["state"], back["iss"]) == ("xyz", BASE)
        response = await flow.exchange(back["code"])
        tokens = response.json()
        assert (response.status_code, tokens["token_type"], tokens["expires_in"]) == (200, "Bearer", 3600)
        assert tokens["scope"] == "books:read books:write"
        assert response.headers["Cache-Control"] == "no-store"
        made = said(await flow.mcp(tokens["access_token"], body=call("create_client", name="Muster AG")))
        assert made["result"]["structuredContent"]["name"] == "Muster AG"


async def test_a_consent_to_read_reads_alone(world: World) -> None:
    async with open_flow(world) as flow:
        tokens = await flow.tokens(mode="read_only")
        assert tokens["scope"] == "books:read"
        refused = said(await flow.mcp(tokens["access_token"], body=call("create_client", name="Muster AG")))
        assert refused["result"]["structuredContent"]["code"] == "read_only_key"
