"""All models, in the order in which they can be built."""

import hashlib
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

from warehouse.lineage import tables_read
from warehouse.model import Model, Refresh, read_model

MODELS = Path(__file__).parent / "models"
BUILD_DAY = "build_day"
"""The temporary table that names the business days a `days` model must compute."""

_FROM_POSTGRES = (Refresh.EXTRACT, Refresh.SNAPSHOT)


class Catalog:
    """The models of a folder of SQL files and their lineage."""

    def __init__(self, folder: Path = MODELS) -> None:
        found = [read_model(path) for path in sorted(folder.glob("*/*.sql"))]
        by_name = {model.name: model for model in found}
        self.upstream: dict[str, set[str]] = {
            model.name: tables_read(model.sql) - {BUILD_DAY} if _computed(model) else set()
            for model in found
        }
        ordered = {name: sorted(sources) for name, sources in self.upstream.items()}
        order = TopologicalSorter(ordered).static_order()
        self.models: list[Model] = [by_name[name] for name in order]

    def __getitem__(self, name: str) -> Model:
        return next(model for model in self.models if model.name == name)

    def refreshed(self, *kinds: Refresh) -> list[Model]:
        """Models refreshed in these ways, in building order."""
        return [model for model in self.models if model.refresh in kinds]

    @property
    def extracted(self) -> list[Model]:
        """Models read from PostgreSQL."""
        return self.refreshed(*_FROM_POSTGRES)

    @property
    def computed(self) -> list[Model]:
        """Models computed by SQL in DuckDB, in building order."""
        return [model for model in self.models if _computed(model)]

    def downstream_days(self, name: str) -> list[str]:
        """Models recomputed by days that read this one directly."""
        days = self.refreshed(Refresh.DAYS)
        return [model.name for model in days if name in self.upstream[model.name]]

    def fingerprint(self, name: str) -> str:
        """Changes when the model or anything it is computed from is defined otherwise."""
        model = self[name]
        parts = [model.sql, *(f"{column.name} {column.type}" for column in model.columns)]
        parts += [self.fingerprint(source) for source in sorted(self.upstream[name])]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def raw_fingerprint(self) -> str:
        """Changes when a raw table, or one that keeps account of loading, is defined otherwise."""
        names = sorted(model.name for model in self.models if model.folder in ("raw", "meta"))
        joined = "\n".join(self.fingerprint(name) for name in names)
        return hashlib.sha256(joined.encode()).hexdigest()[:16]


def _computed(model: Model) -> bool:
    return bool(model.sql) and model.refresh not in _FROM_POSTGRES


@cache
def catalog() -> Catalog:
    """The product's own models, read once."""
    return Catalog()
