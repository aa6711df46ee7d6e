"""A Python client generated from the document of /api works against a running server."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from luma_mcp.domain.scopes import LEDGERBEE
from luma_mcp.rest.ledgerbee.document import openapi_document
from tests.clients.generated import generated_client
from tests.rest.served import served
from tests.world import World


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The generated package."""
    folder = tmp_path_factory.mktemp("generated")
    with generated_client(openapi_document(), "ledgerbee_generated", folder) as module:
        yield module


def client_of(generated: Any, address: str, token: str) -> Any:
    return generated("client").AuthenticatedClient(
        base_url=address, token=token, prefix="", auth_header_name="x-api-key"
    )


async def test_it_makes_a_price_and_a_customer_and_books_and_reverses_a_draft(
    sqlite_world: World, generated: Any
) -> None:
    world, models = sqlite_world, generated("models")
    token, _ = await world.make_key(profile_id=world.danish, scopes=sorted(LEDGERBEE))
    async with served(world) as address, client_of(generated, address, token) as client:

        async def ask(module: str, *ids: Any, **given: Any) -> Any:
            return await generated(f"api.{module}").asyncio(*ids, client=client, **given)

        accounts = {one.account_number: one.id for one in await ask("accounts.list_accounts")}
        codes = {one.vat_code: one.id for one in await ask("vat_codes.list_vat_codes")}
        zones = {"domestic": 1010, "eu": 1050, "abroad": 1100, "domestic_without_vat": 1205}
        named = {f"{zone}_account_id": accounts[number] for zone, number in zones.items()}
        group = await ask(
            "product_groups.create_product_group", body=models.ProductGroupCreate(number="77", name="Timer", **named)
        )
        product = await ask(
            "products.create_product", body=models.ProductCreate(name="Rådgivning", product_group_id=group.id)
        )
        price = await ask(
            "product_prices.create_product_price",
            body=models.ProductPriceCreate.from_dict(
                {"productId": str(product.id), "billingPeriodType": "ONE_TIME", "pricingModel": "FLAT_RATE"}
                | {"unitAmount": "950.00"}
            ),
        )
        groups = await ask("customers.list_customer_groups")
        customer = await ask(
            "customers.create_customer",
            body=models.CreateCustomer.from_dict(
                {"customerType": "business", "customerNumber": "10001", "name": "Nordhavn ApS", "countryCode": "DK"}
                | {"vatZone": "domestic", "customerGroupId": str(groups[0].id)}
            ),
        )
        sale = {"accountId": str(accounts[1010]), "credit": "1187.50", "vatCodeId": str(codes["S01"])}
        said = {"entryType": "CUSTOMER_INVOICE", "date": "2026-03-31", "originalAmount": "1187.50"}
        draft = await ask(
            "draft_journal_entries_v_2.create_draft_journal_entry_v2",
            body=models.CreateDraftJournalEntry.from_dict(said | {"customerId": str(customer.id), "lines": [sale]}),
        )
        booked = await ask("draft_journal_entries_v_2.book_draft_journal_entry_v2", draft.id)
        back = await ask(
            "journal_entries.reverse_journal_entry", booked.id, body=models.ReverseJournalEntry(date=date(2026, 3, 31))
        )
        read = await ask("journal_entries.get_journal_entry", booked.id)
        lost = await ask("draft_journal_entries_v_2.get_draft_journal_entry_v2", draft.id)
    assert (price.unit_amount, price.is_default, customer.customer_number) == ("950.00", True, "10001")
    assert {line.credit or f"-{line.debit}" for line in booked.lines} == {"-1187.50", "950.00", "237.50"}
    assert (back.reversal_of_id, read.reversed_by_id) == (booked.id, back.id)
    assert (lost.status_code, lost.code) == (404, "DRAFT_JOURNAL_ENTRY_NOT_FOUND")
