"""What the headers of the models promise: their grain, and that what they point to is there."""

from pipelines.quality.expectation import Expectation, no_rows
from warehouse.catalog import Catalog
from warehouse.model import Model

NOTHING_OF_OURS = "UNKNOWN"
"""What summaries write where a fact points to nothing."""

POINTED_TO = ("dim_", "fct_")
"""Tables others point to, by the one column that is their grain."""


def grains(catalog: Catalog) -> tuple[Expectation, ...]:
    """Each table for analysts has one row for each value of its grain, and none without it."""
    return tuple(_one_row(model) for model in _for_analysts(catalog))


def references(catalog: Catalog) -> tuple[Expectation, ...]:
    """A column with the name and type of another table's grain has only values of that table.

    Or NULL, or UNKNOWN in summaries.
    """
    models = _for_analysts(catalog)
    targets = {
        (model.grain[0], _type(model, model.grain[0])): model.name
        for model in models
        if len(model.grain) == 1 and model.name.startswith(POINTED_TO)
    }
    return tuple(
        _known(model.name, column.name, targets[column.name, column.type])
        for model in models
        for column in model.columns
        if targets.get((column.name, column.type), model.name) != model.name
    )


def _for_analysts(catalog: Catalog) -> list[Model]:
    return sorted(
        (model for model in catalog.models if model.folder == "marts"), key=lambda model: model.name
    )


def _type(model: Model, column: str) -> str:
    return next(one.type for one in model.columns if one.name == column)


def _one_row(model: Model) -> Expectation:
    grain = ", ".join(model.grain)
    absent = " OR ".join(f"{column} IS NULL" for column in model.grain)
    query = f"""SELECT {grain}, count(*) AS rows FROM {{batch}}
        GROUP BY ALL HAVING count(*) > 1 OR {absent}"""  # noqa: S608
    return no_rows(model.name, f"one row for each {grain}", query)


def _known(table: str, column: str, target: str) -> Expectation:
    query = f"""SELECT DISTINCT told.{column}
        FROM {{batch}} AS told ANTI JOIN {target} AS target ON told.{column} = target.{column}
        WHERE told.{column}::VARCHAR <> '{NOTHING_OF_OURS}'"""  # noqa: S608
    return no_rows(table, f"every {column} is in {target}", query, column)
