"""Products and the groups that they stand in, as tools."""

from luma_mcp.operations import product_groups, products
from luma_mcp.tools.tool import Tool

_GROUP = {
    "number": "Unique; default the next",
    "description": "",
    "domestic_account_id": "Account at home, with a VAT code for sales",
    "eu_account_id": "Account of sales to the EU, with such a code",
    "abroad_account_id": "Account of sales abroad, with such a code",
    "domestic_without_vat_account_id": "Account at home without VAT",
}
_PRODUCT = {
    "number": "Article number, unique; default the next",
    "description": "Text for document lines; default the name",
    "tax_rate": "VAT %; default the company's when used",
    "category": "A word of your own",
    "metadata": "Up to 50 keys of your own; replaced whole",
    "archived": "true hides it",
}

TOOLS = (
    Tool(
        product_groups.list_product_groups,
        "List product groups",
        "Find product groups: on which accounts sales of their products are booked. Changes nothing.",
        shown=("search", "limit", "cursor"),
        words={"search": "What number or name begins with"},
    ),
    Tool(
        product_groups.get_product_group,
        "Show a product group",
        "Show one product group with its account for each VAT zone. Changes nothing.",
    ),
    Tool(
        product_groups.create_product_group,
        "Create a product group",
        "Add a group of products whose sales are booked on accounts of their own, by the client's VAT zone.",
        words=_GROUP,
    ),
    Tool(
        product_groups.update_product_group,
        "Change a product group",
        "Change a product group; only what is given changes. What is posted stays where it is.",
        words=_GROUP | {"number": ""},
        repeatable=True,
    ),
    Tool(
        product_groups.delete_product_group,
        "Delete a product group",
        "Remove a product group without products for good. Move its products first (update_product).",
        repeatable=True,
    ),
    Tool(
        products.list_products,
        "List products",
        "Find products with their group, without prices; list_catalog_items shows those of one simple price with it. "
        "Changes nothing.",
        shown=("search", "number", "group_id", "archived", "limit", "cursor"),
        words={"number": "Exactly this number"},
    ),
    Tool(
        products.get_product,
        "Show a product",
        "Show one product with its group and all its prices. Changes nothing.",
    ),
    Tool(
        products.create_product,
        "Create a product",
        "Add a product without a price; prices follow with create_product_price. With one simple price "
        "create_catalog_item does both.",
        words=_PRODUCT,
    ),
    Tool(
        products.update_product,
        "Change a product",
        "Change a product or move it to another group; only what is given changes. Documents keep their lines.",
        words=_PRODUCT | {"number": "", "tax_rate": "VAT %"},
        repeatable=True,
    ),
    Tool(
        products.delete_product,
        "Delete a product",
        "Remove a product that is on no document, with its prices, for good. One that is, is archived instead "
        "(update_product).",
        repeatable=True,
    ),
)
