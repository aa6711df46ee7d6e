"""Reports, row by row."""

from tests.rest.client import Rest
from tests.rest.rows.table import exercises


@exercises("list_reports")
async def list_reports(rest: Rest) -> None:
    answer = await rest.ask("GET", "/v1/reports")
    assert answer["meta"]["total"] == 10
    assert [kind["type"] for kind in answer["data"]][:2] == ["profit_loss", "balance_sheet"]
    assert "compare" in answer["data"][0]["parameters"]


@exercises("get_report")
async def get_report(rest: Rest) -> None:
    await rest.world.sent_invoice()
    made = await rest.world.run("create_dimension", name="Department", is_unique=True)
    given = {"general_ledger": "?account=1100", "customer_statement": f"?client_id={await _client(rest)}"}
    given["dimensions"] = f"?dimension_id={made.id}"
    for kind in (await rest.ask("GET", "/v1/reports"))["data"]:
        answer = await rest.ask("GET", f"/v1/reports/{kind['type']}{given.get(kind['type'], '')}")
        assert (answer["type"], answer["title"], answer["currency"]) == (kind["type"], kind["title"], "CHF")
    answer = await rest.ask("GET", "/v1/reports/profit_loss")
    assert [(row["account"], row["amount"]) for row in answer["data"]] == [("3400", 300)]
    assert await rest.refusal("GET", "/v1/reports/horoscope", 404) == "not_found"
    assert await rest.refusal("GET", "/v1/reports/balance_sheet?basis=cash", 400) == "bad_request"
    file = await rest.http.get("/v1/reports/profit_loss?format=csv")
    assert file.headers["Content-Type"].startswith("text/csv")
    assert "profit_loss_2026-01-01_2026-03-31.csv" in file.headers["Content-Disposition"]
    assert file.text.splitlines()[1] == "revenue,3400,Dienstleistungserlöse,300.00,"


async def _client(rest: Rest) -> str:
    return str((await rest.world.run("list_clients")).data[0].id)
