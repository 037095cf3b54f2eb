"""Figures about payments."""

import plotly.graph_objects as go
from pandas import DataFrame

from dashboards.figures.theme import dress, method_colour

LEAST_SCALE, HEADROOM = 0.05, 1.15
"""The failure axis reaches at least 5 %, so that a quiet month looks quiet."""


def net_by_day(trend: DataFrame) -> go.Figure:
    """Net takings of each business day, stacked by method.

    `trend` has `business_date`, `payment_method`, `net` (rupees).
    """
    figure = go.Figure()
    for position, (method, rows) in enumerate(trend.groupby("payment_method")):
        figure.add_bar(
            name=str(method),
            x=rows["business_date"].dt.strftime("%Y-%m-%d").tolist(),
            y=rows["net"].astype(float).tolist(),
            marker={"color": method_colour(str(method), position)},
            hovertemplate="₹%{y:,.2f}",
        )
    figure.update_layout(barmode="relative", bargap=0.25)
    figure.update_yaxes(tickprefix="₹", separatethousands=True)
    return dress(figure)


def failure_rate_by_day(trend: DataFrame) -> go.Figure:
    """Share of payments that failed, by method.

    `trend` has `business_date`, `payment_method`, `failure_rate` (of one).
    """
    figure = go.Figure()
    for position, (method, rows) in enumerate(trend.groupby("payment_method")):
        figure.add_scatter(
            name=str(method),
            x=rows["business_date"].dt.strftime("%Y-%m-%d").tolist(),
            y=rows["failure_rate"].astype(float).tolist(),
            mode="lines+markers",
            line={"color": method_colour(str(method), position), "width": 2},
            marker={"size": 5},
            hovertemplate="%{y:.1%}",
        )
    highest = trend["failure_rate"].astype(float).max()
    top = max(LEAST_SCALE, HEADROOM * highest) if highest > 0 else LEAST_SCALE
    figure.update_yaxes(tickformat=".0%", range=[0, top])
    return dress(figure, height=220)
