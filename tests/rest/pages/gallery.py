"""Every page in a state that people see it in: for those who judge how it looks and whether all can use it."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import NamedTuple

from luma_mcp.operations.registry import BY_NAME
from tests.clients.chromium import Browser, Person
from tests.grants import connected
from tests.rest.pages.application import asked, registered
from tests.rest.pages.visitor import OWNER
from tests.world import PASSWORD, World

CALLBACK = "http://127.0.0.1:9/callback"


class Step(NamedTuple):
    """How the owner comes to a page: by its address, by a link or button on the one before, or by both."""

    page: str
    opened: str | None = None
    pressed: tuple[str, str] | None = None


OF_OWNER = (
    Step("key-replace", pressed=("link", "Replace Zapier")),
    Step("key-made", pressed=("button", "Make the new key")),
    Step("key-revoke", "/settings/api", ("link", "Revoke Zapier")),
    Step("connections", "/settings/connections"),
    Step("members", "/settings/members"),
    Step("member", pressed=("link", "Change anna.baumgartner")),
    Step("invited", "/settings/members", ("button", "New link for ben@example.com")),
    Step("companies", "/settings/profiles"),
    Step("company", pressed=("link", "Change Beispiel GmbH")),
)


async def furnish(world: World) -> None:
    """Keys old and new, a connection, and members of every kind."""
    session = await world.parts.people.session(await world.own(OWNER))
    await world.make_key(label="Zapier", profile_id=world.swiss)
    await world.make_key(label="Month’s end", mode="read_only")
    world.clock.now += timedelta(days=94)
    _, spent = await world.make_key(label="Old import")
    await world.parts.executor.run(world.owner, BY_NAME["revoke_key"], {"id": spent.id})
    token, _ = await world.make_key(label="Reports", mode="read_only", profile_id=world.danish)
    world.clock.now += timedelta(hours=3)
    await world.caller(token)
    await world.parts.access.flush_used()
    await connected(world, member_id=session.member_id, profile_id=world.swiss)
    joined, _ = await world.invite(
        "anna.baumgartner@example.com", role="member", profile_ids=[world.swiss, world.danish]
    )
    await world.join(joined, name="Anna Baumgartner")
    await world.invite("ben@example.com", profile_ids=[world.swiss])
    world.clock.now += timedelta(days=12)


async def pages(world: World, site: str, browser: Browser) -> AsyncIterator[tuple[str, Person]]:
    """Go from page to page: the name of each, and who looks at it."""
    guest = await browser.meet("guest", site)
    await guest.open("/sign-in")
    yield "sign-in", guest
    await guest.fill(**{"E-mail_address": OWNER}, Password="wrong")
    await guest.follow("button", "Sign in")
    yield "sign-in-failed", guest
    await guest.open("/welcome")
    yield "link-ended", guest
    link, _ = await world.invite("carla@example.com")
    await guest.open(f"/welcome?token={link}")
    yield "welcome", guest
    await guest.fill(Your_name="Carla", Password="password1234")
    await guest.tell("fill", "Password", "aaaaaaaaaaaaaa")
    await guest.follow("button", "Start")
    yield "welcome-failed", guest
    await guest.fill(Password=PASSWORD)
    await guest.follow("button", "Start")
    yield "no-company", guest
    await guest.open("/settings/members")
    yield "owners-only", guest
    await guest.tell("leave", "guest")
    async for name, owner in _of_owner(site, browser):
        yield name, owner


async def _of_owner(site: str, browser: Browser) -> AsyncIterator[tuple[str, Person]]:
    owner = await browser.meet("owner", site)
    await owner.open("/sign-in")
    await owner.fill(**{"E-mail_address": OWNER}, Password=PASSWORD)
    await owner.follow("button", "Sign in")
    yield "keys", owner
    for step in OF_OWNER:
        if step.opened:
            await owner.open(step.opened)
        if step.pressed:
            await owner.follow(*step.pressed)
        yield step.page, owner
    await owner.fill(IBAN="CH00", Days_until_payment_is_due="soon")
    await owner.follow("button", "Save")
    yield "company-failed", owner
    await owner.open("/settings/profiles")
    await owner.follow("link", "Change Beispiel GmbH")
    await owner.follow("link", "Bookkeeping set-up")
    yield "set-up", owner
    await owner.follow("link", "Add a VAT code")
    await owner.follow("button", "Add")
    yield "set-up-failed", owner
    await owner.follow("link", "Back")
    await owner.follow("link", "Change Verkauf")
    yield "set-up-several", owner
    await owner.open("/settings/profiles/new")
    yield "company-new", owner
    await owner.open(asked(await registered(site, CALLBACK), CALLBACK))
    yield "consent", owner
    await owner.tell("leave", "owner")
