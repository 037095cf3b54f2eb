"""From expected demand to an order: reorder point, order-up-to level, whole packs, and why."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from chitrail.quantity import PLACES

REVIEW_DAYS = 7
"""Orders are thought over once a week: an order must last until the delivery of the next one."""
LOOK_DAYS = 1
"""Stock is looked at once a day: what falls below the reorder point is seen a day later at most."""


@dataclass(frozen=True)
class Ingredient:
    """What is known of an ingredient; quantities in its base unit."""

    id: str
    code: str
    name: str
    unit: str
    supplier: str
    on_hand: Decimal
    reorder_level: Decimal
    pack_size: Decimal
    lead_time_days: int


@dataclass(frozen=True)
class Outlook:
    """Expected use and safety stock over two stretches of days.

    `lead` lasts until a delivery, `cycle` an order's whole life (review + lead time); `basis` says in words
    how the safety stock was found.
    """

    lead_use: Decimal
    lead_safety: Decimal
    cycle_use: Decimal
    cycle_safety: Decimal
    basis: str
    days_of_trade: int


@dataclass(frozen=True)
class Advice:
    """What to order; quantities in the base unit."""

    reorder_point: Decimal
    order_up_to: Decimal
    safety_stock: Decimal
    suggested_packs: int
    suggested_quantity: Decimal
    why: str


def advise(ingredient: Ingredient, outlook: Outlook | None) -> Advice:
    """Order up to the level when stock is at or below the reorder point, in whole packs.

    The outlet's own reorder level is a floor under the computed reorder point. Without any demand
    (`outlook` None) that level alone decides, and the order restores it.
    """
    point, up_to, safety = ingredient.reorder_level, ingredient.reorder_level, Decimal(0)
    if outlook is not None:
        safety = outlook.cycle_safety
        point = max(point, outlook.lead_use + outlook.lead_safety)
        up_to = max(point, outlook.cycle_use + safety)
    missing = up_to - ingredient.on_hand
    due = missing > 0 and ingredient.on_hand <= point
    packs = int((missing / ingredient.pack_size).to_integral_value(ROUND_CEILING)) if due else 0
    advice = Advice(
        reorder_point=point,
        order_up_to=up_to,
        safety_stock=safety,
        suggested_packs=packs,
        suggested_quantity=packs * ingredient.pack_size,
        why="",
    )
    return Advice(**{**vars(advice), "why": _why(ingredient, outlook, advice)})


def exact(amount: float) -> Decimal:
    """A computed quantity to the ledger's thousandths, half up."""
    return Decimal(repr(float(amount))).quantize(PLACES, rounding=ROUND_HALF_UP)


def _why(ingredient: Ingredient, outlook: Outlook | None, advice: Advice) -> str:
    def say(amount: Decimal) -> str:
        return f"{_short(amount)} {ingredient.unit}"

    have = f"{say(ingredient.on_hand)} on hand"
    if advice.suggested_packs:
        packs = "1 pack" if advice.suggested_packs == 1 else f"{advice.suggested_packs} packs"
        start = (
            f"Order {packs} of {say(ingredient.pack_size)}: {have}, an order is due at "
            f"{say(advice.reorder_point)} and should restore {say(advice.order_up_to)}."
        )
    else:
        start = f"Nothing to order: {have}, an order is due at {say(advice.reorder_point)}."
    if outlook is None:
        return f"{start} No use by completed orders is recorded; the level set by hand decides."
    cycle = REVIEW_DAYS + ingredient.lead_time_days
    floor = ""
    if advice.reorder_point > outlook.lead_use + outlook.lead_safety:
        floor = " The level set by hand is above the computed one and decides."
    return (
        f"{start} Expected use is {say(outlook.cycle_use)} in {cycle} days ({REVIEW_DAYS} until the next "
        f"review, {ingredient.lead_time_days} of delivery), by the mean of the last 8 same weekdays over "
        f"{outlook.days_of_trade} days of trade; {say(outlook.cycle_safety)} more cover busier days: "
        f"{outlook.basis}.{floor}"
    )


def _short(amount: Decimal) -> str:
    rounded = amount.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if abs(amount) >= 10 or rounded == amount:
        return f"{rounded:,}"
    return f"{amount.normalize():f}"
