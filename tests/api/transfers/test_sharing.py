"""Shares of worth and lots: whatever arrives, the parts add up."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from api.transfers.sharing import Lot, portions, share

quantities = st.decimals("0.001", "100000", places=3)
worths = st.decimals("0", "100000000", places=4)
lots = st.lists(
    st.builds(Lot, st.text(min_size=1, max_size=3), st.none() | st.dates(), quantities), max_size=5
)


@given(worths, quantities, quantities)
def test_a_share_is_no_more_than_the_whole_and_the_whole_is_all(value, one, other):
    part, whole = sorted((one, other))
    found = share(value, part, whole)
    assert 0 <= found <= value
    assert abs(found - value * part / whole) <= Decimal("0.00005")
    assert share(value, whole, whole) == value


@given(lots, quantities, worths)
def test_portions_add_up_and_take_the_first_lots_first(offered, quantity, value):
    found = portions(offered, quantity, value)
    assert sum(one.lot.quantity for one in found) == quantity
    assert sum(one.value_paise for one in found) == value
    assert all(one.value_paise >= 0 and one.lot.quantity > 0 for one in found)
    known = [one for one in found if one.lot.code]
    for one, lot in zip(known, offered, strict=False):
        assert (one.lot.code, one.lot.expires_on) == (lot.code, lot.expires_on)
        assert one.lot.quantity <= lot.quantity
    assert all(
        one.lot.quantity == lot.quantity for one, lot in zip(known[:-1], offered, strict=False)
    )


def test_what_the_lots_do_not_have_is_of_no_lot():
    one = Lot("A", date(2026, 12, 1), Decimal(2))
    found = portions([one], Decimal(3), Decimal("1.0000"))
    assert [(p.lot.code, p.lot.quantity, p.value_paise) for p in found] == [
        ("A", Decimal(2), Decimal("0.6667")),
        ("", Decimal(1), Decimal("0.3333")),
    ]
