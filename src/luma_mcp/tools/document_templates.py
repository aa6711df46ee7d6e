"""Designs of documents, as tools."""

from luma_mcp.operations import document_templates
from luma_mcp.tools.tool import Tool

_WORDS = {
    "document_type": "invoice, credit_note, offer or order_confirmation",
    "is_default": "true: what documents of the type use where nothing else is said",
    "accent_colour": "e.g. #1f6f8b",
    "footer": "Text at the foot of every page",
}

TOOLS = (
    Tool(
        document_templates.list_document_templates,
        "List document templates",
        "List the designs of invoices, credit notes, offers and order confirmations. Changes nothing.",
        words=_WORDS,
    ),
    Tool(
        document_templates.create_document_template,
        "Create a document template",
        "Add a design for documents of one type, with a colour and a text at the foot of each page.",
        words=_WORDS,
    ),
    Tool(
        document_templates.update_document_template,
        "Change a document template",
        "Rename a design, change its colour or footer, or make it the default of its type; only what is given changes.",
        words=_WORDS | {"id": "Document template: id (list_document_templates)"},
        repeatable=True,
    ),
)
