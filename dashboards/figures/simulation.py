"""Figures of replayed weeks: what each way of ordering cost, and the stock it kept."""

from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from chitrail.reordering.replay import Outcome
from dashboards.figures.theme import ALARM, CALM, dress

COST_COLOURS = {
    "Orders": "#94a3b8",
    "Keeping stock": "#3b82f6",
    "Waste": "#f59e0b",
    "Lost sales": ALARM,
}
ROW_HEIGHT, FRAME_HEIGHT = 44, 70
LINE_COLOURS = (CALM, "#ec4899", "#f97316", "#6366f1")


def costs(outcomes: Sequence[Outcome], order_cost: int) -> go.Figure:
    """What every policy cost in rupees, by kind; the first on top."""
    rows = list(outcomes)[::-1]
    parts = {
        "Orders": [float(one.orders * order_cost) for one in rows],
        "Keeping stock": [one.holding for one in rows],
        "Waste": [one.wasted for one in rows],
        "Lost sales": [one.lost_margin for one in rows],
    }
    names = [one.name for one in rows]
    figure = go.Figure(
        [
            go.Bar(
                name=kind,
                orientation="h",
                y=names,
                x=[round(value, 2) for value in values],
                marker={"color": COST_COLOURS[kind]},
                hovertemplate="₹%{x:,.0f}<extra>" + kind + "</extra>",
            )
            for kind, values in parts.items()
        ]
    )
    dress(figure, height=FRAME_HEIGHT + ROW_HEIGHT * len(rows))
    figure.update_layout(barmode="stack", hovermode="closest", bargap=0.35)
    figure.update_xaxes(showgrid=True, tickprefix="₹", rangemode="tozero")
    return figure


def stock(days: Sequence[date], outcomes: Sequence[Outcome]) -> go.Figure:
    """Worth of the stock by evening under every policy."""
    figure = go.Figure(
        [
            go.Scatter(
                name=one.name,
                x=list(days),
                y=[round(value, 2) for value in one.stock_values],
                mode="lines",
                line={"color": LINE_COLOURS[place], "width": 3 if place == 0 else 2},
                hovertemplate="₹%{y:,.0f}<extra>" + one.name + "</extra>",
            )
            for place, one in enumerate(outcomes)
        ]
    )
    dress(figure)
    figure.update_yaxes(showgrid=True, tickprefix="₹", rangemode="tozero")
    return figure
