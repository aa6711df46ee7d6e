"""Refusals of the ledger: periods, entries, dimensions and the projects that stand on them."""

from datetime import date

from luma_mcp.errors import Conflict, Invalid, Problem

NOT_BASE64 = "is_base64"
"""The rule that the content of a file breaks when it is no base64."""


class InvalidAttachment(Invalid):
    """This file cannot be attached."""

    code = "invalid_attachment_type"
    fix = "Attach PDF, PNG, JPEG, GIF, XML, CSV or plain text, as base64, with its own media type."


class ControlLegGiven(Invalid):
    """The ledger adds the line on this control account itself."""

    code = "control_leg_given"
    fix = "Leave the line away: it comes from original_amount and the group of the client or vendor."


class CategoryTypeNotAllowed(Invalid):
    """This journal category does not take entries of this type."""

    code = "journal_category_type_not_allowed"
    fix = "See list_journal_categories for what each takes."


class PeriodLocked(Conflict):
    """This date lies in a closed year or a locked period."""

    code = "period_locked"
    fix = "Use an open date, or ask the owner to reopen the year or move the lock."

    @classmethod
    def until(cls, day: date, first_open: date) -> "PeriodLocked":
        """The date is locked; names the first one that is open."""
        problem = Problem("date", f"the first open date is {first_open}")
        return cls(
            f"{day} lies in a closed year or a locked period. The first open date is {first_open}.",
            fix=f"Use a date from {first_open} on, or ask the owner to reopen the year or move the lock.",
            problems=[problem],
        )


class HardLock(Conflict):
    """A hard lock only moves forward."""

    code = "hard_lock"
    fix = "Correct it in the open period, by a credit note or a reversal."


class YearOrder(Conflict):
    """Fiscal years are closed in order, the earliest first, and reopened in order, the latest first."""

    code = "year_order"
    fix = "See list_fiscal_years for what is open."


class YearOverlap(Conflict):
    """Fiscal years do not overlap, and a year holds its entries."""

    code = "fiscal_year_overlap"
    fix = "Choose dates that no other fiscal year holds (list_fiscal_years)."


class YearGap(Conflict):
    """Fiscal years follow one another without a gap."""

    code = "fiscal_year_gap"
    fix = "Begin the day after the year before it ends, or end the day before the next one starts."


class EntryManaged(Conflict):
    """This entry belongs to a document and changes with it alone."""

    code = "entry_managed_by_document"
    fix = "Change, cancel or credit the document that it comes from."


class EntryReversed(Conflict):
    """This entry was reversed before."""

    code = "entry_reversed"
    fix = "List with include_reversed = true to see both."


class DefaultCategoryStays(Conflict):
    """One journal category is the default, and that one takes entries of all types."""

    code = "journal_category_default"
    fix = "Make another category the default first (update_journal_category with is_default = true)."


class ItemsSettled(Conflict):
    """What this opened is settled in part or whole."""

    code = "items_settled"
    fix = "Undo what settles it first (list_open_items, undo_allocation)."


class DimensionClash(Conflict):
    """An entry bears at most one value of a unique dimension, on itself and its lines together."""

    code = "dimension_unique_violation"
    fix = "Keep one of the values, or make the dimension additive: update_dimension with is_unique = false."


class DimensionManaged(Conflict):
    """This dimension backs a project and changes with it alone."""

    code = "dimension_managed_by_project"
    fix = "Change the project or its sub-projects instead (update_project, add_subproject, update_subproject)."


class ProjectArchived(Conflict):
    """This project is archived: it is only read."""

    code = "project_archived"
    fix = "Take it out of the archive first: update_project with archived = false."


class DefaultSubproject(Conflict):
    """The default sub-project of a project stays."""

    code = "subproject_default"
    fix = "Rename it, or delete another sub-project."


class DimensionNotUnique(Conflict):
    """An entry bears two values of this dimension, which can therefore not become unique."""

    code = "dimension_not_unique"
    fix = "Create another dimension that is unique, or leave this one as it is."
