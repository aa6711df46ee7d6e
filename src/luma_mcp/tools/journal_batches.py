"""Batches and reversals of journal entries, their attachments and categories, as tools."""

from luma_mcp.operations import entry_batches, journal_categories, reversals
from luma_mcp.tools.tool import Tool

_WHEN = {
    "date": "Default: that of the entry where it is open, else today",
    "description": "Default: Reversal of … and its number",
}
_TYPES = {"allowed_types": "Types of entries that it takes; default all five"}

TOOLS = (
    Tool(
        entry_batches.create_journal_entries,
        "Post several journal entries",
        "Post 1 to 100 journal entries at once, all or none. Ask the user first.",
        words={"entries": "Entries as in create_journal_entry"},
    ),
    Tool(
        reversals.reverse_journal_entry,
        "Reverse a posted entry",
        "Take a posted entry back by its exact opposite, once; both stay and name each other. Entries of documents "
        "are taken back with their document.",
        shown=("id", "date", "description"),
        words=_WHEN,
    ),
    Tool(
        reversals.reverse_journal_entries,
        "Reverse several posted entries",
        "Take 1 to 100 posted entries back by their opposites, all or none.",
        shown=("entry_ids", "date", "description"),
        words=_WHEN | {"entry_ids": "Ids of journal entries"},
    ),
    Tool(
        reversals.list_journal_attachments,
        "List attachments of an entry",
        "Show which files are attached to a journal entry. Changes nothing.",
        shown=("id", "limit"),
    ),
    Tool(
        journal_categories.list_journal_categories,
        "List journal categories",
        "Find the categories that journal entries are filed under, with the types of entries that each takes. "
        "Changes nothing.",
        shown=("type", "search", "limit", "cursor"),
    ),
    Tool(
        journal_categories.create_journal_category,
        "Create a journal category",
        "Add a category that journal entries are filed under, for all types of entries or some.",
        words=_TYPES,
    ),
    Tool(
        journal_categories.update_journal_category,
        "Change a journal category",
        "Rename a category of journal entries, change which types it takes, or make it the default.",
        words=_TYPES,
        repeatable=True,
    ),
)
