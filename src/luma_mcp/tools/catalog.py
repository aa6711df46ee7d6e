"""Catalog items, as tools."""

from luma_mcp.operations import catalog
from luma_mcp.tools.tool import Tool

_WORDS = {
    "number": "Article number, unique; default the next",
    "description": "Text for document lines; default the name",
    "currency": "Default: the company's",
    "tax_rate": "VAT %; default the company's when used",
    "category": "A group of your own",
    "archived": "true hides it",
}

TOOLS = (
    Tool(
        catalog.list_catalog_items,
        "List catalog items",
        "Find what the company sells (products, services) with prices, to put on lines as catalog_item_id. Changes "
        "nothing.",
        shown=("search", "category", "archived", "limit", "cursor"),
        words={"category": ""},
    ),
    Tool(
        catalog.get_catalog_item,
        "Show a catalog item",
        "Show one catalog item with its price, unit and VAT. Changes nothing.",
    ),
    Tool(
        catalog.create_catalog_item,
        "Create a catalog item",
        "Add a product or service with its price, for lines of invoices and offers to name.",
        words=_WORDS,
    ),
    Tool(
        catalog.update_catalog_item,
        "Change a catalog item",
        "Change a catalog item; only what is given changes. Documents already written keep their lines.",
        words=_WORDS | {"number": "", "currency": "", "tax_rate": "VAT %"},
        repeatable=True,
    ),
    Tool(
        catalog.delete_catalog_item,
        "Delete a catalog item",
        "Remove a catalog item that is on no document for good. One that is, is archived instead "
        "(update_catalog_item).",
        repeatable=True,
    ),
)
