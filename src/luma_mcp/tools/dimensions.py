"""Dimensions, as tools."""

from luma_mcp.operations import dimensions
from luma_mcp.tools.tool import Tool

_WORDS = {
    "value_id": "Id of a value (list_dimensions)",
    "parent_id": "Id of the value that it is a part of",
    "name": "e.g. Sales",
}

TOOLS = (
    Tool(
        dimensions.list_dimensions,
        "List dimensions",
        "Find what entries are told apart by (departments, cost centres, journal tags), each with its values, whose "
        "ids are the tag_ids of entries and lines. Changes nothing.",
        shown=("search", "limit", "cursor"),
    ),
    Tool(
        dimensions.get_dimension,
        "Show a dimension",
        "Show one dimension with the tree of its values. Changes nothing.",
    ),
    Tool(
        dimensions.create_dimension,
        "Create a dimension",
        "Add a dimension such as Department. Of a unique one an entry bears at most one value.",
        words={"name": "e.g. Department"},
    ),
    Tool(
        dimensions.update_dimension,
        "Change a dimension",
        "Change a dimension's name, or whether it is unique; only what is given changes.",
        words={"name": "e.g. Cost centre"},
        repeatable=True,
    ),
    Tool(
        dimensions.delete_dimension,
        "Delete a dimension",
        "Remove a dimension with its values for good; only while no entry bears one of them.",
        repeatable=True,
    ),
    Tool(
        dimensions.create_dimension_value,
        "Add a dimension value",
        "Add a value to a dimension, such as Sales to Department, as a root or below another value.",
        words=_WORDS,
    ),
    Tool(
        dimensions.update_dimension_value,
        "Change a dimension value",
        "Change a value's name, place or parent; entries that bear it show it at once.",
        words=_WORDS,
        repeatable=True,
    ),
    Tool(
        dimensions.delete_dimension_value,
        "Delete a dimension value",
        "Remove a value for good; only while nothing bears it and no value stands below it.",
        words=_WORDS,
        repeatable=True,
    ),
)
