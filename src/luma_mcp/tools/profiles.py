"""Who is asking, and the profiles (companies) within reach, as tools."""

from luma_mcp.operations import profiles
from luma_mcp.operations.whoami import whoami
from luma_mcp.tools.tool import Tool

TOOLS = (
    Tool(
        whoami,
        "Who am I",
        "Start here: which companies can be reached, whether changes are allowed, and today's date in the books. "
        "Changes nothing.",
    ),
    Tool(
        profiles.list_profiles,
        "List companies",
        "Show the companies (profiles) within reach with the defaults of their documents. Changes nothing.",
        words={"limit": "Rows, 1 to 200"},
    ),
    Tool(
        profiles.get_company,
        "Show this company",
        "Show the company that is worked in: address, VAT number, contacts, defaults of documents. Changes nothing.",
    ),
    Tool(
        profiles.get_profile,
        "Show a company",
        "Show one company (profile) with address, bank details, VAT, numbering and payment terms. Changes nothing.",
        words={"id": "Company: name or id"},
    ),
)
