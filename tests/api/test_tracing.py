"""A request's trace: on its answer, in its events; one invented by nobody else's error."""

import json

import pytest

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
PARENT = f"00-{TRACE}-00f067aa0ba902b7-01"


@pytest.mark.parametrize("path", ["/livez", "/nowhere", "/api/orders", "/api/menu"])
def test_every_answer_tells_its_span(app, path):
    client = app.test_client()
    told = client.get(path, headers={"traceparent": PARENT, "tracestate": "till=7"}).headers
    assert told["traceparent"].split("-")[1] == TRACE
    assert told["traceparent"] != PARENT
    assert told["tracestate"] == "till=7"
    fresh = [client.get(path).headers["traceparent"].split("-")[1] for _ in range(2)]
    assert len({TRACE, *fresh}) == 3
    assert client.get(path, headers={"traceparent": "00-abc"}).headers["traceparent"] != "00-abc"


def test_the_events_of_a_request_belong_to_its_trace(waiter, database):
    body = {"order_type": "TAKEAWAY", "lines": [{"item_code": "lassi", "quantity": 1}]}
    answer = waiter.post("/api/orders", body, traceparent=PARENT, tracestate="till=7")
    assert answer.status_code == 201
    rows = database.execute(
        "SELECT envelope::text FROM outbox WHERE aggregate_id = %s", (answer.json["id"],)
    ).fetchall()
    envelopes = [json.loads(text) for (text,) in rows]
    assert envelopes
    for envelope in envelopes:
        assert envelope["traceparent"] == answer.headers["traceparent"]
        assert envelope["tracestate"] == "till=7"
