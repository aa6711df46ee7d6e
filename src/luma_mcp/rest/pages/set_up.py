"""What a company's bookkeeping goes by: its owner sees the lists, adds to them and changes them."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from starlette.responses import Response

from luma_mcp.domain.profiles import Profile
from luma_mcp.errors import NotFound, Refusal
from luma_mcp.operations import accounts as accounts_of
from luma_mcp.operations import profiles
from luma_mcp.rest.pages.desk import PageRow, Visit, status_of
from luma_mcp.rest.pages.set_up_fields import BY_SLUG, LISTS, SetUpList, changes_in, given_in, texts_in, texts_of

HERE = "/settings/profiles/{id}/set-up"
MOST_ROWS = 200


async def show_lists(visit: Visit) -> Response:
    """Show every list of a company."""
    profile: Profile = await visit.run(profiles.get_profile, id=visit.id)
    found = []
    for one in LISTS:
        rows = await _rows(visit, one)
        fields = {field.name: field for field in one.fields}
        found.append((one, [fields[name] for name in one.columns], [(row.id, texts_of(one, row)) for row in rows]))
    return visit.page("set_up.html", profile=profile, lists=found, path=_path(visit))


async def show_new(visit: Visit) -> Response:
    """Ask for another row of a list."""
    one = _list(visit)
    return await _form(visit, one, texts_of(one, None), new=True)


async def create(visit: Visit) -> Response:
    """Add a row to a list."""
    one = _list(visit)
    try:
        await visit.run_in(visit.id, one.create, **given_in(one, visit.form))
    except Refusal as refusal:
        return await _form(visit, one, texts_in(one, visit.form), new=True, refusal=refusal)
    return visit.go(_path(visit), done="set-up-added")


async def show_row(visit: Visit) -> Response:
    """Show a row of a list as a form."""
    one = _list(visit)
    return await _form(visit, one, texts_of(one, await _row(visit, one)), new=False)


async def update(visit: Visit) -> Response:
    """Change a row of a list."""
    one = _list(visit)
    row = await _row(visit, one)
    before = texts_of(one, row)
    changed = changes_in(one, visit.form, before)
    try:
        if changed:
            await visit.run_in(visit.id, one.update, id=row.id, **changed)
    except Refusal as refusal:
        said = texts_in(one, visit.form)
        given = before | {name: said[name] for name in changed}
        return await _form(visit, one, given, new=False, refusal=refusal)
    return visit.go(_path(visit), done="set-up-saved")


def _list(visit: Visit) -> SetUpList:
    one = BY_SLUG.get(visit.request.path_params["list"])
    if one is None:
        raise NotFound("There is no such list.", fix="Go back to the company.")
    return one


async def _rows(visit: Visit, one: SetUpList) -> Sequence[Any]:
    return (await visit.run_in(visit.id, one.listed, limit=MOST_ROWS)).data  # type: ignore[no-any-return]


async def _row(visit: Visit, one: SetUpList) -> Any:  # noqa: ANN401  a row of any list
    wanted = visit.request.path_params["row"]
    found = next((row for row in await _rows(visit, one) if str(row.id) == wanted), None)
    if found is None:
        raise NotFound(f"There is no such {one.one} in this company.", fix="Go back to the lists.")
    return found


async def _form(
    visit: Visit, one: SetUpList, given: Mapping[str, str], *, new: bool, refusal: Refusal | None = None
) -> Response:
    profile: Profile = await visit.run(profiles.get_profile, id=visit.id)
    known: list[tuple[str, str]] = []
    if one.accounts is not None:
        found = await visit.run_in(visit.id, accounts_of.list_accounts, type=one.accounts, archived=False, limit=200)
        known = [(str(account.id), f"{account.number} {account.name}") for account in found.data]
    problems = {} if refusal is None else {problem.field: problem.problem for problem in refusal.problems}
    return visit.page(
        "set_up_row.html",
        status=status_of(refusal) if refusal else 200,
        profile=profile,
        one=one,
        new=new,
        fields=one.fields_of(known, new=new),
        given=given,
        labels={field.name: field.label for field in one.fields},
        problems=problems,
        refusal=refusal,
        path=_path(visit),
    )


def _path(visit: Visit) -> str:
    return HERE.format(id=UUID(str(visit.id)))


PAGES: Sequence[PageRow] = (
    PageRow(HERE, show_lists),
    PageRow(f"{HERE}/{{list}}/new", show_new, create),
    PageRow(f"{HERE}/{{list}}/{{row}}", show_row, update),
)
