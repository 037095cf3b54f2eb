"""The first administrator of an outlet, from the machine the product runs on."""

import getpass
import os
import sys
import zoneinfo
from typing import Annotated

import typer
from sqlalchemy import Connection, insert

from api.audit.service import record
from api.auth.passwords import hash_password
from api.authorization import ADMIN
from api.database import Database
from api.models import table_of
from api.outlets import queries as outlets
from api.outlets.models import Outlet
from api.staff import queries, rules
from chitrail.errors import InvalidInput
from chitrail.ids import new_id
from chitrail.settings import Settings

ACTOR = "command line"


def create_admin(
    outlet: Annotated[str, typer.Option(help="Id of the outlet, such as blr-indiranagar.")],
    username: Annotated[str, typer.Option(help="Name to sign in with.")],
    name: Annotated[str, typer.Option(help="Name to show; the username without one.")] = "",
    new_outlet: Annotated[
        str, typer.Option(help="Make the outlet with this name if there is none yet.")
    ] = "",
    zone: Annotated[str, typer.Option(help="Time zone of a new outlet.")] = "Asia/Kolkata",
) -> None:
    """Make an administrator. The password is asked for, or is the first line of standard input.

    Example: python -m api.staff create-admin --outlet blr-indiranagar --username owner
    """
    settings = Settings.from_env(os.environ)
    password = _password()
    rules.check_password(password, username)
    database = Database(settings, application_name="chitrail staff")
    try:
        with database.at(outlet).transaction() as connection:
            _outlet(connection, outlet, new_outlet, zone)
            row = {
                "id": new_id(),
                "outlet_id": outlet,
                "username": username,
                "display_name": name or username,
                "role": ADMIN,
                "password_hash": hash_password(password),
            }
            made = queries.add(connection, row)
            told = {"role": ADMIN, "username": username}
            record(connection, outlet, ACTOR, "staff-created", made.id, at=None, **told)
    finally:
        database.dispose()
    print(f"{username} is an administrator of {outlet}")


def _outlet(connection: Connection, outlet: str, name: str, zone: str) -> None:
    if outlets.outlet(connection, outlet) is not None:
        return
    if not name:
        raise InvalidInput(f"there is no outlet {outlet}; --new-outlet NAME makes it")
    if zone not in zoneinfo.available_timezones():
        raise InvalidInput(f"there is no time zone {zone}")
    row = {"id": outlet, "name": name, "zone": zone}
    connection.execute(insert(table_of(Outlet)).values(row))


def _password() -> str:
    """Never an argument: those stand in the list of processes and in the shell's history."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise InvalidInput("the two passwords are not the same")
    return password
