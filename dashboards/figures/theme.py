"""Looks shared by all figures: clear on light and dark paper, colours a method keeps everywhere."""

import plotly.graph_objects as go

METHOD_COLOURS = {
    "CASH": "#2f9e6e",
    "RAZORPAY": "#3b82f6",
    "UPI": "#8b5cf6",
    "CARD": "#f59e0b",
    "UNKNOWN": "#94a3b8",
}
FURTHER_COLOURS = ("#ec4899", "#14b8a6", "#f97316", "#6366f1", "#84cc16")
CALM, ALARM = "#0f8a7e", "#dc5b3f"
HEIGHT = 300


def method_colour(method: str, position: int) -> str:
    """Colour of a payment method; unknown ones get one by their position."""
    return METHOD_COLOURS.get(method, FURTHER_COLOURS[position % len(FURTHER_COLOURS)])


def dress(figure: go.Figure, *, height: int = HEIGHT) -> go.Figure:
    """Common layout; text and grid colours are set by the page, which knows light from dark."""
    figure.update_layout(
        template="none",
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"size": 13},
        legend={"orientation": "h", "y": 1.12, "x": 0},
        hovermode="x unified",
        dragmode=False,
    )
    figure.update_xaxes(automargin=True, showgrid=False, zeroline=False, fixedrange=True)
    figure.update_yaxes(automargin=True, zeroline=False, fixedrange=True)
    return figure
