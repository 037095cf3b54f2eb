"""Figures about ingredient demand."""

import plotly.graph_objects as go
from pandas import DataFrame

from dashboards.big_units import BIG_UNITS, PER_BIG_UNIT
from dashboards.figures.theme import ALARM, CALM, dress


def history_and_forecast(history: DataFrame, forecast: DataFrame, *, unit: str) -> go.Figure:
    """Daily use as bars and the expected days as a dotted line.

    Both frames have `day` and `quantity` in the base unit `unit` (g, ml or pc); large quantities are shown
    in kg or l.
    """
    divisor, shown = _scale(float(history["quantity"].max()), unit)
    hover = f"%{{y:,.2~f}} {shown}"
    figure = go.Figure(
        go.Bar(
            name="Used",
            x=_days(history),
            y=(history["quantity"] / divisor).tolist(),
            marker={"color": CALM},
            hovertemplate=hover,
        )
    )
    if not forecast.empty:
        figure.add_scatter(
            name="Expected",
            x=_days(forecast),
            y=(forecast["quantity"] / divisor).tolist(),
            mode="lines+markers",
            line={"color": ALARM, "dash": "dot", "width": 2},
            marker={"size": 6},
            hovertemplate=hover,
        )
    figure.update_yaxes(ticksuffix=f" {shown}", separatethousands=True, rangemode="tozero")
    return dress(figure)


def _scale(largest: float, unit: str) -> tuple[int, str]:
    big = BIG_UNITS.get(unit)
    return (PER_BIG_UNIT, big) if big and largest >= PER_BIG_UNIT else (1, unit)


def _days(frame: DataFrame) -> list[str]:
    days: list[str] = frame["day"].dt.strftime("%Y-%m-%d").tolist()
    return days
