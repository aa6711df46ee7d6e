"""The lock of the TypeScript clients says what is installed and nothing of where it comes from (decision 9)."""

import json

from tests.clients.npm import LOCK, without_funding


def test_the_lock_holds_hashes_and_no_address() -> None:
    lock = LOCK.read_text(encoding="utf-8")
    assert '"integrity": "sha512-' in lock
    for unwanted in ('"funding"', '"resolved"', "http://", "https://"):
        assert unwanted not in lock, unwanted


def test_a_lock_that_npm_wrote_loses_its_funding_and_nothing_else() -> None:
    locked = {"version": "1.0.0", "license": "MIT ©", "dependencies": {}}
    funded = locked | {"funding": [{"type": "individual", "url": "https://example.org"}]}
    written = json.dumps({"name": "clients", "packages": {"": {}, "node_modules/one": funded}})
    expected = json.dumps({"name": "clients", "packages": {"": {}, "node_modules/one": locked}}, indent=2)
    assert without_funding(written) == expected.replace("\\u00a9", "©") + "\n"
    assert without_funding(LOCK.read_text(encoding="utf-8")) == LOCK.read_text(encoding="utf-8")
