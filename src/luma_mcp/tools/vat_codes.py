"""The VAT codes, as tools."""

from luma_mcp.operations import vat_codes
from luma_mcp.tools.tool import Tool

_WORDS = {
    "code": "e.g. S26",
    "rate": "Percent; empty: any rate",
    "like": "The code whose boxes of the VAT return it fills",
    "account": "Account of its VAT: number",
    "contra_account": "Account of VAT owed at once: number",
}

TOOLS = (
    Tool(
        vat_codes.list_vat_codes,
        "List VAT codes",
        "Find the VAT codes that lines of journal entries can bear, with rate and validity. Changes nothing.",
        words={"limit": "Rows, 1 to 200; default 200"},
    ),
    Tool(
        vat_codes.create_vat_code,
        "Create a VAT code",
        "Add a VAT code, e.g. for a rate that begins. Accounts and boxes come from the code that it is like.",
        words=_WORDS,
    ),
    Tool(
        vat_codes.update_vat_code,
        "Change a VAT code",
        "Rename a VAT code or end it; only what is given changes. One on entries keeps rate, principle and accounts.",
        words=_WORDS | {"id": "VAT code: id (list_vat_codes)"},
        repeatable=True,
    ),
)
