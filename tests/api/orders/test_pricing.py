"""The bill adds up for any order: an exact model in fractions says what it must be."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.orders.pricing import Sale, Terms, add_up, half_tax, price_lines
from chitrail.errors import InvalidInput

prices = st.integers(0, 5_000_000)
quantities = st.integers(1, 50)
rates = st.sampled_from([0, 25, 500, 1200, 1800, 2800]) | st.integers(0, 10_000)
lines = st.lists(st.tuples(prices, quantities, rates), min_size=1, max_size=4)


def price_line(price, quantity, rate):
    return price_lines([Sale(price, quantity, rate)], Terms())[0]


def rounded(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


@given(prices, quantities, rates)
def test_a_lines_tax_is_two_equal_halves_each_within_half_a_paisa(price, quantity, rate):
    line = price_line(price, quantity, rate)
    exact = Fraction(price * quantity * rate, 20_000)
    assert line.total_paise == price * quantity
    assert line.cgst_paise == line.sgst_paise == rounded(exact)
    assert abs(line.cgst_paise - exact) <= Fraction(1, 2)


@given(lines)
def test_the_bill_adds_up_to_a_whole_rupee(parts):
    priced = [price_line(*part) for part in parts]
    bill = add_up(priced)
    exact = bill.subtotal_paise + bill.cgst_paise + bill.sgst_paise
    assert bill.total_paise == exact + bill.round_off_paise
    assert bill.total_paise % 100 == 0
    assert -50 < bill.round_off_paise <= 50
    assert bill.total_paise == rounded(Fraction(exact, 100)) * 100
    assert bill.subtotal_paise == sum(line.total_paise for line in priced)


@pytest.mark.parametrize(
    ("paise", "rate", "half"),
    [(22050, 500, 551), (10, 500, 0), (20, 500, 1), (100, 25, 0), (400, 25, 1), (3333, 1800, 300)],
)
def test_half_tax_rounds_half_up(paise, rate, half):
    assert half_tax(paise, rate) == half


def test_an_order_beyond_the_books_is_refused():
    with pytest.raises(InvalidInput):
        add_up([price_line(1_000_000_000, 1, 500)])
