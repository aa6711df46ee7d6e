"""Contacts and departments of clients and vendors, as tools."""

from luma_mcp.operations import party_contacts
from luma_mcp.tools.tool import Tool

_SHOWN = ("id", "search", "limit", "cursor")

TOOLS = (
    Tool(
        party_contacts.list_client_contacts,
        "List a client's contacts",
        "Show the persons to talk to at a client; one is the default. They are changed with update_client. "
        "Changes nothing.",
        shown=_SHOWN,
    ),
    Tool(
        party_contacts.list_client_departments,
        "List a client's departments",
        "Show the departments of a client that are billed apart, with address and EAN. They are changed with "
        "update_client. Changes nothing.",
        shown=_SHOWN,
    ),
    Tool(
        party_contacts.list_vendor_contacts,
        "List a vendor's contacts",
        "Show the persons to talk to at a vendor; one is the default. They are changed with update_vendor. "
        "Changes nothing.",
        shown=_SHOWN,
    ),
    Tool(
        party_contacts.list_vendor_departments,
        "List a vendor's departments",
        "Show the departments of a vendor. They are changed with update_vendor. Changes nothing.",
        shown=_SHOWN,
    ),
)
