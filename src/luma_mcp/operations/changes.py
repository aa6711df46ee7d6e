"""What a change says: only the fields that were given, and no emptiness where a value must stand."""

from collections.abc import Collection
from typing import Any

from luma_mcp.domain.model import Model
from luma_mcp.errors import Invalid, Problem


def changed_fields(change: Model, *, but: Collection[str] = ()) -> dict[str, Any]:
    """The fields that a change names besides its id and those that say how it is meant.

    Raises:
        Invalid: a field that must have a value was set to null.
    """
    fields = {name: getattr(change, name) for name in change.model_fields_set if name != "id" and name not in but}
    empty = [name for name, value in fields.items() if value is None and name in change.never_empty]
    if empty:
        problems = [Problem(name, "cannot be empty") for name in sorted(empty)]
        raise Invalid(f"{', '.join(sorted(empty))}: cannot be empty", problems=problems)
    return fields
