"""Recurring invoices, as tools."""

from luma_mcp.operations import recurring_invoices
from luma_mcp.tools.tool import Tool

TOOLS = (
    Tool(
        recurring_invoices.list_recurring_invoices,
        "List recurring invoices",
        "Find recurring invoices with their interval, next run and the amount of one invoice. Changes nothing.",
    ),
    Tool(
        recurring_invoices.get_recurring_invoice,
        "Show a recurring invoice",
        "Show one recurring invoice with its lines, next run and last invoice. Changes nothing.",
    ),
    Tool(
        recurring_invoices.create_recurring_invoice,
        "Create a recurring invoice",
        "Bill a client the same lines on a schedule: each due date makes one draft invoice for review. The first is "
        "made on start_date.",
        words={
            "start_date": "Date of the first invoice; 31 Jan recurs on 28 Feb and 31 Mar",
            "payment_deadline_days": "Days until due; default the client's or the company's",
            "end_date": "No invoice after this date; default endless",
            "title": "What to call it",
        },
    ),
    Tool(
        recurring_invoices.update_recurring_invoice,
        "Change a recurring invoice",
        "Change what later invoices say, the schedule, or by status pause, resume or end it. Only what is given "
        "changes; invoices already made stay.",
        words={"lines": "Replace all lines", "status": "active, paused or ended", "title": ""},
        repeatable=True,
    ),
    Tool(
        recurring_invoices.delete_recurring_invoice,
        "Delete a recurring invoice",
        "Remove a recurring invoice that made no invoice yet. One that did is ended instead "
        "(update_recurring_invoice).",
        repeatable=True,
    ),
    Tool(
        recurring_invoices.pause_recurring_invoice,
        "Pause a recurring invoice",
        "Stop making drafts until resume_recurring_invoice.",
        repeatable=True,
    ),
    Tool(
        recurring_invoices.resume_recurring_invoice,
        "Resume a recurring invoice",
        "Make drafts again from the next date on; dates missed while paused are not made up.",
        repeatable=True,
    ),
)
