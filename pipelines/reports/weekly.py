"""The owner's letter: a week beside the one before, what changed and what made it change, in words."""

from datetime import date, timedelta
from typing import Any

from pipelines.reports import weekly_queries as queries
from pipelines.reports.document import Bars, Report, Section, percent, rupees
from pipelines.reports.source import Books, outlet_of

_NAMED = 3
"""So many dishes that gained and that lost are named."""
_NOTHING = {"refunded": 0, "cancelled": 0, "over_short": 0, "used": 0, "wasted": 0}
_SUMS = ("orders", "total", "net", "discount")
Row = dict[str, Any]


def weekly_letter(connection: Books, outlet_id: str, day: date) -> Report:
    """The week, Monday to Sunday, that `day` is in. Raises NotFound for an unknown outlet."""
    outlet = outlet_of(connection, outlet_id)
    monday = day - timedelta(days=day.weekday())
    asked = {"outlet": outlet_id, "monday": monday}
    days: list[Row] = connection.execute(queries.DAYS, asked).fetchall()
    dishes: list[Row] = connection.execute(queries.DISHES, asked).fetchall()
    losses = {row["is_week"]: row for row in connection.execute(queries.LOSSES, asked).fetchall()}
    week = _added([row for row in days if row["day"] >= monday]) | losses.get(True, _NOTHING)
    before = _added([row for row in days if row["day"] < monday]) | losses.get(False, _NOTHING)
    year, number, _ = monday.isocalendar()
    return Report(
        kind="weekly",
        period=f"{year}-W{number:02d}",
        outlet_id=outlet_id,
        outlet_name=outlet["name"],
        title=f"The week of {monday:%d %B %Y}",
        figures=_figures(week, before),
        words=[*_why(week, before), *_dishes(dishes), *_losses(week, before)],
        bars=_bars(days, monday),
        sections=[_table(dishes)],
    )


def effects(week: Row, before: Row) -> tuple[int, int]:
    """How much of the change of sales, in paise, came from the number of orders and how much from their size.

    The change of orders is taken at the old mean bill, the rest is the bill's: the two add up to the change.
    """
    by_orders = round((week["orders"] - before["orders"]) * before["total"] / before["orders"])
    return by_orders, week["total"] - before["total"] - by_orders


def _added(rows: list[Row]) -> Row:
    return {name: sum(row[name] for row in rows) for name in _SUMS}


def _figures(week: Row, before: Row) -> list[tuple[str, str]]:
    def beside(name: str) -> str:
        return f"{rupees(round(week[name]))} (before: {rupees(round(before[name]))})"

    cost, was = (
        f"{rupees(round(one['used']))}, {percent(round(one['used']), one['net'])}"
        for one in (week, before)
    )
    return [
        ("Sales", beside("total")),
        ("Orders", f"{week['orders']} (before: {before['orders']})"),
        ("Before tax", beside("net")),
        ("Food cost, of sales before tax", f"{cost} (before: {was})"),
        ("Wasted", beside("wasted")),
    ]


def _why(week: Row, before: Row) -> list[str]:
    if not before["orders"]:
        return ["There was no trade in the week before to compare with."]
    change = week["total"] - before["total"]
    if not change:
        return ["Sales were the same as in the week before."]
    by_orders, by_bill = effects(week, before)
    first = (
        f"Sales were {rupees(abs(change))} {_more(change)} than in the week before"
        f" ({percent(abs(change), before['total'])})."
    )
    parts = [
        f"{rupees(abs(part))} {_more(part)} because {reason}"
        for part, reason in (
            (by_orders, f"there were {_fewer(week['orders'] - before['orders'])} orders"),
            (by_bill, f"the mean bill was {'larger' if by_bill > 0 else 'smaller'}"),
        )
        if part
    ]
    return [first, f"Of that, {'; '.join(parts)}."]


def _dishes(rows: list[Row]) -> list[str]:
    changed = sorted(rows, key=lambda row: (row["before"] - row["sales"], row["name"]))
    gained = [row for row in changed if row["sales"] > row["before"]][:_NAMED]
    lost = [row for row in reversed(changed) if row["sales"] < row["before"]][:_NAMED]
    told = []
    for word, some in (("gained", gained), ("lost", lost)):
        if some:
            named = ", ".join(
                f"{row['name']} ({rupees(row['sales'] - row['before'])})" for row in some
            )
            told.append(f"Dishes that {word} most: {named}.")
    return told


def _losses(week: Row, before: Row) -> list[str]:
    told = [
        f"{name}: {rupees(week[key])}, in the week before {rupees(before[key])}."
        for name, key in (
            ("Refunded", "refunded"),
            ("Cancelled orders were worth", "cancelled"),
            ("Discounts", "discount"),
        )
        if week[key] or before[key]
    ]
    if week["over_short"]:
        word = "over" if week["over_short"] > 0 else "short"
        told.append(f"The cash drawers were {rupees(abs(week['over_short']))} {word}.")
    return told


def _bars(days: list[Row], monday: date) -> Bars:
    totals = {row["day"]: row["total"] for row in days}
    week = [monday + timedelta(days=number) for number in range(7)]
    return Bars(
        title="Sales by day, the week before in grey",
        labels=tuple(f"{one:%a %d}" for one in week),
        values=tuple(totals.get(one, 0) for one in week),
        before=tuple(totals.get(one - timedelta(days=7), 0) for one in week),
    )


def _table(rows: list[Row]) -> Section:
    told = [
        (
            row["name"],
            rupees(row["sales"]),
            rupees(row["before"]),
            rupees(row["sales"] - row["before"]),
        )
        for row in rows[:20]
    ]
    return Section("Dishes", ("Dish", "Sales", "Week before", "Change"), told)


def _more(change: int) -> str:
    return "more" if change > 0 else "less"


def _fewer(change: int) -> str:
    return f"{abs(change)} {'more' if change > 0 else 'fewer'}"
