"""The official authorization suite judges us as an authorization server, with a person who consents in between."""

import re
import socket
from pathlib import Path

import httpx2
import pytest
from anyio.streams.text import TextReceiveStream

from tests.clients.browser import consent, visited
from tests.clients.conformance import NEW, suite, verdicts_in
from tests.world import World

SCENARIOS = {"authorization-server-metadata-endpoint", "authorization-code-grant"}
CLIENT = {
    "client_name": "Suite",
    "redirect_uris": ["http://127.0.0.1/callback"],
    "token_endpoint_auth_method": "none",
}


@pytest.mark.parametrize("resource", ["/mcp", "/api/v1/mcp", None])
async def test_what_the_suite_requires_of_an_authorization_server_is_met(
    resource: str | None, sqlite_world: World, tmp_path: Path
) -> None:
    async with visited(sqlite_world) as (base, browser):
        told = ["--url", base, "--client-id", await registered(browser), "--port", str(free_port())]
        told += ["--resource", f"{base}{resource}"] if resource else []
        async with suite(NEW, "authorization", *told, "--output-dir", str(tmp_path)) as process:
            assert process.stdout
            said, answered = "", False
            async for part in TextReceiveStream(process.stdout):
                said += part
                asked = re.search(rf"^({re.escape(base)}/oauth/authorize\?\S+)\n", said, re.MULTILINE)
                if asked and not answered:
                    await browser.get(await consent(browser, asked[1], sqlite_world.swiss))
                    answered = True
    verdicts = verdicts_in(tmp_path)
    assert verdicts.keys() == SCENARIOS, said
    assert {check.status for checks in verdicts.values() for check in checks} == {"SUCCESS"}, said


async def registered(browser: httpx2.AsyncClient) -> str:
    """The id of a client that registered itself, for loopback and any port there."""
    response = await browser.post("/oauth/register", json=CLIENT)
    assert response.status_code == 201, response.text
    return str(response.json()["client_id"])


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])
