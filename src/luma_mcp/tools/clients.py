"""Clients, as tools."""

from luma_mcp.operations import clients
from luma_mcp.tools.tool import Tool

_TERMS = {
    "payment_deadline_days": "Days until invoices are due; default the company's",
    "preferred_currency": "A hint, never applied by itself",
    "vat_zone": "Default by country",
    "archived": "true hides it from new documents",
    "external_id": "Id in another system, unique",
    "notes": "Internal",
    "type": "Default business",
}
_SHOWN = (
    "name", "contact_person", "email", "phone", "street", "postal_code", "city", "country", "vat_number", "notes",
)  # fmt: skip

TOOLS = (
    Tool(
        clients.list_clients,
        "List clients",
        "Find clients (customers) by name, number, contact, e-mail or city. Changes nothing. Other tools take a "
        "client's name directly.",
        shown=("search", "archived", "limit", "cursor"),
    ),
    Tool(
        clients.get_client,
        "Show a client",
        "Show one client with address, VAT number and terms. Changes nothing.",
    ),
    Tool(
        clients.create_client,
        "Create a client",
        "Add a client to bill. Look with list_clients first, so that it is not added twice. Country and language are "
        "the company's by default.",
        shown=_SHOWN,
        words=_TERMS,
    ),
    Tool(
        clients.update_client,
        "Change a client",
        "Change a client's name, address or terms; only what is given changes, an empty text clears a field. Documents "
        "already written keep what they say.",
        shown=("id", *_SHOWN, "archived"),
        words=_TERMS,
        repeatable=True,
    ),
    Tool(
        clients.delete_client,
        "Delete a client",
        "Remove a client without documents for good. One with documents is archived instead (update_client).",
        repeatable=True,
    ),
)
