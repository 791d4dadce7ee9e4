"""Makes an installation ready: database of this code's version, office, circular, first accounts, samples."""

import json
from dataclasses import dataclass
from datetime import datetime

from intake import accounts, catalogue, clock, migrations
from intake.bulk import load, row_of
from intake.config import Config
from intake.db import Connection, Database, transaction
from intake.labels import label
from intake.model import Role
from intake.resources import folder
from intake.store import offices, staff

FIRST = (("admin", "系统管理员", Role.ADMINISTRATOR), ("manager", "负责人", Role.MANAGER))
DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What was done: migrations applied, circular loaded (its id), accounts made (login, role, password)."""

    migrations: list[str]
    circular_id: int | None
    accounts: list[tuple[str, str, str]]


def prepare(config: Config, database: Database) -> Prepared:
    """Create or migrate the database and fill what is missing; several processes may do so at once."""
    applied = migrations.migrate(database)
    with database.connection() as conn:
        now = clock.now()
        with transaction(conn):
            offices.ensure(conn, config.office)
        circular_id = catalogue.load_seed(conn, now)
        made = [] if staff.every(conn) else _first_accounts(conn, config, now)
    return Prepared(applied, circular_id, made)


def _first_accounts(conn: Connection, config: Config, now: datetime) -> list[tuple[str, str, str]]:
    """Who runs the system, and who reads: two accounts, as these are different hands."""
    made = []
    for login, name, role in FIRST:
        password = accounts.new_password()
        accounts.add(conn, login, name, role, password, now, cost=config.password_cost)
        made.append((login, label(role), password))
    return made


def demonstrate(conn: Connection, config: Config, now: datetime) -> tuple[str, str]:
    """Load the sample opinions once, and give the account for looking around a new password: login and password."""
    password = accounts.new_password()
    if any(person.login == DEMO for person in staff.every(conn)):
        accounts.set_password(conn, DEMO, password, now, cost=config.password_cost)
    else:
        accounts.add(conn, DEMO, "演示账号", Role.MANAGER, password, now, cost=config.password_cost)
    lines = (folder("seeds") / "samples.jsonl").read_text(encoding="utf-8").splitlines()
    load(conn, [row_of(json.loads(line)) for line in lines if line.strip()], now)
    return DEMO, password
