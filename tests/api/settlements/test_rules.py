"""Each kind of exception: what opens it, what does not, what closes it, what opens it again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.settlements.promises import days_by_weekday, last_day
from tests.api.settlements.takings import at, payment, refund, settled

FIRST, SECOND = "setl_First", "setl_Second"


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_the_last_day_has_two_working_days_and_one_of_grace_before_it(day):
    promised = last_day(day) - timedelta(days=1)
    between = [day + timedelta(days=n) for n in range(1, (promised - day).days + 1)]
    assert sum(one.weekday() < 5 for one in between) == 2
    assert promised.weekday() < 5
    assert day + timedelta(days=days_by_weekday()[day.weekday()]) == last_day(day)


def test_what_is_settled_in_time_with_the_right_fee_is_no_exception(shop, importing):
    paid = payment(shop, 25_000, at(1))
    without_fee = payment(shop, 100_01, at(1), know_fee=False)
    given_back = refund(shop, paid, 5_000, at(2))
    lines = [settled(one, FIRST, at(3)) for one in (paid, without_fee, given_back)]
    assert importing(*lines) == set()
    assert importing.balance("BANK") == sum(line["credit"] - line["debit"] for line in lines)
    assert importing.balance("GATEWAY") == importing.balance("SUSPENSE") == 0
    assert importing.balance("GATEWAY_GST") == paid.tax + without_fee.tax
    row = shop.execute(
        "SELECT outlet_id, order_id, payment_id, refund_id, business_date, utr, source"
        " FROM settlement_lines WHERE entity_id = %s",
        (given_back.entity_id,),
    ).fetchone()
    assert row == (
        *("spice-lane", paid.order_id, paid.id, given_back.id),
        *(date(2026, 4, 3), "1568176960vxp0rj", "csv"),
    )


@pytest.mark.parametrize(
    ("settled_at", "trading_day"),
    [
        (datetime(2026, 4, 2, 22, 29, tzinfo=UTC), date(2026, 4, 2)),  # 3:59 in India
        (datetime(2026, 4, 2, 22, 30, tzinfo=UTC), date(2026, 4, 3)),  # 4:00, the outlet's cut-over
    ],
)
def test_the_business_date_is_the_outlets(shop, importing, settled_at, trading_day):
    paid = payment(shop, 25_000, at(1))
    importing(settled(paid, FIRST, settled_at))
    assert shop.execute("SELECT business_date FROM settlement_lines").fetchall() == [(trading_day,)]


def test_missing_begins_the_day_after_the_grace_and_ends_when_settled(shop, importing):
    lost, other = payment(shop, 25_000, at(1)), payment(shop, 30_000, at(1))
    given_back = refund(shop, other, 1_000, at(1))
    assert importing(settled(other, FIRST, at(4))) == set()  # Wednesday the 1st + 2 + 1
    later = payment(shop, 100, at(2))
    missing = {("MISSING", lost.entity_id), ("MISSING", given_back.entity_id)}
    assert importing(settled(later, SECOND, at(5))) == missing
    told = shop.execute(
        "SELECT expected, found, outlet_id, payment_id, refund_id FROM settlement_exceptions"
        " WHERE subject = %s",
        (given_back.entity_id,),
    ).fetchone()
    assert told == (
        "10.00 by 2026-04-04",
        "in no settlement",
        "spice-lane",
        other.id,
        given_back.id,
    )

    late = {("LATE", lost.entity_id)}
    assert importing(settled(lost, "setl_Third", at(5)), settled(given_back, FIRST, at(4))) == late
    ended = shop.execute(
        "SELECT DISTINCT resolved_by, note FROM settlement_exceptions WHERE kind = 'MISSING'"
    ).fetchall()
    assert ended == [("system", "the cause is gone")]


def test_what_was_received_before_anything_that_was_imported_is_not_missing(shop, importing):
    payment(shop, 25_000, at(1))
    shop.execute("UPDATE payments SET payment_method = 'RAZORPAY'")
    assert importing(settled(payment(shop, 100, at(15)), FIRST, at(17))) == set()


def test_unpaid_and_cash_are_not_missing(shop, importing):
    payment(shop, 25_000, at(1), status="FAILED")
    old = payment(shop, 100, at(1))
    recent = payment(shop, 100, at(20))
    first, second = settled(old, FIRST, at(3)), settled(recent, SECOND, at(22))
    assert importing(first, second) == set()


def test_late_counts_from_capture_when_the_bank_was_slow(shop, importing):
    paid = payment(shop, 25_000, at(6))
    tried = int(at(1).timestamp())
    assert importing(settled(paid, FIRST, at(8), created_at=tried)) == set()


@pytest.mark.parametrize(
    ("know_fee", "changes", "is_off"),
    [
        (True, {}, False),
        (True, {"fee": 591, "credit": 24_409}, True),
        (True, {"tax": 91}, True),
        (True, {"credit": 24_411}, True),
        (False, {"fee": 1180, "tax": 180, "credit": 23_820}, False),
        (False, {"fee": 1185, "tax": 180, "credit": 23_815}, False),
        (False, {"fee": 1180, "tax": 181, "credit": 23_820}, True),
        (False, {"fee": 0, "tax": 0, "credit": 25_000}, False),
        (False, {"fee": 0, "tax": 0, "credit": 24_999}, True),
    ],
)
def test_fee_off(shop, importing, know_fee, changes, is_off):
    paid = payment(shop, 25_000, at(1), know_fee=know_fee)
    assert (paid.fee, paid.tax) == (590, 90)
    found = importing(settled(paid, FIRST, at(3), **changes))
    assert found == ({("FEE_OFF", paid.entity_id)} if is_off else set())


def test_amount_off_for_payments_and_refunds(shop, importing):
    paid, right = payment(shop, 25_000, at(1)), payment(shop, 100, at(1))
    given_back = refund(shop, right, 50, at(1))
    lines = [
        settled(paid, FIRST, at(3), amount=25_001, credit=25_001 - paid.fee),
        settled(right, FIRST, at(3), currency="USD"),
        settled(given_back, FIRST, at(3), amount=49, debit=49),
    ]
    found = importing(*lines)
    assert found == {("AMOUNT_OFF", one.entity_id) for one in (paid, right, given_back)}
    told = shop.execute(
        "SELECT expected, found FROM settlement_exceptions WHERE subject = %s", (paid.entity_id,)
    ).fetchone()
    assert told == ("INR 250.00", "INR 250.01")


def test_settled_though_it_failed_with_us_ends_when_we_book_it(shop, importing):
    tried = payment(shop, 25_000, at(1), status="FAILED")
    assert importing(settled(tried, FIRST, at(3))) == {("AMOUNT_OFF", tried.entity_id)}
    with shop.transaction():
        shop.execute(
            "UPDATE payments SET status = 'COMPLETED', completed_at = created_at WHERE id = %s",
            (tried.id,),
        )
        shop.execute(
            "UPDATE orders SET settled_paise = total_paise WHERE id = %s", (tried.order_id,)
        )
    assert importing.check() == set()
    assert importing.balance("GATEWAY") == 0


def test_what_is_not_ours_is_in_suspense(shop, importing):
    paid = payment(shop, 25_000, at(1))
    unknown = settled(paid, FIRST, at(3), entity_id="pay_Stranger")
    no_row = settled(refund(shop, paid, 700, at(1)), FIRST, at(3), entity_id="rfnd_Stranger")
    charge = no_row | {"entity_id": "adj_Charge", "type": "adjustment", "debit": 300, "amount": 300}
    assert importing(settled(paid, FIRST, at(3)), unknown, no_row, charge) == {
        ("UNKNOWN", "pay_Stranger"),
        ("REFUND_WITHOUT_ROW", "rfnd_Stranger"),
        ("UNKNOWN", "adj_Charge"),
    }
    assert importing.balance("SUSPENSE") == -25_000 + 700 + 300


def test_a_payment_booked_after_its_settlement_stays_an_exception(shop, importing):
    first = payment(shop, 100, at(1))
    unknown = settled(first, FIRST, at(3), entity_id="pay_Slow", amount=25_000, credit=24_410)
    unknown |= {"fee": 590, "tax": 90}
    importing(settled(first, FIRST, at(3)), unknown)
    booked = payment(shop, 25_000, at(1), entity_id="pay_Slow")
    assert importing.check() == {("UNKNOWN", "pay_Slow")}
    told = shop.execute(
        "SELECT expected, payment_id FROM settlement_exceptions WHERE subject = 'pay_Slow'"
    ).fetchone()
    assert told == ("booked after the settlement", booked.id)


def test_the_second_line_of_a_duplicate_is_joined_to_nothing(shop, importing):
    paid = payment(shop, 25_000, at(1))
    first, second = settled(paid, FIRST, at(3)), settled(paid, SECOND, at(3, hour=15))
    assert importing(second, first) == {("DUPLICATE", paid.entity_id)}
    joined = shop.execute(
        "SELECT settlement_id, payment_id, outlet_id FROM settlement_lines ORDER BY 1"
    ).fetchall()
    assert joined == [(FIRST, paid.id, "spice-lane"), (SECOND, None, None)]
    assert importing.balance("GATEWAY") == 0
    assert importing.balance("SUSPENSE") == -25_000
    told = shop.execute(
        "SELECT settlement_id, outlet_id, payment_id, found FROM settlement_exceptions"
    ).fetchall()
    assert told == [(SECOND, "spice-lane", paid.id, f"{FIRST}, {SECOND}")]


def test_a_line_that_comes_again_with_other_content_is_never_altered(shop, importing):
    paid = payment(shop, 25_000, at(1))
    line = settled(paid, FIRST, at(3))
    assert importing(line) == set()
    again = f"{FIRST}/{paid.entity_id}"
    assert importing(line | {"fee": 600, "credit": 24_400}) == {("FEE_OFF", again)}
    assert importing(line | {"amount": 1, "credit": 1}) == {("AMOUNT_OFF", again)}
    assert shop.execute("SELECT amount_paise, fee_paise FROM settlement_lines").fetchall() == [
        (25_000, 590)
    ]
    assert importing.check() == {("AMOUNT_OFF", again)}
    assert importing(line) == set()
    assert importing(line | {"fee": 600, "credit": 24_400}) == {("FEE_OFF", again)}
    assert importing(line | {"method": "card", "settlement_utr": "other"}) == set()


def test_one_file_with_a_line_twice(shop, importing):
    paid = payment(shop, 25_000, at(1))
    line = settled(paid, FIRST, at(3))
    assert importing(line, line) == set()
    differs = importing(line, line | {"tax": 89})
    assert differs == {("FEE_OFF", f"{FIRST}/{paid.entity_id}")}


def test_what_is_not_settled_is_left_out(shop, importing):
    paid = payment(shop, 25_000, at(1))
    held = settled(paid, FIRST, at(3), settled=False)
    no_settlement = settled(paid, "", at(3), settled_at="")
    assert importing(held, no_settlement) == set()
    assert shop.execute("SELECT count(*) FROM settlement_lines").fetchone() == (0,)


def test_resolved_by_a_person_stays_resolved_while_the_difference_is_the_same(shop, importing):
    paid = payment(shop, 25_000, at(1))
    importing(settled(paid, FIRST, at(3)), settled(paid, SECOND, at(3)))
    shop.execute(
        "UPDATE settlement_exceptions SET resolved_at = now(), resolved_by = 'anita', note = 'known'"
    )
    assert importing.check() == set()
    found = importing(settled(paid, "setl_Third", at(3)))
    assert found == {("DUPLICATE", paid.entity_id)}
    assert shop.execute("SELECT resolved_by, note FROM settlement_exceptions").fetchall() == [
        ("", "")
    ]


def test_a_cause_that_returns_opens_the_exception_again(shop, importing):
    paid = payment(shop, 25_000, at(1))
    importing(settled(paid, FIRST, at(3), fee=600, credit=24_400))
    for fee, found in ((600, set()), (590, {("FEE_OFF", paid.entity_id)}), (600, set())):
        shop.execute("UPDATE payments SET fee_paise = %s", (fee,))
        assert importing.check() == found
    assert shop.execute("SELECT count(*) FROM settlement_exceptions").fetchone() == (1,)
