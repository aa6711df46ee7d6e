"""Drafts of journal entries, as tools."""

from luma_mcp.operations import draft_entries
from luma_mcp.tools.tool import Tool

_WORDS = {
    "lines": "Up to 500 lines; each may still lack its account or amount",
    "description": "What is to be booked",
    "date": "Date on which it is to be posted",
    "currency": "Default: the company's",
}
_WRITTEN = (
    "date", "description", "lines", "reference", "currency", "type", "category_id", "original_amount", "client_id",
    "vendor_id", "control_leg", "tag_ids", "external_id", "attachments",
)  # fmt: skip

TOOLS = (
    Tool(
        draft_entries.list_draft_entries,
        "List draft entries",
        "Find journal entries that are not booked yet, by date, account, client, vendor, type or words. "
        "Changes nothing.",
        shown=("from", "to", "account", "client_id", "vendor_id", "type", "search", "sort", "limit", "cursor"),
    ),
    Tool(
        draft_entries.get_draft_entry,
        "Show a draft entry",
        "Show one journal entry that is not booked yet, with its lines. Changes nothing.",
    ),
    Tool(
        draft_entries.create_draft_entry,
        "Draft a journal entry",
        "Write a journal entry down without posting it: it may be unbalanced and incomplete until it is booked.",
        shown=_WRITTEN,
        words=_WORDS,
    ),
    Tool(
        draft_entries.create_draft_entries,
        "Draft several journal entries",
        "Write 1 to 100 journal entries down without posting them, all or none.",
        words={"entries": "Drafts as in create_draft_entry"},
    ),
    Tool(
        draft_entries.update_draft_entry,
        "Change a draft entry",
        "Change a journal entry that is not booked yet; only what is given changes, lines all of them.",
        words=_WORDS,
        repeatable=True,
    ),
    Tool(
        draft_entries.delete_draft_entry,
        "Delete a draft entry",
        "Remove a journal entry that is not booked yet; nothing of it was posted.",
        repeatable=True,
    ),
    Tool(
        draft_entries.book_draft_entry,
        "Book a draft entry",
        "Post a draft as a journal entry: it must be complete, balance and lie on an open date; the draft is gone "
        "afterwards. Ask the user first.",
    ),
)
