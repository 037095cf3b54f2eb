"""One import from files to books, in one transaction."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection

from api.importing import queries
from api.importing.csv_files import REJECTED, Table
from api.importing.history import History, Outlet
from api.importing.loading import Loaded, load
from api.importing.mapping import Mapping
from api.importing.menu_loading import check_outlet, find_outlet
from api.importing.problems import MappingProblem, TooManyRejects
from api.importing.reading import Inputs, Reading, Track
from api.importing.summary import Limit, count, write_report


@dataclass(frozen=True)
class Job:
    """What to import, where to, and how much may be wrong with it."""

    mapping: Mapping
    inputs: Inputs
    outlet: str
    name: str
    limit: Limit
    report: Path | None = None
    dry_run: bool = False


@dataclass
class Outcome:
    """What became of a job; `loaded` is None when it was given up before writing."""

    history: History
    tables: list[Table]
    loaded: Loaded | None = None
    refused: TooManyRejects | None = None


def run(job: Job, database_url: str, track: Track) -> Outcome:
    """Read all files and write the orders, all or none.

    The report is written in any case. Raises MappingProblem, with nothing written, when mapping, files and
    outlet do not fit together.
    """
    with psycopg.connect(database_url) as connection:
        reading = Reading(job.mapping, job.inputs, track)
        history = reading.history(_outlet(connection, job), job.name)
        outcome = Outcome(history, list(reading.tables.values()))
        outcome.refused = _too_many(job, outcome)
        if outcome.refused is None:
            outcome.loaded = load(connection, history, track)
            for key, differences in outcome.loaded.conflicts.items():
                reading.reject_order(key, f"was imported before with other content: {differences}")
            outcome.refused = _too_many(job, outcome)
        if job.report is not None:
            write_report(job.report, outcome.tables)
        if job.dry_run or outcome.refused is not None:
            connection.rollback()
            return outcome
        connection.commit()
        if outcome.loaded is not None and outcome.loaded.new_orders:
            connection.execute(queries.AFTER_LOAD)
    return outcome


def _outlet(connection: Connection[Any], job: Job) -> Outlet:
    """The outlet of the mapping, or the one in the books where the mapping has none."""
    spec = job.mapping.outlet
    if spec is not None:
        outlet = Outlet(job.outlet, spec.name, spec.zone, spec.cutover_hour, spec.currency)
        check_outlet(connection, outlet)
        return outlet
    stored = find_outlet(connection, job.outlet)
    if stored is None:
        raise MappingProblem(
            "outlet", f"{job.outlet} is not in the books; add a section `outlet` to create it"
        )
    return Outlet(job.outlet, *stored)


def _too_many(job: Job, outcome: Outcome) -> TooManyRejects | None:
    read = sum(len(table.rows) for table in outcome.tables)
    rejected = count(outcome.tables, REJECTED)
    if job.limit.allows(rejected, read):
        return None
    return TooManyRejects(
        f"{rejected} of {read} rows were rejected, {job.limit.text} are allowed (--max-rejects); "
        "nothing was written"
    )
