"""What must be true of the data before anybody sees it. Plain data: reading it loads nothing heavy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chitrail.states import OrderStatus, PaymentStatus, RefundStatus


@dataclass(frozen=True)
class Expectation:
    """One expectation: its class in Great Expectations, what it is asked of, and its arguments."""

    kind: str
    table: str
    column: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    meaning: str = ""


def _unique(table: str, *columns: str) -> Expectation:
    if len(columns) == 1:
        return Expectation("ExpectColumnValuesToBeUnique", table, columns[0])
    return Expectation(
        "ExpectCompoundColumnsToBeUnique",
        table,
        ", ".join(columns),
        {"column_list": list(columns)},
    )


def _present(table: str, column: str) -> Expectation:
    return Expectation("ExpectColumnValuesToNotBeNull", table, column)


def _one_of(table: str, column: str, values: list[str]) -> Expectation:
    return Expectation("ExpectColumnValuesToBeInSet", table, column, {"value_set": values})


def _between(table: str, column: str, low: float, high: float | None = None) -> Expectation:
    limits = {"min_value": low} if high is None else {"min_value": low, "max_value": high}
    return Expectation("ExpectColumnValuesToBeBetween", table, column, limits)


def _no_rows(table: str, meaning: str, query: str) -> Expectation:
    arguments = {"unexpected_rows_query": query}
    return Expectation("UnexpectedRowsExpectation", table, "", arguments, meaning)


def _same_sum(table: str, meaning: str, left: str, right: str) -> Expectation:
    query = f"SELECT * FROM ({left}) AS a(l), ({right}) AS b(r) WHERE l IS DISTINCT FROM r"  # noqa: S608
    return _no_rows(table, meaning, query)


SUITES: Mapping[str, tuple[Expectation, ...]] = {
    "facts": (
        _unique("fct_order", "order_id"),
        _one_of("fct_order", "status", [str(s) for s in OrderStatus]),
        _between("fct_order", "total", 0),
        _unique("fct_order_line", "order_line_id"),
        _between("fct_order_line", "quantity", 1),
        _unique("fct_payment", "payment_id"),
        _present("fct_payment", "payment_method"),
        _one_of("fct_payment", "status", [str(s) for s in PaymentStatus]),
        _between("fct_payment", "amount", 0.01),
        _unique("fct_refund", "refund_id"),
        _one_of("fct_refund", "status", [str(s) for s in RefundStatus]),
        _between("fct_refund", "amount", 0.01),
        _unique("fct_stock_movement", "event_id", "ingredient_id"),
        _unique("fct_money_movement", "movement_id"),
        _present("fct_money_movement", "amount"),
        _unique("fct_settlement_line", "settlement_id", "entity_id"),
        _unique("mart_settlement_exception", "exception_id"),
        _unique("fct_cash_session", "cash_session_id"),
        _unique("fct_discount", "discount_id"),
        _between("fct_discount", "amount", 0.01),
    ),
    "summaries": (
        _unique("mart_daily_payment_method", "outlet_id", "business_date", "payment_method"),
        _between("mart_daily_payment_method", "failure_rate", 0, 1),
        _between("mart_daily_payment_method", "share", 0, 1),
        _unique("mart_daily_sales", "outlet_id", "business_date"),
        _unique("mart_sales_hour", "outlet_id", "business_date", "hour"),
        _between("mart_sales_hour", "hour", 0, 23),
        _unique("mart_sales_item", "outlet_id", "business_date", "item_id"),
        _unique("mart_cash_difference", "outlet_id", "business_date", "drawer"),
        _unique("mart_discount", "outlet_id", "business_date", "promotion_id"),
        _unique("mart_food_cost", "outlet_id", "business_date"),
        _unique("mart_ingredient_demand", "outlet_id", "business_date", "ingredient_id"),
        _between("mart_ingredient_demand", "quantity", 0.001),
        _between("mart_ingredient_demand", "assumed_share", 0, 1),
        _unique("mart_reorder", "outlet_id", "ingredient_id"),
        _between("mart_reorder", "suggested_packs", 0),
        _between("mart_reorder", "service_level", 0.5, 0.99),
        _no_rows(
            "mart_reorder",
            "no more is suggested than is used before it expires",
            """SELECT * FROM {batch} WHERE suggested_packs > 0
               AND on_hand - expiring - reserved + on_order + in_transit + suggested_quantity > most""",
        ),
        _unique("mart_supply", "ingredient_id"),
        _unique("dim_supplier", "supplier_id"),
        _unique("fct_purchase_line", "purchase_line_id"),
        _between("forecast_ingredient_daily", "quantity", 0),
        _unique("forecast_item_daily", "outlet_id", "item_id", "forecast_date"),
        _between("forecast_item_daily", "quantity", 0),
        _no_rows(
            "forecast_accuracy_daily",
            "bounds of forecasts are in order",
            "SELECT * FROM {batch} WHERE low < 0 OR low > high",
        ),
    ),
    "totals": (
        _same_sum(
            "fct_payment",
            "payments sum to the paise that were read",
            "SELECT sum(amount) FROM {batch}",
            "SELECT sum(amount_paise) * 0.01 FROM raw_payments",
        ),
        _same_sum(
            "fct_order",
            "orders sum to the paise that were read",
            "SELECT sum(total) FROM {batch}",
            "SELECT sum(total_paise) * 0.01 FROM raw_orders",
        ),
        _same_sum(
            "mart_daily_payment_method",
            "gross of all days is what completed payments brought",
            "SELECT coalesce(sum(gross), 0) FROM {batch}",
            """SELECT coalesce(sum(amount), 0) FROM fct_payment
               WHERE status IN ('COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED')""",
        ),
        _same_sum(
            "mart_daily_payment_method",
            "refunds of all days are the processed refunds",
            "SELECT coalesce(sum(refunds), 0) FROM {batch}",
            "SELECT coalesce(sum(amount), 0) FROM fct_refund WHERE status = 'PROCESSED'",
        ),
        _same_sum(
            "fct_money_movement",
            "the double-entry ledger holds what was received and given back",
            "SELECT coalesce(sum(amount), 0) FROM {batch}",
            "SELECT coalesce(sum(net), 0) FROM mart_daily_payment_method",
        ),
        _same_sum(
            "raw_ledger_entries",
            "debits and credits of the ledger are equal",
            "SELECT coalesce(sum(amount_paise), 0) FROM {batch}",
            "SELECT 0",
        ),
        _same_sum(
            "mart_settlement",
            "settlements come to what their lines say",
            "SELECT coalesce(sum(net), 0) FROM {batch}",
            "SELECT coalesce(sum(credit_paise - debit_paise), 0) * 0.01 FROM raw_settlement_lines",
        ),
        _same_sum(
            "mart_daily_sales",
            "sales of all days are the completed orders",
            "SELECT coalesce(sum(gross), 0) FROM {batch}",
            "SELECT coalesce(sum(total), 0) FROM fct_order WHERE status = 'COMPLETED'",
        ),
        _same_sum(
            "mart_sales_hour",
            "sales of all hours are the sales of all days",
            "SELECT coalesce(sum(gross), 0) FROM {batch}",
            "SELECT coalesce(sum(gross), 0) FROM mart_daily_sales",
        ),
        _no_rows(
            "fct_order_line",
            "every order's lines sum to its subtotal",
            """SELECT fct_order.order_id FROM fct_order
               LEFT JOIN {batch} AS line USING (order_id)
               GROUP BY fct_order.order_id, fct_order.subtotal
               HAVING coalesce(sum(line.total), 0) <> fct_order.subtotal""",
        ),
        _no_rows(
            "meta_pending_day",
            "no business day waits to be recomputed",
            "SELECT * FROM {batch}",
        ),
    ),
}
"""Expectations by suite. Each suite is one blocking asset check."""
