"""Whether this process can serve: the database answers within two seconds, at the newest revision."""

import logging
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as DeadlinePassed
from functools import cache

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api import migrations
from api.database import Database
from chitrail.errors import Unavailable

log = logging.getLogger(__name__)
DEADLINE_SECONDS = 2.0
_REVISION = text("SELECT version_num FROM alembic_version")


def check(database: Database) -> str:
    """The schema's revision.

    Raises Unavailable when the database does not answer in time or is at another revision. The question
    is asked in a thread, because a network that swallows packets makes every driver wait longer.
    """
    asked = _asker().submit(_revision, database)
    try:
        revision = asked.result(DEADLINE_SECONDS)
    except DeadlinePassed as error:
        asked.cancel()
        raise Unavailable("the database does not answer") from error
    except SQLAlchemyError as error:
        log.warning("not ready: %s", error)
        raise Unavailable("the database cannot be reached") from error
    if revision != _head():
        raise Unavailable(f"the database is at revision {revision}, this code needs {_head()}")
    return revision


def _revision(database: Database) -> str:
    with database.transaction() as connection:
        return str(connection.execute(_REVISION).scalar_one())


@cache
def _head() -> str:
    return str(migrations.head_revision())


@cache
def _asker() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(2, thread_name_prefix="readiness")
