"""Profiles in detail: what each country gives, how they are listed, and what a change means for later documents."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from luma_mcp.errors import Invalid, NotFound
from tests.world import World


async def made(world: World, **given: Any) -> Any:
    return await world.run("create_profile", caller=world.owner, **({"name": "Neu GmbH"} | given))


async def changed(world: World, **given: Any) -> Any:
    return await world.run("update_profile", caller=world.owner, id=world.swiss, **given)


async def listed(world: World, **query: Any) -> list[str]:
    return [profile.name for profile in (await world.run("list_profiles", caller=world.owner, **query)).data]


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("CH", ("CHF", "8.1", "Europe/Zurich", "de")),
        ("DK", ("DKK", "25", "Europe/Copenhagen", "da")),
        ("DE", ("EUR", "0", "UTC", "en")),
    ],
)
async def test_a_country_gives_currency_rate_zone_and_language(
    sqlite_world: World, country: str, expected: tuple[str, str, str, str]
) -> None:
    profile = await made(sqlite_world, country=country, vat_registered=True)
    started = (profile.currency, str(profile.default_tax_rate), profile.time_zone, profile.language)
    assert started == expected
    assert (profile.invoice_prefix, profile.offer_prefix, profile.number_padding) == ("IV-", "OF-", 3)
    assert (profile.payment_deadline_days, profile.fiscal_year_start) == (30, "01-01")
    assert (profile.bookkeeping_mode, profile.vat_method, profile.vat_period) == (
        "double_entry",
        "effective",
        "quarter",
    )


async def test_anything_given_wins_over_the_country(world: World) -> None:
    given = {"currency": "EUR", "language": "fr", "time_zone": "Europe/Paris", "default_tax_rate": "3.8"}
    profile = await made(world, country="ch", vat_registered=True, **given)
    assert (profile.country, profile.currency, profile.default_tax_rate) == ("CH", "EUR", Decimal("3.8"))
    assert (profile.language, profile.time_zone) == ("fr", "Europe/Paris")
    assert await world.run("get_profile", caller=world.owner, id=profile.id) == profile


async def test_who_registers_for_vat_later_charges_the_standard_rate_of_the_country(world: World) -> None:
    profile = await made(world, country="CH")
    assert (profile.vat_registered, profile.default_tax_rate) == (False, Decimal(0))
    change: dict[str, Any] = {"id": profile.id, "caller": world.owner, "vat_registered": True}
    assert (await world.run("update_profile", **change)).default_tax_rate == Decimal("8.1")
    other = await made(world, country="CH")
    own = await world.run("update_profile", **(change | {"id": other.id}), default_tax_rate="0")
    assert own.default_tax_rate == Decimal(0)


async def test_profiles_are_listed_oldest_first_with_how_many_there_are(world: World) -> None:
    world.clock.move(seconds=1)
    await made(world, name="Ärzte 100%", country="CH", city="Zürich")
    assert await listed(world) == ["Beispiel GmbH", "Eksempel ApS", "Ärzte 100%"]
    for words in ("ÄRZTE", "%", "zürich ärzte"):
        assert await listed(world, search=words) == ["Ärzte 100%"]
    page = await world.run("list_profiles", caller=world.owner, limit=2)
    assert ([profile.name for profile in page.data], page.meta.total) == (["Beispiel GmbH", "Eksempel ApS"], 3)


async def test_a_key_of_one_profile_sees_that_one_alone(world: World) -> None:
    token, _ = await world.make_key(profile_id=world.danish)
    caller = await world.caller(token)
    page = await world.run("list_profiles", caller=caller)
    assert ([profile.id for profile in page.data], page.meta.total) == ([world.danish], 1)
    with pytest.raises(NotFound, match="No profile"):
        await world.run("get_profile", caller=caller, id=world.swiss)


async def test_a_new_prefix_and_padding_are_for_later_numbers(world: World) -> None:
    before = await world.invoice()
    await changed(world, invoice_prefix="R", number_padding=5)
    assert (await world.invoice()).number == "R00002"
    assert (await world.run("get_invoice", id=before.id)).number == "IV-001"


async def test_a_new_currency_and_language_are_for_later_documents(world: World) -> None:
    before = await world.invoice()
    await changed(world, currency="EUR", language="fr")
    after = await world.invoice()
    assert (before.currency, after.currency) == ("CHF", "EUR")
    assert (before.language, (await world.client("Neu SA")).language) == ("de", "fr")


async def test_today_is_the_day_where_the_profile_is(world: World) -> None:
    world.clock.now = datetime(2026, 3, 31, 22, 30, tzinfo=UTC)
    assert str((await world.invoice()).issue_date) == "2026-04-01"
    await changed(world, time_zone="America/New_York")
    assert str((await world.invoice()).issue_date) == "2026-03-31"


async def test_only_the_fields_given_change_and_some_can_be_emptied(world: World) -> None:
    before = await world.run("get_profile", caller=world.owner, id=world.swiss)
    world.clock.move(minutes=1)
    after = await changed(world, street=None, iban=None)
    assert after == before.model_copy(update={"street": None, "iban": None, "updated_at": world.clock.now})
    assert (await world.invoice()).reference_type == "NON"


@pytest.mark.parametrize(
    "field", ["country", "currency", "vat_registered", "default_tax_rate", "time_zone", "language"]
)
async def test_what_every_profile_has_cannot_be_emptied(sqlite_world: World, field: str) -> None:
    with pytest.raises(Invalid, match=f"{field}: cannot be empty"):
        await changed(sqlite_world, **{field: None})
