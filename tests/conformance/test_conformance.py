"""The official conformance suites judge the whole site: through the frame, the limits, the door with its key."""

from collections.abc import Sequence

import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from luma_mcp.app import create_app
from tests.clients.conformance import NEW, OLD, Verdicts, judge, scored
from tests.conformance.site import mcp_of
from tests.rest.served import listening
from tests.world import World

OLDER, NEWER = "2025-11-25", "2026-07-28"
ASKS_BACK = {
    "elicitation-sep1034-defaults",
    "elicitation-sep1330-enums",
    "tools-call-elicitation",
    "tools-call-sampling",
}
NEEDS_NO_FIXTURE = {
    OLDER: ("server-initialize", "ping", "tools-list", "dns-rebinding-protection"),
    NEWER: (
        "tools-list",
        "server-sse-multiple-streams",
        "dns-rebinding-protection",
        "input-required-result-unsupported-methods",
    ),
}
HURRIED = "server-stateless"
"""Waits half a second for some answers, which a busy machine may need; it gets a second chance."""
DIAGNOSTICS = {
    "sep-2575-missing-capability-http-400",
    "sep-2575-server-rejects-undeclared-capability",
    "sep-2575-http-server-no-independent-requests-on-stream",
    "sep-2575-server-no-log-without-loglevel",
}
"""What `server-stateless` finds out by calling tools that only a fixture has."""

pytestmark = pytest.mark.filterwarnings("ignore:The logging capability is deprecated")


def check_all(verdicts: Verdicts, scenarios: Sequence[str], subtests: pytest.Subtests) -> None:
    """Every one of these scenarios ran, checked something and found nothing wrong."""
    for scenario in scenarios:
        with subtests.test(scenario):
            checks = verdicts[scenario]
            assert any(check.status == "SUCCESS" for check in checks)
            assert not [check for check in checks if check.is_bad]


@pytest.mark.parametrize(("revision", "sessions"), [(OLDER, True), (NEWER, False)])
async def test_what_a_revision_requires_is_met(
    revision: str, sqlite_world: World, subtests: pytest.Subtests, *, sessions: bool
) -> None:
    async with mcp_of(sqlite_world, sessions=sessions) as url:
        verdicts = await judge(NEW, url, "--requirements", revision)
        if any(check.is_bad for check in verdicts.get(HURRIED, ())):
            verdicts |= await judge(NEW, url, "--scenario", HURRIED)
    check_all(verdicts, [*scored(revision), "json-schema-2020-12"], subtests)


async def test_the_line_that_knows_the_older_revision_is_content(
    sqlite_world: World, subtests: pytest.Subtests
) -> None:
    async with mcp_of(sqlite_world, sessions=True) as url:
        verdicts = await judge(OLD, url, "--suite", "active")
    assert verdicts.keys() == set(scored(OLDER))
    check_all(verdicts, scored(OLDER), subtests)


async def test_without_sessions_nothing_but_asking_back_is_missing(
    sqlite_world: World, subtests: pytest.Subtests
) -> None:
    async with mcp_of(sqlite_world) as url:
        verdicts = await judge(NEW, url, "--requirements", OLDER)
    others = [name for name in scored(OLDER) if name not in ASKS_BACK]
    several = others.pop(others.index("server-sse-multiple-streams"))
    check_all(verdicts, others, subtests)
    assert [check.id for check in verdicts[several] if check.is_bad] == ["server-sse-multiple-streams-session"]
    for name in ASKS_BACK:
        assert "no back-channel" in " ".join(check.reason for check in verdicts[name])


@pytest.mark.parametrize("revision", [OLDER, NEWER])
async def test_our_server_alone_passes_what_needs_no_fixture(
    revision: str, sqlite_world: World, subtests: pytest.Subtests
) -> None:
    async with mcp_of(sqlite_world, None) as url:
        verdicts = await judge(NEW, url, "--requirements", revision)
    check_all(verdicts, NEEDS_NO_FIXTURE[revision], subtests)
    bad = {check.id for check in verdicts.get("server-stateless", []) if check.is_bad}
    assert bad == (DIAGNOSTICS if revision == NEWER else set())


async def test_headers_are_held_against_the_body(sqlite_world: World, subtests: pytest.Subtests) -> None:
    token, _ = await sqlite_world.make_key(profile_id=sqlite_world.swiss)
    async with listening(with_key(create_app(sqlite_world.parts, jobs=False), token)) as address:
        verdicts = await judge(NEW, f"{address}/mcp", "--scenario", "http-header-validation")
    check_all(verdicts, ["http-header-validation"], subtests)


async def test_without_a_key_a_suite_learns_nothing(sqlite_world: World) -> None:
    async with listening(create_app(sqlite_world.parts, jobs=False)) as address:
        verdicts = await judge(NEW, f"{address}/mcp", "--scenario", "ping")
    assert [check.status for check in verdicts["ping"] if check.id == "ping"] == ["FAILURE"]


def with_key(app: ASGIApp, token: str) -> ASGIApp:
    """An application to which every request comes with a key, for a scenario that drops it from the address."""

    async def keyed(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope["headers"] = [*scope["headers"], (b"authorization", f"Bearer {token}".encode())]
        await app(scope, receive, send)

    return keyed
