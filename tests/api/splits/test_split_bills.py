"""Split bills through the API: parts are paid each by itself, and the order is settled by all of them."""

from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest


@pytest.fixture
def order(waiter):
    return waiter.order("dal-makhani", "butter-naan")


def split(caller, order, **body):
    return caller.post(f"/api/orders/{order['id']}/split", body)


def pay(caller, order, part=None, **more):
    body = {"order_id": order["id"], **({"part_id": part["id"]} if part else {}), **more}
    return caller.post("/api/payments/confirm-cash", body)


def test_three_guests_pay_a_third_each(waiter, order):
    parts = split(waiter, order, by="EQUAL", count=3).json["parts"]
    assert [part["amount"] for part in parts] == ["93.00", "93.00", "93.00"]
    for part in parts:
        paid = pay(waiter, order, part)
        assert (paid.status_code, paid.json["applied"], paid.json["part_id"]) == (
            200,
            "93.00",
            part["id"],
        )
    read = waiter.get(f"/api/orders/{order['id']}/split").json
    assert [(part["settled"], part["due"]) for part in read["parts"]] == [("93.00", "0.00")] * 3
    assert waiter.get(f"/api/orders/{order['id']}").json["due"] == "0.00"


def test_a_part_with_paise_is_rounded_in_cash_and_the_order_still_settles(waiter, order):
    parts = split(waiter, order, by="AMOUNT", amounts=["100.40", "178.60"]).json["parts"]
    first = pay(waiter, order, parts[0]).json
    second = pay(waiter, order, parts[1]).json
    assert [(p["amount"], p["applied"], p["rounding"]) for p in (first, second)] == [
        ("100.00", "100.40", "-0.40"),
        ("179.00", "178.60", "0.40"),
    ]
    assert waiter.get(f"/api/orders/{order['id']}").json["due"] == "0.00"


def test_a_shared_dish_is_split_by_portion_with_its_taxes(waiter, order):
    dal, naan = order["lines"]
    items = [
        {"label": "Asha", "lines": [{"line_id": dal["id"], "quantity": "1/2"}]},
        {
            "label": "Ravi",
            "lines": [
                {"line_id": dal["id"], "quantity": "0.5"},
                {"line_id": naan["id"], "quantity": "1"},
            ],
        },
    ]
    answer = split(waiter, order, by="ITEMS", items=items).json
    assert [part["label"] for part in answer["parts"]] == ["Asha", "Ravi"]
    assert sum(float(part["amount"]) for part in answer["parts"]) == 279.0
    assert [line["quantity"] for line in answer["parts"][1]["lines"]] == ["1/2", "1"]


def test_a_split_bill_is_paid_by_its_parts_alone(waiter, order):
    part = split(waiter, order, by="EQUAL", count=2).json["parts"][0]
    whole = pay(waiter, order)
    assert (whole.status_code, whole.json["errors"][0]["field"]) == (422, "part_id")
    strange = pay(waiter, order, {"id": order["id"]})
    assert (strange.status_code, strange.json["errors"][0]["field"]) == (422, "part_id")
    too_much = pay(waiter, order, part, amount="140.00")
    assert (too_much.status_code, too_much.json["errors"][0]["field"]) == (422, "amount")


def test_a_bill_that_is_partly_paid_is_not_split_and_not_put_together(waiter, order):
    first = split(waiter, order, by="EQUAL", count=2).json["parts"]
    again = split(waiter, order, by="EQUAL", count=3)
    assert len(again.json["parts"]) == 3
    assert pay(waiter, order, first[0]).status_code == 422
    assert pay(waiter, order, again.json["parts"][0]).status_code == 200
    for path in ("split", "unsplit"):
        body = {"by": "EQUAL", "count": 2} if path == "split" else {}
        refused = waiter.post(f"/api/orders/{order['id']}/{path}", body)
        assert (refused.status_code, refused.json["code"]) == (409, "not-splittable")


def test_one_bill_again(waiter, order):
    split(waiter, order, by="EQUAL", count=2)
    assert waiter.post(f"/api/orders/{order['id']}/unsplit").json["parts"] == []
    assert pay(waiter, order).status_code == 200


def test_eight_waiters_and_one_part(waiter, order):
    part = split(waiter, order, by="EQUAL", count=2).json["parts"][0]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: pay(waiter, order, part), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7
    winner = next(answer.json["id"] for answer in answers if answer.status_code == 200)
    assert {a.json["payment"]["id"] for a in answers if a.status_code == 409} == {winner}


def test_the_database_refuses_parts_that_do_not_add_up(waiter, order, database):
    split(waiter, order, by="EQUAL", count=2)
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        database.execute(
            "UPDATE order_parts SET amount_paise = amount_paise + 1 WHERE order_id = %s AND part_no = 1",
            (order["id"],),
        )
    assert refused.value.diag.constraint_name == "order_parts_add_up"


def test_an_order_of_another_outlet_does_not_exist(calling, order):
    stranger = calling("waiter", "other-place")
    assert split(stranger, order, by="EQUAL", count=2).status_code == 404
    assert stranger.get(f"/api/orders/{order['id']}/split").status_code == 404
