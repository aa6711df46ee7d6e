"""Sign-in, sessions and links: nobody learns who exists, and nothing works longer than it should."""

import pytest
from sqlalchemy import text

from luma_mcp.access.people import ATTEMPTS_PER_ADDRESS, ATTEMPTS_PER_EMAIL
from luma_mcp.access.sign_in_errors import LinkInvalid, NotSignedIn, SignInFailed
from luma_mcp.administration import make_account
from luma_mcp.errors import AccountRequired, Invalid, NotFound, RateLimited
from luma_mcp.operations.registry import BY_NAME
from tests.world import PASSWORD, World

HOME = "192.0.2.1"


async def test_the_first_owner_comes_by_a_link_that_works_once(world: World) -> None:
    link = await world.parts.people.first_owner_link()
    assert link is not None
    session = await world.parts.people.session(await world.join(link.token, email="olivia@example.com", name="Olivia"))
    assert (session.email, session.role, session.account_name) == ("olivia@example.com", "owner", "Test")
    assert (session.caller.is_owner, session.caller.profile_ids, session.caller.account_id) == (
        True,
        None,
        world.owner.account_id,
    )
    with pytest.raises(LinkInvalid):
        await world.join(link.token, email="mallory@example.com")
    assert await world.parts.people.first_owner_link() is None


async def test_another_link_for_the_first_owner_ends_the_earlier_one(sqlite_world: World) -> None:
    first, second = [await sqlite_world.parts.people.first_owner_link() for _ in range(2)]
    assert first is not None
    assert second is not None
    with pytest.raises(LinkInvalid):
        await sqlite_world.parts.people.link(first.token)
    assert (await sqlite_world.parts.people.link(second.token)).email is None


async def test_who_has_the_password_signs_in(world: World) -> None:
    await world.own("olivia@example.com")
    token = await world.parts.people.sign_in(" Olivia@Example.com", PASSWORD, HOME)
    assert (await world.parts.people.session(token)).name == "Olivia"
    await world.parts.people.sign_out(token)
    with pytest.raises(NotSignedIn):
        await world.parts.people.session(token)


@pytest.mark.parametrize(("email", "password"), [("olivia@example.com", "wrong"), ("nobody@example.com", PASSWORD)])
async def test_what_is_wrong_is_not_told(sqlite_world: World, email: str, password: str) -> None:
    await sqlite_world.own("olivia@example.com")
    with pytest.raises(SignInFailed) as caught:
        await sqlite_world.parts.people.sign_in(email, password, HOME)
    assert caught.value.message == "The e-mail address or the password is wrong."


async def test_attempts_are_counted_by_person_and_by_address(world: World) -> None:
    await world.own("olivia@example.com")
    for n in range(ATTEMPTS_PER_EMAIL):
        with pytest.raises(SignInFailed):
            await world.parts.people.sign_in("olivia@example.com", "wrong", f"192.0.2.{n}")
    with pytest.raises(RateLimited):
        await world.parts.people.sign_in("olivia@example.com", PASSWORD, "192.0.2.99")
    world.clock.move(minutes=1)
    for n in range(ATTEMPTS_PER_ADDRESS):
        with pytest.raises(SignInFailed):
            await world.parts.people.sign_in(f"{n}@example.com", "wrong", HOME)
    with pytest.raises(RateLimited):
        await world.parts.people.sign_in("olivia@example.com", PASSWORD, HOME)


async def test_a_session_ends_when_it_is_idle_and_after_a_week(sqlite_world: World) -> None:
    token = await sqlite_world.own()
    for _ in range(15):
        sqlite_world.clock.move(hours=11)
        await sqlite_world.parts.people.session(token)
    sqlite_world.clock.move(hours=3)
    with pytest.raises(NotSignedIn):
        await sqlite_world.parts.people.session(token)
    other = await sqlite_world.parts.people.sign_in("owner@example.com", PASSWORD, HOME)
    sqlite_world.clock.move(hours=12)
    with pytest.raises(NotSignedIn):
        await sqlite_world.parts.people.session(other)


@pytest.mark.parametrize("token", ["", "lms_nonsense", "lmb_" + "0" * 57])
async def test_what_is_no_session_is_nobody(sqlite_world: World, token: str) -> None:
    with pytest.raises(NotSignedIn):
        await sqlite_world.parts.people.session(token)


@pytest.mark.parametrize("password", ["short", "x" * 201, "aaaaaaaaaaaaaaaa", "olivia.muster@example.com"])
async def test_a_password_that_is_easy_to_guess_is_refused_and_the_link_stays_valid(
    sqlite_world: World, password: str
) -> None:
    link = await sqlite_world.parts.people.first_owner_link()
    assert link is not None
    with pytest.raises(Invalid) as caught:
        await sqlite_world.join(link.token, email="olivia.muster@example.com", password=password)
    assert caught.value.problems[0].field == "password"
    assert await sqlite_world.join(link.token, email="olivia.muster@example.com")


async def test_neither_password_nor_session_is_in_the_database(world: World) -> None:
    token = await world.own()
    async with world.parts.database.reading() as connection:
        rows = [
            str(row)
            for table in ("member", "web_session")
            for row in (await connection.execute(text(f"SELECT * FROM {table}"))).all()  # noqa: S608  our own names
        ]
    assert all(PASSWORD not in row and token[12:-6] not in row for row in rows)
    assert any("$argon2id$" in row for row in rows)


async def test_forms_of_one_session_are_not_those_of_another(sqlite_world: World) -> None:
    first = await sqlite_world.own()
    second = await sqlite_world.parts.people.sign_in("owner@example.com", PASSWORD, HOME)
    people = sqlite_world.parts.people
    assert (await people.session(first)).csrf == (await people.session(first)).csrf
    assert (await people.session(first)).csrf != (await people.session(second)).csrf


async def test_the_first_owner_signs_in_however_the_address_was_written(sqlite_world: World) -> None:
    await sqlite_world.own(" Olivia@Example.com ")
    assert await sqlite_world.parts.people.sign_in("olivia@example.com", PASSWORD, HOME)


async def test_everything_that_cannot_be_taken_is_named_at_once(sqlite_world: World) -> None:
    link = await sqlite_world.parts.people.first_owner_link()
    assert link is not None
    with pytest.raises(Invalid) as caught:
        await sqlite_world.join(link.token, email="nowhere", name=" ", password="short")
    assert {problem.field for problem in caught.value.problems} == {"name", "email", "password"}


async def test_the_first_owner_takes_nobodys_address(world: World) -> None:
    await world.invite("anna@example.com")
    link = await world.parts.people.first_owner_link()
    assert link is not None
    with pytest.raises(Invalid) as caught:
        await world.join(link.token, email="anna@example.com")
    assert caught.value.problems[0].field == "email"
    assert await world.join(link.token, email="olivia@example.com")


async def test_a_new_password_ends_what_the_old_one_opened(world: World) -> None:
    people = world.parts.people
    session = await world.own("olivia@example.com")
    first, second = [await people.reset_link("Olivia@example.com") for _ in range(2)]
    with pytest.raises(LinkInvalid):
        await people.link(first.token)
    assert (await people.link(second.token)).again
    assert (await people.session(session)).name == "Olivia"
    assert await world.join(second.token, name="Olivia", password="another four plain words")
    for ended in (people.session(session), people.sign_in("olivia@example.com", PASSWORD, HOME)):
        with pytest.raises((NotSignedIn, SignInFailed)):
            await ended
    assert await people.sign_in("olivia@example.com", "another four plain words", HOME)


async def test_nobody_has_no_password_to_reset(sqlite_world: World) -> None:
    with pytest.raises(NotFound, match=r"nobody@example\.com"):
        await sqlite_world.parts.people.reset_link("nobody@example.com")


async def test_who_is_in_two_accounts_says_which(sqlite_world: World) -> None:
    parts = sqlite_world.parts
    await sqlite_world.own("olivia@example.com")
    other = await make_account(parts, "Other")
    new = parts.people.new_invitation()
    fields = {"email": "olivia@example.com", "public_id": new.public_id, "mac": new.mac}
    await parts.executor.run(await parts.access.owner(other.id), BY_NAME["invite_member"], fields)
    with pytest.raises(AccountRequired) as caught:
        await parts.people.reset_link("olivia@example.com")
    assert len(caught.value.candidates) == 2
    reset = await parts.people.reset_link("olivia@example.com", other.id)
    assert (await parts.people.link(reset.token)).account_name == "Other"
