"""How lists in numbered pages are sorted: by what, and which way."""

from enum import StrEnum
from typing import Any

from typing_extensions import override

from luma_mcp.rest.ledgerbee.document_templates import SortOrder
from luma_mcp.rest.wire import PageGiven


class NamedSort(StrEnum):
    """What a list of numbered, named records can be sorted by."""

    NAME = "name"
    NUMBER = "number"
    CREATED_AT = "createdAt"
    UPDATED_AT = "updatedAt"


_SORTS = {
    NamedSort.NAME: "name",
    NamedSort.NUMBER: "number",
    NamedSort.CREATED_AT: "created_at",
    NamedSort.UPDATED_AT: "updated_at",
}


class NamedPageGiven(PageGiven):
    """The query of a list of numbered, named records."""

    sort_by: NamedSort = NamedSort.NAME
    sort_order: SortOrder = SortOrder.ASC

    @override
    def to_domain(self) -> dict[str, Any]:
        """The order in the core's words."""
        fields = super().to_domain()
        down = "-" if self.sort_order is SortOrder.DESC else ""
        dropped = {name: value for name, value in fields.items() if name not in {"sort_by", "sort_order"}}
        return dropped | {"sort": down + _SORTS[self.sort_by]}
