"""docs/warehouse.md, written from the headers of the models."""

from warehouse.catalog import Catalog
from warehouse.model import Model

_FOLDERS = {
    "marts": "Marts: facts, dimensions and summaries. Query these.",
    "meta": "Meta: when the data was published and what its checks found.",
    "staging": "Staging: the raw rows typed and named for people. Views.",
    "raw": "Raw: the rows as PostgreSQL has them, money in paise.",
}
_INTRODUCTION = """\
# The warehouse, table by table

Written by `python -m warehouse docs` from the headers of `warehouse/models/`; a test fails when this page
differs from them. [How to open it](analysts.md).

Money is `DECIMAL(14,2)` rupees (`_paise` columns: integer paise), quantities are in the base unit of the
ingredient, `_at` and `TIMESTAMPTZ` columns are instants, `business_date` is the outlet's trading day.
Types are checked when a table is built.
"""
_REFRESH = {
    "extract": "rows written since the last load, merged by grain",
    "snapshot": "read whole at each load",
    "view": "computed when read",
    "days": "business days whose sources changed",
    "whole": "recomputed whole at each build",
    "written": "written by a program",
}


def markdown(catalog: Catalog) -> str:
    """The whole page."""
    parts = [_INTRODUCTION]
    for folder, title in _FOLDERS.items():
        parts.append(f"## {title}\n")
        models = [model for model in catalog.models if model.folder == folder]
        parts += [_section(model) for model in sorted(models, key=lambda model: model.name)]
    return "\n".join(parts)


def _section(model: Model) -> str:
    grain = ", ".join(f"`{name}`" for name in model.grain)
    rows = [f"| `{c.name}` | {c.type} | {c.meaning} |" for c in model.columns]
    return "\n".join(
        [
            f"### {model.name}",
            model.title,
            "",
            f"One row per {grain}. From {model.source}. Owner: {model.owner}.",
            f"Refreshed: {_REFRESH[model.refresh]}.",
            "",
            "| column | type | meaning |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )
