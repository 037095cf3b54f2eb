"""Whatever a client sends, the answer is a refusal that names the fault, never a 5xx."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chitrail.ids import new_id
from tests.support.restaurant import bearer

LINE = '{"item_code":"lassi","quantity":1}'
ORDER = f'{{"order_type":"TAKEAWAY","lines":[{LINE}]}}'

REFUSED = {  # name: (body, status, field)
    "not JSON": ("order", 400, None),
    "empty": ("", 422, "order_type"),
    "two documents": (ORDER + ORDER, 400, None),
    "not UTF-8": (b'{"order_type":"\xff"}', 400, None),
    "a byte order mark": (b"\xef\xbb\xbf" + ORDER.encode(), 400, None),
    "NaN": (ORDER.replace(":1", ":NaN"), 400, None),
    "Infinity": (ORDER.replace(":1", ":Infinity"), 400, None),
    "minus Infinity": (ORDER.replace(":1", ":-Infinity"), 400, None),
    "a huge exponent": (ORDER.replace(":1", ":1e400"), 422, "lines/0/quantity"),
    "5,000 digits": (ORDER.replace(":1", ":" + "9" * 5000), 400, None),
    "2^63": (ORDER.replace(":1", f":{2**63}"), 422, "lines/0/quantity"),
    "a fraction": (ORDER.replace(":1", ":1.5"), 422, "lines/0/quantity"),
    "1.0": (ORDER.replace(":1", ":1.0"), 422, "lines/0/quantity"),
    "minus one": (ORDER.replace(":1", ":-1"), 422, "lines/0/quantity"),
    "zero": (ORDER.replace(":1", ":0"), 422, "lines/0/quantity"),
    "true": (ORDER.replace(":1", ":true"), 422, "lines/0/quantity"),
    "text for a number": (ORDER.replace(":1", ':"1"'), 422, "lines/0/quantity"),
    "null": ("null", 422, None),
    "a list": ("[]", 422, None),
    "a duplicate key": (ORDER.replace("{", '{"note":"a","note":"b",', 1), 400, None),
    "a nested duplicate key": (ORDER.replace('"quantity"', '"quantity":2,"quantity"'), 400, None),
    "an unknown field": (ORDER.replace("{", '{"total":"0.01",', 1), 422, "total"),
    "a status": (ORDER.replace("{", '{"status":"COMPLETED",', 1), 422, "status"),
    "NUL in text": (ORDER.replace("{", '{"note":"a\\u0000b",', 1), 422, "note"),
    "NUL in a code": (ORDER.replace("lassi", "la\\u0000ssi"), 422, "lines/0/item_code"),
    "NUL in a key": (ORDER.replace("{", '{"\\u0000":1,', 1), 422, None),
    "half a surrogate pair": (ORDER.replace("{", '{"note":"\\ud800",', 1), 422, "note"),
    "the other half": (ORDER.replace("{", '{"note":"\\udc00x",', 1), 422, "note"),
    "a raw control character": (ORDER.replace("{", '{"note":"a\nb",', 1), 400, None),
    "deep nesting": ('{"note":' + "[" * 30_000 + "]" * 30_000 + "}", 400, None),
    "deep nesting unclosed": ("[" * 60_000, 400, None),
    "a long note": (ORDER.replace("{", f'{{"note":"{"x" * 201}",', 1), 422, "note"),
    "no lines": ('{"order_type":"TAKEAWAY","lines":[]}', 422, "lines"),
    "101 lines": (
        f'{{"order_type":"TAKEAWAY","lines":[{",".join([LINE] * 101)}]}}',
        422,
        "lines",
    ),
    "an unknown type": (ORDER.replace("TAKEAWAY", "DRIVE_IN"), 422, "order_type"),
    "a bad UUID": (ORDER.replace("{", '{"id":"not-a-uuid",', 1), 422, "id"),
    "64 kB and one": (ORDER + " " * (64 * 1024), 413, None),
}


@pytest.fixture
def send(waiter):
    def post(body, path="/api/orders", content_type="application/json"):
        headers = {"Authorization": bearer(waiter.who), "Idempotency-Key": str(new_id())}
        client = waiter.app.test_client()
        return client.post(path, data=body, headers=headers, content_type=content_type)

    return post


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_and_changes_nothing(send, database, name):
    body, status, field = REFUSED[name]
    before = database.execute("SELECT count(*) FROM orders").fetchone()
    response = send(body)
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    document = response.json
    assert document["status"] == status
    assert document["request_id"] == response.headers["X-Request-Id"]
    if field is not None:
        assert document["errors"][0]["field"] == field
    assert database.execute("SELECT count(*) FROM orders").fetchone() == before


NAMES = (
    "Ünïcødé",
    "नमस्ते",
    "👩‍🍳🍛",
    "\u202eevil",
    "e\u0301 against \u00e9",
    "'; DROP TABLE orders; --",
    "<script>alert(1)</script>",
    "{{7*7}} ${7*7} %s %(id)s :note",
    '"number":0,',
    "\r\nSet-Cookie: a=b",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "\ufeff\u200b",
    "\\u0000 as text",
)


@pytest.mark.parametrize("text", NAMES)
def test_odd_text_is_stored_and_returned_as_it_came(waiter, text):
    order = waiter.order("lassi", note=text, table_label=text[:32])
    stored = waiter.get(f"/api/orders/{order['id']}").json
    assert (stored["note"], stored["table_label"]) == (text, text[:32])


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_read(send, content_type):
    assert send(ORDER, content_type=content_type).status_code == 415


def test_a_charset_is_no_obstacle(send):
    assert send(ORDER, content_type="application/json; charset=utf-8").status_code == 201


@pytest.mark.parametrize(
    "path",
    [
        "/api/orders/not-a-uuid",
        "/api/orders/%00",
        "/api/outlets/%00",
        "/api/outlets/spice%00lane",
        "/api/menu?outlet_id=%00",
        "/api/menu?outlet_id=%ff",
        "/api/menu",
        "/api/orders?status=%00",
        "/api/inventory/movements?order_id=1",
        "/api/tickets?station=" + "x" * 40,
        "/docs/..%2f..%2fapp.py",
        "/" + "a" * 3000,
    ],
)
def test_bad_addresses_are_refused(waiter, path):
    assert 400 <= waiter.get(path).status_code < 500


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(codec=None), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
NAMED = (
    *("id", "order_type", "lines", "note", "table_label", "kind", "to", "reason"),
    *("username", "password", "station", "reference"),
)
fields = st.fixed_dictionaries({}, optional=dict.fromkeys(NAMED, json_values))


@given(fields | json_values)
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_body_makes_a_server_error(send, body):
    raw = json.dumps(body)
    for path in ("/api/orders", "/api/auth/login", f"/api/orders/{new_id()}/cancel"):
        assert send(raw, path).status_code < 500


@given(st.binary(max_size=200))
@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_bytes_make_a_server_error(send, raw):
    assert 400 <= send(raw).status_code < 500
