"""The page about tools says what the tools say."""

from pathlib import Path

from luma_mcp.tools.documentation import tools_markdown
from luma_mcp.tools.registry import TOOLS

PAGE = Path(__file__).parents[2] / "docs" / "tools.md"


def test_the_page_is_what_the_tools_make_it() -> None:
    assert PAGE.read_text(encoding="utf-8") == tools_markdown(), "run 'make docs'"


def test_the_page_has_a_heading_for_every_tool() -> None:
    assert [tool.name for tool in TOOLS if f"\n### {tool.name}\n" not in tools_markdown()] == []
