"""`python -m warehouse`: `sql` and `export` for analysts; `docs` writes docs/warehouse.md from the models."""

from pathlib import Path

import typer

from warehouse.catalog import catalog
from warehouse.command import export, sql
from warehouse.documentation import markdown

app = typer.Typer(add_completion=False, help="The warehouse's own tools.")
PAGE = Path(__file__).resolve().parents[1] / "docs" / "warehouse.md"


@app.callback()
def main() -> None:
    """The warehouse's own tools."""


@app.command()
def docs() -> None:
    """Write docs/warehouse.md from the headers of the SQL files."""
    PAGE.write_text(markdown(catalog()), encoding="utf-8")
    typer.echo(f"wrote {PAGE}")


app.command()(sql)
app.command()(export)


if __name__ == "__main__":
    app()
