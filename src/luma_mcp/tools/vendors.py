"""Vendors, as tools."""

from luma_mcp.operations import vendors
from luma_mcp.tools.tool import Tool

_WORDS = {"notes": "Internal", "archived": "true hides it", "vat_number": "e.g. CHE-123.456.789 MWST"}
_SHOWN = (
    "name", "contact_person", "email", "street", "postal_code", "city", "country", "vat_number", "iban", "notes",
)  # fmt: skip

TOOLS = (
    Tool(
        vendors.list_vendors,
        "List vendors",
        "Find vendors (suppliers) by name, contact, city or VAT number, with their count of expenses. Changes nothing.",
        shown=("search", "archived", "limit", "cursor"),
    ),
    Tool(
        vendors.get_vendor,
        "Show a vendor",
        "Show one vendor with address, VAT number and IBAN. Changes nothing.",
    ),
    Tool(
        vendors.create_vendor,
        "Create a vendor",
        "Add a vendor to record expenses of. Look with list_vendors first, so that it is not added twice.",
        shown=_SHOWN,
        words=_WORDS,
    ),
    Tool(
        vendors.update_vendor,
        "Change a vendor",
        "Change a vendor; only what is given changes, an empty text clears a field. Its expenses show it at once.",
        words=_WORDS,
        repeatable=True,
    ),
    Tool(
        vendors.delete_vendor,
        "Delete a vendor",
        "Remove a vendor without expenses for good. One with expenses is archived instead (update_vendor).",
        repeatable=True,
    ),
)
