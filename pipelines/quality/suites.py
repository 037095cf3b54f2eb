"""What must be true of the data before anybody sees it. Plain data: reading it loads nothing heavy."""

from collections.abc import Mapping

from chitrail.states import OrderStatus, PaymentStatus, RefundStatus
from pipelines.quality.declared import grains, references
from pipelines.quality.expectation import Expectation, no_rows
from warehouse.catalog import catalog


def _present(table: str, column: str) -> Expectation:
    return Expectation("ExpectColumnValuesToNotBeNull", table, column)


def _one_of(table: str, column: str, values: list[str]) -> Expectation:
    return Expectation("ExpectColumnValuesToBeInSet", table, column, {"value_set": values})


def _between(table: str, column: str, low: float, high: float | None = None) -> Expectation:
    limits = {"min_value": low} if high is None else {"min_value": low, "max_value": high}
    return Expectation("ExpectColumnValuesToBeBetween", table, column, limits)


def _same_sum(table: str, meaning: str, left: str, right: str) -> Expectation:
    query = f"SELECT * FROM ({left}) AS a(l), ({right}) AS b(r) WHERE l IS DISTINCT FROM r"  # noqa: S608
    return no_rows(table, meaning, query)


SUITES: Mapping[str, tuple[Expectation, ...]] = {
    "grains": grains(catalog()),
    "references": references(catalog()),
    "facts": (
        _one_of("fct_order", "status", [str(s) for s in OrderStatus]),
        _between("fct_order", "total", 0),
        _between("fct_order_line", "quantity", 1),
        _present("fct_payment", "payment_method"),
        _one_of("fct_payment", "status", [str(s) for s in PaymentStatus]),
        _between("fct_payment", "amount", 0.01),
        _one_of("fct_refund", "status", [str(s) for s in RefundStatus]),
        _between("fct_refund", "amount", 0.01),
        _present("fct_money_movement", "amount"),
        _between("fct_discount", "amount", 0.01),
    ),
    "summaries": (
        _between("mart_daily_payment_method", "failure_rate", 0, 1),
        _between("mart_daily_payment_method", "share", 0, 1),
        _between("mart_sales_hour", "hour", 0, 23),
        _between("mart_ingredient_demand", "quantity", 0.001),
        _between("mart_ingredient_demand", "assumed_share", 0, 1),
        _between("mart_reorder", "suggested_packs", 0),
        _between("mart_reorder", "service_level", 0.5, 0.99),
        no_rows(
            "mart_reorder",
            "no more is suggested than is used before it expires",
            """SELECT * FROM {batch} WHERE suggested_packs > 0
               AND on_hand - expiring - reserved + on_order + in_transit + suggested_quantity > most""",
        ),
        _between("forecast_ingredient_daily", "quantity", 0),
        _between("forecast_item_daily", "quantity", 0),
        no_rows(
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
        no_rows(
            "fct_order_line",
            "every order's lines sum to its subtotal",
            """SELECT fct_order.order_id FROM fct_order
               LEFT JOIN {batch} AS line USING (order_id)
               GROUP BY fct_order.order_id, fct_order.subtotal
               HAVING coalesce(sum(line.total), 0) <> fct_order.subtotal""",
        ),
        no_rows(
            "meta_pending_day",
            "no business day waits to be recomputed",
            "SELECT * FROM {batch}",
        ),
    ),
}
"""Expectations by suite. Each suite is one blocking asset check."""
