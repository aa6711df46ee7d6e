"""How a row of `/api` is tested.

1. `rows/<noun>.py` (imported by `rows/everything.py`): one function a row, recorded by `@exercises("row_name")`, with
   exact answers and every documented error by name (`bee.refusal(…)`, `bee.invalid(…)`).
2. `requests.py`: `@makes` functions make one record of every kind in a company and say their ids (`customers` for
   /customers/{id}, `customerGroupId` for references, `valueId` for path parameters, `row_name.id` where one row needs
   another record). A module with makers is imported in `records.py`.
3. Every wire model of a body has an example (`json_schema_extra`); ids in it are replaced by those of the records.
   With that, `tests/laws/test_ledgerbee_laws.py` holds for the row.
4. Codes of a row's own refusals stand in `Binding.codes`; its line leaves `tests/surface/ledgerbee-missing.tsv`
   and MOST_MISSING in `tests/surface/test_ledgerbee.py` goes down.
"""
