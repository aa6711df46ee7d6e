"""Contacts and departments of clients and of vendors: the lists."""

from luma_mcp.domain.contacts import Contact, Department, PartsQuery
from luma_mcp.domain.model import Ref
from luma_mcp.domain.paging import Page
from luma_mcp.operation import reads
from luma_mcp.operations.clients import get_client
from luma_mcp.operations.vendors import get_vendor
from luma_mcp.store import contacts as store
from luma_mcp.store.books import Books
from luma_mcp.store.contacts import OF_CLIENTS, OF_VENDORS


@reads("clients")
async def list_client_contacts(books: Books, query: PartsQuery) -> Page[Contact]:
    """List the persons to talk to at a client, in their order; exactly one is the default."""
    await get_client(books, Ref(id=query.id))
    return await store.list_contacts(books, OF_CLIENTS, query)


@reads("clients")
async def list_client_departments(books: Books, query: PartsQuery) -> Page[Department]:
    """List the departments of a client that are billed apart, in their order."""
    await get_client(books, Ref(id=query.id))
    return await store.list_departments(books, OF_CLIENTS, query)


@reads("vendors")
async def list_vendor_contacts(books: Books, query: PartsQuery) -> Page[Contact]:
    """List the persons to talk to at a vendor, in their order; exactly one is the default."""
    await get_vendor(books, Ref(id=query.id))
    return await store.list_contacts(books, OF_VENDORS, query)


@reads("vendors")
async def list_vendor_departments(books: Books, query: PartsQuery) -> Page[Department]:
    """List the departments of a vendor, in their order."""
    await get_vendor(books, Ref(id=query.id))
    return await store.list_departments(books, OF_VENDORS, query)
