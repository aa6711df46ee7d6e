"""What every client of others does first with the books, and what it has to be told."""

from typing import Any

from tests.clients.typescript import Played, Step
from tests.tools.assistant import listed_by_default

LINE = {"description": "Consulting", "quantity": 1.5, "price": "19.99", "tax_rate": 0}
STEPS: list[Step] = [
    {"list": True},
    {"call": "whoami", "arguments": {}},
    {"call": "create_client", "arguments": {"name": "Muster AG"}},
    {"call": "create_invoice", "arguments": {"client_id": "Muster AG", "lines": [LINE]}},
    {"call": "get_invoice", "arguments": {"id": "IV-404"}},
    {"call": "nonsense", "arguments": {}},
]


def check(played: Played, *, newest: bool) -> None:
    """The client understood everything that it was answered."""
    assert played["server"]["name"] == "luma_mcp"
    assert (played["protocol"] >= "2026-07-28") is newest
    listed, me, client, invoice, refused, unknown = played["results"]
    assert [tool["name"] for tool in listed["ok"]] == listed_by_default()
    assert facts(me)["today"]
    assert facts(client)["name"] == "Muster AG"
    assert (facts(invoice)["number"], facts(invoice)["gross"], facts(invoice)["currency"]) == ("IV-001", "29.99", "CHF")
    assert refused["ok"]["isError"] is True
    assert facts(refused)["code"] == "not_found"
    assert unknown["error"]["code"] == -32602


def facts(answer: dict[str, Any]) -> Any:
    """The structured content of an answer."""
    return answer["ok"]["structuredContent"]
