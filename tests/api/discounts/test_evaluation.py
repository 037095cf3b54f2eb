"""Whatever the promotions: sums agree to the paisa, nobody pays less than nothing, more never costs more."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.discounts.amounts import Candidate
from api.discounts.combining import MOST_TOGETHER, best, clash, rank
from api.discounts.evaluation import evaluate
from api.discounts.promotions import Coupon, Target
from chitrail.ids import new_id
from tests.api.discounts.carts import (
    AT,
    DRINKS,
    ZONE,
    cart,
    carts,
    promotion,
    promotions,
    target,
)


def off(of, *offers):
    return evaluate(of, offers, AT, ZONE)


@given(carts(), promotions())
def test_lines_and_promotions_add_up_and_no_line_goes_below_zero(order, offers):
    outcome = evaluate(order, offers, AT, ZONE)
    assert outcome.discount_paise == sum(done.amount_paise for done in outcome.applied)
    assert outcome.line_paise.keys() == {line.line_id for line in order.lines}
    for line in order.lines:
        taken = outcome.line_paise[line.line_id]
        assert 0 <= taken <= line.total_paise
        assert taken == sum(done.line_paise.get(line.line_id, 0) for done in outcome.applied)
    for done in outcome.applied:
        assert done.amount_paise == sum(done.line_paise.values()) > 0
        assert min(done.line_paise.values()) > 0
        assert done.explanation
    assert 0 <= outcome.discount_paise <= order.subtotal_paise


@given(carts(), promotions())
def test_every_promotion_is_applied_or_told_why_not(order, offers):
    outcome = evaluate(order, offers, AT, ZONE)
    applied = {done.promotion_id for done in outcome.applied}
    refused = {other.promotion_id for other in outcome.not_applied}
    assert len(outcome.applied) + len(outcome.not_applied) == len(offers)
    assert applied | refused == {offer.id for offer in offers}
    assert all(other.reason for other in outcome.not_applied)
    by_id = {offer.id: offer for offer in offers}
    for done in outcome.applied:
        most = by_id[done.promotion_id].max_discount_paise
        assert most is None or done.amount_paise <= most


@given(carts(), promotions())
def test_the_combination_keeps_the_rules(order, offers):
    chosen = [
        step.candidate for step in best([Candidate.of(o, order) for o in offers], totals(order))
    ]
    assert len(chosen) <= MOST_TOGETHER
    assert not any(clash(one, other) for one, other in combinations(chosen, 2))
    ranks = [rank(candidate.promotion) for candidate in chosen]
    assert ranks == sorted(ranks)


def totals(order):
    return [line.total_paise for line in order.lines]


@given(carts(), promotions(most=5))
def test_no_allowed_combination_takes_more_off(order, offers):
    """Against trying every combination."""
    candidates = sorted((Candidate.of(o, order) for o in offers), key=lambda c: rank(c.promotion))
    most = 0
    for size in range(1, MOST_TOGETHER + 1):
        for together in combinations(candidates, size):
            if any(clash(one, other) for one, other in combinations(together, 2)):
                continue
            left = totals(order)
            for candidate in together:
                left = [p - less for p, less in zip(left, candidate.off(left), strict=True)]
            most = max(most, order.subtotal_paise - sum(left))
    found = sum(step.amount_paise for step in best(candidates, totals(order)))
    assert found == most


@given(carts(), promotions(most=5).filter(bool))
def test_one_more_promotion_never_makes_the_guest_pay_more(order, offers):
    fewer = evaluate(order, offers[:-1], AT, ZONE)
    assert evaluate(order, offers, AT, ZONE).discount_paise >= fewer.discount_paise


@given(carts(), promotions(), st.randoms())
def test_the_order_they_are_given_in_does_not_matter(order, offers, random):
    shuffled = random.sample(offers, len(offers))
    assert evaluate(order, shuffled, AT, ZONE) == evaluate(order, offers, AT, ZONE)


@given(carts(), promotions(most=1).filter(bool), st.data())
def test_less_left_never_means_more_off(order, offers, data):
    """What the search's bound and the rule above stand on."""
    candidate, full = Candidate.of(offers[0], order), totals(order)
    left = [data.draw(st.integers(0, paise)) for paise in full]
    less = candidate.off(left)
    assert sum(less) <= sum(candidate.off(full))
    assert all(0 <= taken <= paise for taken, paise in zip(less, left, strict=True))


@given(carts(), st.integers(1, 10_000))
def test_a_percentage_is_rounded_half_up_once_and_shared_within_a_paisa(order, percent_bp):
    outcome = off(order, promotion("PERCENT", percent_bp=percent_bp))
    exact = Fraction(order.subtotal_paise * percent_bp, 10_000)
    assert outcome.discount_paise == (exact + Fraction(1, 2)).__floor__()
    for line in order.lines if order.subtotal_paise else ():
        share = Fraction(outcome.discount_paise * line.total_paise, order.subtotal_paise)
        assert abs(outcome.line_paise[line.line_id] - share) < 1


@pytest.mark.parametrize(
    ("percent_bp", "paise"),
    [(1, 0), (1500, 500), (1501, 500), (1515, 505), (10_000, 3_333)],
)
def test_percentages_of_one_soda(percent_bp, paise):
    assert (
        off(cart(("Soda", 1)), promotion("PERCENT", percent_bp=percent_bp)).discount_paise == paise
    )


def test_half_a_paisa_is_given_to_the_guest():
    assert off(cart(("Naan", 1)), promotion("PERCENT", percent_bp=1)).discount_paise == 0
    assert off(cart(("Dal", 1)), promotion("PERCENT", percent_bp=1)).discount_paise == 2
    assert off(cart(("Lassi", 5)), promotion("PERCENT", percent_bp=1)).discount_paise == 5


@pytest.mark.parametrize(
    ("offer", "dishes", "paise", "words"),
    [
        ({"kind": "PERCENT", "percent_bp": 1250}, [("Dal", 2)], 5_513, "12.5 % off the order"),
        (
            {
                "kind": "PERCENT",
                "percent_bp": 5000,
                "target": Target(categories=frozenset({DRINKS})),
            },
            [("Dal", 1), ("Lassi", 1)],
            4_500,
            "50 % off Lassi",
        ),
        (
            {"kind": "PERCENT", "percent_bp": 5000, "max_discount_paise": 10_000},
            [("Dal", 1)],
            10_000,
            "50 % off the order, at most 100.00",
        ),
        ({"kind": "AMOUNT", "amount_paise": 5_000}, [("Dal", 1)], 5_000, "50.00 off the order"),
        ({"kind": "AMOUNT", "amount_paise": 5_000}, [("Soda", 1)], 3_333, "33.33 off the order"),
        (
            {"kind": "ITEM_PRICE", "amount_paise": 5_000, "target": target("Lassi", "Soda")},
            [("Lassi", 2), ("Soda", 1)],
            8_000,
            "2 Lassi at 50.00 each",
        ),
        (
            {
                "kind": "BUY_X_GET_Y",
                "percent_bp": 10_000,
                "buy_quantity": 2,
                "get_quantity": 1,
                "target": target("Lassi"),
                "get": target("Lassi"),
            },
            [("Lassi", 3)],
            9_000,
            "1 of 3 Lassi free: buy 2 get 1",
        ),
        (
            {
                "kind": "BUY_X_GET_Y",
                "percent_bp": 5_000,
                "buy_quantity": 1,
                "get_quantity": 2,
                "target": target("Dal"),
                "get": Target(categories=frozenset({DRINKS})),
            },
            [("Dal", 1), ("Lassi", 1), ("Soda", 1)],
            4_500 + 1_667,
            "1 of 1 Lassi, 1 of 1 Soda 50 % off: buy 1 get 2",
        ),
    ],
)
def test_kinds_and_their_words(offer, dishes, paise, words):
    outcome = off(cart(*dishes), promotion(**offer))
    assert (outcome.discount_paise, outcome.applied[0].explanation) == (paise, words)


@pytest.mark.parametrize(
    ("lassis", "given"), [(1, 0), (2, 0), (3, 1), (4, 1), (5, 1), (6, 2), (999, 333)]
)
def test_every_third_lassi_is_free(lassis, given):
    deal = promotion("BUY_X_GET_Y", percent_bp=10_000, buy_quantity=2, get_quantity=1)
    outcome = off(cart(("Lassi", lassis)), deal)
    assert outcome.discount_paise == given * 9_000


@given(carts(), st.integers(1, 4), st.integers(1, 4))
def test_no_portion_is_bought_and_given(order, buy, get):
    offer = promotion("BUY_X_GET_Y", percent_bp=10_000, buy_quantity=buy, get_quantity=get)
    given_ = Candidate.of(offer, order).given
    portions = sum(line.quantity for line in order.lines)
    assert portions - sum(given_) >= -(-sum(given_) // get) * buy
    kept = [
        line.unit_price_paise
        for line, n in zip(order.lines, given_, strict=True)
        if n < line.quantity
    ]
    gifts = [line.unit_price_paise for line, n in zip(order.lines, given_, strict=True) if n]
    assert not gifts or not kept or max(gifts) <= min(kept)


def test_the_best_of_an_exclusive_one_and_those_that_stack():
    order = cart(("Dal", 1))
    alone = promotion("PERCENT", "alone", percent_bp=2_500, exclusive=True)
    ten = promotion("PERCENT", "ten", percent_bp=1_000)
    flat = promotion("AMOUNT", "flat", amount_paise=3_000)
    assert [done.code for done in off(order, alone, ten).applied] == ["alone"]
    assert off(order, alone, ten, flat).discount_paise == 5_513
    more = promotion("AMOUNT", "flat", amount_paise=4_000)
    stacked = off(order, alone, ten, more)
    assert [done.code for done in stacked.applied] == ["flat", "ten"]
    assert stacked.discount_paise == 4_000 + 1_805
    assert stacked.not_applied[0].reason == "does not go together with FLAT, TEN, which is better"


def test_higher_priority_is_applied_first():
    order = cart(("Dal", 1))
    flat = promotion("AMOUNT", "flat", amount_paise=4_000)
    ten = promotion("PERCENT", "ten", percent_bp=1_000, priority=5)
    outcome = off(order, flat, ten)
    assert [(d.code, d.amount_paise) for d in outcome.applied] == [("ten", 2_205), ("flat", 4_000)]


def test_ties_go_to_priority_then_code():
    order = cart(("Dal", 1))
    terms = {"amount_paise": 1_000, "exclusive": True}
    a, b = promotion("AMOUNT", "a", **terms), promotion("AMOUNT", "b", **terms)
    assert off(order, b, a).applied[0].code == "a"
    high = promotion("AMOUNT", "b", **terms, priority=1)
    assert off(order, a, high).applied[0].code == "b"


def test_a_group_gives_one():
    order = cart(("Dal", 1))
    small = promotion("AMOUNT", "small", amount_paise=1_000, group="g")
    big = promotion("AMOUNT", "big", amount_paise=2_000, group="g")
    other = promotion("AMOUNT", "other", amount_paise=500)
    outcome = off(order, small, big, other)
    assert [done.code for done in outcome.applied] == ["big", "other"]
    assert outcome.not_applied[0].reason == "does not go together with BIG, which is better"


def test_three_go_together_and_the_fourth_is_told():
    order = cart(("Dal", 1))
    offers = [promotion("AMOUNT", f"p{n}", amount_paise=100 * n) for n in range(1, 5)]
    outcome = off(order, *offers)
    assert [done.amount_paise for done in outcome.applied] == [200, 300, 400]
    assert outcome.not_applied[0].reason == "only 3 promotions go together, and others are better"


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"min_order_paise": 50_000}, "needs 500.00, the order has 220.50"),
        ({"order_types": frozenset({"DELIVERY", "TAKEAWAY"})}, "is for delivery and takeaway only"),
        ({"valid_from": AT.date().replace(day=18)}, "starts on 2026-06-18"),
        ({"valid_until": AT.date().replace(day=16)}, "ended on 2026-06-16"),
        ({"target": target("Lassi")}, "nothing on the order is part of it"),
        ({"by_coupon": True}, "needs a coupon"),
        ({"percent_bp": 0}, "takes nothing off"),
    ],
)
def test_why_a_promotion_is_not_applied(terms, reason):
    outcome = off(cart(("Dal", 1)), promotion("PERCENT", **{"percent_bp": 1_000, **terms}))
    assert (outcome.applied, outcome.not_applied[0].reason) == ((), reason)


def test_why_a_deal_is_not_applied():
    deal = promotion("BUY_X_GET_Y", percent_bp=10_000, buy_quantity=2, get_quantity=1)
    outcome = off(cart(("Lassi", 2)), deal)
    assert outcome.not_applied[0].reason == "buy 2 get 1: the order has too few"


def test_validity_is_by_the_date_at_the_outlet():
    """At 12:00 UTC it is the 18th in Auckland."""
    offer = promotion("PERCENT", percent_bp=1_000, valid_from=AT.date().replace(day=18))
    assert evaluate(cart(("Dal", 1)), [offer], AT, ZONE).discount_paise == 0
    assert evaluate(cart(("Dal", 1)), [offer], AT, "Pacific/Auckland").discount_paise == 2_205


def test_a_coupon_opens_its_promotion_and_the_first_usable_code_is_used():
    spent = Coupon(new_id(), "AAA", "is used up")
    good, better = Coupon(new_id(), "BBB"), Coupon(new_id(), "CCC")
    offer = promotion("AMOUNT", amount_paise=100, by_coupon=True, coupons=(better, spent, good))
    shown = cart(("Dal", 1), codes=frozenset({"AAA", "BBB", "CCC"}))
    assert off(shown, offer).applied[0].coupon_id == good.id
    refused = off(cart(("Dal", 1), codes=frozenset({"AAA"})), offer).not_applied[0]
    assert (refused.reason, refused.coupon_code) == ("is used up", "AAA")
