"""The pages in a real Chromium: as people use them, with the keyboard alone, in light and dark, on a telephone."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.clients.chromium import Browser, Person
from tests.rest.pages.application import asked, assistant, exchanged, lists_tools, registered
from tests.rest.pages.gallery import furnish, pages
from tests.rest.pages.visitor import OWNER, app_of
from tests.rest.served import listening
from tests.world import PASSWORD, World


@pytest.fixture
async def site(sqlite_world: World) -> AsyncIterator[str]:
    """The address of the whole site."""
    async with listening(app_of(sqlite_world)) as address:
        yield address


async def test_from_the_owners_link_to_a_key_and_its_end(sqlite_world: World, site: str, browser: Browser) -> None:
    link = await sqlite_world.parts.people.first_owner_link()
    assert link is not None
    olivia = await browser.meet("olivia", site, permissions=["clipboard-read", "clipboard-write"])
    assert await olivia.open(f"/welcome?token={link.token}") == 200
    assert await olivia.path() == "/welcome"
    await olivia.fill(Your_name="Olivia", **{"E-mail_address": OWNER}, Password=PASSWORD)
    assert await olivia.follow("button", "Start") == 200
    assert await olivia.follow("button", "Sign out") == 200
    await sign_in(olivia, OWNER)
    assert await olivia.path() == "/settings/api"
    await olivia.fill(Label="Reports")
    assert await olivia.follow("button", "Create API key") == 200
    key = await olivia.text("#key")
    await olivia.tell("press", "button", "Copy the key")
    assert await olivia.tell("clipboard") == key
    assert await profiles(site, key) == 200
    assert await olivia.follow("link", "back to the keys") == 200
    await olivia.follow("link", "Revoke Reports")
    assert await profiles(site, key) == 200
    assert await olivia.follow("button", "Revoke this key") == 200
    assert await profiles(site, key) == 401
    assert "The key is revoked" in await olivia.text()
    assert await olivia.tell("complaints") == []


async def test_an_invited_member_comes_in_and_sees_no_keys(sqlite_world: World, site: str, browser: Browser) -> None:
    await sqlite_world.own(OWNER)
    olivia, anna = [await browser.meet(name, site) for name in ("olivia", "anna")]
    await sign_in(olivia, OWNER)
    await olivia.follow("link", "Members")
    await olivia.fill(**{"E-mail_address": "anna@example.com"})
    await olivia.tell("tick", "Beispiel GmbH")
    assert await olivia.follow("button", "Invite") == 200
    assert await anna.open(await olivia.text("#link")) == 200
    await anna.fill(Your_name="Anna", Password=PASSWORD)
    assert await anna.follow("button", "Start") == 200
    assert "Beispiel GmbH" in await anna.text()
    assert await anna.tell("complaints") == []
    assert await anna.open("/settings/api") == 403
    assert "the account’s owner" in await anna.text()
    assert await olivia.tell("complaints") == []


async def test_a_key_is_made_with_the_keyboard_alone(sqlite_world: World, site: str, browser: Browser) -> None:
    await sqlite_world.own(OWNER)
    olivia = await browser.meet("olivia", site)
    await sign_in(olivia, OWNER)
    await olivia.tell("key", "Tab")
    assert (await olivia.tell("focused"))["text"] == "Skip to the page"
    await olivia.tell("key", "Enter", "Tab")
    for expected in ("label", "profile_id", "mode"):
        focused = await olivia.tell("focused")
        assert (focused["name"], focused["outlined"]) == (expected, True)
        if expected == "label":
            await olivia.tell("type", "By keyboard")
        await olivia.tell("key", "Tab")
    await olivia.tell("key", "Shift+Tab", "ArrowDown", "Tab")
    assert (await olivia.tell("focused"))["text"] == "Create API key"
    await olivia.tell("key", "Enter")
    await olivia.tell("settle", "/settings/api$")
    key = await olivia.text("#key")
    assert not (await sqlite_world.caller(key)).read_only
    assert await olivia.tell("complaints") == []


async def test_without_scripts_everything_works(sqlite_world: World, site: str, browser: Browser) -> None:
    await sqlite_world.own(OWNER)
    olivia = await browser.meet("olivia", site, javaScriptEnabled=False)
    await sign_in(olivia, OWNER)
    await olivia.fill(Label="Plain")
    assert await olivia.follow("button", "Create API key") == 200
    assert re.fullmatch(r"lmb_\w+", await olivia.text("#key"))
    assert "Copy" not in await olivia.text(".secret")


async def test_everybody_can_use_every_page(sqlite_world: World, site: str, browser: Browser) -> None:
    """By axe's rules, in light and dark, without scrolling sideways, with targets of a finger's size."""
    await furnish(sqlite_world)
    seen, wrong = [], []
    async for name, person in pages(sqlite_world, site, browser):
        for scheme, width, rules in (("light", 1280, []), ("dark", 375, ["color-contrast"])):
            await person.tell("look", scheme, width)
            wrong += [f"{name} {scheme}: {found['id']} {found['where']}" for found in await person.tell("axe", *rules)]
            wrong += [f"{name} {width}: scrolls sideways"] * (await person.tell("overflow") > 0)
        wrong += [f"{name}: small {target}" for target in await person.tell("small")]
        wrong += [f"{name}: {complaint}" for complaint in await person.tell("complaints")]
        seen.append(name)
    assert wrong == []
    assert len(seen) == 23


async def test_an_application_is_let_in_and_out_again(sqlite_world: World, site: str, browser: Browser) -> None:
    await sqlite_world.own(OWNER)
    olivia = await browser.meet("olivia", site)
    async with assistant() as (callback, came_back):
        client = await registered(site, callback)
        await olivia.open(asked(client, callback))
        assert (await olivia.path()).startswith("/sign-in?next=/oauth/authorize")
        await olivia.fill(**{"E-mail_address": OWNER}, Password=PASSWORD)
        assert await olivia.follow("button", "Sign in") == 200
        await olivia.tell("choose", "Company", "Eksempel ApS")
        await olivia.tell("tick", "Read and write")
        assert await olivia.follow("button", "Allow") == 200
    assert came_back["state"] == "xyz"
    token = await exchanged(site, client, callback, came_back["code"])
    assert await lists_tools(site, token) == 200
    await olivia.open("/settings/connections")
    for words in ("Assistant", "Eksempel ApS", "Read & Write"):
        assert words in await olivia.text()
    await olivia.follow("link", "End the connection")
    assert await lists_tools(site, token) == 200
    assert await olivia.follow("button", "End the connection") == 200
    assert await lists_tools(site, token) == 401
    assert await olivia.tell("complaints") == []


async def test_who_denies_goes_back_without_a_code(sqlite_world: World, site: str, browser: Browser) -> None:
    await sqlite_world.own(OWNER)
    olivia = await browser.meet("olivia", site)
    await sign_in(olivia, OWNER)
    async with assistant() as (callback, came_back):
        await olivia.open(asked(await registered(site, callback), callback))
        assert await olivia.follow("button", "Deny") == 200
    assert came_back["error"] == "access_denied"
    assert "code" not in came_back


async def sign_in(person: Person, email: str) -> None:
    """Sign in on the page."""
    await person.open("/sign-in")
    await person.fill(**{"E-mail_address": email}, Password=PASSWORD)
    assert await person.follow("button", "Sign in") == 200


async def profiles(site: str, key: str) -> int:
    """The status that a program gets with a key."""
    async with httpx2.AsyncClient(base_url=site, trust_env=False) as client:
        return (await client.get("/v1/profiles", headers={"Authorization": f"Bearer {key}"})).status_code
