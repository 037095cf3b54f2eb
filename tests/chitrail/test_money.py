import pytest
from hypothesis import given
from hypothesis import strategies as st

from chitrail.errors import InvalidInput
from chitrail.money import format_rupees, parse_rupees, percentage, round_to_rupee

PAISE = st.integers(min_value=-(10**11), max_value=10**11)


@given(PAISE)
def test_what_is_written_is_read_back(paise):
    assert parse_rupees(format_rupees(paise)) == paise


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.234",
        "1e3",
        "NaN",
        "Infinity",
        " 1",
        "1 ",
        "1,000",
        "+1",
        ".5",
        "1.",
        "٣",
        "1" * 11,
        "--1",
    ],
)
def test_anything_but_a_plain_decimal_is_refused(text):
    with pytest.raises(InvalidInput, match="decimal string"):
        parse_rupees(text, field="amount")


@pytest.mark.parametrize("value", [1, 1.5, None, True])
def test_a_number_is_not_a_decimal_string(value):
    with pytest.raises(InvalidInput):
        parse_rupees(value)


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=0, max_value=10_000))
def test_a_share_is_within_half_a_paisa_of_the_exact_one(paise, basis_points):
    assert abs(2 * (percentage(paise, basis_points) * 10_000 - paise * basis_points)) <= 10_000


def test_halves_go_up():
    assert percentage(101, 5000) == 51
    assert round_to_rupee(150) == 200
    assert round_to_rupee(149) == 100


@given(st.integers(min_value=0, max_value=10**9))
def test_rounding_a_bill_moves_it_by_at_most_half_a_rupee(paise):
    rounded = round_to_rupee(paise)
    assert rounded % 100 == 0
    assert abs(rounded - paise) <= 50
