"""How PostgreSQL plans for this service: for short statements, unless its owner has said otherwise."""

import pytest
from postgres import Cluster

from intake.config import Config
from intake.db import Database

pytestmark = pytest.mark.servers


def settings(address: str) -> list[str]:
    database = Database(Config(database=address, secret_key="k" * 32))
    with database.connection() as conn:
        found = [str(conn.execute(f"SELECT current_setting('{name}') AS v").fetchall()[0]["v"]) for name in NAMES]
    database.close()
    return found


NAMES = ("jit", "random_page_cost")


def test_statements_are_not_compiled_and_pages_cost_the_same_everywhere(postgres: Cluster) -> None:
    assert settings(postgres.empty()) == ["off", "1.1"]


def test_what_the_owner_of_the_server_set_stays(postgres: Cluster) -> None:
    address = postgres.empty()
    database = Database(Config(database=address, secret_key="k" * 32))
    with database.connection() as conn:
        name = conn.execute("SELECT current_database() AS n").fetchall()[0]["n"]
        conn.execute(f"ALTER DATABASE {name} SET random_page_cost = 3")
        conn.execute(f"ALTER DATABASE {name} SET jit = on")
    database.close()
    assert settings(address) == ["on", "3"]
