"""The databases of the local stack's server."""

import psycopg
from psycopg import sql

from chitrail.errors import Unavailable

CONNECT_SECONDS = 5


def ensure_database(server_url: str, name: str) -> None:
    """Create a database unless it is there. `server_url` is a libpq URL of any database of the server.

    Raises Unavailable when the server does not answer or does not let us create it.
    """
    try:
        with psycopg.connect(
            server_url, autocommit=True, connect_timeout=CONNECT_SECONDS
        ) as connection:
            query = "SELECT FROM pg_database WHERE datname = %s"
            if connection.execute(query, (name,)).fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    except psycopg.Error as error:
        raise Unavailable(f"the database {name!r} could not be created: {error}") from error
