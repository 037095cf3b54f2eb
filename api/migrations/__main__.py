"""Command line of the migrations: `python -m api.migrations upgrade|current|head`."""

import os
import sys

from sqlalchemy import create_engine

from api import migrations
from chitrail.settings import Settings

USAGE = "usage: python -m api.migrations upgrade|current|head"


def main(arguments: list[str]) -> int:
    """Run one subcommand; 2 when it is unknown."""
    if arguments == ["head"]:
        print(migrations.head_revision())
        return 0
    if arguments not in (["upgrade"], ["current"]):
        print(USAGE, file=sys.stderr)
        return 2
    settings = Settings.from_env(os.environ)
    engine = create_engine(settings.database_url, connect_args={"connect_timeout": 5})
    with engine.connect() as connection:
        if arguments == ["upgrade"]:
            migrations.upgrade(connection)
        print(migrations.current_revision(connection))
    engine.dispose()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
