"""`luma-mcp oauth-clients …`: services of one's own that get tokens with a secret alone."""

import click

from luma_mcp.cli_shared import as_owner, print_json, print_rows, with_parts, words_of


@click.group("oauth-clients")
def oauth_clients() -> None:
    """Services of your own, which get access tokens with a secret alone (client credentials)."""


@oauth_clients.command("create")
@click.option("--label", required=True, help="What the service is.")
@click.option("--profile", required=True, help="The one company that it reaches (id or name).")
@click.option("--scopes", required=True, help="What it may do, separated by commas, e.g. invoices-read,clients-read.")
@click.option("--account", help="Whose, where there are several accounts.")
@click.option("--json", "as_json", is_flag=True)
def create_oauth_client(label: str, profile: str, scopes: str, account: str | None, *, as_json: bool) -> None:
    """Make an OAuth client and show its secret, once."""
    from luma_mcp import administration

    fields = {"label": label, "scopes": words_of(scopes)}
    secret, made = with_parts(lambda parts: administration.make_oauth_client(parts, account, profile, fields))
    if as_json:
        kept = made.model_dump(mode="json", include={"label", "profile_id", "scopes"})
        print_json({"client_id": str(made.id), "client_secret": secret, **kept})
    else:
        click.echo(f"client_id      {made.id}\nclient_secret  {secret}")
        click.echo("Keep the secret now: it is not shown again.", err=True)


@oauth_clients.command("list")
@click.option("--account", help="Whose, where there are several accounts.")
@click.option("--json", "as_json", is_flag=True)
def list_oauth_clients(account: str | None, *, as_json: bool) -> None:
    """List the OAuth clients of an account's own services."""
    found = as_owner(account, "list_oauth_clients", {}).data
    if as_json:
        print_json([client.model_dump(mode="json") for client in found])
        return
    rows = [
        {
            "client_id": client.id,
            "label": client.label,
            "profile": client.profile_id,
            "scopes": ",".join(client.scopes),
            "ends": f"…{client.last_four}",
            "": "revoked" if client.revoked_at else "",
        }
        for client in found
    ]
    print_rows(rows, as_json=False)


@oauth_clients.command("revoke")
@click.argument("client_id")
@click.option("--account", help="Whose, where there are several accounts.")
def revoke_oauth_client(client_id: str, account: str | None) -> None:
    """Revoke an OAuth client and its tokens at once and for good."""
    as_owner(account, "revoke_oauth_client", {"id": client_id})
    click.echo("Revoked.")
