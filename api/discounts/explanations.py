"""What was given, in words a guest understands."""

from decimal import Decimal

from api.discounts.combining import Step
from api.discounts.promotions import Kind
from chitrail.money import BASIS_POINTS, format_rupees

NAMED = 3


def explain(step: Step) -> str:
    """One sentence about a promotion that was applied: "1 of 3 Lassi free: buy 2 get 1"."""
    promotion, cart = step.candidate.promotion, step.candidate.cart
    most = promotion.max_discount_paise
    limit = f", at most {format_rupees(most)}" if most == step.amount_paise else ""
    touched = [place for place, paise in enumerate(step.line_paise) if paise]
    lines = [cart.lines[place] for place in touched]
    if promotion.kind is Kind.BUY_X_GET_Y:
        gifts = _listed(
            [
                f"{step.candidate.given[place]} of {cart.lines[place].quantity} {cart.lines[place].name}"
                for place in touched
            ]
        )
        how = (
            "free"
            if promotion.percent_bp == BASIS_POINTS
            else f"{percent(promotion.percent_bp)} off"
        )
        return f"{gifts} {how}: buy {promotion.buy_quantity} get {promotion.get_quantity}{limit}"
    if promotion.kind is Kind.ITEM_PRICE:
        dishes = _listed([f"{line.quantity} {line.name}" for line in lines])
        return f"{dishes} at {format_rupees(promotion.amount_paise)} each{limit}"
    what = "the order" if promotion.target.everything else _listed([line.name for line in lines])
    if promotion.kind is Kind.PERCENT:
        return f"{percent(promotion.percent_bp)} off {what}{limit}"
    return f"{format_rupees(step.amount_paise)} off {what}{limit}"


def percent(basis_points: int) -> str:
    """1250 -> "12.5 %"."""
    return f"{Decimal(basis_points) / 100} %"


def _listed(names: list[str]) -> str:
    """The first few, and how many more."""
    if len(names) > NAMED:
        return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"
    return ", ".join(names)
