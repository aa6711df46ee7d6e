"""Fiscal years, as tools."""

from luma_mcp.operations import fiscal_years
from luma_mcp.tools.tool import Tool

TOOLS = (
    Tool(
        fiscal_years.list_fiscal_years,
        "List fiscal years",
        "Show fiscal years with their dates, status and lock date. Changes nothing.",
    ),
    Tool(
        fiscal_years.create_fiscal_year,
        "Open a fiscal year",
        "Add a fiscal year of at most 23 months. Seldom needed: the first entry of a year makes it.",
    ),
    Tool(
        fiscal_years.update_fiscal_year,
        "Change a fiscal year",
        "Rename, lock, close (status 'closed') or reopen ('open') a fiscal year. A closed year takes no entries. Close "
        "the earliest first, reopen the latest first. Ask the user first.",
        repeatable=True,
    ),
)
