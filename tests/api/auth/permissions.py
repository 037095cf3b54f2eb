"""The table of who may do what: operation, role, the answer in one's own outlet, and in another.

`in` is any answer that is neither 401, 403, 429 nor a fault of ours: the caller got past the door.
`python -m tests.api.auth.permissions` adds rows for routes that have none, as their code declares them;
read them before you commit them, and change what should not be so.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

from api.domains import all_routes
from api.routing import Route

TABLE = Path(__file__).with_name("permissions.csv")
ROLES = (
    "anonymous",
    "guest",
    "board",
    "display",
    "kitchen",
    "waiter",
    "cashier",
    "manager",
    "admin",
)
IN = "in"


@dataclass(frozen=True)
class Cell:
    """One row of the table."""

    operation: str
    role: str
    own: str
    other: str


def read() -> list[Cell]:
    """The committed table."""
    with TABLE.open(newline="", encoding="utf-8") as file:
        return [Cell(**row) for row in csv.DictReader(file)]


def declared(route: Route, role: str) -> Cell:
    """What a route's code says about a role, as a first guess."""
    if route.roles is None:
        return Cell(route.name, role, IN, IN)
    if role == "anonymous":
        return Cell(route.name, role, "401", "401")
    if ("kitchen" if role == "display" else role) not in route.roles:
        return Cell(route.name, role, "403", "403")
    fields = getattr(route.body, "__struct_fields__", ())
    names_something = bool(route.path_parameters) or "order_id" in fields
    return Cell(route.name, role, IN, "404" if names_something else IN)


def main() -> None:
    """Write the table in the order of the routes: known rows as they are, new ones as declared."""
    known = {(cell.operation, cell.role): cell for cell in read()} if TABLE.exists() else {}
    with TABLE.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["operation", "role", "own", "other"])
        for route in all_routes():
            for role in ROLES:
                cell = known.get((route.name, role)) or declared(route, role)
                writer.writerow([cell.operation, cell.role, cell.own, cell.other])


if __name__ == "__main__":
    main()
