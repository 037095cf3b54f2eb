"""`python -m api.importing`."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress

from api.importing.mapping_file import NAME, read_mapping
from api.importing.problems import MappingProblem
from api.importing.reading import Inputs
from api.importing.service import Job, Outcome, run
from api.importing.summary import parse_limit, show_loaded, show_rows
from chitrail.settings import Settings

OUTLET_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,31}")
GIVEN_UP = 1


def _file(text: str) -> Any:
    return typer.Option(help=text, metavar="FILE", dir_okay=False, exists=True, readable=True)


def import_history(
    mapping: Annotated[
        Path, typer.Option(help="What the columns mean (YAML); see docs/import.md.")
    ],
    outlet: Annotated[str, typer.Option(help="Code of the outlet, such as blr-indiranagar.")],
    lines: Annotated[Path | None, _file("A row a dish sold; of a flat file the only one.")] = None,
    orders: Annotated[Path | None, _file("A row an order, where that is another file.")] = None,
    menu: Annotated[list[Path] | None, _file("A row a dish; may be repeated.")] = None,
    recipes: Annotated[Path | None, _file("A row an ingredient of a dish.")] = None,
    payments: Annotated[Path | None, _file("A row a payment, where they have a file.")] = None,
    name: Annotated[
        str, typer.Option(help="Name of the history; else `name` of the mapping, or its file name.")
    ] = "",
    report: Annotated[
        Path | None, typer.Option(help="CSV of the rows left out, with reasons.")
    ] = None,
    max_rejects: Annotated[
        str, typer.Option(help="Rejected rows above which nothing is written: 25 or 10%.")
    ] = "10%",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Do everything, show everything, write nothing.")
    ] = False,
) -> None:
    """Import order history from CSV files (plain or gzip) into the books, all of it or nothing.

    Repeat it as often as you like: what was imported stays as it is. Exit 0 done, 1 given up because too
    much was rejected, 2 when mapping, files or outlet do not fit; nothing is written then.

    Example: chitrail import --mapping pizza.yaml --outlet platos --orders orders.csv --lines details.csv
    """
    spec = read_mapping(mapping)
    chosen = name or spec.name or mapping.stem
    if not NAME.fullmatch(chosen):
        raise MappingProblem("--name", f"{chosen!r} must match {NAME.pattern}")
    if not OUTLET_CODE.fullmatch(outlet):
        raise MappingProblem("--outlet", f"{outlet!r} must match {OUTLET_CODE.pattern}")
    job = Job(
        mapping=spec,
        inputs=Inputs(lines, orders, menu or [], recipes, payments),
        outlet=outlet,
        name=chosen,
        limit=parse_limit(max_rejects),
        report=report,
        dry_run=dry_run,
    )
    settings = Settings.from_env(os.environ)
    terminal = Console(stderr=True)
    with Progress(console=terminal, transient=True, disable=not terminal.is_terminal) as progress:

        def track(things: Iterable[Any], what: str, total: int) -> Iterable[Any]:
            return progress.track(things, total=total, description=what)

        outcome = run(job, settings.libpq_url, track)
    raise typer.Exit(_show(job, outcome))


def _show(job: Job, outcome: Outcome) -> int:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    show_rows(console, outcome.tables)
    if outcome.refused is not None:
        Console(stderr=True, markup=False, soft_wrap=True).print(outcome.refused.detail)
        return GIVEN_UP
    if outcome.loaded is not None:
        show_loaded(console, outcome.history, outcome.loaded, dry_run=job.dry_run)
    return 0
