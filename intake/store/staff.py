"""Staff accounts and the units opinions are handed to."""

from datetime import datetime

from intake.clock import to_text
from intake.db import Connection, Row
from intake.duty import Unit
from intake.errors import Invalid, NotFound
from intake.ids import new_id
from intake.model import Role, Staff

_STAFF = "SELECT id, login, name, role, disabled, session_epoch, unit_id, factor_since FROM staff"


def add(
    conn: Connection, login: str, name: str, role: Role, password: str, now: datetime, unit_id: int | None = None
) -> int:
    """A new account; its id.  Raises Invalid when the login is taken."""
    staff_id = new_id(now)
    row = conn.execute(
        """INSERT INTO staff (id, login, name, role, password, unit_id, created_at)
        VALUES (:id, :login, :name, :role, :password, :unit, :at) ON CONFLICT (login) DO NOTHING RETURNING id""",
        {
            "id": staff_id,
            "login": login,
            "name": name,
            "role": role,
            "password": password,
            "unit": unit_id,
            "at": to_text(now),
        },
    ).fetchone()
    if row is None:
        raise Invalid(f"账号 {login} 已经存在")
    return staff_id


def every(conn: Connection) -> list[Staff]:
    """All accounts by login, disabled ones too."""
    return [_staff(row) for row in conn.execute(f"{_STAFF} ORDER BY login")]


def by_id(conn: Connection, staff_id: int) -> Staff | None:
    """One account."""
    row = conn.execute(f"{_STAFF} WHERE id = :id", {"id": staff_id}).fetchone()
    return _staff(row) if row else None


def by_login(conn: Connection, login: str) -> Staff:
    """One account.  Raises NotFound."""
    row = conn.execute(f"{_STAFF} WHERE login = :login", {"login": login}).fetchone()
    if row is None:
        raise NotFound(f"没有账号 {login}")
    return _staff(row)


def password_of(conn: Connection, staff_id: int) -> str:
    """The password's hash."""
    row = conn.execute("SELECT password FROM staff WHERE id = :id", {"id": staff_id}).fetchone()
    assert row is not None
    return str(row["password"])


def set_password(conn: Connection, staff_id: int, password: str) -> None:
    """A new hash; sessions of before end."""
    conn.execute(
        "UPDATE staff SET password = :password, session_epoch = session_epoch + 1 WHERE id = :id",
        {"id": staff_id, "password": password},
    )


def set_disabled(conn: Connection, staff_id: int, disabled: bool) -> None:
    """Lock an account or open it again; its sessions end."""
    conn.execute(
        "UPDATE staff SET disabled = :disabled, session_epoch = session_epoch + 1 WHERE id = :id",
        {"id": staff_id, "disabled": int(disabled)},
    )


def active_administrators(conn: Connection) -> set[int]:
    """The administrators who can log in; none of them changes before the transaction ends."""
    wait = " FOR UPDATE" if conn.dialect == "postgres" else ""
    rows = conn.execute(f"SELECT id FROM staff WHERE role = 'administrator' AND disabled = 0 ORDER BY id{wait}")
    return {row["id"] for row in rows}


def names(conn: Connection) -> dict[int, str]:
    """Every account's name by id."""
    return {row["id"]: row["name"] for row in conn.execute("SELECT id, name FROM staff")}


def units(conn: Connection) -> list[Unit]:
    """The units by name."""
    rows = conn.execute("SELECT id, name, email FROM unit ORDER BY name")
    return [Unit(row["id"], row["name"], row["email"]) for row in rows]


def add_unit(conn: Connection, name: str, now: datetime) -> int:
    """A unit by its name, made where it is new; its id."""
    conn.execute(
        "INSERT INTO unit (id, name) VALUES (:id, :name) ON CONFLICT (name) DO NOTHING",
        {"id": new_id(now), "name": name},
    )
    row = conn.execute("SELECT id FROM unit WHERE name = :name", {"name": name}).fetchone()
    assert row is not None
    return int(row["id"])


def set_unit(conn: Connection, unit: Unit) -> bool:
    """A unit's name and address; False where another unit has the name."""
    taken = conn.execute(
        "SELECT 1 AS there FROM unit WHERE name = :name AND id <> :id", {"name": unit.name, "id": unit.id}
    ).fetchone()
    if taken is None:
        conn.execute(
            "UPDATE unit SET name = :name, email = :email WHERE id = :id",
            {"id": unit.id, "name": unit.name, "email": unit.email},
        )
    return taken is None


def _staff(row: Row) -> Staff:
    return Staff(
        row["id"],
        row["login"],
        row["name"],
        Role(row["role"]),
        bool(row["disabled"]),
        row["session_epoch"],
        row["unit_id"],
        row["factor_since"] is not None,
    )
