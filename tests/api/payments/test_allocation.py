"""How money is spread: to the paisa, whatever the sums."""

from hypothesis import assume, given
from hypothesis import strategies as st

from api.payments.allocation import Pieces, cash_pieces, fill, received_pieces, refund_pieces

paise = st.integers(0, 1_000_000_000)
kept = st.builds(Pieces, paise, paise, st.just(0), st.just(0))


@given(paise, paise)
def test_cash_is_whole_rupees_and_off_by_half_a_rupee_at_most(sale, tip):
    pieces = cash_pieces(sale, tip)
    assert pieces.total % 100 == 0
    assert -50 <= pieces.rounding <= 50
    assert (pieces.sale, pieces.tip, pieces.surplus) == (sale, tip, 0)


@given(kept, st.integers(-1_000, 2_000_000_000))
def test_received_money_is_kept_up_to_the_room_and_owed_beyond(asked, room):
    got = received_pieces(asked, room)
    assert got.total == asked.total
    assert got.sale <= max(room, 0)
    assert min(got.sale, got.tip, got.surplus) >= 0
    assert got.sale == min(asked.sale, max(room, 0))
    assert room > 0 or got == Pieces(surplus=asked.total)


@given(
    st.builds(Pieces, paise, paise, st.integers(-50, 50), paise),
    st.lists(st.integers(1, 1_000_000), max_size=8),
)
def test_refunds_take_back_exactly_what_was_paid(whole, amounts):
    """Any run of refunds, and then the rest: nothing is left, and no piece went below zero."""
    assume(whole.total > 0)
    assume(whole.rounding <= 0 or whole.surplus + whole.sale + whole.tip >= 100)
    left = whole
    for amount in amounts:
        spendable = left.total - max(left.rounding, 0)
        if not 0 < amount <= spendable or amount == left.total:
            continue
        taken = refund_pieces(amount, left)
        assert taken.total == amount
        left -= taken
        assert min(left.sale, left.surplus) >= 0
        assert left.tip >= min(0, left.rounding)
    if left.total > 0:
        assert (left - refund_pieces(left.total, left)) == Pieces()


@given(st.lists(st.integers(0, 10**6), max_size=10), st.data())
def test_rooms_are_filled_in_their_order(rooms, data):
    amount = data.draw(st.integers(0, sum(rooms)))
    shares = fill(amount, rooms)
    assert sum(shares) == amount
    assert all(0 <= share <= room for share, room in zip(shares, rooms, strict=True))
    partly = [place for place, share in enumerate(shares) if share < rooms[place]]
    assert not partly or not any(shares[partly[0] + 1 :])
