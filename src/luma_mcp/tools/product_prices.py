"""Prices of products, as tools."""

from luma_mcp.operations import product_prices
from luma_mcp.tools.tool import Tool

_WORDS = {
    "nickname": "A name for the price",
    "unit_amount": "Price of a unit, e.g. '49.00'; of flat_rate only",
    "tiers": "Of package one (up_to: its size, flat_amount: its price); of volume and graduated steps up to up_to",
    "currency": "Default: the company's",
    "billing_interval": "Required unless one_time",
    "billing_interval_count": "Every so many intervals; default 1",
    "meter_id": "Of usage only: id of the meter",
}

TOOLS = (
    Tool(
        product_prices.get_product_price,
        "Show a price of a product",
        "Show one price of a product: terms, status, whether it is locked, VAT by zone. Changes nothing.",
    ),
    Tool(
        product_prices.create_product_price,
        "Create a price of a product",
        "Add a price to a product: one_time, recurring or usage; flat_rate, package, volume or graduated. The "
        "first one becomes the default.",
        words=_WORDS,
    ),
    Tool(
        product_prices.update_product_price,
        "Change a price of a product",
        "Change a price; only what is given changes. Once a document or subscription used it, only its nickname can.",
        words=_WORDS | {"currency": "", "billing_interval": "", "billing_interval_count": ""},
        repeatable=True,
    ),
    Tool(
        product_prices.delete_product_price,
        "Delete a price of a product",
        "Remove a price that was never used for good. A used one is archived (archive_product_price).",
        repeatable=True,
    ),
    Tool(
        product_prices.activate_product_price,
        "Activate a price of a product",
        "Sell a disabled or archived price again.",
        repeatable=True,
    ),
    Tool(
        product_prices.disable_product_price,
        "Disable a price of a product",
        "Stop selling a price for now. Not the default one.",
        repeatable=True,
    ),
    Tool(
        product_prices.archive_product_price,
        "Archive a price of a product",
        "Retire a price; what uses it goes on. Not the default one.",
        repeatable=True,
    ),
    Tool(
        product_prices.set_default_product_price,
        "Make a price the default",
        "Make an active price the default of its product.",
        repeatable=True,
    ),
)
