"""Receipts over the wire: what may be sent, and how it comes back."""

import pytest

from tests.rest.client import Rest
from tests.rest.rows.purchases import EXPENSE, PDF

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


async def path_of(rest: Rest) -> str:
    return f"/v1/expenses/{(await rest.world.run('create_expense', **EXPENSE)).id}/receipt"


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\bon.pdf", "bon.pdf"),
        ("Quittung März.pdf", "Quittung März.pdf"),
        ('a"b;c.pdf', 'a"b;c.pdf'),
    ],
)
async def test_a_file_name_is_made_safe(sent: str, kept: str, sqlite_rest: Rest) -> None:
    path = await path_of(sqlite_rest)
    response = await sqlite_rest.http.put(path, files={"file": (sent, PDF, "application/pdf")})
    assert response.json()["receipt"]["file_name"].replace("%22", '"') == kept
    disposition = (await sqlite_rest.http.get(path)).headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="')
    assert disposition.count('"') == 2
    assert disposition.isascii()


async def test_the_content_decides_the_type(rest: Rest) -> None:
    path = await path_of(rest)
    response = await rest.http.put(path, content=PNG, headers={"Content-Type": "application/pdf"})
    assert response.json()["receipt"]["type"] == "image/png"
    fetched = await rest.http.get(path)
    assert (fetched.content, fetched.headers["Content-Type"]) == (PNG, "image/png")
    assert fetched.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_is_no_receipt_is_refused(sqlite_rest: Rest) -> None:
    path = await path_of(sqlite_rest)
    page = {"file": ("page.pdf", b"<html><script>", "application/pdf")}
    assert (await sqlite_rest.http.put(path, files=page)).status_code == 422
    pdf = {"Content-Type": "application/pdf"}
    assert (await sqlite_rest.http.put(path, content=b"", headers=pdf)).status_code == 400
    assert (await sqlite_rest.http.put(path, content=b"x", headers={"Content-Type": "text/html"})).status_code == 415
    two = [("file", ("a.pdf", PDF, "application/pdf")), ("file", ("b.pdf", PDF, "application/pdf"))]
    assert (await sqlite_rest.http.put(path, files=two)).status_code == 400
    named = await sqlite_rest.http.put(path, files={"file": ("a.pdf", PDF, "application/pdf")}, data={"note": "x"})
    assert named.status_code == 400
    for kind in ("multipart/form-data", "multipart/form-data; boundary=x"):
        response = await sqlite_rest.http.put(path, content=b"garbage", headers={"Content-Type": kind})
        assert response.status_code == 400
    assert (await sqlite_rest.http.get(path)).status_code == 404


async def test_ten_megabytes_are_taken_and_no_more(sqlite_rest: Rest) -> None:
    path, pdf = await path_of(sqlite_rest), {"Content-Type": "application/pdf"}
    whole = PDF + b"\0" * (10_000_000 - len(PDF))
    assert (await sqlite_rest.http.put(path, content=whole, headers=pdf)).status_code == 200
    for too_large in (whole + b"\0", whole + b"\0" * 2_000_000):
        assert (await sqlite_rest.http.put(path, content=too_large, headers=pdf)).status_code == 413
    assert len((await sqlite_rest.http.get(path)).content) == 10_000_000
