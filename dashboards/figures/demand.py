"""Figures about ingredient demand."""

import plotly.graph_objects as go
from pandas import DataFrame

from dashboards.figures.theme import ALARM, CALM, dress


def history_and_forecast(history: DataFrame, forecast: DataFrame, *, unit: str) -> go.Figure:
    """Daily use as bars and the expected days as a dotted line.

    Both frames have `day` and `quantity` in the base unit `unit`.
    """
    hover = f"%{{y:,.0f}} {unit}"
    figure = go.Figure(
        go.Bar(
            name="Used",
            x=_days(history),
            y=history["quantity"].tolist(),
            marker={"color": CALM},
            hovertemplate=hover,
        )
    )
    if not forecast.empty:
        figure.add_scatter(
            name="Expected",
            x=_days(forecast),
            y=forecast["quantity"].tolist(),
            mode="lines+markers",
            line={"color": ALARM, "dash": "dot", "width": 2},
            marker={"size": 6},
            hovertemplate=hover,
        )
    figure.update_yaxes(ticksuffix=f" {unit}", separatethousands=True, rangemode="tozero")
    return dress(figure)


def _days(frame: DataFrame) -> list[str]:
    days: list[str] = frame["day"].dt.strftime("%Y-%m-%d").tolist()
    return days
