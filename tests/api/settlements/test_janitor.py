"""Nobody has to fetch settlements: the janitor does, again and again, and nothing is booked twice."""

from tests.support.processes import Program
from tests.support.settings import environment
from tests.support.waiting import eventually

OFTEN = "0.0003"
"""Hours: about a second."""


def test_settlements_come_by_themselves_and_once(
    restaurant_url, sandbox, settings, calling, database, tmp_path
):
    waiter, manager = calling("waiter"), calling("manager")
    order = waiter.order("lassi")
    begun = waiter.post("/api/payments/create-razorpay-order", {"order_id": order["id"]}).json
    signed = sandbox.pay(begun["razorpay_order_id"]).json()
    assert waiter.post("/api/payments/verify-razorpay", signed).status_code == 200
    made = sandbox.door("settle")
    env = environment(
        restaurant_url,
        tmp_path,
        RAZORPAY_BASE_URL=sandbox.url,
        RAZORPAY_SETTLEMENT_HOURS=OFTEN,
    )
    with Program(["api.janitor"], env, tmp_path / "janitor.log") as janitor:
        janitor.wait_for_line("1 settlements of the last days, 1 new lines")
        janitor.wait_for_line("1 settlements of the last days, 0 new lines", times=2)
        sandbox.program.kill()
        try:
            janitor.wait_for_line("settlements could not be fetched")
        finally:
            sandbox.start()
    listed = manager.get("/api/settlements").json["data"]
    assert [row["id"] for row in listed] == [made["settlement"]["id"]]
    lines = database.execute("SELECT entity_id, payment_id::text FROM settlement_lines").fetchall()
    assert lines == [(signed["razorpay_payment_id"], begun["id"])]
    assert (
        eventually(lambda: manager.get("/api/settlements/exceptions?open=true").json)["data"] == []
    )
