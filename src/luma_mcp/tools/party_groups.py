"""Groups of clients and of vendors, as tools."""

from luma_mcp.operations import party_groups
from luma_mcp.tools.tool import Tool

_WORDS = {
    "name": "e.g. Resellers",
    "number": "Whole number; default the next one",
    "account_id": "Account by number, name or id; default the usual one",
    "default_for": "New parties from there join it by default: domestic, eu or abroad",
    "metadata": "Up to 50 keys of your own; replaced whole",
}

TOOLS = (
    Tool(
        party_groups.list_client_groups,
        "List client groups",
        "Find groups of clients (customer groups): number, discount, and the account of what their clients owe. "
        "Changes nothing.",
        shown=("search", "limit", "cursor"),
    ),
    Tool(
        party_groups.create_client_group,
        "Create a client group",
        "Add a group of clients, with an account of receivables of its own if it is to be kept apart.",
        words=_WORDS,
    ),
    Tool(
        party_groups.update_client_group,
        "Change a client group",
        "Change a group of clients; only what is given changes. Later documents use its account; what is open stays.",
        words=_WORDS,
        repeatable=True,
    ),
    Tool(
        party_groups.delete_client_group,
        "Delete a client group",
        "Remove a group that no client is in. Clients change groups with update_client.",
        repeatable=True,
    ),
    Tool(
        party_groups.list_vendor_groups,
        "List vendor groups",
        "Find groups of vendors (supplier groups): number and the account of what is owed to their vendors. "
        "Changes nothing.",
        shown=("search", "limit", "cursor"),
    ),
    Tool(
        party_groups.create_vendor_group,
        "Create a vendor group",
        "Add a group of vendors, with an account of payables of its own if it is to be kept apart.",
        words=_WORDS,
    ),
    Tool(
        party_groups.update_vendor_group,
        "Change a vendor group",
        "Change a group of vendors; only what is given changes. Later bills use its account; what is open stays.",
        words=_WORDS,
        repeatable=True,
    ),
    Tool(
        party_groups.delete_vendor_group,
        "Delete a vendor group",
        "Remove a group that no vendor is in. Vendors change groups with update_vendor.",
        repeatable=True,
    ),
)
