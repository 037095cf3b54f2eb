"""How a model shows itself in Dagster: description, owner, columns and SQL."""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from warehouse.model import Model


def specification(
    model: Model,
    deps: Sequence[dg.AssetKey],
    partitions: dg.PartitionsDefinition[str] | None = None,
) -> dg.AssetSpec:
    """The asset of a model."""
    return dg.AssetSpec(
        key=model.name,
        deps=list(deps),
        description=f"{model.title} One row per {', '.join(model.grain)}. From {model.source}.",
        group_name=model.folder,
        owners=[f"team:{model.owner}"],
        kinds={"duckdb"},
        metadata=_metadata(model),
        partitions_def=partitions,
    )


def _metadata(model: Model) -> dict[str, Any]:
    columns = [dg.TableColumn(c.name, c.type, c.meaning) for c in model.columns]
    found: dict[str, Any] = {"dagster/column_schema": dg.TableSchema(columns=columns)}
    if model.sql:
        found["sql"] = dg.MetadataValue.md(f"```sql\n{model.sql}\n```")
    return found
