"""The makers of all records, noun by noun: import the modules that record them here."""

from tests.rest.ledgerbee.requests import Records, records_of

__all__ = ["Records", "records_of"]
