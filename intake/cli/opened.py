"""The database as the commands open it: configured, of this code's version, closed afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from intake import config, migrations
from intake.config import Config
from intake.db import Connection, Database


@contextmanager
def opened() -> Iterator[tuple[Config, Connection]]:
    """The configuration and a connection.  Raises ConfigError, DatabaseError."""
    settings = config.load()
    database = Database(settings)
    try:
        migrations.check(database)
        with database.connection() as conn:
            yield settings, conn
    finally:
        database.close()
