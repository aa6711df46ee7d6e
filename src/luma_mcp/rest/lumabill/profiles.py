"""Profiles: the rows."""

from luma_mcp.operations import profiles
from luma_mcp.rest.binding import Binding

BINDINGS = (
    Binding("GET", "/v1/profiles", profiles.list_profiles),
    Binding("GET", "/v1/profiles/{id}", profiles.get_profile),
)
