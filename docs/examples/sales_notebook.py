# ruff: noqa: ANN001, ANN202, B018
"""A marimo notebook on the published snapshot; docs/analysts.md tells how to open it.

marimo writes cells as functions without types, and shows what their last line says.
"""

import marimo

app = marimo.App(width="medium")


@app.cell
def _():
    import os
    from pathlib import Path

    import marimo as mo
    import plotly.express as px

    import warehouse
    from chitrail.settings import Settings
    from warehouse.asking import freshness, session

    snapshot = Settings.from_env(os.environ).warehouse_snapshot
    questions = Path(warehouse.__file__).parent / "questions"
    return freshness, mo, px, questions, session, snapshot


@app.cell
def _(freshness, mo, session, snapshot):
    with session(snapshot) as connection:
        told = freshness(connection)
    mo.md(f"# Sales\n\n{told}")


@app.cell
def _(questions, session, snapshot):
    def ask(name):
        """The answer to a question of docs/questions.md as a table of pandas."""
        with session(snapshot) as connection:
            return connection.execute((questions / f"{name}.sql").read_text()).df()

    return (ask,)


@app.cell
def _(ask, px):
    px.bar(ask("01_takings_by_day"), x="business_date", y="gross", title="Takings by day")


@app.cell
def _(ask, px):
    px.bar(ask("07_hours"), x="hour", y="orders", title="Orders by hour")


@app.cell
def _(mo, questions):
    names = sorted(path.stem for path in questions.glob("*.sql"))
    chosen = mo.ui.dropdown(names, value="05_best_sellers", label="Question")
    chosen
    return (chosen,)


@app.cell
def _(ask, chosen, mo):
    mo.ui.table(ask(chosen.value))


if __name__ == "__main__":
    app.run()
