"""`luma-mcp members …`: who signs in. What is made here are links; nobody types a password on a command line."""

import click

from luma_mcp.cli_shared import as_owner, print_json, print_rows, with_parts
from luma_mcp.settings import Settings

LOCAL = "http://127.0.0.1:8000"
"""Where pages are while LUMA_PUBLIC_URL says nothing else."""


@click.group()
def members() -> None:
    """People who sign in: list, invite, remove, let choose another password."""


@members.command("list")
@click.option("--account", help="Whose, where there are several accounts.")
@click.option("--json", "as_json", is_flag=True)
def list_members(account: str | None, *, as_json: bool) -> None:
    """List who can sign in and who was invited."""
    found = as_owner(account, "list_members", {}).data
    if as_json:
        print_json([member.model_dump(mode="json") for member in found])
        return
    rows = [
        {
            "id": member.id,
            "email": member.email,
            "role": member.role,
            "status": member.status,
            "profiles": "all" if member.profile_ids is None else ",".join(map(str, member.profile_ids)) or "none",
        }
        for member in found
    ]
    print_rows(rows, as_json=False)


@members.command()
@click.option("--email", required=True)
@click.option("--name")
@click.option("--role", type=click.Choice(["owner", "member", "read_only"]), default="read_only", show_default=True)
@click.option("--profile", "profiles", multiple=True, help="A company that they reach (id or name); several times.")
@click.option("--account", help="Whose, where there are several accounts.")
def invite(email: str, name: str | None, role: str, profiles: tuple[str, ...], account: str | None) -> None:
    """Invite somebody and print the link, which is valid for seven days; the role owner is for an account without."""
    from luma_mcp import administration

    fields = {"email": email, "role": role} | ({"name": name} if name else {})
    print_link(with_parts(lambda parts: administration.invite(parts, account, profiles, fields)))


@members.command()
@click.argument("member_id")
@click.option("--account", help="Whose, where there are several accounts.")
def remove(member_id: str, account: str | None) -> None:
    """Remove a member: sessions, links and connections end at once."""
    as_owner(account, "remove_member", {"id": member_id})
    click.echo("Removed.")


@members.command()
@click.argument("email")
@click.option("--account", help="Whose, where there are several accounts.")
def reset(email: str, account: str | None) -> None:
    """Print a link with which somebody chooses another password, as when it was forgotten."""
    from luma_mcp import administration

    print_link(with_parts(lambda parts: administration.reset(parts, account, email)))


def print_link(token: str) -> None:
    """Print the link; it goes to standard output alone, so that it can be handed on."""
    click.echo(link_of(token))
    click.echo("Whoever has this link can sign in with it, once.", err=True)


def link_of(token: str, base: str | None = None) -> str:
    """The address of a link: under LUMA_PUBLIC_URL, else where this machine serves."""
    return f"{Settings.from_environment().public_url or base or LOCAL}/welcome?token={token}"
