"""Discounts written down with an order: coupons keep their limits, and nothing is counted twice."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest

from api.discounts import queries
from api.discounts.redeeming import CouponExhausted, redeem, release
from api.discounts.service import cart_of, price_discounts
from chitrail.clock import now
from tests.support.restaurant import OUTLET


@pytest.fixture
def priced(engine, waiter):
    """priced(coupon) places an order and gives its id, and its outcome with the coupon shown."""

    def of(*coupons, order=None, customer="", at=None):
        order = order or waiter.order("dal-makhani", "lassi")
        lines = [
            (UUID(line["id"]), UUID(line["item_id"]), paise(line), 1, None)
            for line in order["lines"]
        ]
        codes = [coupon["code"] for coupon in coupons]
        with engine.begin() as connection:
            cart = cart_of(connection, "DINE_IN", lines, customer)
            order_id = UUID(order["id"])
            outcome = price_discounts(
                connection, OUTLET, cart, codes, at or now(), order_id=order_id
            )
        return order_id, outcome

    return of


def paise(line):
    return int(line["unit_price"].replace(".", ""))


@pytest.fixture
def redeemed(engine):
    """redeemed(order_id, outcome) is whether it was taken."""

    def of(order_id, outcome, at=None):
        try:
            with engine.begin() as connection:
                redeem(connection, OUTLET, order_id, outcome, at or now())
        except CouponExhausted:
            return False
        return True

    return of


@pytest.fixture
def uses(manager):
    return lambda coupon: manager.get(f"/api/discounts/coupons/{coupon['id']}").json["uses"]


@pytest.fixture(autouse=True)
def counts_agree(database):
    """After every test each count is the number of discounts that hold."""
    yield
    difference = database.execute(
        "WITH held AS (SELECT * FROM order_discounts WHERE coupon_id IS NOT NULL AND released_at IS NULL),"
        " found AS ("
        "  SELECT coupon_id, 'TOTAL' AS kind, '' AS counted, count(*) AS uses FROM held GROUP BY 1, 2, 3"
        "  UNION ALL SELECT coupon_id, 'DAY', outlet_id || '/' || business_date, count(*) FROM held"
        "  GROUP BY 1, 2, 3"
        "  UNION ALL SELECT coupon_id, 'CUSTOMER', customer, count(*) FROM held WHERE customer <> ''"
        "  GROUP BY 1, 2, 3)"
        " SELECT * FROM coupon_counts c FULL JOIN found f USING (coupon_id, kind, counted)"
        " WHERE coalesce(c.uses, 0) <> coalesce(f.uses, 0)"
    )
    assert difference.fetchall() == []


def test_fifty_at_once_and_ten_uses(couponed, priced, redeemed, uses):
    coupon = couponed(max_uses=10)
    orders = [priced(coupon) for _ in range(50)]
    assert all(outcome.discount_paise == 5_000 for _, outcome in orders)
    with ThreadPoolExecutor(50) as pool:
        taken = list(pool.map(lambda pair: redeemed(*pair), orders))
    assert (sum(taken), uses(coupon)) == (10, 10)
    _, late = priced(coupon)
    assert [other.reason for other in late.not_applied] == ["the coupon is used up"]


def test_orders_with_the_same_two_coupons_do_not_wait_for_each_other(
    couponed, priced, redeemed, uses
):
    first, second = couponed(max_uses=20), couponed(max_uses=15)
    orders = [priced(*random.sample([first, second], 2)) for _ in range(30)]
    with ThreadPoolExecutor(30) as pool:
        taken = list(pool.map(lambda pair: redeemed(*pair), orders))
    assert (sum(taken), uses(first), uses(second)) == (15, 15, 15)


def test_the_same_outcome_again_changes_nothing(couponed, priced, redeemed, uses, engine):
    coupon = couponed(max_uses=1)
    order_id, outcome = priced(coupon)
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: redeemed(order_id, outcome), range(8)))
    assert uses(coupon) == 1
    with engine.connect() as connection:
        held = queries.discounts_of(connection, order_id)
        lines = queries.lines_of(connection, [row.id for row in held])
    assert [(row.amount_paise, row.coupon_code) for row in held] == [(5_000, coupon["code"])]
    assert lines[held[0].id] == outcome.applied[0].line_paise


def test_a_cancelled_order_gives_its_coupon_back_once(couponed, priced, redeemed, uses, engine):
    coupon = couponed(max_uses=1)
    first, second = priced(coupon), priced(coupon)
    assert redeemed(*first)
    assert not redeemed(*second)
    released = []
    for _ in range(2):
        with engine.begin() as connection:
            released.append(release(connection, first[0]))
    assert (released, uses(coupon)) == ([1, 0], 0)
    assert redeemed(*second)


def test_an_order_priced_anew_keeps_the_coupon_it_has(
    couponed, priced, redeemed, uses, waiter, engine
):
    coupon, other = couponed(max_uses=1), couponed(max_uses=1)
    order = waiter.order("dal-makhani", "lassi")
    order_id, outcome = priced(coupon, order=order)
    assert redeemed(order_id, outcome)
    again = priced(coupon, order=order)[1]
    assert again == outcome
    fewer = {**order, "lines": order["lines"][:1]}
    smaller = priced(coupon, order=fewer)[1]
    assert redeemed(order_id, smaller)
    assert (uses(coupon), uses(other)) == (1, 0)
    assert redeemed(order_id, priced(other, order=order)[1])
    assert (uses(coupon), uses(other)) == (0, 1)
    with engine.connect() as connection:
        held = queries.discounts_of(connection, order_id)
    assert [row.coupon_code for row in held] == [other["code"]]


def test_uses_by_customer(couponed, priced, redeemed):
    coupon = couponed(max_uses_per_customer=1)
    asha = priced(coupon, customer="asha")
    at_once = priced(coupon, customer="asha")
    assert redeemed(*asha)
    assert not redeemed(*at_once)
    again = priced(coupon, customer="asha")[1]
    assert [other.reason for other in again.not_applied] == ["this customer has used the coupon up"]
    assert redeemed(*priced(coupon, customer="ravi"))


def test_uses_by_business_day(couponed, priced, redeemed):
    coupon, today = couponed(max_uses_per_day=1), now()
    tomorrow = today + timedelta(days=1)
    assert redeemed(*priced(coupon, at=today), at=today)
    second = priced(coupon, at=today)[1]
    assert [other.reason for other in second.not_applied] == ["the coupon is used up for today"]
    assert redeemed(*priced(coupon, at=tomorrow), at=tomorrow)


def test_a_coupon_that_was_switched_off_meanwhile_is_refused(couponed, priced, manager, engine):
    coupon = couponed()
    order_id, outcome = priced(coupon)
    manager.post(f"/api/discounts/coupons/{coupon['id']}", {"active": False})
    with pytest.raises(CouponExhausted) as refused, engine.begin() as connection:
        redeem(connection, OUTLET, order_id, outcome, now())
    assert (refused.value.status, refused.value.field) == (409, "coupon_codes")
    assert refused.value.extra == {"coupon_code": coupon["code"]}
    assert refused.value.detail == f"the coupon {coupon['code']} is not in use any more"


def test_a_transaction_that_is_undone_uses_nothing(couponed, priced, uses, engine):
    coupon = couponed(max_uses=1)
    order_id, outcome = priced(coupon)
    with engine.connect() as connection:
        redeem(connection, OUTLET, order_id, outcome, now())
        connection.rollback()
    assert uses(coupon) == 0


def test_terms_that_change_leave_a_redeemed_order_alone(
    promoted, priced, redeemed, manager, engine
):
    offer = promoted(kind="AMOUNT", amount="20")
    order_id, outcome = priced()
    assert redeemed(order_id, outcome)
    terms = {"name": "Offer", "kind": "AMOUNT", "amount": "70"}
    manager.post(f"/api/discounts/promotions/{offer['id']}", terms)
    with engine.connect() as connection:
        held = queries.discounts_of(connection, order_id)
    assert [(row.version, row.amount_paise) for row in held] == [(1, 2_000)]


def test_a_written_discount_is_released_once_and_never_changed(
    couponed, priced, redeemed, database
):
    order_id, outcome = priced(couponed())
    assert redeemed(order_id, outcome)
    for change in (
        "UPDATE order_discounts SET amount_paise = 1 WHERE order_id = %s",
        "UPDATE order_discounts SET amount_paise = 1, released_at = now() WHERE order_id = %s",
        "UPDATE order_discounts SET customer = 'x' WHERE order_id = %s",
    ):
        with pytest.raises(psycopg.errors.CheckViolation) as refused:
            database.execute(change, (order_id,))
        assert refused.value.diag.constraint_name == "order_discounts_kept"
    with pytest.raises(psycopg.Error, match="append-only"):
        database.execute("DELETE FROM order_discount_lines")


def test_the_coupon_may_be_taken_before_the_order_is_written(couponed, priced, engine, uses):
    """References are checked at commit; here the order never comes, so nothing is kept."""
    coupon = couponed()
    _, outcome = priced(coupon)
    with (
        pytest.raises(Exception, match="order_discounts_order_id_fkey"),
        engine.begin() as connection,
    ):
        redeem(connection, OUTLET, UUID(int=1), outcome, now())
    assert uses(coupon) == 0
