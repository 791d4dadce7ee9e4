"""Fixtures: a migrated database on SQLite or PostgreSQL, a connection, the application and its clients."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders import PASSWORD, circular, person
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from pages import log_in
from postgres import Cluster

from intake import migrations
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.model import Role
from intake.store import offices

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SECRET = "k" * 32


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test that uses `dialect` runs on SQLite, and on PostgreSQL when marked `both`."""
    if "dialect" in metafunc.fixturenames:
        both = metafunc.definition.get_closest_marker("both") is not None
        dialects = ["sqlite", pytest.param("postgres", marks=pytest.mark.servers)] if both else ["sqlite"]
        metafunc.parametrize("dialect", dialects, scope="session")


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A private PostgreSQL cluster without any network port, started once a session."""
    cluster = Cluster(tmp_path_factory.mktemp("postgres"))
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file, copied for each test."""
    path = tmp_path_factory.mktemp("template") / "intake.db"
    _prepare(Config(database=str(path), secret_key=SECRET))
    return path


@pytest.fixture
def config(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Config:
    """The configuration of a test, over a fresh database."""
    if dialect == "postgres":
        cluster: Cluster = request.getfixturevalue("postgres")
        address = cluster.fresh(lambda url: _prepare(Config(database=url, secret_key=SECRET)))
    else:
        address = str(tmp_path / "intake.db")
        shutil.copy(request.getfixturevalue("template"), address)
    return Config(database=address, secret_key=SECRET, password_cost=0, send_delay=0, digest_pdf="no")


@pytest.fixture
def dialect(request: pytest.FixtureRequest) -> str:
    """sqlite or postgres; see pytest_generate_tests."""
    return str(getattr(request, "param", "sqlite"))


def _prepare(config: Config) -> None:
    database = Database(config)
    migrations.migrate(database)
    with database.connection() as conn, transaction(conn):
        offices.ensure(conn, "测试办公室")
    database.close()


@pytest.fixture
def database(config: Config) -> Iterator[Database]:
    """A database without a circular."""
    database = Database(config)
    yield database
    database.close()


@pytest.fixture
def conn(database: Database) -> Iterator[Connection]:
    """A connection to a database with the small circular of `builders.circular`."""
    with database.connection() as conn:
        circular(conn)
        yield conn


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once a session: compiling them for each application takes longer than most tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("compiled")))


@pytest.fixture
def app(config: Config, conn: Connection, compiled: FileSystemBytecodeCache) -> Iterator[Flask]:
    """The application over the same database as `conn`."""
    from intake.app import create_app  # what is not asked for is not imported: unit tests start quickly

    app = create_app(config)
    app.jinja_env.bytecode_cache = compiled
    yield app
    app.extensions["intake"].database.close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor without a log-in."""
    return app.test_client()


@pytest.fixture
def staff_client(app: Flask, conn: Connection) -> FlaskClient:
    """A manager (Bo) who has logged in."""
    person(conn, Role.MANAGER)
    client = app.test_client()
    log_in(client, "bo", PASSWORD)
    return client


@pytest.fixture(scope="module")
def browser() -> Iterator["Browser"]:
    """Debian's chromium."""
    from browsing import chromium  # as above

    with chromium() as browser:
        yield browser


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    """Where the application answers a browser."""
    from browsing import served

    with served(app) as address:
        yield address
