"""Giving books from before the ledger theirs: what is asked, what was posted."""

from uuid import UUID

from pydantic import ConfigDict, Field

from luma_mcp.domain.model import Model


class BackPosting(Model):
    """All documents of the books; there is nothing to choose."""

    model_config = ConfigDict(json_schema_extra={"examples": [{}]})


class BackPosted(Model):
    """What was posted; nothing where the books have their ledger already."""

    id: UUID = Field(description="Id of the profile")
    documents: int = Field(description="Documents and payments posted")
