"""Who sees which page of the settings, and what every page has in common."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from starlette.requests import Request
from starlette.responses import Response

from luma_mcp.rest.pages.desk import DONE, Who
from luma_mcp.rest.pages.forms import MOST_BYTES, MOST_FIELDS
from luma_mcp.rest.pages.render import ago, asset, page
from luma_mcp.rest.pages.routes import PAGES
from luma_mcp.store.accounts import account
from tests.rest.pages.visitor import OWNER, Visitor, app_of, form_of, visiting
from tests.world import START, World

NOBODY = "0197a943-2325-7829-b835-b6c71a293065"
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SETTINGS = [row for row in PAGES if row.who is not Who.ANYBODY]
OWNERS = [row for row in PAGES if row.who is Who.OWNER]


@pytest.fixture
async def member(sqlite_world: World) -> Any:
    """The browser of a member who reaches the Swiss company."""
    token, _ = await sqlite_world.invite(role="member", profile_ids=[sqlite_world.swiss])
    await sqlite_world.join(token)
    async with visiting(app_of(sqlite_world)) as browser:
        await browser.sign_in("anna@example.com")
        yield browser


async def test_nobody_sees_a_page_without_signing_in(visitor: Visitor) -> None:
    for row in SETTINGS:
        path = row.path.format(id=NOBODY, list="vat-codes", row=NOBODY)
        if row.show:
            assert (await visitor.open(path, 303)).headers["location"] == f"/sign-in?next={path}"
        if row.take:
            assert (await visitor.send(path, {}, 303)).headers["location"] == "/sign-in"


async def test_only_the_owner_sees_and_sends_what_is_the_owners(member: Visitor) -> None:
    csrf = form_of((await member.open("/settings/profiles")).text, "/sign-out")
    for row in OWNERS:
        path = row.path.format(id=NOBODY, list="vat-codes", row=NOBODY)
        if row.show:
            assert "the account’s owner" in (await member.open(path, 403)).text
        if row.take:
            await member.send(path, csrf, 403)
    assert "/settings/api" not in (await member.open("/settings/profiles")).text


async def test_no_form_is_taken_without_the_sessions_mark(owner: Visitor) -> None:
    for row in SETTINGS:
        if row.take:
            for fields in ({}, {"csrf": "0" * 64}, {"csrf": "ü"}):
                answer = await owner.send(row.path.format(id=NOBODY, list="vat-codes", row=NOBODY), fields, 403)
                assert "belongs to another session" in answer.text


async def test_no_form_of_another_site_is_taken(owner: Visitor) -> None:
    fields = form_of((await owner.open("/settings/api")).text, "/settings/api")
    for row in SETTINGS:
        if row.take:
            await owner.send(
                row.path.format(id=NOBODY, list="vat-codes", row=NOBODY),
                fields,
                403,
                {"Origin": "https://evil.example"},
            )


async def test_every_page_is_kept_by_nobody_and_runs_nothing_from_elsewhere(owner: Visitor) -> None:
    shown = [
        row.path
        for row in PAGES
        if row.show and "{" not in row.path and row.path not in {"/settings", "/sign-in", "/welcome"}
    ]
    assert len(shown) == 5
    for path in shown:
        page = await owner.open(path)
        assert page.headers["content-security-policy"] == POLICY
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["x-frame-options"] == "DENY"
        assert not re.search(r" style=| on\w+=|<style|<script(?! src)|javascript:", page.text)
        assert len(page.content) < 20_000


async def test_files_are_kept_for_good_under_a_name_of_their_content(visitor: Visitor) -> None:
    for name, kind in (("pages.css", "text/css"), ("copy.js", "text/javascript"), ("mark.svg", "image/svg+xml")):
        file = await visitor.open(asset(name))
        assert file.headers["content-type"] == f"{kind}; charset=utf-8"
        assert file.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert len(file.content) < 20_000
    await visitor.open("/settings/static/pages-000000000000.css", 404)
    await visitor.open("/settings/static/../pages.css", 404)


async def test_settings_start_where_there_is_something_to_do(owner: Visitor, member: Visitor) -> None:
    assert (await owner.open("/settings", 303)).headers["location"] == "/settings/api"
    assert (await member.open("/settings", 303)).headers["location"] == "/settings/profiles"


async def test_what_is_no_page_says_so(owner: Visitor) -> None:
    for path in ("/settings/nowhere", "/settings/api/", f"/settings/api/{NOBODY}/revoke", "/settings/api/1/revoke"):
        assert 'href="/settings"' in (await owner.open(path, 404)).text
    answer = await owner.http.put("/settings/api")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    await owner.open("/sign-out", 405)


async def test_only_our_own_words_say_that_something_was_done(owner: Visitor) -> None:
    assert DONE["saved"] in (await owner.open("/settings/api?done=saved")).text
    assert "pwned" not in (await owner.open("/settings/api?done=pwned")).text


async def test_a_form_that_cannot_be_read_is_refused(owner: Visitor) -> None:
    csrf = form_of((await owner.open("/settings/api")).text, "/sign-out")["csrf"]
    await owner.send("/settings/api", {"csrf": csrf, "label": "x" * MOST_BYTES}, 413)
    await owner.send("/settings/api", {f"f{n}": "" for n in range(MOST_FIELDS + 1)}, 400)
    headers = {"Origin": owner.base, "Content-Type": "application/json"}
    assert (await owner.http.post("/settings/api", content="{}", headers=headers)).status_code == 415
    headers["Content-Type"] = "application/x-www-form-urlencoded"
    assert (await owner.http.post("/settings/api", content=b"a=%ff", headers=headers)).status_code == 400


async def test_on_the_free_plan_pages_say_what_it_takes(sqlite_world: World, owner: Visitor) -> None:
    async with sqlite_world.parts.database.writing() as connection:
        await connection.execute(update(account).values(plan="free"))
    answer = await owner.fill_in("/settings/api", 403, label="Reports")
    assert "The API and MCP need the Pro or Lifetime plan." in answer.text
    assert "Upgrade under Subscription &amp; Modules." in answer.text
    assert "Pro or Lifetime" in (await owner.open("/settings/profiles", 403)).text


async def test_who_is_signed_in_stands_on_every_page(owner: Visitor) -> None:
    for path in ("/settings/api", "/settings/profiles", "/settings/members", "/settings/connections"):
        page = (await owner.open(path)).text
        assert OWNER in page
        assert f'href="{path}" aria-current="page"' in page


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        ({"seconds": 59}, "just now"),
        ({"minutes": 1}, "1 minute ago"),
        ({"hours": 23, "minutes": 59}, "23 hours ago"),
        ({"days": 12}, "12 days ago"),
        ({"days": 94}, "94 days ago"),
        ({"days": 200}, "6 months ago"),
    ],
)
def test_ages_are_said_in_words(passed: dict[str, float], words: str) -> None:
    assert ago(START, START + timedelta(**passed)) == words


@pytest.mark.parametrize(
    ("origin", "target"),
    [
        ("https://claude.ai", "https://claude.ai"),
        ("http://127.0.0.1:33418", "http://127.0.0.1:33418"),
        ("http://[::1]:33418", "http:"),
        ("https://[2001:db8::1]", "https:"),
        ("cursor:", "cursor:"),
    ],
)
def test_a_form_may_lead_to_the_one_application_that_asks(origin: str, target: str) -> None:
    response = consent_page(origin)
    assert f"; form-action 'self' {target}; " in response.headers["content-security-policy"]


@pytest.mark.parametrize("origin", ["https://a.example; script-src *", "https://a.example\r\nX: y", "*", "https://*"])
def test_nothing_else_comes_into_the_policy(origin: str) -> None:
    with pytest.raises(ValueError, match="cannot stand in a policy"):
        consent_page(origin)


def consent_page(origin: str) -> Response:
    """Render the consent page for an application of this origin."""
    request = Request({"type": "http", "method": "GET", "path": "/oauth/authorize", "query_string": b"", "headers": []})
    told: dict[str, Any] = dict.fromkeys(("client_name", "redirect_host", "account_name", "email", "csrf"), "x")
    told |= {"may_write": True, "asked_to_write": True, "client_id_host": None, "pinned_profile": None, "hidden": []}
    told |= {"profiles": [("1", "A"), ("2", "B")]}
    return page(request, "consent.html", form_action_origin=origin, **told)
