"""A shift from float to Z report, to the paisa."""

import pytest

from chitrail.ids import new_id
from tests.support.restaurant import OTHER_OUTLET, OUTLET, staff_id


def test_opening_gives_the_shift(cashier):
    shift = cashier.post("/api/drawers/open", {"drawer": "front", "float": "2000"}).json
    assert (shift["drawer"], shift["z_number"], shift["float"]) == ("front", 1, "2000.00")
    assert (shift["outlet_id"], shift["opened_by"]) == (OUTLET, str(staff_id("cashier")))
    assert shift["opened_by_name"] == "Cashier"
    assert {shift[name] for name in ("closed_at", "closed_by", "counted", "over_short")} == {None}


def test_the_drawer_is_called_main_unless_named(cashier):
    assert cashier.post("/api/drawers/open", {"float": "0"}).json["drawer"] == "main"


def test_an_open_drawer_is_not_opened_again(cashier, opened):
    till = opened()
    refused = cashier.post("/api/drawers/open", {"drawer": till.drawer, "float": "1"})
    assert (refused.status_code, refused.json["code"]) == (409, "drawer-open")
    assert refused.json["shift_id"] == till.shift_id


def test_z_numbers_of_a_drawer_have_no_gap(cashier, calling):
    numbers = []
    for _ in range(3):
        shift = cashier.post("/api/drawers/open", {"drawer": "bar", "float": "10"}).json
        cashier.post("/api/drawers/open", {"drawer": "bar", "float": "10"})
        closed = cashier.post(f"/api/drawers/{shift['id']}/close", {"counted": "10"}).json
        numbers.append(closed["z_number"])
    elsewhere = calling("cashier", OTHER_OUTLET)
    other = elsewhere.post("/api/drawers/open", {"drawer": "bar", "float": "10"}).json
    assert (numbers, other["z_number"]) == ([1, 2, 3], 1)


def test_the_reports_to_the_paisa(opened, manager):
    till = opened("500.50")
    sold, returned = till.sell("dal-makhani", "butter-naan"), till.sell("soda")
    till.move("pay-in", "100.25")
    till.move("pay-out", "30.75", "milk")
    till.move("pay-out", "0.01", "lost coin")
    assert till.no_sale(manager).status_code == 200
    refund = manager.post(
        f"/api/payments/{returned['id']}/refunds",
        {"reason": "flat", "amount": "10", "drawer": till.drawer},
    )
    assert refund.status_code == 201, refund.text

    assert (sold["amount"], returned["amount"]) == ("279.00", "39.00")
    sums = {
        "float": "500.50",
        "cash_sales_count": 2,
        "cash_sales": "318.00",
        "refunds_count": 1,
        "refunds": "10.00",
        "pay_ins_count": 1,
        "pay_ins": "100.25",
        "pay_outs_count": 2,
        "pay_outs": "30.76",
        "no_sale_count": 1,
        "expected": "877.99",
    }
    x = manager.get(f"/api/drawers/{till.shift_id}/x-report").json
    assert {name: x[name] for name in sums} == sums
    assert (x["counted"], x["over_short"], x["closed_at"]) == (None, None, None)
    moves = [(m["seq"], m["kind"], m["amount"], m["actor_name"]) for m in x["movements"]]
    assert moves == [
        (1, "FLOAT", "500.50", "Cashier"),
        (2, "SALE", "279.00", "Cashier"),
        (3, "SALE", "39.00", "Cashier"),
        (4, "PAY_IN", "100.25", "Cashier"),
        (5, "PAY_OUT", "-30.75", "Cashier"),
        (6, "PAY_OUT", "-0.01", "Cashier"),
        (7, "NO_SALE", "0.00", "Manager"),
        (8, "REFUND", "-10.00", "Manager"),
    ]
    assert [m["payment_id"] for m in x["movements"]][1:3] == [sold["id"], returned["id"]]
    assert x["movements"][7]["refund_id"] == refund.json["id"]

    z = till.close("870.00")
    assert {name: z[name] for name in sums} == sums
    assert (z["counted"], z["over_short"]) == ("870.00", "-7.99")
    assert (z["closed_by"], z["closed_by_name"]) == (str(staff_id("cashier")), "Cashier")
    assert z["closed_at"] >= z["opened_at"]
    assert [(m["kind"], m["amount"]) for m in z["movements"][8:]] == [
        ("OVER_SHORT", "-7.99"),
        ("CLOSE", "-870.00"),
    ]
    assert till.cashier.get(f"/api/drawers/{till.shift_id}/z-report").json == z


@pytest.mark.parametrize(
    ("count", "counted", "over_short", "kinds"),
    [
        ({"counted": "500.00"}, "500.00", "0.00", ["CLOSE"]),
        ({"counted": "500.01"}, "500.01", "0.01", ["OVER_SHORT", "CLOSE"]),
        ({"counted": "0"}, "0.00", "-500.00", ["OVER_SHORT"]),
        (
            {"denominations": {"200": 2, "50": 1, "0.50": 3, "2": 0}},
            "451.50",
            "-48.50",
            ["OVER_SHORT", "CLOSE"],
        ),
    ],
)
def test_what_was_counted(opened, count, counted, over_short, kinds):
    report = opened("500.00").post("close", count).json
    assert (report["counted"], report["over_short"]) == (counted, over_short)
    assert [move["kind"] for move in report["movements"]][1:] == kinds
    if "denominations" in count:
        assert report["movements"][-1]["reason"] == "200 x 2, 50 x 1, 0.50 x 3"


def test_every_note_and_coin_counts_its_value(opened):
    names = ["2000", "500", "200", "100", "50", "20", "10", "5", "2", "1", "0.50"]
    report = opened("0").post("close", {"denominations": dict.fromkeys(names, 1)}).json
    assert report["counted"] == "2888.50"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "counted"),
        ({"counted": "1", "denominations": {"500": 1}}, "counted"),
        ({"denominations": {"300": 1}}, "denominations"),
        ({"denominations": {"0.5": 1}}, "denominations"),
        ({"denominations": {"500": -1}}, "denominations"),
        ({"denominations": {"2000": 100_000, "500": 1}}, "denominations"),
        ({"counted": "-1"}, "counted"),
        ({"counted": 500}, "counted"),
        ({"counted": "10000000.01"}, "counted"),
    ],
)
def test_a_count_that_is_none_closes_nothing(opened, body, field):
    till = opened()
    refused = till.post("close", body)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == field
    till.move("pay-in", "1")


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("pay-in", {"amount": "0", "reason": "x"}, "amount"),
        ("pay-in", {"amount": "-5", "reason": "x"}, "amount"),
        ("pay-in", {"amount": "1.001", "reason": "x"}, "amount"),
        ("pay-in", {"amount": "5", "reason": ""}, "reason"),
        ("pay-in", {"amount": "5"}, "reason"),
        ("pay-in", {"amount": "9999500.01", "reason": "x"}, "amount"),
        ("pay-out", {"amount": "500.01", "reason": "x"}, "amount"),
        ("pay-out", {"amount": "0.00", "reason": "x"}, "amount"),
        ("no-sale", {}, "reason"),
        ("no-sale", {"reason": "x", "amount": "5"}, "amount"),
    ],
)
def test_a_bad_movement_is_refused_by_field(opened, act, body, field):
    till = opened("500.00")
    refused = till.post(act, body)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == field
    assert len(till.close("500.00")["movements"]) == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "float"),
        ({"float": "10000000.01"}, "float"),
        ({"float": "ten"}, "float"),
        ({"float": "1", "drawer": "Main Till"}, "drawer"),
    ],
)
def test_a_bad_opening_is_refused_by_field(cashier, body, field):
    refused = cashier.post("/api/drawers/open", body)
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == field


def test_the_last_paisa_may_be_paid_out(opened):
    till = opened("500.00")
    till.move("pay-out", "500.00")
    assert till.close("0")["over_short"] == "0.00"


def test_a_closed_shift_is_final(opened, manager):
    till = opened()
    report = till.close("499.00")
    again = till.post("close", {"counted": "500.00"})
    assert (again.status_code, again.json["code"]) == (409, "shift-closed")
    assert again.json["report"] == report
    move = {"amount": "1", "reason": "x"}
    for act, body in {"pay-in": move, "pay-out": move, "no-sale": {"reason": "x"}}.items():
        refused = till.post(act, body)
        assert (refused.status_code, refused.json["code"]) == (409, "shift-closed")
    x = manager.get(f"/api/drawers/{till.shift_id}/x-report")
    assert (x.status_code, x.json["code"]) == (409, "shift-closed")
    assert till.take(till.cashier.order("lassi")).status_code == 422


def test_a_write_repeated_with_its_key_has_one_effect(opened, manager):
    till = opened("100.00")
    body, key = {"amount": "25", "reason": "change"}, str(new_id())
    answers = [till.post("pay-in", body, key) for _ in range(3)]
    assert len({answer.data for answer in answers}) == 1
    assert answers[1].headers["Idempotency-Replayed"] == "true"
    x = manager.get(f"/api/drawers/{till.shift_id}/x-report").json
    assert (x["expected"], x["pay_ins_count"]) == ("125.00", 1)
    closing = str(new_id())
    first, second = (till.post("close", {"counted": "125"}, closing) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.data == second.data
