"""What a request cost: told to the caller, and written as a line of JSON."""

import json
import logging
import re

import pytest

TIMING = re.compile(r'total;dur=([\d.]+), db;dur=([\d.]+);desc="(\d+) statements"')
ORDER = {"order_type": "TAKEAWAY", "lines": [{"item_code": "lassi", "quantity": 1}]}


@pytest.fixture
def lines(capsys):
    """The lines written since the last look."""
    log = logging.getLogger("api.access")
    before = log.level
    log.setLevel(logging.INFO)
    yield lambda: [
        json.loads(line) for line in capsys.readouterr().err.splitlines() if line.startswith("{")
    ]
    log.setLevel(before)


def timing(answer):
    total, database, statements = TIMING.fullmatch(answer.headers["Server-Timing"]).groups()
    return float(total), float(database), int(statements)


def test_a_caller_is_told_what_took_long(app, waiter):
    total, database, statements = timing(waiter.post("/api/orders", ORDER))
    assert 0 < database < total
    assert statements >= 1
    assert timing(app.test_client().get("/livez"))[1:] == (0.0, 0)
    assert timing(app.test_client().get("/nowhere"))[1:] == (0.0, 0)


def test_a_request_is_one_line_of_json(waiter, lines):
    answer = waiter.post("/api/orders?secret=1", ORDER)
    (line,) = lines()
    assert line["route"] == line["path"] == "/api/orders"
    assert (line["method"], line["status"], line["level"]) == ("POST", 201, "INFO")
    assert (line["actor"], line["outlet"]) == (waiter.who.subject, waiter.who.outlet_id)
    assert line["request_id"] == answer.headers["X-Request-Id"]
    _, trace_id, span_id, _ = answer.headers["traceparent"].split("-")
    assert (line["trace_id"], line["span_id"]) == (trace_id, span_id)
    assert (line["ms"], line["db_ms"], line["statements"]) == timing(answer)
    assert "secret" not in json.dumps(line)


def test_refusals_are_logged_with_the_caller_and_probes_are_not(app, waiter, lines):
    waiter.get("/api/staff")
    app.test_client().get("/api/orders")
    app.test_client().get("/livez")
    assert [(line["status"], line["actor"]) for line in lines()] == [
        (403, waiter.who.subject),
        (401, ""),
    ]
