"""What promotions do to a cart: the same cart, promotions and instant always give the same outcome."""

from collections.abc import Sequence
from datetime import datetime

from api.discounts.amounts import Candidate
from api.discounts.cart import Cart
from api.discounts.combining import MOST_TOGETHER, Step, best, clash, rank
from api.discounts.conditions import problem, timely, usable_coupon
from api.discounts.explanations import explain
from api.discounts.outcome import Applied, NotApplied, Outcome
from api.discounts.promotions import Kind, Promotion


def evaluate(cart: Cart, promotions: Sequence[Promotion], at: datetime, zone: str) -> Outcome:
    """The combination that is best for the guest, and for every other promotion why it is not applied.

    `at` is an aware instant, `zone` the outlet's. api.discounts.combining has the rules.
    """
    prices = [line.total_paise for line in cart.lines]
    candidates: list[Candidate] = []
    refused: list[NotApplied] = []
    for promotion in sorted(promotions, key=rank):
        reason = problem(promotion, cart, at, zone)
        candidate = Candidate.of(promotion, cart, timely(promotion, cart, at, zone))
        if not reason and not any(candidate.off(prices)):
            reason = _nothing_to_do(candidate)
        if reason:
            refused.append(_not_applied(promotion, cart, reason))
        else:
            candidates.append(candidate)
    steps = best(candidates, prices)
    chosen = [step.candidate for step in steps]
    winners = {candidate.promotion.id for candidate in chosen}
    refused += [
        _not_applied(candidate.promotion, cart, _beaten(candidate, chosen), beaten=True)
        for candidate in candidates
        if candidate.promotion.id not in winners
    ]
    line_paise = {
        line.line_id: sum(step.line_paise[place] for step in steps)
        for place, line in enumerate(cart.lines)
    }
    applied = tuple(_applied(step) for step in steps)
    return Outcome(cart.subtotal_paise, line_paise, applied, tuple(refused), cart.customer)


def _nothing_to_do(candidate: Candidate) -> str:
    promotion = candidate.promotion
    if not any(candidate.covered):
        return "nothing on the order is part of it"
    if promotion.kind is Kind.BUY_X_GET_Y and not any(candidate.given):
        return f"buy {promotion.buy_quantity} get {promotion.get_quantity}: the order has too few"
    return "takes nothing off"


def _beaten(candidate: Candidate, chosen: Sequence[Candidate]) -> str:
    against = [other.promotion.name for other in chosen if clash(candidate, other)]
    if against:
        return f"does not go together with {', '.join(against)}, which is better"
    if len(chosen) == MOST_TOGETHER:
        return f"only {MOST_TOGETHER} promotions go together, and others are better"
    return "would take nothing more off"


def _not_applied(
    promotion: Promotion, cart: Cart, reason: str, *, beaten: bool = False
) -> NotApplied:
    shown = sorted(coupon.code for coupon in promotion.coupons if coupon.code in cart.codes)
    code = shown[0] if shown else ""
    return NotApplied(promotion.id, promotion.code, promotion.name, reason, code, beaten)


def _applied(step: Step) -> Applied:
    promotion, cart = step.candidate.promotion, step.candidate.cart
    coupon = usable_coupon(promotion, cart) if promotion.by_coupon else None
    return Applied(
        promotion_id=promotion.id,
        version=promotion.version,
        code=promotion.code,
        name=promotion.name,
        amount_paise=step.amount_paise,
        line_paise={
            line.line_id: paise
            for line, paise in zip(cart.lines, step.line_paise, strict=True)
            if paise
        },
        explanation=explain(step),
        coupon_id=coupon.id if coupon else None,
        coupon_code=coupon.code if coupon else "",
    )
