"""Headers on every answer: CORS for listed origins, policies for browsers, ids for support."""

import pytest

from chitrail.ids import new_id

OURS, THEIRS = "https://till.example", "https://evil.example"


def test_a_preflight_from_a_listed_origin_is_allowed(app):
    headers = {
        "Origin": OURS,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization,idempotency-key,if-match",
    }
    answer = app.test_client().options("/api/orders", headers=headers)
    assert answer.status_code == 204
    assert answer.headers["Access-Control-Allow-Origin"] == OURS
    allowed = answer.headers["Access-Control-Allow-Headers"].lower()
    for name in ("authorization", "idempotency-key", "if-match", "content-type"):
        assert name in allowed
    assert "POST" in answer.headers["Access-Control-Allow-Methods"]


@pytest.mark.parametrize("path", ["/api/menu?outlet_id=spice-lane", "/api/orders", "/nowhere"])
def test_a_listed_origin_may_read_answers_and_errors(app, path):
    answer = app.test_client().get(path, headers={"Origin": OURS})
    assert answer.headers["Access-Control-Allow-Origin"] == OURS
    exposed = answer.headers["Access-Control-Expose-Headers"]
    assert "ETag" in exposed
    assert "X-Request-Id" in exposed
    assert "Origin" in answer.headers["Vary"]


@pytest.mark.parametrize("origin", [THEIRS, "null", "https://till.example.evil.example", ""])
def test_any_other_origin_is_not(app, origin):
    client = app.test_client()
    for answer in (
        client.get("/livez", headers={"Origin": origin}),
        client.options("/api/orders", headers={"Origin": origin}),
    ):
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert "Access-Control-Allow-Credentials" not in client.get("/livez").headers


@pytest.mark.parametrize("path", ["/livez", "/api/orders", "/nowhere", "/docs", "/openapi.json"])
def test_every_answer_carries_the_policies(app, path):
    headers = app.test_client().get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"]
    assert "Strict-Transport-Security" not in headers


def test_a_callers_request_id_is_kept_when_it_is_sane(app):
    given = str(new_id())
    assert (
        app.test_client().get("/livez", headers={"X-Request-Id": given}).headers["X-Request-Id"]
        == given
    )


@pytest.mark.parametrize("given", ["short", "x" * 65, "has space in it", "<script>alert</script>"])
def test_any_other_request_id_is_replaced(app, given):
    answer = app.test_client().get("/nowhere", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] != given
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]


def test_a_wrong_method_names_the_right_ones(app):
    answer = app.test_client().delete("/api/orders")
    assert answer.status_code == 405
    assert {"GET", "POST"} <= set(answer.headers["Allow"].replace(" ", "").split(","))
