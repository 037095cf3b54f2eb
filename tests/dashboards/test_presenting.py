"""How amounts and quantities are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.presenting import age, amount, percent, rupees


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0", "₹0.00"),
        ("999.9", "₹999.90"),
        ("1000", "₹1,000.00"),
        ("123456.78", "₹1,23,456.78"),
        ("1234567890.1", "₹1,23,45,67,890.10"),
        ("-1500", "\u2212₹1,500.00"),
        ("0.005", "₹0.01"),
    ],
)
def test_rupees_are_grouped_as_in_india(value: str, text: str):
    assert rupees(Decimal(value)) == text


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_no_paisa_is_lost_in_writing(value: Decimal):
    text = rupees(value).replace("₹", "").replace(",", "").replace("\u2212", "-")
    assert Decimal(text) == value


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        ("1500", "g", "1.5 kg"),
        ("999", "g", "999 g"),
        ("12000", "ml", "12 l"),
        ("2400", "pc", "2,400 pc"),
        ("-2500", "g", "\u22122.5 kg"),
        ("0", "g", "0 g"),
    ],
)
def test_quantities_are_said_as_a_kitchen_says_them(value: str, unit: str, text: str):
    assert amount(Decimal(value), unit) == text


def test_absent_values_are_a_dash():
    assert rupees(None) == amount(None, "g") == percent(None) == "\u2013"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(5, "just now"), (60, "1 minute ago"), (7300, "2 hours ago"), (200_000, "2 days ago")],
)
def test_age_in_words(seconds: float, text: str):
    assert age(seconds) == text
