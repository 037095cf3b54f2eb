"""How pages show money, quantities, shares, days and ages; and the frame around every manager page."""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from flask import Flask, render_template
from markupsafe import Markup

from dashboards import assets, current
from dashboards.big_units import BIG_UNITS, PER_BIG_UNIT
from dashboards.snapshot import (
    NothingPublished,
    Publication,
    open_snapshot,
    outlet_name,
    publication,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from duckdb import DuckDBPyConnection
    from plotly.graph_objects import Figure

STALE_SECONDS = 3 * 3600
MINUTE, HOUR, DAY = 60, 3600, 86400
PAISA = Decimal("0.01")
ABSENT, MINUS = "\u2013", "\u2212"


def install(app: Flask) -> None:
    """Make the filters known to the templates."""
    app.jinja_env.filters.update(
        rupees=rupees,
        percent=percent,
        amount=amount,
        day=day,
        age=age,
        count=count,
        minutes=minutes,
        figure_json=figure_json,
    )
    app.jinja_env.globals.update(asset=assets.address)


def minutes(seconds: int | None) -> str:
    """Minutes and seconds, as a kitchen's clock has them: 245 -> 4:05."""
    return ABSENT if seconds is None else f"{seconds // MINUTE}:{seconds % MINUTE:02}"


def rupees(value: Decimal | str | None) -> str:
    """Rupees and paise with Indian grouping: 1234567.5 -> ₹12,34,567.50."""
    if value is None:
        return ABSENT
    exact = Decimal(value).quantize(PAISA, rounding=ROUND_HALF_UP)
    whole, paise = f"{abs(exact):.2f}".split(".")
    return f"{MINUS if exact < 0 else ''}₹{_grouped(whole)}.{paise}"


def count(value: int | Decimal) -> str:
    """A whole number with Indian grouping."""
    return _grouped(str(int(value)))


def percent(value: float | Decimal | None) -> str:
    """A share of one as percent."""
    return ABSENT if value is None else f"{float(value) * 100:.1f} %"


def amount(value: Decimal | float | None, unit: str) -> str:
    """A quantity in the unit people say: 1500 g -> 1.5 kg."""
    if value is None:
        return ABSENT
    number = Decimal(value)
    if unit in BIG_UNITS and abs(number) >= PER_BIG_UNIT:
        number, unit = number / PER_BIG_UNIT, BIG_UNITS[unit]
    text = f"{number:,.2f}".rstrip("0").rstrip(".")
    return f"{text} {unit}".replace("-", MINUS)


def day(value: date | str | None) -> str:
    """Thu 5 Mar 2026; a text is an ISO date, as the API tells them."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return ABSENT if value is None else f"{value:%a} {value.day} {value:%b %Y}"


def age(seconds: float) -> str:
    """How long ago, in words."""
    for size, word in ((DAY, "day"), (HOUR, "hour"), (MINUTE, "minute")):
        number = int(seconds // size)
        if number:
            return f"{number} {word}{'s' if number > 1 else ''} ago"
    return "just now"


def figure_json(figure: "Figure") -> Markup:
    """A Plotly figure as JSON that cannot end the script element it stands in."""
    return Markup(figure.to_json().replace("<", "\\u003c"))  # noqa: S704 - every "<" is escaped


def page(template: str, read: "Callable[[DuckDBPyConnection], dict[str, Any]]") -> str:
    """A manager page: `read` gets the open snapshot and gives what the template shows.

    Without a snapshot the page says so; the pipelines publish the first one.
    """
    actor = current.actor()
    try:
        with open_snapshot(current.settings().warehouse_snapshot) as connection:
            published = publication(connection)
            frame = {
                "actor": actor,
                "outlet": outlet_name(connection, actor.outlet_id),
                "publication": published,
                "is_stale": _is_stale(published),
            }
            return render_template(template, **frame, **read(connection))
    except NothingPublished:
        return render_template("nothing_published.html", actor=actor)


def _is_stale(published: Publication | None) -> bool:
    return published is None or published.age_seconds > STALE_SECONDS


def _grouped(digits: str) -> str:
    """The last three digits, then pairs: 1234567 -> 12,34,567."""
    head, groups = digits[:-3], [digits[-3:]]
    while head:
        groups.insert(0, head[-2:])
        head = head[:-2]
    return ",".join(groups)
