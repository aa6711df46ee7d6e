"""What do we owe in VAT for last quarter, and which invoices make it up? Answered in two calls, as it is read."""

from datetime import UTC, datetime
from decimal import Decimal

from tests.tools.assistant import ask, assistant, text
from tests.world import World

APRIL = datetime(2026, 4, 10, 10, 0, tzinfo=UTC)


async def a_quarter(world: World) -> None:
    """Two sales, a purchase, and a sale of the quarter that runs now."""
    alpha, beta = await world.client("Alpha AG"), await world.client("Beta GmbH")
    mixed = [
        {"description": "Consulting", "quantity": 1, "price": "1000"},
        {"description": "Book", "quantity": 2, "price": "50", "tax_rate": "2.6"},
    ]
    await world.sent_invoice(client_id=alpha.id, issue_date="2026-01-15")
    await world.sent_invoice(client_id=beta.id, issue_date="2026-02-10", lines=mixed)
    await world.run("create_expense", date="2026-02-20", amount="108.10", category="software_it", tax_rate="8.1")
    world.clock.now = APRIL
    await world.sent_invoice(client_id=alpha.id, issue_date="2026-04-02", price="999")


async def test_two_calls_answer_how_much_and_which_invoices(sqlite_world: World) -> None:
    await a_quarter(sqlite_world)
    async with assistant(sqlite_world) as client:
        owed = await ask(client, "get_report", type="vat", period="last_quarter")
        due = next(figure for figure in owed["summary"] if figure["name"] == "due")
        assert (owed["from"], owed["to"]) == ("2026-01-01", "2026-03-31")
        assert (due["amount"], due["currency"]) == ("99.80", "CHF")
        payable = next(row for row in owed["data"] if row["box"] == "500")
        assert payable["amount"] == due["amount"]
        below = await ask(client, "get_report", type="vat", period="last_quarter", drill=payable["drill"])
        listed = await ask(client, "get_report", type="vat", period="last_quarter", drill="due")
    invoices = [(row["number"], row["party"], row["amount"]) for row in below["data"] if row["source"] == "invoice"]
    assert invoices == [
        ("IV-001", "Alpha AG", "24.30"),
        ("IV-002", "Beta GmbH", "2.60"),
        ("IV-002", "Beta GmbH", "81.00"),
    ]
    assert sum(Decimal(row["amount"]) for row in below["data"]) == Decimal(due["amount"])
    assert listed["data"] == below["data"]


async def test_the_answers_read_as_an_accountant_would_say_them(sqlite_world: World) -> None:
    await a_quarter(sqlite_world)
    async with assistant(sqlite_world) as client:
        owed = await text(client, "get_report", type="vat", period="last_quarter")
        below = await text(client, "get_report", type="vat", period="last_quarter", drill="due")
    assert owed.splitlines() == [
        "12 of 12 that match",
        "type: vat",
        "title: VAT return",
        "from: 2026-01-01",
        "to: 2026-03-31",
        "currency: CHF",
        "box | label | amount | drill",
        "200 | Total der Entgelte | 1400.00 | box:200",
        "289 | Total Abzüge | 0.00 | ",
        "299 | Steuerbarer Gesamtumsatz | 1400.00 | box:299",
        "303 | Umsatz, Normalsatz 8.1 % | 1300.00 | box:303",
        "303_tax | Steuer, Normalsatz 8.1 % | 105.30 | box:303_tax",
        "313 | Umsatz, Reduzierter Satz 2.6 % | 100.00 | box:313",
        "313_tax | Steuer, Reduzierter Satz 2.6 % | 2.60 | box:313_tax",
        "399 | Total geschuldete Steuer | 107.90 | box:399",
        "405 | Vorsteuer auf Investitionen und übrigem Betriebsaufwand | 8.10 | box:405",
        "479 | Total Vorsteuer | 8.10 | box:479",
        "500 | Zu bezahlender Betrag | 99.80 | box:500",
        "510 | Guthaben der steuerpflichtigen Person | 0.00 | ",
        "summary:",
        "name | amount | currency",
        "due | 99.80 | CHF",
    ]
    assert below.splitlines() == [
        "4 rows",
        "type: vat",
        "title: VAT return",
        "from: 2026-01-01",
        "to: 2026-03-31",
        "currency: CHF",
        "date | entry | source | number | party | vat_code | net | tax | amount | description",
        "2026-01-15 | 2026-0001 | invoice | IV-001 | Alpha AG | U81 | 300.00 | 24.30 | 24.30 | ",
        "2026-02-10 | 2026-0002 | invoice | IV-002 | Beta GmbH | U26 | 100.00 | 2.60 | 2.60 | ",
        "2026-02-10 | 2026-0002 | invoice | IV-002 | Beta GmbH | U81 | 1000.00 | 81.00 | 81.00 | ",
        "2026-02-20 | 2026-0003 | expense | E-001 |  | I81 | 100.00 | 8.10 | -8.10 | E-001 software_it",
        "summary:",
        "name | amount | currency",
        "due | 99.80 | CHF",
        "notes: All documents under a VAT code; amount is what each adds to what is due.",
    ]


async def test_names_do_for_accounts_and_clients(sqlite_world: World) -> None:
    await a_quarter(sqlite_world)
    async with assistant(sqlite_world) as client:
        ledger = await ask(client, "get_report", type="general_ledger", account="2200")
        statement = await ask(client, "get_report", type="customer_statement", client_id="beta")
        by_name = await ask(client, "get_report", type="general_ledger", account="Umsatzsteuer")
    assert [(row["number"], row["credit"]) for row in ledger["data"]][:2] == [("IV-001", "24.30"), ("IV-002", "81.00")]
    assert [(row["number"], row["open"]) for row in statement["data"]] == [("IV-002", "1183.60")]
    assert by_name["data"] == ledger["data"]


async def test_a_file_is_its_text_and_says_how_to_go_on_where_it_is_cut(sqlite_world: World) -> None:
    await a_quarter(sqlite_world)
    given = {"type": "vat", "period": "last_quarter", "drill": "due", "format": "csv"}
    async with assistant(sqlite_world) as client:
        whole = await text(client, "get_report", **given)
        cut = await text(client, "get_report", **given, limit=1)
    assert whole.splitlines()[:2] == [
        "date,entry,source,number,party,description,vat_code,net,tax,amount",
        "2026-01-15,2026-0001,invoice,IV-001,Alpha AG,,U81,300.00,24.30,24.30",
    ]
    assert (len(whole.splitlines()), whole.splitlines()[:2]) == (5, cut.splitlines()[:2])
    assert cut.splitlines()[-1].startswith("Next: the same call with cursor ")
