"""Carts and promotions of a small menu, by name and at random."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from api.discounts.cart import Cart, CartLine
from api.discounts.promotions import EVERYTHING, Kind, Promotion, Target
from chitrail.ids import named_id, new_id

ZONE = "Asia/Kolkata"
AT = datetime(2026, 6, 17, 12, 0, tzinfo=UTC)
FOOD, DRINKS = named_id("category", "food"), named_id("category", "drinks")
MENU = {
    "Dal": (22_050, FOOD),
    "Naan": (4_500, FOOD),
    "Lassi": (9_000, DRINKS),
    "Soda": (3_333, DRINKS),
}


def item(name: str) -> UUID:
    return named_id("item", name)


def target(*names: str) -> Target:
    return Target(items=frozenset(map(item, names)))


def cart(*dishes: tuple[str, int], **more: Any) -> Cart:
    """cart(("Lassi", 3)) is three portions of Lassi on one line."""
    lines = tuple(
        CartLine(new_id(), item(name), MENU[name][1], MENU[name][0], quantity, name)
        for name, quantity in dishes
    )
    return Cart(more.pop("order_type", "DINE_IN"), lines, **more)


def promotion(kind: str, code: str = "p", **terms: Any) -> Promotion:
    return Promotion(named_id("promotion", code), 1, code, code.upper(), Kind(kind), **terms)


@st.composite
def carts(draw: st.DrawFn) -> Cart:
    lines = tuple(
        CartLine(
            UUID(int=place),
            item(draw(st.sampled_from(sorted(MENU)))),
            draw(st.sampled_from([FOOD, DRINKS])),
            draw(st.one_of(st.integers(0, 50), st.integers(0, 100_000))),
            draw(st.integers(1, 12)),
        )
        for place in range(draw(st.integers(1, 6)))
    )
    return Cart(draw(st.sampled_from(["DINE_IN", "TAKEAWAY"])), lines)


targets = st.one_of(
    st.just(EVERYTHING),
    st.builds(
        Target,
        items=st.frozensets(st.sampled_from(sorted(map(item, MENU))), max_size=3),
        categories=st.frozensets(st.sampled_from([FOOD, DRINKS]), max_size=1),
    ),
)


@st.composite
def promotions(draw: st.DrawFn, most: int = 6) -> list[Promotion]:
    return [_drawn(draw, place) for place in range(draw(st.integers(0, most)))]


def _drawn(draw: st.DrawFn, place: int) -> Promotion:
    return promotion(
        draw(st.sampled_from(list(Kind))),
        f"p{place}",
        percent_bp=draw(st.one_of(st.just(10_000), st.integers(1, 10_000))),
        amount_paise=draw(st.integers(1, 60_000)),
        buy_quantity=draw(st.integers(1, 3)),
        get_quantity=draw(st.integers(1, 3)),
        target=draw(targets),
        get=draw(targets),
        min_order_paise=draw(st.sampled_from([0, 0, 20_000])),
        max_discount_paise=draw(st.one_of(st.none(), st.integers(1, 20_000))),
        order_types=draw(
            st.sampled_from([frozenset({"DINE_IN", "TAKEAWAY"}), frozenset({"DINE_IN"})])
        ),
        priority=draw(st.integers(0, 2)),
        exclusive=draw(st.sampled_from([False, False, False, True])),
        group=draw(st.sampled_from(["", "", "a", "b"])),
    )
