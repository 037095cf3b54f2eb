"""Terms of a promotion as they come in, checked field by field, as a row of promotion_versions."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from api.discounts.recurrences import checked
from api.discounts.schemas import Dishes, HappyHour, PromotionTerms
from chitrail.errors import InvalidInput
from chitrail.money import BASIS_POINTS, MAX_PAISE, format_rupees, parse_rupees

NEEDED = {
    "PERCENT": ("percent",),
    "AMOUNT": ("amount",),
    "ITEM_PRICE": ("item_price",),
    "BUY_X_GET_Y": ("buy_quantity", "get_quantity"),
}
ALSO = {"BUY_X_GET_Y": ("percent", "get")}
SPECIAL = ("percent", "amount", "item_price", "buy_quantity", "get_quantity", "get")


def row_of(terms: PromotionTerms) -> dict[str, Any]:
    """Columns of these terms. Raises InvalidInput with the field at fault."""
    _check_kind(terms)
    if terms.valid_from and terms.valid_until and terms.valid_until < terms.valid_from:
        raise InvalidInput("is before valid_from", field="valid_until")
    if len(set(terms.order_types)) != len(terms.order_types):
        raise InvalidInput("names one twice", field="order_types")
    dishes, get = terms.applies_to, terms.get or Dishes()
    if terms.kind == "ITEM_PRICE" and not dishes.item_codes and not dishes.category_codes:
        raise InvalidInput("must name dishes for ITEM_PRICE", field="applies_to")
    return {
        "name": terms.name,
        "kind": terms.kind,
        "percent_bp": _percent_bp(terms),
        "amount_paise": _amount(terms),
        "buy_quantity": terms.buy_quantity or 0,
        "get_quantity": terms.get_quantity or 0,
        "item_codes": dishes.item_codes,
        "category_codes": dishes.category_codes,
        "get_item_codes": get.item_codes,
        "get_category_codes": get.category_codes,
        "min_order_paise": _paise(terms.min_order, "min_order"),
        "max_discount_paise": (
            None if terms.max_discount is None else _some(terms.max_discount, "max_discount")
        ),
        "order_types": terms.order_types,
        "valid_from": terms.valid_from,
        "valid_until": terms.valid_until,
        **_recurrence(terms.happy_hour),
        "by_coupon": terms.by_coupon,
        "priority": terms.priority,
        "exclusive": terms.exclusive,
        "stacking_group": terms.group,
        "active": terms.active,
    }


def _check_kind(terms: PromotionTerms) -> None:
    needed = NEEDED[terms.kind]
    for name in SPECIAL:
        given = getattr(terms, name) is not None
        if name in needed and not given:
            raise InvalidInput(f"is needed for {terms.kind}", field=name)
        if given and name not in needed + ALSO.get(terms.kind, ()):
            raise InvalidInput(f"does not belong to {terms.kind}", field=name)


def _percent_bp(terms: PromotionTerms) -> int:
    if terms.percent is None:
        return BASIS_POINTS if terms.kind == "BUY_X_GET_Y" else 0
    basis_points = int(Decimal(terms.percent) * 100)
    if not 0 < basis_points <= BASIS_POINTS:
        raise InvalidInput("must be more than 0 and at most 100", field="percent")
    return basis_points


def _amount(terms: PromotionTerms) -> int:
    if terms.amount is not None:
        return _some(terms.amount, "amount")
    return 0 if terms.item_price is None else _paise(terms.item_price, "item_price")


def _some(text: str, field: str) -> int:
    paise = _paise(text, field)
    if paise == 0:
        raise InvalidInput("must be more than 0", field=field)
    return paise


def _paise(text: str, field: str) -> int:
    paise = parse_rupees(text, field=field)
    if paise > MAX_PAISE:
        raise InvalidInput(f"is at most {format_rupees(MAX_PAISE)}", field=field)
    return paise


def _recurrence(hour: HappyHour | None) -> dict[str, Any]:
    if hour is None:
        return {"rrule": None, "dtstart": None, "duration_minutes": None}
    try:
        start = datetime.fromisoformat(hour.start)
    except ValueError as error:
        raise InvalidInput("is no date and time", field="happy_hour/start") from error
    return {
        "rrule": checked(hour.rrule, start),
        "dtstart": start,
        "duration_minutes": hour.minutes,
    }
