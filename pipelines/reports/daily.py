"""The daily close: one business day of one outlet, from the orders, payments and drawers themselves."""

from datetime import date, datetime, time, timedelta
from typing import Any, LiteralString
from zoneinfo import ZoneInfo

from pipelines.reports import daily_queries as queries
from pipelines.reports.document import Report, Section, percent, rupees
from pipelines.reports.source import Books, outlet_of


def daily_close(connection: Books, outlet_id: str, day: date) -> Report:
    """The report of a business day, as the books stand now. Raises NotFound for an unknown outlet."""
    outlet = outlet_of(connection, outlet_id)
    begun = datetime.combine(day, time(outlet["cutover_hour"]), ZoneInfo(outlet["zone"]))
    asked = {
        "outlet": outlet_id,
        "day": day,
        "since": begun,
        "until": begun + timedelta(days=1),
    }

    def rows(query: LiteralString) -> list[dict[str, Any]]:
        return connection.execute(query, asked).fetchall()

    (sales,), (cost,), (before,) = (
        rows(queries.SALES),
        rows(queries.FOOD_COST),
        rows(queries.BEFORE),
    )
    payments, drawers = rows(queries.PAYMENTS), rows(queries.DRAWERS)
    return Report(
        kind="daily",
        period=day.isoformat(),
        outlet_id=outlet_id,
        outlet_name=outlet["name"],
        title=f"Daily close, {day:%A %d %B %Y}",
        figures=_figures(sales, payments, drawers, cost, before["total"]),
        sections=[
            _payments(payments),
            _taxes(rows(queries.TAXES), sales),
            _drawers(drawers),
            _discounts(rows(queries.DISCOUNTS)),
            _voids(rows(queries.VOIDS)),
            _items(rows(queries.ITEMS)),
            _kitchen(rows(queries.KITCHEN)),
            _alerts(rows(queries.ALERTS)),
        ],
    )


def _figures(
    sales: dict[str, Any],
    payments: list[dict[str, Any]],
    drawers: list[dict[str, Any]],
    cost: dict[str, Any],
    before: int,
) -> list[tuple[str, str]]:
    net = sales["total"] - sales["tax"] - sales["round_off"]
    over = [one["counted"] - one["expected"] for one in drawers if one["counted"] is not None]
    unclosed = sum(one["counted"] is None for one in drawers)
    used, wasted = round(cost["used"]), round(cost["wasted"])
    change = f" ({percent(sales['total'] - before, before)} on a week ago)" if before else ""
    figures = [
        ("Sales", f"{rupees(sales['total'])} from {sales['orders']} orders{change}"),
        ("Before tax", rupees(net)),
        ("Discounts", rupees(sales["discount"])),
        ("Service charge", rupees(sales["service_charge"])),
        ("Received less refunds", rupees(sum(one["amount"] - one["refunds"] for one in payments))),
        ("Cash over or short", rupees(sum(over)) if over else "no drawer was counted"),
        ("Food cost", f"{rupees(used)}, {percent(used, net)} of sales before tax"),
        ("Wasted", rupees(wasted)),
    ]
    if unclosed:
        figures.append(("Drawers not closed", str(unclosed)))
    if sales["open"]:
        figures.append(("Orders still open", f"{sales['open']}, {rupees(sales['due'])} due"))
    return figures


def _payments(rows: list[dict[str, Any]]) -> Section:
    told = [
        (
            *(row["method"], str(row["payments"]), rupees(row["amount"]), rupees(row["tip"])),
            *(rupees(row["refunds"]), rupees(row["amount"] - row["refunds"])),
        )
        for row in rows
    ]
    columns = ("Method", "Payments", "Received", "of it tips", "Refunded", "Net")
    return Section("Payments", columns, told, "A refund counts on the day it was made.")


def _taxes(rows: list[dict[str, Any]], sales: dict[str, Any]) -> Section:
    told = [
        (
            *(f"{row['rate'] / 100:g} %", rupees(row["taxable"]), rupees(row["cgst"])),
            *(rupees(row["sgst"]), rupees(row["taxable"] + row["cgst"] + row["sgst"])),
        )
        for row in rows
    ]
    note = f"With {rupees(sales['round_off'])} of round-offs this is the day's sales."
    return Section("Taxes", ("Rate", "Taxable", "CGST", "SGST", "Sum"), told, note)


def _drawers(rows: list[dict[str, Any]]) -> Section:
    told = [
        (
            *(row["drawer"], str(row["z_number"]), rupees(row["float"])),
            *(
                rupees(row[name]) if row[name] is not None else "open"
                for name in ("expected", "counted")
            ),
            rupees(row["counted"] - row["expected"]) if row["counted"] is not None else "",
        )
        for row in rows
    ]
    columns = ("Drawer", "Z", "Float", "Expected", "Counted", "Difference")
    return Section("Cash drawers", columns, told)


def _discounts(rows: list[dict[str, Any]]) -> Section:
    told = [(row["code"], row["name"], str(row["times"]), rupees(row["amount"])) for row in rows]
    return Section("Discounts", ("Code", "Name", "Times", "Amount"), told)


def _voids(rows: list[dict[str, Any]]) -> Section:
    told = [
        (
            *(str(row["number"]), str(row["quantity"] or ""), row["what"]),
            *(rupees(row["amount"]), row["reason"]),
        )
        for row in rows
    ]
    columns = ("Order", "Portions", "What", "Amount", "Why")
    return Section("Taken off and cancelled", columns, told)


def _items(rows: list[dict[str, Any]]) -> Section:
    told = [(row["name"], str(row["portions"]), rupees(row["sales"])) for row in rows]
    return Section("Best sellers", ("Dish", "Portions", "Sales"), told)


def _kitchen(rows: list[dict[str, Any]]) -> Section:
    told = [
        (
            row["station"],
            str(row["tickets"]),
            *(f"{row[name] / 60:.1f}" for name in ("half", "most")),
        )
        for row in rows
    ]
    columns = ("Station", "Tickets", "Half within minutes", "Nine in ten within minutes")
    return Section("Kitchen, from order to ready", columns, told)


def _alerts(rows: list[dict[str, Any]]) -> Section:
    told = [(row["title"], row["severity"], "open" if row["open"] else "over") for row in rows]
    return Section("Alerts of stock and machinery", ("What", "Severity", "State"), told)
