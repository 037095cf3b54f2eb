"""Splitting a bill adds up to the paisa, however it is cut."""

from dataclasses import asdict, dataclass
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.orders.pricing import Sale, Terms, add_up, price_lines
from api.splits.plans import plan
from api.splits.schemas import ItemPartRequest, PartLineRequest, SplitRequest
from api.splits.shares import spread
from chitrail.errors import InvalidInput
from chitrail.ids import new_id
from chitrail.money import format_rupees

weights = st.lists(st.fractions(0, 50), min_size=1, max_size=12).filter(any)


@dataclass
class Line:
    id: UUID
    item_name: str
    quantity: int
    total_paise: int
    discount_paise: int
    service_charge_paise: int
    tax_included_paise: int
    cgst_paise: int
    sgst_paise: int


@given(st.integers(-10_000, 10**9), weights)
def test_shares_add_up_and_are_within_a_paisa(paise, parts):
    shares = spread(paise, parts)
    assert sum(shares) == paise
    for share, weight in zip(shares, parts, strict=True):
        assert abs(share - Fraction(paise) * weight / sum(parts)) < 1


@given(st.integers(20_000, 10**9), st.integers(2, 50))
def test_equal_parts_differ_by_a_paisa_at_most(total, count):
    amounts = [part.amount_paise for part in plan(SplitRequest(by="EQUAL", count=count), total, [])]
    assert sum(amounts) == total
    assert max(amounts) - min(amounts) <= 1


@st.composite
def shared_tables(draw):
    """Lines with taxes, and guests who share each line in random portions."""
    guests = draw(st.integers(2, 5))
    portions: list[list[PartLineRequest]] = [[] for _ in range(guests)]
    prices, quantities = st.integers(100, 10**6), st.integers(1, 9)
    rates = st.sampled_from([0, 500, 1800])
    sales = [
        Sale(price, quantity, rate, draw(st.integers(0, price * quantity)))
        for price, quantity, rate in draw(
            st.lists(st.tuples(prices, quantities, rates), min_size=1, max_size=6)
        )
    ]
    terms = Terms(draw(st.booleans()), draw(st.sampled_from([0, 500, 1234])))
    priced = price_lines(sales, terms)
    lines = [
        Line(new_id(), "dish", sale.quantity, **asdict(money))
        for sale, money in zip(sales, priced, strict=True)
    ]
    for line in lines:
        shares = draw(st.lists(st.integers(0, 7), min_size=guests, max_size=guests).filter(any))
        for guest, share in enumerate(shares):
            if share:
                portion = Fraction(line.quantity * share, sum(shares))
                portions[guest].append(PartLineRequest(line_id=line.id, quantity=str(portion)))
    assume(sum(1 for mine in portions if mine) >= 2)
    items = [ItemPartRequest(lines=mine) for mine in portions if mine]
    return lines, add_up(priced), items


@given(shared_tables())
def test_parts_by_items_add_up_to_the_bill(table):
    lines, bill, items = table
    request = SplitRequest(by="ITEMS", items=items)
    try:
        parts = plan(request, bill.total_paise, lines)
    except InvalidInput:
        with pytest.raises(InvalidInput, match=r"at least 1\.00"):
            plan(request, bill.total_paise, lines)
        return
    assert sum(part.amount_paise for part in parts) == bill.total_paise
    for line in lines:
        shares = [part.paise_of[line.id] for part in parts if line.id in part.paise_of]
        price = line.total_paise - line.discount_paise + line.service_charge_paise
        assert sum(shares) == price - line.tax_included_paise + line.cgst_paise + line.sgst_paise
    off = abs(bill.round_off_paise)
    for part in parts:
        assert abs(part.amount_paise - sum(part.paise_of.values())) <= off


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (SplitRequest(by="EQUAL"), "count"),
        (SplitRequest(by="EQUAL", count=2, amounts=["1.00", "2.00"]), "amounts"),
        (SplitRequest(by="AMOUNT", count=2), "count"),
        (SplitRequest(by="AMOUNT", amounts=["100.00", "99.99"]), "amounts"),
        (SplitRequest(by="AMOUNT", amounts=["0.50", "199.50"]), "amounts"),
        (SplitRequest(by="ITEMS"), "items"),
        (SplitRequest(by="EQUAL", count=50), "count"),
    ],
)
def test_a_split_that_does_not_fit_is_refused_by_field(request_, field):
    total = 4_900 if request_.count == 50 else 20_000
    with pytest.raises(InvalidInput) as refused:
        plan(request_, total, [])
    assert refused.value.field == field


def test_portions_must_cover_the_line_exactly():
    line = Line(new_id(), "Lassi", 2, 20_000, 0, 0, 0, 0, 0)

    def by(*quantities: str):
        items = [
            ItemPartRequest(lines=[PartLineRequest(line_id=line.id, quantity=q)])
            for q in quantities
        ]
        return plan(SplitRequest(by="ITEMS", items=items), 20_000, [line])

    assert [part.amount_paise for part in by("1", "1/3", "2/3")] == [10_000, 3_333, 6_667]
    for wrong in (("1", "0.5"), ("2", "1/3"), ("2", "0")):
        with pytest.raises(InvalidInput) as refused:
            by(*wrong)
        assert refused.value.field.startswith("items")
    assert format_rupees(sum(part.amount_paise for part in by("0.125", "1.875"))) == "200.00"
