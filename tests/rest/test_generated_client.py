"""A Python client generated from our OpenAPI document works against a running server."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from luma_mcp.rest.lumabill.document import openapi_document
from tests.rest.served import served
from tests.world import World

BIN = Path(sys.executable).parent
CONFIG = {
    "content_type_overrides": dict.fromkeys(("application/pdf", "image/jpeg", "image/png"), "application/octet-stream"),
    "post_hooks": [],
}


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The generated package; a warning of the generator, such as a part left out, fails."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_text(json.dumps(openapi_document()))
    (folder / "config.json").write_text(json.dumps(CONFIG))
    command: list[str | Path] = [BIN / "openapi-python-client", "generate", "--meta", "none", "--fail-on-warning"]
    places = ["--path", "openapi.json", "--config", "config.json", "--output-path", "lumabill_generated"]
    path = f"{BIN}{os.pathsep}{os.environ['PATH']}"
    made = subprocess.run(
        [*command, *places], cwd=folder, env=os.environ | {"PATH": path}, capture_output=True, check=False
    )
    assert made.returncode == 0, made.stdout.decode() + made.stderr.decode()
    sys.path.insert(0, str(folder))
    yield lambda name: importlib.import_module(f"lumabill_generated.{name}")
    sys.path.remove(str(folder))


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
