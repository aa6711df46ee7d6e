"""The command line. Exit codes: 0 done, 1 refused or failed (one sentence on standard error), 2 wrong usage."""

import gc
import logging
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import IO, TYPE_CHECKING, Any, TypeVar

import anyio
import click
from typing_extensions import override

from luma_mcp.cli_members import link_of, members
from luma_mcp.cli_oauth_clients import oauth_clients
from luma_mcp.cli_shared import as_owner, print_json, print_rows, with_parts, words_of
from luma_mcp.errors import Refusal
from luma_mcp.logs import set_up_logs
from luma_mcp.settings import BadSetting, Settings

if TYPE_CHECKING:
    from luma_mcp.app import Parts
    from luma_mcp.domain.profiles import Profile

GARBAGE = 50_000
"""After so many new objects it is looked for: modules and models are many, and none of them is ever garbage."""

log = logging.getLogger(__name__)
Command = TypeVar("Command", bound=Callable[..., Any])


class Commands(click.Group):
    """The commands; what is refused inside one ends as one sentence, never as a traceback."""

    @override
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BadSetting as bad:
            raise click.ClickException(str(bad)) from None
        except Refusal as refusal:
            raise click.ClickException(_sentence(refusal)) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as fault:
            log.debug("the command failed", exc_info=True)
            reason = str(getattr(fault, "orig", fault)).strip().partition("\n")[0] or "it gives no reason"
            raise click.ClickException(f"This failed ({type(fault).__name__}): {reason}") from None


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="luma-mcp")
def main() -> None:
    """Accounting books that assistants and programs can be trusted with."""
    gc.set_threshold(GARBAGE)


# --- serving ----------------------------------------------------------------------------------------------------------


@main.command()
@click.option(
    "--key", help="API key. Other users of this machine can see it: prefer LUMA_API_KEY or LUMA_API_KEY_FILE."
)
@click.option("--profile", help="The one company to work in (id or name).")
@click.option("--read-only", is_flag=True, help="Offer and run reads only.")
@click.option("--toolsets", help="What is listed, separated by commas: default, all, or names of sets.")
@click.option("--no-jobs", is_flag=True, help="Do not make due recurring invoices in the background.")
def stdio(key: str | None, profile: str | None, toolsets: str | None, *, read_only: bool, no_jobs: bool) -> None:
    """Speak MCP over standard input and output."""
    settings = _serving()
    if key:
        click.echo("Warning: --key is visible to other users of this machine; use LUMA_API_KEY_FILE.", err=True)
        settings = replace(settings, api_key=key)
    from luma_mcp.stdio import serve_stdio

    chosen = tuple(word.strip() for word in toolsets.split(",") if word.strip()) if toolsets else settings.toolsets
    settings = replace(settings, read_only=settings.read_only or read_only, toolsets=chosen)
    wanted = profile or (str(settings.profile_id) if settings.profile_id else None)
    anyio.run(lambda: serve_stdio(settings, profile=wanted, jobs=not no_jobs))


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64), help="Processes, on PostgreSQL.")
@click.option("--no-jobs", is_flag=True, help="Leave background jobs to 'luma-mcp worker'.")
def serve(host: str, port: int, workers: int, *, no_jobs: bool) -> None:
    """Serve MCP, REST and their pages over HTTP."""
    from luma_mcp.app import serve_http

    settings = _serving()
    if settings.public_url is None and host not in {"127.0.0.1", "localhost", "::1"}:
        click.echo("Set LUMA_PUBLIC_URL: until then /mcp answers only requests to a loopback address.", err=True)

    def started(port: int, *, link: str | None) -> None:
        address = f"[{host}]" if ":" in host else host
        click.echo(f"Serving on http://{address}:{port} (MCP at /mcp, REST at /v1, documentation at /docs)", err=True)
        if link is not None:
            here = link_of(link, f"http://{address}:{port}")
            click.echo(f"Nobody can sign in yet. This link lets the owner in, once: {here}", err=True)

    serve_http(settings, host, port, workers=workers, jobs=not no_jobs, started=started)


@main.command()
def worker() -> None:
    """Run background jobs until it is stopped; several may run against PostgreSQL."""
    from luma_mcp.app import work

    anyio.run(work, _serving())


def _serving() -> Settings:
    settings = Settings.from_environment()
    set_up_logs(settings.log)
    return settings


# --- books ------------------------------------------------------------------------------------------------------------


def _profile_options(command: Command) -> Command:
    """What a profile's documents start from, as options."""
    for option, field, words in reversed(_PROFILE_FIELDS):
        command = click.option(option, field, help=words)(command)
    return command


_PROFILE_FIELDS = (
    ("--legal-name", "legal_name", "Name in the register, where it differs."),
    ("--currency", "currency", "ISO 4217 code of the books and of new documents."),
    ("--vat-registered", "vat_registered", "yes or no."),
    ("--vat-number", "vat_number", "e.g. CHE-123.456.788 MWST."),
    ("--tax-rate", "default_tax_rate", "VAT rate of new lines, in percent."),
    ("--mode", "bookkeeping_mode", "simple or double_entry."),
    ("--prefix", "invoice_prefix", "Prefix of invoice numbers, e.g. IV-."),
    ("--offer-prefix", "offer_prefix", "Prefix of offer numbers, e.g. OF-."),
    ("--number-padding", "number_padding", "Digits of a number, e.g. 3 for IV-010."),
    ("--deadline-days", "payment_deadline_days", "Days until an invoice is due."),
    ("--iban", "iban", "Bank account on documents."),
    ("--qr-iban", "qr_iban", "QR-IBAN on Swiss QR-bills."),
    ("--bic", "bic", "BIC of the bank."),
    ("--payment-template", "payment_template", "Payment terms printed on documents."),
    ("--address", "address", "'Street 1, 3000 City'."),
    ("--email", "email", "E-mail address on documents."),
    ("--phone", "phone", "Telephone number on documents."),
    ("--website", "website", "Website on documents."),
    ("--billing-email", "billing_email", "E-mail address for bills to the company."),
    ("--contact-first-name", "contact_first_name", "First name of the contact person."),
    ("--contact-last-name", "contact_last_name", "Last name of the contact person."),
    ("--vat-method", "vat_method", "effective or net_rate."),
    ("--vat-period", "vat_period", "quarter or half_year."),
    ("--fiscal-year-start", "fiscal_year_start", "MM-DD."),
    ("--time-zone", "time_zone", "e.g. Europe/Zurich; decides what day it is."),
    ("--language", "language", "Language of documents."),
)


@main.command()
@click.option("--name", help="Name of the company.")
@click.option("--country", help="ISO 3166-1 code, e.g. CH.")
@_profile_options
def init(name: str | None, country: str | None, **options: str | None) -> None:
    """Make your own books: an account and its first company. Asks for what the flags leave open."""
    fields = _asked({**_given(options), **_given({"name": name, "country": country})})
    made: Profile = with_parts(lambda parts: _first_profile(parts, fields))
    click.echo(f"{made.name} is ready: {made.currency}, {made.country}, books in {_where()}.")
    click.echo("Next: 'luma-mcp stdio' in your assistant's configuration, or a key: luma-mcp keys create --label NAME")


def _asked(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields, with what is missing asked for; where nobody can be asked, name and country must be given."""
    if not sys.stdin.isatty():
        if not (fields.get("name") and fields.get("country")):
            raise click.UsageError("--name and --country are needed where nobody can be asked.")
        return fields
    from luma_mcp.domain.countries import country_pack

    asked: dict[str, Any] = {}
    asked["name"] = fields.get("name") or click.prompt("Company name")
    asked["country"] = fields.get("country") or click.prompt("Country (two letters)", default="CH").upper()
    if "currency" not in fields:
        asked["currency"] = click.prompt("Currency", default=country_pack(asked["country"]).currency).upper()
    if "vat_registered" not in fields:
        asked["vat_registered"] = click.confirm("Registered for VAT?", default=False)
    if "bookkeeping_mode" not in fields:
        modes = click.Choice(["simple", "double_entry"])
        asked["bookkeeping_mode"] = click.prompt("Bookkeeping", type=modes, default="double_entry")
    return fields | asked


async def _first_profile(parts: "Parts", fields: Mapping[str, Any]) -> "Profile":
    from luma_mcp import administration

    return await administration.first_profile(parts, fields)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print ids and keys as JSON.")
def demo(*, as_json: bool) -> None:
    """Fill an empty database with two made-up companies and 18 months of business."""
    from luma_mcp import administration

    made = with_parts(administration.make_demo)
    if as_json:
        print_json({"account": made.account, "profiles": made.profiles, "keys": made.keys})
        return
    for profile in made.profiles:
        click.echo(f"{profile['id']}  {profile['name']}")
    for name, key in made.keys.items():
        click.echo(f"{name:<10} {key}")


@main.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from luma_mcp import administration

    done = anyio.run(administration.migrate, Settings.from_environment())
    click.echo(f"The database is at revision {done.revision}.")
    if done.posted:
        click.echo(f"Posted {_counted(done.posted, 'document', 'documents')} from before the ledger.")
    for wrong in done.put_back:
        click.echo(f"Put back: {wrong}.")
    if done.put_back:
        click.echo("Somebody changed the file past this program: run luma-mcp verify.", err=True)


@main.command()
@click.option("--json", "as_json", is_flag=True)
def verify(*, as_json: bool) -> None:
    """Prove the books again from their lines; exit code 1 and the first broken fact if anything is off."""
    from luma_mcp import administration

    told = _Progress()
    found = with_parts(lambda parts: administration.verify(parts, told))
    broken = [fact for _, proof in found for fact in proof.broken]
    if as_json:
        proofs = [{"profile": name, **proof.model_dump(mode="json")} for name, proof in found]
        print_json({"ok": not broken, "profiles": proofs})
    else:
        for name, proof in found:
            counts = [f"{count} {noun.replace('_', ' ')}" for noun, count in proof.counts().items()]
            click.echo(f"{name}: {', '.join(counts)}")
    if broken:
        raise click.ClickException(f"{len(broken)} facts do not hold. The first: {broken[0]}")


class _Progress:
    """Says on standard error what was done, once it takes longer than a reader likes to wait without a word."""

    def __init__(self, quiet_seconds: float = 2) -> None:
        self._from = monotonic() + quiet_seconds

    def __call__(self, done: str) -> None:
        if monotonic() >= self._from:
            click.echo(f"Proved {done}", err=True)


@main.command()
@click.option("--format", "wanted", type=click.Choice(["beancount", "hledger", "csv"]), required=True)
@click.option("--profile", help="The company (id or name), where there are several.")
@click.option("--account", help="Whose, where there are several accounts.")
@click.option(
    "--output",
    type=click.File("w", encoding="utf-8", lazy=True),
    default="-",
    help="A file; default: standard output.",
)
def export(wanted: str, profile: str | None, account: str | None, output: IO[str]) -> None:
    """Write the journal of a company for another program, amounts in the currency of its books."""
    from luma_mcp import administration
    from luma_mcp.domain.export.journal import ExportFormat

    async def write(parts: "Parts") -> None:
        async for text in administration.export(parts, account, profile, ExportFormat(wanted)):
            output.write(text)

    with_parts(write)


# --- accounts, profiles, keys -----------------------------------------------------------------------------------------


@main.group()
def accounts() -> None:
    """Who owns companies, and under which plan."""


@accounts.command("create")
@click.option("--name", required=True)
@click.option("--plan", type=click.Choice(["free", "pro", "lifetime"]), default="lifetime", show_default=True)
@click.option("--json", "as_json", is_flag=True)
def create_account(name: str, plan: str, *, as_json: bool) -> None:
    """Make an account."""
    from luma_mcp import administration

    made = with_parts(lambda parts: administration.make_account(parts, name, plan))
    print_rows([{"id": made.id, "name": made.name, "plan": made.plan}], as_json=as_json, one=True)


@accounts.command("list")
@click.option("--json", "as_json", is_flag=True)
def list_accounts(*, as_json: bool) -> None:
    """List the accounts."""
    from luma_mcp import administration

    found = with_parts(administration.accounts)
    print_rows([{"id": one.id, "name": one.name, "plan": one.plan} for one in found], as_json=as_json)


@main.group()
def profiles() -> None:
    """Companies, and what their documents start from."""


@profiles.command("create")
@click.option("--account", help="Whose, where there are several accounts.")
@click.option("--name", required=True)
@click.option("--country", required=True, help="ISO 3166-1 code.")
@click.option("--json", "as_json", is_flag=True)
@_profile_options
def create_profile(account: str | None, name: str, country: str, *, as_json: bool, **options: str | None) -> None:
    """Make another company."""
    fields = _given({**options, "name": name, "country": country})
    made = as_owner(account, "create_profile", fields)
    print_rows([_profile_row(made)], as_json=as_json, one=True)


@profiles.command("update")
@click.argument("profile")
@click.option("--account", help="Whose, where there are several accounts.")
@click.option("--name", help="Another name.")
@click.option("--withdraw", multiple=True, metavar="LICENCE", help="Subscription, CustomerPortal or MeteredProducts.")
@click.option("--grant", multiple=True, metavar="LICENCE", help="A licence that was withdrawn.")
@click.option("--json", "as_json", is_flag=True)
@_profile_options
def update_profile(
    profile: str,
    account: str | None,
    name: str | None,
    withdraw: Sequence[str],
    grant: Sequence[str],
    *,
    as_json: bool,
    **options: str | None,
) -> None:
    """Change what later documents of PROFILE (id or name) start from; an empty value takes one away."""
    from luma_mcp import administration

    fields = _given({**options, "name": name})
    licences = {"withdraw": withdraw, "grant": grant} if withdraw or grant else {}
    if not fields and not licences:
        raise click.UsageError("Say what changes, e.g. --deadline-days 14.")
    updating = partial(administration.update_profile, account=account, profile=profile, given=fields, licences=licences)
    made, kept = with_parts(updating)
    row = _profile_row(made)
    if kept is not None:
        row["withdrawn"] = list(kept.withdrawn) if as_json else f"without {', '.join(kept.withdrawn) or 'nothing'}"
    print_rows([row], as_json=as_json, one=True)


@profiles.command("list")
@click.option("--account", help="Whose, where there are several accounts.")
@click.option("--json", "as_json", is_flag=True)
def list_profiles(account: str | None, *, as_json: bool) -> None:
    """List the companies of an account."""
    page = as_owner(account, "list_profiles", {})
    print_rows([_profile_row(one) for one in page.data], as_json=as_json)


@main.group()
def keys() -> None:
    """API keys. A key is shown once; only a digest of it is kept."""


@keys.command("create")
@click.option("--label", required=True, help="What the key is for.")
@click.option("--account", help="Whose, where there are several accounts.")
@click.option("--read-only", is_flag=True, help="The key can only read.")
@click.option("--profile", help="The one company that the key reaches (id or name).")
@click.option("--scopes", help="What the key may do, separated by commas, e.g. invoices-read; needs --profile.")
@click.option("--tier", "tiers", multiple=True, metavar="NAME:TTL_MS:LIMIT", help="A rate window of the LedgerBee API.")
@click.option("--expires", help="Last day on which the key works (YYYY-MM-DD).")
@click.option("--ip", "ip_list", multiple=True, metavar="CIDR", help="Networks that the key is taken from.")
@click.option("--json", "as_json", is_flag=True)
def create_key(account: str | None, profile: str | None, *, as_json: bool, **options: Any) -> None:
    """Make an API key and show it, once."""
    from luma_mcp import administration

    fields = _key_fields(**options)
    token, made = with_parts(lambda parts: administration.make_owned_key(parts, account, profile, fields))
    if as_json:
        kept = made.model_dump(mode="json", include={"id", "label", "mode", "profile_id", "scopes", "last_four"})
        print_json({"id": kept.pop("id"), "key": token, **kept})
    else:
        click.echo(token)
        click.echo("Keep it now: it is not shown again.", err=True)


@keys.command("list")
@click.option("--account", help="Whose, where there are several accounts.")
@click.option("--json", "as_json", is_flag=True)
def list_keys(account: str | None, *, as_json: bool) -> None:
    """List the keys of an account; those over 90 days old say rotate."""
    found = as_owner(account, "list_keys", {}).data
    if as_json:
        print_json([key.model_dump(mode="json") for key in found])
        return
    print_rows(
        [
            {
                "id": key.id,
                "label": key.label,
                "mode": key.mode,
                "profile": key.profile_id or "all companies",
                "ends": f"…{key.last_four}",
                "last used": key.last_used_at.date() if key.last_used_at else "never",
                "": "revoked" if key.revoked_at else "rotate" if key.rotate else "",
            }
            for key in found
        ],
        as_json=False,
    )


@keys.command("revoke")
@click.argument("key_id")
@click.option("--account", help="Whose, where there are several accounts.")
def revoke_key(key_id: str, account: str | None) -> None:
    """Revoke a key at once and for good."""
    as_owner(account, "revoke_key", {"id": key_id})
    click.echo("Revoked.")


main.add_command(oauth_clients)
main.add_command(members)


# --- exchange rates ---------------------------------------------------------------------------------------------------


@main.group()
def rates() -> None:
    """Exchange rates, for documents in other currencies than the books'."""


@rates.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--replace", is_flag=True, help="Take the file's rates where others are kept already.")
def import_rates(file: IO[bytes], *, replace: bool) -> None:
    """Import the European Central Bank's reference rates from FILE: CSV, ZIP, XML or the data portal's CSV."""
    from luma_mcp import administration
    from luma_mcp.domain.ecb import MOST_BYTES

    content = file.read(MOST_BYTES + 1)
    importing = partial(administration.import_rates, content=content, replace=replace)
    done = with_parts(importing, unposted_too=True)
    made = f"{_counted(done.added, 'rate', 'rates')} of {_counted(done.currencies, 'currency', 'currencies')}"
    there = f" ({_counted(done.unchanged, 'was', 'were')} there already)" if done.unchanged else ""
    click.echo(f"Imported {made}, {done.first} to {done.last}{there}.")


# --- shared -----------------------------------------------------------------------------------------------------------


def _given(options: Mapping[str, str | None]) -> dict[str, Any]:
    """The options that were given, as fields of a profile; an empty text takes a value away."""
    fields: dict[str, Any] = {name: value or None for name, value in options.items() if value is not None}
    if fields.get("country"):
        fields["country"] = fields["country"].upper()
    if "address" in fields:
        fields |= _address(fields.pop("address"))
    return fields


def _address(text: str | None) -> dict[str, str | None]:
    if text is None:
        return dict.fromkeys(("street", "postal_code", "city"))
    street, comma, place = (part.strip() for part in text.rpartition(","))
    postal_code, _, city = place.partition(" ")
    if not (comma and street and city):
        raise click.UsageError("--address is 'Street 1, 3000 City'.")
    return {"street": street, "postal_code": postal_code, "city": city.strip()}


def _key_fields(
    label: str,
    scopes: str | None,
    tiers: Sequence[str],
    expires: str | None,
    ip_list: Sequence[str],
    *,
    read_only: bool,
) -> dict[str, Any]:
    return {
        "label": label,
        "mode": "read_only" if read_only else "read_write",
        "scopes": words_of(scopes or ""),
        "tiers": [_tier(tier) for tier in tiers],
        "expires": expires,
        "ip_list": list(ip_list),
    }


def _tier(text: str) -> dict[str, Any]:
    name, _, rest = text.partition(":")
    ttl, _, limit = rest.partition(":")
    if not (name and ttl.isdigit() and limit.removeprefix("-").isdigit()):
        raise click.UsageError("--tier is NAME:TTL_MS:LIMIT, e.g. burst:1000:10.")
    return {"name": name, "ttl": int(ttl), "limit": int(limit)}


def _profile_row(profile: "Profile") -> dict[str, Any]:
    names = ("id", "name", "country", "currency", "invoice_prefix", "payment_deadline_days", "default_tax_rate")
    return {name: getattr(profile, name) for name in names}


def _sentence(refusal: Refusal) -> str:
    choices = f" Candidates: {'; '.join(refusal.candidates)}." if refusal.candidates else ""
    return f"{refusal.message.rstrip('.')}.{choices} {refusal.way_out}".strip()


def _counted(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"


def _where() -> str:
    settings = Settings.from_environment()
    return str(settings.embedded_path) if settings.is_embedded else "PostgreSQL"


if __name__ == "__main__":
    main()
