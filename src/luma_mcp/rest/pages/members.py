"""Members: the owner invites, changes and removes them. An invitation is a link, shown once, for the owner to send."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import Response

from luma_mcp.access.secret_forms import NewSecret
from luma_mcp.domain.members import INVITATION_VALID, InvitedRole, Member, Role
from luma_mcp.errors import NotFound, Refusal
from luma_mcp.operations import members as operations
from luma_mcp.rest.pages.desk import PageRow, Visit, status_of
from luma_mcp.rest.pages.sign_in import WELCOME

LIST = "/settings/members"
LABELS = {"email": "E-mail address", "name": "Name", "role": "Role", "profile_ids": "Companies"}


async def show_members(visit: Visit) -> Response:
    """List the members, and offer to invite another."""
    given = {"email": "", "name": "", "role": InvitedRole.READ_ONLY, "profile_ids": ()}
    return await _list(visit, given)


async def invite_member(visit: Visit) -> Response:
    """Invite somebody and show the link, once."""
    new = visit.desk.people.new_invitation()
    fields = visit.form.given("email", "name") | _rights(visit)
    try:
        made: Member = await visit.run(operations.invite_member, **fields, **_kept(new))
    except Refusal as refusal:
        return await _list(visit, fields, refusal)
    return _shown(visit, new, made)


async def renew_invitation(visit: Visit) -> Response:
    """Make a new link for somebody who has not used the last one."""
    new = visit.desk.people.new_invitation()
    made: Member = await visit.run(operations.renew_invitation, id=visit.id, **_kept(new))
    return _shown(visit, new, made)


async def show_member(visit: Visit) -> Response:
    """Show what a member may do, to change it."""
    member = await _find(visit)
    chosen = tuple(str(one) for one in member.profile_ids or ())
    return await _member(visit, member, {"role": member.role, "profile_ids": chosen})


async def update_member(visit: Visit) -> Response:
    """Change what a member may do."""
    rights = _rights(visit)
    try:
        await visit.run(operations.update_member, id=visit.id, **rights)
    except Refusal as refusal:
        return await _member(visit, await _find(visit), rights, refusal)
    return visit.go(LIST, done="member-changed")


async def ask_to_remove(visit: Visit) -> Response:
    """Ask before a member is removed."""
    member = await _find(visit)
    return visit.page(
        "confirm.html",
        heading=f"Remove {member.email}?",
        text="Sessions and everything that this member connected end at once; what was written stays.",
        button="Remove this member",
        back=LIST,
    )


async def remove_member(visit: Visit) -> Response:
    """Remove a member."""
    await visit.run(operations.remove_member, id=visit.id)
    return visit.go(LIST, done="member-removed")


async def _list(visit: Visit, given: Mapping[str, Any], refusal: Refusal | None = None) -> Response:
    members: Sequence[Member] = (await visit.run(operations.list_members)).data
    return visit.page("members.html", members=members, **await _form(visit, given, refusal))


async def _member(visit: Visit, member: Member, given: Mapping[str, Any], refusal: Refusal | None = None) -> Response:
    return visit.page("member.html", member=member, **await _form(visit, given, refusal))


async def _form(visit: Visit, given: Mapping[str, Any], refusal: Refusal | None) -> dict[str, Any]:
    profiles = await visit.profiles()
    return {
        "status": status_of(refusal) if refusal else 200,
        "names": dict(profiles),
        "companies": [(id, name, "") for id, name in profiles],
        "given": given,
        "labels": LABELS,
        "problems": {} if refusal is None else {one.field.partition(".")[0]: one.problem for one in refusal.problems},
        "refusal": refusal,
    }


def _shown(visit: Visit, new: NewSecret, made: Member) -> Response:
    link = f"{visit.base}{WELCOME}?token={new.token}"
    return visit.page("invited.html", link=link, member=made, days=INVITATION_VALID.days)


async def _find(visit: Visit) -> Member:
    """A member who can be changed: the owner cannot."""
    wanted = visit.id
    members: Sequence[Member] = (await visit.run(operations.list_members)).data
    for member in members:
        if member.id == wanted and member.role is not Role.OWNER:
            return member
    raise NotFound("There is no such member.", fix="The member may have been removed; the owner is not changed.")


def _rights(visit: Visit) -> dict[str, Any]:
    return {"role": visit.form.text("role"), "profile_ids": visit.form.many("profile_ids")}


def _kept(new: NewSecret) -> dict[str, str]:
    return {"public_id": new.public_id, "mac": new.mac}


PAGES: Sequence[PageRow] = (
    PageRow(LIST, show_members, invite_member),
    PageRow(f"{LIST}/{{id}}", show_member, update_member),
    PageRow(f"{LIST}/{{id}}/link", None, renew_invitation),
    PageRow(f"{LIST}/{{id}}/remove", ask_to_remove, remove_member),
)
