"""Orders with discounts: priced as quoted, kept as priced, and every paisa and coupon accounted for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chitrail.clock import now
from tests.support.books import differences

CODES = ("dal-makhani", "butter-naan", "lassi", "soda")


def body(*codes, **more):
    lines = [{"item_code": code, "quantity": 2} for code in codes]
    return {"order_type": "DINE_IN", "lines": lines, **more}


@pytest.fixture
def settled_books(database):
    """After the test every discount, charge and coupon of the books adds up."""
    yield
    assert differences(database) == []


def uses(manager, coupon):
    return manager.get(f"/api/discounts/coupons/{coupon['id']}").json["uses"]


def changed(caller, order, act, body_):
    return caller.post(f"/api/orders/{order['id']}/{act}", body_)


def test_an_order_costs_what_its_quote_said(waiter, promoted, couponed, settled_books):
    promoted(kind="PERCENT", percent="12.5", applies_to={"item_codes": ["lassi", "soda"]})
    coupon = couponed()
    wanted = body(*CODES, coupon_codes=[coupon["code"].lower()])
    quote = waiter.post("/api/orders/quote", wanted).json
    order = waiter.post("/api/orders", wanted).json
    names = ("subtotal", "discount", "service_charge", "cgst", "sgst", "round_off", "total")
    assert {name: quote[name] for name in names} == {name: order[name] for name in names}
    assert [found["amount"] for found in quote["applied"]] == [
        found["amount"] for found in order["discounts"]
    ]
    assert Decimal(order["discount"]) == sum(Decimal(line["discount"]) for line in order["lines"])
    assert Decimal(order["discount"]) > 50
    again = waiter.get(f"/api/orders/{order['id']}").json
    assert again == order
    listed = waiter.get("/api/orders?limit=1").json["data"][0]
    assert listed == order


def test_tax_is_of_what_is_left(waiter, promoted):
    promoted(kind="PERCENT", percent="50")
    line = waiter.post("/api/orders", body("dal-makhani")).json["lines"][0]
    assert (line["total"], line["discount"], line["cgst"]) == ("441.00", "220.50", "5.51")


@pytest.mark.parametrize("code", ["NO-SUCH-ONE", "used"])
def test_a_coupon_that_cannot_be_used_is_refused_with_the_reason(waiter, couponed, code, database):
    coupon = couponed(max_uses=1)
    if code == "used":
        code = coupon["code"]
        waiter.order(coupon_codes=[code])
    before = database.execute("SELECT count(*) FROM orders").fetchone()
    refused = waiter.post("/api/orders", body("lassi", coupon_codes=[code]))
    assert refused.status_code == 422
    assert refused.json["errors"][0]["field"] == "coupon_codes/0"
    assert "coupon" in refused.json["errors"][0]["reason"]
    assert database.execute("SELECT count(*) FROM orders").fetchone() == before


def test_a_coupon_that_is_beaten_is_no_fault(waiter, promoted, couponed):
    promoted(kind="PERCENT", percent="90", exclusive=True)
    coupon = couponed()
    order = waiter.order("dal-makhani", coupon_codes=[coupon["code"]])
    assert [found["coupon_code"] for found in order["discounts"]] == [""]


def test_eight_tills_and_three_uses(waiter, manager, couponed, settled_books):
    coupon = couponed(max_uses=3)
    wanted = body("lassi", coupon_codes=[coupon["code"]])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: waiter.post("/api/orders", wanted), range(8)))
    assert sorted(answer.status_code for answer in answers)[:3] == [201] * 3
    assert {answer.status_code for answer in answers if answer.status_code != 201} <= {409, 422}
    assert uses(manager, coupon) == 3


def test_the_same_key_uses_a_coupon_once(waiter, manager, couponed, settled_books):
    coupon = couponed(max_uses=1)
    wanted, key = body("lassi", coupon_codes=[coupon["code"]]), str(uuid4())
    first = waiter.post("/api/orders", wanted, key)
    again = waiter.post("/api/orders", wanted, key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json == again.json
    assert uses(manager, coupon) == 1


def test_a_cancelled_order_gives_its_coupon_back(waiter, manager, couponed, settled_books):
    coupon = couponed(max_uses=1)
    order = waiter.order("lassi", coupon_codes=[coupon["code"]])
    done = manager.post(f"/api/orders/{order['id']}/cancel", {"reason": "guest left"})
    assert done.status_code == 200, done.text
    assert uses(manager, coupon) == 0
    assert waiter.order("lassi", coupon_codes=[coupon["code"]])["discount"] == "50.00"


def test_an_open_order_keeps_the_terms_it_was_priced_with(waiter, manager, promoted, settled_books):
    offer = promoted(kind="PERCENT", percent="20")
    order = waiter.order("dal-makhani")
    path = f"/api/discounts/promotions/{offer['id']}"
    terms = {"name": "Offer", "kind": "PERCENT", "percent": "5"}
    etag = manager.get(path).headers["ETag"]
    made = manager.post(path, terms, If_Match=etag)
    assert made.status_code in (200, 201), made.text
    more = changed(waiter, order, "lines", {"lines": [{"item_code": "dal-makhani", "quantity": 1}]})
    assert more.json["discount"] == "88.20", "20 % of both"
    assert waiter.order("dal-makhani")["discount"] == "11.03"


def test_a_happy_hour_goes_by_when_a_dish_was_ordered(waiter, promoted, database, settled_books):
    begin = (now() + timedelta(hours=5, minutes=30)).replace(tzinfo=None) - timedelta(minutes=30)
    hour = {
        "rrule": "FREQ=DAILY",
        "start": begin.strftime("%Y-%m-%dT%H:%M"),
        "minutes": 60,
    }
    promoted(kind="PERCENT", percent="50", happy_hour=hour)
    order = waiter.order("lassi")
    assert order["discount"] == "45.00"
    with database.transaction():
        # The hour is over for what is ordered now, and was on when the order was placed.
        database.execute(
            "UPDATE orders SET placed_at = placed_at - interval '40 minutes' WHERE id = %s",
            (order["id"],),
        )
    order = waiter.order("lassi")
    database.execute(
        "UPDATE order_lines SET ordered_at = %s WHERE order_id = %s",
        (now() + timedelta(hours=2), order["id"]),
    )
    more = changed(waiter, order, "lines", {"lines": [{"item_code": "lassi", "quantity": 1}]})
    first, second = more.json["lines"]
    assert (first["discount"], second["discount"]) == ("0.00", "45.00")


def test_lines_that_go_take_their_discount_along(waiter, promoted, couponed, settled_books):
    promoted(kind="AMOUNT", amount="100", min_order="300")
    order = waiter.order("dal-makhani", "lassi")
    assert order["discount"] == "100.00"
    path = f"lines/{order['lines'][1]['id']}/void"
    less = changed(waiter, order, path, {"reason": "too sweet"})
    assert (less.json["discount"], less.json["discounts"]) == ("0.00", [])


def test_merged_orders_share_the_better_of_both(waiter, manager, couponed, settled_books):
    coupon = couponed()
    came, stays = waiter.order("lassi", coupon_codes=[coupon["code"]]), waiter.order("dal-makhani")
    merged = changed(waiter, came, "merge", {"into": stays["id"]})
    assert merged.json["discount"] == "50.00"
    assert merged.json["coupon_codes"] == [coupon["code"]]
    assert uses(manager, coupon) == 1


def test_promotions_go_along_with_dishes_and_coupons_stay(
    waiter, manager, promoted, couponed, settled_books
):
    promoted(kind="PERCENT", percent="10", applies_to={"item_codes": ["lassi"]})
    coupon = couponed()
    order = waiter.post(
        "/api/orders", body("lassi", "dal-makhani", coupon_codes=[coupon["code"]])
    ).json
    shares = [{"line_id": line["id"], "quantity": 1} for line in order["lines"]]
    new = changed(waiter, order, "split-off", {"lines": shares})
    assert new.status_code == 201, new.text
    old = waiter.get(f"/api/orders/{order['id']}").json
    assert (new.json["discount"], new.json["coupon_codes"]) == ("9.00", [])
    assert old["coupon_codes"] == [coupon["code"]]
    assert uses(manager, coupon) == 1
    for each in (old, new.json):
        check(each)


def test_what_was_paid_is_not_discounted_away(waiter, couponed):
    coupon = couponed()
    order = waiter.order("lassi")
    paid = waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]})
    assert paid.status_code == 200, paid.text
    refused = changed(waiter, order, "coupons", {"coupon_codes": [coupon["code"]]})
    assert (refused.status_code, refused.json["code"]) == (409, "paid-more")
    assert waiter.get(f"/api/orders/{order['id']}").json["coupon_codes"] == []


@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_whatever_is_done_lines_add_up_to_the_order(waiter, manager, steps_books, data):
    coupon = steps_books
    settings = {
        "prices_include_tax": data.draw(st.booleans()),
        "service_charge_percent": data.draw(st.sampled_from(["0", "5", "7.5"])),
    }
    assert manager.post("/api/billing/settings", settings).status_code == 200
    order = waiter.order(data.draw(st.sampled_from(CODES)))
    for _ in range(data.draw(st.integers(1, 6))):
        order = step(waiter, manager, order, coupon, data)
        check(order)


def step(waiter, manager, order, coupon, data):
    standing = [line for line in order["lines"] if not line["voided"]]
    line = data.draw(st.sampled_from(standing))
    quantity = data.draw(st.integers(1, 5))
    acts = {
        "lines": {
            "lines": [{"item_code": data.draw(st.sampled_from(CODES)), "quantity": quantity}]
        },
        f"lines/{line['id']}/change": {"quantity": quantity},
        f"lines/{line['id']}/void": {"reason": "cold"},
        "coupons": {"coupon_codes": data.draw(st.sampled_from([[], [coupon["code"]]]))},
        "service-charge": {"charged": data.draw(st.booleans())},
        "staff-discount": {
            "percent": data.draw(st.sampled_from(["3.33", "100"])),
            "reason": "late",
        },
        "split-off": {
            "lines": [{"line_id": line["id"], "quantity": min(quantity, line["quantity"])}]
        },
    }
    act = data.draw(st.sampled_from(sorted(acts)))
    done = changed(manager, order, act, acts[act])
    assert done.status_code in (200, 201, 409), done.text
    if done.status_code == 201:
        check(done.json)
        return manager.get(f"/api/orders/{order['id']}").json
    return done.json if done.status_code == 200 else order


def check(order):
    money = {name: Decimal(order[name]) for name in ("subtotal", "discount", "service_charge")}
    lines = [line for line in order["lines"] if not line["voided"]]
    names = {"subtotal": "total", "discount": "discount", "service_charge": "service_charge"}
    for name, of_line in names.items():
        assert money[name] == sum(Decimal(line[of_line]) for line in lines)
    taxes = Decimal(order["cgst"]) + Decimal(order["sgst"])
    assert taxes == sum(Decimal(line["cgst"]) + Decimal(line["sgst"]) for line in lines)
    exact = money["subtotal"] - money["discount"] + money["service_charge"] + taxes
    exact += Decimal(order["round_off"]) - Decimal(order["tax_included"])
    assert Decimal(order["total"]) == exact
    assert money["discount"] == sum(Decimal(found["amount"]) for found in order["discounts"])


@pytest.fixture
def steps_books(manager, promoted, couponed, settled_books):
    """Promotions of every kind and a coupon; the outlet's settings are as before afterwards."""
    promoted(kind="PERCENT", percent="10", applies_to={"item_codes": ["lassi"]})
    promoted(
        kind="BUY_X_GET_Y", buy_quantity=2, get_quantity=1, applies_to={"item_codes": ["soda"]}
    )
    promoted(kind="ITEM_PRICE", item_price="40", applies_to={"item_codes": ["butter-naan"]})
    yield couponed()
    assert manager.post("/api/billing/settings", {}).status_code == 200
