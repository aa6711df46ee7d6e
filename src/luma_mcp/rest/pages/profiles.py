"""Companies: what their documents start from. The owner changes it; other members see it."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from luma_mcp.domain.profiles import Profile
from luma_mcp.errors import Refusal
from luma_mcp.operations import profiles as operations
from luma_mcp.rest.pages.desk import PageRow, Visit, Who, status_of
from luma_mcp.rest.pages.profile_fields import FIRST, GROUPS, LABELS, NEW, changes, texts_of

LIST = "/settings/profiles"
ADD = f"{LIST}/new"


async def first_page(visit: Visit) -> Response:
    """Where settings start: keys for an owner who has a company, companies for everybody else."""
    is_ready = visit.session.caller.is_owner and await visit.profiles()
    return visit.go("/settings/api" if is_ready else LIST)


async def show_profiles(visit: Visit) -> Response:
    """List the companies; where there is none yet, the owner adds the first."""
    if visit.session.caller.is_owner and not await visit.profiles():
        return _new(visit, NEW)
    found: Sequence[Profile] = (await visit.run(operations.list_profiles)).data
    return visit.page("profiles.html", profiles=[(one, texts_of(one)) for one in found])


async def show_profile(visit: Visit) -> Response:
    """Show one company: as a form to its owner, as facts to everybody else."""
    profile: Profile = await visit.run(operations.get_profile, id=visit.id)
    return _profile(visit, profile, texts_of(profile))


async def update_profile(visit: Visit) -> Response:
    """Change what later documents of a company start from."""
    profile: Profile = await visit.run(operations.get_profile, id=visit.id)
    before = texts_of(profile)
    changed = changes(visit.form, before)
    try:
        if changed:
            await visit.run(operations.update_profile, id=profile.id, **changed)
    except Refusal as refusal:
        return _profile(visit, profile, before | {name: visit.form.text(name) for name in changed}, refusal)
    return visit.go(f"{LIST}/{profile.id}", done="saved")


async def show_new(visit: Visit) -> Response:
    """Ask for another company."""
    return _new(visit, NEW)


async def create_profile(visit: Visit) -> Response:
    """Add a company."""
    fields = visit.form.given(*NEW)
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        made: Profile = await visit.run(operations.create_profile, **given)
    except Refusal as refusal:
        return _new(visit, {name: visit.form.text(name) for name in NEW}, refusal)
    return visit.go(f"{LIST}/{made.id}", done="company-added")


def _new(visit: Visit, given: Mapping[str, str], refusal: Refusal | None = None) -> Response:
    return visit.page("profile_new.html", fields=FIRST, add=ADD, **_form(given, refusal))


def _profile(visit: Visit, profile: Profile, given: Mapping[str, str], refusal: Refusal | None = None) -> Response:
    return visit.page("profile.html", profile=profile, groups=GROUPS, **_form(given, refusal))


def _form(given: Mapping[str, str], refusal: Refusal | None) -> dict[str, Any]:
    problems = {} if refusal is None else {one.field: one.problem for one in refusal.problems}
    status = status_of(refusal) if refusal else 200
    return {"status": status, "given": given, "labels": LABELS, "problems": problems, "refusal": refusal}


PAGES: Sequence[PageRow] = (
    PageRow("/settings", first_page, who=Who.MEMBER),
    PageRow(LIST, show_profiles, who=Who.MEMBER),
    PageRow(ADD, show_new, create_profile),
    PageRow(f"{LIST}/{{id}}", show_profile, who=Who.MEMBER),
    PageRow(f"{LIST}/{{id}}", None, update_profile),
)
