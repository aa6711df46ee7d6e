"""Logs: one JSON object a line that says who did what for which request, and never a secret."""

import json
import logging
from collections.abc import Sequence
from typing import Any

import httpx2
import pytest

from luma_mcp.access.secret_forms import SecretForms, SecretKind
from luma_mcp.logs import OperationLog, about_request, redacted, set_up_logs
from luma_mcp.operations.registry import BY_NAME
from tests.tools.process import address_of, running
from tests.world import SECRET, World

MCP_HEADERS = {"Accept": "application/json, text/event-stream"}
PASSWORD = "correct horse battery staple"
ALWAYS = {"time", "level", "logger", "message"}


def whoami(**more: Any) -> dict[str, Any]:
    params = {"name": "whoami", "arguments": {}} | more
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


async def served(world: World, token: str, secrets: Sequence[str], style: str) -> str:
    """What a server writes while it is sent keys, tokens and passwords in every place that there is."""
    async with running(world, "serve", "--port", "0", "--no-jobs", LUMA_LOG=style) as server:
        address = await address_of(server)
        async with httpx2.AsyncClient(base_url=address, headers={"X-Request-Id": "request-of-the-test"}) as http:
            for secret in secrets:
                bearer = {"Authorization": f"Bearer {secret}"}
                await http.get("/v1/clients", headers=bearer)
                await http.get(f"/v1/clients?key={secret}&x={secret}&y={secret.replace('_', '%5F')}", headers=bearer)
                await http.get(f"/v1/{secret}/{secret.replace('_', '%5F')}", headers={"X-Request-Id": secret})
                await http.post("/v1/clients", json={"name": 7, secret: secret, "email": secret}, headers=bearer)
                await http.post(f"/mcp?key={secret}", json=whoami(), headers=MCP_HEADERS)
                await http.post("/mcp", json=whoami(name=secret), headers=MCP_HEADERS | bearer)
                await http.post("/oauth/token", data={"grant_type": "refresh_token", "refresh_token": secret})
                await http.post("/oauth/token", data={"grant_type": "authorization_code", "code": secret})
                await http.post("/oauth/revoke", data={"token": secret})
                await http.get(f"/sign-in?code={secret}", headers={"Cookie": f"session={secret}"})
            await http.post("/sign-in", data={"email": "anna@example.test", "password": PASSWORD})
            await http.get(f"/sign-in?password={PASSWORD}")
            assert (await http.get("/v1/profiles", headers={"Authorization": f"Bearer {token}"})).status_code == 200
        server.terminate()
        assert server.stderr
        assert server.stdout
        said = b"".join([chunk async for chunk in server.stderr] + [chunk async for chunk in server.stdout])
        assert await server.wait() == 0
    return said.decode()


@pytest.mark.parametrize("style", ["json", "text"])
async def test_no_secret_is_ever_written(style: str, sqlite_world: World) -> None:
    await sqlite_world.own()  # else the server writes a link for the first owner, as it must
    token, key = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    forms = SecretForms(SECRET)
    secrets = [token, *(forms.new(kind).token for kind in SecretKind)]
    said = await served(sqlite_world, token, secrets, style)
    assert said.count("request-of-the-test") > 2 * len(secrets)
    for secret in secrets:
        assert secret[12:] not in said
    assert PASSWORD not in said
    assert "battery" not in said
    assert "Muster" not in said
    if style == "json":
        _check_lines([json.loads(line) for line in said.splitlines()], str(key.id))


def _check_lines(lines: list[dict[str, Any]], key_id: str) -> None:
    assert all(line.keys() >= ALWAYS for line in lines)
    done = next(line for line in lines if line.get("outcome") == "done" and line["operation"] == "list_profiles")
    assert done["request_id"] == "request-of-the-test"
    assert (done["logger"], done["caller"]) == ("luma_mcp.operations", f"key:{key_id}")
    assert done["duration_ms"] > 0
    answered = [line for line in lines if line["logger"] == "luma_mcp.access" and line["target"] == "/v1/profiles"]
    (access,) = answered
    assert (access["method"], access["status"], access["address"]) == ("GET", 200, "127.0.0.1")
    assert (access["caller"], access["operation"]) == (f"key:{key_id}", "list_profiles")
    over_mcp = [line for line in lines if line.get("operation") == "whoami" and "target" in line]
    assert {line["target"] for line in over_mcp} == {"/mcp?key=***"}


async def test_an_operation_says_for_which_request_it_ran(
    sqlite_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    sqlite_world.parts.executor.observe_with(OperationLog())
    kept = logging.getLogger().handlers[:]
    try:
        set_up_logs("json")
        with about_request("request-1"):
            await sqlite_world.client()
        set_up_logs("text")
        with about_request("request-2"):
            await sqlite_world.client("Other AG")
    finally:
        logging.basicConfig(handlers=kept, force=True)
    as_json, as_text = capsys.readouterr().err.splitlines()
    said = json.loads(as_json)
    assert (said["request_id"], said["operation"], said["caller"]) == ("request-1", "create_client", "owner")
    assert said["outcome"] == "done"
    assert as_text.endswith(" ms owner [request-2]")
    assert "INFO luma_mcp.operations: create_client done" in as_text
    assert "AG" not in as_json + as_text


def test_a_secret_of_every_kind_is_taken_out_of_any_text() -> None:
    forms = SecretForms(SECRET)
    for kind in SecretKind:
        token = forms.new(kind).token
        for text in (f"see {token}.", f"see {token.replace('_', '%5F')}."):
            assert redacted(text).endswith(f"{token[4:12]}….")
    assert all(redacted(name) == name for name in BY_NAME)
