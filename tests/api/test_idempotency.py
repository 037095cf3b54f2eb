"""A write repeated with its key takes effect once and is answered alike."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from psycopg import sql

from api import idempotency
from api.idempotency import Key, KeyInFlight, KeyReused
from api.reply import Encoded
from chitrail.ids import new_id
from tests.support.restaurant import Caller, bearer

ORDER = {"order_type": "TAKEAWAY", "lines": [{"item_code": "lassi", "quantity": 1}]}
DOCUMENT = {
    "kind": "RECEIPT",
    "lines": [{"ingredient_code": "butter", "quantity": "1", "unit": "kg"}],
}


@pytest.fixture
def key() -> str:
    return str(new_id())


@pytest.fixture
def engine(app):
    return app.extensions["database"].engine


COUNTED = (
    "orders",
    "order_lines",
    "tickets",
    "outbox",
    "stock_documents",
    "idempotency_keys",
    "order_status_events",
)


def counts(database) -> dict[str, int]:
    count = sql.SQL("SELECT count(*) FROM {}")
    return {
        table: database.execute(count.format(sql.Identifier(table))).fetchone()[0]
        for table in COUNTED
    }


def test_twenty_at_once_make_one_order(waiter: Caller, database, key):
    before = counts(database)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: waiter.post("/api/orders", ORDER, key), range(20)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.data for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer.headers for answer in answers) == 1
    after = counts(database)
    assert {name: after[name] - before[name] for name in after} == {
        "orders": 1,
        "order_lines": 1,
        "tickets": 1,
        "outbox": 1,
        "stock_documents": 0,
        "idempotency_keys": 1,
        "order_status_events": 1,
    }


def test_twenty_at_once_record_one_document(manager: Caller, database, key):
    before = counts(database)
    path = "/api/inventory/documents"
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _: manager.post(path, DOCUMENT, key), range(20)))
    good = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.data for answer in good}) == 1
    assert {answer.json["code"] for answer in answers if answer not in good} <= {
        "idempotency-key-in-flight"
    }
    after = counts(database)
    assert after["stock_documents"] == before["stock_documents"] + 1
    assert after["outbox"] == before["outbox"] + 1
    assert manager.post(path, DOCUMENT, key).data == good[0].data


def test_a_replay_has_the_same_status_headers_and_bytes(waiter, key):
    order = waiter.order()
    first = waiter.post(f"/api/orders/{order['id']}/advance", {}, key)
    waiter.post(f"/api/orders/{order['id']}/advance", {})
    again = waiter.post(f"/api/orders/{order['id']}/advance", {}, key)
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert again.headers["ETag"] == first.headers["ETag"] == '"2"'
    assert again.headers["Idempotency-Replayed"] == "true"
    assert waiter.get(f"/api/orders/{order['id']}").json["status"] == "PREPARING"


@pytest.mark.parametrize("path", ["/api/orders", "/api/inventory/documents"])
def test_a_key_belongs_to_one_body(manager, database, key, path):
    body = ORDER if path == "/api/orders" else DOCUMENT
    assert manager.post(path, body, key).status_code == 201
    before = counts(database)
    other = manager.post(path, {**body, "id": str(new_id())}, key)
    assert (other.status_code, other.json["code"]) == (422, "idempotency-key-reused")
    assert counts(database) == before


def test_a_key_belongs_to_one_person_and_one_path(waiter, manager, key):
    mine, theirs = waiter.post("/api/orders", ORDER, key), manager.post("/api/orders", ORDER, key)
    assert mine.json["id"] != theirs.json["id"]
    assert manager.post("/api/inventory/documents", DOCUMENT, key).status_code == 201


def test_refusals_are_not_stored(waiter, database, key):
    body = {"order_type": "TAKEAWAY", "lines": [{"item_code": "biryani", "quantity": 1}]}
    assert waiter.post("/api/orders", body, key).status_code == 409
    database.execute("UPDATE menu_items SET available = true WHERE code = 'biryani'")
    assert waiter.post("/api/orders", body, key).status_code == 201


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        (None, 400, "idempotency-key-missing"),
        ("", 422, "invalid-input"),
        ("two words", 422, "invalid-input"),
        ("k\xe9y", 422, "invalid-input"),
        ("k" * 256, 422, "invalid-input"),
        ("k" * 255, 201, None),
    ],
)
def test_keys_are_required_and_printable(waiter, given, status, code):
    headers = {"Authorization": bearer(waiter.who)}
    if given is not None:
        headers["Idempotency-Key"] = given
    response = waiter.app.test_client().post("/api/orders", json=ORDER, headers=headers)
    assert response.status_code == status
    assert code is None or response.json["code"] == code


class TestPhases:
    """Work in several transactions: a key is claimed in the first and answered in the last."""

    @pytest.fixture
    def key(self) -> Key:
        return Key("tester POST /api/phased", str(new_id()), b"\x01" * 32)

    def test_a_claimed_key_is_in_flight_until_it_is_finished(self, engine, key):
        answer = Encoded(201, b'{"id":1}', {"ETag": '"1"'})
        with engine.begin() as connection:
            assert idempotency.claim(connection, key) is None
        with engine.begin() as connection, pytest.raises(KeyInFlight):
            idempotency.claim(connection, key)
        with engine.begin() as connection:
            idempotency.finish(connection, key, answer)
        with engine.begin() as connection:
            stored = idempotency.claim(connection, key)
        assert stored is not None
        assert (stored.status, stored.body) == (201, b'{"id":1}')
        assert stored.headers == {"ETag": '"1"', "Idempotency-Replayed": "true"}

    def test_a_released_key_is_free_again(self, engine, key):
        with engine.begin() as connection:
            idempotency.claim(connection, key)
        with engine.begin() as connection:
            idempotency.release(connection, key)
        with engine.begin() as connection:
            assert idempotency.claim(connection, key) is None

    def test_a_finished_key_is_not_released(self, engine, key):
        with engine.begin() as connection:
            idempotency.claim(connection, key)
            idempotency.finish(connection, key, Encoded(200, b"{}"))
            idempotency.release(connection, key)
        with engine.begin() as connection:
            assert idempotency.claim(connection, key) is not None

    def test_a_key_whose_owner_died_is_taken_over_once(self, engine, key, database):
        with engine.begin() as connection:
            idempotency.claim(connection, key)
        database.execute(
            "UPDATE idempotency_keys SET created_at = created_at - interval '31 s' WHERE key = %s",
            (key.key,),
        )
        with engine.begin() as connection:
            assert idempotency.claim(connection, key) is None
        with engine.begin() as connection, pytest.raises(KeyInFlight):
            idempotency.claim(connection, key)

    def test_a_duplicate_waits_for_the_first_and_then_gives_up(self, engine, key):
        with engine.begin() as first, engine.connect() as second:
            idempotency.claim(first, key)
            with pytest.raises(KeyInFlight):
                idempotency.claim(second, key)

    def test_another_body_is_refused(self, engine, key):
        with engine.begin() as connection:
            idempotency.claim(connection, key)
        with engine.begin() as connection, pytest.raises(KeyReused):
            idempotency.claim(connection, Key(key.scope, key.key, b"\x02" * 32))
