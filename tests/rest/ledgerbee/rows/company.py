"""The company of the credential."""

from tests.rest.ledgerbee.client import Bee
from tests.rest.ledgerbee.rows.table import exercises


@exercises("get_company")
async def get_company(bee: Bee) -> None:
    """What is set, and null for the rest."""
    bare = await bee.ask("GET", "/v1/company")
    assert bare == dict.fromkeys(bare) | {
        "id": str(bee.company),
        "name": "Eksempel ApS",
        "countryCode": "DK",
        "preferredLanguage": "da",
    }
    address = {"street": "Bredgade 1", "postal_code": "1260", "city": "København K", "phone": "+45 33 12 34 56"}
    people = {"contact_first_name": "Anna", "contact_last_name": "Jensen", "billing_email": "bills@example.dk"}
    fields = {"email": "info@example.dk", "vat_number": "DK 12 34 56 78"} | address | people
    await bee.world.run("update_profile", caller=bee.world.owner, id=bee.company, **fields)
    assert await bee.ask("GET", "/v1/company") == {
        "id": str(bee.company),
        "name": "Eksempel ApS",
        "email": "info@example.dk",
        "address": "Bredgade 1",
        "vat": 12345678,
        "billingEmail": "bills@example.dk",
        "city": "København K",
        "postalCode": "1260",
        "countryCode": "DK",
        "phone": "+45 33 12 34 56",
        "preferredLanguage": "da",
        "contactPersonFirstName": "Anna",
        "contactPersonLastName": "Jensen",
    }
