"""When the gateway is away: a clear refusal, nothing lost, and the same request resumes."""

import pytest

from chitrail.ids import new_id

pytestmark = pytest.mark.usefixtures("sandbox")


def test_a_request_that_met_no_gateway_resumes_with_the_same_key(waiter, sandbox, database):
    order, key = waiter.order("lassi"), str(new_id())
    body = {"order_id": order["id"]}
    sandbox.program.kill()
    try:
        refused = waiter.post("/api/payments/create-razorpay-order", body, key=key)
        assert (refused.status_code, refused.json["code"]) == (502, "gateway-unavailable")
        health = waiter.get("/api/payments/health").json
        assert (health["status"], health["gateway"]) == ("degraded", "unavailable")
        cash = waiter.post("/api/payments/confirm-cash", {"order_id": waiter.order("soda")["id"]})
        assert cash.status_code == 200
    finally:
        sandbox.start()
    resumed = waiter.post("/api/payments/create-razorpay-order", body, key=key)
    assert (resumed.status_code, resumed.json["status"]) == (201, "PROCESSING")
    count = database.execute("SELECT count(*) FROM payments WHERE order_id = %s", (order["id"],))
    assert count.fetchone() == (1,)
    assert waiter.get("/api/payments/health").json["status"] == "ok"
