"""Service charge, prices with tax in them, discounts by hand: on orders, invoices and split bills."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.orders.pricing import Sale, Terms, add_up, half_tax_within, price_lines
from tests.support.books import differences

SELLER = {
    "legal_name": "Spice Lane Foods LLP",
    "address": "12 Mall Road",
    "state_code": "29",
    "gstin": "29AAGCB7383J1Z4",
    "scheme": "REGULAR",
    "series": "SL",
    "credit_note_series": "SC",
    "hsn_code": "996331",
}


@pytest.fixture
def billed(manager, database):
    """billed(service_charge_percent="5") makes bills so; as before after the test, and all books agree."""

    def of(**settings):
        answer = manager.post("/api/billing/settings", settings)
        assert answer.status_code == 200, answer.text
        return answer.json

    yield of
    of()
    assert differences(database) == []


def act(caller, order, name, body):
    return caller.post(f"/api/orders/{order['id']}/{name}", body)


def test_settings_have_versions(manager, waiter, billed):
    assert waiter.get("/api/billing/settings").json["service_charge_percent"] == "0.00"
    made = billed(service_charge_percent="5", service_charge_order_types=["DINE_IN", "DELIVERY"])
    assert made["service_charge_order_types"] == ["DELIVERY", "DINE_IN"]
    stale = manager.post("/api/billing/settings", {}, If_Match=f'"{made["version"] - 1}"')
    assert stale.status_code == 412
    for body, field in (
        ({"service_charge_percent": "20.01"}, "service_charge_percent"),
        ({"staff_discount_limit_percent": "100.01"}, "staff_discount_limit_percent"),
    ):
        refused = manager.post("/api/billing/settings", body)
        assert (refused.status_code, refused.json["errors"][0]["field"]) == (422, field)
    assert waiter.get("/api/billing/settings").json == made


def test_a_service_charge_is_taxed_with_each_dish_and_can_be_declined(waiter, billed):
    billed(service_charge_percent="10")
    order = waiter.order("dal-makhani", "soda")
    assert (order["subtotal"], order["service_charge"]) == ("253.83", "25.38")
    dal, soda = order["lines"]
    assert (dal["service_charge"], dal["cgst"]) == ("22.05", "6.06")
    assert (soda["service_charge"], soda["cgst"]) == ("3.33", "3.30")
    assert order["total"] == "298.00"
    declined = act(waiter, order, "service-charge", {"charged": False}).json
    assert (declined["service_charge"], declined["total"]) == ("0.00", "271.00")
    assert act(waiter, order, "service-charge", {"charged": True}).json["total"] == "298.00"
    takeaway = waiter.order("soda", order_type="TAKEAWAY", table_label="")
    assert takeaway["service_charge"] == "0.00"


def test_open_orders_keep_their_way_of_billing(waiter, billed):
    order = waiter.order("soda")
    billed(service_charge_percent="10", prices_include_tax=True)
    more = act(waiter, order, "lines", {"lines": [{"item_code": "soda", "quantity": 1}]}).json
    assert (more["service_charge"], more["tax_included"]) == ("0.00", "0.00")


def test_prices_with_tax_in_them_cost_what_the_menu_says(waiter, billed):
    billed(prices_include_tax=True)
    order = waiter.order("dal-makhani", "butter-naan")
    assert order["subtotal"] == "265.50"
    assert order["tax_included"] == "12.64"
    assert Decimal(order["cgst"]) + Decimal(order["sgst"]) == Decimal("12.64")
    assert (order["total"], order["round_off"]) == ("266.00", "0.50")


def test_an_invoice_shows_how_the_bill_came_about(manager, waiter, billed):
    assert manager.post("/api/invoices/settings", SELLER).status_code == 200
    billed(prices_include_tax=True, service_charge_percent="5")
    order = waiter.order("dal-makhani", "soda")
    given_ = act(waiter, order, "staff-discount", {"amount": "20", "reason": "long wait"})
    assert given_.status_code == 200, given_.text
    assert waiter.post("/api/payments/confirm-cash", {"order_id": order["id"]}).status_code == 200
    invoice = act(waiter, order, "invoice", {}).json
    sums = {name: Decimal(invoice[name]) for name in ("gross", "discount", "service_charge")}
    assert sums == {
        "gross": Decimal("253.83"),
        "discount": Decimal("20.00"),
        "service_charge": Decimal("11.69"),
    }
    taxable = sum(sums.values()) - 2 * sums["discount"] - Decimal(invoice["tax_included"])
    assert Decimal(invoice["taxable"]) == taxable
    for width in ("80mm", "a4"):
        page = waiter.get(f"/api/invoices/{invoice['id']}/print?format={width}")
        assert page.status_code == 200, page.text
        for words in ("Service charge", "Discount", "Taxes in the prices", "11.69"):
            assert words in page.text, (width, words)


def test_a_discounted_bill_is_split_by_what_each_ate(waiter, billed):
    billed(service_charge_percent="5")
    order = waiter.order("dal-makhani", "soda")
    order = act(waiter, order, "staff-discount", {"percent": "10", "reason": "friends"}).json
    parts = [{"lines": [{"line_id": line["id"], "quantity": "1"}]} for line in order["lines"]]
    split = waiter.post(f"/api/orders/{order['id']}/split", {"by": "ITEMS", "items": parts})
    assert split.status_code in (200, 201), split.text
    amounts = [Decimal(part["amount"]) for part in split.json["parts"]]
    assert sum(amounts) == Decimal(order["total"])


def test_a_discount_by_hand_is_written_down_and_taken_back(manager, waiter, billed, database):
    order = waiter.order("dal-makhani")
    first = act(waiter, order, "staff-discount", {"percent": "5", "reason": "waited"}).json
    assert first["discounts"] == [
        {
            "promotion_id": None,
            "name": "Staff discount",
            "coupon_code": "",
            "amount": "11.03",
            "explanation": "waited",
        }
    ]
    second = act(waiter, order, "staff-discount", {"amount": "22.05", "reason": "cold"}).json
    assert second["discount"] == "22.05", "it takes the place of the first"
    removed = act(waiter, order, "staff-discount/remove", {})
    assert removed.json["discount"] == "0.00"
    again = act(waiter, order, "staff-discount/remove", {})
    assert (again.status_code, again.json["code"]) == (409, "no-staff-discount")
    kinds = [step["kind"] for step in waiter.get(f"/api/orders/{order['id']}/history").json["data"]]
    assert kinds[1:] == ["DISCOUNT_GIVEN", "DISCOUNT_GIVEN", "DISCOUNT_REMOVED"]
    acts = database.execute(
        "SELECT act FROM audit_entries WHERE subject = %s ORDER BY occurred_at", (order["id"],)
    ).fetchall()
    assert [name for (name,) in acts] == ["discount-given"] * 2 + ["discount-removed"]


@pytest.mark.parametrize(
    "body",
    [
        {"reason": "x"},
        {"reason": "x", "percent": "5", "amount": "5"},
        {"reason": "x", "percent": "0"},
        {"reason": "x", "percent": "100.01"},
        {"reason": "x", "amount": "0.00"},
        {"reason": "", "percent": "5"},
        {"percent": "5"},
    ],
)
def test_a_discount_by_hand_that_makes_no_sense_is_refused(waiter, body):
    order = waiter.order("soda")
    assert act(waiter, order, "staff-discount", body).status_code == 422
    assert waiter.get(f"/api/orders/{order['id']}").json["version"] == 1


prices = st.integers(0, 2_000_000)
sales = st.lists(
    st.builds(
        lambda price, quantity, rate, off: Sale(
            price, quantity, rate, price * quantity * off // 100
        ),
        prices,
        st.integers(1, 20),
        st.sampled_from([0, 25, 500, 1200, 1800, 2800]),
        st.integers(0, 100),
    ),
    min_size=1,
    max_size=6,
)
terms = st.builds(Terms, st.booleans(), st.sampled_from([0, 500, 777, 2000]))


@given(sales, terms)
def test_a_bill_is_the_sum_of_its_lines_and_no_line_is_below_zero(dishes, terms_):
    lines = price_lines(dishes, terms_)
    bill = add_up(lines)
    for line, dish in zip(lines, dishes, strict=True):
        taxable = line.total_paise - line.discount_paise + line.service_charge_paise
        assert taxable - line.tax_included_paise >= 0
        assert line.cgst_paise == line.sgst_paise
        assert line.tax_included_paise in (0, 2 * line.cgst_paise)
        assert line.discount_paise == dish.discount_paise
    net = sum(dish.total_paise - dish.discount_paise for dish in dishes)
    assert abs(bill.service_charge_paise - Fraction(net * terms_.service_charge_bp, 10_000)) <= 0.5
    assert bill.total_paise % 100 == 0
    if terms_.prices_include_tax:
        assert abs(bill.total_paise - net - bill.service_charge_paise) <= 50


@given(st.integers(0, 10**8), st.sampled_from([0, 25, 500, 1200, 1800, 2800, 4000]))
def test_tax_within_a_price_is_tax_upon_what_is_left(paise, rate):
    tax = half_tax_within(paise, rate)
    assert abs(tax - Fraction(paise * rate, 2 * (10_000 + rate))) <= Fraction(1, 2)
    assert abs(2 * tax - Fraction((paise - 2 * tax) * rate, 10_000)) <= 2
