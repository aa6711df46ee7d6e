"""Journal entries: the rows."""

from luma_mcp.operations import journal_entries
from luma_mcp.rest.binding import Binding

_ONE = "/v1/journal-entries/{id}"

BINDINGS = (
    Binding("GET", "/v1/journal-entries", journal_entries.list_journal_entries),
    Binding("GET", _ONE, journal_entries.get_journal_entry),
    Binding("POST", "/v1/journal-entries", journal_entries.create_journal_entry, 201, location=_ONE),
    Binding("PUT", _ONE, journal_entries.update_journal_entry),
    Binding("DELETE", _ONE, journal_entries.delete_journal_entry, 204),
)
