"""Figures about stock."""

import plotly.graph_objects as go
from pandas import DataFrame

from dashboards.figures.theme import ALARM, CALM, dress

SHOWN = 15
ROW_HEIGHT, FRAME_HEIGHT = 26, 50
LONGEST_DAYS = 30


def days_of_cover(stock: DataFrame) -> go.Figure:
    """How many days the stock lasts, shortest first.

    `stock` has `ingredient`, `days`, `must_order`. Bars end at 30 days, so that a full store does not
    hide the ones that run out; the hover text has the whole number.
    """
    rows = stock.sort_values("days", kind="stable").head(SHOWN).iloc[::-1]
    figure = go.Figure(
        go.Bar(
            orientation="h",
            y=rows["ingredient"].tolist(),
            x=rows["days"].clip(upper=LONGEST_DAYS).tolist(),
            customdata=rows["days"].tolist(),
            marker={"color": [ALARM if must else CALM for must in rows["must_order"]]},
            hovertemplate="%{customdata:.1f} days<extra></extra>",
        )
    )
    dress(figure, height=FRAME_HEIGHT + ROW_HEIGHT * len(rows))
    figure.update_layout(hovermode="closest", bargap=0.35)
    figure.update_xaxes(showgrid=True, ticksuffix=" d", rangemode="tozero")
    figure.update_yaxes(showgrid=False)
    return figure
