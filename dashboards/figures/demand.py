"""Figures about ingredient demand."""

import plotly.graph_objects as go
from pandas import DataFrame

from dashboards.big_units import BIG_UNITS, PER_BIG_UNIT
from dashboards.figures.theme import ALARM, CALM, dress

BAND = "rgba(220, 91, 63, 0.18)"


def history_and_forecast(history: DataFrame, forecast: DataFrame, *, unit: str) -> go.Figure:
    """Daily use as bars, the expected days as a dotted line in the band of nine of ten days.

    Both frames have `day` and `quantity` in the base unit `unit` (g, ml or pc), the forecast `low` and `high`
    too; large quantities are shown in kg or l.
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
        _add_band(figure, forecast, divisor, hover)
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


def _add_band(figure: go.Figure, forecast: DataFrame, divisor: int, hover: str) -> None:
    edge = {"x": _days(forecast), "mode": "lines", "line": {"width": 0}, "hovertemplate": hover}
    low, high = ((forecast[name] / divisor).tolist() for name in ("low", "high"))
    figure.add_scatter(name="At least", y=low, showlegend=False, **edge)
    figure.add_scatter(
        name="At most", y=high, fill="tonexty", fillcolor=BAND, showlegend=False, **edge
    )


def _scale(largest: float, unit: str) -> tuple[int, str]:
    big = BIG_UNITS.get(unit)
    return (PER_BIG_UNIT, big) if big and largest >= PER_BIG_UNIT else (1, unit)


def _days(frame: DataFrame) -> list[str]:
    days: list[str] = frame["day"].dt.strftime("%Y-%m-%d").tolist()
    return days
