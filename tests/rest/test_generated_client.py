"""A Python client generated from our OpenAPI document works against a running server."""

from collections.abc import Iterator
from typing import Any

import pytest

from luma_mcp.rest.lumabill.document import openapi_document
from tests.clients.generated import generated_client
from tests.rest.served import served
from tests.world import World


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The generated package."""
    folder = tmp_path_factory.mktemp("generated")
    with generated_client(openapi_document(), "lumabill_generated", folder) as module:
        yield module


async def test_a_generated_client_round_trips_an_invoice(sqlite_world: World, generated: Any) -> None:
    token, _ = await sqlite_world.make_key()
    profile = str(sqlite_world.swiss)
    models, invoices = generated("models"), "api.invoices"
    async with served(sqlite_world) as address, client_of(generated, address, token) as client:
        made = await generated("api.clients.create_client").asyncio(
            client=client, body=models.ClientDraft(name="Muster AG"), x_profile_id=profile
        )
        lines = [models.LineDraft(description="Consulting", quantity=2, price="150.00")]
        draft = models.InvoiceDraft(client_id=made.id, lines=lines, status=models.InvoiceStatus.SENT)
        created = await generated(f"{invoices}.create_invoice").asyncio(
            client=client, body=draft, x_profile_id=profile, idempotency_key="order-1"
        )
        payment = models.PaymentDraft(amount="324.30")
        paid = await generated(f"{invoices}.record_payment").asyncio(
            created.id, client=client, body=payment, x_profile_id=profile
        )
        read = await generated(f"{invoices}.get_invoice").asyncio(created.id, client=client, x_profile_id=profile)
        listed = await generated(f"{invoices}.list_invoices").asyncio(client=client, x_profile_id=profile)
    assert (created.number, created.status, created.gross) == ("IV-001", "sent", 324.3)
    assert (paid.status, paid.open_) == ("paid", 0)
    assert read == paid
    assert [(row.id, row.number) for row in listed.data] == [(created.id, "IV-001")]
    assert listed.totals["CHF"].gross == 324.3


async def test_a_generated_client_reads_a_refusal(sqlite_world: World, generated: Any) -> None:
    async with served(sqlite_world) as address, client_of(generated, address, "lmb_nobody") as client:
        refusal = await generated("api.profiles.list_profiles").asyncio(client=client)
    assert refusal.error.code == "invalid_key"


def client_of(generated: Any, address: str, token: str) -> Any:
    return generated("client").AuthenticatedClient(base_url=address, token=token)
